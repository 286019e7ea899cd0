//! What people do to issues between runs, and what the next runs make of it.

use issue_gardener::tracker::github::Clock as _;

use crate::fake_github::Kind;
use crate::town::{RULES, Town, kept};

/// #1 is closed as gone, and a person opens it again.
fn reopened_on_the_web() -> Town {
    let town = Town::of(&["a", "b"]);
    for _ in 0..3 {
        town.sync(&["b"], "error");
    }
    assert_eq!(town.stands(1), "completed");
    town.reopen(1);
    town
}

#[test]
fn what_a_person_reopens_stays_open_until_it_was_seen_and_went_again() {
    let town = reopened_on_the_web();
    for _ in 0..4 {
        let run = town.sync(&["b"], "error");
        assert_eq!(town.stands(1), "open", "{run:?}");
        assert!(kept(&run).contains("#1 a person opened it again"));
    }
    town.is_settled();
    town.sync(&["a", "b"], "error");
    town.is_settled();
    for _ in 0..3 {
        town.sync(&["b"], "error");
    }
    assert_eq!(town.stands(1), "completed");
}

#[test]
fn a_merge_is_taken_back_by_opening_the_closed_issue() {
    for (merged, target, by_command) in [(2, 1, false), (1, 2, true)] {
        let town = Town::of(&["a", "b"]);
        town.say(merged, &format!("/bot merge #{target}"));
        town.sync(&["a", "b"], "warning");
        assert_eq!(
            (town.stands(merged), town.stands(target)),
            ("duplicate", "open")
        );
        if by_command {
            town.say(merged, "/bot reopen");
        } else {
            town.reopen(merged);
        }
        for severity in ["error", "warning"] {
            town.sync(&["a", "b"], severity);
            for (number, own, other) in [(1, "src/a.rs", "src/b.rs"), (2, "src/b.rs", "src/a.rs")] {
                let issue = town.issue(number);
                assert!(issue.open, "#{number} of {merged} into {target}");
                assert!(issue.body.contains(own), "{}", issue.body);
                assert!(!issue.body.contains(other), "{}", issue.body);
                assert_eq!(town.state(number).aliases, []);
            }
        }
        town.is_settled();
        // And the other way round.
        town.say(target, &format!("/bot merge #{merged}"));
        town.sync(&["a", "b"], "error");
        assert_eq!(
            (town.stands(merged), town.stands(target)),
            ("open", "duplicate")
        );
        assert!(town.issue(merged).body.contains("src/b.rs"));
        assert!(town.issue(merged).body.contains("src/a.rs"));
        town.is_settled();
        assert_eq!(town.made(), 2);
    }
}

#[test]
fn merges_in_a_circle_settle() {
    let town = Town::of(&["a", "b"]);
    town.say(1, "/bot merge #2");
    // Nothing reads the opening before the merge back.
    town.reopen(1);
    town.say(2, "/bot merge #1");
    town.close(1, "completed");
    for severity in ["warning", "error"] {
        town.sync(&["a", "b"], severity);
    }
    town.is_settled();
    assert_eq!(town.made(), 2);
}

#[test]
fn a_merge_goes_only_where_the_evidence_can_be_shown() {
    let town = Town::of(&["a", "b"]);
    town.change(1, |issue| issue.locked = true);
    let answer = town.say(2, "/bot merge #1");
    assert!(answer.contains("#1 is locked"), "{answer}");
    assert_eq!(town.stands(2), "open");
    town.change(1, |issue| issue.locked = false);
    let mut town = town;
    town.use_rules(
        "other/rules.yaml",
        &RULES.replace("version: 1", "version: 1\ninstance: other"),
    );
    town.sync(&["c"], "error");
    let answer = town.say(3, "/bot merge #1");
    assert!(answer.contains("#1 belongs to instance main"), "{answer}");
    let answer = town.say(3, "/bot relate #77");
    assert!(answer.contains("there is no issue #77"), "{answer}");
}

#[test]
fn a_person_s_words_in_both_texts_stay() {
    let town = Town::of(&["a"]);
    town.change(1, |issue| {
        issue.body = issue.body.replace("## Evidence", "## Mine");
    });
    town.sync(&["a"], "warning");
    let id = {
        let mut server = town.fake.server();
        let (id, comment) = server.world.comments.iter_mut().next().unwrap();
        comment.body = comment.body.replace("## Evidence", "## Mine too");
        assert!(comment.body.contains("Mine too"), "{}", comment.body);
        *id
    };
    let shown = |town: &Town| {
        let server = town.fake.server();
        let body = &server.world.comments[&id].body;
        body.split("<!-- bot:state").next().unwrap().to_owned()
    };
    let before = shown(&town);
    for severity in ["critical", "warning", "error"] {
        let run = town.sync(&["a"], severity);
        assert_eq!(shown(&town), before);
        assert!(kept(&run).contains("both stay as they are"), "{run:?}");
    }
    town.is_settled();
    for _ in 0..3 {
        town.sync(&[], "error");
    }
    assert_eq!(
        (shown(&town), town.stands(1)),
        (before.clone(), "completed")
    );
    town.sync(&["a"], "error");
    assert_eq!((shown(&town), town.stands(1)), (before, "open"));
}

#[test]
fn on_a_locked_issue_nothing_is_written() {
    let town = Town::of(&["a", "b"]);
    town.change(1, |issue| issue.locked = true);
    let before = town.issue(1);
    for severity in ["critical", "warning"] {
        let run = town.sync(&["a", "b"], severity);
        assert_eq!(run.code, 0, "{run:?}");
    }
    for _ in 0..3 {
        town.sync(&[], "error");
    }
    assert_eq!(town.issue(1), before);
}

#[test]
fn one_lost_marker_stands_for_one_problem() {
    let rules = RULES.replace(
        "unmatched: file",
        "rules: [{id: lint, match: {tool: lint}, title: Lint, group_by: [rule_id]}]",
    );
    let town = Town::with_rules(&rules);
    town.sync(&["a"], "error");
    town.change(1, |issue| {
        let lines = issue.body.lines().filter(|l| !l.starts_with("<!-- bot:"));
        issue.body = lines.collect::<Vec<_>>().join("\n");
    });
    let run = town.sync(&["a", "b", "c"], "error");
    assert_eq!(town.made(), 3, "{run:?}");
    town.change(1, |issue| issue.body = "Wiped.".to_owned());
    town.sync(&["a", "b", "c"], "error");
    assert_eq!(town.made(), 3);
}

#[test]
fn a_pin_on_what_is_no_issue_is_an_error_of_the_run() {
    let rules =
        format!("{RULES}rules: [{{id: pinned, match: {{rule_id: a}}, issue: 7, title: Mine}}]\n");
    let town = Town::with_rules(&rules);
    for (found, said) in [(&["a"][..], "does not exist"), (&[], "does not exist")] {
        let run = town.sync(found, "error");
        assert_eq!(run.code, 1, "{run:?}");
        assert!(run.err.contains("pins #7"), "{run:?}");
        assert!(run.err.contains(said), "{run:?}");
    }
    town.fake.server().world.next_number_is(7);
    town.fake.opened_by("olga", "A change", "");
    town.lose(7, Kind::PullRequest);
    let run = town.sync(&["a"], "error");
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.err.contains("is a pull request"), "{run:?}");
    assert_eq!(town.comments(7), [""; 0]);
}

#[test]
fn an_issue_that_is_gone_is_said_and_not_made_again() {
    for kind in [Kind::Deleted, Kind::Transferred, Kind::PullRequest] {
        let town = Town::of(&["a", "b", "c"]);
        // What became a discussion is not found.
        let lose = |number| match kind {
            Kind::PullRequest => town.fake.server().world.forget(number),
            kind => town.lose(number, kind),
        };
        lose(1);
        let run = town.sync(&["a", "b", "c"], "error");
        assert!(run.out.contains("its issue #1 was deleted"), "{run:?}");
        lose(3);
        let run = town.sync(&["a", "b", "c"], "error");
        assert!(run.out.contains("its issue #3 was deleted"), "{run:?}");
        let (digest, made) = (4, 4);
        assert!(
            town.issue(digest).body.contains("/bot new"),
            "{}",
            town.issue(digest).body
        );
        for _ in 0..3 {
            town.sync(&["a", "b", "c"], "error");
            town.is_settled();
        }
        assert_eq!(town.fake.server().world.last_number(), made);
        let answer = town.say(digest, "/bot new #2");
        assert!(
            answer.contains("lists no problem whose issue was #2"),
            "{answer}"
        );
        town.say(digest, "/bot new #3");
        town.sync(&["a", "b", "c"], "error");
        assert_eq!(town.fake.server().world.last_number(), made + 1);
        // And once more: each loss is one's own.
        town.lose(5, Kind::Deleted);
        town.sync(&["a", "b", "c"], "error");
        town.sync(&["a", "b", "c"], "error");
        town.is_settled();
        assert_eq!(town.fake.server().world.last_number(), made + 1);
    }
}

#[test]
fn by_rule_what_was_deleted_is_made_again() {
    let rules = RULES.replace("lifecycle: {", "lifecycle: {reopen: {deleted: true}, ");
    let town = Town::with_rules(&rules);
    town.sync(&["a", "b"], "error");
    town.lose(1, Kind::Deleted);
    town.sync(&["a", "b"], "error");
    assert!(town.issue(3).body.contains("src/a.rs"));
    town.is_settled();
}

#[test]
fn a_digest_that_a_person_closes_returns_with_something_new_on_another_day() {
    let rules = RULES.replace("unmatched: file", "unmatched: digest");
    let town = Town::with_rules(&rules);
    town.sync(&["a", "b"], "error");
    town.later(5);
    town.close(1, "completed");
    for found in [&["a", "b"][..], &["a"], &["a", "b", "c"]] {
        let run = town.sync(found, "error");
        assert_eq!(town.stands(1), "completed", "{run:?}");
    }
    for _ in 0..3 {
        town.later(24);
        town.sync(&["a", "b"], "error");
        assert_eq!(town.stands(1), "completed");
    }
    town.sync(&["a", "b", "c"], "error");
    assert_eq!(town.stands(1), "open");
    town.is_settled();
    town.close(1, "not_planned");
    town.later(48);
    town.sync(&["a", "b", "c", "d"], "error");
    assert_eq!(town.stands(1), "not_planned");
    town.is_settled();
    assert_eq!(town.made(), 1);
}

#[test]
fn waiting_problems_outlive_a_person_s_digest() {
    let rules = RULES.replace("unmatched: file", "unmatched: {file: {runs: 3}}");
    for what in ["edited", "closed", "locked"] {
        let town = Town::with_rules(&rules);
        town.sync(&["a"], "error");
        assert!(
            town.issue(1).body.contains("seen in 1 run"),
            "{}",
            town.issue(1).body
        );
        town.change(1, |issue| match what {
            "edited" => issue.body = issue.body.replace("Problems that", "My problems that"),
            "locked" => issue.locked = true,
            _ => {
                issue.open = false;
                issue.reason = Some("not_planned");
                issue.closed = Some(issue.updated);
            }
        });
        let shown = |town: &Town| {
            let body = town.issue(1).body;
            body.split("<!-- bot:state").next().unwrap().to_owned()
        };
        let before = shown(&town);
        town.sync(&["a"], "error");
        let run = town.sync(&["a"], "error");
        assert_eq!(shown(&town), before);
        if what == "locked" {
            assert!(kept(&run).contains("cannot be counted"), "{run:?}");
            assert_eq!(town.made(), 1);
        } else {
            assert_eq!(town.made(), 2, "{what}: {run:?}");
        }
    }
}

#[test]
fn a_day_has_its_limit_of_notifications() {
    let rules = RULES.replace("limits: {", "limits: {notifications: {day: 4}, ");
    let town = Town::with_rules(&rules);
    town.sync(&["a", "b", "c"], "error");
    let heard = |town: &Town| town.made() + town.fake.server().world.comments.len();
    for severity in ["critical", "critical", "warning", "critical", "critical"] {
        let run = town.sync(&["a", "b", "c"], severity);
        assert_eq!(run.code, 0, "{run:?}");
        assert!(heard(&town) <= 4, "{run:?}");
    }
    assert_eq!(heard(&town), 4);
    town.later(24);
    town.sync(&["a", "b", "c"], "critical");
    assert_eq!(heard(&town), 6);
    town.is_settled();
}

#[test]
fn a_severity_that_flaps_is_told_once() {
    let town = Town::new();
    town.sync(&["a"], "error");
    for _ in 0..6 {
        for severity in ["critical", "error"] {
            town.later(12);
            town.sync(&["a"], severity);
        }
    }
    assert_eq!(town.comments(1).len(), 1);
}

#[test]
fn a_cache_knows_what_was_made_where_no_issue_is_left() {
    let town = Town::of(&["a", "b"]);
    for number in [1, 2] {
        town.lose(number, Kind::Deleted);
    }
    let cached = ["sync", "--cache", "cache", "lint=findings:lint.jsonl"];
    // Without anything that remembers them, they are new.
    town.run(&cached);
    assert_eq!(town.fake.server().world.last_number(), 4);
    for number in [3, 4] {
        town.lose(number, Kind::Deleted);
    }
    for _ in 0..2 {
        let run = town.run(&cached);
        assert!(run.out.contains("its issue #3 was deleted"), "{run:?}");
        assert_eq!(town.fake.server().world.last_number(), 5);
    }
    assert!(town.issue(5).body.contains("/bot new"));
}

#[test]
fn two_rules_files_of_one_instance_are_told_at_once() {
    let mut town = Town::new();
    town.sync(&["a"], "error");
    town.use_rules("second/rules.yaml", RULES);
    let before = town.fake.writes();
    let run = town.sync(&["b"], "error");
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.err.contains("`instance`"), "{run:?}");
    assert!(run.err.contains("#1 is kept by rules.yaml"), "{run:?}");
    assert_eq!(town.fake.writes(), before);
    let other = RULES.replace("version: 1", "version: 1\ninstance: second");
    town.use_rules("second/rules.yaml", &other);
    assert_eq!(town.sync(&["b"], "error").code, 0);
    // The first one was edited, then renamed: it is one file all the same.
    town.use_rules("rules.yaml", &format!("{RULES}label: bot\n"));
    assert_eq!(town.sync(&["a"], "error").code, 0);
    town.rename("rules.yaml", "ci/bot.yaml");
    let run = town.sync(&["a"], "warning");
    assert_eq!(run.code, 0, "{run:?}");
    town.is_settled();
}

#[test]
fn a_merge_that_no_list_shows_yet_closes_nothing_else() {
    let town = Town::of(&["a", "b"]);
    town.say(1, "/bot merge #2");
    // Lists show the one's new text, and not yet the other's closing.
    let closed = town.issue(1).closed.unwrap();
    let since = town.fake.clock().elapsed().saturating_sub(closed);
    let half_a_second = std::time::Duration::from_millis(500);
    town.fake.server().lag = since + half_a_second;
    town.report(&["a", "b"], "error");
    for _ in 0..2 {
        let run = town.again();
        assert_eq!(
            (town.stands(1), town.stands(2)),
            ("duplicate", "open"),
            "{run:?}"
        );
        town.fake.server().lag = std::time::Duration::ZERO;
    }
    assert_eq!(town.made(), 2);
    town.is_settled();
}

#[test]
fn the_digest_is_none_of_the_new_issues() {
    for limit in ["day: 2", "open: 2"] {
        let rules = RULES.replace("limits: {", &format!("limits: {{new_issues: {{{limit}}}, "));
        let small = "rules: [{id: small, match: {rule_id: small}, do: digest, title: Small}]\n";
        let town = Town::with_rules(&format!("{rules}{small}"));
        town.sync(&["small"], "error");
        assert!(town.issue(1).title.contains("without an issue"));
        let run = town.sync(&["small", "a", "b"], "error");
        assert_eq!(town.made(), 3, "{limit}: {run:?}");
        let run = town.sync(&["small", "a", "b", "c"], "error");
        assert_eq!(town.made(), 3, "{limit}: {run:?}");
        assert!(town.issue(1).body.contains("over the limit"), "{limit}");
        town.is_settled();
    }
}

#[test]
fn rules_files_of_two_repositories_are_told_apart() {
    let town = Town::new();
    let sync = ["sync", "lint=findings:lint.jsonl"];
    let run_in = |repository| town.run_with(&[("GITHUB_REPOSITORY", repository)], &sync);
    town.later(2);
    town.report(&["a"], "error");
    assert_eq!(run_in("octo/tools").code, 0);
    // The same place in another repository is another file.
    let before = town.fake.writes();
    for other in ["octo/other", "octo/more"] {
        let run = run_in(other);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(
            run.err.contains("#1 is kept by octo/tools:rules.yaml"),
            "{run:?}"
        );
    }
    assert_eq!(town.fake.writes(), before);
    // The one that keeps it goes on, in any case of its name.
    assert_eq!(run_in("Octo/Tools").code, 0);
    assert_eq!(town.fake.writes(), before);
}

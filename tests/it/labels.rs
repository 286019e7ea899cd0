//! Labels that people and other runs put on and take off.

use issue_gardener::tracker::github::Clock as _;

use crate::town::{RULES, Town, kept};

#[test]
fn names_of_labels_are_the_same_in_any_case() {
    let town = Town::new();
    town.fake.server().world.define("Bot");
    town.fake.server().world.define("p2");
    town.sync(&["a"], "error");
    assert_eq!(town.issue(1).labels, ["p2", "Bot"]);
    town.is_settled();
    town.sync(&["a"], "critical");
    let labels = town.issue(1).labels;
    assert_eq!(labels.len(), 2, "{labels:?}");
    assert!(labels.contains(&"P1".to_owned()), "{labels:?}");
    // Its marker is gone: said, by its label.
    town.change(1, |issue| issue.body = "Mine.".to_owned());
    let run = town.sync(&["a"], "critical");
    assert!(kept(&run).contains("its marker was deleted"), "{run:?}");
    assert_eq!(town.made(), 1);
}

/// #1 is P2, and somebody puts P1 on as well.
fn with_two_priorities(login: &str) -> Town {
    let town = Town::of(&["a", "b"]);
    let now = town.fake.clock().elapsed();
    let label = ["P1".to_owned()];
    town.fake.server().world.add_labels(login, 1, &label, now);
    town
}

/// How often it was asked who put labels on.
fn asked(town: &Town) -> usize {
    let server = town.fake.server();
    let log = server.log.iter();
    log.filter(|entry| entry.path.ends_with("/events")).count()
}

#[test]
fn a_second_priority_that_a_run_left_comes_off_at_the_next_sync() {
    let town = with_two_priorities("gardener[bot]");
    let body = town.issue(1).body;
    let run = town.again();
    assert_eq!(town.issue(1).labels, ["P2", "bot"], "{run:?}");
    assert_eq!((town.issue(1).body, asked(&town)), (body, 1));
    town.is_settled();
    assert_eq!(asked(&town), 1);
    // It is what is wanted by then: it stays, and is the program's.
    let town = with_two_priorities("gardener[bot]");
    town.sync(&["a", "b"], "critical");
    assert_eq!(town.issue(1).labels, ["bot", "P1"]);
    town.is_settled();
    town.sync(&["a", "b"], "error");
    assert_eq!(town.issue(1).labels, ["bot", "P2"]);
}

#[test]
fn a_second_priority_that_a_person_put_on_stays() {
    let town = with_two_priorities("olga");
    for severity in ["error", "warning", "error"] {
        town.sync(&["a", "b"], severity);
        assert!(town.issue(1).labels.contains(&"P1".to_owned()));
    }
    town.is_settled();
    // Taken off and put on once more, it is hers, whoever had put it on before.
    let town = with_two_priorities("gardener[bot]");
    let now = town.fake.clock().elapsed();
    {
        let world = &mut town.fake.server().world;
        world.remove_label("olga", 1, "P1", now);
        world.add_labels("olga", 1, &["P1".to_owned()], now);
    }
    town.again();
    assert!(town.issue(1).labels.contains(&"P1".to_owned()));
    town.is_settled();
}

#[test]
fn what_a_person_takes_off_before_the_first_comment_stays_off() {
    let rules =
        format!("{RULES}rules: [{{id: pinned, match: {{rule_id: a}}, issue: 1, title: Mine}}]\n");
    let town = Town::with_rules(&rules);
    town.fake.opened_by("olga", "Mine", "My words.");
    let now = town.fake.clock().elapsed();
    {
        // A run that was stopped between its labels and its comment.
        let world = &mut town.fake.server().world;
        let labels = ["P2", "flaky"].map(str::to_owned);
        world.add_labels("gardener[bot]", 1, &labels, now);
        world.remove_label("olga", 1, "P2", now);
    }
    town.sync(&["a"], "error");
    assert_eq!(town.issue(1).labels, ["flaky", "bot"]);
    assert_eq!(town.comments(1).len(), 1);
    town.is_settled();
    let before = asked(&town);
    town.again();
    assert_eq!(
        asked(&town),
        before,
        "it is asked only before the first comment"
    );
    // Put on again, it is hers.
    let now = town.fake.clock().elapsed();
    let label = ["P2".to_owned()];
    town.fake.server().world.add_labels("olga", 1, &label, now);
    town.is_settled();
}

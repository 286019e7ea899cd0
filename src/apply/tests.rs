//! Applying: its order, a stop in the middle, and the run after.

use std::sync::atomic::Ordering;

use crate::model::{Issue, IssueState};
use crate::testing::World;
use crate::testing::memory::Fault;
use crate::testing::world::Seen;

fn escalated() -> Vec<Seen> {
    let error = |rule| Seen {
        severity: "error",
        ..Seen::from(rule)
    };
    vec![error("a"), error("b")]
}

/// The writes of an undisturbed run that brings two issues up to date.
const WRITES: [&str; 8] = [
    "label #1 +P2",
    "label #1 -P3",
    "edit #1",
    "comment #1",
    "label #2 +P2",
    "label #2 -P3",
    "edit #2",
    "comment #2",
];

#[test]
fn labels_go_before_the_section_that_claims_them() {
    let mut world = World::settled(&["a", "b"]);
    world.tracker.forget_writes();
    world.run_on(&escalated());
    assert_eq!(world.tracker.writes(), WRITES);
}

#[test]
fn a_run_that_fails_anywhere_is_finished_by_the_next() {
    for fault in [
        Fault::Invalid,
        Fault::LostAnswer,
        Fault::LostRequest,
        Fault::Unauthorized,
    ] {
        for position in 0..WRITES.len() {
            let mut world = World::settled(&["a", "b"]);
            world.report(&escalated());
            world.tracker.fail(position, fault);
            let plan = world.plan();
            world.apply(&plan);
            for _ in 0..2 {
                let plan = world.plan();
                world.apply(&plan);
            }
            let last = world.plan();
            assert!(
                last.is_noop(),
                "{fault:?} at {position}: {:#?}",
                last.changes
            );
            for number in [1, 2] {
                let issue = world.tracker.get(number);
                assert!(issue.body.contains("error"), "{fault:?} at {position}");
                assert_eq!(
                    issue.labels,
                    ["lint", "bot", "P2"],
                    "{fault:?} at {position}"
                );
            }
        }
    }
}

#[test]
fn a_refused_account_stops_the_run() {
    let mut world = World::settled(&["a", "b"]);
    world.report(&escalated());
    world.tracker.forget_writes();
    world.tracker.fail(0, Fault::Unauthorized);
    let plan = world.plan();
    let outcome = world.apply(&plan);
    assert_eq!(world.tracker.writes().len(), 1);
    assert!(outcome.applied.is_empty());
    assert_eq!(
        outcome.failed.len() + outcome.skipped.len(),
        plan.changes.len()
    );
}

#[test]
fn a_refused_issue_does_not_stop_the_others() {
    let mut world = World::settled(&["a", "b"]);
    world.report(&escalated());
    world.tracker.forget_writes();
    world.tracker.fail(0, Fault::Invalid);
    let plan = world.plan();
    world.apply(&plan);
    assert!(world.tracker.get(2).body.contains("error"));
    assert!(!world.tracker.get(1).body.contains("error"));
}

#[test]
fn an_issue_that_moved_since_the_plan_is_skipped() {
    let mut world = World::settled(&["a", "b"]);
    world.report(&escalated());
    let plan = world.plan();
    world
        .tracker
        .person(1, |issue| issue.body.push_str("\nMine."));
    let outcome = world.apply(&plan);
    assert!(
        outcome.skipped.iter().any(|s| s.number == Some(1)),
        "{outcome:#?}"
    );
    assert!(world.tracker.get(1).body.ends_with("\nMine."));
    assert!(world.tracker.get(2).body.contains("error"));
}

#[test]
fn a_create_whose_answer_was_lost_is_found_and_not_repeated() {
    for fault in [Fault::LostAnswer, Fault::LostRequest] {
        let mut world = World::new();
        world.report(&["a".into()]);
        world.tracker.fail(0, fault);
        let plan = world.plan();
        let outcome = world.apply(&plan);
        assert_eq!(outcome.applied.len(), 1, "{fault:?}: {outcome:#?}");
        assert_eq!(world.tracker.all().len(), 1, "{fault:?}");
        assert!(world.plan().is_noop());
    }
}

#[test]
fn what_a_person_did_since_the_plan_stays() {
    let changes: [fn(&mut Issue); 2] = [
        |issue| issue.state = IssueState::Completed,
        |issue| issue.locked = true,
    ];
    for change in changes {
        let mut world = World::settled(&["a"]);
        world.report(&escalated()[..1]);
        let plan = world.plan();
        world.tracker.person(1, change);
        world.tracker.forget_writes();
        let outcome = world.apply(&plan);
        assert_eq!(world.tracker.writes(), [""; 0]);
        assert_eq!(outcome.skipped.len(), plan.changes.len());
    }
}

#[test]
fn a_title_that_a_person_changed_since_the_plan_stays() {
    let mut world = World::settled(&["a"]);
    world.set_rules(
        "
version: 1
target: dir:issues
sources: [{name: lint, path: lint.jsonl, format: findings}]
rules: [{id: lint, match: {source: lint}, group_by: [rule_id], title: New, labels: [lint]}]
",
    );
    let plan = world.plan();
    world
        .tracker
        .person(1, |issue| "Mine".clone_into(&mut issue.title));
    world.apply(&plan);
    assert_eq!(world.tracker.get(1).title, "Mine");
}

#[test]
fn a_comment_that_a_person_edited_since_the_plan_stays() {
    let mut world = World::with_rules("    issue: 1\n");
    world.tracker.opened_by("olga", "Mine", "My words.");
    world.run(&["a"]);
    world.later(24);
    world.report(&escalated()[..1]);
    let plan = world.plan();
    world
        .tracker
        .edit_comments(1, |body| body.replacen("wrong", "right", 1));
    world.apply(&plan);
    assert!(world.tracker.comments_of(1)[0].body.contains("right"));
}

#[test]
fn a_comment_whose_answer_was_lost_is_not_repeated() {
    let mut world = World::settled(&["a"]);
    world.report(&escalated()[..1]);
    world.tracker.fail(3, Fault::LostAnswer);
    let plan = world.plan();
    let outcome = world.apply(&plan);
    assert!(!outcome.is_incomplete(), "{outcome:#?}");
    assert_eq!(world.tracker.comments_of(1).len(), 1);
}

#[test]
fn an_issue_that_was_made_since_the_plan_is_not_made_again() {
    let mut world = World::new();
    world.report(&["a".into()]);
    let plan = world.plan();
    world.apply(&plan);
    world.tracker.forget_writes();
    let outcome = world.apply(&plan);
    assert_eq!(outcome.skipped.len(), 1);
    assert_eq!(world.tracker.writes(), [""; 0]);
}

#[test]
fn of_two_runs_that_make_one_issue_the_later_withdraws_its_own() {
    let mut world = World::new();
    world.report(&["a".into()]);
    world.tracker.fail(0, Fault::Overtaken);
    let plan = world.plan();
    let outcome = world.apply(&plan);
    assert_eq!(outcome.skipped.len(), 1, "{outcome:#?}");
    assert!(world.tracker.get(1).state.is_open());
    assert_eq!(world.tracker.get(2).state, IssueState::Duplicate);
    assert!(world.plan().is_noop());
}

#[test]
fn a_text_that_the_tracker_refuses_is_shortened() {
    let mut world = World::new();
    let many = (0..100).map(|n| Seen {
        path: format!("src/{n}/{}.rs", "long".repeat(30)),
        ..Seen::from("a")
    });
    world.report(&many.collect::<Vec<_>>());
    world.tracker.fail(0, Fault::Invalid);
    let plan = world.plan();
    let outcome = world.apply(&plan);
    assert!(!outcome.is_incomplete(), "{outcome:#?}");
    assert!(world.tracker.get(1).body.contains("refused the whole text"));
}

#[test]
fn a_stopped_run_writes_nothing_more() {
    let mut world = World::settled(&["a", "b"]);
    world.tracker.forget_writes();
    world.report(&escalated());
    world.stop.store(true, Ordering::Relaxed);
    let plan = world.plan();
    let outcome = world.apply(&plan);
    assert_eq!(world.tracker.writes(), [""; 0]);
    assert_eq!(outcome.skipped.len(), plan.changes.len());
    world.stop.store(false, Ordering::Relaxed);
    world.run_on(&escalated());
    assert_eq!(world.tracker.writes(), WRITES);
}

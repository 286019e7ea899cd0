//! Applying: its order, a stop in the middle, and the run after.

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

//! How much one run, one day and all runs together may write.

use super::super::{Action, Change};
use crate::model::IssueState;
use crate::testing::World;
use crate::testing::world::{Seen, short};

fn titles(world: &World) -> Vec<String> {
    let issues = world.tracker.all().into_iter();
    issues.map(|issue| issue.title).collect()
}

#[test]
fn over_the_limit_of_a_run_it_goes_to_the_digest() {
    let mut world = World::with_rules("limits: {new_issues: {run: 1}}\n");
    let error = Seen {
        severity: "error",
        ..Seen::from("b")
    };
    world.run_on(&["a".into(), error, "c".into()]);
    assert_eq!(
        titles(&world),
        ["lint: b", "Problems without an issue of their own"]
    );
    let digest = world.tracker.get(2).body;
    assert!(
        digest.contains("lint: a") && digest.contains("lint: c"),
        "{digest}"
    );
}

#[test]
fn the_limit_of_open_issues_counts_those_that_are_there() {
    let mut world = World::with_rules("limits: {new_issues: {open: 2}}\n");
    world.run(&["a", "b"]);
    world.later(48);
    world.run(&["a", "b", "c"]);
    assert!(
        world
            .tracker
            .all()
            .iter()
            .all(|issue| issue.title != "lint: c")
    );
}

#[test]
fn more_writes_than_a_run_may_make_are_left_to_the_next() {
    let mut world = World::with_rules("limits: {writes: 1}\n");
    let plan = {
        world.report(&["a".into(), "b".into()]);
        world.plan()
    };
    assert!(plan.deferred && !plan.complete, "{:#?}", short(&plan));
    let creates = plan.changes.iter().filter(|c| c.action() == Action::Create);
    assert_eq!(creates.count(), 1);
    world.apply(&plan);
    world.run(&["a", "b"]);
    assert_eq!(world.run(&["a", "b"]), [""; 0]);
    assert_eq!(world.tracker.all().len(), 2);
}

#[test]
fn the_limit_of_a_day_counts_what_earlier_runs_made() {
    let mut world = World::with_rules("limits: {new_issues: {day: 2}}\n");
    world.run(&["a", "b"]);
    world.later(2);
    world.run(&["a", "b", "c"]);
    assert!(!titles(&world).contains(&"lint: c".to_owned()));
    world.later(24);
    world.run(&["a", "b", "c"]);
    assert!(titles(&world).contains(&"lint: c".to_owned()));
}

#[test]
fn a_closed_issue_makes_room_for_another() {
    let mut world = World::with_rules("limits: {new_issues: {open: 1}}\n");
    world.run(&["a"]);
    world
        .tracker
        .person(1, |issue| issue.state = IssueState::Completed);
    world.run(&["a", "b"]);
    assert_eq!(titles(&world), ["lint: a", "lint: b"]);
}

#[test]
fn the_most_urgent_is_written_first() {
    let mut world = World::with_rules("limits: {writes: 5}\n");
    world.run(&["a", "b"]);
    world.later(24);
    // #1 is to change by one priority, #2 by two.
    let seen = |rule, severity| Seen {
        severity,
        ..Seen::from(rule)
    };
    world.report(&[seen("a", "error"), seen("b", "critical")]);
    let plan = world.plan();
    let most_urgent = world.number("lint: b");
    assert!(plan.deferred);
    assert!(!plan.changes.is_empty());
    let written = |change: &Change| change.number() == Some(most_urgent);
    assert!(plan.changes.iter().all(written), "{:#?}", short(&plan));
}

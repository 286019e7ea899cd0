//! A problem that has no issue: thresholds, limits, the digest.

use super::super::Action;
use crate::testing::World;
use crate::testing::world::{Seen, short};

const FILED: &str = "create: rule lint files it, and no issue tracks it";

#[test]
fn a_problem_gets_an_issue() {
    let mut world = World::new();
    assert_eq!(world.run(&["a", "b"]), [FILED, FILED]);
    let issue = world.tracker.get(world.number("lint: a"));
    assert_eq!(issue.labels, ["lint", "P3", "bot"]);
}

#[test]
fn below_its_count_it_gets_none() {
    let mut world = World::with_rules("    open: {count: 2}\n");
    let plan = world.run(&["a"]);
    assert_eq!(plan.len(), 1, "{plan:?}");
    assert!(plan[0].starts_with("leave lint: a: seen 1"), "{plan:?}");
}

#[test]
fn over_the_limit_of_a_run_it_goes_to_the_digest() {
    let mut world = World::with_rules("limits: {new_issues: {run: 1}}\n");
    let error = Seen {
        severity: "error",
        ..Seen::from("b")
    };
    world.run_on(&["a".into(), error, "c".into()]);
    let titles: Vec<String> = world.tracker.all().into_iter().map(|i| i.title).collect();
    assert_eq!(
        titles,
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
fn a_suppressed_problem_is_left_out_until_its_day() {
    let rule = "    suppress: {until: 2025-09-03, because: known}\n";
    let mut world = World::with_rules(rule);
    assert_eq!(
        world.run(&["a"]),
        ["leave lint: a: suppressed until 2025-09-03: known"]
    );
    world.later(72);
    assert_eq!(world.run(&["a"]), [FILED]);
}

#[test]
fn what_is_only_observed_is_never_written() {
    let mut world = World::with_rules("stage: observe\n");
    assert_eq!(
        world.run(&["a"]),
        ["leave lint: a: observed only: its stage is `observe`"]
    );
    assert!(world.tracker.all().is_empty());
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

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

#[test]
fn without_a_problem_there_is_nothing_to_do() {
    let mut world = World::new();
    assert_eq!(world.run(&[]), [""; 0]);
    assert!(world.tracker.all().is_empty());
}

#[test]
fn settled_there_is_nothing_to_do() {
    let mut world = World::new();
    world.run(&["a", "b"]);
    world.tracker.forget_writes();
    assert_eq!(world.run(&["a", "b"]), [""; 0]);
    assert_eq!(world.tracker.writes(), [""; 0]);
}

#[test]
fn it_is_opened_only_after_as_many_runs_as_asked_for() {
    let mut world = World::with_rules("    open: {runs: 2}\n");
    world.run(&["a"]);
    let is_filed = |world: &World| world.tracker.all().iter().any(|i| i.title == "lint: a");
    assert!(!is_filed(&world));
    // At once, the same report is no second run.
    world.run(&["a"]);
    assert!(!is_filed(&world));
    world.later(24);
    world.run(&["a"]);
    assert!(is_filed(&world));
}

#[test]
fn the_digest_closes_when_nothing_is_left() {
    let mut world = World::with_rules("limits: {new_issues: {run: 1}}\n");
    world.run(&["a", "b"]);
    let digest = world.number("Problems without an issue of their own");
    assert!(world.tracker.get(digest).state.is_open());
    world.later(24);
    world.run(&["a", "b"]);
    assert_eq!(world.tracker.all().len(), 3);
    assert!(!world.tracker.get(digest).state.is_open());
}

#[test]
fn at_the_stage_of_a_digest_nothing_else_is_made() {
    let mut world = World::with_rules("stage: digest\n");
    world.run(&["a", "b"]);
    let titles: Vec<String> = world.tracker.all().into_iter().map(|i| i.title).collect();
    assert_eq!(titles, ["Problems without an issue of their own"]);
    world.tracker.forget_writes();
    world.run(&["a", "b"]);
    assert_eq!(world.tracker.writes(), [""; 0]);
}

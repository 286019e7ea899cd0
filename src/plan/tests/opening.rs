//! A problem that has no issue: what it takes to get one.

use crate::testing::World;

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
fn one_damaged_issue_stands_for_one_problem() {
    let rules = "
version: 1
target: dir:issues
sources: [{name: lint, path: lint.jsonl, format: findings}]
rules: [{id: lint, match: {source: lint}, group_by: [rule_id], title: Same}]
";
    let mut world = World::of(rules);
    world.run(&["a"]);
    world
        .tracker
        .person(1, |issue| "Just my words.".clone_into(&mut issue.body));
    world.run(&["a", "b"]);
    assert_eq!(world.tracker.all().len(), 2);
}

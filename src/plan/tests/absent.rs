//! An issue whose problem is not there: what proves that it is gone.

use crate::model::IssueState;
use crate::testing::World;

#[test]
fn three_clean_runs_close_it_as_completed() {
    let mut world = World::settled(&["a", "b"]);
    let a = world.number("lint: a");
    for _ in 0..2 {
        world.run(&["b"]);
        assert!(world.tracker.get(a).state.is_open());
        world.later(24);
    }
    world.run(&["b"]);
    assert_eq!(world.tracker.get(a).state, IssueState::Completed);
    let b = world.number("lint: b");
    assert!(world.tracker.get(b).state.is_open());
}

#[test]
fn the_same_report_read_again_counts_once() {
    let mut world = World::settled(&["a"]);
    world.run(&[]);
    world.tracker.forget_writes();
    for _ in 0..5 {
        world.run(&[]);
    }
    assert_eq!(world.tracker.writes(), [""; 0]);
    assert!(world.tracker.get(1).state.is_open());
}

#[test]
fn a_problem_that_is_seen_again_starts_the_count_anew() {
    let mut world = World::settled(&["a"]);
    for report in [&[][..], &[], &["a"], &[], &[]] {
        world.run(report);
        world.later(24);
    }
    assert!(world.tracker.get(1).state.is_open());
    world.run(&[]);
    assert!(!world.tracker.get(1).state.is_open());
}

#[test]
fn a_report_that_cannot_be_read_proves_nothing() {
    let mut world = World::settled(&["a"]);
    world.tracker.forget_writes();
    for _ in 0..5 {
        world.break_report();
        let plan = world.plan();
        world.apply(&plan);
        assert!(!plan.complete);
        world.later(24);
    }
    assert_eq!(world.tracker.writes(), [""; 0]);
}

#[test]
fn an_issue_without_its_rule_is_an_orphan_and_stays() {
    let mut world = World::settled(&["a"]);
    world.set_rules(
        "
version: 1
target: dir:issues
sources: [{name: lint, path: lint.jsonl, format: findings}]
rules: [{id: other, match: {source: lint, rule_id: z}}]
",
    );
    for _ in 0..5 {
        world.run(&[]);
        world.later(24);
    }
    assert!(world.tracker.get(1).state.is_open());
}

#[test]
fn a_clean_run_of_another_instance_proves_nothing() {
    let mut world = World::settled(&["a"]);
    world.set_rules(
        "
version: 1
target: dir:issues
instance: other
sources: [{name: lint, path: lint.jsonl, format: findings}]
rules: [{id: lint, match: {source: lint}, group_by: [rule_id]}]
",
    );
    for _ in 0..5 {
        world.run(&[]);
        world.later(24);
    }
    assert!(world.tracker.get(1).state.is_open());
}

#[test]
fn its_closing_says_what_was_looked_at() {
    let mut world = World::settled(&["a", "b"]);
    for _ in 0..3 {
        world.run(&["b"]);
        world.later(24);
    }
    let comments = world.tracker.comments_of(world.number("lint: a"));
    let said: Vec<&str> = comments.iter().map(|c| c.body.as_str()).collect();
    assert!(said.iter().any(|text| text.contains("lint")), "{said:?}");
}

#[test]
fn a_source_that_is_not_read_in_this_run_proves_nothing() {
    let mut world = World::settled(&["a"]);
    world.set_rules(
        "
version: 1
target: dir:issues
sources: [{name: other, path: lint.jsonl, format: findings}]
rules: [{id: lint, match: {tool: lint}, group_by: [rule_id]}]
",
    );
    world.tracker.forget_writes();
    for _ in 0..5 {
        world.run(&[]);
        world.later(24);
    }
    assert!(world.tracker.get(1).state.is_open());
}

#[test]
fn a_muted_problem_s_absence_is_not_counted() {
    let mut world = World::settled(&["a", "b"]);
    world.tracker.person(1, |issue| issue.locked = true);
    for _ in 0..5 {
        world.run(&["b"]);
        world.later(24);
    }
    assert!(world.tracker.get(1).state.is_open());
}

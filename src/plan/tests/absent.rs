//! An issue whose problem is not there: when it is closed, and how.

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
fn a_locked_issue_stays_open() {
    let mut world = World::settled(&["a", "b"]);
    let a = world.number("lint: a");
    world.tracker.person(a, |issue| issue.locked = true);
    for _ in 0..5 {
        world.run(&["b"]);
        world.later(24);
    }
    assert!(world.tracker.get(a).state.is_open());
}

#[test]
fn reports_within_an_hour_count_once() {
    let mut world = World::settled(&["a"]);
    for report in [&["b"][..], &["b", "c"], &["c"], &["b"]] {
        world.run(report);
    }
    assert!(world.tracker.get(1).state.is_open());
}

#[test]
fn one_that_a_person_opened_again_stays_open() {
    let mut world = World::settled(&["a"]);
    let absent = |world: &mut World| {
        for _ in 0..5 {
            world.run(&[]);
            world.later(24);
        }
    };
    absent(&mut world);
    world
        .tracker
        .person(1, |issue| issue.state = IssueState::Open);
    absent(&mut world);
    assert!(world.tracker.get(1).state.is_open());
}

#[test]
fn what_is_no_longer_tracked_is_closed_as_not_planned_or_left() {
    for (lifecycle, state) in [
        ("close", IssueState::NotPlanned),
        ("leave", IssueState::Open),
    ] {
        let mut world = World::settled(&["a"]);
        world.set_rules(&format!(
            "
version: 1
target: dir:issues
sources: [{{name: lint, path: lint.jsonl, format: findings}}]
rules:
  - {{id: none, match: {{rule_id: a}}, do: ignore}}
  - {{id: lint, match: {{source: lint}}, group_by: [rule_id], lifecycle: {{untracked: {lifecycle}}}}}
"
        ));
        for _ in 0..5 {
            world.run(&["a"]);
            world.later(24);
        }
        assert_eq!(world.tracker.get(1).state, state);
    }
}

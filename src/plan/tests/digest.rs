//! The digest: one issue for the problems that have none of their own.

use crate::model::IssueState;
use crate::testing::World;

const TITLE: &str = "Problems without an issue of their own";

/// The digest is #1, and lists the report's problems.
fn listing(report: &[&'static str]) -> World {
    let mut world = World::with_rules("stage: digest\n");
    world.run(report);
    world.later(48);
    world.tracker.forget_writes();
    world
}

#[test]
fn the_digest_closes_when_nothing_is_left() {
    let mut world = World::with_rules("limits: {new_issues: {run: 1}}\n");
    world.run(&["a", "b"]);
    let digest = world.number(TITLE);
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
    assert_eq!(titles, [TITLE]);
    world.tracker.forget_writes();
    world.run(&["a", "b"]);
    assert_eq!(world.tracker.writes(), [""; 0]);
}

#[test]
fn it_lists_what_is_new_and_notifies_nobody() {
    let mut world = listing(&["a"]);
    world.run(&["a", "b"]);
    assert_eq!(world.tracker.writes(), ["edit #1"]);
    assert!(world.tracker.get(1).body.contains("lint: b"));
}

#[test]
fn it_stays_open_while_a_source_cannot_be_read() {
    let mut world = listing(&["a"]);
    world.break_report();
    world.rerun();
    assert!(world.tracker.get(1).state.is_open());
    world.run(&[]);
    assert_eq!(world.tracker.get(1).state, IssueState::Completed);
}

#[test]
fn it_is_opened_again_when_there_is_something_to_list() {
    let mut world = listing(&["a"]);
    world.run(&[]);
    world.later(24);
    world.run(&["b"]);
    assert!(world.tracker.get(1).state.is_open());
    assert_eq!(world.tracker.all().len(), 1);
}

#[test]
fn one_that_a_person_locked_is_kept() {
    let mut world = listing(&["a"]);
    world.tracker.person(1, |issue| issue.locked = true);
    let plan = world.run(&["a", "b"]);
    assert_eq!(plan[0], "keep #1: the digest is locked");
    assert_eq!(world.tracker.writes(), [""; 0]);
}

#[test]
fn one_that_a_person_edited_is_kept() {
    let mut world = listing(&["a"]);
    world.tracker.person(1, |issue| {
        issue.body = issue.body.replacen("lint: a", "my problem", 1);
    });
    world.run(&["a", "b"]);
    let body = world.tracker.get(1).body;
    assert!(body.contains("my problem") && !body.contains("lint: b"));
}

#[test]
fn one_that_a_person_declined_stays_closed() {
    let mut world = listing(&["a"]);
    world
        .tracker
        .person(1, |issue| issue.state = IssueState::NotPlanned);
    world.later(48);
    world.run(&["a", "b"]);
    assert_eq!(world.tracker.get(1).state, IssueState::NotPlanned);
    assert_eq!(world.tracker.all().len(), 1);
}

#[test]
fn one_that_a_person_closed_waits_a_day_for_something_new() {
    let mut world = listing(&["a"]);
    world
        .tracker
        .person(1, |issue| issue.state = IssueState::Completed);
    world.later(2);
    world.run(&["a", "b"]);
    assert!(!world.tracker.get(1).state.is_open());
    world.later(48);
    world.run(&["a"]);
    assert!(!world.tracker.get(1).state.is_open());
    world.run(&["a", "b"]);
    assert!(world.tracker.get(1).state.is_open());
}

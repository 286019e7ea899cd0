//! Several issues of one problem.

use crate::model::IssueState;
use crate::testing::World;

/// #2 is a copy of #1, made by another run.
fn duplicates() -> World {
    let mut world = World::settled(&["a"]);
    world.run(&["a"]);
    world.tracker.copy(1, 2);
    world
}

#[test]
fn the_lowest_number_stays() {
    let mut world = duplicates();
    world.run(&["a"]);
    assert!(world.tracker.get(1).state.is_open());
    assert_eq!(world.tracker.get(2).state, IssueState::Duplicate);
    assert!(world.tracker.comments_of(2)[0].body.contains("#1"));
    assert_eq!(world.run(&["a"]), [""; 0]);
}

#[test]
fn a_duplicate_that_a_person_opened_again_stays_open() {
    let mut world = duplicates();
    world.run(&["a"]);
    world
        .tracker
        .person(2, |issue| issue.state = IssueState::Open);
    world.later(24);
    world.run(&["a"]);
    assert!(world.tracker.get(2).state.is_open());
}

#[test]
fn an_older_closed_one_is_history() {
    let mut world = duplicates();
    world
        .tracker
        .person(1, |issue| issue.state = IssueState::Completed);
    world.tracker.forget_writes();
    world.run(&["a"]);
    assert_eq!(world.tracker.get(1).state, IssueState::Completed);
    assert!(world.tracker.get(2).state.is_open());
}

#[test]
fn the_one_that_goes_names_the_one_that_stays() {
    let mut world = duplicates();
    world.run(&["a"]);
    let comments = world.tracker.comments_of(2);
    assert!(
        comments.iter().any(|c| c.body.contains("#1")),
        "{comments:?}"
    );
    world.tracker.forget_writes();
    world.run(&["a"]);
    assert_eq!(world.tracker.writes(), [""; 0]);
}

#[test]
fn a_locked_duplicate_stays_open() {
    let mut world = duplicates();
    world.tracker.person(2, |issue| issue.locked = true);
    world.tracker.forget_writes();
    let plan = world.run(&["a"]);
    assert_eq!(world.tracker.writes(), [""; 0]);
    assert!(
        plan[0].starts_with("keep #2: ") && plan[0].contains("#1"),
        "{plan:?}"
    );
}

//! A problem whose issue is closed: by whom, how, and what is newer.

use crate::model::IssueState;
use crate::testing::World;
use crate::testing::world::Seen;

/// The program has closed #1.
fn closed_by_the_program() -> World {
    let mut world = World::settled(&["a"]);
    for _ in 0..3 {
        world.run(&[]);
        world.later(24);
    }
    assert_eq!(world.tracker.get(1).state, IssueState::Completed);
    world
}

/// A person has closed #1 so.
fn closed_by_a_person(how: IssueState) -> World {
    let world = World::settled(&["a"]);
    world.tracker.person(1, |issue| issue.state = how);
    world
}

#[test]
fn what_the_program_closed_is_reopened_and_said() {
    let mut world = closed_by_the_program();
    world.tracker.forget_writes();
    world.run(&["a"]);
    assert_eq!(world.tracker.writes(), ["reopen #1", "comment #1"]);
    assert_eq!(world.run(&["a"]), [""; 0]);
}

#[test]
fn long_after_its_closing_a_new_issue_cites_it() {
    let mut world = closed_by_the_program();
    world.later(24 * 60);
    let plan = world.run(&["a"]);
    assert_eq!(plan, ["create: it came back long after #1 was closed"]);
    assert!(!world.tracker.get(1).state.is_open());
}

#[test]
fn what_a_person_completed_is_reopened_only_by_later_evidence() {
    let mut world = closed_by_a_person(IssueState::Completed);
    world.later(1);
    let plan = world.run(&["a"]);
    assert!(!world.tracker.get(1).state.is_open(), "{plan:?}");
    world.later(48);
    world.run(&["a"]);
    assert!(world.tracker.get(1).state.is_open());
}

#[test]
fn what_a_person_declined_stays_closed() {
    for how in [IssueState::NotPlanned, IssueState::Duplicate] {
        let mut world = closed_by_a_person(how);
        for _ in 0..5 {
            world.later(24 * 10);
            let plan = world.run(&["a"]);
            assert_eq!(plan.len(), 1, "{plan:?}");
            assert!(
                plan[0].starts_with("keep #1: a person closed it as"),
                "{plan:?}"
            );
        }
        assert_eq!(world.tracker.all().len(), 1);
    }
}

#[test]
fn a_closed_issue_whose_problem_is_gone_is_left_alone() {
    let mut world = closed_by_the_program();
    assert_eq!(world.run(&[]), [""; 0]);
}

#[test]
fn a_declined_issue_decides_over_an_open_one_of_its_problem() {
    let mut world = World::settled(&["a"]);
    world.tracker.copy(1, 2);
    world
        .tracker
        .person(1, |issue| issue.state = IssueState::NotPlanned);
    world.later(24);
    world.run(&["a"]);
    assert_eq!(world.tracker.get(1).state, IssueState::NotPlanned);
    assert_eq!(world.tracker.all().len(), 2);
    world.tracker.forget_writes();
    world.run(&["a"]);
    assert_eq!(world.tracker.writes(), [""; 0]);
}

#[test]
fn a_closed_and_locked_issue_stays_closed() {
    let mut world = closed_by_the_program();
    world.tracker.person(1, |issue| issue.locked = true);
    let plan = world.run(&["a"]);
    assert_eq!(plan, ["keep #1: it is closed and locked"]);
    assert_eq!(world.tracker.all().len(), 1);
}

#[test]
fn a_deleted_issue_is_said_and_not_made_again() {
    let mut world = World::settled(&["a", "b"]);
    let b = world.number("lint: b");
    world.tracker.delete(b);
    for _ in 0..3 {
        let plan = world.run(&["a", "b"]);
        assert_eq!(
            world
                .tracker
                .all()
                .iter()
                .filter(|i| i.title == "lint: b")
                .count(),
            0
        );
        assert!(
            plan.iter().any(|line| line.contains("was deleted")),
            "{plan:?}"
        );
        world.later(24);
    }
}

#[test]
fn evidence_from_before_the_closing_reopens_nothing() {
    let mut world = closed_by_the_program();
    let before = Seen {
        at: Some("2025-09-02T09:00:00Z"),
        ..Seen::from("a")
    };
    let plan = world.run_on(&[before]);
    assert!(plan[0].starts_with("keep #1: "), "{plan:?}");
    assert!(!world.tracker.get(1).state.is_open());
}

#[test]
fn of_several_closed_issues_the_latest_decides() {
    let mut world = closed_by_the_program();
    world.later(24 * 60);
    world.run(&["a"]);
    world
        .tracker
        .person(2, |issue| issue.state = IssueState::Completed);
    world.later(48);
    world.run(&["a"]);
    assert!(world.tracker.get(2).state.is_open());
    assert_eq!(world.tracker.all().len(), 2);
}

#[test]
fn the_last_issue_of_a_run_is_not_made_again_either() {
    let mut world = World::settled(&["a", "b"]);
    world.tracker.delete(2);
    world.run(&["a", "b"]);
    let titles = world.tracker.all().into_iter().map(|issue| issue.title);
    assert_eq!(titles.filter(|title| title.starts_with("lint")).count(), 1);
}

//! Problems that a person moved to another issue of the program, and back.

use crate::model::{CommentId, IssueNumber, IssueState};
use crate::ownership::{Decided, StatusDecision};
use crate::testing::World;

/// A person moves an issue's problem into another issue, by a comment.
fn merge(world: &World, from: IssueNumber, into: IssueNumber, comment: u64) {
    world.decide(from, |d| {
        d.status = Some(Decided {
            what: StatusDecision::Merged { into },
            by: "olga".to_owned(),
            at: "2025-09-02T10:00:00Z".parse().unwrap(),
            comment: CommentId(comment),
        });
    });
    world
        .tracker
        .person(from, |issue| issue.state = IssueState::Duplicate);
}

/// The problem of #2 lives in #1.
fn merged() -> World {
    let mut world = World::settled(&["a", "b"]);
    merge(&world, 2, 1, 7);
    world.run(&["a", "b"]);
    world
}

#[test]
fn one_issue_shows_both_problems() {
    let mut world = merged();
    let one = world.tracker.get(1);
    assert!(one.body.contains("src/a.rs") && one.body.contains("src/b.rs"));
    assert_eq!(world.tracker.get(2).state, IssueState::Duplicate);
    assert_eq!(world.run(&["a", "b"]), [""; 0]);
}

#[test]
fn it_is_closed_when_neither_is_there() {
    let mut world = merged();
    for report in [&["b"][..], &["b"], &["b"], &["b"]] {
        world.later(24);
        world.run(report);
        assert!(world.tracker.get(1).state.is_open());
    }
    for _ in 0..3 {
        world.later(24);
        world.run(&[]);
    }
    assert!(!world.tracker.get(1).state.is_open());
}

#[test]
fn an_issue_that_is_opened_again_has_its_problem_back() {
    let mut world = merged();
    world
        .tracker
        .person(2, |issue| issue.state = IssueState::Open);
    world.later(24);
    for _ in 0..2 {
        world.run(&["a", "b"]);
    }
    let [one, two] = [1, 2].map(|number| world.tracker.get(number));
    assert!(one.state.is_open() && two.state.is_open());
    let own = if two.title == "lint: b" { "b" } else { "a" };
    let other = if own == "b" { "a" } else { "b" };
    assert!(two.body.contains(&format!("src/{own}.rs")));
    assert!(one.body.contains(&format!("src/{other}.rs")));
    assert!(!one.body.contains(&format!("src/{own}.rs")), "{}", one.body);
    assert_eq!(world.run(&["a", "b"]), [""; 0]);
}

#[test]
fn of_merges_in_a_circle_the_oldest_is_void() {
    let mut world = World::settled(&["a", "b"]);
    merge(&world, 1, 2, 7);
    merge(&world, 2, 1, 8);
    for _ in 0..3 {
        world.later(48);
        world.run(&["a", "b"]);
    }
    assert_eq!(world.tracker.all().len(), 2);
}

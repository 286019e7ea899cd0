//! A problem on a person's issue: evidence in one comment, nothing else.

use crate::model::IssueState;
use crate::testing::World;
use crate::testing::world::Seen;

const PIN: &str = "    issue: 1\n";

fn pinned() -> World {
    let world = World::with_rules(PIN);
    world.tracker.opened_by("olga", "Mine", "My words.");
    world
}

fn with_evidence() -> World {
    let mut world = pinned();
    world.run(&["a"]);
    world.later(24);
    world.tracker.forget_writes();
    world
}

fn worse() -> Vec<Seen> {
    vec![Seen {
        severity: "error",
        ..Seen::from("a")
    }]
}

#[test]
fn evidence_goes_to_a_comment_and_the_program_s_label_comes_last() {
    let mut world = pinned();
    assert_eq!(
        world.run(&["a"]),
        [
            "label #1: rules.yaml pins #1 for rule lint",
            "adopt #1: rules.yaml pins #1 for rule lint",
            "label #1: rules.yaml pins #1 for rule lint",
        ]
    );
    assert_eq!(
        world.tracker.writes(),
        ["label #1 +lint +P3", "comment #1", "label #1 +bot"]
    );
    let issue = world.tracker.get(1);
    assert_eq!(
        (issue.title.as_str(), issue.body.as_str()),
        ("Mine", "My words.")
    );
    assert!(world.tracker.comments_of(1)[0].body.contains("wrong"));
}

#[test]
fn it_is_edited_in_place() {
    let mut world = with_evidence();
    world.run_on(&worse());
    assert_eq!(
        world.tracker.writes(),
        ["label #1 +P2", "label #1 -P3", "edit comment #1"]
    );
    assert!(world.tracker.comments_of(1)[0].body.contains("error"));
    assert_eq!(world.tracker.all().len(), 1);
}

#[test]
fn what_a_person_says_in_the_comment_is_kept() {
    let mut world = with_evidence();
    world
        .tracker
        .edit_comments(1, |body| body.replacen("wrong", "right", 1));
    let plan = world.run_on(&worse());
    assert_eq!(plan, ["keep #1: a person edited the bot's comment"]);
}

#[test]
fn a_deleted_comment_is_not_written_again() {
    let mut world = with_evidence();
    world.tracker.delete_comments(1);
    let plan = world.run_on(&worse());
    assert_eq!(world.tracker.writes(), [""; 0]);
    assert!(
        plan[0].starts_with("keep #1: a person deleted the bot's comment"),
        "{plan:?}"
    );
}

#[test]
fn its_state_is_a_person_s() {
    let mut world = with_evidence();
    world
        .tracker
        .person(1, |issue| issue.state = IssueState::NotPlanned);
    let plan = world.run_on(&worse());
    assert!(
        plan[0].starts_with("keep #1: a person closed it as"),
        "{plan:?}"
    );
    assert_eq!(world.tracker.all().len(), 1);
    world
        .tracker
        .person(1, |issue| issue.state = IssueState::Completed);
    for _ in 0..4 {
        world.run(&[]);
        world.later(24);
    }
    assert_eq!(world.tracker.get(1).state, IssueState::Completed);
}

#[test]
fn a_problem_that_is_gone_closes_nothing_and_is_said_once() {
    let mut world = with_evidence();
    for _ in 0..4 {
        world.run(&[]);
        world.later(24);
    }
    assert!(world.tracker.get(1).state.is_open());
    let comments = world.tracker.comments_of(1);
    assert_eq!(comments.len(), 1);
    let said = &comments[0].body;
    assert!(said.contains("Not seen since"), "{said}");
    world.tracker.forget_writes();
    for _ in 0..5 {
        assert_eq!(world.run(&[]), [""; 0]);
        world.later(24);
    }
    assert_eq!(world.tracker.writes(), [""; 0]);
    // Back, it is said so.
    world.run(&["a"]);
    assert_eq!(world.tracker.writes(), ["edit comment #1"]);
}

#[test]
fn a_problem_that_is_no_longer_tracked_is_said_once() {
    let mut world = with_evidence();
    world.set_rules(
        "
version: 1
target: dir:issues
sources: [{name: lint, path: lint.jsonl, format: findings}]
rules:
  - {id: all, match: {source: lint}, do: ignore}
  - {id: lint, match: {source: lint, rule_id: z}, group_by: [rule_id], issue: 1}
",
    );
    for _ in 0..4 {
        world.run(&["a"]);
        world.later(24);
    }
    let said = &world.tracker.comments_of(1)[0].body;
    assert!(said.contains("No longer tracked"), "{said}");
    world.tracker.forget_writes();
    for _ in 0..5 {
        assert_eq!(
            world
                .run(&["a"])
                .iter()
                .filter(|l| !l.starts_with("leave"))
                .count(),
            0
        );
        world.later(24);
    }
    assert_eq!(world.tracker.writes(), [""; 0]);
}

#[test]
fn a_locked_issue_gets_nothing() {
    let mut world = pinned();
    world.tracker.person(1, |issue| issue.locked = true);
    assert_eq!(world.run(&["a"]), ["keep #1: it is locked"]);
    assert_eq!(world.tracker.writes(), [""; 0]);
}

#[test]
fn a_pin_on_nothing_is_an_error() {
    let world = World::with_rules(PIN);
    let plan = world.plan_of(&["a"]);
    assert_eq!(plan.changes.len(), 0);
    assert!(
        plan.errors[0].contains("pins #1, which does not exist"),
        "{:?}",
        plan.errors
    );
}

#[test]
fn a_closed_issue_is_not_taken_for_evidence_from_before() {
    let mut world = pinned();
    world
        .tracker
        .person(1, |issue| issue.state = IssueState::Completed);
    let before = Seen {
        at: Some("2025-08-01T09:00:00Z"),
        ..Seen::from("a")
    };
    let plan = world.run_on(&[before]);
    assert_eq!(world.tracker.writes(), [""; 0]);
    assert!(plan[0].starts_with("keep #1: "), "{plan:?}");
}

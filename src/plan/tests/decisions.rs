//! What people decided by comment command.

use crate::model::{CommentId, IssueState, Priority};
use crate::ownership::{Decided, Relation, Silence, StatusDecision};
use crate::testing::World;
use crate::testing::world::Seen;

fn by_olga<T>(what: T) -> Decided<T> {
    Decided {
        what,
        by: "olga".to_owned(),
        at: "2025-09-02T10:00:00Z".parse().unwrap(),
        comment: CommentId(7),
    }
}

fn worse() -> Vec<Seen> {
    vec![Seen {
        severity: "error",
        ..Seen::from("a")
    }]
}

#[test]
fn a_muted_issue_is_not_written_nor_closed() {
    let mut world = World::settled(&["a"]);
    world.decide(1, |d| d.silence = Some(by_olga(Silence::Muted)));
    world.tracker.forget_writes();
    assert_eq!(world.run_on(&worse()), ["keep #1: muted by olga"]);
    for _ in 0..5 {
        world.run(&[]);
        world.later(24);
    }
    assert_eq!(world.tracker.writes(), [""; 0]);
    assert!(world.tracker.get(1).state.is_open());
}

#[test]
fn a_snoozed_issue_is_quiet_until_its_time() {
    let mut world = World::settled(&["a"]);
    let until = "2025-09-04T10:00:00Z".parse().unwrap();
    world.decide(1, |d| {
        let because = None;
        d.silence = Some(by_olga(Silence::Snoozed { until, because }));
    });
    world.tracker.forget_writes();
    let plan = world.run_on(&worse());
    assert_eq!(
        plan,
        ["keep #1: snoozed by olga until 2025-09-04 10:00 UTC"]
    );
    world.later(48);
    world.run_on(&worse());
    assert!(world.tracker.get(1).body.contains("error"));
}

#[test]
fn a_priority_that_a_person_set_stays() {
    let mut world = World::settled(&["a"]);
    world.decide(1, |d| d.priority = Some(by_olga(Some(Priority::P1))));
    world.run_on(&worse());
    assert!(world.tracker.get(1).labels.contains(&"P1".to_owned()));
    assert!(!world.tracker.get(1).labels.contains(&"P2".to_owned()));
    // Taken back, the computed one holds.
    world.decide(1, |d| d.priority = Some(by_olga(None)));
    world.later(24);
    world.run_on(&worse());
    assert!(world.tracker.get(1).labels.contains(&"P2".to_owned()));
}

#[test]
fn what_was_reopened_by_command_waits_for_the_problem() {
    let mut world = World::settled(&["a"]);
    world.decide(1, |d| d.status = Some(by_olga(StatusDecision::Reopened)));
    for _ in 0..5 {
        world.run(&[]);
        world.later(24);
    }
    assert!(world.tracker.get(1).state.is_open());
}

#[test]
fn a_related_issue_is_shown_and_an_unlinked_one_is_not() {
    let rules = "    related: [{issue: 885, note: previous work}]\n";
    let mut world = World::with_rules(rules);
    world.run(&["a"]);
    assert!(world.tracker.get(1).body.contains("#885"));
    world.decide(1, |d| {
        d.related.insert(885, by_olga(Relation::Unrelated));
        d.related
            .insert(12, by_olga(Relation::Related { why: None }));
    });
    world.later(24);
    world.run_on(&worse());
    let body = world.tracker.get(1).body;
    assert!(body.contains("#12") && !body.contains("#885"), "{body}");
}

#[test]
fn a_merged_problem_s_evidence_goes_to_the_other_issue() {
    let mut world = World::settled(&["a"]);
    world.tracker.opened_by("olga", "Mine", "My words.");
    world.decide(1, |d| {
        d.status = Some(by_olga(StatusDecision::Merged { into: 2 }));
    });
    world
        .tracker
        .person(1, |issue| issue.state = IssueState::Duplicate);
    world.run(&["a"]);
    let comments = world.tracker.comments_of(2);
    assert_eq!(comments.len(), 1);
    assert!(comments[0].body.contains("wrong"));
    assert_eq!(world.tracker.get(1).state, IssueState::Duplicate);
    assert_eq!(world.tracker.all().len(), 2);
    assert_eq!(world.tracker.get(2).title, "Mine");
}

#[test]
fn a_priority_that_a_person_raised_is_not_said() {
    let mut world = World::settled(&["a"]);
    world.decide(1, |d| d.priority = Some(by_olga(Some(Priority::P0))));
    world.tracker.forget_writes();
    world.run(&["a"]);
    assert_eq!(
        world.tracker.writes(),
        ["label #1 +P0", "label #1 -P3", "edit #1"]
    );
}

//! What people did to an issue of the program: it stays as they want it.

use crate::testing::World;
use crate::testing::world::Seen;

/// A reason to write.
fn worse() -> [Seen; 1] {
    [Seen {
        severity: "error",
        ..Seen::from("a")
    }]
}

#[test]
fn a_title_that_a_person_changed_is_theirs() {
    let mut world = World::settled(&["a"]);
    world
        .tracker
        .person(1, |issue| "Mine".clone_into(&mut issue.title));
    world.run_on(&worse());
    assert_eq!(world.tracker.get(1).title, "Mine");
}

#[test]
fn a_label_that_a_person_took_off_stays_off() {
    let mut world = World::settled(&["a"]);
    world
        .tracker
        .person(1, |issue| issue.labels.retain(|l| l != "lint"));
    world.run_on(&worse());
    assert!(!world.tracker.get(1).labels.contains(&"lint".to_owned()));
}

#[test]
fn text_around_the_section_stays_byte_for_byte() {
    let mut world = World::settled(&["a"]);
    let around = |body: &str| format!("Mine above.\r\n{body}\n\nMine below.  \n");
    world
        .tracker
        .person(1, |issue| issue.body = around(&issue.body));
    world.run_on(&worse());
    let body = world.tracker.get(1).body;
    assert!(body.starts_with("Mine above.\r\n") && body.ends_with("\n\nMine below.  \n"));
    assert!(body.contains("error"), "{body}");
}

#[test]
fn an_edit_inside_the_section_is_kept_and_updates_go_to_a_comment() {
    let mut world = World::settled(&["a"]);
    world.tracker.person(1, |issue| {
        issue.body = issue.body.replacen("wrong", "WRONG", 1);
    });
    let before = world.tracker.get(1).body;
    world.run_on(&worse());
    assert_eq!(world.tracker.get(1).body, before);
    assert!(
        world
            .tracker
            .comments_of(1)
            .iter()
            .any(|c| c.body.contains("error"))
    );
}

#[test]
fn a_deleted_marker_is_never_rewritten_nor_filed_beside() {
    let mut world = World::settled(&["a"]);
    world
        .tracker
        .person(1, |issue| "Just my words.".clone_into(&mut issue.body));
    world.run_on(&worse());
    assert_eq!(world.tracker.get(1).body, "Just my words.");
    assert_eq!(world.tracker.all().len(), 1);
}

#[test]
fn a_deleted_marker_is_said() {
    let mut world = World::settled(&["a"]);
    world
        .tracker
        .person(1, |issue| "Just my words.".clone_into(&mut issue.body));
    let plan = world.run(&[]);
    assert_eq!(plan.len(), 1, "{plan:?}");
    assert!(plan[0].starts_with("keep #1: "), "{plan:?}");
}

#[test]
fn a_locked_issue_is_kept() {
    let mut world = World::settled(&["a"]);
    world.tracker.person(1, |issue| issue.locked = true);
    let plan = world.run_on(&worse());
    assert_eq!(plan, ["keep #1: it is locked"]);
}

#[test]
fn a_locked_issue_is_kept_with_nothing_to_write_too() {
    let mut world = World::settled(&["a"]);
    world.tracker.person(1, |issue| issue.locked = true);
    assert_eq!(world.run(&["a"]), ["keep #1: it is locked"]);
}

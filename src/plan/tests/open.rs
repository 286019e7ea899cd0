//! A problem with an open issue: what is a reason to write, and what is not.

use crate::testing::World;
use crate::testing::world::Seen;

fn a() -> Seen {
    Seen::from("a")
}

fn severe(severity: &'static str) -> Seen {
    Seen { severity, ..a() }
}

#[test]
fn time_alone_is_no_reason() {
    let mut world = World::settled(&["a"]);
    for _ in 0..3 {
        world.later(24);
        let plan = world.run(&["a"]);
        assert!(
            plan.iter().all(|line| line.starts_with("update #1: newer")),
            "{plan:?}"
        );
    }
    world.tracker.forget_writes();
    assert_eq!(world.run(&["a"]), [""; 0]);
    assert_eq!(world.tracker.writes(), [""; 0]);
}

#[test]
fn a_higher_severity_is_written_and_said_once() {
    let mut world = World::settled(&["a"]);
    world.tracker.forget_writes();
    world.run_on(&[severe("error")]);
    assert_eq!(
        world.tracker.writes(),
        ["label #1 +P2", "label #1 -P3", "edit #1", "comment #1"]
    );
    world.tracker.forget_writes();
    world.run_on(&[severe("error")]);
    assert_eq!(world.tracker.writes(), [""; 0]);
}

#[test]
fn a_new_file_is_material_and_a_new_line_is_not() {
    let mut world = World::settled(&["a"]);
    let elsewhere = Seen {
        path: "src/z.rs".to_owned(),
        ..a()
    };
    let plan = world.run_on(&[a(), elsewhere]);
    assert!(plan[0].starts_with("update #1: "), "{plan:?}");
}

#[test]
fn a_locked_issue_is_kept() {
    let mut world = World::settled(&["a"]);
    world.tracker.person(1, |issue| issue.locked = true);
    let plan = world.run_on(&[severe("error")]);
    assert_eq!(plan, ["keep #1: it is locked"]);
}

#[test]
fn a_title_that_a_person_changed_is_theirs() {
    let mut world = World::settled(&["a"]);
    world
        .tracker
        .person(1, |issue| "Mine".clone_into(&mut issue.title));
    world.run_on(&[severe("error")]);
    assert_eq!(world.tracker.get(1).title, "Mine");
}

#[test]
fn a_label_that_a_person_took_off_stays_off() {
    let mut world = World::settled(&["a"]);
    world
        .tracker
        .person(1, |issue| issue.labels.retain(|l| l != "lint"));
    world.run_on(&[severe("error")]);
    assert!(!world.tracker.get(1).labels.contains(&"lint".to_owned()));
}

#[test]
fn text_around_the_section_stays_byte_for_byte() {
    let mut world = World::settled(&["a"]);
    let around = |body: &str| format!("Mine above.\r\n{body}\n\nMine below.  \n");
    world
        .tracker
        .person(1, |issue| issue.body = around(&issue.body));
    world.run_on(&[severe("error")]);
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
    world.run_on(&[severe("error")]);
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
    world.run_on(&[severe("error")]);
    assert_eq!(world.tracker.get(1).body, "Just my words.");
    assert_eq!(world.tracker.all().len(), 1);
}

#[test]
fn a_lower_severity_is_written_and_notifies_nobody() {
    let mut world = World::new();
    world.run_on(&[severe("error")]);
    world.later(24);
    world.tracker.forget_writes();
    world.run(&["a"]);
    assert_eq!(
        world.tracker.writes(),
        ["label #1 +P3", "label #1 -P2", "edit #1"]
    );
}

#[test]
fn a_label_that_rules_yaml_no_longer_names_comes_off_and_a_person_s_stays() {
    let mut world = World::settled(&["a"]);
    world
        .tracker
        .person(1, |issue| issue.labels.push("mine".to_owned()));
    world.set_rules(
        "
version: 1
target: dir:issues
sources: [{name: lint, path: lint.jsonl, format: findings}]
rules: [{id: lint, match: {source: lint}, group_by: [rule_id], title: 'lint: {{rule_id}}', labels: [new]}]
",
    );
    world.run(&["a"]);
    let mut labels = world.tracker.get(1).labels;
    labels.sort();
    assert_eq!(labels, ["P3", "bot", "mine", "new"]);
}

#[test]
fn a_title_follows_rules_yaml_while_it_is_the_program_s() {
    let mut world = World::settled(&["a"]);
    world.set_rules(
        "
version: 1
target: dir:issues
sources: [{name: lint, path: lint.jsonl, format: findings}]
rules: [{id: lint, match: {source: lint}, group_by: [rule_id], title: 'New: {{rule_id}}', labels: [lint]}]
",
    );
    world.run(&["a"]);
    assert_eq!(world.tracker.get(1).title, "New: a");
}

#[test]
fn evidence_that_is_older_replaces_nothing() {
    let mut world = World::new();
    let at = |time: &'static str, severity: &'static str| Seen {
        at: Some(time),
        ..severe(severity)
    };
    world.run_on(&[at("2025-09-01T09:00:00Z", "warning")]);
    world.later(24);
    world.tracker.forget_writes();
    let plan = world.run_on(&[at("2025-08-01T09:00:00Z", "error")]);
    assert_eq!(world.tracker.writes(), [""; 0], "{plan:?}");
    assert!(plan[0].contains("older"), "{plan:?}");
}

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
fn another_file_is_material() {
    let mut world = World::settled(&["a"]);
    let elsewhere = Seen {
        path: "src/z.rs".to_owned(),
        ..a()
    };
    let plan = world.run_on(&[a(), elsewhere]);
    assert_eq!(plan, ["update #1: 1 location before, 2 now"]);
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

#[test]
fn another_severity_of_the_same_priority_is_material() {
    let mut world = World::settled(&["a"]);
    let plan = world.run_on(&[severe("notice")]);
    assert_eq!(plan, ["update #1: severity warning is now notice"]);
}

#[test]
fn another_line_of_the_same_file_is_not_material() {
    let mut world = World::new();
    world.run(&["a"]);
    assert_eq!(world.run_on(&[Seen { line: 9, ..a() }]), [""; 0]);
    // It is shown with the next heartbeat.
    world.later(24);
    let plan = world.run_on(&[Seen { line: 9, ..a() }]);
    assert_eq!(plan, ["update #1: its places or texts changed"]);
}

#[test]
fn a_related_issue_of_rules_yaml_is_material() {
    let mut world = World::settled(&["a"]);
    let related = "
version: 1
target: dir:issues
sources: [{name: lint, path: lint.jsonl, format: findings}]
rules:
  - id: lint
    match: {source: lint}
    group_by: [rule_id]
    title: 'lint: {{rule_id}}'
    labels: [lint]
    related: [{issue: 885}]
";
    world.set_rules(related);
    assert_eq!(world.run(&["a"]), ["update #1: rules.yaml changed"]);
    assert!(world.tracker.get(1).body.contains("#885"));
}

/// Two sources, each under a rule of its own, of the same problems.
const TWO_RULES: &str = "
version: 1
target: dir:issues
sources:
  - {name: lint, path: lint.jsonl, format: findings}
  - {name: other, path: other.jsonl, format: findings}
rules:
  - {id: lint, match: {source: lint}, group_by: [rule_id], title: First}
  - {id: other, match: {source: other}, group_by: [rule_id], title: Second}
";

/// What both report.
const REPORT: &str = r#"{"version":1,"status":"complete"}
{"tool":"lint","rule_id":"a","severity":"warning","message":"wrong","location":{"path":"src/a.rs","line":3}}"#;

#[test]
fn a_run_of_another_rule_s_source_alone_retells_nothing() {
    let mut world = World::of(TWO_RULES);
    world.write("other.jsonl", REPORT);
    world.run(&["a"]);
    assert_eq!(world.tracker.get(1).title, "First");
    world.tracker.forget_writes();
    world.unread = vec!["lint"];
    for _ in 0..3 {
        world.later(24);
        world.rerun();
    }
    assert_eq!(world.tracker.get(1).title, "First");
    assert_eq!(world.tracker.writes(), [""; 0]);
}

#[test]
fn another_report_that_holds_it_is_remembered() {
    let mut world = World::of(
        "
version: 1
target: dir:issues
sources: [{name: lint, path: '*.jsonl', format: findings}]
rules: [{id: lint, match: {tool: lint}, group_by: [rule_id]}]
",
    );
    world.write("backend.jsonl", REPORT);
    world.write("frontend.jsonl", REPORT.lines().next().unwrap());
    world.rerun();
    world.write("frontend.jsonl", REPORT);
    let plan = world.rerun();
    assert_eq!(
        plan,
        ["update #1: other inputs, tools or tests hold it, too"]
    );
}

#[test]
fn a_priority_label_that_another_run_left_comes_off() {
    let mut world = World::settled(&["a"]);
    let left = "P0".to_owned();
    world.remember(1, |state| state.labels.push(left.clone()));
    world.tracker.person(1, |issue| issue.labels.push(left));
    world.tracker.forget_writes();
    world.run(&["a"]);
    assert_eq!(world.tracker.writes(), ["label #1 -P0"]);
}

//! Which runs prove that a problem is gone: they looked for it, in all that held
//! it, by what found it.

use crate::testing::World;
use crate::testing::world::Seen;

#[test]
fn a_report_that_cannot_be_read_proves_nothing() {
    let mut world = World::settled(&["a"]);
    world.tracker.forget_writes();
    for _ in 0..5 {
        world.break_report();
        let plan = world.plan();
        world.apply(&plan);
        assert!(!plan.complete);
        world.later(24);
    }
    assert_eq!(world.tracker.writes(), [""; 0]);
}

#[test]
fn a_report_that_says_it_is_partial_proves_nothing() {
    let mut world = World::settled(&["a"]);
    for _ in 0..5 {
        world.write("lint.jsonl", "{\"version\":1,\"status\":\"partial\"}");
        world.rerun();
        world.later(24);
    }
    assert!(world.tracker.get(1).state.is_open());
}

#[test]
fn a_report_that_is_older_proves_nothing() {
    let seen = |rule, at| Seen {
        at: Some(at),
        ..Seen::from(rule)
    };
    let mut world = World::new();
    world.run_on(&[seen("a", "2025-09-01T09:00:00Z")]);
    for at in [
        "2025-08-01T09:00:00Z",
        "2025-08-02T09:00:00Z",
        "2025-08-03T09:00:00Z",
    ] {
        world.later(24);
        world.run_on(&[seen("b", at)]);
    }
    assert!(world.tracker.get(1).state.is_open());
}

#[test]
fn a_source_that_is_not_read_in_this_run_proves_nothing() {
    let mut world = World::settled(&["a"]);
    world.set_rules(
        "
version: 1
target: dir:issues
sources: [{name: other, path: lint.jsonl, format: findings}]
rules: [{id: lint, match: {tool: lint}, group_by: [rule_id]}]
",
    );
    world.tracker.forget_writes();
    for _ in 0..5 {
        world.run(&[]);
        world.later(24);
    }
    assert!(world.tracker.get(1).state.is_open());
}

#[test]
fn a_source_that_is_left_out_of_a_run_proves_nothing() {
    let mut world = World::of(
        "
version: 1
target: dir:issues
sources:
  - {name: lint, path: lint.jsonl, format: findings}
  - {name: other, path: other.jsonl, format: findings}
rules: [{id: lint, match: {tool: lint}, group_by: [rule_id]}]
",
    );
    world.report(&["a".into()]);
    world.write("other.jsonl", REPORT);
    world.rerun();
    world.unread = vec!["other"];
    for _ in 0..5 {
        world.later(24);
        world.run(&[]);
    }
    assert!(world.tracker.get(1).state.is_open());
}

/// A report by one tool of one problem.
const REPORT: &str = r#"{"version":1,"status":"complete"}
{"tool":"lint","rule_id":"a","severity":"warning","message":"wrong","location":{"path":"src/a.rs","line":3}}"#;
/// One by another tool, of something else.
const OTHER_TOOL: &str = r#"{"version":1,"status":"complete"}
{"tool":"typos","rule_id":"z","severity":"warning","message":"wrong","location":{"path":"src/z.rs","line":3}}"#;
/// One that is clean.
const CLEAN: &str = r#"{"version":1,"status":"complete"}"#;

/// One source of several files, one problem, in the first of two files.
fn in_parts() -> World {
    let mut world = World::of(
        "
version: 1
target: dir:issues
sources: [{name: lint, path: 'part*.jsonl', format: findings}]
rules: [{id: lint, match: {tool: lint}, group_by: [rule_id]}]
",
    );
    world.write("part1.jsonl", REPORT);
    world.write("part2.jsonl", CLEAN);
    world.rerun();
    world
}

/// Writes these files anew for some days; whether the issue is closed then.
fn is_closed_by(mut world: World, files: &[(&str, &str)]) -> bool {
    for day in 1..6 {
        world.later(24);
        for (file, text) in files {
            world.write(file, &format!("{text}{}", "\n".repeat(day)));
        }
        world.rerun();
    }
    !world.tracker.get(1).state.is_open()
}

#[test]
fn all_files_without_it_prove_that_it_is_gone() {
    let files = [("part1.jsonl", CLEAN), ("part2.jsonl", CLEAN)];
    assert!(is_closed_by(in_parts(), &files));
}

#[test]
fn the_file_that_held_it_has_to_be_there() {
    let world = in_parts();
    world.remove("part1.jsonl");
    assert!(!is_closed_by(world, &[("part2.jsonl", CLEAN)]));
}

#[test]
fn the_tool_that_found_it_has_to_run() {
    let files = [("part1.jsonl", OTHER_TOOL), ("part2.jsonl", CLEAN)];
    assert!(!is_closed_by(in_parts(), &files));
}

#[test]
fn a_report_in_another_format_proves_nothing() {
    let mut world = World::settled(&["a"]);
    world.set_rules(
        "
version: 1
target: dir:issues
sources: [{name: lint, path: lint.jsonl, format: sarif}]
rules: [{id: lint, match: {source: lint}, group_by: [rule_id]}]
",
    );
    let sarif = r#"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"lint"}},"results":[]}]}"#;
    assert!(!is_closed_by(world, &[("lint.jsonl", sarif)]));
}

#[test]
fn a_test_has_to_run_and_pass() {
    let case = |what: &str| {
        format!(
            "<testsuite name=\"all\" tests=\"2\"><testcase classname=\"c\" name=\"adds\">{what}</testcase><testcase classname=\"c\" name=\"other\"/></testsuite>"
        )
    };
    for (then, closes) in [("<skipped/>", false), ("", true)] {
        let mut world = World::of(
            "
version: 1
target: dir:issues
sources: [{name: tests, path: tests.xml, format: junit}]
rules: [{id: tests, match: {source: tests}}]
",
        );
        world.write("tests.xml", &case("<failure message=\"1 is not 2\"/>"));
        world.rerun();
        let mut closed = false;
        for day in 0..5 {
            world.later(24);
            world.write("tests.xml", &format!("{}{}", case(then), "\n".repeat(day)));
            world.rerun();
            closed = !world.tracker.get(1).state.is_open();
        }
        assert_eq!(closed, closes, "{then}");
    }
}

#[test]
fn an_issue_without_its_rule_is_an_orphan_and_stays() {
    let mut world = World::settled(&["a"]);
    world.set_rules(
        "
version: 1
target: dir:issues
sources: [{name: lint, path: lint.jsonl, format: findings}]
rules: [{id: other, match: {source: lint, rule_id: z}}]
",
    );
    for _ in 0..5 {
        world.run(&[]);
        world.later(24);
    }
    assert!(world.tracker.get(1).state.is_open());
}

#[test]
fn a_clean_run_of_another_instance_proves_nothing() {
    let mut world = World::settled(&["a"]);
    world.set_rules(
        "
version: 1
target: dir:issues
instance: other
sources: [{name: lint, path: lint.jsonl, format: findings}]
rules: [{id: lint, match: {source: lint}, group_by: [rule_id]}]
",
    );
    for _ in 0..5 {
        world.run(&[]);
        world.later(24);
    }
    assert!(world.tracker.get(1).state.is_open());
}

//! What only logs have: rates, values of facts, quiet days, releases, age.

use crate::model::IssueState;
use crate::testing::World;

/// Errors of one source; its other records show that it is alive.
const RULES: &str = "
version: 1
target: dir:issues
sources:
  - name: app
    path: app.jsonl
    format: json
    fields: {time: t, severity: s, message: m, revision: r, instance: i}
    max_age: 2h
rules:
  - id: errors
    match: {source: app, severity: error}
    group_by: [rule]
    title: Errors
";

/// A record of a log, at a time of September 2025.
#[derive(Clone, Copy)]
struct Logged {
    at: &'static str,
    severity: &'static str,
    revision: &'static str,
    instance: &'static str,
}

fn error(at: &'static str) -> Logged {
    Logged {
        at,
        severity: "error",
        revision: "v1",
        instance: "one",
    }
}

fn fine(at: &'static str) -> Logged {
    Logged {
        severity: "info",
        ..error(at)
    }
}

impl World {
    fn logs(&mut self, records: &[Logged]) -> Vec<String> {
        let line = |one: &Logged| {
            let text = if one.severity == "error" {
                "it broke"
            } else {
                "all is well"
            };
            format!(
                "{{\"t\":\"2025-09-{}:00Z\",\"s\":\"{}\",\"m\":\"{text}\",\"r\":\"{}\",\"i\":\"{}\"}}\n",
                one.at, one.severity, one.revision, one.instance
            )
        };
        self.write("app.jsonl", &records.iter().map(line).collect::<String>());
        self.rerun()
    }
}

/// #1 is of an error at 09:30 on the first; it is 10:00.
fn broken() -> World {
    let mut world = World::of(RULES);
    world.logs(&[error("01T09:30")]);
    world.tracker.forget_writes();
    world
}

#[test]
fn it_is_filed_over_its_rate_and_not_at_it() {
    let at_it = [error("01T09:30"), error("01T09:31")];
    let over_it = [at_it[0], at_it[1], error("01T09:32")];
    let mut world = World::of(&format!(
        "{RULES}    open: {{rate: {{over: 2, per: 1h}}}}\n"
    ));
    let plan = world.logs(&at_it);
    assert_eq!(plan, ["leave Errors: at most 2 in 1h, filed over 2"]);
    world.logs(&over_it);
    assert_eq!(world.tracker.all().len(), 1);
}

#[test]
fn it_is_filed_once_a_fact_has_values_enough() {
    let more = "    facts: {machines: {distinct: /i}}\n    open: {distinct: {fact: machines, at_least: 2}}\n";
    let mut world = World::of(&format!("{RULES}{more}"));
    let other = Logged {
        instance: "two",
        ..error("01T09:31")
    };
    let plan = world.logs(&[error("01T09:30"), error("01T09:31")]);
    assert_eq!(plan, ["leave Errors: 1 different machines, filed from 2"]);
    world.logs(&[error("01T09:30"), other]);
    assert_eq!(world.tracker.all().len(), 1);
}

#[test]
fn other_values_of_a_fact_are_material() {
    let mut world = World::of(&format!(
        "{RULES}    facts: {{machines: {{distinct: /i}}}}\n"
    ));
    world.logs(&[error("01T09:30")]);
    let other = Logged {
        instance: "two",
        ..error("01T09:31")
    };
    let plan = world.logs(&[error("01T09:30"), other]);
    assert_eq!(plan, ["update #1: machines: 1 before, 2 now"]);
}

#[test]
fn more_records_and_later_ones_are_not_material() {
    let mut world = broken();
    assert_eq!(world.logs(&[error("01T09:30"), error("01T09:45")]), [""; 0]);
}

#[test]
fn newer_evidence_waits_for_the_heartbeat() {
    let mut world = broken();
    world.later(23);
    assert_eq!(world.logs(&[error("02T08:30")]), [""; 0]);
    world.later(1);
    assert_eq!(
        world.logs(&[error("02T09:30")]),
        ["update #1: newer evidence"]
    );
    assert_eq!(world.tracker.writes(), ["edit #1"]);
}

#[test]
fn evidence_that_turns_stale_is_said() {
    let mut world = broken();
    world.later(3);
    let stale = "update #1: the evidence is stale";
    assert_eq!(world.logs(&[error("01T09:30")]), [stale]);
    assert_eq!(world.logs(&[error("01T09:30")]), [""; 0]);
}

#[test]
fn it_closes_after_its_clean_runs_and_seven_quiet_days() {
    let days = [
        "02T09:30", "03T09:30", "04T09:30", "05T09:30", "06T09:30", "07T09:30", "08T09:00",
    ];
    let mut world = broken();
    for day in days {
        world.later(24);
        world.logs(&[fine(day)]);
        assert!(world.tracker.get(1).state.is_open(), "{day}");
    }
    world.later(24);
    world.logs(&[fine("09T09:30")]);
    assert_eq!(world.tracker.get(1).state, IssueState::Completed);
}

#[test]
fn a_log_without_a_record_proves_nothing() {
    let mut world = broken();
    for _ in 0..12 {
        world.later(24);
        world.logs(&[]);
    }
    assert!(world.tracker.get(1).state.is_open());
    assert_eq!(world.tracker.writes(), [""; 0]);
}

/// A person closed #1 at 10:00 on the first.
fn completed() -> World {
    let world = broken();
    world
        .tracker
        .person(1, |issue| issue.state = IssueState::Completed);
    world
}

#[test]
fn a_release_after_a_persons_closing_reopens_at_once() {
    let mut world = completed();
    world.later(2);
    let release = Logged {
        revision: "v2",
        ..error("01T11:30")
    };
    world.logs(&[release]);
    assert!(world.tracker.get(1).state.is_open());
}

#[test]
fn a_revision_that_ran_before_the_closing_is_no_release() {
    let mut world = completed();
    world.later(2);
    let canary = |record| Logged {
        revision: "v2",
        ..record
    };
    let both = [error("01T11:30"), canary(error("01T11:30"))];
    let plan = world.logs(&[canary(fine("01T09:00")), both[0], both[1]]);
    assert!(!world.tracker.get(1).state.is_open(), "{plan:?}");
    // So is the one that the issue has shown.
    let plan = world.logs(&[error("01T11:30")]);
    assert!(!world.tracker.get(1).state.is_open(), "{plan:?}");
}

#[test]
fn evidence_from_before_a_closing_is_nothing_new() {
    let mut world = completed();
    world.later(24 * 60);
    let plan = world.logs(&[error("01T09:45")]);
    assert!(plan[0].starts_with("keep #1: "), "{plan:?}");
    assert!(!world.tracker.get(1).state.is_open());
}

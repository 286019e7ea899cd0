//! What a terminal shows of small and of large runs.

use super::*;
use crate::apply::Done;
use crate::model::Key;
use crate::plan::{BasedOn, KeepReason, Kept, LeftOut, LeftOutReason};

fn empty() -> Plan {
    let based_on = BasedOn {
        at: "2025-09-15T20:00:00Z".parse().unwrap(),
        issues: 0,
        last_number: 0,
    };
    Plan::empty("r", "dir:x", based_on)
}

fn key() -> Key {
    Key::of("main", [("rule", "x")])
}

fn left_out(count: usize) -> Vec<LeftOut> {
    (0..count)
        .map(|n| LeftOut {
            key: None,
            rule: None,
            title: format!("ruff: E{n}"),
            count: 1,
            reason: if n % 1000 == 7 {
                LeftOutReason::RuleReports {
                    rule: format!("r{n}"),
                }
            } else {
                LeftOutReason::NoRule
            },
        })
        .collect()
}

fn comment(n: u64) -> Change {
    Change::On(ChangeIssue {
        action: Action::Comment,
        key: key(),
        number: n,
        title: format!("t{n}"),
        reason: "seen again".into(),
        priority: None,
        notifies: true,
        basis: None,
        write: Write::Comment { body: "b".into() },
    })
}

fn shown(plan: &Plan, detail: Detail) -> String {
    let text = super::plan(plan, detail);
    anstream::adapter::strip_str(&text).to_string()
}

#[test]
fn few_entries_are_listed_one_by_one() {
    let plan = Plan {
        left_out: left_out(5),
        ..empty()
    };
    let text = shown(&plan, Detail::Brief);
    assert_eq!(text.matches("· leave ruff: E").count(), 5);
    assert!(
        text.ends_with("\n5 left out in dir:x\n")
            || text.ends_with("nothing to do, 5 left out in dir:x\n"),
        "{text}"
    );
}

#[test]
fn what_repeats_is_counted_and_the_summary_is_last() {
    for (count, most) in [(500, 6), (36_000, 21)] {
        let plan = Plan {
            left_out: left_out(count),
            kept: (1..=200)
                .map(|number| Kept {
                    key: Some(key()),
                    number,
                    title: "t".into(),
                    reason: KeepReason::Locked,
                })
                .collect(),
            ..empty()
        };
        let text = shown(&plan, Detail::Brief);
        assert!(text.lines().count() <= most, "{text}");
        assert!(
            text.contains("= keep 200 issues: it is locked (#1, #2, #3 and 197 more)\n"),
            "{text}"
        );
        assert!(text.contains("-v lists each of them"), "{text}");
        assert!(text.contains("no rule takes it (ruff: E0, ruff: E1, ruff: E2 and "));
        let last = text.lines().last().unwrap();
        let left = words::thousands(count as u64);
        assert_eq!(
            last,
            format!("nothing to do, 200 kept, {left} left out in dir:x")
        );
        // With `-v`, all of it.
        assert!(shown(&plan, Detail::Texts).lines().count() > count);
    }
}

#[test]
fn many_changes_are_counted_by_what_they_do() {
    let plan = Plan {
        changes: (1..=500).map(comment).collect(),
        ..empty()
    };
    let text = shown(&plan, Detail::Brief);
    assert!(text.lines().count() < 30, "{text}");
    assert!(
        text.contains("… and 490 more to comment (-v lists them)"),
        "{text}"
    );
    assert!(text.ends_with("\n500 to comment in dir:x\n"), "{text}");
}

#[test]
fn a_run_that_is_stopped_says_so_once() {
    let skipped = (1..=1_900).map(|n| Undone {
        action: Action::Create,
        key: key(),
        number: None,
        title: format!("t{n}"),
        reason: "the run was stopped".into(),
    });
    let outcome = Outcome {
        applied: vec![Done {
            action: Action::Create,
            key: key(),
            number: 1,
            title: "t".into(),
            url: "u".into(),
        }],
        skipped: skipped.collect(),
        ..Outcome::default()
    };
    assert_eq!(
        undone(&outcome, Detail::Brief),
        [
            "1,900 changes skipped: the run was stopped (create t1, create t2, create t3 and 1,897 more)"
        ]
    );
    assert_eq!(undone(&outcome, Detail::Texts).len(), 1_900);
    let closing = closing(&outcome);
    assert!(
        closing.contains("1 done, 0 failed, 1,900 skipped"),
        "{closing}"
    );
}

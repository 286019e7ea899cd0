//! The digest: one issue for the problems that have none of their own.

mod counting;
mod state;

use std::cmp::Reverse;

use chrono::TimeDelta;

use super::compose;
use super::context::{Planning, delta};
use super::decision::{Decision, DigestCandidate};
use super::{Action, Change, ChangeBuilder, CreateIssue, KeepReason, LeftOutReason};
use crate::model::issue::{IssuePatch, NewIssue};
use crate::model::{Issue, IssueState, Key, Problem};
use crate::observe::Managed;
use crate::ownership::{Ledger, State, compose as whole, remember, replace};
use crate::render::view::{DigestEntry, DigestView, Provenance};
use crate::render::{TemplateError, words};
use counting::{Pending, counted};
use state::{is_listed, quietly, state};

pub(super) use counting::runs_seen;

/// At most so many entries are listed, before the size budget.
const MAX_ENTRIES: usize = 200;
const TITLE: &str = "Problems without an issue of their own";

/// One problem of the digest.
#[derive(Debug)]
pub(super) struct DigestLine<'a> {
    problem: &'a Problem,
    why: LineReason,
}

/// Why a problem is in the digest.
#[derive(Debug)]
enum LineReason {
    /// It gets no issue of its own.
    Settled(LeftOutReason),
    /// It only lacks runs.
    Counting(Pending),
}

impl DigestLine<'_> {
    fn reason(&self) -> String {
        match &self.why {
            LineReason::Settled(reason) => reason.to_string(),
            LineReason::Counting(pending) => format!("seen in {} runs so far", pending.runs),
        }
    }

    fn is_counting(&self) -> bool {
        matches!(self.why, LineReason::Counting(_))
    }
}

/// The digest's issue, where there is one.
fn issue_of<'a>(planning: &Planning<'a>) -> Option<&'a Managed> {
    let key = planning.digest_key();
    let managed = planning.observed.managed.iter();
    managed
        .filter(|m| m.keys().any(|k| *k == key))
        .min_by_key(|m| m.issue.number)
}

/// Returns the entries of the digest, the most urgent first.
pub(super) fn entries<'a>(
    planning: &Planning<'_>,
    settled: Vec<DigestCandidate<'a>>,
    counting: Vec<&'a Problem>,
) -> Vec<DigestLine<'a>> {
    let settled = settled.into_iter().map(|entry| DigestLine {
        problem: entry.problem,
        why: LineReason::Settled(entry.reason),
    });
    let counting = counting.into_iter().map(|problem| DigestLine {
        problem,
        why: LineReason::Counting(counted(planning, problem)),
    });
    let mut entries: Vec<_> = settled.chain(counting).collect();
    entries.sort_by_key(|entry| {
        let problem = entry.problem;
        let severity = Reverse(problem.severity);
        (problem.priority, severity, problem.key.to_string())
    });
    entries
}

/// Makes, updates or closes the digest. `known` is what issues remember of each
/// other.
pub(super) fn decide<'a>(
    planning: &Planning<'_>,
    entries: &[DigestLine<'_>],
    known: &Ledger,
) -> Result<Decision<'a>, TemplateError> {
    let settled = entries.iter().filter_map(|entry| match &entry.why {
        LineReason::Settled(reason) => Some((entry.problem, reason.clone())),
        LineReason::Counting(_) => None,
    });
    let left_out = settled.fold(Decision::nothing(), |decision, (problem, reason)| {
        decision.and(Decision::leave_out(problem, reason))
    });
    let state = state(planning, entries, known);
    let issue = match issue_of(planning) {
        None if entries.is_empty() => Decision::nothing(),
        None => Decision::of([create(planning, entries, state)?]),
        Some(managed) => update(planning, managed, entries, state)?,
    };
    Ok(left_out.and(issue))
}

fn visible(planning: &Planning<'_>, entries: &[DigestLine<'_>]) -> Result<String, TemplateError> {
    let shown = entries.iter().take(MAX_ENTRIES).map(|entry| DigestEntry {
        priority: entry.problem.priority.name().to_owned(),
        title: entry.problem.title.clone(),
        count: words::thousands(entry.problem.seen.count),
        last_seen: entry.problem.seen.last_seen.map(words::utc),
        reason: entry.reason(),
        key: entry.problem.key.to_string(),
    });
    planning.renderer.digest(DigestView {
        entries: shown.collect(),
        more: entries.len().saturating_sub(MAX_ENTRIES),
        provenance: Provenance {
            key: planning.digest_key().to_string(),
            rule: None,
            group: Vec::new(),
            run: planning.run.to_owned(),
        },
    })
}

fn create(
    planning: &Planning<'_>,
    entries: &[DigestLine<'_>],
    state: State,
) -> Result<Change, TemplateError> {
    let key = planning.digest_key();
    let body = whole(&key, &visible(planning, entries)?, &state);
    let count = words::count(entries.len() as u64, "problem", "problems");
    Ok(Change::Create(CreateIssue {
        key,
        reason: format!("{count} without an issue"),
        priority: None,
        issue: NewIssue {
            title: TITLE.to_owned(),
            body,
            labels: state.labels,
            assignees: Vec::new(),
        },
    }))
}

fn update<'a>(
    planning: &Planning<'_>,
    managed: &Managed,
    entries: &[DigestLine<'_>],
    mut state: State,
) -> Result<Decision<'a>, TemplateError> {
    let issue = &managed.issue;
    let before = &managed.section.state;
    if let Some(why) = left_alone(planning, managed, entries) {
        let kept = if entries.is_empty() {
            Decision::nothing()
        } else {
            Decision::keep(&planning.digest_key(), issue, why)
        };
        let quietly = remember_quietly(planning, managed, &state);
        return Ok(kept.and(Decision::of(quietly)));
    }
    let open = issue.state.is_open();
    if entries.is_empty() && (!open || !all_looked(planning)) {
        return Ok(Decision::nothing());
    }
    if open && before.material == state.material {
        return Ok(Decision::nothing());
    }
    state.labels.clone_from(&before.labels);
    let (action, target, reason) = match (entries.is_empty(), open) {
        (true, _) => (
            Action::Close,
            Some(IssueState::Completed),
            "nothing is left in it",
        ),
        (false, false) => (
            Action::Reopen,
            Some(IssueState::Open),
            "there are new entries",
        ),
        (false, true) => (Action::Update, None, "its entries changed"),
    };
    if action == Action::Close {
        compose::closing(&mut state, IssueState::Completed, planning.now);
    }
    let text = whole(&managed.section.key, &visible(planning, entries)?, &state);
    let patch = IssuePatch {
        title: None,
        body: Some(replace(&issue.body, &managed.section, &text)),
        state: target,
    };
    let key = planning.digest_key();
    let change = steps(&key, issue, reason).edit_quietly(action, patch);
    Ok(Decision::of([change]))
}

/// Why the digest's text stays as a person left it.
fn left_alone(
    planning: &Planning<'_>,
    managed: &Managed,
    entries: &[DigestLine<'_>],
) -> Option<KeepReason> {
    let issue = &managed.issue;
    if issue.locked {
        let counting = entries.iter().any(DigestLine::is_counting);
        return Some(if counting {
            KeepReason::DigestLockedUncounted
        } else {
            KeepReason::DigestLocked
        });
    }
    if managed.declined() {
        return Some(KeepReason::DigestNotPlanned);
    }
    if managed.section.edited() {
        return Some(KeepReason::DigestEdited);
    }
    if issue.state.is_open() || managed.closed_by_bot() {
        return None;
    }
    let after = delta(planning.rules.lifecycle.reopen.after).max(TimeDelta::days(1));
    let closed_at = issue.closed_at.unwrap_or(issue.updated_at);
    let is_new = |entry: &DigestLine<'_>| !is_listed(&managed.section, entry.problem);
    if planning.now - closed_at >= after && entries.iter().any(is_new) {
        return None;
    }
    Some(KeepReason::DigestClosed)
}

/// Writes down what only the program reads, and changes no word that is shown.
fn remember_quietly(planning: &Planning<'_>, managed: &Managed, wanted: &State) -> Option<Change> {
    let issue = &managed.issue;
    let before = &managed.section.state;
    let mut state = quietly(before, wanted);
    if issue.locked || state == *before {
        return None;
    }
    planning.run.clone_into(&mut state.run);
    let body = remember(&issue.body, &managed.section, &state);
    let key = planning.digest_key();
    let steps = steps(&key, issue, "the runs that saw a problem are counted");
    Some(steps.edit_body(Action::Update, body))
}

/// An empty digest means something only if everything was looked at.
fn all_looked(planning: &Planning<'_>) -> bool {
    !planning.triage.coverage.is_empty()
        && planning.triage.coverage.iter().all(|l| l.blind.is_none())
}

fn steps<'c>(key: &'c Key, issue: &'c Issue, reason: &'c str) -> ChangeBuilder<'c> {
    ChangeBuilder {
        key,
        issue,
        reason,
        priority: None,
    }
}

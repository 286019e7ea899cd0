//! A plan, put together from what is decided for each problem and each issue.

use std::collections::BTreeSet;

use super::absent;
use super::context::Planning;
use super::decisions;
use super::digest;
use super::like;
use super::limits;
use super::lost;
use super::notify;
use super::pinned;
use super::present;
use super::takeback;
use super::{BasedOn, Change, Kept, Plan, VERSION, Write};
use crate::model::issue::same_label;
use crate::model::{IssueNumber, Key, Problem, SourceStatus};
use crate::ownership::Ledger;
use crate::render::TemplateError;
use crate::triage::LeftOut;

/// What has been decided so far.
#[derive(Debug, Default)]
pub(super) struct Draft<'a> {
    /// Changes, in order.
    pub changes: Vec<Change>,
    /// Issues that stay, and why.
    pub kept: Vec<Kept>,
    /// What gets no issue, and why.
    pub left_out: Vec<LeftOut>,
    /// Problems that want an issue of their own.
    pub wanted: Vec<Wanted<'a>>,
    /// Problems that go into the digest, and why.
    pub digest: Vec<(&'a Problem, String)>,
    /// Problems below their thresholds for want of runs: remembered in the digest.
    pub pending: Vec<&'a Problem>,
    /// Something waits for the next run.
    pub deferred: bool,
    /// What issues remember of each other.
    pub ledger: Ledger,
    /// Detached issues that are taken for some problem's.
    pub claimed: BTreeSet<IssueNumber>,
    /// Issues whose problem was present in this run.
    pub touched: BTreeSet<IssueNumber>,
}

/// A problem that wants an issue of its own.
#[derive(Debug)]
pub(super) struct Wanted<'a> {
    /// The problem.
    pub problem: &'a Problem,
    /// An issue that was closed too long ago to be reopened.
    pub cites: Option<IssueNumber>,
}

impl Draft<'_> {
    /// Notes an issue that stays as it is.
    pub(super) fn keep(
        &mut self,
        key: &Key,
        issue: &crate::model::Issue,
        reason: impl Into<String>,
    ) {
        self.kept.push(Kept {
            key: Some(key.clone()),
            number: issue.number,
            title: issue.title.clone(),
            reason: reason.into(),
        });
    }

    /// Notes a problem that gets no issue.
    pub(super) fn leave_out(&mut self, problem: &Problem, reason: impl Into<String>) {
        self.left_out.push(LeftOut {
            key: Some(problem.key.clone()),
            rule: problem.rule.clone(),
            title: problem.title.clone(),
            count: problem.seen.count,
            reason: reason.into(),
        });
    }
}

/// What should be written, given all that is known.
///
/// # Errors
/// A template that fails on a problem; names were checked before, so this is
/// one that asks too much of its input.
pub fn plan(planning: &Planning<'_>) -> Result<Plan, TemplateError> {
    let settled = takeback::settle(planning.observed, planning.now);
    let planning = &Planning {
        observed: &settled.observed,
        ..*planning
    };
    let matched = like::matched(planning.triage, planning.observed);
    let planning = &Planning {
        triage: &matched,
        ..*planning
    };
    let triage = decisions::decided(planning);
    let planning = &Planning {
        triage: &triage,
        ..*planning
    };
    let mut draft = Draft {
        left_out: planning.triage.left_out.clone(),
        ledger: planning.observed.ledger(&planning.rules.instance),
        ..Draft::default()
    };
    for problem in &planning.triage.problems {
        present::decide(planning, problem, &mut draft)?;
    }
    for issue in &planning.observed.managed {
        if !draft.touched.contains(&issue.issue.number) {
            absent::managed(planning, issue, &mut draft);
        }
    }
    for (number, pinned) in &planning.observed.pinned {
        absent::pinned(planning, *number, pinned, &mut draft);
    }
    settled.write(planning, &mut draft);
    note_unusable(planning, &mut draft);
    limits::creates(planning, &mut draft)?;
    digest::decide(planning, &mut draft)?;
    spare_locked(planning, &mut draft);
    notify::within_a_day(planning, &mut draft);
    limits::writes(planning, &mut draft);
    Ok(finish(planning, draft))
}

/// Nothing is written on a locked issue, labels neither.
fn spare_locked(planning: &Planning<'_>, draft: &mut Draft<'_>) {
    let made = planning.observed.managed.iter().map(|m| &m.issue);
    let persons = planning.observed.pinned.values().filter_map(|p| p.issue());
    for issue in made.chain(persons).filter(|issue| issue.locked) {
        let (off, on): (Vec<_>, Vec<_>) = std::mem::take(&mut draft.changes)
            .into_iter()
            .partition(|change| change.number == Some(issue.number));
        draft.changes = on;
        if let Some(change) = off.first() {
            draft.keep(&change.key, issue, "it is locked");
        }
    }
}

/// Says which issues carry markers that cannot be used.
fn note_unusable(planning: &Planning<'_>, draft: &mut Draft<'_>) {
    for detached in &planning.observed.detached {
        let why = match &detached.error {
            Some(error) => format!(
                "detached, because {error}: restore the lines from the edit history, or take the label {} off",
                planning.rules.label
            ),
            None => format!(
                "detached, because its marker was deleted: restore it from the edit history, or take the label {} off",
                planning.rules.label
            ),
        };
        draft.kept.push(Kept {
            key: None,
            number: detached.issue.number,
            title: detached.issue.title.clone(),
            reason: why,
        });
    }
    for (number, why) in &planning.observed.ignored {
        draft.kept.push(Kept {
            key: None,
            number: *number,
            title: String::new(),
            reason: format!("ignored: {why}"),
        });
    }
}

fn finish(planning: &Planning<'_>, mut draft: Draft<'_>) -> Plan {
    draft.kept.sort_by_key(|kept| kept.number);
    let observed = planning.observed;
    let labels = missing_labels(planning, &draft.changes);
    let remember = lost::remember(planning, &draft.changes);
    let sources = planning.triage.sources.clone();
    let read = sources.iter().all(|s| s.status == SourceStatus::Complete);
    Plan {
        version: VERSION,
        run: planning.run.to_owned(),
        target: planning.target.to_owned(),
        based_on: BasedOn {
            at: planning.now,
            issues: observed.issues,
            last_number: observed.last_number,
        },
        complete: read && !draft.deferred,
        deferred: draft.deferred,
        changes: draft.changes,
        kept: draft.kept,
        left_out: draft.left_out,
        errors: pinned::errors(planning),
        sources,
        labels,
        managed: observed.managed.len(),
        remember,
    }
}

/// Definitions of labels that the changes put on and the tracker lacks.
fn missing_labels(planning: &Planning<'_>, changes: &[Change]) -> Vec<crate::model::issue::Label> {
    let used: BTreeSet<&String> = changes
        .iter()
        .flat_map(|change| match &change.write {
            Write::Create(issue) => issue.labels.as_slice(),
            Write::Labels { add, .. } => add.as_slice(),
            _ => &[],
        })
        .collect();
    used.into_iter()
        .filter(|name| {
            !planning
                .observed
                .labels
                .iter()
                .any(|l| same_label(&l.name, name))
        })
        .map(|name| planning.label(name))
        .collect()
}

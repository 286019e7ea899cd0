//! The difference between what is observed and what is desired, as data.
//!
//! Planning is pure: it sees a snapshot of the tracker, the problems and one
//! `now`, and returns what should be written, each with its reason. Nothing
//! in here can write.

mod absent;
mod builder;
mod change;
mod changed;
mod compose;
mod context;
mod decisions;
mod digest;
mod document;
mod evidence;
mod extra_priorities;
mod guard;
mod like;
mod limits;
mod looked;
mod lost;
mod managed;
mod material;
mod notify;
mod pinned;
mod present;
mod raise;
mod revisions;
mod takeback;
mod twins;
mod views;

use std::collections::BTreeSet;

use crate::model::SourceStatus;
use crate::model::issue::{Label, same_label};
use crate::render::TemplateError;
use builder::PlanBuilder;

pub(crate) use change::ChangeBuilder;
pub use change::{Action, Basis, Change, ChangeIssue, CreateIssue, DamagedChange, Write};
pub use context::Planning;
pub use document::{BasedOn, Kept, Plan, Remember, VERSION};
pub use guard::{Refusal, guard};

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
    let mut builder = PlanBuilder {
        left_out: planning.triage.left_out.clone(),
        ledger: planning.observed.ledger(&planning.rules.instance),
        ..PlanBuilder::default()
    };
    for problem in &planning.triage.problems {
        present::decide(planning, problem, &mut builder)?;
    }
    for issue in &planning.observed.managed {
        if !builder.touched.contains(&issue.issue.number) {
            absent::managed(planning, issue, &mut builder);
        }
    }
    for (number, pinned) in &planning.observed.pinned {
        absent::pinned(planning, *number, pinned, &mut builder);
    }
    settled.write(planning, &mut builder);
    note_unusable(planning, &mut builder);
    limits::creates(planning, &mut builder)?;
    digest::decide(planning, &mut builder)?;
    spare_locked(planning, &mut builder);
    notify::within_a_day(planning, &mut builder);
    limits::writes(planning, &mut builder);
    Ok(finish(planning, builder))
}

/// Nothing is written on a locked issue, labels neither.
fn spare_locked(planning: &Planning<'_>, builder: &mut PlanBuilder<'_>) {
    let made = planning.observed.managed.iter().map(|m| &m.issue);
    let persons = planning.observed.pinned.values().filter_map(|p| p.issue());
    for issue in made.chain(persons).filter(|issue| issue.locked) {
        let (off, on): (Vec<_>, Vec<_>) = std::mem::take(&mut builder.changes)
            .into_iter()
            .partition(|change| change.number() == Some(issue.number));
        builder.changes = on;
        if let Some(change) = off.first() {
            builder.keep(change.key(), issue, "it is locked");
        }
    }
}

/// Says which issues carry markers that cannot be used.
fn note_unusable(planning: &Planning<'_>, builder: &mut PlanBuilder<'_>) {
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
        builder.kept.push(Kept {
            key: None,
            number: detached.issue.number,
            title: detached.issue.title.clone(),
            reason: why,
        });
    }
    for (number, why) in &planning.observed.ignored {
        builder.kept.push(Kept {
            key: None,
            number: *number,
            title: String::new(),
            reason: format!("ignored: {why}"),
        });
    }
}

fn finish(planning: &Planning<'_>, mut builder: PlanBuilder<'_>) -> Plan {
    builder.kept.sort_by_key(|kept| kept.number);
    let observed = planning.observed;
    let labels = missing_labels(planning, &builder.changes);
    let remember = lost::remember(planning, &builder.changes);
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
        complete: read && !builder.deferred,
        deferred: builder.deferred,
        changes: builder.changes,
        kept: builder.kept,
        left_out: builder.left_out,
        errors: pinned::errors(planning),
        sources,
        labels,
        managed: observed.managed.len(),
        remember,
    }
}

/// Definitions of labels that the changes put on and the tracker lacks.
fn missing_labels(planning: &Planning<'_>, changes: &[Change]) -> Vec<Label> {
    let used: BTreeSet<&String> = changes
        .iter()
        .flat_map(|change| match change {
            Change::Create(create) => create.issue.labels.as_slice(),
            Change::On(ChangeIssue {
                write: Write::Labels { add, .. },
                ..
            }) => add.as_slice(),
            Change::On(_) => &[],
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

#[cfg(test)]
mod tests;

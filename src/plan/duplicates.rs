//! Several issues of one problem: the oldest stays.

use super::context::Planning;
use super::decision::Decision;
use super::{Change, ChangeBuilder, KeepReason};
use crate::model::issue::IssueNumber;
use crate::observe::Managed;
use crate::ownership::closed_as_duplicate;

/// Closes open issues of a problem as duplicates of the one that stays. One
/// that a person opened again stays open.
pub(super) fn close_duplicates<'a>(
    planning: &Planning<'_>,
    hits: &[&Managed],
    stays: IssueNumber,
) -> Decision<'a> {
    let others = hits.iter().filter(|m| m.issue.number != stays);
    let open = others.filter(|m| m.issue.state.is_open());
    open.fold(Decision::nothing(), |decision, duplicate| {
        decision.and(decide(planning, duplicate, stays))
    })
}

fn decide<'a>(
    planning: &Planning<'_>,
    duplicate: &Managed,
    tracked_by: IssueNumber,
) -> Decision<'a> {
    let key = &duplicate.section.key;
    if duplicate.issue.locked {
        let why = KeepReason::DuplicateLocked { tracked_by };
        Decision::keep(key, &duplicate.issue, why)
    } else if duplicate.reopened_by_person() {
        let why = KeepReason::DuplicateReopened { tracked_by };
        Decision::keep(key, &duplicate.issue, why)
    } else {
        Decision::of(close(planning, duplicate, tracked_by))
    }
}

fn close(planning: &Planning<'_>, duplicate: &Managed, tracked_by: IssueNumber) -> [Change; 2] {
    let section = &duplicate.section;
    let steps = ChangeBuilder {
        key: &section.key,
        issue: &duplicate.issue,
        reason: &format!("#{tracked_by} tracks the same problem and is older"),
        priority: None,
    };
    let body = closed_as_duplicate(&duplicate.issue.body, section, planning.now, |state| {
        planning.run.clone_into(&mut state.run);
    });
    let text = format!("Duplicate of #{tracked_by}, which tracks the same problem.");
    let text = planning.renderer.redact(&text);
    steps.close_as_duplicate(body, &text, planning.run)
}

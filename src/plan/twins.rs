//! Several issues of one problem: the oldest stays.

use super::builder::PlanBuilder;
use super::change::ChangeBuilder;
use super::compose;
use super::context::Planning;
use crate::model::IssueState;
use crate::model::issue::IssueNumber;
use crate::observe::Managed;
use crate::ownership::replace;

/// Closes open twins as duplicates of the issue that stays. One that a person
/// opened again stays open.
pub(super) fn heal(
    planning: &Planning<'_>,
    hits: &[&Managed],
    winner: IssueNumber,
    builder: &mut PlanBuilder<'_>,
) {
    for twin in hits {
        if twin.issue.number == winner || !twin.issue.state.is_open() {
            continue;
        }
        if twin.issue.locked {
            let why = format!("it is locked; #{winner} tracks the same problem");
            builder.keep(&twin.section.key, &twin.issue, why);
        } else if twin.reopened_by_person() {
            let why = format!("a person opened it again; #{winner} tracks the same problem");
            builder.keep(&twin.section.key, &twin.issue, why);
        } else {
            close(planning, twin, winner, builder);
        }
    }
}

fn close(
    planning: &Planning<'_>,
    twin: &Managed,
    winner: IssueNumber,
    builder: &mut PlanBuilder<'_>,
) {
    let mut state = twin.section.state.clone();
    compose::closing(&mut state, IssueState::Duplicate, planning.now);
    planning.run.clone_into(&mut state.run);
    let section = &twin.section;
    let body = (!section.edited()).then(|| {
        let text = crate::ownership::compose(&section.key, &section.visible, &state);
        replace(&twin.issue.body, section, &text)
    });
    let steps = ChangeBuilder {
        key: &section.key,
        issue: &twin.issue,
        reason: &format!("#{winner} tracks the same problem and is older"),
        priority: None,
    };
    let text = format!("Duplicate of #{winner}, which tracks the same problem.");
    let text = planning.renderer.redact(&text);
    builder
        .changes
        .extend(steps.close_as_duplicate(body, &text, planning.run));
}

//! Several issues of one problem: the oldest stays.

use std::collections::BTreeSet;

use super::compose;
use super::context::Planning;
use super::draft::Draft;
use super::observe::{self, ObserveError};
use super::observed::{Managed, Observed, Trust};
use super::steps::Steps;
use super::{Action, Plan, Write};
use crate::model::issue::{IssueNumber, IssuePatch};
use crate::model::{Issue, IssueState, Key};
use crate::ownership::replace;
use crate::rules::Rules;
use crate::tracker::{Found, Reader};

/// Reads by themselves the issues for which a plan closes their twins: a list
/// that lags shows one open that was merged into the twin just now. Whether
/// anything was learned.
pub(super) async fn look(
    reader: &impl Reader,
    trust: &Trust,
    rules: &Rules,
    plan: &Plan,
    asked: &mut BTreeSet<IssueNumber>,
    observed: &mut Observed,
) -> Result<bool, ObserveError> {
    let mut learned = false;
    for number in winners(plan, observed) {
        if !asked.insert(number) {
            continue;
        }
        let found = reader.issue(number).await?;
        let position = observed
            .managed
            .iter()
            .position(|m| m.issue.number == number);
        let Some(position) = position else {
            continue;
        };
        let known = &observed.managed[position].issue;
        if matches!(&found, Found::Issue(issue) if same(issue, known)) {
            continue;
        }
        observed.managed.remove(position);
        if let Found::Issue(issue) = found {
            let none = BTreeSet::new();
            observe::classify(reader, trust, &rules.label, &none, issue, observed).await?;
            observed.managed.sort_by_key(|m| m.issue.number);
        }
        learned = true;
    }
    Ok(learned)
}

fn same(one: &Issue, other: &Issue) -> bool {
    one.state == other.state && one.body == other.body
}

/// Open issues that share a key with one that a plan closes as a duplicate.
fn winners(plan: &Plan, observed: &Observed) -> BTreeSet<IssueNumber> {
    let closes =
        |write: &Write| matches!(write, Write::Edit(p) if p.state == Some(IssueState::Duplicate));
    let twins = plan.changes.iter().filter(|c| closes(&c.write));
    let twins: BTreeSet<IssueNumber> = twins.filter_map(|c| c.number).collect();
    let managed = || observed.managed.iter();
    let keys: Vec<Key> = managed()
        .filter(|m| twins.contains(&m.issue.number))
        .flat_map(|m| m.keys().cloned())
        .collect();
    observed
        .with_keys(&keys)
        .filter(|m| m.issue.state.is_open() && !twins.contains(&m.issue.number))
        .map(|m| m.issue.number)
        .collect()
}

/// Closes open twins as duplicates of the issue that stays. One that a person
/// opened again stays open.
pub(super) fn heal(
    planning: &Planning<'_>,
    hits: &[&Managed],
    winner: IssueNumber,
    draft: &mut Draft<'_>,
) {
    for twin in hits {
        if twin.issue.number == winner || !twin.issue.state.is_open() {
            continue;
        }
        if twin.issue.locked {
            let why = format!("it is locked; #{winner} tracks the same problem");
            draft.keep(&twin.section.key, &twin.issue, why);
        } else if twin.reopened_by_person() {
            let why = format!("a person opened it again; #{winner} tracks the same problem");
            draft.keep(&twin.section.key, &twin.issue, why);
        } else {
            close(planning, twin, winner, draft);
        }
    }
}

fn close(planning: &Planning<'_>, twin: &Managed, winner: IssueNumber, draft: &mut Draft<'_>) {
    let mut state = twin.section.state.clone();
    compose::closing(&mut state, IssueState::Duplicate, planning.now);
    planning.run.clone_into(&mut state.run);
    let section = &twin.section;
    let body = (!section.edited()).then(|| {
        let text = crate::ownership::compose(&section.key, &section.visible, &state);
        replace(&twin.issue.body, section, &text)
    });
    let steps = Steps {
        key: &section.key,
        issue: &twin.issue,
        reason: &format!("#{winner} tracks the same problem and is older"),
        priority: None,
    };
    let patch = IssuePatch {
        title: None,
        body,
        state: Some(IssueState::Duplicate),
    };
    draft.changes.push(steps.edit(Action::Close, patch));
    let text = format!("Duplicate of #{winner}, which tracks the same problem.");
    draft
        .changes
        .push(steps.note(planning, Action::Link, &text));
}

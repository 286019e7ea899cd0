//! Merges that a person took back by opening the closed issue again, and merges
//! in a circle: what is remembered of them is put right before anything is
//! planned over it.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::builder::PlanBuilder;
use super::change::ChangeBuilder;
use super::context::Planning;
use super::{Action, Change, Write};
use crate::model::issue::{IssueNumber, IssuePatch};
use crate::model::{Key, Time};
use crate::observe::{Managed, Observed};
use crate::ownership::{State, Status, remember};

/// A problem that moved from issue to issue is followed so often.
const MAX_MOVES: usize = 8;

/// The tracker with merges settled, and the issues whose state changed.
pub(super) struct Settled<'a> {
    /// As read, but for what those issues remember.
    pub observed: Cow<'a, Observed>,
    changed: BTreeSet<IssueNumber>,
}

/// Settles merges: an open issue has its own problem, and no other issue
/// answers to its keys; of merges in a circle, the oldest is void.
pub(super) fn settle(observed: &Observed, now: Time) -> Settled<'_> {
    let mut settled = Settled {
        observed: Cow::Borrowed(observed),
        changed: BTreeSet::new(),
    };
    for position in 0..observed.managed.len() {
        let managed = &settled.observed.managed[position];
        match status(managed) {
            Some(Status::Merged { into }) if managed.issue.state.is_open() => {
                give_back(position, Some(into), now, &mut settled);
            }
            Some(Status::Reopened) if managed.issue.state.is_open() => {
                give_back(position, None, now, &mut settled);
            }
            Some(Status::Merged { .. }) if is_oldest_of_circle(&settled.observed, position) => {
                settled.edit(position, |state| {
                    state.decisions.take_merge_back(Status::Resolved, now);
                });
            }
            _ => {}
        }
    }
    settled
}

fn status(managed: &Managed) -> Option<Status> {
    Some(managed.live().state.decisions.status.as_ref()?.what)
}

/// Where a closed issue's problem was moved to by command, and by which comment.
fn moved(managed: &Managed) -> Option<(IssueNumber, u64)> {
    let status = managed.live().state.decisions.status.as_ref()?;
    match status.what {
        Status::Merged { into } if !managed.issue.state.is_open() => Some((into, status.comment.0)),
        _ => None,
    }
}

/// An open issue answers to its keys alone.
fn give_back(position: usize, into: Option<IssueNumber>, now: Time, settled: &mut Settled<'_>) {
    let managed = &settled.observed.managed[position];
    let own = managed.section.key.clone();
    let keys: Vec<Key> = managed.keys().cloned().collect();
    let targets = into.map_or_else(Vec::new, |into| chain(&settled.observed, into));
    for other in 0..settled.observed.managed.len() {
        let target = &settled.observed.managed[other];
        let meant = target.issue.state.is_open() || targets.contains(&target.issue.number);
        if other != position && meant && target.live().state.aliases.contains(&own) {
            settled.edit(other, |state| state.aliases.retain(|k| !keys.contains(k)));
        }
    }
    if into.is_some() {
        settled.edit(position, |state| {
            state.decisions.take_merge_back(Status::Reopened, now);
            state.closed = None;
            state.clean = 0;
            state.clean_at = Some(now);
        });
    }
}

/// The issues that a problem went through.
fn chain(observed: &Observed, mut number: IssueNumber) -> Vec<IssueNumber> {
    let mut chain = Vec::new();
    while chain.len() < MAX_MOVES && !chain.contains(&number) {
        chain.push(number);
        match of(observed, number).and_then(moved) {
            Some((further, _)) => number = further,
            None => break,
        }
    }
    chain
}

fn of(observed: &Observed, number: IssueNumber) -> Option<&Managed> {
    observed.managed.iter().find(|m| m.issue.number == number)
}

/// Whether an issue's merge leads back to it, and no other of the circle is older.
fn is_oldest_of_circle(observed: &Observed, position: usize) -> bool {
    let start = &observed.managed[position];
    let Some((mut number, first)) = moved(start) else {
        return false;
    };
    for _ in 0..MAX_MOVES {
        if number == start.issue.number {
            return true;
        }
        match of(observed, number).and_then(moved) {
            Some((further, comment)) if comment > first => number = further,
            _ => return false,
        }
    }
    false
}

impl Settled<'_> {
    /// Changes what an issue remembers, wherever it remembers it.
    fn edit(&mut self, position: usize, change: impl Fn(&mut State)) {
        let managed = &mut self.observed.to_mut().managed[position];
        change(&mut managed.section.state);
        if let Some((_, section)) = &mut managed.comment {
            change(&mut section.state);
        }
        self.changed.insert(managed.issue.number);
    }

    /// Writes down what nothing else of the plan does.
    pub(super) fn write(&self, planning: &Planning<'_>, builder: &mut PlanBuilder<'_>) {
        for number in &self.changed {
            let Some(managed) = of(&self.observed, *number) else {
                continue;
            };
            if managed.issue.locked {
                continue;
            }
            let steps = ChangeBuilder {
                key: &managed.section.key,
                issue: &managed.issue,
                reason: "a merge was taken back",
                priority: None,
            };
            let ours = |builder: &PlanBuilder<'_>, comment: bool| {
                let edits = |w: &Write| match w {
                    Write::Edit(patch) => patch.body.is_some() && !comment,
                    Write::EditComment { .. } => comment,
                    _ => false,
                };
                let mut changes = builder.changes.iter().filter_map(Change::on);
                changes.any(|c| c.number == *number && edits(&c.write))
            };
            if !ours(builder, false) {
                let mut state = managed.section.state.clone();
                planning.run.clone_into(&mut state.run);
                let patch = IssuePatch {
                    body: Some(remember(&managed.issue.body, &managed.section, &state)),
                    ..IssuePatch::default()
                };
                builder.changes.push(steps.edit(Action::Update, patch));
            }
            if let Some((comment, section)) = &managed.comment
                && !ours(builder, true)
            {
                let mut state = section.state.clone();
                planning.run.clone_into(&mut state.run);
                let body = remember(&comment.body, section, &state);
                builder.changes.push(steps.edit_comment(comment, body));
            }
        }
    }
}

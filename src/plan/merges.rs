//! Merges that a person took back by opening the closed issue again, and merges
//! in a circle: what is remembered of them is put right before anything is
//! planned over it.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::context::Planning;
use super::decision::Decision;
use super::{Action, Change, ChangeBuilder, Write};
use crate::model::issue::IssueNumber;
use crate::model::{Key, Time};
use crate::observe::{Managed, Observed};
use crate::ownership::{Section, State, StatusDecision, remember};

/// A problem that moved from issue to issue is followed so often.
const MAX_MOVES: usize = 8;

/// The tracker with merges settled, and the issues whose state changed.
pub(super) struct SettledMerges<'a> {
    /// As read, but for what those issues remember.
    pub observed: Cow<'a, Observed>,
    changed: BTreeSet<IssueNumber>,
}

/// Settles merges: an open issue has its own problem, and no other issue
/// answers to its keys; of merges in a circle, the oldest is void.
pub(super) fn settle(observed: &Observed, now: Time) -> SettledMerges<'_> {
    let mut settled = SettledMerges {
        observed: Cow::Borrowed(observed),
        changed: BTreeSet::new(),
    };
    for position in 0..observed.managed.len() {
        let managed = &settled.observed.managed[position];
        match status(managed) {
            Some(StatusDecision::Merged { into }) if managed.issue.state.is_open() => {
                give_back(position, Some(into), now, &mut settled);
            }
            Some(StatusDecision::Reopened) if managed.issue.state.is_open() => {
                give_back(position, None, now, &mut settled);
            }
            Some(StatusDecision::Merged { .. })
                if is_oldest_of_circle(&settled.observed, position) =>
            {
                settled.edit(position, |state| {
                    state
                        .decisions
                        .take_merge_back(StatusDecision::Resolved, now);
                });
            }
            _ => {}
        }
    }
    settled
}

fn status(managed: &Managed) -> Option<StatusDecision> {
    Some(managed.live().state.decisions.status.as_ref()?.what)
}

/// Where a closed issue's problem was moved to by command, and by which comment.
fn moved(managed: &Managed) -> Option<(IssueNumber, u64)> {
    let status = managed.live().state.decisions.status.as_ref()?;
    match status.what {
        StatusDecision::Merged { into } if !managed.issue.state.is_open() => {
            Some((into, status.comment.0))
        }
        _ => None,
    }
}

/// An open issue answers to its keys alone.
fn give_back(
    position: usize,
    into: Option<IssueNumber>,
    now: Time,
    settled: &mut SettledMerges<'_>,
) {
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
            state
                .decisions
                .take_merge_back(StatusDecision::Reopened, now);
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

impl SettledMerges<'_> {
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
    pub(super) fn remember<'d>(&self, planning: &Planning<'_>, planned: &[Change]) -> Decision<'d> {
        let issues = self.changed.iter();
        let issues = issues.filter_map(|number| of(&self.observed, *number));
        let writable = issues.filter(|managed| !managed.issue.locked);
        Decision::of(writable.flat_map(|managed| remembered(planning, managed, planned)))
    }
}

/// Where a state rides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rides {
    InBody,
    InComment,
}

/// Writes an issue's state, wherever it is that no planned change writes it.
fn remembered(planning: &Planning<'_>, managed: &Managed, planned: &[Change]) -> Vec<Change> {
    let steps = ChangeBuilder {
        key: &managed.section.key,
        issue: &managed.issue,
        reason: "a merge was taken back",
        priority: None,
    };
    let current = |text: &str, section: &Section| {
        let mut state = section.state.clone();
        planning.run.clone_into(&mut state.run);
        remember(text, section, &state)
    };
    let mut changes = Vec::new();
    if !is_written(planned, managed, Rides::InBody) {
        let body = current(&managed.issue.body, &managed.section);
        changes.push(steps.edit_body(Action::Update, body));
    }
    if let Some((comment, section)) = &managed.comment
        && !is_written(planned, managed, Rides::InComment)
    {
        let body = current(&comment.body, section);
        changes.push(steps.edit_comment(comment, body));
    }
    changes
}

fn is_written(planned: &[Change], managed: &Managed, rides: Rides) -> bool {
    let writes = |write: &Write| match write {
        Write::Edit(patch) => rides == Rides::InBody && patch.body.is_some(),
        Write::EditComment { .. } => rides == Rides::InComment,
        Write::Comment { .. } | Write::Labels { .. } => false,
    };
    let mut changes = planned.iter().filter_map(Change::on);
    changes.any(|change| change.number == managed.issue.number && writes(&change.write))
}

//! How often people are notified in a day, over all runs of it.
//!
//! Each issue remembers when the program last notified people about it; what
//! does not fit into the day is left to a later run, the most urgent first.

use chrono::{DateTime, TimeDelta};
use serde_json::Value;

use super::context::Planning;
use super::decision::Decision;
use super::urgency;
use super::{Action, Change, ChangeIssue, LeftOutReason, Write};
use crate::model::Time;
use crate::ownership::{Section, State, marker, remember};

/// Where a state remembers when people were notified, in seconds since 1970.
const TOLD: &str = "told";
/// At most so many times are remembered.
const MAX_TOLD: usize = 24;

/// Whether a change counts: closing a twin names another issue, and no more.
pub(super) fn counts(change: &Change) -> bool {
    change.notifies() && change.action() != Action::Link
}

/// Keeps the notifications of a day within their limit. A plan that is over it
/// by itself is left as it is, for the guard to refuse.
pub(super) fn within_a_day<'a>(planning: &Planning<'_>, changes: Vec<Change>) -> Decision<'a> {
    let limit = usize::try_from(planning.rules.limits.notifications_day).unwrap_or(usize::MAX);
    let own = changes.iter().filter(|c| counts(c)).count();
    let earlier = earlier(planning);
    if own == 0 || own > limit {
        return Decision::of(changes);
    }
    let mut decision = if own + earlier > limit {
        hold_back(limit, limit.saturating_sub(earlier), changes)
    } else {
        Decision::of(changes)
    };
    write_down(planning, &mut decision.changes);
    decision
}

/// Notifications of the day before now.
fn earlier(planning: &Planning<'_>) -> usize {
    let since = planning.now - TimeDelta::days(1);
    let observed = planning.observed;
    let made = observed.managed.iter().map(|managed| {
        let created = usize::from(managed.issue.created_at > since);
        created + told(&managed.live().state, since).count()
    });
    let comments = observed.pinned.values().flat_map(|p| &p.comments);
    let comments = comments.map(|(_, section)| told(&section.state, since).count());
    made.chain(comments).sum()
}

/// The times that a state remembers, from a time on.
fn told(state: &State, since: Time) -> impl Iterator<Item = Time> {
    let times = state.more.get(TOLD).and_then(Value::as_array);
    let times = times.into_iter().flatten().filter_map(Value::as_i64);
    times
        .filter_map(|seconds| DateTime::from_timestamp(seconds, 0))
        .filter(move |at| *at > since)
}

/// Leaves issues whose changes notify to a later run, once the day has no room.
fn hold_back<'a>(limit: usize, room: usize, changes: Vec<Change>) -> Decision<'a> {
    let mut used = 0;
    let groups = urgency::groups(changes).into_iter();
    groups.fold(Decision::nothing(), |decision, group| {
        let wanted = group.iter().filter(|c| counts(c)).count();
        decision.and(if wanted == 0 || used + wanted <= room {
            used += wanted;
            Decision::of(group)
        } else {
            Decision::defer(&group, LeftOutReason::OverNotifications { limit })
        })
    })
}

/// Puts into each issue's state that people are notified now. New issues have
/// a time of their own.
fn write_down(planning: &Planning<'_>, changes: &mut [Change]) {
    for position in 0..changes.len() {
        let Change::On(first) = &changes[position] else {
            continue;
        };
        if section_of(first).is_none() {
            continue;
        }
        let (number, key) = (first.number, first.key.clone());
        let same = |c: &&ChangeIssue| c.number == number && c.key == key;
        let mut earlier = changes[..position].iter().filter_map(Change::on);
        if earlier.any(|c| same(&c) && section_of(c).is_some()) {
            continue;
        }
        let times = changes.iter().filter(|c| counts(c));
        let times = times.filter_map(Change::on).filter(same).count();
        if times > 0
            && let Some(Change::On(change)) = changes.get_mut(position)
        {
            add(change, planning.now, times);
        }
    }
}

/// The text of a change that carries a section.
fn section_of(change: &ChangeIssue) -> Option<&String> {
    match &change.write {
        Write::Edit(patch) => patch.body.as_ref(),
        Write::Comment { body } | Write::EditComment { body, .. } => {
            marker::begins_section(body).then_some(body)
        }
        Write::Labels { .. } => None,
    }
}

fn add(change: &mut ChangeIssue, now: Time, times: usize) {
    let body = match &mut change.write {
        Write::Edit(patch) => patch.body.as_mut(),
        Write::Comment { body } | Write::EditComment { body, .. } => Some(body),
        Write::Labels { .. } => None,
    };
    let Some(body) = body else { return };
    let Ok(Some(section)) = Section::find(body) else {
        return;
    };
    let mut state = section.state.clone();
    let since = now - TimeDelta::days(1);
    let mut all: Vec<i64> = told(&state, since).map(|at| at.timestamp()).collect();
    all.extend(std::iter::repeat_n(now.timestamp(), times));
    all.drain(..all.len().saturating_sub(MAX_TOLD));
    state.more.insert(TOLD.to_owned(), all.into());
    *body = remember(body, &section, &state);
}

//! What becomes of an issue whose problem is not there.
//!
//! Absent is only what was looked for: the instance and the rule exist here,
//! and every source that ever reported it was read completely and alive.

mod proof;
mod verdict;

use std::collections::HashSet;

use super::compose;
use super::context::Planning;
use super::decision::Decision;
use super::{Action, Change, ChangeBuilder, KeepReason};
use crate::model::issue::{IssueNumber, IssuePatch};
use crate::model::{Comment, Issue, Key, Problem};
use crate::observe::{Managed, Pinned};
use crate::ownership::{Section, State, replace};
use crate::tracker::Found;
use verdict::{AbsenceVerdict, CleanRun, verdict};

/// Decides for each issue whose problem is not there: first those that the
/// program made, then people's.
pub(super) fn decide<'a>(planning: &Planning<'_>) -> Vec<Decision<'a>> {
    let problems = planning.triage.problems.iter();
    let present: HashSet<&Key> = problems.flat_map(Problem::keys).collect();
    let managed = planning.observed.managed.iter();
    let absent = managed.filter(|m| !m.keys().any(|key| present.contains(key)));
    let made = absent.map(|absent| managed_issue(planning, absent));
    let pinned = planning.observed.pinned.iter();
    let persons = pinned.map(|(number, pinned)| pinned_issue(planning, *number, pinned));
    made.chain(persons).collect()
}

/// A bot-made issue whose problem is not in this run.
fn managed_issue<'a>(planning: &Planning<'_>, managed: &Managed) -> Decision<'a> {
    let issue = &managed.issue;
    let section = managed.live();
    if !issue.state.is_open() || planning.is_digest(section) {
        return Decision::nothing();
    }
    let key = &managed.section.key;
    if managed.reopened_by_person() {
        return Decision::keep(key, issue, KeepReason::ReopenedByPerson);
    }
    if let Some(why) = kept_by_a_person(planning, &section.state) {
        return Decision::keep(key, issue, why);
    }
    match verdict(planning, key, &section.state) {
        AbsenceVerdict::Unknown(why) => Decision::keep(key, issue, KeepReason::Unproved(why)),
        AbsenceVerdict::Counted => Decision::nothing(),
        AbsenceVerdict::Clean(_) if issue.locked => Decision::keep(key, issue, KeepReason::Locked),
        AbsenceVerdict::Clean(clean) => Decision::of(changes(planning, managed, clean)),
    }
}

/// A person's issue whose problem is not in this run: its comment says so, and
/// nothing else happens.
fn pinned_issue<'a>(planning: &Planning<'_>, number: IssueNumber, pinned: &Pinned) -> Decision<'a> {
    let Found::Issue(issue) = &pinned.found else {
        return Decision::nothing();
    };
    let is_present = |section: &Section| {
        let mut problems = planning.triage.problems.iter();
        problems.any(|p| p.adopt == Some(number) && p.has_key(&section.key))
    };
    pinned
        .comments
        .iter()
        .filter(|(_, section)| !is_present(section) && !section.edited() && !issue.locked)
        .fold(Decision::nothing(), |decision, (comment, section)| {
            decision.and(comment_on(planning, issue, comment, section))
        })
}

fn comment_on<'a>(
    planning: &Planning<'_>,
    issue: &Issue,
    comment: &Comment,
    section: &Section,
) -> Decision<'a> {
    let key = &section.key;
    if let Some(why) = kept_by_a_person(planning, &section.state) {
        return Decision::keep(key, issue, why);
    }
    match verdict(planning, key, &section.state) {
        AbsenceVerdict::Unknown(why) => Decision::keep(key, issue, KeepReason::Unproved(why)),
        AbsenceVerdict::Counted => Decision::nothing(),
        // Nothing is closed, so once enough was counted all is said.
        AbsenceVerdict::Clean(clean) if clean.is_said(section) => Decision::nothing(),
        AbsenceVerdict::Clean(clean) => {
            let body = replace(&comment.body, section, &clean.text(section));
            let steps = ChangeBuilder {
                key,
                issue,
                reason: &clean.note,
                priority: None,
            };
            Decision::of([steps.edit_comment(comment, body)])
        }
    }
}

/// Why a person's decision leaves nothing to be done.
fn kept_by_a_person(planning: &Planning<'_>, state: &State) -> Option<KeepReason> {
    let decisions = &state.decisions;
    let opened = decisions.holds_open(state.last_seen());
    let silenced = decisions.silent(planning.now).map(KeepReason::Silenced);
    silenced.or_else(|| {
        Some(KeepReason::OpenedByCommand {
            by: opened?.by.clone(),
        })
    })
}

/// One clean run more, written down; where it is enough, the issue is closed.
fn changes(planning: &Planning<'_>, managed: &Managed, mut clean: CleanRun) -> Vec<Change> {
    let issue = &managed.issue;
    let how = clean.how();
    if clean.close {
        compose::closing(&mut clean.state, how, planning.now);
    }
    let steps = ChangeBuilder {
        key: &managed.section.key,
        issue,
        reason: &clean.note,
        priority: None,
    };
    let mut changes = Vec::new();
    if let Some((comment, section)) = &managed.comment {
        let body = compose::rewritten(&comment.body, section, &clean.text(section));
        changes.push(steps.edit_comment(comment, body));
    }
    let section = &managed.section;
    // A person's words stay; what is counted is remembered beside them, where
    // no comment does.
    let body = (managed.comment.is_none() || !section.edited())
        .then(|| compose::rewritten(&issue.body, section, &clean.text(section)));
    let patch = IssuePatch {
        title: None,
        body,
        state: clean.close.then_some(how),
    };
    if clean.close {
        changes.push(steps.edit(Action::Close, patch));
        let text = planning.renderer.redact(&clean.farewell());
        changes.push(steps.note(Action::Comment, &text, planning.run));
    } else if patch.body.is_some() {
        changes.push(steps.edit(Action::Update, patch));
    }
    changes
}

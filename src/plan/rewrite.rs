//! A bot-made issue, written again for a problem that is there.

use std::borrow::Cow;

use super::changed;
use super::compose::{self, SectionPlace, UpdateNote};
use super::context::Planning;
use super::decision::Decision;
use super::priority_raise::PriorityRaise;
use super::{Action, Change, ChangeBuilder, KeepReason};
use crate::model::issue::IssuePatch;
use crate::model::{Issue, IssueState, Problem};
use crate::observe::Managed;
use crate::ownership::{State, hash, replace};
use crate::render::{ProblemStatus, TemplateError};

/// A bot-made issue, and the problem for which it is written again.
#[derive(Debug)]
pub(super) struct Rewrite<'r, 'a> {
    /// The input of planning.
    pub planning: &'r Planning<'a>,
    /// The problem, under whatever key it came.
    pub problem: &'r Problem,
    /// The issue.
    pub managed: &'r Managed,
    /// How the problem stands: one that came back opens its issue again.
    pub standing: ProblemStatus,
    /// Why it is written.
    pub reason: &'r str,
}

impl Rewrite<'_, '_> {
    /// Writes labels, then body or comment, then what a person must hear.
    ///
    /// Labels go first: should the run stop between, they count as a person's
    /// and stay; the other way round they would count as taken off by one.
    pub(super) fn decide<'d>(&self) -> Result<Decision<'d>, TemplateError> {
        let (planning, issue) = (self.planning, &self.managed.issue);
        let before = &self.managed.live().state;
        let problem = &*under_its_key(self.problem, self.managed);
        let steps = ChangeBuilder {
            key: &problem.key,
            issue,
            reason: self.reason,
            priority: Some(problem.priority),
        };
        let labels = compose::labels(&planning.labels(problem), &issue.labels, Some(before));
        let relabelled = steps.labels(&labels.add, &labels.remove);
        let raise = PriorityRaise::of(before, problem.priority, planning.now);
        let mut state = compose::state(planning, problem, Some(before), labels);
        remember_keys(&mut state, self.managed);
        raise.remember(&mut state);
        let title = new_title(issue, &problem.title, before);
        state.title = title_memory(issue, title.as_deref(), before);
        let patch = IssuePatch {
            title,
            body: None,
            state: self.reopens().then_some(IssueState::Open),
        };
        let section = self.section(problem, &state, patch, steps)?;
        let raised = raise.is_told() && !self.reopens() && !is_commanded(before);
        let note = raised.then(|| self.raised(problem, steps));
        Ok(Decision::of(relabelled)
            .and(section)
            .and(Decision::of(note)))
    }

    fn reopens(&self) -> bool {
        self.standing == ProblemStatus::Back
    }

    fn action(&self) -> Action {
        if self.reopens() {
            Action::Reopen
        } else {
            Action::Update
        }
    }

    /// The section, where it lives: in the body, or, where a person wrote
    /// inside it, in a comment of the program's own.
    fn section<'d>(
        &self,
        problem: &Problem,
        state: &State,
        mut patch: IssuePatch,
        steps: ChangeBuilder<'_>,
    ) -> Result<Decision<'d>, TemplateError> {
        let managed = self.managed;
        let place = if managed.section.edited() {
            SectionPlace::Comment
        } else {
            SectionPlace::Body
        };
        let told = UpdateNote {
            standing: self.standing.clone(),
            ..UpdateNote::again(changed::since(&managed.live().state.shown, problem))
        };
        let text = compose::present(self.planning, problem, place, told, state)?;
        if place == SectionPlace::Body {
            patch.body = Some(replace(&managed.issue.body, &managed.section, &text));
            return Ok(Decision::of([steps.edit(self.action(), patch)]));
        }
        let both = matches!(&managed.comment, Some((_, section)) if section.edited());
        let why = if both {
            KeepReason::TextAndCommentEdited
        } else {
            KeepReason::TextEdited
        };
        let is_empty = patch == IssuePatch::default();
        let edit = (!is_empty).then(|| steps.edit(self.action(), patch));
        let comment = match &managed.comment {
            Some((comment, section)) => {
                steps.edit_comment(comment, compose::rewritten(&comment.body, section, &text))
            }
            None => steps.comment(Action::Update, text),
        };
        let kept = Decision::keep(&problem.key, &managed.issue, why);
        Ok(kept.and(Decision::of(edit.into_iter().chain([comment]))))
    }

    /// Tells people that the priority is higher than they heard.
    fn raised(&self, problem: &Problem, steps: ChangeBuilder<'_>) -> Change {
        let reasons = problem.priority_reasons.join("; ");
        let text = format!("Priority is now **{}**: {reasons}.", problem.priority);
        let text = self.planning.renderer.redact(&text);
        steps.note(Action::Comment, &text, self.planning.run)
    }
}

/// Whether a person set the priority by command: they know of it.
fn is_commanded(state: &State) -> bool {
    let priority = state.decisions.priority.as_ref();
    priority.is_some_and(|decided| decided.what.is_some())
}

/// The problem under the key that opened its issue, which stays.
fn under_its_key<'p>(problem: &'p Problem, managed: &Managed) -> Cow<'p, Problem> {
    let key = &managed.section.key;
    if problem.key == *key {
        return Cow::Borrowed(problem);
    }
    let mut problem = problem.clone();
    let other = std::mem::replace(&mut problem.key, key.clone());
    problem.aliases.push(other);
    Cow::Owned(problem)
}

/// Keeps all keys that an issue ever had.
fn remember_keys(state: &mut State, managed: &Managed) {
    let key = &managed.section.key;
    state.aliases.extend(managed.keys().cloned());
    state.aliases.sort();
    state.aliases.dedup();
    state.aliases.retain(|k| k != key);
}

/// The title, if it changes and is still as the program last wrote it.
fn new_title(issue: &Issue, title: &str, before: &State) -> Option<String> {
    (issue.title != title && compose::title_is_ours(&issue.title, before)).then(|| title.to_owned())
}

/// Returns the hash that is remembered of the title; none where it is a person's.
fn title_memory(issue: &Issue, new: Option<&str>, before: &State) -> Option<String> {
    match new {
        Some(title) => Some(hash(title)),
        None => before
            .title
            .clone()
            .filter(|_| compose::title_is_ours(&issue.title, before)),
    }
}

//! A problem that has an issue which the program made.

use std::borrow::Cow;

use super::Action;
use super::builder::PlanBuilder;
use super::change::ChangeBuilder;
use super::changed;
use super::compose::{self, Place, Told};
use super::context::{Planning, delta};
use super::evidence;
use super::extra_priorities;
use super::material::material;
use super::present::unfiled;
use super::raise::Raise;
use super::revisions;
use super::views;
use crate::model::issue::IssuePatch;
use crate::model::{Issue, IssueState, Problem, RevisionSpan, Time};
use crate::observe::Managed;
use crate::ownership::{State, hash, replace};
use crate::render::{ProblemStatus, TemplateError, words};

/// Brings an open issue up to date, if anything that matters changed.
pub(super) fn update<'a>(
    planning: &Planning<'a>,
    problem: &'a Problem,
    managed: &Managed,
    builder: &mut PlanBuilder<'a>,
) -> Result<(), TemplateError> {
    let issue = &managed.issue;
    let state = &managed.live().state;
    if issue.locked {
        builder.keep(&problem.key, issue, "it is locked");
        return Ok(());
    }
    if views::is_of_another_rule(planning, problem, state) {
        views::note(planning, problem, managed, builder);
        return Ok(());
    }
    if evidence::is_older(planning, problem, state) {
        builder.keep(
            &problem.key,
            issue,
            "the evidence is older than what it shows",
        );
        return Ok(());
    }
    let outgrown = compose::outgrows(problem, &managed.section.key, state);
    let anyway = outgrown || state.closed.is_some();
    if let Some(reason) = worth_writing(planning, problem, state, anyway) {
        return write(
            planning,
            problem,
            managed,
            &Telling::again(&reason),
            builder,
        );
    }
    extra_priorities::take_off(planning, problem, managed, builder);
    Ok(())
}

/// Why an update is written; `None`: nothing that matters changed. `anyway`:
/// the state must change, whatever the text says.
pub(super) fn worth_writing(
    planning: &Planning<'_>,
    problem: &Problem,
    state: &State,
    anyway: bool,
) -> Option<String> {
    if material(problem, &planning.labels(problem)) != state.material {
        let changed = changed::since(&state.shown, problem);
        let words = changed.join("; ");
        return Some(if words.is_empty() {
            "rules.yaml changed".to_owned()
        } else {
            words
        });
    }
    let reopened = held_open(planning, problem, state);
    if state.clean > 0 || state.closed.is_some() || reopened {
        return Some("it is seen again".to_owned());
    }
    if anyway {
        return Some("it is told apart by something else now".to_owned());
    }
    if evidence::outgrows(planning, problem, state) {
        return Some("other inputs, tools or tests hold it, too".to_owned());
    }
    heartbeat(planning, problem, state)
}

/// A person opened it, and it is seen for the first time since: from now on it
/// may close.
fn held_open(planning: &Planning<'_>, problem: &Problem, state: &State) -> bool {
    let decisions = &state.decisions;
    let opened = decisions.holds_open(state.last_seen()).map(|open| open.at);
    opened.is_some_and(|at| evidence::seen_after(planning, problem, Some(state), at))
}

/// Newer evidence, and other places and texts, are shown quietly once a
/// heartbeat.
fn heartbeat(planning: &Planning<'_>, problem: &Problem, state: &State) -> Option<String> {
    let every = planning.lifecycle(problem.rule.as_deref()).heartbeat?;
    let due = |at| planning.now - at >= delta(every);
    if !state.written.is_none_or(due) {
        return None;
    }
    if problem.seen.last_seen > state.shown.last_seen {
        return Some("newer evidence".to_owned());
    }
    let moved = state.texts.is_some() && state.texts != evidence::texts(problem);
    moved.then(|| "its places or texts changed".to_owned())
}

/// How an update is told.
struct Telling<'r> {
    standing: ProblemStatus,
    reason: &'r str,
    /// The issue is closed, and is opened again.
    reopen: bool,
}

impl<'r> Telling<'r> {
    fn again(reason: &'r str) -> Self {
        Self {
            standing: ProblemStatus::Again,
            reason,
            reopen: false,
        }
    }
}

/// Writes labels, then body or comment, then what a person must hear.
///
/// Labels go first: should the run stop between, they count as a person's and
/// stay; the other way round they would count as taken off by one.
fn write<'a>(
    planning: &Planning<'a>,
    problem: &'a Problem,
    managed: &Managed,
    telling: &Telling<'_>,
    builder: &mut PlanBuilder<'a>,
) -> Result<(), TemplateError> {
    let issue = &managed.issue;
    let before = &managed.live().state;
    let problem = &*under_its_key(problem, managed);
    let steps = ChangeBuilder {
        key: &problem.key,
        issue,
        reason: telling.reason,
        priority: Some(problem.priority),
    };
    let labels = compose::labels(&planning.labels(problem), &issue.labels, Some(before));
    builder
        .changes
        .extend(steps.labels(&labels.add, &labels.remove));
    let mut state = compose::state(planning, problem, Some(before), labels);
    remember_keys(&mut state, managed);
    let raise = Raise::of(before, problem.priority, planning.now);
    raise.remember(&mut state);
    let title = new_title(issue, &problem.title, before);
    state.title = match &title {
        Some(title) => Some(hash(title)),
        None => before
            .title
            .clone()
            .filter(|_| compose::title_is_ours(&issue.title, before)),
    };
    let patch = IssuePatch {
        title,
        body: None,
        state: telling.reopen.then_some(IssueState::Open),
    };
    section(
        planning, problem, managed, telling, &state, patch, steps, builder,
    )?;
    // Who set it by command knows.
    let commanded = before
        .decisions
        .priority
        .as_ref()
        .is_some_and(|p| p.what.is_some());
    if raise.is_told() && !telling.reopen && !commanded {
        let reasons = problem.priority_reasons.join("; ");
        let text = format!("Priority is now **{}**: {reasons}.", problem.priority);
        builder.changes.push(steps.note(
            Action::Comment,
            &planning.renderer.redact(&text),
            planning.run,
        ));
    }
    Ok(())
}

/// The section, where it lives: in the body, or, where a person wrote inside
/// it, in a comment of the program's own.
#[expect(clippy::too_many_arguments, reason = "the parts of one write")]
fn section(
    planning: &Planning<'_>,
    problem: &Problem,
    managed: &Managed,
    telling: &Telling<'_>,
    state: &State,
    mut patch: IssuePatch,
    steps: ChangeBuilder<'_>,
    builder: &mut PlanBuilder<'_>,
) -> Result<(), TemplateError> {
    let told = changed::since(&managed.live().state.shown, problem);
    let place = if managed.section.edited() {
        Place::Comment
    } else {
        Place::Body
    };
    let told = Told {
        standing: telling.standing.clone(),
        ..Told::again(told)
    };
    let text = compose::present(planning, problem, place, told, state)?;
    let action = if telling.reopen {
        Action::Reopen
    } else {
        Action::Update
    };
    if place == Place::Body {
        patch.body = Some(replace(&managed.issue.body, &managed.section, &text));
        builder.changes.push(steps.edit(action, patch));
        return Ok(());
    }
    let both = matches!(&managed.comment, Some((_, section)) if section.edited());
    let why = if both {
        "a person edited its text, and the bot's comment: both stay as they are"
    } else {
        "a person edited its text; updates go to a comment"
    };
    builder.keep(&problem.key, &managed.issue, why);
    if patch != IssuePatch::default() {
        builder.changes.push(steps.edit(action, patch));
    }
    builder.changes.push(match &managed.comment {
        Some((comment, section)) => {
            steps.edit_comment(comment, compose::rewritten(&comment.body, section, &text))
        }
        None => steps.comment(Action::Update, text),
    });
    Ok(())
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

/// What an issue answered to, it answers to for ever.
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

/// A problem whose issue is closed.
pub(super) fn closed<'a>(
    planning: &Planning<'a>,
    problem: &'a Problem,
    managed: &Managed,
    builder: &mut PlanBuilder<'a>,
) -> Result<(), TemplateError> {
    let issue = &managed.issue;
    let why_not = match return_of(planning, problem, managed) {
        Return::Reopen => return reopen(planning, problem, managed, builder),
        Return::Anew => {
            unfiled(planning, problem, Some(issue.number), builder);
            return Ok(());
        }
        Return::Stay(why) => why,
    };
    builder.keep(&problem.key, issue, why_not);
    Ok(())
}

enum Return {
    Reopen,
    /// It was closed too long ago: a new issue cites it.
    Anew,
    Stay(&'static str),
}

fn return_of(planning: &Planning<'_>, problem: &Problem, managed: &Managed) -> Return {
    let issue = &managed.issue;
    let lifecycle = &planning.lifecycle(problem.rule.as_deref()).reopen;
    // A run's own closing by the clock of runs, a person's by the tracker's.
    let own = managed.closing().map(|closed| closed.at);
    let closed_at = own.or(issue.closed_at).unwrap_or(issue.updated_at);
    if issue.locked {
        return Return::Stay("it is closed and locked");
    }
    let state = Some(&managed.live().state);
    if !evidence::seen_after(planning, problem, state, closed_at) {
        return Return::Stay("it is closed, and no evidence is newer");
    }
    if own.is_some() {
        return if planning.now - closed_at > delta(lifecycle.within) {
            Return::Anew
        } else {
            Return::Reopen
        };
    }
    let after = closed_at + delta(lifecycle.after);
    let enough = evidence::seen_after(planning, problem, state, after);
    if enough || is_new_release(planning, problem, managed, closed_at) {
        Return::Reopen
    } else {
        Return::Stay("a person closed it, and no evidence is newer by enough")
    }
}

fn reopen<'a>(
    planning: &Planning<'a>,
    problem: &'a Problem,
    managed: &Managed,
    builder: &mut PlanBuilder<'a>,
) -> Result<(), TemplateError> {
    let telling = Telling {
        standing: ProblemStatus::Back,
        reason: "it came back after it was closed",
        reopen: true,
    };
    write(planning, problem, managed, &telling, builder)?;
    let seen = problem.seen.last_seen.map_or_else(
        || "seen in this run".to_owned(),
        |time| format!("last seen {}", words::utc(time)),
    );
    let steps = ChangeBuilder {
        key: &problem.key,
        issue: &managed.issue,
        reason: telling.reason,
        priority: Some(problem.priority),
    };
    let text = format!("It came back: {seen}.");
    builder.changes.push(steps.note(
        Action::Comment,
        &planning.renderer.redact(&text),
        planning.run,
    ));
    Ok(())
}

/// Whether a release after the closing shows the problem.
fn is_new_release(
    planning: &Planning<'_>,
    problem: &Problem,
    managed: &Managed,
    closed_at: Time,
) -> bool {
    let is_behind = |source: &str| problem.findings.iter().any(|f| f.source == source);
    let logged: Vec<&RevisionSpan> = (planning.triage.sources.iter())
        .filter(|source| is_behind(&source.name))
        .flat_map(|source| &source.revisions)
        .collect();
    let state = &managed.live().state;
    revisions::has_new_release(&problem.seen, &logged, state, closed_at)
}

//! A problem that has an issue which the program made.

use std::borrow::Cow;

use super::context::{Planning, Predecessors, delta};
use super::decision::Decision;
use super::rewrite::Rewrite;
use super::update_reason::update_reason;
use super::{Action, Change, ChangeBuilder, KeepReason};
use super::{evidence, extra_priorities, filing, other_rules, revisions};
use crate::model::problem::Titled;
use crate::model::{Problem, RevisionSpan, Time};
use crate::observe::Managed;
use crate::render::{ProblemStatus, TemplateError, words};

/// Brings an open issue up to date, if anything that matters changed.
pub(super) fn update<'a>(
    planning: &Planning<'_>,
    problem: &Problem,
    managed: &Managed,
) -> Result<Decision<'a>, TemplateError> {
    let issue = &managed.issue;
    let problem = &*under_its_title(problem, managed);
    let state = &managed.live().state;
    if issue.locked {
        return Ok(Decision::keep(&problem.key, issue, KeepReason::Locked));
    }
    if other_rules::is_of_another_rule(planning, problem, state) {
        return Ok(Decision::of(other_rules::note(planning, problem, managed)));
    }
    if evidence::is_older(planning, problem, state) {
        let why = KeepReason::OlderEvidence;
        return Ok(Decision::keep(&problem.key, issue, why));
    }
    let key = &managed.section.key;
    let Some(reason) = update_reason(planning, problem, key, state) else {
        let off = extra_priorities::take_off(planning, problem, managed);
        return Ok(Decision::of(off));
    };
    Rewrite {
        planning,
        problem,
        managed,
        standing: ProblemStatus::Again,
        reason: &reason,
    }
    .decide()
}

/// The problem under the title of its issue, where that is the program's own:
/// it was chosen when the issue was made, and another sample is no reason to
/// choose again.
fn under_its_title<'p>(problem: &'p Problem, managed: &Managed) -> Cow<'p, Problem> {
    if problem.titled == Titled::Follows || problem.title == managed.issue.title {
        return Cow::Borrowed(problem);
    }
    Cow::Owned(Problem {
        title: managed.issue.title.clone(),
        ..problem.clone()
    })
}

/// A problem whose issue is closed.
pub(super) fn closed<'a>(
    planning: &Planning<'a>,
    problem: &'a Problem,
    managed: &Managed,
    predecessors: &Predecessors,
) -> Result<Decision<'a>, TemplateError> {
    let issue = &managed.issue;
    match return_of(planning, problem, managed) {
        Reopening::Reopen => reopen(planning, problem, managed),
        Reopening::Anew => {
            let cites = Some(issue.number);
            Ok(filing::consider_new(planning, problem, cites, predecessors))
        }
        Reopening::Stay(why) => Ok(Decision::keep(&problem.key, issue, why)),
    }
}

/// The fate of a closed issue whose problem is there.
enum Reopening {
    /// It is opened again.
    Reopen,
    /// It was closed too long ago: a new issue cites it.
    Anew,
    /// It stays closed.
    Stay(KeepReason),
}

fn return_of(planning: &Planning<'_>, problem: &Problem, managed: &Managed) -> Reopening {
    let issue = &managed.issue;
    let lifecycle = &planning.lifecycle(problem.rule.as_deref()).reopen;
    // A run's own closing by the clock of runs, a person's by the tracker's.
    let own = managed.closing().map(|closed| closed.at);
    let closed_at = own.or(issue.closed_at).unwrap_or(issue.updated_at);
    if issue.locked {
        return Reopening::Stay(KeepReason::ClosedAndLocked);
    }
    let state = Some(&managed.live().state);
    if !evidence::seen_after(planning, problem, state, closed_at) {
        return Reopening::Stay(KeepReason::NothingNewer);
    }
    if own.is_some() {
        return if planning.now - closed_at > delta(lifecycle.within) {
            Reopening::Anew
        } else {
            Reopening::Reopen
        };
    }
    let after = closed_at + delta(lifecycle.after);
    let enough = evidence::seen_after(planning, problem, state, after);
    if enough || is_new_release(planning, problem, managed, closed_at) {
        Reopening::Reopen
    } else {
        Reopening::Stay(KeepReason::ClosedByPerson)
    }
}

fn reopen<'a>(
    planning: &Planning<'_>,
    problem: &Problem,
    managed: &Managed,
) -> Result<Decision<'a>, TemplateError> {
    let problem = &*under_its_title(problem, managed);
    let rewrite = Rewrite {
        planning,
        problem,
        managed,
        standing: ProblemStatus::Back,
        reason: "it came back after it was closed",
    };
    let note = came_back(planning, problem, managed, rewrite.reason);
    Ok(rewrite.decide()?.and(Decision::of([note])))
}

fn came_back(
    planning: &Planning<'_>,
    problem: &Problem,
    managed: &Managed,
    reason: &str,
) -> Change {
    let seen = problem.seen.last_seen.map_or_else(
        || "seen in this run".to_owned(),
        |time| format!("last seen {}", words::utc(time)),
    );
    let steps = ChangeBuilder {
        key: &problem.key,
        issue: &managed.issue,
        reason,
        priority: Some(problem.priority),
    };
    let text = planning.renderer.redact(&format!("It came back: {seen}."));
    steps.note(Action::Comment, &text, planning.run)
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

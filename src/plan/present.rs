//! What becomes of a problem that is there.

use super::context::{Planning, Predecessors};
use super::decision::Decision;
use super::{KeepReason, LeftOutReason};
use super::{decisions, duplicates, filing, managed, pinned};
use crate::model::problem::Disposition;
use crate::model::{IssueState, Key, Problem};
use crate::observe::Managed;
use crate::render::TemplateError;
use crate::rules::Stage;

/// Decides for one problem.
pub(super) fn decide<'a>(
    planning: &Planning<'a>,
    problem: &'a Problem,
    predecessors: &Predecessors,
) -> Result<Decision<'a>, TemplateError> {
    if problem.disposition == Disposition::Report {
        return Ok(Decision::nothing());
    }
    if let Some(why) = withheld(planning, problem) {
        return Ok(Decision::leave_out(problem, why));
    }
    let keys: Vec<Key> = problem.keys().cloned().collect();
    let hits: Vec<&Managed> = planning.observed.with_keys(&keys).collect();
    if let Some(number) = problem.adopt
        && let Some(pinned) = planning.observed.pinned.get(&number)
    {
        let closed = duplicates::close_duplicates(planning, &hits, number);
        return Ok(closed.and(pinned::decide(planning, problem, number, pinned)?));
    }
    on_managed(planning, problem, &hits, predecessors)
}

/// Why nothing is done about a problem, whatever the tracker holds.
fn withheld(planning: &Planning<'_>, problem: &Problem) -> Option<LeftOutReason> {
    let rule = planning.rule(problem.rule.as_deref());
    let suppress = rule.and_then(|r| r.suppress.as_ref());
    if let Some(suppress) = suppress.filter(|s| s.is_active(planning.now)) {
        return Some(LeftOutReason::Suppressed {
            until: suppress.until,
            because: suppress.because.clone(),
        });
    }
    (planning.stage(problem) == Stage::Observe).then_some(LeftOutReason::ObservedOnly)
}

fn on_managed<'a>(
    planning: &Planning<'a>,
    problem: &'a Problem,
    hits: &[&Managed],
    predecessors: &Predecessors,
) -> Result<Decision<'a>, TemplateError> {
    let open = hits.iter().filter(|m| m.issue.state.is_open());
    let winner = open.min_by_key(|m| m.issue.number);
    let closed = winner.map_or_else(Decision::nothing, |winner| {
        duplicates::close_duplicates(planning, hits, winner.issue.number)
    });
    // A person's "no" decides over any other issue of the key.
    if let Some(declined) = hits.iter().find(|m| m.declined()) {
        let why = KeepReason::declined(&declined.issue);
        return Ok(closed.and(Decision::keep(&problem.key, &declined.issue, why)));
    }
    if let Some((silent, why)) = decisions::silence(planning, hits) {
        let why = KeepReason::Silenced(why);
        return Ok(closed.and(Decision::keep(&problem.key, &silent.issue, why)));
    }
    let decision = match (winner, newest_closed(hits)) {
        (Some(winner), _) => managed::update(planning, problem, winner)?,
        (None, Some(closed)) => managed::closed(planning, problem, closed, predecessors)?,
        (None, None) => filing::consider_new(planning, problem, None, predecessors),
    };
    Ok(closed.and(decision))
}

/// The latest closed issue that is not the program's own closed duplicate.
fn newest_closed<'m>(hits: &[&'m Managed]) -> Option<&'m Managed> {
    hits.iter()
        .copied()
        .filter(|m| !(m.issue.state == IssueState::Duplicate && m.closed_by_bot()))
        .filter(|m| m.merged_into().is_none())
        .max_by_key(|m| (m.issue.closed_at, m.issue.number))
}

//! What becomes of a problem that is there.

use super::builder::{PlanBuilder, Wanted};
use super::context::Planning;
use super::{decisions, managed, pinned, twins};
use crate::model::issue::IssueNumber;
use crate::model::problem::Disposition;
use crate::model::{Issue, IssueState, Key, Problem};
use crate::observe::{Detached, Managed};
use crate::ownership::short;
use crate::render::TemplateError;
use crate::rules::Stage;

/// Decides for one problem.
pub(super) fn decide<'a>(
    planning: &Planning<'a>,
    problem: &'a Problem,
    builder: &mut PlanBuilder<'a>,
) -> Result<(), TemplateError> {
    let keys: Vec<Key> = std::iter::once(&problem.key)
        .chain(&problem.aliases)
        .cloned()
        .collect();
    let hits: Vec<&Managed> = planning.observed.with_keys(&keys).collect();
    builder.touched.extend(hits.iter().map(|m| m.issue.number));
    if let Some(why) = withheld(planning, problem) {
        if problem.disposition != Disposition::Report {
            builder.leave_out(problem, why);
        }
        return Ok(());
    }
    if let Some(number) = problem.adopt
        && let Some(pinned) = planning.observed.pinned.get(&number)
    {
        twins::heal(planning, &hits, number, builder);
        return pinned::decide(planning, problem, number, pinned, builder);
    }
    on_managed(planning, problem, &hits, builder)
}

/// Why nothing is done about a problem, whatever the tracker holds.
fn withheld(planning: &Planning<'_>, problem: &Problem) -> Option<String> {
    let rule = planning.rule(problem.rule.as_deref());
    let suppress = rule.and_then(|r| r.suppress.as_ref());
    if let Some(suppress) = suppress.filter(|s| s.holds(planning.now)) {
        return Some(format!(
            "suppressed until {}: {}",
            suppress.until.format("%Y-%m-%d"),
            suppress.because
        ));
    }
    if planning.stage(problem) == Stage::Observe {
        return Some("observed only: its stage is `observe`".to_owned());
    }
    (problem.disposition == Disposition::Report).then(|| "only reported".to_owned())
}

fn on_managed<'a>(
    planning: &Planning<'a>,
    problem: &'a Problem,
    hits: &[&Managed],
    builder: &mut PlanBuilder<'a>,
) -> Result<(), TemplateError> {
    let open = hits.iter().filter(|m| m.issue.state.is_open());
    let winner = open.min_by_key(|m| m.issue.number);
    if let Some(winner) = winner {
        twins::heal(planning, hits, winner.issue.number, builder);
    }
    // A person's "no" decides over any other issue of the key.
    if let Some(declined) = hits.iter().find(|m| m.declined()) {
        builder.keep(
            &problem.key,
            &declined.issue,
            declined_words(&declined.issue),
        );
        return Ok(());
    }
    if let Some((silent, why)) = decisions::silence(planning, hits) {
        builder.keep(&problem.key, &silent.issue, why);
        return Ok(());
    }
    match (winner, newest_closed(hits)) {
        (Some(winner), _) => managed::update(planning, problem, winner, builder),
        (None, Some(closed)) => managed::closed(planning, problem, closed, builder),
        (None, None) => {
            unfiled(planning, problem, None, builder);
            Ok(())
        }
    }
}

/// How a person said no.
pub(super) fn declined_words(issue: &Issue) -> &'static str {
    match issue.state {
        IssueState::Duplicate => "a person closed it as a duplicate",
        _ => "a person closed it as not planned",
    }
}

/// The latest closed issue that is not the program's own healed twin.
fn newest_closed<'m>(hits: &[&'m Managed]) -> Option<&'m Managed> {
    hits.iter()
        .copied()
        .filter(|m| !(m.issue.state == IssueState::Duplicate && m.closed_by_bot()))
        .filter(|m| m.merged_into().is_none())
        .max_by_key(|m| (m.issue.closed_at, m.issue.number))
}

/// The issue of a problem whose marker or state is damaged. What is left of
/// them tells the key; where nothing is left, the text and the title have to
/// do. One such issue stands for one problem, whatever else has its title.
fn detached_of<'a>(
    planning: &Planning<'a>,
    problem: &Problem,
    builder: &PlanBuilder<'_>,
) -> Option<&'a Detached> {
    let mut detached = planning.observed.detached.iter();
    detached.find(|d| {
        let mut keys = std::iter::once(&problem.key).chain(&problem.aliases);
        let seems = match &d.key {
            Some(key) => problem.answers_to(key),
            None => keys.any(|key| {
                let made = builder.ledger.made.get(short(key));
                made == Some(&d.issue.number) || d.seems_of(key, &problem.title)
            }),
        };
        seems && !builder.claimed.contains(&d.issue.number)
    })
}

/// A problem without an issue: thresholds, then a wish.
pub(super) fn unfiled<'a>(
    planning: &Planning<'a>,
    problem: &'a Problem,
    cites: Option<IssueNumber>,
    builder: &mut PlanBuilder<'a>,
) {
    if let Some(number) = problem.adopt {
        builder.leave_out(
            problem,
            format!("rules.yaml pins #{number}, which could not be read"),
        );
        return;
    }
    if let Some(detached) = detached_of(planning, problem, builder) {
        builder.claimed.insert(detached.issue.number);
        let why = if detached.key.is_some() {
            "it is this problem's, but its hidden lines are damaged: nothing is filed beside it"
        } else {
            "it seems to be this problem's, but its marker is gone: nothing is filed beside it"
        };
        builder.keep(&problem.key, &detached.issue, why);
        return;
    }
    let digest =
        problem.disposition == Disposition::Digest || planning.stage(problem) == Stage::Digest;
    if let Some(why) = super::limits::below_threshold(planning, problem, builder) {
        builder.leave_out(problem, why);
    } else if digest {
        let why = "goes to the digest by rules.yaml".to_owned();
        builder.digest.push((problem, why));
    } else if let Some((_, why)) = super::lost::withheld(planning, &builder.ledger, problem) {
        builder.digest.push((problem, why));
    } else {
        builder.wanted.push(Wanted { problem, cites });
    }
}

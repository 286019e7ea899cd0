//! A problem that has no issue: whether it is to be filed, and where.

use super::context::{Planning, Predecessors};
use super::decision::{Decision, DigestCandidate, Filing, Wanted};
use super::{KeepReason, LeftOutReason};
use super::{deleted, digest};
use crate::model::problem::Disposition;
use crate::model::{Fact, IssueNumber, Problem};
use crate::observe::Detached;
use crate::ownership::short;
use crate::rules::Stage;

/// Considers a problem without an issue: thresholds, then a wish. `cites` is an
/// issue that it had, which was closed too long ago to be reopened.
pub(super) fn consider_new<'a>(
    planning: &Planning<'a>,
    problem: &'a Problem,
    cites: Option<IssueNumber>,
    predecessors: &Predecessors,
) -> Decision<'a> {
    if let Some(number) = problem.adopt {
        return Decision::leave_out(problem, LeftOutReason::PinUnreadable { number });
    }
    if let Some(detached) = detached_of(planning, problem, predecessors) {
        let why = if detached.key.is_some() {
            KeepReason::DamagedIssueOf
        } else {
            KeepReason::UnmarkedIssueOf
        };
        return Decision {
            claims: Some(detached.issue.number),
            ..Decision::keep(&problem.key, &detached.issue, why)
        };
    }
    if let Some(why) = below_threshold(planning, problem) {
        let counting = matches!(why, LeftOutReason::BelowRuns { .. });
        let filings = counting.then_some(Filing::Counting(problem));
        return Decision {
            filings: filings.into_iter().collect(),
            ..Decision::leave_out(problem, why)
        };
    }
    let by_rules =
        problem.disposition == Disposition::Digest || planning.stage(problem) == Stage::Digest;
    let reason = if by_rules {
        Some(LeftOutReason::DigestByRules)
    } else {
        let gone = deleted::withheld(planning, &predecessors.ledger, problem);
        gone.map(|number| LeftOutReason::IssueGone { number })
    };
    Decision::file(match reason {
        Some(reason) => Filing::Digest(DigestCandidate { problem, reason }),
        None => Filing::Issue(Wanted { problem, cites }),
    })
}

/// The issue of a problem whose marker or state is damaged. What is left of
/// them tells the key; where nothing is left, the text and the title have to
/// do. One such issue stands for one problem, whatever else has its title.
fn detached_of<'a>(
    planning: &Planning<'a>,
    problem: &Problem,
    predecessors: &Predecessors,
) -> Option<&'a Detached> {
    let mut detached = planning.observed.detached.iter();
    detached.find(|d| {
        let seems = match &d.key {
            Some(key) => problem.has_key(key),
            None => problem.keys().any(|key| {
                let made = predecessors.ledger.made.get(short(key));
                made == Some(&d.issue.number) || d.seems_of(key, &problem.title)
            }),
        };
        seems && !predecessors.claimed.contains(&d.issue.number)
    })
}

/// Why a problem is too small for an issue yet; `None`: it is not.
fn below_threshold(planning: &Planning<'_>, problem: &Problem) -> Option<LeftOutReason> {
    let open = &planning.rule(problem.rule.as_deref())?.open;
    let count = problem.seen.count;
    if count < open.count {
        return Some(LeftOutReason::BelowCount {
            count,
            least: open.count,
        });
    }
    if let Some(rate) = open.rate {
        let peak = problem.seen.timeline.peak(rate.per);
        if peak <= rate.over {
            return Some(LeftOutReason::BelowRate {
                peak,
                per: rate.per,
                over: rate.over,
            });
        }
    }
    if let Some(distinct) = &open.distinct {
        let values = problem.facts.get(&distinct.fact).map_or(0, Fact::count);
        if (values as u64) < distinct.at_least {
            return Some(LeftOutReason::BelowDistinct {
                values,
                fact: distinct.fact.clone(),
                least: distinct.at_least,
            });
        }
    }
    if open.runs > 1 {
        let runs = digest::runs_seen(planning, problem);
        if runs < open.runs {
            return Some(LeftOutReason::BelowRuns {
                runs,
                least: open.runs,
            });
        }
    }
    None
}

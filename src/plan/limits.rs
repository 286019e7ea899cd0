//! Thresholds on the way in, and bounds on what one run may write.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use chrono::TimeDelta;

use super::builder::{PlanBuilder, Wanted};
use super::compose::{self, Place, Told};
use super::context::Planning;
use super::{Change, CreateIssue};
use crate::model::issue::NewIssue;
use crate::model::{Key, Priority, Problem};
use crate::ownership::hash;
use crate::render::{ProblemStatus, TemplateError};
use crate::triage::LeftOut;

/// Why a problem is too small for an issue yet; `None`: it is not. One that
/// only lacks runs is remembered in the digest.
pub(super) fn below_threshold<'a>(
    planning: &Planning<'a>,
    problem: &'a Problem,
    builder: &mut PlanBuilder<'a>,
) -> Option<String> {
    let open = &planning.rule(problem.rule.as_deref())?.open;
    let count = problem.seen.count;
    if count < open.count {
        return Some(format!("seen {count} times, filed from {}", open.count));
    }
    if let Some(rate) = open.rate {
        let peak = problem.seen.timeline.peak(rate.per);
        if peak <= rate.over {
            let per = humantime::format_duration(rate.per);
            return Some(format!("at most {peak} in {per}, filed over {}", rate.over));
        }
    }
    if let Some(distinct) = &open.distinct {
        let values = problem
            .facts
            .get(&distinct.fact)
            .map_or(0, crate::model::Fact::count);
        if (values as u64) < distinct.at_least {
            return Some(format!(
                "{values} different {}, filed from {}",
                distinct.fact, distinct.at_least
            ));
        }
    }
    if open.runs > 1 {
        let runs = super::digest::runs_seen(planning, problem);
        if runs < open.runs {
            builder.pending.push(problem);
            return Some(format!("seen in {runs} of {} runs", open.runs));
        }
    }
    None
}

/// Turns wishes into creates as far as the limits allow, most urgent first;
/// the rest goes to the digest.
pub(super) fn creates<'a>(
    planning: &Planning<'a>,
    builder: &mut PlanBuilder<'a>,
) -> Result<(), TemplateError> {
    let mut wanted = std::mem::take(&mut builder.wanted);
    wanted.sort_by_key(|w| urgency(w.problem));
    let room = Room::of(planning);
    let mut taken: BTreeSet<Key> = BTreeSet::new();
    let mut made = 0;
    for want in wanted {
        let problem = want.problem;
        let keys: Vec<&Key> = std::iter::once(&problem.key)
            .chain(&problem.aliases)
            .collect();
        if keys.iter().any(|key| taken.contains(*key)) {
            let why = "the issue that another of its names gets in this run is its own too";
            builder.leave_out(problem, why);
            continue;
        }
        taken.extend(keys.into_iter().cloned());
        let full = room.full(made);
        made += 1;
        match full {
            Some(why) => builder.digest.push((want.problem, why)),
            None => builder.changes.push(create(planning, &want)?),
        }
    }
    Ok(())
}

/// Most urgent first; the key makes the order one of its own.
fn urgency(
    problem: &Problem,
) -> (
    Priority,
    Reverse<crate::model::Severity>,
    Reverse<u64>,
    String,
) {
    (
        problem.priority,
        Reverse(problem.severity),
        Reverse(problem.seen.count),
        problem.key.to_string(),
    )
}

/// How many issues may still be made.
struct Room {
    run: u64,
    day: u64,
    open: u64,
    limits: crate::rules::Limits,
}

impl Room {
    fn of(planning: &Planning<'_>) -> Self {
        let limits = planning.rules.limits.clone();
        let problems = || {
            let managed = planning.observed.managed.iter();
            managed.filter(|m| !super::digest::is_digest(planning, &m.section))
        };
        let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
        let day_ago = planning.now - TimeDelta::days(1);
        let today = problems().filter(|m| m.issue.created_at > day_ago);
        let open = problems().filter(|m| m.issue.state.is_open());
        Self {
            run: limits.new_issues_run,
            day: limits.new_issues_day.saturating_sub(count(today.count())),
            open: limits.new_issues_open.saturating_sub(count(open.count())),
            limits,
        }
    }

    /// Why no issue may be made after `made` ones.
    fn full(&self, made: u64) -> Option<String> {
        let limits = &self.limits;
        if made >= self.run {
            Some(format!(
                "over the limit of new issues a run ({})",
                limits.new_issues_run
            ))
        } else if made >= self.day {
            Some(format!(
                "over the limit of new issues a day ({})",
                limits.new_issues_day
            ))
        } else if made >= self.open {
            Some(format!(
                "over the limit of open issues ({})",
                limits.new_issues_open
            ))
        } else {
            None
        }
    }
}

fn create(planning: &Planning<'_>, want: &Wanted<'_>) -> Result<Change, TemplateError> {
    let problem = want.problem;
    let labels = compose::labels(&planning.labels(problem), &[], None);
    let names = labels.add.clone();
    let mut state = compose::state(planning, problem, None, labels);
    state.title = Some(hash(&problem.title));
    let told = Told {
        standing: ProblemStatus::New,
        changed: Vec::new(),
        cites: want.cites,
    };
    let body = compose::present(planning, problem, Place::Body, told, &state)?;
    let reason = match (&problem.rule, want.cites) {
        (_, Some(number)) => format!("it came back long after #{number} was closed"),
        (Some(rule), None) => format!("rule {rule} files it, and no issue tracks it"),
        (None, None) => "unmatched problems are filed, and no issue tracks it".to_owned(),
    };
    Ok(Change::Create(CreateIssue {
        key: problem.key.clone(),
        reason,
        priority: Some(problem.priority),
        issue: NewIssue {
            title: problem.title.clone(),
            body,
            labels: names,
            assignees: problem.assignees.clone(),
        },
    }))
}

/// Leaves to the next run what does not fit into the budget of writes. The
/// changes of one key stay together; the most urgent go first.
pub(super) fn writes(planning: &Planning<'_>, builder: &mut PlanBuilder<'_>) {
    let limit = usize::try_from(planning.rules.limits.writes).unwrap_or(usize::MAX);
    let total: usize = builder.changes.iter().map(Change::writes).sum();
    if total <= limit {
        return;
    }
    let mut used = 0;
    for group in by_urgency(std::mem::take(&mut builder.changes)) {
        let needed: usize = group.iter().map(Change::writes).sum();
        if used + needed <= limit {
            used += needed;
            builder.changes.extend(group);
        } else if let Some(first) = group.first() {
            builder.deferred = true;
            builder.left_out.push(LeftOut {
                key: Some(first.key().clone()),
                rule: None,
                title: first.title().to_owned(),
                count: 0,
                reason: format!("over the budget of writes a run ({limit}): left to the next run"),
            });
        }
    }
}

/// Changes of one issue and key together, the most urgent first.
pub(super) fn by_urgency(changes: Vec<Change>) -> Vec<Vec<Change>> {
    let mut groups: Vec<Vec<Change>> = Vec::new();
    for change in changes {
        match groups
            .iter_mut()
            .find(|g| g[0].key() == change.key() && g[0].number() == change.number())
        {
            Some(group) => group.push(change),
            None => groups.push(vec![change]),
        }
    }
    groups.sort_by_key(|g| {
        g.iter()
            .filter_map(Change::priority)
            .min()
            .map_or(9, |p| p as u8)
    });
    groups
}

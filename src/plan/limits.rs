//! Bounds on what one run may write.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use super::compose::{self, SectionPlace, UpdateNote};
use super::context::Planning;
use super::decision::{Decision, DigestCandidate, Filing, Wanted};
use super::urgency;
use super::{Change, CreateIssue, LeftOutReason};
use crate::model::issue::NewIssue;
use crate::model::problem::Titled;
use crate::model::{Key, Problem};
use crate::ownership::{hash, short};
use crate::render::plain::{self, cut};
use crate::render::{ProblemStatus, TemplateError};
use crate::rules::Limits;

/// Turns wishes into creates as far as the limits allow, most urgent first;
/// the rest goes to the digest.
pub(super) fn creates<'a>(
    planning: &Planning<'_>,
    mut wanted: Vec<Wanted<'a>>,
) -> Result<Decision<'a>, TemplateError> {
    wanted.sort_by_key(|w| urgency::of(w.problem));
    let room = Room::of(planning);
    let mut taken: BTreeSet<&Key> = BTreeSet::new();
    let mut made = 0;
    let mut decision = Decision::nothing();
    for want in wanted {
        let problem = want.problem;
        if problem.keys().any(|key| taken.contains(key)) {
            decision = decision.and(Decision::leave_out(problem, LeftOutReason::SameIssue));
            continue;
        }
        taken.extend(problem.keys());
        let full = room.full(made);
        made += 1;
        decision = decision.and(match full {
            Some(reason) => Decision::file(Filing::Digest(DigestCandidate { problem, reason })),
            None => Decision::of([create(planning, &want)?]),
        });
    }
    Ok(decision)
}

/// How many issues may still be made.
struct Room {
    run: u64,
    day: u64,
    open: u64,
    limits: Limits,
}

impl Room {
    fn of(planning: &Planning<'_>) -> Self {
        let limits = planning.rules.limits.clone();
        let problems = || {
            let managed = planning.observed.managed.iter();
            managed.filter(|m| !planning.is_digest(&m.section))
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
    fn full(&self, made: u64) -> Option<LeftOutReason> {
        let limits = &self.limits;
        if made >= self.run {
            let limit = limits.new_issues_run;
            Some(LeftOutReason::OverRunLimit { limit })
        } else if made >= self.day {
            let limit = limits.new_issues_day;
            Some(LeftOutReason::OverDayLimit { limit })
        } else if made >= self.open {
            let limit = limits.new_issues_open;
            Some(LeftOutReason::OverOpenLimit { limit })
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
    let title = title(planning, problem);
    state.title = Some(hash(&title));
    let told = UpdateNote {
        standing: ProblemStatus::New,
        changed: Vec::new(),
        cites: want.cites,
    };
    let body = compose::present(planning, problem, SectionPlace::Body, told, &state)?;
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
            title,
            body,
            labels: names,
            assignees: problem.assignees.clone(),
        },
    }))
}

/// The title of a new issue: one of the program's own that another open issue
/// has gets the start of the key behind it.
fn title(planning: &Planning<'_>, problem: &Problem) -> String {
    let title = &problem.title;
    let is_taken = planning
        .observed
        .managed
        .iter()
        .any(|managed| managed.issue.state.is_open() && managed.issue.title == *title);
    if problem.titled == Titled::Follows || !is_taken {
        return title.clone();
    }
    let start: String = short(&problem.key).chars().take(8).collect();
    format!(
        "{} ({start})",
        cut(title, plain::TITLE_CHARS - start.len() - 3)
    )
}

/// Leaves to the next run what does not fit into the budget of writes. The
/// changes of one key stay together; the most urgent go first.
pub(super) fn within_writes<'a>(planning: &Planning<'_>, changes: Vec<Change>) -> Decision<'a> {
    let limit = usize::try_from(planning.rules.limits.writes).unwrap_or(usize::MAX);
    let total: usize = changes.iter().map(Change::writes).sum();
    if total <= limit {
        return Decision::of(changes);
    }
    let mut used = 0;
    let groups = urgency::groups(changes).into_iter();
    groups.fold(Decision::nothing(), |decision, group| {
        let needed: usize = group.iter().map(Change::writes).sum();
        decision.and(if used + needed <= limit {
            used += needed;
            Decision::of(group)
        } else {
            Decision::defer(&group, LeftOutReason::OverWrites { limit })
        })
    })
}

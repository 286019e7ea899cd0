//! A problem that rules.yaml puts on a person's issue: title, body and state
//! stay a person's; one comment is kept up to date, and labels are added.

use super::compose::{self, LabelChanges, SectionPlace, UpdateNote};
use super::context::Planning;
use super::decision::Decision;
use super::update_reason::update_reason;
use super::{Action, ChangeBuilder, KeepReason, LeftOutReason, PinnedBy};
use super::{changed, evidence};
use crate::model::issue::{IssueNumber, same_label};
use crate::model::{Comment, Issue, IssueState, Problem};
use crate::observe::Pinned;
use crate::ownership::{Section, replace};
use crate::render::TemplateError;
use crate::rules::Adopt;
use crate::tracker::Found;

/// Decides for a problem whose issue is pinned.
pub(super) fn decide<'a>(
    planning: &Planning<'_>,
    problem: &Problem,
    number: IssueNumber,
    pinned: &Pinned,
) -> Result<Decision<'a>, TemplateError> {
    let Found::Issue(issue) = &pinned.found else {
        let why = LeftOutReason::PinNotAnIssue {
            by: pinned_by(planning, problem, number),
            number,
            what: described(&pinned.found),
        };
        return Ok(Decision::leave_out(problem, why));
    };
    if issue.locked {
        return Ok(Decision::keep(&problem.key, issue, KeepReason::Locked));
    }
    if matches!(issue.state, IssueState::NotPlanned | IssueState::Duplicate) {
        let why = KeepReason::declined(issue);
        return Ok(Decision::keep(&problem.key, issue, why));
    }
    let ours = pinned
        .comments
        .iter()
        .find(|(_, s)| problem.has_key(&s.key));
    match ours {
        Some((comment, section)) => update(planning, problem, issue, comment, section),
        None => first(planning, problem, issue, &pinned.labels_removed),
    }
}

/// Who put a problem on a person's issue.
fn pinned_by(planning: &Planning<'_>, problem: &Problem, number: IssueNumber) -> PinnedBy {
    let rule = planning.rule(problem.rule.as_deref());
    if rule.is_some_and(|r| r.adopt == Adopt::Pinned(number)) {
        PinnedBy::Rules
    } else {
        PinnedBy::Command
    }
}

/// Pins on what is no issue.
pub(super) fn errors(planning: &Planning<'_>) -> Vec<String> {
    let pins = planning.rules.rules.iter().filter_map(|rule| {
        let Adopt::Pinned(number) = rule.adopt else {
            return None;
        };
        let pinned = planning.observed.pinned.get(&number)?;
        (pinned.issue().is_none()).then(|| {
            format!(
                "rules.yaml: rule {} pins #{number}, which {}: name another `issue`, or take it out",
                rule.id,
                described(&pinned.found)
            )
        })
    });
    pins.collect()
}

/// Says what is at a number, as the end of a sentence.
fn described(found: &Found) -> String {
    match found {
        Found::Issue(_) => "is there".to_owned(),
        Found::PullRequest => "is a pull request".to_owned(),
        Found::Missing => "does not exist".to_owned(),
        Found::Gone => "was deleted".to_owned(),
        Found::Transferred(to) => format!("moved to {to}"),
    }
}

fn first<'a>(
    planning: &Planning<'_>,
    problem: &Problem,
    issue: &Issue,
    labels_removed: &[String],
) -> Result<Decision<'a>, TemplateError> {
    let label = &planning.rules.label;
    if issue.labels.iter().any(|l| same_label(l, label)) {
        let why = KeepReason::CommentDeleted {
            label: label.clone(),
        };
        return Ok(Decision::keep(&problem.key, issue, why));
    }
    let closed_at = issue.closed_at.unwrap_or(issue.updated_at);
    if !issue.state.is_open() && !evidence::seen_after(planning, problem, None, closed_at) {
        let why = KeepReason::NothingNewer;
        return Ok(Decision::keep(&problem.key, issue, why));
    }
    adopt(planning, problem, issue, labels_removed)
}

/// First evidence on a person's issue. The program's own label goes on last:
/// where it is on and the comment is not there, a person deleted the comment.
fn adopt<'a>(
    planning: &Planning<'_>,
    problem: &Problem,
    issue: &Issue,
    labels_removed: &[String],
) -> Result<Decision<'a>, TemplateError> {
    let reason = match pinned_by(planning, problem, issue.number) {
        PinnedBy::Rules => {
            let rule = problem.rule.as_deref().unwrap_or("unmatched");
            format!("rules.yaml pins #{} for rule {rule}", issue.number)
        }
        PinnedBy::Command => format!("its problem was moved to #{} by command", issue.number),
    };
    let steps = ChangeBuilder {
        key: &problem.key,
        issue,
        reason: &reason,
        priority: Some(problem.priority),
    };
    let mut wanted = planning.labels(problem);
    wanted.retain(|label| !labels_removed.iter().any(|off| same_label(off, label)));
    let labels = LabelChanges {
        off: labels_removed.to_vec(),
        ..compose::labels(&wanted, &issue.labels, None)
    };
    let own = |label: &String| same_label(label, &planning.rules.label);
    let (last, before): (Vec<String>, Vec<String>) = labels.add.iter().cloned().partition(own);
    let told = vec!["first evidence from this source".to_owned()];
    let state = compose::state(planning, problem, None, labels);
    let text = compose::present(
        planning,
        problem,
        SectionPlace::Comment,
        UpdateNote::again(told),
        &state,
    )?;
    let comment = steps.comment(Action::Adopt, text);
    let changes = steps.labels(&before, &[]).into_iter();
    let changes = changes.chain([comment]).chain(steps.labels(&last, &[]));
    Ok(Decision::of(changes))
}

fn update<'a>(
    planning: &Planning<'_>,
    problem: &Problem,
    issue: &Issue,
    comment: &Comment,
    section: &Section,
) -> Result<Decision<'a>, TemplateError> {
    let before = &section.state;
    let why_not = if let Some(why) = before.decisions.silent(planning.now) {
        Some(KeepReason::Silenced(why))
    } else if section.edited() {
        Some(KeepReason::CommentEdited)
    } else if evidence::is_older(planning, problem, before) {
        Some(KeepReason::OlderEvidence)
    } else {
        None
    };
    if let Some(why) = why_not {
        return Ok(Decision::keep(&problem.key, issue, why));
    }
    let Some(reason) = update_reason(planning, problem, &section.key, before) else {
        return Ok(Decision::nothing());
    };
    let steps = ChangeBuilder {
        key: &problem.key,
        issue,
        reason: &reason,
        priority: Some(problem.priority),
    };
    let labels = compose::labels(&planning.labels(problem), &issue.labels, Some(before));
    let relabelled = steps.labels(&labels.add, &labels.remove);
    let told = changed::since(&before.shown, problem);
    let state = compose::state(planning, problem, Some(before), labels);
    let text = compose::present(
        planning,
        problem,
        SectionPlace::Comment,
        UpdateNote::again(told),
        &state,
    )?;
    let body = replace(&comment.body, section, &text);
    let edit = steps.edit_comment(comment, body);
    Ok(Decision::of(relabelled.into_iter().chain([edit])))
}

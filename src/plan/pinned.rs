//! A problem that rules.yaml puts on a person's issue: title, body and state
//! stay a person's; one comment is kept up to date, and labels are added.

use super::Action;
use super::builder::PlanBuilder;
use super::change::ChangeBuilder;
use super::changed;
use super::compose::{self, Labels, Place, Told};
use super::context::Planning;
use super::evidence;
use super::managed::worth_writing;
use super::present::declined_words;
use crate::model::issue::{IssueNumber, same_label};
use crate::model::{Comment, Issue, IssueState, Problem};
use crate::observe::Pinned;
use crate::ownership::{Section, replace};
use crate::render::TemplateError;
use crate::rules::Adopt;
use crate::tracker::Found;

/// Decides for a problem whose issue is pinned.
pub(super) fn decide<'a>(
    planning: &Planning<'a>,
    problem: &'a Problem,
    number: IssueNumber,
    pinned: &Pinned,
    builder: &mut PlanBuilder<'a>,
) -> Result<(), TemplateError> {
    let issue = match &pinned.found {
        Found::Issue(issue) => issue,
        other => {
            let rule = planning.rule(problem.rule.as_deref());
            let who = if rule.is_some_and(|r| r.adopt == Adopt::Pinned(number)) {
                format!("rules.yaml pins #{number}")
            } else {
                format!("a command moved its problem to #{number}")
            };
            builder.leave_out(problem, format!("{who}, which {}", what(other)));
            return Ok(());
        }
    };
    if issue.locked {
        builder.keep(&problem.key, issue, "it is locked");
        return Ok(());
    }
    if matches!(issue.state, IssueState::NotPlanned | IssueState::Duplicate) {
        builder.keep(&problem.key, issue, declined_words(issue));
        return Ok(());
    }
    let ours = pinned
        .comments
        .iter()
        .find(|(_, s)| s.key == problem.key || problem.aliases.contains(&s.key));
    match ours {
        Some((comment, section)) => update(planning, problem, issue, comment, section, builder),
        None => first(planning, problem, issue, &pinned.labels_off, builder),
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
                what(&pinned.found)
            )
        })
    });
    pins.collect()
}

fn what(found: &Found) -> String {
    match found {
        Found::Issue(_) => "is there".to_owned(),
        Found::PullRequest => "is a pull request".to_owned(),
        Found::Missing => "does not exist".to_owned(),
        Found::Gone => "was deleted".to_owned(),
        Found::Transferred(to) => format!("moved to {to}"),
    }
}

fn first<'a>(
    planning: &Planning<'a>,
    problem: &'a Problem,
    issue: &Issue,
    labels_off: &[String],
    builder: &mut PlanBuilder<'a>,
) -> Result<(), TemplateError> {
    let label = &planning.rules.label;
    if issue.labels.iter().any(|l| same_label(l, label)) {
        let why = format!(
            "a person deleted the bot's comment; take the label {label} off to get it back"
        );
        builder.keep(&problem.key, issue, why);
        return Ok(());
    }
    let closed_at = issue.closed_at.unwrap_or(issue.updated_at);
    if !issue.state.is_open() && !evidence::seen_after(planning, problem, None, closed_at) {
        builder.keep(
            &problem.key,
            issue,
            "it is closed, and no evidence is newer",
        );
        return Ok(());
    }
    adopt(planning, problem, issue, labels_off, builder)
}

/// First evidence on a person's issue. The program's own label goes on last:
/// where it is on and the comment is not there, a person deleted the comment.
fn adopt<'a>(
    planning: &Planning<'a>,
    problem: &'a Problem,
    issue: &Issue,
    labels_off: &[String],
    builder: &mut PlanBuilder<'a>,
) -> Result<(), TemplateError> {
    let rule = planning.rule(problem.rule.as_deref());
    let reason = if rule.is_some_and(|r| r.adopt == Adopt::Pinned(issue.number)) {
        let rule = problem.rule.as_deref().unwrap_or("unmatched");
        format!("rules.yaml pins #{} for rule {rule}", issue.number)
    } else {
        format!("its problem was moved to #{} by command", issue.number)
    };
    let steps = ChangeBuilder {
        key: &problem.key,
        issue,
        reason: &reason,
        priority: Some(problem.priority),
    };
    let mut wanted = planning.labels(problem);
    wanted.retain(|label| !labels_off.iter().any(|off| same_label(off, label)));
    let labels = Labels {
        off: labels_off.to_vec(),
        ..compose::labels(&wanted, &issue.labels, None)
    };
    let own = |label: &String| same_label(label, &planning.rules.label);
    let (last, before): (Vec<String>, Vec<String>) = labels.add.iter().cloned().partition(own);
    let told = vec!["first evidence from this source".to_owned()];
    let state = compose::state(planning, problem, None, labels);
    let text = compose::present(planning, problem, Place::Comment, Told::again(told), &state)?;
    builder.changes.extend(steps.labels(&before, &[]));
    builder.changes.push(steps.comment(Action::Adopt, text));
    builder.changes.extend(steps.labels(&last, &[]));
    Ok(())
}

fn update<'a>(
    planning: &Planning<'a>,
    problem: &'a Problem,
    issue: &Issue,
    comment: &Comment,
    section: &Section,
    builder: &mut PlanBuilder<'a>,
) -> Result<(), TemplateError> {
    let before = &section.state;
    let why_not = if let Some(why) = before.decisions.silent(planning.now) {
        Some(why)
    } else if section.edited() {
        Some("a person edited the bot's comment".to_owned())
    } else if evidence::is_older(planning, problem, before) {
        Some("the evidence is older than what it shows".to_owned())
    } else {
        None
    };
    if let Some(why) = why_not {
        builder.keep(&problem.key, issue, why);
        return Ok(());
    }
    let outgrown = compose::outgrows(problem, &section.key, before);
    let Some(reason) = worth_writing(planning, problem, before, outgrown) else {
        return Ok(());
    };
    let steps = ChangeBuilder {
        key: &problem.key,
        issue,
        reason: &reason,
        priority: Some(problem.priority),
    };
    let labels = compose::labels(&planning.labels(problem), &issue.labels, Some(before));
    builder
        .changes
        .extend(steps.labels(&labels.add, &labels.remove));
    let told = changed::since(&before.shown, problem);
    let state = compose::state(planning, problem, Some(before), labels);
    let text = compose::present(planning, problem, Place::Comment, Told::again(told), &state)?;
    let body = replace(&comment.body, section, &text);
    builder.changes.push(steps.edit_comment(comment, body));
    Ok(())
}

//! What becomes of an issue whose problem is not there.
//!
//! Absent is only what was looked for: the instance and the rule exist here,
//! and every source that ever reported it was read completely and alive.

use chrono::TimeDelta;

use super::Action;
use super::compose;
use super::context::{Planning, delta};
use super::draft::Draft;
use super::observed::{Managed, Pinned};
use super::steps::Steps;
use crate::model::issue::{IssueNumber, IssuePatch};
use crate::model::{IssueState, Key, Time};
use crate::ownership::{State, replace};
use crate::render::words;
use crate::tracker::Found;
use crate::triage::Look;

/// The least time between the evidence of two clean runs that both count.
const APART_MINUTES: i64 = 60;

/// A bot-made issue whose problem is not in this run.
pub(super) fn managed(planning: &Planning<'_>, managed: &Managed, draft: &mut Draft<'_>) {
    let issue = &managed.issue;
    let section = managed.live();
    if !issue.state.is_open() || super::digest::is_digest(planning, section) {
        return;
    }
    let key = &managed.section.key;
    if managed.reopened_by_person() {
        let why = "a person opened it again: it stays open until the problem is seen again";
        draft.keep(key, issue, why);
        return;
    }
    if let Some(why) = kept_by_a_person(planning, &section.state) {
        draft.keep(key, issue, why);
        return;
    }
    match verdict(planning, key, &section.state) {
        Verdict::Unknown(why) => draft.keep(key, issue, why),
        Verdict::Counted => {}
        Verdict::Clean { .. } if issue.locked => draft.keep(key, issue, "it is locked"),
        Verdict::Clean { state, note, close } => {
            write(planning, managed, *state, &note, close, draft);
        }
    }
}

/// A person's issue whose problem is not in this run: its comment says so, and
/// nothing else happens.
pub(super) fn pinned(
    planning: &Planning<'_>,
    number: IssueNumber,
    pinned: &Pinned,
    draft: &mut Draft<'_>,
) {
    let Found::Issue(issue) = &pinned.found else {
        return;
    };
    for (comment, section) in &pinned.comments {
        let present = planning
            .triage
            .problems
            .iter()
            .any(|p| p.adopt == Some(number) && p.answers_to(&section.key));
        if present || section.edited() || issue.locked {
            continue;
        }
        if let Some(why) = kept_by_a_person(planning, &section.state) {
            draft.keep(&section.key, issue, why);
            continue;
        }
        match verdict(planning, &section.key, &section.state) {
            Verdict::Unknown(why) => draft.keep(&section.key, issue, why),
            Verdict::Counted => {}
            Verdict::Clean { state, note, .. } => {
                let text = compose::absent(section, &note, &state);
                let steps = Steps {
                    key: &section.key,
                    issue,
                    reason: &note,
                    priority: None,
                };
                let body = replace(&comment.body, section, &text);
                draft.changes.push(steps.edit_comment(comment, body));
            }
        }
    }
}

/// Why a person's decision leaves nothing to be done.
fn kept_by_a_person(planning: &Planning<'_>, state: &State) -> Option<String> {
    let decisions = &state.decisions;
    let opened = decisions.holds_open(state.shown.last_seen);
    decisions
        .silent(planning.now)
        .or_else(|| Some(format!("opened again by {}", opened?.by)))
}

/// What a run without the problem says of it.
enum Verdict {
    /// Nothing, and why.
    Unknown(String),
    /// It is absent, as is known already.
    Counted,
    /// It is absent: one clean run more.
    Clean {
        /// With the run counted.
        state: Box<State>,
        /// For the reader.
        note: String,
        /// Enough of them.
        close: bool,
    },
}

fn verdict(planning: &Planning<'_>, key: &Key, state: &State) -> Verdict {
    let looks = match looked(planning, key, state) {
        Ok(looks) => looks,
        Err(why) => return Verdict::Unknown(why),
    };
    let time = looks.iter().map(|l| l.time).min().unwrap_or(planning.now);
    let close = &planning.lifecycle(state.rule.as_deref()).close;
    let is_log = looks.iter().any(|l| l.is_log);
    let quiet = delta(close.quiet(is_log));
    let newer = newer_evidence(time, state);
    let clean = if newer { state.clean + 1 } else { state.clean };
    let silent = state
        .shown
        .last_seen
        .is_none_or(|seen| time - seen >= quiet);
    let enough = clean >= close.clean_runs && silent;
    // Beyond what it takes, runs are not counted: each would be a write.
    if !enough && (!newer || state.clean >= close.clean_runs) {
        return Verdict::Counted;
    }
    let mut state = state.clone();
    state.clean = clean.min(close.clean_runs);
    state.clean_at = Some(time);
    planning.run.clone_into(&mut state.run);
    let sources: Vec<String> = looks.iter().map(|l| l.source.clone()).collect();
    let mut note = format!(
        "looked for in {} clean {} of {} (latest evidence {})",
        state.clean,
        if state.clean == 1 { "run" } else { "runs" },
        words::list(&sources),
        words::utc(time)
    );
    if !enough {
        note.push_str(&format!("; closes after {}", close.clean_runs));
        if !quiet.is_zero() {
            note.push_str(&format!(" and {} of silence", words::span(quiet)));
        }
    }
    Verdict::Clean {
        state: Box::new(state),
        note,
        close: enough,
    }
}

/// A clean run counts once per newer evidence.
fn newer_evidence(time: Time, state: &State) -> bool {
    let since = state.clean_at.max(state.shown.last_seen);
    match (state.clean_at, since) {
        (Some(counted), _) => time - counted >= TimeDelta::minutes(APART_MINUTES),
        (None, Some(seen)) => time > seen,
        (None, None) => true,
    }
}

/// The sources of an issue, if all of them could have seen the problem.
fn looked<'a>(planning: &Planning<'a>, key: &Key, state: &State) -> Result<Vec<&'a Look>, String> {
    if key.instance() != planning.rules.instance {
        return Err(format!("it belongs to instance {}", key.instance()));
    }
    if planning.rule(state.rule.as_deref()).is_none() {
        let rule = state.rule.as_deref().unwrap_or_default();
        return Err(format!("orphaned: there is no rule {rule} any more"));
    }
    if state.sources.is_empty() {
        return Err("it does not say which sources it came from".to_owned());
    }
    state
        .sources
        .iter()
        .map(|name| {
            let look = planning
                .triage
                .looks
                .iter()
                .find(|look| look.source == *name)
                .ok_or_else(|| format!("source {name} was not read in this run"))?;
            match &look.blind {
                Some(why) => Err(why.clone()),
                None => Ok(look),
            }
        })
        .collect()
}

fn write(
    planning: &Planning<'_>,
    managed: &Managed,
    mut state: State,
    note: &str,
    close: bool,
    draft: &mut Draft<'_>,
) {
    let issue = &managed.issue;
    let steps = Steps {
        key: &managed.section.key,
        issue,
        reason: note,
        priority: None,
    };
    if close {
        compose::closing(&mut state, IssueState::Completed, planning.now);
    }
    if let Some((comment, section)) = &managed.comment {
        let text = compose::absent(section, note, &state);
        let body = compose::rewritten(&comment.body, section, &text);
        draft.changes.push(steps.edit_comment(comment, body));
    }
    let body = (!managed.section.edited()).then(|| {
        let text = compose::absent(&managed.section, note, &state);
        replace(&issue.body, &managed.section, &text)
    });
    let patch = IssuePatch {
        title: None,
        body,
        state: close.then_some(IssueState::Completed),
    };
    if close {
        draft.changes.push(steps.edit(Action::Close, patch));
        let text = format!("Closed as resolved: {note}. It is opened again if it comes back.");
        draft
            .changes
            .push(steps.note(planning, Action::Comment, &text));
    } else if patch.body.is_some() {
        draft.changes.push(steps.edit(Action::Update, patch));
    } else if managed.comment.is_none() {
        draft.keep(
            steps.key,
            issue,
            format!("a person edited its text; {note}"),
        );
    }
}

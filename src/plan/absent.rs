//! What becomes of an issue whose problem is not there.
//!
//! Absent is only what was looked for: the instance and the rule exist here,
//! and every source that ever reported it was read completely and alive.

use super::Action;
use super::builder::PlanBuilder;
use super::change::ChangeBuilder;
use super::compose;
use super::context::{Planning, delta};
use super::evidence::{self, APART};
use super::looked::{self, Looked};
use crate::model::issue::{IssueNumber, IssuePatch};
use crate::model::{IssueState, Key, Time};
use crate::observe::{Managed, Pinned};
use crate::ownership::{Section, State, replace};
use crate::render::words;
use crate::rules::Untracked;
use crate::tracker::Found;

/// A bot-made issue whose problem is not in this run.
pub(super) fn managed(planning: &Planning<'_>, managed: &Managed, builder: &mut PlanBuilder<'_>) {
    let issue = &managed.issue;
    let section = managed.live();
    if !issue.state.is_open() || super::digest::is_digest(planning, section) {
        return;
    }
    let key = &managed.section.key;
    if managed.reopened_by_person() {
        let why = "a person opened it again: it stays open until the problem is seen again";
        builder.keep(key, issue, why);
        return;
    }
    if let Some(why) = kept_by_a_person(planning, &section.state) {
        builder.keep(key, issue, why);
        return;
    }
    match verdict(planning, key, &section.state) {
        Verdict::Unknown(why) => builder.keep(key, issue, why),
        Verdict::Counted => {}
        Verdict::Clean(_) if issue.locked => builder.keep(key, issue, "it is locked"),
        Verdict::Clean(clean) => write(planning, managed, clean, builder),
    }
}

/// A person's issue whose problem is not in this run: its comment says so, and
/// nothing else happens.
pub(super) fn pinned(
    planning: &Planning<'_>,
    number: IssueNumber,
    pinned: &Pinned,
    builder: &mut PlanBuilder<'_>,
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
            builder.keep(&section.key, issue, why);
            continue;
        }
        match verdict(planning, &section.key, &section.state) {
            Verdict::Unknown(why) => builder.keep(&section.key, issue, why),
            Verdict::Counted => {}
            // Nothing is closed, so once enough was counted all is said.
            Verdict::Clean(clean) if clean.is_said(section) => {}
            Verdict::Clean(clean) => {
                let text = clean.text(section);
                let note = clean.note;
                let steps = ChangeBuilder {
                    key: &section.key,
                    issue,
                    reason: &note,
                    priority: None,
                };
                let body = replace(&comment.body, section, &text);
                builder.changes.push(steps.edit_comment(comment, body));
            }
        }
    }
}

/// Why a person's decision leaves nothing to be done.
fn kept_by_a_person(planning: &Planning<'_>, state: &State) -> Option<String> {
    let decisions = &state.decisions;
    let opened = decisions.holds_open(state.last_seen());
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
    /// It is absent, or not tracked any more: one run more.
    Clean(Clean),
}

/// One run more without the problem.
struct Clean {
    /// With the run counted.
    state: Box<State>,
    /// For the reader.
    note: String,
    /// Its findings are there, and rules.yaml gives them to something else.
    untracked: bool,
    /// Enough of them.
    close: bool,
}

fn verdict(planning: &Planning<'_>, key: &Key, state: &State) -> Verdict {
    let judged = match belongs(planning, key, state) {
        Err(why) => Err(why),
        Ok(()) => match looked::untracked(planning, key, state) {
            Some(why) => untracked(planning, state, &why),
            None => gone(planning, state),
        },
    };
    judged.unwrap_or_else(Verdict::Unknown)
}

/// Whether the issue is this instance's, and its rule exists.
fn belongs(planning: &Planning<'_>, key: &Key, state: &State) -> Result<(), String> {
    if key.instance() != planning.rules.instance {
        return Err(format!("it belongs to instance {}", key.instance()));
    }
    if planning.rule(state.rule.as_deref()).is_some() {
        return Ok(());
    }
    let rule = state.rule.as_deref().unwrap_or_default();
    let hint = looked::heir(planning, state).map(|heir| {
        format!(". Rule {heir} takes it now: if that is its new name, give it `was: [{rule}]`")
    });
    Err(format!(
        "orphaned: there is no rule {rule} any more{}",
        hint.unwrap_or_default()
    ))
}

/// A problem that is there, and that rules.yaml gives to something else.
fn untracked(planning: &Planning<'_>, state: &State, why: &str) -> Result<Verdict, String> {
    let lifecycle = planning.lifecycle(state.rule.as_deref());
    let why = format!("no longer tracked: {why}");
    if lifecycle.untracked == Untracked::Leave {
        return Err(why);
    }
    let needed = lifecycle.close.clean_runs;
    let counted = state.counted.filter(|_| state.clean > 0);
    if counted.is_some_and(|at| planning.now - at < APART) {
        return Ok(Verdict::Counted);
    }
    let mut state = state.clone();
    state.clean = (state.clean + 1).min(needed);
    state.counted = Some(planning.now);
    planning.run.clone_into(&mut state.run);
    let close = state.clean >= needed;
    let note = if close {
        why
    } else {
        format!("{why}; closes after {needed} runs")
    };
    Ok(Verdict::Clean(Clean {
        state: Box::new(state),
        note,
        untracked: true,
        close,
    }))
}

/// A problem that was looked for and is not there.
fn gone(planning: &Planning<'_>, state: &State) -> Result<Verdict, String> {
    let looks = looked::looked(planning, state)?;
    let newer = looked::is_newer(&looks, state)?;
    let times = looks.iter().map(|l| l.look.oldest.unwrap_or(planning.now));
    let time = times.min().unwrap_or(planning.now);
    let close = &planning.lifecycle(state.rule.as_deref()).close;
    let is_log = looks.iter().any(|l| l.look.is_log);
    let quiet = delta(close.quiet(is_log));
    let clean = if newer { state.clean + 1 } else { state.clean };
    let since = unseen_since(&looks, state, time);
    let silent = since.is_none_or(|since| time - since >= quiet);
    let enough = clean >= close.clean_runs && silent;
    // Beyond what it takes, runs are not counted: each would be a write.
    if !enough && (!newer || state.clean >= close.clean_runs) {
        return Ok(Verdict::Counted);
    }
    let mut state = state.clone();
    state.clean = clean.min(close.clean_runs);
    state.clean_at = Some(time);
    state.counted = Some(planning.now);
    state.unseen_since = since;
    for Looked { look, .. } in &looks {
        if let Some(found) = state.found.get_mut(&look.source) {
            found.at = look.oldest.max(found.at);
            found.bytes = Some(evidence::checksum(look));
            found.written = look.written;
        }
    }
    planning.run.clone_into(&mut state.run);
    let sources: Vec<String> = looks.iter().map(|l| l.look.source.clone()).collect();
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
    Ok(Verdict::Clean(Clean {
        state: Box::new(state),
        note,
        untracked: false,
        close: enough,
    }))
}

/// Since when the problem was not seen, as far as is known. It may have been
/// seen after the last write; what the first clean run read begins later, or
/// shows all since then.
fn unseen_since(looks: &[Looked<'_>], state: &State, time: Time) -> Option<Time> {
    if state.clean > 0 {
        return state.unseen_since.or(state.shown.last_seen);
    }
    let begins = looks.iter().map(|l| l.look.from.unwrap_or(time)).max();
    state.last_seen().max(begins).map(|since| since.min(time))
}

impl Clean {
    /// Whether a text says so already, after as many runs as would close an issue.
    fn is_said(&self, section: &Section) -> bool {
        let start = if self.untracked {
            compose::UNTRACKED
        } else {
            compose::ABSENT
        };
        self.close && self.state.clean == section.state.clean && section.visible.starts_with(start)
    }

    /// The section with what is said of the run.
    fn text(&self, section: &Section) -> String {
        if self.untracked {
            compose::untracked(section, &self.note, &self.state)
        } else {
            compose::absent(section, &self.note, &self.state)
        }
    }

    /// How the issue is closed.
    fn how(&self) -> IssueState {
        if self.untracked {
            IssueState::NotPlanned
        } else {
            IssueState::Completed
        }
    }

    /// What people are told when it is closed.
    fn farewell(&self) -> String {
        let note = &self.note;
        if self.untracked {
            format!("Closed as not planned: {note}. It is opened again if that is taken back.")
        } else {
            format!("Closed as resolved: {note}. It is opened again if it comes back.")
        }
    }
}

fn write(
    planning: &Planning<'_>,
    managed: &Managed,
    mut clean: Clean,
    builder: &mut PlanBuilder<'_>,
) {
    let issue = &managed.issue;
    let how = clean.how();
    if clean.close {
        compose::closing(&mut clean.state, how, planning.now);
    }
    let steps = ChangeBuilder {
        key: &managed.section.key,
        issue,
        reason: &clean.note,
        priority: None,
    };
    if let Some((comment, section)) = &managed.comment {
        let body = compose::rewritten(&comment.body, section, &clean.text(section));
        builder.changes.push(steps.edit_comment(comment, body));
    }
    let section = &managed.section;
    // A person's words stay; what is counted is remembered beside them, where
    // no comment does.
    let body = (managed.comment.is_none() || !section.edited())
        .then(|| compose::rewritten(&issue.body, section, &clean.text(section)));
    let patch = IssuePatch {
        title: None,
        body,
        state: clean.close.then_some(how),
    };
    if clean.close {
        builder.changes.push(steps.edit(Action::Close, patch));
        let text = clean.farewell();
        builder.changes.push(steps.note(
            Action::Comment,
            &planning.renderer.redact(&text),
            planning.run,
        ));
    } else if patch.body.is_some() {
        builder.changes.push(steps.edit(Action::Update, patch));
    }
}

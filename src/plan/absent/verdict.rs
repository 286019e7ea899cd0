//! What a run without a problem says of the problem's issue.

use super::proof::{self, Looked};
use crate::model::{IssueState, Key, Time};
use crate::ownership::{Section, State};
use crate::plan::compose;
use crate::plan::context::{Planning, delta};
use crate::plan::evidence::{self, APART};
use crate::plan::{Unproved, UntrackedReason};
use crate::render::words;
use crate::rules::Untracked;

/// The verdict of a run without a problem on its issue.
pub(super) enum AbsenceVerdict {
    /// Nothing, and why.
    Unknown(Unproved),
    /// It is absent, as is known already.
    Counted,
    /// It is absent, or not tracked any more: one run more.
    Clean(CleanRun),
}

/// One run more without the problem.
pub(super) struct CleanRun {
    /// With the run counted.
    pub state: Box<State>,
    /// A sentence for the issue's readers.
    pub note: String,
    why: AbsenceKind,
    /// There were enough such runs to close the issue.
    pub close: bool,
}

/// Returns what a run without a problem says of its issue.
pub(super) fn verdict(planning: &Planning<'_>, key: &Key, state: &State) -> AbsenceVerdict {
    let judged =
        belongs(planning, key, state).and_then(|()| match proof::untracked(planning, key, state) {
            Some(why) => untracked(planning, state, why),
            None => gone(planning, state),
        });
    judged.unwrap_or_else(AbsenceVerdict::Unknown)
}

/// Why a problem is absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AbsenceKind {
    /// It was looked for and not found.
    Gone,
    /// Its findings are there, and rules.yaml gives them to something else.
    Untracked,
}

/// Whether the issue is this instance's, and its rule exists.
fn belongs(planning: &Planning<'_>, key: &Key, state: &State) -> Result<(), Unproved> {
    if key.instance() != planning.rules.instance {
        return Err(Unproved::OtherInstance {
            instance: key.instance().to_owned(),
        });
    }
    if planning.rule(state.rule.as_deref()).is_some() {
        return Ok(());
    }
    Err(Unproved::Orphaned {
        rule: state.rule.clone().unwrap_or_default(),
        heir: proof::heir(planning, state).map(str::to_owned),
    })
}

/// A problem that is there, and that rules.yaml gives to something else.
fn untracked(
    planning: &Planning<'_>,
    state: &State,
    why: UntrackedReason,
) -> Result<AbsenceVerdict, Unproved> {
    let lifecycle = planning.lifecycle(state.rule.as_deref());
    let why = Unproved::Untracked(why);
    if lifecycle.untracked == Untracked::Leave {
        return Err(why);
    }
    let needed = lifecycle.close.clean_runs;
    let counted = state.counted.filter(|_| state.clean > 0);
    if counted.is_some_and(|at| planning.now - at < APART) {
        return Ok(AbsenceVerdict::Counted);
    }
    let mut state = state.clone();
    state.clean = (state.clean + 1).min(needed);
    state.counted = Some(planning.now);
    planning.run.clone_into(&mut state.run);
    let close = state.clean >= needed;
    let note = if close {
        why.to_string()
    } else {
        format!("{why}; closes after {needed} runs")
    };
    Ok(AbsenceVerdict::Clean(CleanRun {
        state: Box::new(state),
        note,
        why: AbsenceKind::Untracked,
        close,
    }))
}

/// A problem that was looked for and is not there.
fn gone(planning: &Planning<'_>, state: &State) -> Result<AbsenceVerdict, Unproved> {
    let looks = proof::looks(planning, state)?;
    let newer = proof::is_newer(&looks, state)?;
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
        return Ok(AbsenceVerdict::Counted);
    }
    let mut counted = counted(planning, state, &looks);
    counted.clean = clean.min(close.clean_runs);
    counted.clean_at = Some(time);
    counted.unseen_since = since;
    let mut note = looked_for(&counted, &looks, time);
    if !enough {
        note.push_str(&format!("; closes after {}", close.clean_runs));
        if !quiet.is_zero() {
            note.push_str(&format!(" and {} of silence", words::span(quiet)));
        }
    }
    Ok(AbsenceVerdict::Clean(CleanRun {
        state: Box::new(counted),
        note,
        why: AbsenceKind::Gone,
        close: enough,
    }))
}

/// The state with what was read now in place of what counted last.
fn counted(planning: &Planning<'_>, state: &State, looks: &[Looked<'_>]) -> State {
    let mut state = state.clone();
    state.counted = Some(planning.now);
    for Looked { look, .. } in looks {
        if let Some(found) = state.found.get_mut(&look.source) {
            found.at = look.oldest.max(found.at);
            found.bytes = Some(evidence::checksum(look));
            found.written = look.written;
        }
    }
    planning.run.clone_into(&mut state.run);
    state
}

fn looked_for(state: &State, looks: &[Looked<'_>], time: Time) -> String {
    let sources: Vec<String> = looks.iter().map(|l| l.look.source.clone()).collect();
    format!(
        "looked for in {} clean {} of {} (latest evidence {})",
        state.clean,
        if state.clean == 1 { "run" } else { "runs" },
        words::list(&sources),
        words::utc(time)
    )
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

impl CleanRun {
    /// Whether a text says so already, after as many runs as would close an issue.
    pub(super) fn is_said(&self, section: &Section) -> bool {
        let start = match self.why {
            AbsenceKind::Gone => compose::ABSENT,
            AbsenceKind::Untracked => compose::UNTRACKED,
        };
        self.close && self.state.clean == section.state.clean && section.visible.starts_with(start)
    }

    /// The section with what is said of the run.
    pub(super) fn text(&self, section: &Section) -> String {
        match self.why {
            AbsenceKind::Gone => compose::absent(section, &self.note, &self.state),
            AbsenceKind::Untracked => compose::untracked(section, &self.note, &self.state),
        }
    }

    /// How the issue is closed.
    pub(super) fn how(&self) -> IssueState {
        match self.why {
            AbsenceKind::Gone => IssueState::Completed,
            AbsenceKind::Untracked => IssueState::NotPlanned,
        }
    }

    /// Returns the comment for people when it is closed.
    pub(super) fn farewell(&self) -> String {
        let note = &self.note;
        match self.why {
            AbsenceKind::Gone => {
                format!("Closed as resolved: {note}. It is opened again if it comes back.")
            }
            AbsenceKind::Untracked => {
                format!("Closed as not planned: {note}. It is opened again if that is taken back.")
            }
        }
    }
}

//! Sections as they should be: visible text and the state that goes with it.

mod labels;
mod state;
#[cfg(test)]
mod tests;

use super::context::Planning;
use crate::model::{IssueNumber, IssueState, Problem, Time};
use crate::ownership::{Closed, Section, State, compose, hash, remember, replace};
use crate::render::{ProblemStatus, RenderContext, TemplateError, words};

pub(super) use labels::{LabelChanges, labels};
pub(super) use state::{keep, outgrows, sources, state};

/// Where a section stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SectionPlace {
    /// In the body of an issue that the program made.
    Body,
    /// In a comment on a person's issue.
    Comment,
}

/// The news that a section tells beside the problem.
#[derive(Debug, Clone)]
pub(super) struct UpdateNote {
    /// How the problem stands.
    pub standing: ProblemStatus,
    /// Changes since the last update, a clause each.
    pub changed: Vec<String>,
    /// The issue that tracked it before.
    pub cites: Option<IssueNumber>,
}

impl UpdateNote {
    /// A problem that is told of again.
    pub(super) fn again(changed: Vec<String>) -> Self {
        Self {
            standing: ProblemStatus::Again,
            changed,
            cites: None,
        }
    }
}

/// A whole section for a present problem.
pub(super) fn present(
    planning: &Planning<'_>,
    problem: &Problem,
    place: SectionPlace,
    told: UpdateNote,
    state: &State,
) -> Result<String, TemplateError> {
    let context = RenderContext {
        status: told.standing,
        changed: told.changed,
        cites: told.cites,
        sources: &planning.triage.sources,
        run: planning.run,
        links: planning.links,
    };
    let visible = match place {
        SectionPlace::Body => planning.renderer.issue(problem, &context)?,
        SectionPlace::Comment => planning.renderer.evidence(problem, &context)?,
    };
    // The text has been looked over; the state has names in it too.
    let section = compose(&problem.key, &visible, state);
    Ok(planning.renderer.redact(&section))
}

/// The line that stands first while a problem is not seen.
pub(super) const ABSENT: &str = "**Not seen since ";

/// A section whose problem was looked for and not found.
pub(super) fn absent(section: &Section, note: &str, state: &State) -> String {
    let text = as_last_seen(without_note(&section.visible));
    let since = state
        .unseen_since
        .or(section.state.shown.last_seen)
        .map_or_else(|| "the last update".to_owned(), words::utc);
    let visible = format!("{ABSENT}{since}** · {note}\n\n{text}");
    compose(&section.key, &visible, state)
}

/// The text that was true when the problem was last seen, without the state
/// that its first line starts with: an issue is in one state.
fn as_last_seen(text: &str) -> String {
    let states = [
        ProblemStatus::New,
        ProblemStatus::Again,
        ProblemStatus::Back,
    ];
    let mut states = states.iter().flat_map(|s| [s.words(false), s.words(true)]);
    let rest = states.find_map(|state| {
        let rest = text.strip_prefix("**")?.strip_prefix(state)?;
        rest.strip_prefix("** · ")
    });
    rest.map_or_else(|| text.to_owned(), |rest| format!("{LAST_SEEN}{rest}"))
}

/// Stands before the first line of an earlier text.
const LAST_SEEN: &str = "As last seen: ";

/// The line that stands first while rules.yaml does not track a problem.
pub(super) const UNTRACKED: &str = "**No longer tracked**";

/// A section whose problem is there, and which rules.yaml does not track.
pub(super) fn untracked(section: &Section, note: &str, state: &State) -> String {
    let text = without_note(&section.visible);
    let note = note.trim_start_matches("no longer tracked: ");
    let visible = format!("{UNTRACKED} · {note}\n\n{text}");
    compose(&section.key, &visible, state)
}

fn without_note(visible: &str) -> &str {
    if !visible.starts_with(ABSENT) && !visible.starts_with(UNTRACKED) {
        return visible;
    }
    visible
        .split_once('\n')
        .map_or("", |(_, rest)| rest.trim_start_matches(['\r', '\n']))
}

/// The text with another section in place of its own. Where a person edited
/// what is shown, only what is remembered changes.
pub(super) fn rewritten(text: &str, section: &Section, new: &str) -> String {
    if !section.edited() {
        return replace(text, section, new);
    }
    match Section::find(new) {
        Ok(Some(new)) => remember(text, section, &new.state),
        _ => text.to_owned(),
    }
}

/// The state of an issue that the program closes.
pub(super) fn closing(state: &mut State, how: IssueState, now: Time) {
    state.closed = Some(Closed {
        at: now,
        written: None,
        how,
    });
}

/// Whether an issue's title is as the program last wrote it.
pub(super) fn title_is_ours(title: &str, state: &State) -> bool {
    state.title.as_deref() == Some(hash(title).as_str())
}

//! Finding, composing and replacing a managed section.

use std::ops::Range;

use thiserror::Error;

use super::marker::{BEGIN, CLOSE, END, STATE};
use super::{Closed, State, StateError, hash};
use crate::model::{IssueState, Key, Time};

/// A managed section as found in a body or comment.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// The key in its marker.
    pub key: Key,
    /// The state that the program remembered.
    pub state: State,
    /// The Markdown between marker and state, as it stands.
    pub visible: String,
    /// Where it stands in the text, from the marker's first byte to the end line's last.
    pub range: Range<usize>,
}

/// Why a text that carries part of a marker has no usable section. Such an
/// issue is detached: said, never rewritten.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SectionError {
    /// More than one begin, end or state line.
    #[error("its markers stand more than once")]
    Repeated,
    /// A begin without an end, or the reverse, or no state between them.
    #[error("its markers are incomplete or out of order")]
    Incomplete,
    /// The key in the marker is none.
    #[error("the key in its marker is damaged")]
    Key,
    /// The remembered state cannot be read.
    #[error("its state is damaged: {0}")]
    State(#[from] StateError),
}

impl Section {
    /// Finds the managed section of a text. `Ok(None)`: there is no sign of one.
    pub fn find(text: &str) -> Result<Option<Self>, SectionError> {
        let lines = Marked::scan(text)?;
        match lines {
            Marked {
                begin: None,
                state: None,
                end: None,
            } => Ok(None),
            Marked {
                begin: Some(begin),
                state: Some(state),
                end: Some(end),
            } if begin.end <= state.start && state.end <= end.start => {
                Self::parse(text, &begin, &state, &end).map(Some)
            }
            _ => Err(SectionError::Incomplete),
        }
    }

    fn parse(
        text: &str,
        begin: &Range<usize>,
        state: &Range<usize>,
        end: &Range<usize>,
    ) -> Result<Self, SectionError> {
        let key = argument(&text[begin.clone()], BEGIN)
            .and_then(Key::parse)
            .ok_or(SectionError::Key)?;
        let state_json = argument(&text[state.clone()], STATE).ok_or(SectionError::Incomplete)?;
        let visible = text[begin.end..state.start].trim_matches(['\r', '\n']);
        Ok(Self {
            key,
            state: State::from_json(state_json)?,
            visible: visible.to_owned(),
            range: begin.start..end.end,
        })
    }

    /// The key of a text's section, whatever else of it is damaged: it stands in
    /// the opening marker and in the state, and either one is enough.
    pub fn key_of(text: &str) -> Option<Key> {
        let lines = || text.lines().map(str::trim_end);
        let marker = lines().find_map(|line| Key::parse(argument(line, BEGIN)?));
        marker.or_else(|| lines().find_map(|line| key_in(line.strip_prefix(STATE)?)))
    }

    /// Whether the visible text is no longer what the program last wrote.
    pub fn edited(&self) -> bool {
        hash(&self.visible) != self.state.visible
    }
}

/// The key in a state's JSON, which may be damaged elsewhere.
fn key_in(json: &str) -> Option<Key> {
    let (_, rest) = json.split_once("\"id\":\"")?;
    let (key, _) = rest.split_once('"')?;
    Key::parse(key)
}

/// A whole section; the state's key and hash of the visible text are set here.
pub fn compose(key: &Key, visible: &str, state: &State) -> String {
    let visible = visible.trim_matches(['\r', '\n']);
    let mut state = state.clone();
    state.visible = hash(visible);
    state.key = Some(key.clone());
    format!(
        "{BEGIN}{key}{CLOSE}\n{visible}\n\n{STATE}{}{CLOSE}\n{END}",
        state.to_json()
    )
}

/// The text of an issue that is closed as a duplicate, with the closing in its
/// state; `None` where a person edited the section, which stays as it is.
/// `change` sets what else the state remembers.
pub fn closed_as_duplicate(
    text: &str,
    section: &Section,
    at: Time,
    change: impl FnOnce(&mut State),
) -> Option<String> {
    if section.edited() {
        return None;
    }
    let mut state = section.state.clone();
    state.closed = Some(Closed {
        at,
        written: None,
        how: IssueState::Duplicate,
    });
    change(&mut state);
    let closed = compose(&section.key, &section.visible, &state);
    Some(replace(text, section, &closed))
}

/// The text with its section replaced by another; all else stays byte for byte.
pub fn replace(text: &str, section: &Section, new: &str) -> String {
    let mut out = String::with_capacity(text.len() + new.len());
    out.push_str(text.get(..section.range.start).unwrap_or_default());
    out.push_str(new);
    out.push_str(text.get(section.range.end..).unwrap_or_default());
    out
}

/// The text with another state in its section and every other byte as it is:
/// what stands there, edited or not, stays so and counts as it did.
pub fn remember(text: &str, section: &Section, state: &State) -> String {
    let Ok(Marked {
        state: Some(line), ..
    }) = Marked::scan(text)
    else {
        return text.to_owned();
    };
    let mut state = state.clone();
    state.visible.clone_from(&section.state.visible);
    state.key = Some(section.key.clone());
    let mut out = text.to_owned();
    out.replace_range(line, &format!("{STATE}{}{CLOSE}", state.to_json()));
    out
}

/// Where the marker lines stand.
#[derive(Debug, Default)]
struct Marked {
    begin: Option<Range<usize>>,
    state: Option<Range<usize>>,
    end: Option<Range<usize>>,
}

impl Marked {
    fn scan(text: &str) -> Result<Self, SectionError> {
        let mut found = Self::default();
        let mut at = 0;
        for whole in text.split_inclusive('\n') {
            let line = whole.trim_end();
            let range = at..at + line.len();
            at += whole.len();
            let slot = if line.starts_with(BEGIN) {
                &mut found.begin
            } else if line.starts_with(STATE) {
                &mut found.state
            } else if line == END {
                &mut found.end
            } else {
                continue;
            };
            if slot.replace(range).is_some() {
                return Err(SectionError::Repeated);
            }
        }
        Ok(found)
    }
}

/// Returns the text between a marker's opening and its ` -->`.
fn argument<'t>(line: &'t str, open: &str) -> Option<&'t str> {
    line.strip_prefix(open)?.strip_suffix(CLOSE)
}

#[cfg(test)]
mod tests;

//! What the program remembers of an issue, in the issue.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Decisions, FoundBy};
use crate::model::{
    IssueState, Key, Like, Print, Priority, Remembered, Severity, Time, parse_words,
};

/// The version this program writes, and the newest it reads.
const VERSION: u32 = 1;

/// Where [`State::more`] names the rules file that keeps an issue.
const KEEPER: &str = "file";

/// A state is never written larger than this.
pub const MAX_STATE_BYTES: usize = 8 * 1024;

/// The program's memory of an issue, in the issue. Redacted: it is public.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// Version of this shape.
    pub v: u32,
    /// The instance that writes it.
    pub instance: String,
    /// The key of the section it belongs to: with the marker damaged, it still
    /// tells whose it is. (A name in it that announces no secret.)
    #[serde(default, rename = "id", skip_serializing_if = "Option::is_none")]
    pub key: Option<Key>,
    /// Every other key that is this problem's too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<Key>,
    /// The entry of rules.yaml behind it; `None` for `unmatched`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The log clusters behind it: what was one of them is so again, even where
    /// only one of its variants is left.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clusters: Vec<Remembered>,
    /// Of an analyzer's result: what tells it from its like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub like: Option<Like>,
    /// Names of the sources that reported it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
    /// How each source came to report it: what must be looked at again.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub found: BTreeMap<String, FoundBy>,
    /// Some of its findings: whether they are there is known whatever the rules
    /// make of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prints: Vec<Print>,
    /// Hash of the places and texts as last shown, of reports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub texts: Option<String>,
    /// The time of the newest evidence of the problem itself as last written;
    /// the run's clock where its sources say none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Time>,
    /// From when on it was not seen, while it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unseen_since: Option<Time>,
    /// The clock of the run that counted last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted: Option<Time>,
    /// Those of the sources that report it under another entry of rules.yaml.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// Hash of the visible text as last written.
    #[serde(default)]
    pub visible: String,
    /// Hash of the title as last written; `None` where the title is a person's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Labels the program put on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<String>,
    /// Wanted labels that were on already, a person's or another run's.
    #[serde(default, rename = "labels_met", skip_serializing_if = "Vec::is_empty")]
    pub labels_preexisting: Vec<String>,
    /// Wanted labels that a person took off: not put on again.
    #[serde(default, rename = "labels_off", skip_serializing_if = "Vec::is_empty")]
    pub labels_removed: Vec<String>,
    /// Hash of what counts as material.
    #[serde(default)]
    pub material: String,
    /// The values that the text last showed, to say what changed since.
    #[serde(default)]
    pub shown: Shown,
    /// Revisions that the text showed before, the newest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier_revisions: Vec<Print>,
    /// When the text was last written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written: Option<Time>,
    /// Clean runs in a row.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub clean: u32,
    /// The time of the newest counted clean run's evidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clean_at: Option<Time>,
    /// The program's own closing, while it lasts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<Closed>,
    /// Decisions of people by comment command.
    #[serde(default, skip_serializing_if = "Decisions::is_empty")]
    pub decisions: Decisions,
    /// The run that last wrote.
    #[serde(default)]
    pub run: String,
    /// Other memory of some kinds of issues (the digest's pending problems).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub more: BTreeMap<String, serde_json::Value>,
}

/// The values that a text last showed.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Shown {
    /// Priority.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    /// Severity.
    #[serde(default)]
    pub severity: Severity,
    /// Records in the shown window.
    #[serde(default)]
    pub count: u64,
    /// Newest evidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_seen: Option<Time>,
    /// Revisions, the newest few.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub revisions: Vec<String>,
    /// Number of locations.
    #[serde(default, skip_serializing_if = "is_zero_usize")]
    pub locations: usize,
    /// Fact -> number of its values.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, usize>,
    /// Evidence was stale.
    #[serde(default, skip_serializing_if = "is_false")]
    pub stale: bool,
}

/// A closing by the program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// The run's `now`.
    pub at: Time,
    /// The tracker's clock when it was written, where that is another time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written: Option<Time>,
    /// How.
    pub how: IssueState,
}

impl Closed {
    /// When, by the tracker's clock.
    pub fn on_tracker(&self) -> Time {
        self.written.unwrap_or(self.at)
    }
}

/// Why a state cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StateError {
    /// Not this shape.
    #[error("{0}")]
    Json(String),
    /// Written by a newer program.
    #[error("it was written by a newer version of the program (state {0})")]
    Newer(u32),
}

impl State {
    /// An empty state of an instance.
    pub fn new(instance: &str) -> Self {
        Self {
            v: VERSION,
            instance: instance.to_owned(),
            key: None,
            aliases: Vec::new(),
            clusters: Vec::new(),
            like: None,
            rule: None,
            sources: Vec::new(),
            found: BTreeMap::new(),
            prints: Vec::new(),
            texts: None,
            seen: None,
            unseen_since: None,
            counted: None,
            also: Vec::new(),
            visible: String::new(),
            title: None,
            labels: Vec::new(),
            labels_preexisting: Vec::new(),
            labels_removed: Vec::new(),
            material: String::new(),
            shown: Shown::default(),
            earlier_revisions: Vec::new(),
            written: None,
            clean: 0,
            clean_at: None,
            closed: None,
            decisions: Decisions::default(),
            run: String::new(),
            more: BTreeMap::new(),
        }
    }

    /// Reads what [`State::to_json`] wrote, of this or an older version.
    pub fn from_json(json: &str) -> Result<Self, StateError> {
        let state: Self = serde_json::from_str(json)
            .map_err(|error| StateError::Json(parse_words::plain(&error.to_string())))?;
        if state.v > VERSION {
            return Err(StateError::Newer(state.v));
        }
        Ok(state)
    }

    /// One line of JSON that cannot end the HTML comment it stands in, at most
    /// [`MAX_STATE_BYTES`]: what only serves wording or convenience is dropped first.
    pub fn to_json(&self) -> String {
        let whole = self.encode();
        if whole.len() <= MAX_STATE_BYTES {
            return whole;
        }
        let mut less = self.clone();
        less.shown.facts.clear();
        less.shown.revisions.clear();
        less.earlier_revisions.clear();
        less.more.clear();
        if less.encode().len() > MAX_STATE_BYTES {
            less.decisions.forget_reasons();
        }
        less.prints.truncate(2);
        while less.encode().len() > MAX_STATE_BYTES {
            let largest = less.found.values_mut().max_by_key(|f| f.tests.len());
            if !largest.is_some_and(FoundBy::shorten)
                && !less.found.values_mut().any(FoundBy::shorten)
            {
                break;
            }
        }
        while less.encode().len() > MAX_STATE_BYTES && less.aliases.pop().is_some() {}
        while less.encode().len() > MAX_STATE_BYTES && less.clusters.pop().is_some() {}
        while less.encode().len() > MAX_STATE_BYTES && less.labels_removed.pop().is_some() {}
        less.encode()
    }

    /// When the problem itself was seen last, as far as that was written.
    pub fn last_seen(&self) -> Option<Time> {
        self.seen.max(self.shown.last_seen)
    }

    /// Returns the prints by which findings of the problem are remembered.
    pub fn all_prints(&self) -> impl Iterator<Item = Print> + '_ {
        let tests = self.found.values().flat_map(|found| &found.tests);
        self.prints.iter().chain(tests).copied()
    }

    /// The rules file that keeps the issue, where it is known.
    pub fn keeper(&self) -> Option<&str> {
        self.more.get(KEEPER)?.as_str()
    }

    /// Notes the rules file that keeps the issue.
    pub fn set_keeper(&mut self, file: &str) {
        self.more.insert(KEEPER.to_owned(), file.into());
    }

    fn encode(&self) -> String {
        // `--` ends or breaks an HTML comment; < and > are escaped for the same reason.
        serde_json::to_string(self)
            .unwrap_or_default()
            .replace("--", "-\\u002d")
            .replace('<', "\\u003c")
            .replace('>', "\\u003e")
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn is_zero(n: &u32) -> bool {
    *n == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn is_zero_usize(n: &usize) -> bool {
    *n == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn is_false(b: &bool) -> bool {
    !*b
}

#[cfg(test)]
mod tests;

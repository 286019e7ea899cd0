//! What one issue tracks: the findings that share one key.

use serde::{Deserialize, Serialize};

use super::{Facts, Finding, IssueNumber, Key, Location, Login, Occurrences, Priority, Severity};

/// A problem that one issue tracks: the findings that share one key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// Its identity.
    pub key: Key,
    /// Keys the same problem had or would have: earlier rule ids, merged fingerprints.
    pub aliases: Vec<Key>,
    /// Keys that earlier recipes of fingerprints gave it. They lead to an issue
    /// only where none has a key of its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<Key>,
    /// Of one analyzer's result: what tells it from its like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub like: Option<Like>,
    /// The entry of rules.yaml that took it; `None` for `unmatched`.
    pub rule: Option<String>,
    /// Sources whose findings of it another entry took.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// Names and values it is grouped by.
    pub group: Vec<(String, String)>,
    /// One line of plain text.
    pub title: String,
    /// Whose words the title is of.
    #[serde(default, skip_serializing_if = "Titled::follows")]
    pub titled: Titled,
    /// The worst of its findings.
    pub severity: Severity,
    /// Its priority among all problems.
    pub priority: Priority,
    /// Why that priority, in words.
    pub priority_reasons: Vec<String>,
    /// Wanted on the issue, `limits` aside.
    pub labels: Vec<String>,
    /// Set at creation.
    pub assignees: Vec<Login>,
    /// Issues that belong to it, each with why.
    pub related: Vec<RelatedIssue>,
    /// Sections that only a person can write, by name, in rules.yaml's order.
    pub sections: Vec<(String, Section)>,
    /// An existing issue that carries it.
    pub adopt: Option<IssueNumber>,
    /// The way that it is reported.
    pub disposition: Disposition,
    /// Template's name.
    pub template: String,
    /// Folded over its findings.
    pub seen: Occurrences,
    /// A source behind it was capped or partial: counts say "at least".
    pub at_least: bool,
    /// Its newest evidence is older than its source allows; `None` while it is fresh.
    pub stale: Option<Staleness>,
    /// Folded over its findings.
    pub facts: Facts,
    /// Distinct locations of its findings, in order.
    pub locations: Vec<Location>,
    /// Services its findings name.
    pub services: Vec<String>,
    /// Environments its findings name.
    pub environments: Vec<String>,
    /// The findings, worst first.
    pub findings: Vec<Finding>,
}

/// Whose words a title is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Titled {
    /// A template of rules.yaml: it follows the problem.
    #[default]
    Follows,
    /// The program's, of what the problem's findings say: chosen when the issue
    /// is made, and kept.
    Kept,
}

impl Titled {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
    fn follows(&self) -> bool {
        *self == Self::Follows
    }
}

impl Problem {
    /// Returns its own key and those that it had or would have.
    pub fn keys(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.key).chain(&self.aliases)
    }

    /// Whether a key is its own or was.
    pub fn has_key(&self, key: &Key) -> bool {
        self.key == *key || self.aliases.contains(key)
    }
}

/// The identity that a result shares with others that differ from it in a
/// version, in their place, or in their order in the report alone, and what
/// tells it from them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Like {
    /// The key that all of them would have without version and order.
    pub base: Key,
    /// Hash of what its message is about.
    pub said: String,
    /// Hash of the lines around its own, where they are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
    /// Its line when it was last written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// Others of its like are there, or were.
    #[serde(skip)]
    pub among: bool,
}

/// How old evidence is that is older than its source allows, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Staleness {
    /// From the newest evidence to `now`.
    pub age: i64,
    /// From the newest evidence to when it was collected, where that is known.
    pub collected_at_age: Option<i64>,
}

/// An existing issue that belongs to a problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelatedIssue {
    /// Its number.
    pub number: IssueNumber,
    /// Why, in rules.yaml's words or by the program's reasons.
    pub note: Option<String>,
}

/// A section that people wrote into rules.yaml.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Section {
    /// Markdown, trusted as rules.yaml is.
    Text(String),
    /// A list of steps.
    List(Vec<String>),
}

/// The way that a problem is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Disposition {
    /// An issue of its own.
    File,
    /// A line in the digest issue.
    Digest,
    /// Only in the run's report.
    Report,
}

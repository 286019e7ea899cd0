//! A plan: what is printed, saved, read again and applied.

use serde::{Deserialize, Serialize};

use super::{Change, KeepReason, LeftOutReason};
use crate::model::issue::{IssueNumber, Label};
use crate::model::{Key, SourceReport, Time};
use crate::ownership::IssueNumbers;
use crate::triage::Reported;

/// Version of a saved plan's shape.
pub const VERSION: u32 = 1;

/// The changes to be made, and what is left as it is and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The version of the plan's format: [`VERSION`].
    pub version: u32,
    /// The run's id.
    pub run: String,
    /// `github:OWNER/REPO` or `dir:PATH`.
    pub target: String,
    /// The state of the tracker that it was compared with.
    pub based_on: BasedOn,
    /// All sources were read completely, and nothing is left for another run.
    pub complete: bool,
    /// Something did not fit into this run's budget of writes.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deferred: bool,
    /// In the order in which they are applied.
    pub changes: Vec<Change>,
    /// Issues that stay as they are although something could be done, and why.
    pub kept: Vec<Kept>,
    /// Problems that get no issue, and changes that wait, and why.
    pub left_out: Vec<LeftOut>,
    /// Things that rules.yaml asks for and the tracker does not have: the run
    /// ends with an error, whatever else it did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<String>,
    /// How the sources were read.
    pub sources: Vec<SourceReport>,
    /// Labels that the changes put on, as they should be defined.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<Label>,
    /// Bot-made issues that were open or closed: what the guard's share is of.
    #[serde(default)]
    pub managed: usize,
    /// Other issues that the new ones are to remember.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remember: Option<Remember>,
}

/// Other issues that new ones are to remember, so that one that is deleted is
/// known to have been there.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Remember {
    /// Issues that no other remembers yet.
    #[serde(default, skip_serializing_if = "IssueNumbers::is_empty")]
    pub made: IssueNumbers,
    /// The issue that remembers the last one made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home: Option<IssueNumber>,
}

/// The state of the tracker that a plan was compared with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BasedOn {
    /// When the tracker was read: the run's `now`.
    pub at: Time,
    /// How many issues were read.
    pub issues: usize,
    /// The highest number seen.
    pub last_number: IssueNumber,
}

/// An issue that stays as it is, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The key of its problem, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Key>,
    /// Its number.
    pub number: IssueNumber,
    /// Its title.
    pub title: String,
    /// Why it stays: `reason` and `code` of the saved form.
    #[serde(flatten)]
    pub reason: KeepReason,
}

/// Something that gets no issue, or that is left to a later run, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Its key, where it is a problem.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Key>,
    /// The rule that took it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The problem's or issue's title.
    pub title: String,
    /// The number of its records or results.
    pub count: u64,
    /// Why: `reason` and `code` of the saved form.
    #[serde(flatten)]
    pub reason: LeftOutReason,
}

impl From<Reported> for LeftOut {
    fn from(reported: Reported) -> Self {
        Self {
            key: Some(reported.key),
            title: reported.title,
            count: reported.count,
            reason: match &reported.rule {
                Some(rule) => LeftOutReason::RuleReports { rule: rule.clone() },
                None => LeftOutReason::NoRule,
            },
            rule: reported.rule,
        }
    }
}

impl Plan {
    /// A plan of a run that has nothing to do yet.
    pub fn empty(run: &str, target: &str, based_on: BasedOn) -> Self {
        Self {
            version: VERSION,
            run: run.to_owned(),
            target: target.to_owned(),
            based_on,
            complete: true,
            deferred: false,
            changes: Vec::new(),
            kept: Vec::new(),
            left_out: Vec::new(),
            errors: Vec::new(),
            sources: Vec::new(),
            labels: Vec::new(),
            managed: 0,
            remember: None,
        }
    }

    /// Nothing would be written.
    pub fn is_noop(&self) -> bool {
        self.changes.is_empty()
    }

    /// Requests that applying it sends, label definitions aside.
    pub fn writes(&self) -> usize {
        self.changes.iter().map(Change::writes).sum()
    }
}

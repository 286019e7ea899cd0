//! The difference between what is observed and what is desired, as data.
//!
//! Planning is pure: it sees a snapshot of the tracker, the problems and one
//! `now`, and returns what should be written, each with its reason. Nothing
//! in here can write.

mod absent;
mod builder;
mod changed;
mod compose;
mod context;
mod decisions;
mod digest;
mod evidence;
mod extra_priorities;
mod guard;
mod like;
mod limits;
mod looked;
mod lost;
mod managed;
mod material;
mod notify;
mod pinned;
mod present;
mod raise;
mod steps;
mod takeback;
mod twins;
mod views;

use serde::{Deserialize, Serialize};

use crate::model::issue::{CommentId, IssueNumber, IssuePatch, Label, NewIssue};
use crate::model::{Issue, IssueState, Key, Priority, SourceReport, Time};
use crate::ownership::Numbers;
use crate::triage::LeftOut;

pub use builder::plan;
pub use context::Planning;
pub use guard::{Refusal, guard};

/// Version of a saved plan's shape.
pub const VERSION: u32 = 1;

/// What should be written, and what should not and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// [`VERSION`].
    pub version: u32,
    /// The run's id.
    pub run: String,
    /// `github:OWNER/REPO` or `dir:PATH`.
    pub target: String,
    /// What it was compared with.
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
    /// What gets no issue, and why.
    pub left_out: Vec<LeftOut>,
    /// What rules.yaml asks for and the tracker does not have: the run ends
    /// with an error, whatever else it did.
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
    /// What new issues are to remember of others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remember: Option<Remember>,
}

/// What new issues are to remember of others, so that one that is deleted is
/// known to have been there.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Remember {
    /// Issues that no other remembers yet.
    #[serde(default, skip_serializing_if = "Numbers::is_empty")]
    pub made: Numbers,
    /// The issue that remembers the last one made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home: Option<IssueNumber>,
}

/// What a plan was compared with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BasedOn {
    /// When the tracker was read: the run's `now`.
    pub at: Time,
    /// How many issues were read.
    pub issues: usize,
    /// The highest number seen.
    pub last_number: IssueNumber,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// What it does.
    pub action: Action,
    /// Whose problem.
    pub key: Key,
    /// On which issue; `None` where it is made.
    pub number: Option<IssueNumber>,
    /// The issue's title after the change.
    pub title: String,
    /// What it writes to.
    pub on: On,
    /// Why.
    pub reason: String,
    /// For the order, and for what is left out when not all fits.
    pub priority: Option<Priority>,
    /// People are notified.
    #[serde(default)]
    pub notifies: bool,
    /// What must still be so when it is applied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
    /// What is written.
    pub write: Write,
}

/// What a change does. Names are fixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// Makes an issue.
    Create,
    /// Puts evidence on a person's issue for the first time.
    Adopt,
    /// Rewrites what the program wrote.
    Update,
    /// Says something that a person must hear.
    Comment,
    /// Reopens.
    Reopen,
    /// Closes.
    Close,
    /// Puts labels on or takes them off.
    Label,
    /// Ties an issue to another.
    Link,
}

impl Action {
    /// As it is printed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Adopt => "adopt",
            Self::Update => "update",
            Self::Comment => "comment",
            Self::Reopen => "reopen",
            Self::Close => "close",
            Self::Label => "label",
            Self::Link => "link",
        }
    }
}

/// What a change writes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum On {
    /// The issue itself.
    Body,
    /// A comment on it.
    Comment,
}

/// What is written: one request each, but for labels (one each that comes off).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Write {
    /// A new issue.
    Create(NewIssue),
    /// The issue's title, body or state.
    Edit(IssuePatch),
    /// A new comment.
    Comment {
        /// Its text.
        body: String,
    },
    /// A comment, rewritten.
    EditComment {
        /// Which.
        id: CommentId,
        /// Its text.
        body: String,
    },
    /// Labels.
    Labels {
        /// Put on.
        #[serde(default)]
        add: Vec<String>,
        /// Taken off.
        #[serde(default)]
        remove: Vec<String>,
    },
}

/// What must still be so when a change is applied, else it is skipped; and what
/// it replaces, so that it can be shown and undone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// Title.
    pub title: String,
    /// The body, byte for byte.
    pub body: String,
    /// Open, or closed and how.
    pub state: IssueState,
    /// The comment to be rewritten, byte for byte.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<(CommentId, String)>,
}

impl Basis {
    /// What an issue looks like now.
    pub fn of(issue: &Issue) -> Self {
        Self {
            title: issue.title.clone(),
            body: issue.body.clone(),
            state: issue.state,
            comment: None,
        }
    }
}

/// An issue that stays as it is, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Whose problem, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Key>,
    /// Its number.
    pub number: IssueNumber,
    /// Its title.
    pub title: String,
    /// Why it stays.
    pub reason: String,
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

impl Change {
    /// Requests that applying it sends.
    pub fn writes(&self) -> usize {
        match &self.write {
            Write::Labels { add, remove } => usize::from(!add.is_empty()) + remove.len(),
            _ => 1,
        }
    }
}

#[cfg(test)]
mod tests;

//! One step of a plan.

use serde::{Deserialize, Serialize};

use crate::model::issue::{CommentId, IssueNumber, IssuePatch, NewIssue};
use crate::model::{Issue, IssueState, Key, Priority};

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

impl Change {
    /// Requests that applying it sends.
    pub fn writes(&self) -> usize {
        match &self.write {
            Write::Labels { add, remove } => usize::from(!add.is_empty()) + remove.len(),
            _ => 1,
        }
    }
}

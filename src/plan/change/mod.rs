//! One step of a plan.

mod builder;
#[cfg(test)]
mod tests;
mod wire;

use serde::{Deserialize, Serialize};

use crate::model::issue::{CommentId, IssueNumber, IssuePatch, NewIssue};
use crate::model::{Issue, IssueState, Key, Priority};

pub(crate) use builder::ChangeBuilder;
pub use wire::DamagedChange;

/// One step of a plan. Saved and printed as one flat object.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "wire::WireChange", into = "wire::WireChange")]
pub enum Change {
    /// Makes an issue.
    Create(CreateIssue),
    /// Writes on an issue that is there.
    On(ChangeIssue),
}

/// A new issue for a problem. People are notified of it.
#[derive(Debug, Clone, PartialEq)]
pub struct CreateIssue {
    /// The problem's key.
    pub key: Key,
    /// Why it is made.
    pub reason: String,
    /// The problem's priority: for the order, and for what is left out when
    /// not all fits.
    pub priority: Option<Priority>,
    /// Title, body, labels and assignees.
    pub issue: NewIssue,
}

/// One write on an existing issue.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangeIssue {
    /// The issue's number.
    pub number: IssueNumber,
    /// The key of its problem.
    pub key: Key,
    /// The issue's title after the change.
    pub title: String,
    /// The action. Never [`Action::Create`].
    pub action: Action,
    /// The reason for the change.
    pub reason: String,
    /// The problem's priority, where the problem is there: for the order, and
    /// for what is left out when not all fits.
    pub priority: Option<Priority>,
    /// The tracker notifies people of this change.
    pub notifies: bool,
    /// The issue as planned on, checked before it is applied. `None` where it follows
    /// another change of the same run.
    pub basis: Option<Basis>,
    /// The write itself.
    pub write: Write,
}

/// The kind of a change. Names are fixed.
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

/// A write on an issue: one request each, but for labels (one for each that comes off).
#[derive(Debug, Clone, PartialEq)]
pub enum Write {
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
        add: Vec<String>,
        /// Taken off.
        remove: Vec<String>,
    },
}

/// An issue as it was when a change of it was planned. The change is skipped
/// where it differs by then; and it shows what the change replaces.
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
    /// Takes it from an issue as read.
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
    /// Returns what it does.
    pub fn action(&self) -> Action {
        match self {
            Self::Create(_) => Action::Create,
            Self::On(change) => change.action,
        }
    }

    /// Returns the key of the problem that it is for.
    pub fn key(&self) -> &Key {
        match self {
            Self::Create(create) => &create.key,
            Self::On(change) => &change.key,
        }
    }

    /// Returns the number of its issue; `None` where the issue is made by it.
    pub fn number(&self) -> Option<IssueNumber> {
        Some(self.on()?.number)
    }

    /// Returns the issue's title after the change.
    pub fn title(&self) -> &str {
        match self {
            Self::Create(create) => &create.issue.title,
            Self::On(change) => &change.title,
        }
    }

    /// Returns why it is made.
    pub fn reason(&self) -> &str {
        match self {
            Self::Create(create) => &create.reason,
            Self::On(change) => &change.reason,
        }
    }

    /// Returns the priority of its problem, where the problem is there.
    pub fn priority(&self) -> Option<Priority> {
        match self {
            Self::Create(create) => create.priority,
            Self::On(change) => change.priority,
        }
    }

    /// Whether people are notified of it.
    pub fn notifies(&self) -> bool {
        match self {
            Self::Create(_) => true,
            Self::On(change) => change.notifies,
        }
    }

    /// Returns the change of an existing issue.
    pub fn on(&self) -> Option<&ChangeIssue> {
        match self {
            Self::Create(_) => None,
            Self::On(change) => Some(change),
        }
    }

    /// Returns the number of requests that applying it sends.
    pub fn writes(&self) -> usize {
        match self {
            Self::On(ChangeIssue {
                write: Write::Labels { add, remove },
                ..
            }) => usize::from(!add.is_empty()) + remove.len(),
            _ => 1,
        }
    }
}

impl Write {
    /// Whether it writes a comment, and not the issue itself.
    pub fn is_comment(&self) -> bool {
        matches!(self, Self::Comment { .. } | Self::EditComment { .. })
    }
}

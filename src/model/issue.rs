//! The tracker's side: issues and comments as observed.

use serde::{Deserialize, Serialize};

use super::Time;

/// An issue's number within its tracker.
pub type IssueNumber = u64;

/// An account's name, as the tracker writes it (`github-actions[bot]`).
pub type Login = String;

/// An issue as read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    /// Its number.
    pub number: IssueNumber,
    /// Its title.
    pub title: String,
    /// Its body, byte for byte; empty where the tracker has none.
    pub body: String,
    /// Open, or closed and how.
    pub state: IssueState,
    /// Names of its labels.
    pub labels: Vec<String>,
    /// Who made it.
    pub author: Author,
    /// Conversation is limited to collaborators.
    pub locked: bool,
    /// The logins of those it is assigned to.
    pub assignees: Vec<Login>,
    /// When it was made.
    pub created_at: Time,
    /// When anything about it last changed.
    pub updated_at: Time,
    /// When it was closed.
    pub closed_at: Option<Time>,
    /// Who closed it, where the tracker says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_by: Option<Login>,
    /// How many comments it has.
    pub comments: u64,
    /// Where a person reads it.
    pub url: String,
}

/// Who wrote something, and what the tracker says of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// Account name.
    pub login: Login,
    /// An app's or bot's account.
    pub bot: bool,
    /// GitHub's `author_association` is OWNER, MEMBER or COLLABORATOR.
    pub can_write: bool,
}

/// The state of an issue: open, or closed and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IssueState {
    /// Open.
    Open,
    /// Closed as done; also closings that give no reason.
    Completed,
    /// Closed as "won't do".
    NotPlanned,
    /// Closed as a duplicate of another.
    Duplicate,
}

/// A comment's identity within its tracker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CommentId(pub u64);

/// A comment as read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// Its identity.
    pub id: CommentId,
    /// Its text, byte for byte.
    pub body: String,
    /// Who wrote it.
    pub author: Author,
    /// The time that it was written.
    pub created_at: Time,
    /// When it was last edited.
    pub updated_at: Time,
}

/// A label as the tracker should define it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// At most 50 characters on GitHub.
    pub name: String,
    /// Six hex digits, without `#`.
    pub color: String,
    /// At most 100 characters on GitHub.
    pub description: String,
}

/// Returns whether two names are of one label: GitHub tells them apart by their
/// letters, not by case.
pub fn same_label(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b) || a.to_lowercase() == b.to_lowercase()
}

/// The content that an issue is created with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewIssue {
    /// The title, one line.
    pub title: String,
    /// The body, in Markdown.
    pub body: String,
    /// Names; they exist by then.
    pub labels: Vec<String>,
    /// The logins of those it is assigned to.
    pub assignees: Vec<Login>,
}

/// The parts of an issue to change; `None` stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct IssuePatch {
    /// New title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// New body, whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Open, or close with a reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<IssueState>,
}

impl IssueState {
    /// Returns whether the issue is open.
    pub fn is_open(self) -> bool {
        self == Self::Open
    }
}

//! What a tracker is, in our own types.
//!
//! Planning sees only what a [`Reader`] returned; applying gets a [`Writer`].
//! A dry run has no writer at all. What differs between kinds of trackers beside
//! that is data: a [`Dialect`].

use std::time::Duration;

mod any;
pub mod dialect;
pub mod dir;
pub mod error;
pub mod github;
pub mod recent;

pub use any::{AnyTracker, Opening, is_same};
pub use dialect::{Dialect, Hosting};
pub use error::TrackerError;
pub use recent::Recent;

use crate::model::issue::{
    Comment, CommentId, Issue, IssueNumber, IssuePatch, Label, Login, NewIssue,
};
use crate::model::{Repository, Role, Time};

/// The account that the program writes as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Its login, as the tracker writes it on what it makes.
    pub login: Login,
}

/// A reaction of the program's to a comment. Reactions notify nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reaction {
    /// Done.
    Done,
    /// Not understood, or not possible.
    Confused,
    /// Not allowed.
    Refused,
}

/// The rest of the hourly quota, as the server tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// The number of requests left.
    pub remaining: u64,
    /// The number of requests per hour.
    pub limit: u64,
    /// Until the count starts afresh, as of that answer.
    pub resets_in: Duration,
}

/// The result of looking up a number.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "one at a time, and mostly an issue"
)]
pub enum Found {
    /// An issue.
    Issue(Issue),
    /// A pull request, which shares the numbers of issues.
    PullRequest,
    /// Nothing, and never was or never to be seen (404).
    Missing,
    /// Deleted (410).
    Gone,
    /// Moved to another repository; its new address (301).
    Transferred(String),
}

/// A label that somebody put on an issue or took off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelEvent {
    /// The label.
    pub label: String,
    /// Who did it.
    pub by: Login,
    /// Whether it was put on or taken off.
    pub what: Labelling,
}

/// The way that somebody changed a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Labelling {
    /// Put it on.
    On,
    /// Took it off.
    Off,
}

/// Reading a tracker. Lists can lag behind writes; single reads do not.
#[allow(async_fn_in_trait)] // one thread runs a sync; nothing needs Send
pub trait Reader {
    /// Who writes here: configured, else asked from the tracker.
    async fn identity(&self) -> Result<Identity, TrackerError>;
    /// All issues with a label, open and closed, in order of their numbers; no pull requests.
    async fn labelled(&self, label: &str) -> Result<Vec<Issue>, TrackerError>;
    /// All issues that a login made, open and closed, in order of their numbers.
    async fn made_by(&self, login: &str) -> Result<Vec<Issue>, TrackerError>;
    /// The newest issues of all that lists show, a page of them, and the highest
    /// number that anything in it has.
    async fn newest(&self) -> Result<Recent, TrackerError>;
    /// The tracker's clock, as far as its answers told: what its own times are
    /// compared with.
    fn clock(&self) -> Option<Time>;
    /// Returns what the last answer said is left of the quota, where there is
    /// one.
    fn quota(&self) -> Option<Quota> {
        None
    }
    /// The repository's present name, where the configured one is an old one.
    fn renamed(&self) -> Option<Repository> {
        None
    }
    /// Reads what is at a number, by itself.
    async fn issue(&self, number: IssueNumber) -> Result<Found, TrackerError>;
    /// An issue's comments, oldest first.
    async fn comments(&self, number: IssueNumber) -> Result<Vec<Comment>, TrackerError>;
    /// Who put which label on an issue or took it off, oldest first; nothing
    /// where the tracker does not tell.
    async fn label_events(&self, number: IssueNumber) -> Result<Vec<LabelEvent>, TrackerError>;
    /// The labels that exist.
    async fn labels(&self) -> Result<Vec<Label>, TrackerError>;
    /// All issues, without their comments, for finding related ones.
    async fn all_issues(&self) -> Result<Vec<Issue>, TrackerError>;
    /// A login's role at the moment; `None`: it has none, or is nobody.
    async fn permission(&self, login: &str) -> Result<Option<Role>, TrackerError>;
}

/// Writing to a tracker. Each call is one write, checked against its answer
/// ([`TrackerError::NotStored`]); none is repeated blindly
/// ([`TrackerError::OutcomeUnknown`]).
#[allow(async_fn_in_trait)]
pub trait Writer: Reader {
    /// Keeps other runs from writing as long as this lives, where a tracker has
    /// a way to do that.
    fn claim(&self) -> Result<(), TrackerError> {
        Ok(())
    }
    /// Returns how long so many issues or comments, and so many other writes,
    /// would take from now at the tracker's pace.
    fn forecast(&self, creations: usize, edits: usize) -> Duration {
        let _ = (creations, edits);
        Duration::ZERO
    }
    /// Waits until the next edit may go. Called before the last look at what
    /// an edit replaces, it keeps the time between that look and the edit short.
    async fn ready(&self) -> Result<(), TrackerError>;
    /// Makes an issue and returns it.
    async fn create(&self, issue: &NewIssue) -> Result<Issue, TrackerError>;
    /// Changes title, body or state.
    async fn edit(&self, number: IssueNumber, patch: &IssuePatch) -> Result<Issue, TrackerError>;
    /// Adds labels; those that are on already stay.
    async fn add_labels(&self, number: IssueNumber, labels: &[String]) -> Result<(), TrackerError>;
    /// Takes one label off; one that is not on is no error.
    async fn remove_label(&self, number: IssueNumber, label: &str) -> Result<(), TrackerError>;
    /// Adds a comment to an issue and returns it.
    async fn comment(&self, number: IssueNumber, body: &str) -> Result<Comment, TrackerError>;
    /// Replaces a comment's body.
    async fn edit_comment(
        &self,
        number: IssueNumber,
        id: CommentId,
        body: &str,
    ) -> Result<Comment, TrackerError>;
    /// Takes a comment away; one that is gone is no error.
    async fn delete_comment(&self, number: IssueNumber, id: CommentId) -> Result<(), TrackerError>;
    /// Puts a reaction on a comment; one that is on already is no error.
    async fn react(&self, id: CommentId, reaction: Reaction) -> Result<(), TrackerError>;
    /// Defines a label; one that exists by then is no error.
    async fn create_label(&self, label: &Label) -> Result<(), TrackerError>;
}

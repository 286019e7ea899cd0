//! The tracker that a target names, behind the same traits.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::dir::Dir;
use super::github::{Config, FolderCache, GitHub};
use super::{Found, Identity, LabelEvent, Quota, Reaction, Reader, Recent, TrackerError, Writer};
use crate::model::issue::{Comment, CommentId, Issue, IssueNumber, IssuePatch, Label, NewIssue};
use crate::model::{Repository, Role, Target, Time};

/// A tracker of any kind.
#[derive(Debug)]
pub enum AnyTracker {
    /// A repository's issues.
    GitHub(Box<GitHub>),
    /// A folder of Markdown files.
    Dir(Dir),
}

/// The inputs for opening a tracker, beside its name.
#[derive(Debug, Clone, Copy)]
pub struct Opening<'a> {
    /// Dates what is written where the tracker has no clock of its own.
    pub now: Time,
    /// Issues and comments made in a minute, at most.
    pub creates_per_minute: u32,
    /// The folder where answers are kept from run to run.
    pub cache: Option<&'a Path>,
    /// Reads an environment variable; `None` where it is not set or empty.
    pub variable: fn(&str) -> Option<String>,
}

impl AnyTracker {
    /// Opens a tracker for reading. Sends nothing yet.
    pub fn open(target: &Target, opening: &Opening<'_>) -> Result<Self, TrackerError> {
        match target {
            Target::GitHub(repository) => {
                let mut config = Config::from_env(repository.clone(), opening.variable);
                config.creates_per_minute = opening.creates_per_minute;
                if let Some(folder) = opening.cache {
                    config.cache = Some(Arc::new(FolderCache::new(folder)));
                }
                Ok(Self::GitHub(Box::new(GitHub::new(config)?)))
            }
            Target::Dir(path) => Ok(Self::Dir(Dir::open(path, opening.now))),
        }
    }
}

/// Passes a call on to the tracker that it is.
macro_rules! each {
    ($any:expr, $tracker:ident => $call:expr) => {
        match $any {
            Self::GitHub($tracker) => $call,
            Self::Dir($tracker) => $call,
        }
    };
}

impl Reader for AnyTracker {
    async fn identity(&self) -> Result<Identity, TrackerError> {
        each!(self, tracker => tracker.identity().await)
    }

    async fn labelled(&self, label: &str) -> Result<Vec<Issue>, TrackerError> {
        each!(self, tracker => tracker.labelled(label).await)
    }

    async fn made_by(&self, login: &str) -> Result<Vec<Issue>, TrackerError> {
        each!(self, tracker => tracker.made_by(login).await)
    }

    async fn newest(&self) -> Result<Recent, TrackerError> {
        each!(self, tracker => tracker.newest().await)
    }

    fn clock(&self) -> Option<Time> {
        each!(self, tracker => tracker.clock())
    }

    fn quota(&self) -> Option<Quota> {
        each!(self, tracker => tracker.quota())
    }

    fn renamed(&self) -> Option<Repository> {
        each!(self, tracker => tracker.renamed())
    }

    async fn issue(&self, number: IssueNumber) -> Result<Found, TrackerError> {
        each!(self, tracker => tracker.issue(number).await)
    }

    async fn comments(&self, number: IssueNumber) -> Result<Vec<Comment>, TrackerError> {
        each!(self, tracker => tracker.comments(number).await)
    }

    async fn label_events(&self, number: IssueNumber) -> Result<Vec<LabelEvent>, TrackerError> {
        each!(self, tracker => tracker.label_events(number).await)
    }

    async fn labels(&self) -> Result<Vec<Label>, TrackerError> {
        each!(self, tracker => tracker.labels().await)
    }

    async fn all_issues(&self) -> Result<Vec<Issue>, TrackerError> {
        each!(self, tracker => tracker.all_issues().await)
    }

    async fn permission(&self, login: &str) -> Result<Option<Role>, TrackerError> {
        each!(self, tracker => tracker.permission(login).await)
    }
}

impl Writer for AnyTracker {
    fn claim(&self) -> Result<(), TrackerError> {
        each!(self, tracker => tracker.claim())
    }

    fn forecast(&self, creations: usize, edits: usize) -> Duration {
        each!(self, tracker => tracker.forecast(creations, edits))
    }

    async fn ready(&self) -> Result<(), TrackerError> {
        each!(self, tracker => tracker.ready().await)
    }

    async fn create(&self, issue: &NewIssue) -> Result<Issue, TrackerError> {
        each!(self, tracker => tracker.create(issue).await)
    }

    async fn edit(&self, number: IssueNumber, patch: &IssuePatch) -> Result<Issue, TrackerError> {
        each!(self, tracker => tracker.edit(number, patch).await)
    }

    async fn add_labels(&self, number: IssueNumber, labels: &[String]) -> Result<(), TrackerError> {
        each!(self, tracker => tracker.add_labels(number, labels).await)
    }

    async fn remove_label(&self, number: IssueNumber, label: &str) -> Result<(), TrackerError> {
        each!(self, tracker => tracker.remove_label(number, label).await)
    }

    async fn comment(&self, number: IssueNumber, body: &str) -> Result<Comment, TrackerError> {
        each!(self, tracker => tracker.comment(number, body).await)
    }

    async fn edit_comment(
        &self,
        number: IssueNumber,
        id: CommentId,
        body: &str,
    ) -> Result<Comment, TrackerError> {
        each!(self, tracker => tracker.edit_comment(number, id, body).await)
    }

    async fn delete_comment(&self, number: IssueNumber, id: CommentId) -> Result<(), TrackerError> {
        each!(self, tracker => tracker.delete_comment(number, id).await)
    }

    async fn react(&self, id: CommentId, reaction: Reaction) -> Result<(), TrackerError> {
        each!(self, tracker => tracker.react(id, reaction).await)
    }

    async fn create_label(&self, label: &Label) -> Result<(), TrackerError> {
        each!(self, tracker => tracker.create_label(label).await)
    }
}

/// Returns whether two targets name one tracker. Folders are looked up, where
/// they exist.
pub fn is_same(a: &Target, b: &Target) -> bool {
    match (a, b) {
        (Target::GitHub(a), Target::GitHub(b)) => a.is(b),
        (Target::Dir(a), Target::Dir(b)) => resolved(a) == resolved(b),
        _ => false,
    }
}

/// A path without its detours.
fn resolved(path: &Path) -> PathBuf {
    let found = path.canonicalize().or_else(|_| std::path::absolute(path));
    let found = found.unwrap_or_else(|_| path.to_owned());
    // `a/./b` and `a/b/` are `a/b`.
    found.components().collect()
}

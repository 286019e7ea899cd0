//! The tracker that a target names, behind the same traits.

use std::path::{Path, PathBuf};

use super::dir::Dir;
use super::github::GitHub;
use super::{Found, Identity, LabelEvent, Reaction, Reader, Recent, TrackerError, Writer};
use crate::model::issue::{Comment, CommentId, Issue, IssueNumber, IssuePatch, Label, NewIssue};
use crate::model::{Role, Target, Time};

/// A tracker of either kind.
#[derive(Debug)]
pub enum Any {
    /// A repository's issues.
    GitHub(Box<GitHub>),
    /// A folder of Markdown files.
    Dir(Dir),
}

impl From<GitHub> for Any {
    fn from(github: GitHub) -> Self {
        Self::GitHub(Box::new(github))
    }
}

impl From<Dir> for Any {
    fn from(dir: Dir) -> Self {
        Self::Dir(dir)
    }
}

impl Any {
    /// Keeps other runs from writing as long as this lives, where that can be
    /// done: in a folder. GitHub has no such lock.
    pub fn claim(&self) -> Result<(), TrackerError> {
        match self {
            Self::GitHub(_) => Ok(()),
            Self::Dir(dir) => dir.claim(),
        }
    }
}

/// Passes a call on to whichever it is.
macro_rules! each {
    ($any:expr, $tracker:ident => $call:expr) => {
        match $any {
            Self::GitHub($tracker) => $call.await,
            Self::Dir($tracker) => $call.await,
        }
    };
}

impl Reader for Any {
    async fn identity(&self) -> Result<Identity, TrackerError> {
        each!(self, tracker => tracker.identity())
    }

    async fn labelled(&self, label: &str) -> Result<Vec<Issue>, TrackerError> {
        each!(self, tracker => tracker.labelled(label))
    }

    async fn made_by(&self, login: &str) -> Result<Vec<Issue>, TrackerError> {
        each!(self, tracker => tracker.made_by(login))
    }

    async fn newest(&self) -> Result<Recent, TrackerError> {
        each!(self, tracker => tracker.newest())
    }

    fn clock(&self) -> Option<Time> {
        match self {
            Self::GitHub(github) => github.clock(),
            Self::Dir(dir) => dir.clock(),
        }
    }

    async fn issue(&self, number: IssueNumber) -> Result<Found, TrackerError> {
        each!(self, tracker => tracker.issue(number))
    }

    async fn comments(&self, number: IssueNumber) -> Result<Vec<Comment>, TrackerError> {
        each!(self, tracker => tracker.comments(number))
    }

    async fn label_events(&self, number: IssueNumber) -> Result<Vec<LabelEvent>, TrackerError> {
        each!(self, tracker => tracker.label_events(number))
    }

    async fn labels(&self) -> Result<Vec<Label>, TrackerError> {
        each!(self, tracker => tracker.labels())
    }

    async fn all_issues(&self) -> Result<Vec<Issue>, TrackerError> {
        each!(self, tracker => tracker.all_issues())
    }

    async fn permission(&self, login: &str) -> Result<Option<Role>, TrackerError> {
        each!(self, tracker => tracker.permission(login))
    }
}

impl Writer for Any {
    async fn ready(&self) -> Result<(), TrackerError> {
        each!(self, tracker => tracker.ready())
    }

    async fn create(&self, issue: &NewIssue) -> Result<Issue, TrackerError> {
        each!(self, tracker => tracker.create(issue))
    }

    async fn edit(&self, number: IssueNumber, patch: &IssuePatch) -> Result<Issue, TrackerError> {
        each!(self, tracker => tracker.edit(number, patch))
    }

    async fn add_labels(&self, number: IssueNumber, labels: &[String]) -> Result<(), TrackerError> {
        each!(self, tracker => tracker.add_labels(number, labels))
    }

    async fn remove_label(&self, number: IssueNumber, label: &str) -> Result<(), TrackerError> {
        each!(self, tracker => tracker.remove_label(number, label))
    }

    async fn comment(&self, number: IssueNumber, body: &str) -> Result<Comment, TrackerError> {
        each!(self, tracker => tracker.comment(number, body))
    }

    async fn edit_comment(
        &self,
        number: IssueNumber,
        id: CommentId,
        body: &str,
    ) -> Result<Comment, TrackerError> {
        each!(self, tracker => tracker.edit_comment(number, id, body))
    }

    async fn delete_comment(&self, number: IssueNumber, id: CommentId) -> Result<(), TrackerError> {
        each!(self, tracker => tracker.delete_comment(number, id))
    }

    async fn react(&self, id: CommentId, reaction: Reaction) -> Result<(), TrackerError> {
        each!(self, tracker => tracker.react(id, reaction))
    }

    async fn create_label(&self, label: &Label) -> Result<(), TrackerError> {
        each!(self, tracker => tracker.create_label(label))
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

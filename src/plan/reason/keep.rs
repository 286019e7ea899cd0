//! Why an issue stays as it is although something could be done.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{SavedReason, Unproved};
use crate::model::issue::{IssueNumber, Login};
use crate::model::{Issue, IssueState};
use crate::ownership::{SectionError, Silenced};

/// Why an issue stays as it is although something could be done.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(from = "SavedReason", into = "SavedReason")]
pub enum KeepReason {
    /// Its conversation is locked.
    #[error("it is locked")]
    Locked,
    /// It is closed, and its conversation is locked.
    #[error("it is closed and locked")]
    ClosedAndLocked,
    /// A person closed it as not planned.
    #[error("a person closed it as not planned")]
    NotPlanned,
    /// A person closed it as a duplicate.
    #[error("a person closed it as a duplicate")]
    Duplicate,
    /// A person closed it, and what was seen since is not late enough.
    #[error("a person closed it, and no evidence is newer by enough")]
    ClosedByPerson,
    /// It is closed, and nothing newer was seen.
    #[error("it is closed, and no evidence is newer")]
    NothingNewer,
    /// A person snoozed or muted it by command.
    #[error("{0}")]
    Silenced(Silenced),
    /// A person opened it again by command.
    #[error("opened again by {by}")]
    OpenedByCommand {
        /// Who gave the command.
        by: Login,
    },
    /// A person opened it again after the program closed it.
    #[error("a person opened it again: it stays open until the problem is seen again")]
    ReopenedByPerson,
    /// What was read is older than what the issue shows.
    #[error("the evidence is older than what it shows")]
    OlderEvidence,
    /// A person edited the program's text: updates go to a comment.
    #[error("a person edited its text; updates go to a comment")]
    TextEdited,
    /// A person edited the program's text and its comment.
    #[error("a person edited its text, and the bot's comment: both stay as they are")]
    TextAndCommentEdited,
    /// A person edited the program's comment on their issue.
    #[error("a person edited the bot's comment")]
    CommentEdited,
    /// A person deleted the program's comment on their issue.
    #[error("a person deleted the bot's comment; take the label {label} off to get it back")]
    CommentDeleted {
        /// The label that says that there was one.
        label: String,
    },
    /// It is locked, and another issue tracks its problem.
    #[error("it is locked; #{tracked_by} tracks the same problem")]
    DuplicateLocked {
        /// The issue that tracks it.
        tracked_by: IssueNumber,
    },
    /// A person opened it again, and another issue tracks its problem.
    #[error("a person opened it again; #{tracked_by} tracks the same problem")]
    DuplicateReopened {
        /// The issue that tracks it.
        tracked_by: IssueNumber,
    },
    /// A problem's issue, whose hidden lines are damaged.
    #[error("it is this problem's, but its hidden lines are damaged: nothing is filed beside it")]
    DamagedIssueOf,
    /// It seems to be a problem's issue, and its marker is gone.
    #[error("it seems to be this problem's, but its marker is gone: nothing is filed beside it")]
    UnmarkedIssueOf,
    /// Its marker is damaged.
    #[error(
        "detached, because {error}: restore the lines from the edit history, or take the label {label} off"
    )]
    MarkerDamaged {
        /// What is wrong with it.
        error: SectionError,
        /// The label that makes it the program's.
        label: String,
    },
    /// Its marker was deleted.
    #[error(
        "detached, because its marker was deleted: restore it from the edit history, or take the label {label} off"
    )]
    MarkerDeleted {
        /// The label that makes it the program's.
        label: String,
    },
    /// Its marker was written by an account that does not count.
    #[error("ignored: its marker was written by {author}, who has no say here")]
    Ignored {
        /// The account.
        author: Login,
    },
    /// The digest is locked.
    #[error("the digest is locked")]
    DigestLocked,
    /// The digest is locked, and runs should be counted in it.
    #[error("the digest is locked, so the runs that saw a problem cannot be counted in it")]
    DigestLockedUncounted,
    /// A person closed the digest as not planned.
    #[error("a person closed the digest as not planned")]
    DigestNotPlanned,
    /// A person edited the digest.
    #[error("a person edited the digest")]
    DigestEdited,
    /// A person closed the digest.
    #[error("a person closed the digest: it comes back with something new, a day later")]
    DigestClosed,
    /// It is not proved that its problem is gone.
    #[error("{0}")]
    Unproved(Unproved),
    /// As a plan that was read says it.
    #[error("{}", .0.text)]
    Saved(SavedReason),
}

impl KeepReason {
    /// Returns how a person said no by closing an issue.
    pub(in crate::plan) fn declined(issue: &Issue) -> Self {
        match issue.state {
            IssueState::Duplicate => Self::Duplicate,
            _ => Self::NotPlanned,
        }
    }

    /// Returns the name of the reason, for programs; `None` where a plan of an
    /// earlier version says none.
    pub fn code(&self) -> Option<&str> {
        Some(match self {
            Self::Locked => "locked",
            Self::ClosedAndLocked => "closed-and-locked",
            Self::NotPlanned => "closed-as-not-planned",
            Self::Duplicate => "closed-as-duplicate",
            Self::ClosedByPerson => "closed-by-person",
            Self::NothingNewer => "closed-nothing-newer",
            Self::Silenced(Silenced::Muted { .. }) => "muted",
            Self::Silenced(Silenced::Snoozed { .. }) => "snoozed",
            Self::OpenedByCommand { .. } => "opened-by-command",
            Self::ReopenedByPerson => "reopened-by-person",
            Self::OlderEvidence => "older-evidence",
            Self::TextEdited => "text-edited",
            Self::TextAndCommentEdited => "text-and-comment-edited",
            Self::CommentEdited => "comment-edited",
            Self::CommentDeleted { .. } => "comment-deleted",
            Self::DuplicateLocked { .. } => "duplicate-locked",
            Self::DuplicateReopened { .. } => "duplicate-reopened",
            Self::DamagedIssueOf => "issue-of-problem-damaged",
            Self::UnmarkedIssueOf => "issue-of-problem-unmarked",
            Self::MarkerDamaged { .. } => "marker-damaged",
            Self::MarkerDeleted { .. } => "marker-deleted",
            Self::Ignored { .. } => "marker-of-stranger",
            Self::DigestLocked | Self::DigestLockedUncounted => "digest-locked",
            Self::DigestNotPlanned => "digest-closed-as-not-planned",
            Self::DigestEdited => "digest-edited",
            Self::DigestClosed => "digest-closed",
            Self::Unproved(unproved) => unproved.code(),
            Self::Saved(saved) => return saved.code.as_deref(),
        })
    }
}

impl From<SavedReason> for KeepReason {
    fn from(saved: SavedReason) -> Self {
        Self::Saved(saved)
    }
}

impl From<KeepReason> for SavedReason {
    fn from(reason: KeepReason) -> Self {
        Self {
            text: reason.to_string(),
            code: reason.code().map(str::to_owned),
        }
    }
}

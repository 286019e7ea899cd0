//! What is decided about a problem or an issue, before it is part of a plan.

use super::reason::{KeepReason, LeftOutReason};
use super::{Change, Kept, LeftOut};
use crate::model::{Issue, IssueNumber, Key, Problem};

/// A decision about a problem or an issue; empty where nothing is to be done.
#[must_use = "a decision counts only once it is added to the plan"]
#[derive(Debug, Default)]
pub(super) struct Decision<'a> {
    /// The changes, in the order in which they are applied.
    pub changes: Vec<Change>,
    /// Issues that stay as they are, and why.
    pub kept: Vec<Kept>,
    /// Problems without an issue and changes that wait, and why.
    pub left_out: Vec<LeftOut>,
    /// Problems that want to be filed.
    pub filings: Vec<Filing<'a>>,
    /// An issue without a usable marker that is taken for the problem's.
    pub claims: Option<IssueNumber>,
    /// Something waits for the next run.
    pub deferred: bool,
}

/// A problem without an issue, and where it is to be filed.
#[derive(Debug)]
pub(super) enum Filing<'a> {
    /// In an issue of its own.
    Issue(Wanted<'a>),
    /// In the digest.
    Digest(DigestCandidate<'a>),
    /// Nowhere yet: the digest counts the runs that saw it.
    Counting(&'a Problem),
}

/// A problem that wants an issue of its own.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'a> {
    /// The problem.
    pub problem: &'a Problem,
    /// An issue that was closed too long ago to be reopened.
    pub cites: Option<IssueNumber>,
}

/// A problem of the digest, and why it has no issue of its own.
#[derive(Debug)]
pub(super) struct DigestCandidate<'a> {
    /// The problem.
    pub problem: &'a Problem,
    /// The reason that it is left out.
    pub reason: LeftOutReason,
}

impl<'a> Decision<'a> {
    /// Nothing is to be done, and nothing to be said.
    pub(super) fn nothing() -> Self {
        Self::default()
    }

    /// These changes are to be made.
    pub(super) fn of(changes: impl IntoIterator<Item = Change>) -> Self {
        Self {
            changes: changes.into_iter().collect(),
            ..Self::default()
        }
    }

    /// An issue stays as it is.
    pub(super) fn keep(key: &Key, issue: &Issue, reason: KeepReason) -> Self {
        Self {
            kept: vec![Kept {
                key: Some(key.clone()),
                number: issue.number,
                title: issue.title.clone(),
                reason,
            }],
            ..Self::default()
        }
    }

    /// A problem gets no issue.
    pub(super) fn leave_out(problem: &Problem, reason: LeftOutReason) -> Self {
        Self {
            left_out: vec![LeftOut {
                key: Some(problem.key.clone()),
                rule: problem.rule.clone(),
                title: problem.title.clone(),
                count: problem.seen.count,
                reason,
            }],
            ..Self::default()
        }
    }

    /// A problem is to be filed.
    pub(super) fn file(filing: Filing<'a>) -> Self {
        Self {
            filings: vec![filing],
            ..Self::default()
        }
    }

    /// Changes are left to a later run.
    pub(super) fn defer(changes: &[Change], reason: LeftOutReason) -> Self {
        let left_out = changes.first().map(|first| LeftOut {
            key: Some(first.key().clone()),
            rule: None,
            title: first.title().to_owned(),
            count: 0,
            reason,
        });
        Self {
            left_out: left_out.into_iter().collect(),
            deferred: true,
            ..Self::default()
        }
    }

    /// This, and then the other.
    pub(super) fn and(mut self, other: Self) -> Self {
        self.changes.extend(other.changes);
        self.kept.extend(other.kept);
        self.left_out.extend(other.left_out);
        self.filings.extend(other.filings);
        self.claims = other.claims.or(self.claims);
        self.deferred |= other.deferred;
        self
    }
}

//! A plan, put together from what is decided for each problem and each issue.

use std::collections::BTreeSet;

use super::{Change, Kept};
use crate::model::{IssueNumber, Key, Problem};
use crate::ownership::Ledger;
use crate::triage::LeftOut;

/// What has been decided so far.
#[derive(Debug, Default)]
pub(super) struct PlanBuilder<'a> {
    /// Changes, in order.
    pub changes: Vec<Change>,
    /// Issues that stay, and why.
    pub kept: Vec<Kept>,
    /// What gets no issue, and why.
    pub left_out: Vec<LeftOut>,
    /// Problems that want an issue of their own.
    pub wanted: Vec<Wanted<'a>>,
    /// Problems that go into the digest, and why.
    pub digest: Vec<(&'a Problem, String)>,
    /// Problems below their thresholds for want of runs: remembered in the digest.
    pub pending: Vec<&'a Problem>,
    /// Something waits for the next run.
    pub deferred: bool,
    /// What issues remember of each other.
    pub ledger: Ledger,
    /// Detached issues that are taken for some problem's.
    pub claimed: BTreeSet<IssueNumber>,
    /// Issues whose problem was present in this run.
    pub touched: BTreeSet<IssueNumber>,
}

/// A problem that wants an issue of its own.
#[derive(Debug)]
pub(super) struct Wanted<'a> {
    /// The problem.
    pub problem: &'a Problem,
    /// An issue that was closed too long ago to be reopened.
    pub cites: Option<IssueNumber>,
}

impl PlanBuilder<'_> {
    /// Notes an issue that stays as it is.
    pub(super) fn keep(
        &mut self,
        key: &Key,
        issue: &crate::model::Issue,
        reason: impl Into<String>,
    ) {
        self.kept.push(Kept {
            key: Some(key.clone()),
            number: issue.number,
            title: issue.title.clone(),
            reason: reason.into(),
        });
    }

    /// Notes a problem that gets no issue.
    pub(super) fn leave_out(&mut self, problem: &Problem, reason: impl Into<String>) {
        self.left_out.push(LeftOut {
            key: Some(problem.key.clone()),
            rule: problem.rule.clone(),
            title: problem.title.clone(),
            count: problem.seen.count,
            reason: reason.into(),
        });
    }
}

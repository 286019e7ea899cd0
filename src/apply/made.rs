//! Issues that others made since the plan was.

use std::collections::BTreeMap;

use super::Applying;
use crate::model::{Issue, IssueNumber, IssueState, Key};
use crate::observe::Trust;
use crate::ownership::Section;
use crate::tracker::recent::{between, recent};
use crate::tracker::{TrackerError, Writer};

/// The problems that have an issue that the plan did not see. Every number up
/// to the last one known has been read by the time that it is known, so that no
/// create of a run overlooks what another made, however far lists lag behind.
#[derive(Debug)]
pub(crate) struct IssuesSincePlan {
    /// The highest number that the plan saw.
    planned: IssueNumber,
    /// The highest number that is known to be taken.
    last: IssueNumber,
    looked: bool,
    tracked: BTreeMap<Key, IssueNumber>,
}

impl IssuesSincePlan {
    /// Nothing is known beyond the last number that a plan saw.
    pub(crate) fn since(planned: IssueNumber) -> Self {
        Self {
            planned,
            last: planned,
            looked: false,
            tracked: BTreeMap::new(),
        }
    }

    /// The highest number that is known to be taken.
    pub(crate) fn last(&self) -> IssueNumber {
        self.last
    }

    /// The issue that tracks a problem by now. The first time, the tracker is
    /// looked through: a plan may be older than it.
    pub(crate) async fn tracking<W: Writer, P>(
        &mut self,
        key: &Key,
        applying: &Applying<'_, W, P>,
    ) -> Result<Option<IssueNumber>, TrackerError> {
        if !self.looked {
            self.look(applying).await?;
            self.looked = true;
        }
        Ok(self.tracked.get(key).copied())
    }

    async fn look<W: Writer, P>(
        &mut self,
        applying: &Applying<'_, W, P>,
    ) -> Result<(), TrackerError> {
        let found = recent(applying.writer, self.planned).await?;
        let lowest = found.issues.iter().map(|issue| issue.number).min();
        self.note(&found.issues, applying.trust);
        self.last = self.last.max(found.last);
        // More was made since than a page holds.
        let is_whole = lowest.is_some_and(|lowest| lowest <= self.planned + 1);
        if !is_whole && found.last > self.planned {
            let listed = applying.writer.labelled(applying.label).await?;
            self.note(&listed, applying.trust);
        }
        Ok(())
    }

    /// Takes a new issue of ours into account, and what was made since the last
    /// look. Returns an older one of the same problem.
    pub(crate) async fn add<W: Writer, P>(
        &mut self,
        key: &Key,
        ours: IssueNumber,
        applying: &Applying<'_, W, P>,
    ) -> Result<Option<IssueNumber>, TrackerError> {
        let others = between(applying.writer, self.last, ours).await?;
        self.note(&others, applying.trust);
        self.last = self.last.max(ours);
        let older = self.tracked.get(key).copied().filter(|other| *other < ours);
        if older.is_none() {
            self.tracked.insert(key.clone(), ours);
        }
        Ok(older)
    }

    fn note(&mut self, issues: &[Issue], trust: &Trust) {
        for issue in issues.iter().filter(|issue| issue.number > self.planned) {
            for key in keys(issue, trust) {
                let number = self.tracked.entry(key).or_insert(issue.number);
                *number = (*number).min(issue.number);
            }
        }
    }
}

/// Whose problems an issue tracks. A twin that was withdrawn tracks nothing.
fn keys(issue: &Issue, trust: &Trust) -> Vec<Key> {
    if !trust.counts(&issue.author) {
        return Vec::new();
    }
    let Ok(Some(section)) = Section::find(&issue.body) else {
        return Section::key_of(&issue.body).into_iter().collect();
    };
    if issue.state == IssueState::Duplicate && section.state.closed.is_some() {
        return Vec::new();
    }
    let mut keys = section.state.aliases;
    keys.push(section.key);
    keys
}

/// Returns whether an issue carries a key.
pub(crate) fn carries(issue: &Issue, key: &Key, trust: &Trust) -> bool {
    keys(issue, trust).contains(key)
}

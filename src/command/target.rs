//! The issue that a command is given on: whose it is, and where the program
//! remembers what is decided about it.

use crate::model::{Issue, IssueNumber, Key};
use crate::observe::{Managed, Observed, Pinned};
use crate::ownership::{Decisions, State};
use crate::tracker::Found;

/// The issue that a command is given on.
#[derive(Debug, Clone, Copy)]
pub enum CommandTarget<'a> {
    /// The program made it.
    Made(&'a Managed),
    /// A person's issue with the program's evidence comment.
    Adopted {
        /// The issue.
        issue: &'a Issue,
        /// With the comments, at least one.
        pinned: &'a Pinned,
    },
    /// A person's issue that has nothing to do with the program.
    Foreign(&'a Issue),
    /// The program made it, and its marker is broken.
    Detached(&'a Issue),
}

impl<'a> CommandTarget<'a> {
    /// Finds it in what was read of one issue; `None`: it is no issue any more.
    pub fn of(observed: &'a Observed, number: IssueNumber) -> Option<Self> {
        if let Some(managed) = observed.managed.iter().find(|m| m.issue.number == number) {
            return Some(Self::Made(managed));
        }
        if let Some(detached) = observed.detached.iter().find(|d| d.issue.number == number) {
            return Some(Self::Detached(&detached.issue));
        }
        let pinned = observed.pinned.get(&number)?;
        match &pinned.found {
            Found::Issue(issue) if pinned.comments.is_empty() => Some(Self::Foreign(issue)),
            Found::Issue(issue) => Some(Self::Adopted { issue, pinned }),
            _ => None,
        }
    }

    /// As read.
    pub fn issue(self) -> &'a Issue {
        match self {
            Self::Made(managed) => &managed.issue,
            Self::Adopted { issue, .. } | Self::Foreign(issue) | Self::Detached(issue) => issue,
        }
    }

    /// The problem that it tracks, and what the program remembers of it. A
    /// person's issue may carry several; the first is meant.
    pub fn tracked(self) -> Option<(&'a Key, &'a State)> {
        match self {
            Self::Made(managed) => Some((&managed.section.key, &managed.live().state)),
            Self::Adopted { pinned, .. } => {
                let (_, section) = pinned.comments.first()?;
                Some((&section.key, &section.state))
            }
            Self::Foreign(_) | Self::Detached(_) => None,
        }
    }

    /// All that was decided about it.
    pub fn decisions(self) -> Decisions {
        let mut all = Decisions::default();
        match self {
            Self::Made(managed) => {
                all.merge(&managed.section.state.decisions);
                all.merge(&managed.live().state.decisions);
            }
            Self::Adopted { pinned, .. } => {
                for (_, section) in &pinned.comments {
                    all.merge(&section.state.decisions);
                }
            }
            Self::Foreign(_) | Self::Detached(_) => {}
        }
        all
    }
}

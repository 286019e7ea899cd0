//! Comment commands: `/bot snooze 7d because …` on an issue.
//!
//! A comment is read once, purely ([`mod@parse`]); who may is asked of the tracker
//! ([`authorize`]); what the commands do is a plan as a sync makes one
//! ([`act`]), applied by the same writer. Nothing in here writes.

pub mod act;
pub mod answer;
pub mod authorize;
mod error;
pub mod explain;
mod markdown;
pub mod parse;
pub mod payload;
pub mod table;
mod target;

use std::time::Duration;

use crate::model::{CommandName, IssueNumber, Priority};

pub use error::{ArgumentError, CommandError, MissingIssue, SyntaxError, UnreadableCommand};
pub use parse::{ParsedCommand, parse};
pub use target::CommandTarget;

/// A comment command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Lists the commands.
    Help,
    /// Explains why the issue exists.
    Explain,
    /// Reads the sources and brings the tracker up to date.
    Sync,
    /// Quiet for a while.
    Snooze {
        /// How long.
        length: Duration,
        /// Why.
        because: Option<String>,
    },
    /// Ends a snooze or a mute.
    Unsnooze,
    /// Quiet for good.
    Mute,
    /// Closes the issue as done.
    Resolve,
    /// Opens the issue.
    Reopen,
    /// Sets the priority; `None` gives the computed one back.
    Priority(Option<Priority>),
    /// Ties another issue to this one.
    Relate {
        /// Which.
        number: IssueNumber,
        /// Why.
        why: Option<String>,
    },
    /// Takes that back, or what rules.yaml says of it.
    Unrelate(IssueNumber),
    /// This problem lives in another issue from now on.
    Merge(IssueNumber),
    /// A problem whose issue is gone gets a new one.
    New(IssueNumber),
}

impl Command {
    /// Returns the command's name.
    pub fn name(&self) -> CommandName {
        match self {
            Self::Help => CommandName::Help,
            Self::Explain => CommandName::Explain,
            Self::Sync => CommandName::Sync,
            Self::Snooze { .. } => CommandName::Snooze,
            Self::Unsnooze => CommandName::Unsnooze,
            Self::Mute => CommandName::Mute,
            Self::Resolve => CommandName::Resolve,
            Self::Reopen => CommandName::Reopen,
            Self::Priority(_) => CommandName::Priority,
            Self::Relate { .. } => CommandName::Relate,
            Self::Unrelate(_) => CommandName::Unrelate,
            Self::Merge(_) => CommandName::Merge,
            Self::New(_) => CommandName::New,
        }
    }
}

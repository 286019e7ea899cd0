//! Why a problem gets no issue of its own, or a change is not made in this run.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::SavedReason;
use crate::model::{IssueNumber, Time};

/// Why a problem gets no issue of its own, or a change is not made in this run.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(from = "SavedReason", into = "SavedReason")]
pub enum LeftOutReason {
    /// No rule takes it, and what no rule takes is only reported.
    #[error("no rule takes it")]
    NoRule,
    /// Its rule only reports.
    #[error("rule {rule} only reports")]
    RuleReports {
        /// The rule.
        rule: String,
    },
    /// rules.yaml suppresses it for a while.
    #[error("suppressed until {}: {because}", until.format("%Y-%m-%d"))]
    Suppressed {
        /// Until when.
        until: Time,
        /// Why, in rules.yaml's words.
        because: String,
    },
    /// Its stage is `observe`.
    #[error("observed only: its stage is `observe`")]
    ObservedOnly,
    /// The issue that rules.yaml names for it could not be read.
    #[error("rules.yaml pins #{number}, which could not be read")]
    PinUnreadable {
        /// The issue's number.
        number: IssueNumber,
    },
    /// What it is to be put on is not an issue.
    #[error("{by} #{number}, which {what}")]
    PinNotAnIssue {
        /// Who says that it is to be put there.
        by: PinnedBy,
        /// The number.
        number: IssueNumber,
        /// What is there, as the end of a sentence.
        what: String,
    },
    /// It was seen too seldom.
    #[error("seen {count} times, filed from {least}")]
    BelowCount {
        /// How often it was seen.
        count: u64,
        /// From how many on it is filed.
        least: u64,
    },
    /// It was never seen often enough at a time.
    #[error("at most {peak} in {}, filed over {over}", humantime::format_duration(*per))]
    BelowRate {
        /// How often it was seen at most.
        peak: u64,
        /// Within how long.
        per: Duration,
        /// Over how many it is filed.
        over: u64,
    },
    /// A fact has too few values.
    #[error("{values} different {fact}, filed from {least}")]
    BelowDistinct {
        /// How many it has.
        values: usize,
        /// Its name.
        fact: String,
        /// From how many on it is filed.
        least: u64,
    },
    /// Too few runs saw it.
    #[error("seen in {runs} of {least} runs")]
    BelowRuns {
        /// How many saw it.
        runs: u32,
        /// From how many on it is filed.
        least: u32,
    },
    /// rules.yaml puts it into the digest.
    #[error("goes to the digest by rules.yaml")]
    DigestByRules,
    /// It had an issue, which is gone.
    #[error(
        "its issue #{number} was deleted, moved or made a discussion: `/bot new #{number}` in a comment on the digest files it again"
    )]
    IssueGone {
        /// The issue's number.
        number: IssueNumber,
    },
    /// Another of its names gets an issue in this run.
    #[error("the issue that another of its names gets in this run is its own too")]
    SameIssue,
    /// The run makes no more issues.
    #[error("over the limit of new issues a run ({limit})")]
    OverRunLimit {
        /// The limit.
        limit: u64,
    },
    /// No more issues are made on this day.
    #[error("over the limit of new issues a day ({limit})")]
    OverDayLimit {
        /// The limit.
        limit: u64,
    },
    /// No more issues may be open.
    #[error("over the limit of open issues ({limit})")]
    OverOpenLimit {
        /// The limit.
        limit: u64,
    },
    /// The run writes no more.
    #[error("over the budget of writes a run ({limit}): left to the next run")]
    OverWrites {
        /// The limit.
        limit: usize,
    },
    /// People are notified no more on this day.
    #[error("over the limit of notifications a day ({limit}): left to a later run")]
    OverNotifications {
        /// The limit.
        limit: usize,
    },
    /// As a plan that was read says it.
    #[error("{}", .0.text)]
    Saved(SavedReason),
}

/// Who says on which issue a problem is to be tracked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PinnedBy {
    /// rules.yaml.
    #[error("rules.yaml pins")]
    Rules,
    /// A person, by command.
    #[error("a command moved its problem to")]
    Command,
}

impl LeftOutReason {
    /// Returns the name of the reason, for programs; `None` where a plan of an
    /// earlier version says none.
    pub fn code(&self) -> Option<&str> {
        Some(match self {
            Self::NoRule => "no-rule",
            Self::RuleReports { .. } => "rule-only-reports",
            Self::Suppressed { .. } => "suppressed",
            Self::ObservedOnly => "observed-only",
            Self::PinUnreadable { .. } => "pin-unreadable",
            Self::PinNotAnIssue { .. } => "pin-not-an-issue",
            Self::BelowCount { .. } => "below-count",
            Self::BelowRate { .. } => "below-rate",
            Self::BelowDistinct { .. } => "below-distinct",
            Self::BelowRuns { .. } => "below-runs",
            Self::DigestByRules => "digest-by-rules",
            Self::IssueGone { .. } => "issue-gone",
            Self::SameIssue => "same-issue",
            Self::OverRunLimit { .. } => "over-run-limit",
            Self::OverDayLimit { .. } => "over-day-limit",
            Self::OverOpenLimit { .. } => "over-open-limit",
            Self::OverWrites { .. } => "over-writes",
            Self::OverNotifications { .. } => "over-notifications",
            Self::Saved(saved) => return saved.code.as_deref(),
        })
    }
}

impl From<SavedReason> for LeftOutReason {
    fn from(saved: SavedReason) -> Self {
        Self::Saved(saved)
    }
}

impl From<LeftOutReason> for SavedReason {
    fn from(reason: LeftOutReason) -> Self {
        Self {
            text: reason.to_string(),
            code: reason.code().map(str::to_owned),
        }
    }
}

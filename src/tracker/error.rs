//! What can go wrong with a tracker, told apart by what the caller does next.

use std::time::Duration;

use thiserror::Error;

/// An error of a tracker. Messages never hold a token.
#[derive(Debug, Error)]
pub enum TrackerError {
    /// 401: no or a bad token.
    #[error(
        "the tracker refused the token ({what}). Set {} to a token with access to {target}",
        variables.join(" or ")
    )]
    Unauthorized {
        /// The tracker's own words.
        what: String,
        /// What was being reached.
        target: String,
        /// Where the token comes from.
        variables: &'static [&'static str],
    },
    /// 403 that is no rate limit; never repeated.
    #[error("not allowed to {action}: {}{}", what.trim_end_matches('.'), scope.as_ref().map(|s| format!(". The token needs {s}")).unwrap_or_default())]
    Forbidden {
        /// What was tried, as a verb phrase.
        action: String,
        /// The tracker's own words.
        what: String,
        /// The permission that is missing, where the tracker names it.
        scope: Option<String>,
    },
    /// 404 on the repository, or the folder is not there.
    #[error("{target} was not found: check the name, and that the token may see it")]
    NotFound {
        /// What was looked for.
        target: String,
    },
    /// Deleted, disabled, archived, locked, or moved.
    #[error("{target} is closed to this: {what}")]
    Closed {
        /// What was tried.
        target: String,
        /// Why.
        what: String,
    },
    /// The tracker understood and refused (422).
    #[error("the tracker refused to {action}: {what}")]
    Invalid {
        /// What was tried, as a verb phrase.
        action: String,
        /// The tracker's own words.
        what: String,
    },
    /// A limit that waiting did not lift within bounds.
    #[error("rate limited; the tracker asks to wait {}", humantime::format_duration(*wait))]
    RateLimited {
        /// What it asks for.
        wait: Duration,
    },
    /// A write was sent and its fate is not known (timeout, reset, 5xx).
    #[error("it is not known whether it took effect: {action} ({what})")]
    OutcomeUnknown {
        /// What was tried, as a verb phrase.
        action: String,
        /// What happened.
        what: String,
    },
    /// A success answer without the new content.
    #[error("the tracker answered success but kept the old content: {action}")]
    NotStored {
        /// What was tried, as a verb phrase.
        action: String,
    },
    /// While a write waited to be repeated, somebody else changed what it
    /// would have replaced; nothing was overwritten.
    #[error("{target} was changed by somebody else meanwhile, and left as it is")]
    Changed {
        /// What would have been edited.
        target: String,
    },
    /// An answer that is not what the interface promises; never taken for "none".
    #[error("an answer that makes no sense from {target}: {what}")]
    Malformed {
        /// What was asked.
        target: String,
        /// What is wrong with it.
        what: String,
    },
    /// No answer at all, after retries where those are safe.
    #[error("{target} could not be reached: {what}")]
    Unreachable {
        /// What was asked.
        target: String,
        /// What happened.
        what: String,
        /// It answered, but only with errors of its own (5xx) or with what
        /// cannot be read.
        answered: bool,
    },
    /// The folder of a `dir:` tracker.
    #[error("{path}: {what}")]
    Folder {
        /// File or folder.
        path: String,
        /// What is wrong.
        what: String,
    },
}

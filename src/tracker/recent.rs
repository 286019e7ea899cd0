//! The newest issues, also those that no list shows yet.
//!
//! GitHub's lists lag behind creates by seconds, single reads do not. So what
//! lists leave out is found by reading on from the highest number that they
//! show.

use super::{Found, Reader, TrackerError};
use crate::model::{Issue, IssueNumber};

/// This many numbers in a row with nothing at them end the reading:
/// discussions take numbers too, and are not found among issues.
pub const MISSES: u32 = 2;

/// At most this many numbers are read at a time.
const MOST: u64 = 200;

/// Issues with high numbers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Recent {
    /// In no particular order; no pull requests.
    pub issues: Vec<Issue>,
    /// The highest number that anything has, pull requests included.
    pub last: IssueNumber,
}

/// Reads the newest issues that lists show, and what lies beyond them.
/// `known` is a number that is known to be taken.
pub async fn recent(reader: &impl Reader, known: IssueNumber) -> Result<Recent, TrackerError> {
    let mut recent = reader.newest().await?;
    recent.last = recent.last.max(known);
    let beyond = beyond(reader, recent.last, MISSES).await?;
    recent.issues.extend(beyond.issues);
    recent.last = recent.last.max(beyond.last);
    Ok(recent)
}

/// Reads on from a number, one by one, until `misses` numbers in a row have
/// nothing at them.
pub async fn beyond(
    reader: &impl Reader,
    last: IssueNumber,
    misses: u32,
) -> Result<Recent, TrackerError> {
    let mut found = Recent {
        issues: Vec::new(),
        last,
    };
    let mut missing = 0;
    for number in last.saturating_add(1)..last.saturating_add(1 + MOST) {
        match reader.issue(number).await? {
            Found::Missing => {
                missing += 1;
                if missing >= misses {
                    break;
                }
                continue;
            }
            Found::Issue(issue) => found.issues.push(issue),
            Found::PullRequest | Found::Gone | Found::Transferred(_) => {}
        }
        missing = 0;
        found.last = number;
    }
    Ok(found)
}

/// Reads every number between two, both left out; of many the highest.
pub async fn between(
    reader: &impl Reader,
    after: IssueNumber,
    before: IssueNumber,
) -> Result<Vec<Issue>, TrackerError> {
    let mut issues = Vec::new();
    let first = after.saturating_add(1).max(before.saturating_sub(MOST));
    for number in first..before {
        if let Found::Issue(issue) = reader.issue(number).await? {
            issues.push(issue);
        }
    }
    Ok(issues)
}

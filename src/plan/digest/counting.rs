//! Problems that lack runs: the digest's state counts those that saw them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::issue_of;
use crate::model::{Key, Problem, Time};
use crate::plan::context::Planning;
use crate::plan::evidence;

/// Where the state of the digest remembers problems that lack runs.
pub(super) const PENDING: &str = "pending";

/// A problem that has been seen, but not in runs enough.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Pending {
    /// Runs in a row that saw it.
    pub runs: u32,
    /// The newest evidence that was counted.
    at: Option<Time>,
    /// Checksum of what was read then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bytes: Option<String>,
    /// When that was written, where it says no time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    written: Option<Time>,
    /// The clock of the run that counted last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    counted: Option<Time>,
}

impl Pending {
    /// With one more run counted, if what it read is newer, or differs and an
    /// hour has passed. The same bytes count once a day, where they are collected
    /// anew.
    fn next(self, read: evidence::EvidenceRead, now: Time) -> Self {
        let newer = match (read.at, self.at) {
            (Some(new), Some(old)) if new != old => new > old,
            _ => {
                let since = self.counted.map(|at| now - at);
                read.counts(self.bytes.as_deref(), self.written, since)
            }
        };
        if newer {
            Self {
                runs: self.runs + 1,
                ..Self::first(read, now)
            }
        } else {
            self
        }
    }

    fn first(read: evidence::EvidenceRead, now: Time) -> Self {
        Self {
            runs: 1,
            at: read.at,
            bytes: Some(read.bytes),
            written: read.written,
            counted: Some(now),
        }
    }
}

/// In how many runs a problem has been seen, this one included.
pub(crate) fn runs_seen(planning: &Planning<'_>, problem: &Problem) -> u32 {
    counted(planning, problem).runs
}

/// Returns the memory of a problem that lacks runs, with this run counted.
pub(super) fn counted(planning: &Planning<'_>, problem: &Problem) -> Pending {
    let read = evidence::reading(planning, problem);
    match pending(planning).remove(&problem.key) {
        Some(known) => known.next(read, planning.now),
        None => Pending::first(read, planning.now),
    }
}

fn pending(planning: &Planning<'_>) -> BTreeMap<Key, Pending> {
    issue_of(planning)
        .and_then(|m| m.section.state.more.get(PENDING))
        .and_then(|value| serde_json::from_value(value.clone()).ok())
        .unwrap_or_default()
}

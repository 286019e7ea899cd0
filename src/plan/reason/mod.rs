//! Why an issue stays as it is, and why a problem gets none: a sentence for
//! people, and a code for programs that stays the same when the sentence gets
//! better.

mod keep;
mod left_out;
#[cfg(test)]
mod tests;
mod unproved;

use serde::{Deserialize, Serialize};

pub use keep::KeepReason;
pub use left_out::{LeftOutReason, PinnedBy};
pub use unproved::{Unproved, UntrackedReason};

/// A reason as a plan is saved and printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedReason {
    /// The sentence.
    #[serde(rename = "reason")]
    pub text: String,
    /// The code. Plans of earlier versions have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

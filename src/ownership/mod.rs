//! What in a tracker is the program's own: markers, managed sections and the
//! state that rides in them.
//!
//! A managed section stands in an issue's body or a comment:
//!
//! ```text
//! <!-- bot:begin v1/main/0123456789abcdef0123 -->
//! …Markdown…
//! <!-- bot:state {"v":1,…} -->
//! <!-- bot:end -->
//! ```
//!
//! Only the lines from begin to end are ever rewritten; the text around them
//! belongs to people and stays byte for byte.

mod decisions;
mod found;
mod ledger;
pub mod marker;
mod section;
mod state;

use crate::model::Key;

pub use decisions::{
    Decided, Decisions, MAX_REASON_BYTES, MAX_RELATED, Relation, Silence, Silenced, StatusDecision,
};
pub use found::{FoundBy, FoundIn};
pub use ledger::{IssueNumbers, Ledger, remember_made, short};
pub use section::{Section, SectionError, closed_as_duplicate, compose, remember, replace};
pub use state::{Closed, MAX_STATE_BYTES, Shown, State, StateError};

/// The key of an instance's digest.
pub fn digest_key(instance: &str) -> Key {
    Key::of(instance, [("digest", "")])
}

/// Text as it is compared and hashed: LF only, no white space at line ends,
/// none at the end. GitHub's web editor turns bodies to CRLF and trims them;
/// that is no edit.
pub fn normalize(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.replace("\r\n", "\n").replace('\r', "\n").split('\n') {
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out.truncate(out.trim_end().len());
    out
}

/// Hash of [`normalize`]d text.
pub fn hash(text: &str) -> String {
    crate::model::key::content_hash(&normalize(text))
}

//! Reading the tracker, and what was read, told apart by whose it is.
//!
//! This is the only reading before a plan: planning sees an [`Observed`] and
//! never the tracker.

mod label_history;
mod observed;
mod read;
mod trust;

pub use observed::{Detached, Managed, Observed, Pinned};
pub(crate) use read::classify;
pub use read::{ObserveError, observe, observe_all, observe_issue};
pub use trust::{AuthorTrust, Closer, Trust};

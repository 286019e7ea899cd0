//! Keeps a tracker's issues true to what analyzers and logs say.
//!
//! The library is there for the program `bot`. Three parts stand by themselves
//! and can be used alone, with the types of [`model`]:
//!
//! - [`ingest`] reads results of analyzers and logs in many formats;
//! - [`cluster`] folds log records that say the same into clusters;
//! - [`redact`] takes secrets and personal data out of text.
//!
//! The other modules are public for the program's own tests and benchmarks, and
//! change as it needs. ARCHITECTURE.md has the map.

#[doc(hidden)]
pub mod apply;
#[doc(hidden)]
pub mod cli;
pub mod cluster;
#[doc(hidden)]
pub mod command;
pub mod ingest;
mod logline;
pub mod model;
#[doc(hidden)]
pub mod observe;
#[doc(hidden)]
pub mod ownership;
#[doc(hidden)]
pub mod plan;
#[doc(hidden)]
pub mod reconcile;
pub mod redact;
#[doc(hidden)]
pub mod render;
#[doc(hidden)]
pub mod report;
#[doc(hidden)]
pub mod rules;
mod signs;
#[cfg(test)]
mod testing;
#[doc(hidden)]
pub mod tracker;
#[doc(hidden)]
pub mod triage;

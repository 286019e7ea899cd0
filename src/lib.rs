//! Keeps a tracker's issues true to what analyzers and logs say.
//!
//! ARCHITECTURE.md has the map; `model` has the words.

pub mod apply;
pub mod cli;
pub mod cluster;
pub mod command;
pub mod ingest;
mod logline;
pub mod model;
pub mod observe;
pub mod ownership;
pub mod plan;
pub mod reconcile;
pub mod redact;
pub mod render;
pub mod report;
pub mod rules;
mod signs;
#[cfg(test)]
mod testing;
pub mod tracker;
pub mod triage;

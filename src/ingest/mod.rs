//! Bytes to records or findings: one file per format, and what stands around
//! them (opening, decompression, decoding, detection, limits).
//!
//! A source is opened ([`open`]), decoded to UTF-8 ([`decode`]), its format
//! found ([`detect`]); then the input is cut into items (lines, stack traces,
//! elements of a JSON array) and a format's reader makes records or findings
//! of them.

mod blocks;
mod cargo;
mod checkout;
mod checkstyle;
mod codeclimate;
mod command;
mod decode;
mod depcruise;
mod detect;
mod draft;
mod elements;
mod error;
mod eslint;
mod few_lines;
pub mod findings;
mod format;
mod gcp;
mod github_alerts;
mod group;
mod identity;
mod importlinter;
mod input;
mod items;
mod jscpd;
mod json;
mod json_log;
mod junit;
mod line_hash;
mod mapped;
mod open;
mod paths;
mod rdjson;
mod reports;
mod results;
mod sarif;
mod scalar;
mod scan;
pub mod score;
mod secrets;
mod sonar;
mod source;
mod spool;
mod strict;
mod subject;
mod tally;
mod test_names;
mod text;
mod time;
mod trace;
mod value;
mod window;
mod xml;

pub use checkout::gone;
pub use error::{Place, ReadError};
pub use format::{Format, UnknownFormat};
pub use input::{Input, InputError};
pub use json::FIELDS as JSON_FIELDS;
pub use source::read;
pub use subject::subject;

use crate::model::{Sink, Time};

/// Bounds on what is read. A breach of the first three makes a source
/// partial, of the others failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Decompressed bytes a source.
    pub bytes: u64,
    /// Records or results a source.
    pub items: u64,
    /// Bytes a record; the rest of it is cut.
    pub record_bytes: usize,
    /// Nesting of JSON or XML.
    pub depth: usize,
    /// Decompressed bytes for each compressed one, past the first megabyte.
    pub ratio: u64,
    /// May sources run commands?
    pub commands: bool,
    /// No input was written later: a time without a year is of the last year
    /// that agrees. A file's own time goes before it.
    pub until: Option<Time>,
    /// Later times cannot be right: they decide nothing, and are said.
    pub latest: Option<Time>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 64 << 30,
            items: 50_000_000,
            record_bytes: 1 << 20,
            depth: 128,
            ratio: 200,
            commands: true,
            until: None,
            latest: None,
        }
    }
}

#[cfg(test)]
mod tests;

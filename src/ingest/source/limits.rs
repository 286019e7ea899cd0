//! Bounds on what is read of a source.

use crate::model::Time;

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

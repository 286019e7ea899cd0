//! Bytes to records or findings.
//!
//! Four shelves and what is made of them, each of which knows only those
//! before it:
//!
//! - [`source`]: bytes from files, standard input and commands, decompressed
//!   and decoded to UTF-8;
//! - [`syntax`]: JSON, XML, scalars and times, which no format has to itself;
//! - [`framing`]: bytes cut into items: lines, stack traces, elements of an array;
//! - [`results`]: what formats share on the way to findings: identity, paths,
//!   counts;
//! - [`mod@format`]: a file or folder for each format, and which one some bytes
//!   are in.
//!
//! [`read()`] puts them together for one source. It gives what it reads to a
//! [`Sink`](crate::model::Sink), in order:
//!
//! ```
//! use issue_gardener::ingest::{Limits, read};
//! use issue_gardener::model::source::Origin;
//! use issue_gardener::model::{RawFinding, Record, Sink, SourceSpec, SourceStatus};
//!
//! /// Keeps the messages of results.
//! #[derive(Default)]
//! struct Messages(Vec<String>);
//!
//! impl Sink for Messages {
//!     fn fork(&self) -> Self {
//!         Self::default()
//!     }
//!     fn record(&mut self, _: &Record<'_>) {}
//!     fn finding(&mut self, finding: RawFinding) {
//!         self.0.push(finding.message);
//!     }
//!     fn join(&mut self, later: Self) {
//!         self.0.extend(later.0);
//!     }
//! }
//!
//! let folder = tempfile::tempdir()?;
//! let file = folder.path().join("checkstyle.xml");
//! let report = r#"<checkstyle version="10"><file name="src/A.java">
//!   <error line="3" severity="error" message="Missing semicolon" source="Semi"/>
//! </file></checkstyle>"#;
//! std::fs::write(&file, report)?;
//!
//! // The format is found by what the file holds.
//! let source = SourceSpec {
//!     name: "style".to_owned(),
//!     from: Origin::Paths(vec![file]),
//!     ..SourceSpec::default()
//! };
//! let mut messages = Messages::default();
//! let report = read(&source, &Limits::default(), &mut messages);
//! assert_eq!(report.status, SourceStatus::Complete);
//! assert_eq!(messages.0, ["Missing semicolon"]);
//! # Ok::<(), std::io::Error>(())
//! ```

mod error;
mod format;
mod framing;
mod read;
mod results;
mod source;
mod syntax;

pub use format::findings;
pub use format::json::FIELDS as JSON_FIELDS;
pub use read::read;
pub use results::identity::checkout::gone;
pub use results::identity::score;
pub use results::identity::subject::subject;
pub use source::input::{Input, InputError};
pub use source::limits::Limits;

#[cfg(test)]
mod tests;

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
//! - [`format`]: a file or folder for each format, and which one some bytes
//!   are in.
//!
//! [`read`] puts them together for one source.

mod error;
mod format;
mod framing;
mod read;
mod results;
mod source;
mod syntax;

pub use error::{InputPosition, ReadError};
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

//! Why a source can't be read, in words for the person who has to mend it.

use std::{fmt, io};

/// A place in a decoded (decompressed, UTF-8) input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct InputPosition {
    /// Bytes before it.
    pub(crate) offset: u64,
    /// From 1.
    pub(crate) line: u64,
}

/// Why an input can't be read: what, where, details, and what may help.
///
/// Printed as `not valid JSON at byte 5120 (line 3): unexpected end. Was the
/// download cut off?`; whoever knows the file's name puts it in front.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReadError {
    what: String,
    at: Option<InputPosition>,
    detail: Option<String>,
    hint: Option<String>,
}

impl ReadError {
    /// An error that only says what is wrong, without a full stop.
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            at: None,
            detail: None,
            hint: None,
        }
    }

    /// Returns the error of an input without a byte.
    pub(crate) fn empty() -> Self {
        Self::new("is empty").hint(
            "An empty file is not a result: a tool that found nothing still writes its report.",
        )
    }

    /// JSON that no parser takes.
    pub(crate) fn json(at: InputPosition, detail: impl Into<String>) -> Self {
        Self::new("not valid JSON").at(at).detail(detail)
    }

    /// JSON that stops in the middle.
    pub(crate) fn json_ends(at: InputPosition) -> Self {
        Self::json(at, "unexpected end").hint("Was the download cut off?")
    }

    /// Adds the position of the error.
    #[must_use]
    pub(crate) fn at(mut self, at: InputPosition) -> Self {
        self.at = Some(at);
        self
    }

    /// Adds what is wrong more exactly.
    #[must_use]
    pub(crate) fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// A whole sentence on what may help.
    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        if let Some(InputPosition { offset, line }) = self.at {
            write!(f, " at byte {offset} (line {line})")?;
        }
        if let Some(detail) = &self.detail {
            write!(f, ": {detail}")?;
        }
        if let Some(hint) = &self.hint {
            write!(f, ". {hint}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ReadError {}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        // Readers below wrap their own errors to pass them through `io::Read`.
        match error.downcast::<Self>() {
            Ok(own) => own,
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                Self::new("the compressed data ends early").hint("Was the download cut off?")
            }
            Err(error) => Self::new(format!("can't be read: {error}")),
        }
    }
}

impl From<ReadError> for io::Error {
    fn from(error: ReadError) -> Self {
        Self::other(error)
    }
}

//! What part of a stack trace a line may be, without a look at its neighbours.

use std::sync::LazyLock;

use super::{exception, frame};
use crate::signs::Signs;

/// The part that a line has in a trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LineKind {
    /// Announces frames: `Traceback (most recent call last):`.
    Header,
    /// Names an exception.
    Exception,
    /// Names a function or a place.
    Frame,
    /// Starts with white space: code, a marker, `... 23 more`.
    Indented,
    /// Starts the cause of the exception before.
    Cause,
    /// Nothing of a trace.
    Other,
}

/// The part that a line may be.
pub(crate) fn kind(line: &str) -> LineKind {
    const HEADERS: &[&str] = &[
        "Traceback (most recent call last)",
        "goroutine ",
        "stack backtrace:",
        "Stack trace:",
    ];
    let text = line.trim_start();
    if HEADERS.iter().any(|header| text.starts_with(header)) {
        LineKind::Header
    } else if exception::starts_cause(line) {
        LineKind::Cause
    } else if exception::beside_frame(line).is_some() && frame::read(line).is_some() {
        // Ruby names the exception in the first frame's line.
        LineKind::Header
    } else if frame::read(line).is_some() || ends_frames(text) {
        LineKind::Frame
    } else if text.len() < line.len() && !text.is_empty() {
        LineKind::Indented
    } else if exception::in_header(line).is_some() {
        LineKind::Exception
    } else {
        LineKind::Other
    }
}

/// Returns whether a line is what Java and PHP write below their frames.
fn ends_frames(text: &str) -> bool {
    (text.starts_with("... ") && text.ends_with(" more")) || text.starts_with("thrown in ")
}

/// True for a frame or a header of Python, which names the exception last.
pub(crate) fn is_python(line: &str) -> bool {
    let text = line.trim_start();
    text.starts_with("File \"") || text.starts_with("Traceback (most recent call last)")
}

/// What lines of a trace hold that do not start with space.
static SIGNS: LazyLock<Signs> = LazyLock::new(|| {
    let signs = [
        "Traceback (",
        "Error",
        "Exception",
        "panic",
        "goroutine ",
        "Stack trace:",
        "Caused by: ",
        "stack backtrace:",
        "created by ",
        ".rb:",
    ];
    Signs::any_of(&signs)
});

/// A quick look: false for a text that is no part of a split trace for sure.
pub(crate) fn may_be_part(text: &str) -> bool {
    let bytes = text.as_bytes();
    match bytes.first() {
        Some(b' ' | b'\t' | b'#') => return true,
        Some(b'a') if text.starts_with("at ") => return true,
        Some(b'f') if text.starts_with("from ") => return true,
        _ => {}
    }
    if memchr::memchr(b'\n', bytes).is_some() {
        let is_part = |line: Option<&str>| line.is_some_and(|line| kind(line) != LineKind::Other);
        return is_part(text.lines().next_back()) || is_part(text.lines().next());
    }
    // Go names a function at the start of a line, its arguments at the end.
    let is_call = || bytes.last() == Some(&b')') && frame::read(text).is_some();
    SIGNS.are_in(text) || is_call()
}

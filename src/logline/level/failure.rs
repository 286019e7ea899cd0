//! Records that are a failure without saying a level: exceptions, crashes.

use super::SplitLine;
use crate::model::Severity;

/// Starts of lines that announce a crash.
const CRASHES: &[&str] = &[
    "Traceback (most recent call last)",
    "panic: ",
    "fatal error: ",
    "Exception in thread ",
    "terminate called ",
    "Unhandled exception",
    "Unhandled rejection",
    "node:internal/",
];

/// The severity of a line that opens a trace or says a crash.
pub(crate) fn of_line(line: &SplitLine<'_>) -> Option<Severity> {
    let message = line.rest();
    let failed = is_crash(message) || is_exception(message);
    failed.then_some(Severity::Error)
}

/// A line with which a runtime announces a crash.
pub(crate) fn is_crash(message: &str) -> bool {
    if !matches!(
        message.as_bytes().first(),
        Some(b'T' | b'p' | b'f' | b'E' | b't' | b'U' | b'n' | b'h')
    ) {
        return false;
    }
    CRASHES.iter().any(|start| message.starts_with(start))
        || message.starts_with("thread '") && message.contains(" panicked at ")
        || message.starts_with("http: panic serving ")
}

/// Bytes of a type's name.
static INSIDE: [bool; 256] = inside();

const fn inside() -> [bool; 256] {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        #[expect(clippy::cast_possible_truncation, reason = "below 256")]
        let b = byte as u8;
        table[byte] = b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'$' | b'\\' | b':');
        byte += 1;
    }
    table
}

/// A line that begins with an exception's type: `pkg.SomeError: message`.
pub(crate) fn is_exception(line: &str) -> bool {
    const ENDINGS: [&[u8]; 5] = [b"Error", b"Exception", b"Throwable", b"Interrupt", b"Exit"];
    let bytes = line.as_bytes();
    if !bytes.first().is_some_and(u8::is_ascii_alphabetic) {
        return false;
    }
    let mut len = 0;
    while let Some(byte) = bytes.get(len)
        && INSIDE[usize::from(*byte)]
    {
        // A name may hold `::`, a single colon ends it.
        len += match (byte, bytes.get(len + 1)) {
            (b':', Some(b':')) => 2,
            (b':', _) => break,
            _ => 1,
        };
    }
    let name = bytes.get(..len).unwrap_or_default();
    if !matches!(name.last(), Some(b'r' | b'n' | b'e' | b't')) {
        return false;
    }
    let ends = match bytes.get(len) {
        None | Some(b':') => true,
        // `SomeError [CODE]: message`, `SomeError (message):`
        Some(b' ') => matches!(bytes.get(len + 1), Some(b'[' | b'(')),
        Some(_) => false,
    };
    ends && ENDINGS.iter().any(|end| name.ends_with(end))
}

//! Records that are a failure without saying a level: exceptions, crashes.

use super::Line;
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
pub(super) fn of_line(line: &Line<'_>) -> Option<Severity> {
    let message = line.rest();
    let failed = is_crash(message) || is_exception(message);
    failed.then_some(Severity::Error)
}

/// A line with which a runtime announces a crash.
pub(crate) fn is_crash(message: &str) -> bool {
    CRASHES.iter().any(|start| message.starts_with(start))
        || message.starts_with("thread '") && message.contains(" panicked at ")
        || message.starts_with("http: panic serving ")
}

/// A line that begins with an exception's type: `pkg.SomeError: message`.
pub(crate) fn is_exception(line: &str) -> bool {
    let is_inside =
        |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'$' | b'\\' | b':');
    let bytes = line.as_bytes();
    let mut len = bytes.iter().take_while(|b| is_inside(b)).count();
    // A name may hold `::`, a single colon ends it.
    if let Some(at) = single_colon(bytes.get(..len).unwrap_or_default()) {
        len = at;
    }
    let name = line.get(..len).unwrap_or_default();
    let ends = match bytes.get(len) {
        None | Some(b':') => true,
        // `SomeError [CODE]: message`, `SomeError (message):`
        Some(b' ') => matches!(bytes.get(len + 1), Some(b'[' | b'(')),
        Some(_) => false,
    };
    let is_type = ["Error", "Exception", "Throwable", "Interrupt", "Exit"]
        .iter()
        .any(|end| name.ends_with(end));
    ends && is_type && name.bytes().next().is_some_and(|b| b.is_ascii_alphabetic())
}

fn single_colon(name: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += memchr::memchr(b':', name.get(at..)?)?;
        if name.get(at + 1) != Some(&b':') {
            return Some(at);
        }
        at += 2;
    }
}

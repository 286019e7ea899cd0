//! A severity that the text itself names.

use std::sync::LazyLock;

use crate::cluster::signs::Signs;
use crate::cluster::trace;
use crate::model::Severity;

/// A level stands near the start of a line.
const LOOK_AT: usize = 96;

/// The severity that a log line names, as frameworks write it: a word in
/// capitals, a word in square brackets, `level=word`, a level of glog, or a
/// stack trace without any.
pub(super) fn in_text(text: &str) -> Option<Severity> {
    let head = text.get(..text.floor_char_boundary(LOOK_AT))?;
    glog(head)
        .or_else(|| first_named(head))
        .or_else(|| is_failure(text).then_some(Severity::Error))
}

/// `E0105 10:00:00.123`
fn glog(head: &str) -> Option<Severity> {
    let bytes = head.as_bytes();
    let date = bytes.get(1..5)?;
    let is_glog = date.iter().all(u8::is_ascii_digit) && bytes.get(5) == Some(&b' ');
    match bytes.first() {
        Some(b'I') if is_glog => Some(Severity::Info),
        Some(b'W') if is_glog => Some(Severity::Warning),
        Some(b'E') if is_glog => Some(Severity::Error),
        Some(b'F') if is_glog => Some(Severity::Critical),
        _ => None,
    }
}

/// Without one of these there is no level in a text: the starts of their names
/// in capitals and in brackets, and the ends of the keys that hold one.
static SIGNS: LazyLock<Signs> = LazyLock::new(|| {
    let signs = [
        "TRACE", "DEBUG", "INFO", "NOTICE", "WARN", "ERR", "CRIT", "FATAL", "SEVERE", "ALERT",
        "EMERG", "PANIC", "[tra", "[deb", "[inf", "[not", "[war", "[err", "[cri", "[fat", "[sev",
        "[ale", "[eme", "[pan", "[Tra", "[Deb", "[Inf", "[Not", "[War", "[Err", "[Cri", "[Fat",
        "level", "lvl", "severity",
    ];
    Signs::any_of(&signs)
});

fn first_named(head: &str) -> Option<Severity> {
    if !SIGNS.are_in(head) {
        return None;
    }
    let bytes = head.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let length = bytes[at..]
            .iter()
            .take_while(|b| b.is_ascii_alphabetic())
            .count();
        if (3..=11).contains(&length)
            && let Some(word) = head.get(at..at + length)
            && is_marked(bytes, at, length)
            && let Some(severity) = named(word)
        {
            return Some(severity);
        }
        at += length.max(1);
    }
    None
}

/// Written as a level is: in capitals on its own, `[word]`, or `level=word`.
fn is_marked(bytes: &[u8], at: usize, length: usize) -> bool {
    let before = at.checked_sub(1).map(|at| bytes[at]);
    let after = bytes.get(at + length).copied();
    let joins = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'/' | b'-');
    if before.is_some_and(joins) || after.is_some_and(|b| b.is_ascii_alphanumeric() || b == b'_') {
        return false;
    }
    let in_capitals = bytes[at..at + length].iter().all(u8::is_ascii_uppercase);
    let in_brackets = before == Some(b'[') && after == Some(b']');
    in_capitals || in_brackets || is_level_value(&bytes[..at])
}

/// True after `level=`, `"severity":"` and the like.
fn is_level_value(before: &[u8]) -> bool {
    let key = before.trim_ascii_end();
    let key = key.strip_suffix(b"\"").unwrap_or(key).trim_ascii_end();
    let Some(key) = key.strip_suffix(b"=").or_else(|| key.strip_suffix(b":")) else {
        return false;
    };
    let key = key.strip_suffix(b"\"").unwrap_or(key);
    [&b"level"[..], b"lvl", b"severity", b"loglevel"]
        .iter()
        .any(|name| key.ends_with(name))
}

/// Only words that nothing but a level is written as.
fn named(word: &str) -> Option<Severity> {
    const LEVELS: &[&str] = &[
        "trace",
        "debug",
        "info",
        "notice",
        "warn",
        "warning",
        "err",
        "error",
        "crit",
        "critical",
        "fatal",
        "severe",
        "alert",
        "emerg",
        "emergency",
        "panic",
    ];
    LEVELS
        .iter()
        .find(|level| level.eq_ignore_ascii_case(word))
        .and_then(|level| Severity::parse(level))
}

/// A stack trace or a crash.
fn is_failure(text: &str) -> bool {
    text.starts_with("Traceback (most recent call last)")
        || text.starts_with("panic: ")
        || text.starts_with("Exception in thread ")
        || text.starts_with("terminate called ")
        || (memchr::memchr(b'\n', text.as_bytes()).is_some() && trace::parse(text).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_read_where_frameworks_write_them() {
        for (text, severity) in [
            (
                "[2025-09-16 00:42:53 +0000] [11] [ERROR] Reason: x",
                Some(Severity::Error),
            ),
            (
                "2026-01-05 10:00:00,123 WARN  [main] c.e.Shop - slow",
                Some(Severity::Warning),
            ),
            ("ERROR: it broke", Some(Severity::Error)),
            ("[warn] disk is nearly full", Some(Severity::Warning)),
            (
                "time=10:00 level=fatal msg=\"gone\"",
                Some(Severity::Critical),
            ),
            (r#"{"severity": "notice", "m": 1}"#, Some(Severity::Notice)),
            (
                "E0105 10:00:00.123456 1 main.go:1] x",
                Some(Severity::Error),
            ),
            (
                "Traceback (most recent call last):\n",
                Some(Severity::Error),
            ),
            (
                "TypeError: x is undefined\n    at charge (/srv/app/pay.js:10:15)",
                Some(Severity::Error),
            ),
            ("two lines\n    at noon", None),
            ("an error of warning level", None),
            ("ERRORS: none, see error_log and x.ERROR", None),
            ("I have 1234 things", None),
            ("", None),
        ] {
            assert_eq!(in_text(text), severity, "{text}");
        }
    }
}

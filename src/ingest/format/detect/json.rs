//! Whether some bytes are JSON, and in which arrangement.

use super::shape::JsonShape;
use super::text;
use crate::ingest::source::decode::HEAD;
use crate::ingest::syntax::scan::Scanner;

/// Is this one JSON value, or several with nothing between, as far as it goes?
pub(crate) fn is_whole_json(bytes: &[u8]) -> bool {
    let mut scan = Scanner::new(bytes, usize::MAX);
    let Ok(value) = scan.value() else {
        // Cut off at the end of the head, or broken.
        return bytes.len() >= HEAD / 2;
    };
    // The scanner takes `[2026-11-25]` for an array.
    serde_json::from_slice::<serde::de::IgnoredAny>(value).is_ok()
        && matches!(scan.peek(), Ok(None | Some(b'{' | b'[')))
}

/// Are its lines entries of a log, in JSON of some logger's own?
pub(crate) fn is_json_log(head: &[u8]) -> bool {
    const MESSAGES: &[&str] = &[
        "msg",
        "message",
        "@m",
        "@mt",
        "short_message",
        "event",
        "log",
    ];
    const OTHERS: &[&str] = &[
        "level",
        "severity",
        "time",
        "ts",
        "timestamp",
        "@timestamp",
        "@t",
        "lvl",
        "PRIORITY",
    ];
    let shape = JsonShape::of(head, "").unwrap_or_default();
    is_json_lines(head) && shape.count(MESSAGES) > 0 && shape.count(OTHERS) > 0
}

/// Is this JSON, whole or broken? A log's line may begin with `[` or `{`.
pub(crate) fn looks_like_json(head: &[u8]) -> bool {
    is_json(head) && (is_whole_json(head.trim_ascii_start()) || !text::is_log(head))
}

/// Does this begin as JSON does?
pub(crate) fn is_json(head: &[u8]) -> bool {
    matches!(head.trim_ascii_start().first(), Some(b'{' | b'['))
}

/// Pointers to the arrays of objects that the document has as members.
pub(crate) fn arrays(head: &[u8]) -> Vec<String> {
    let top = JsonShape::of(head, "").unwrap_or_default();
    let is_array = |value: &str| {
        value
            .strip_prefix('[')
            .is_some_and(|inside| inside.trim_start().starts_with('{'))
    };
    let arrays = top.members.iter().filter(|(_, value)| is_array(value));
    arrays.map(|(key, _)| format!("/{key}")).collect()
}

/// Is each line an object of its own? Told from the first, or, where that is
/// broken, from the second.
pub(crate) fn is_json_lines(head: &[u8]) -> bool {
    let mut lines = head
        .trim_ascii_start()
        .split(|b| *b == b'\n')
        .map(<[u8]>::trim_ascii);
    let (first, second) = (lines.next().unwrap_or_default(), lines.next());
    // A line longer than the head is no part of a document made for reading.
    let endless = second.is_none() && head.len() >= HEAD && first.starts_with(b"{");
    // A document on several lines breaks behind these.
    let opens = first.last().is_some_and(|b| b"{[,:".contains(b));
    endless || is_object(first) || !opens && second.is_some_and(is_object)
}

/// Is this line one JSON object and nothing else?
pub(crate) fn is_object(line: &[u8]) -> bool {
    let mut scan = Scanner::new(line, usize::MAX);
    line.starts_with(b"{") && scan.skip().is_ok() && matches!(scan.peek(), Ok(None))
}

//! How a record of several lines divides: what a logger wrote first, and the
//! trace or the text below.

use super::{carrier, header, level};
use crate::model::record::Layout;

/// How a text of several lines divides; `None` for one line.
pub(crate) fn of(text: &str) -> Option<Layout> {
    let end = memchr::memchr(b'\n', text.as_bytes())?;
    let line = text.get(..end)?;
    let carrier = header::carrier(line);
    let header = header::read_behind(line, carrier);
    let body = header.map_or(carrier.end, |header| header.body);
    let message = line.get(body..).unwrap_or_default();
    let message = message
        .get(level::leading(message).unwrap_or(0)..)
        .unwrap_or_default();
    let starts_trace = header.is_none() || opens_trace(message.trim_start());
    Some(Layout {
        trace: if starts_trace {
            line.len() - message.len()
        } else {
            end + 1
        },
        says: if header.is_some() && says(line, message) {
            end
        } else {
            text.len()
        },
    })
}

/// Is this the trace's own first line?
fn opens_trace(message: &str) -> bool {
    level::is_exception(message) || level::is_crash(message)
}

/// Does a logger's line say what happened, or does the text below it?
fn says(line: &str, message: &str) -> bool {
    let words = message.trim_end();
    let is_open = words.is_empty() || words.ends_with([':', '-', '|']);
    !is_open && !is_category(line, message) && !is_method(line)
}

/// .NET's console writes the logger beside the level, and the message below.
fn is_category(line: &str, message: &str) -> bool {
    let level = line.len() - message.len();
    let is_event = message.ends_with(']') && !message.contains(' ') && message.contains('[');
    level == 6 && is_event
}

/// So does `java.util.logging`, beside the time.
fn is_method(line: &str) -> bool {
    let stamp = header::stamp(line).0;
    let half = stamp.and_then(|stamp| line.get(..carrier::skip_blank(line, stamp.end)));
    half.is_some_and(|half| half.ends_with("AM ") || half.ends_with("PM "))
}

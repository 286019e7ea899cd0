//! How bad a log line says it is.
//!
//! A level stands in the header, or opens the message. Words of a message, of
//! a URL and of settings (`log_level=error`) are none. The forms are those of
//! the loggers in `tests.rs`.

mod failure;
mod letter;
mod phrase;
mod word;

use super::{carrier, head, header, is_prose};
use crate::model::Severity;

pub(crate) use failure::{is_crash, is_exception};
pub(crate) use word::leading;

/// A line, and where its parts are.
#[derive(Debug, Clone, Copy)]
struct SplitLine<'l> {
    text: &'l str,
    /// Where its time ends, or the name that passed it on; 0 without.
    body: usize,
    has_time: bool,
}

impl<'l> SplitLine<'l> {
    fn of(text: &'l str) -> Self {
        if is_prose(text) {
            Self::plain(text)
        } else {
            Self::new(text)
        }
    }

    /// One that is known to have no header.
    fn plain(text: &'l str) -> Self {
        Self {
            text,
            body: 0,
            has_time: false,
        }
    }

    /// One that is no prose.
    fn new(text: &'l str) -> Self {
        let (stamp, body) = header::stamp_in(text);
        Self {
            text,
            body,
            has_time: stamp.is_some(),
        }
    }

    /// The message and what of the header stands behind the time.
    fn rest(&self) -> &'l str {
        let rest = self.text.get(self.body..).unwrap_or_default();
        rest.trim_start_matches([' ', '\t', ':', '-', '|', ']'])
    }
}

/// The severity that the first line of a record's text names, else that of the
/// crash or exception that it opens with.
pub(crate) fn of(text: &str) -> Option<Severity> {
    let first = head(text);
    let may_name = word::may_be_in(first);
    let is_prose = is_prose(first);
    let line = if is_prose {
        SplitLine::plain(first)
    } else {
        SplitLine::new(first)
    };
    if !may_name && is_prose {
        return word::at_start(&line)
            .or_else(|| phrase::opening(&line))
            .or_else(|| failure::of_line(&line));
    }
    let crash = may_name.then(|| phrase::of_crash(line.text)).flatten();
    let own = letter::in_line(&line)
        .or_else(|| word::in_line(&line, may_name))
        .max(crash);
    let failure = || may_name.then(|| phrase::of_failure(line.text)).flatten();
    own.or_else(|| phrase::opening(&line))
        .or_else(failure)
        .or_else(|| carried(&line))
        .or_else(|| below(text, &line))
        .or_else(|| failure::of_line(&line))
}

/// The level that `java.util.logging` writes below the line with the time.
fn below(text: &str, line: &SplitLine<'_>) -> Option<Severity> {
    let next = text.get(line.text.len()..)?.strip_prefix('\n')?;
    let before = line.text.get(..line.body)?;
    let is_stamp = before.ends_with("AM") || before.ends_with("PM");
    is_stamp
        .then(|| word::in_line(&SplitLine::of(head(next)), true))
        .flatten()
}

/// The severity of syslog's priority (RFC 5424, section 6.2.1).
fn carried(line: &SplitLine<'_>) -> Option<Severity> {
    let text = line.text.get(carrier::name(line.text)..)?;
    let (value, _) = carrier::priority(text)?;
    Some(match value & 7 {
        0..=2 => Severity::Critical,
        3 => Severity::Error,
        4 => Severity::Warning,
        5 => Severity::Notice,
        _ => return None,
    })
}

#[cfg(test)]
mod tests;

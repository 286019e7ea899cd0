//! Which lines of a log make one record.
//!
//! A record begins at a line with a header (`logline::header`), and what has
//! none goes on with it: the rest of a message, and the stack trace that the
//! line announces. A trace whose every line has a header (`kubectl logs
//! --timestamps`, CRI, syslog) is one record too: whether such a line goes on
//! is asked of its body. Logs without headers are told apart by the shapes of
//! traces alone (`trace`).

use std::borrow::Cow;

use crate::ingest::framing::trace::{self, TraceState};
use crate::logline::header::{self, LineHeader, Parts};
use crate::logline::stamp::Stamp;
use crate::logline::{ansi, level};
use crate::model::Severity;

/// The relation of a line to the record before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LineVerdict {
    /// It starts another record.
    Starts,
    /// It goes on with the record, without so many bytes of header.
    Continues(usize),
    /// It goes on with the last line, which was written in parts.
    Completes(usize),
    /// It goes on with the record before it, a trace that this one interrupted.
    Resumes(usize),
    /// It may go on with it, as well: a line that does must follow soon.
    Perhaps(usize),
}

/// Lines that may wait for one that goes on with the record for sure.
const MAX_WAITING: usize = 12;

/// Whether further lines of a record's trace have headers, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Carried {
    #[default]
    No,
    /// With a time.
    Plain,
    /// With a level.
    Levelled,
}

/// Lines of a message beyond its first; what follows is more likely other output.
const MAX_PLAIN: u64 = 64;

/// Groups lines into records.
#[derive(Debug, Default)]
pub(crate) struct Grouper {
    state: TraceState,
    /// The record's first line has a header.
    is_headed: bool,
    carried: Carried,
    /// The line before was a part of a longer one.
    is_part: bool,
    /// The record interrupted a trace, of another thread maybe.
    interrupts: bool,
    waiting: usize,
    /// Records of this source that began with a header with a time, and those
    /// that began without any.
    headed: u64,
    bare: u64,
    /// Records that began with a level alone, and other lines, in whatever record:
    /// a level begins many a message of logs without headers.
    levelled: u64,
    others: u64,
    /// Lines of this record without a header that may be part of its message.
    plain: u64,
    /// The time of the line that was given last.
    stamp: Option<Stamp>,
}

impl Grouper {
    /// Lines are given in order, without their ends and the sequences of
    /// terminals, blank ones left out;
    /// `record` is what was made of the lines before.
    pub(crate) fn next(&mut self, line: &str, record: &[u8]) -> LineVerdict {
        let parts = Parts::of(line);
        let carrier = parts.carrier;
        self.stamp = parts.stamp(line);
        let was_part = std::mem::replace(&mut self.is_part, carrier.is_part);
        if was_part && carrier.end > 0 {
            return LineVerdict::Completes(carrier.end);
        }
        let verdict = match parts.header {
            Some(header) => self.headed(line, header, record),
            None => self.bare(line.get(carrier.end..).unwrap_or_default(), record),
        };
        let verdict = match verdict {
            LineVerdict::Continues(0) => LineVerdict::Continues(carrier.end),
            LineVerdict::Perhaps(0) => LineVerdict::Perhaps(carrier.end),
            LineVerdict::Resumes(_) => LineVerdict::Resumes(carrier.end),
            other => other,
        };
        self.waiting = match verdict {
            LineVerdict::Perhaps(_) => self.waiting + 1,
            _ => 0,
        };
        verdict
    }

    /// The time of the line that was given last.
    pub(crate) fn stamp(&self) -> Option<Stamp> {
        self.stamp
    }

    /// May lines still come that go on with the record before this one?
    pub(crate) fn interrupts(&self) -> bool {
        self.interrupts
    }

    /// A line with a header.
    fn headed(&mut self, line: &str, header: LineHeader, record: &[u8]) -> LineVerdict {
        let (skip, has_time) = (header.body, header.has_time);
        // A level behind the time is of the header; its own blank is no indentation.
        let rest = line.get(skip..).unwrap_or_default();
        let level = has_time.then(|| level::leading(rest)).flatten();
        let inner = rest.get(level.unwrap_or(0)..).unwrap_or_default();
        let body = inner.trim_start();
        let indented = body.len() < inner.len();
        let has_level = level.is_some() || !has_time;
        let step = trace::step(self.state, body, indented);
        let (goes_on, next) = (step.goes_on, step.next);
        let is_sure = || {
            // No part of a key may be left alone.
            self.state == TraceState::Pem || step.opens || trace::is_frame(body, indented)
        };
        // The second line of a trace shows whether its lines have headers.
        let is_second = || memchr::memchr(b'\n', record).is_none() && self.is_headed;
        let is_like = || match self.carried {
            Carried::No => !has_level && is_second(),
            Carried::Plain => !has_level,
            Carried::Levelled => has_level,
        };
        if goes_on && (is_sure() || is_like()) {
            self.state = next;
            self.carried = if has_level {
                Carried::Levelled
            } else {
                Carried::Plain
            };
            return LineVerdict::Continues(skip + level.unwrap_or(0));
        }
        if self.is_headed
            && let Some(detail) = postgres(rest, record)
        {
            return LineVerdict::Continues(skip + detail);
        }
        if self.is_headed && !has_time && is_jul(line, record) {
            return LineVerdict::Continues(0);
        }
        if self.state == TraceState::Android
            && line
                .get(..skip)
                .is_some_and(|tag| record.starts_with(tag.as_bytes()))
        {
            return LineVerdict::Continues(skip);
        }
        if has_time {
            self.headed += 1;
        } else {
            self.levelled += 1;
        }
        let in_trace = self.state == TraceState::Frames;
        self.start(body, indented, next);
        self.is_headed = true;
        self.interrupts = in_trace;
        LineVerdict::Starts
    }

    /// A line without.
    fn bare(&mut self, line: &str, record: &[u8]) -> LineVerdict {
        let body = line.trim_start();
        let indented = body.len() < line.len();
        if self.interrupts && trace::is_frame(body, indented) && is_aside(record) {
            return LineVerdict::Resumes(0);
        }
        let step = trace::step(self.state, body, indented);
        let next = step.next;
        if step.goes_on {
            self.state = next;
            return LineVerdict::Continues(0);
        }
        let opens = step.opens || level::is_exception(body) || is_node(body);
        let verdict = if opens {
            self.opener(body, indented, next, record)
        } else {
            self.plain(body, indented, record)
        };
        if verdict == LineVerdict::Starts {
            if opens {
                self.start(body, indented, next);
            } else {
                self.start_plain(next);
            }
            self.is_headed = false;
            self.interrupts = false;
            self.bare += 1 + self.waiting as u64;
        }
        verdict
    }

    /// A line that names an exception, or with which a runtime opens a trace.
    fn opener(
        &mut self,
        body: &str,
        indented: bool,
        next: TraceState,
        record: &[u8],
    ) -> LineVerdict {
        let is_message = self.state == TraceState::Exception
            && !matches!(next, TraceState::Python | TraceState::Pem);
        if is_message {
            return self.waits();
        }
        let is_own = is_last_word(body) && !indented;
        let is_free = matches!(self.state, TraceState::Open);
        if !is_own && self.is_headed && is_free && (indented || announces(record)) {
            self.state = state_behind(body, next);
            let is_sure = next != TraceState::Open || self.has_headers();
            return if is_sure {
                LineVerdict::Continues(0)
            } else {
                LineVerdict::Perhaps(0)
            };
        }
        LineVerdict::Starts
    }

    /// Any other line.
    fn plain(&mut self, body: &str, indented: bool, record: &[u8]) -> LineVerdict {
        self.others += 1;
        match self.state {
            TraceState::NodePlace => {
                self.state = TraceState::NodeSource;
                LineVerdict::Perhaps(0)
            }
            TraceState::PythonEnd if indented || is_detail(body) => LineVerdict::Continues(0),
            TraceState::PythonEnd | TraceState::Frames if self.has_headers() => self.message(body),
            TraceState::Exception | TraceState::PythonEnd => self.waits(),
            _ if self.is_headed && indented => LineVerdict::Continues(0),
            _ if self.is_headed && (self.has_headers() || is_open(record)) => self.message(body),
            _ => LineVerdict::Starts,
        }
    }

    /// Part of a message, if a line that goes on with it follows soon; in logs
    /// with headers it is one anyway.
    fn waits(&mut self) -> LineVerdict {
        if self.has_headers() && self.plain < MAX_PLAIN {
            self.plain += 1;
            return LineVerdict::Continues(0);
        }
        if self.waiting < MAX_WAITING {
            return LineVerdict::Perhaps(0);
        }
        LineVerdict::Starts
    }

    /// Part of a message, unless it says a level of its own, or is one of many.
    fn message(&mut self, body: &str) -> LineVerdict {
        let is_object = body.starts_with("{\"") && body.ends_with('}');
        if is_object || self.plain >= MAX_PLAIN || level::of(body).is_some() {
            return LineVerdict::Starts;
        }
        self.plain += 1;
        LineVerdict::Continues(0)
    }

    /// Does this source write a header before most of its messages? Then what
    /// has none goes on with the record before it.
    fn has_headers(&self) -> bool {
        /// Fewer lines that begin with a level are no habit of a logger.
        const HABIT: u64 = 3;
        let times = self.headed > 0 && 2 * self.headed >= self.bare;
        times || self.levelled >= HABIT && self.levelled >= self.others
    }

    fn start(&mut self, body: &str, indented: bool, next: TraceState) {
        self.state = if is_node(body) && !indented {
            TraceState::NodePlace
        } else {
            state_behind(body, next)
        };
        self.carried = Carried::No;
        self.plain = 0;
    }

    /// As [`Self::start`], with a line that opens nothing.
    fn start_plain(&mut self, next: TraceState) {
        self.state = next;
        self.carried = Carried::No;
        self.plain = 0;
    }
}

/// The state behind a line that opens a trace, or does not.
fn state_behind(body: &str, next: TraceState) -> TraceState {
    match next {
        TraceState::Open | TraceState::Frames if body.starts_with("FATAL EXCEPTION: ") => {
            TraceState::Android
        }
        TraceState::Open if level::is_exception(body) => TraceState::Exception,
        next => next,
    }
}

fn is_node(body: &str) -> bool {
    trace::is_node_place(body)
}

/// A runtime's last words: nobody announces them.
fn is_last_word(body: &str) -> bool {
    const STARTS: &[&str] = &[
        "panic: ",
        "fatal error: ",
        "thread '",
        "Exception in thread ",
        "Unhandled exception",
        "terminate called ",
        "==",
    ];
    STARTS.iter().any(|start| body.starts_with(start)) || is_node(body)
}

/// Does the record's line announce a trace? One of a level that a failure has
/// does, and one that speaks of a failure.
fn announces(record: &[u8]) -> bool {
    const WORDS: &[&str] = &[
        "exception",
        "error",
        "fail",
        "traceback",
        "unhandled",
        "uncaught",
        "unexpected",
    ];
    let line = record.split(|b| *b == b'\n').next().unwrap_or_default();
    let line = String::from_utf8_lossy(line);
    let line: Cow<'_, str> = ansi::strip(&line);
    level::of(&line).is_some_and(|level| level >= Severity::Warning) || {
        let line = line.to_lowercase();
        WORDS.iter().any(|word| line.contains(word))
    }
}

/// Does the record's line say that something follows?
fn is_open(record: &[u8]) -> bool {
    let line = record.split(|b| *b == b'\n').next().unwrap_or_default();
    line.trim_ascii_end().ends_with(b":")
}

/// Is this one line, which has nothing to do with the trace around it?
fn is_aside(record: &[u8]) -> bool {
    memchr::memchr(b'\n', record).is_none() && !announces(record)
}

/// Returns whether a line is what databases write below a message.
fn is_detail(body: &str) -> bool {
    const STARTS: &[&str] = &["[", "(", "DETAIL:", "HINT:", "CONTEXT:", "LINE ", "^"];
    STARTS.iter().any(|start| body.starts_with(start))
}

/// Returns where the detail starts that Postgres logs on a line of its own, of
/// the same process as the record.
fn postgres(rest: &str, record: &[u8]) -> Option<usize> {
    const WORDS: &[&str] = &[
        "DETAIL:  ",
        "HINT:  ",
        "STATEMENT:  ",
        "CONTEXT:  ",
        "QUERY:  ",
        "LOCATION:  ",
    ];
    /// What stands before it: process, user and database.
    const LONGEST: usize = 80;
    let head = rest.get(..rest.floor_char_boundary(LONGEST))?;
    if !head.contains(":  ") {
        return None;
    }
    let at = WORDS.iter().find_map(|word| head.find(word))?;
    let of = head.get(..at)?.trim();
    let line = record.split(|b| *b == b'\n').next()?;
    memchr::memmem::find(line, of.as_bytes()).map(|_| at)
}

/// `java.util.logging` writes its level and message below the line with the
/// time, the class and the method.
fn is_jul(line: &str, record: &[u8]) -> bool {
    const LEVELS: &[&str] = &[
        "SEVERE: ",
        "WARNING: ",
        "INFO: ",
        "CONFIG: ",
        "FINE: ",
        "FINER: ",
        "FINEST: ",
    ];
    let is_stamp = || {
        let line = std::str::from_utf8(record).ok()?;
        let stamp = header::read(line)?.stamp?;
        let half = line.get(..stamp.end)?;
        (half.ends_with("AM") || half.ends_with("PM")).then_some(())
    };
    LEVELS.iter().any(|level| line.starts_with(level))
        && memchr::memchr(b'\n', record).is_none()
        && is_stamp().is_some()
}

#[cfg(test)]
mod tests;

//! Stack traces: one record's text to what identifies the failure.
//!
//! Python, Java and its relatives, Node, .NET, Go, Rust, Ruby, PHP, and native
//! code as gdb and the sanitizers print it. A trace is identified by exception
//! type and top in-app frames, without line numbers, arguments and messages,
//! so that neither a deployment nor a value makes a new problem.

mod exception;
mod frame;
mod line;
mod origin;

use std::borrow::Cow;

use exception::Exception;
use frame::{Frame, TraceLine};
pub(crate) use line::{LineKind, is_python, kind, may_be_part};

/// So many in-app frames, from where it was raised, tell failures apart.
const FRAMES: usize = 3;

/// The name of a trace that names no exception.
const UNNAMED: &str = "trace";

/// At most this many lines of one trace are looked at.
const MAX_LINES: usize = 2000;

/// The identity of a failure with a stack trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trace<'t> {
    /// Type of the exception that surfaced, `panic` where the language has none.
    pub(crate) exception: &'t str,
    /// Its message.
    pub(crate) message: &'t str,
    /// Type of the exception that caused it, if another.
    root: Option<&'t str>,
    /// Top in-app frames of what surfaced, innermost first, then the root's.
    frames: Vec<Frame<'t>>,
}

/// True where a look for a trace is worth its time.
pub(crate) fn may_be(message: &str) -> bool {
    memchr::memchr2(b'\n', b'\\', message.as_bytes()).is_some()
}

/// The lines of a message; some loggers write line breaks as `\n`.
pub(crate) fn unescaped(message: &str) -> Cow<'_, str> {
    if !message.contains('\n') && message.contains("\\n") {
        return Cow::Owned(message.replace("\\n", "\n").replace("\\t", "\t"));
    }
    Cow::Borrowed(message)
}

/// Reads a message as a stack trace; `None` where it is none.
pub(crate) fn parse(message: &str) -> Option<Trace<'_>> {
    let sections = sections(message);
    let surfaced_last = message.contains("Traceback (most recent call last)");
    let mut sections: Vec<TraceSection<'_>> = sections
        .into_iter()
        .filter(|s| s.exception.is_some() || !s.frames.is_empty())
        .collect();
    if surfaced_last {
        sections.reverse();
        for section in &mut sections {
            section.frames.reverse();
        }
    }
    let surfaced = sections.first()?;
    let root = sections.get(1..).and_then(<[_]>::last);
    let frame_count: usize = sections.iter().map(|s| s.frames.len()).sum();
    let exception = surfaced.exception;
    if frame_count == 0 || (frame_count == 1 && exception.is_none()) {
        return None;
    }
    let mut frames = origin::top_in_app(&surfaced.frames, FRAMES);
    frames.extend(root.iter().flat_map(|r| origin::top_in_app(&r.frames, 1)));
    let exception = exception.unwrap_or(Exception {
        name: UNNAMED,
        message: "",
    });
    Some(Trace {
        exception: exception.name,
        message: exception.message,
        root: root
            .and_then(|r| r.exception)
            .map(|e| e.name)
            .filter(|name| *name != exception.name),
        frames,
    })
}

/// One exception of a chain and its frames, in the order written.
#[derive(Debug, Default)]
struct TraceSection<'t> {
    exception: Option<Exception<'t>>,
    frames: Vec<Frame<'t>>,
}

fn sections(message: &str) -> Vec<TraceSection<'_>> {
    let mut reader = TraceReader::default();
    for line in message.lines().take(MAX_LINES) {
        reader.line(line);
    }
    reader.done.push(reader.current);
    reader.done.extend(reader.inner.into_iter().rev());
    reader.done
}

#[derive(Debug, Default)]
struct TraceReader<'t> {
    done: Vec<TraceSection<'t>>,
    current: TraceSection<'t>,
    /// .NET's inner exceptions, the innermost first: their frames come before
    /// those of the exception that was named before them.
    inner: Vec<TraceSection<'t>>,
    /// Python writes the exception after its frames.
    exception_last: bool,
    /// A function that waits for its file.
    function: Option<&'t str>,
}

impl<'t> TraceReader<'t> {
    fn line(&mut self, line: &'t str) {
        match frame::read(line) {
            Some(TraceLine::Frame(frame)) => {
                if self.current.exception.is_none() && self.current.frames.is_empty() {
                    self.current.exception = exception::beside_frame(line);
                }
                self.current.frames.push(frame);
            }
            Some(TraceLine::Function(function)) => {
                self.current.frames.push(Frame { function, file: "" });
                self.function = Some(function);
                return;
            }
            Some(TraceLine::File(file)) => self.file(file),
            None => self.other(line),
        }
        self.function = None;
    }

    fn file(&mut self, file: &'t str) {
        match (self.function, self.current.frames.last_mut()) {
            (Some(_), Some(last)) => last.file = file,
            _ => self.current.frames.push(Frame { function: "", file }),
        }
    }

    fn other(&mut self, line: &'t str) {
        if line
            .trim_start()
            .starts_with("Traceback (most recent call last)")
        {
            self.next_section();
            self.exception_last = true;
            return;
        }
        if self.exception_last {
            let ends = !self.current.frames.is_empty()
                && self.current.exception.is_none()
                && !line.starts_with([' ', '\t']);
            if ends {
                self.current.exception = exception::after_frames(line);
            }
            return;
        }
        if line.trim_start().starts_with("--- End of inner exception") {
            let inner = std::mem::replace(&mut self.current, self.done.pop().unwrap_or_default());
            self.inner.push(inner);
            return;
        }
        if exception::starts_cause(line) {
            self.next_section();
        }
        if self.current.exception.is_none() && self.current.frames.is_empty() {
            self.current.exception = exception::in_header(line);
        }
    }

    fn next_section(&mut self) {
        let section = std::mem::take(&mut self.current);
        if section.exception.is_some() || !section.frames.is_empty() {
            self.done.push(section);
        }
    }
}

impl Trace<'_> {
    /// Returns what is hashed: types and frames.
    pub(crate) fn identity(&self) -> String {
        let mut out = String::from(self.exception);
        if let Some(part) = self.root {
            out.push_str(" from ");
            out.push_str(part);
        }
        for frame in &self.frames {
            out.push_str("\n at ");
            out.push_str(&origin::name(frame));
        }
        out
    }

    /// Returns whether it names an exception.
    pub(crate) fn is_named(&self) -> bool {
        self.exception != UNNAMED
    }

    /// Returns whether it was raised outside of any function, in the code that
    /// a file runs when it is loaded: then the place says little.
    pub(crate) fn is_top_level(&self) -> bool {
        const NAMES: &[&str] = &[
            "",
            "<module>",
            "<main>",
            "{main}",
            "<anonymous>",
            "Object.<anonymous>",
            "<top (required)>",
        ];
        let first = self.frames.first();
        first.is_some_and(|frame| NAMES.contains(&frame.function))
    }

    /// Returns where it was raised, for people: `initialize (app/smd.py)`.
    pub(crate) fn raised_in(&self) -> Option<String> {
        self.frames.first().map(origin::name)
    }
}

#[cfg(test)]
mod tests;

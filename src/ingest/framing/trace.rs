//! Which lines belong to one stack trace, or to one private key: a line of a
//! key alone says not what it is, and could not be redacted.
//!
//! The shapes are those the runtimes print: Python, the JVM, Go, Node, Rust,
//! .NET, C and C++ (sanitizers, `terminate called`), Ruby, PHP. A frame
//! belongs to the line before it, whatever that says; a runtime's own opening
//! line starts a record. Source text between Python's frames, Go's calls and
//! Rust's message look like any other line, so this is a small automaton. It
//! knows nothing of headers (`group`).

use std::sync::LazyLock;

use crate::signs::Signs;

/// The state of a trace after the lines read so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum TraceState {
    /// Not in a trace.
    #[default]
    Open,
    /// Behind a frame that speaks for itself.
    Frames,
    /// Behind the line that names an exception, whose message may go on.
    Exception,
    /// Between Python's header and its last line.
    Python,
    /// Behind Python's last line.
    PythonEnd,
    /// Behind the sentence that chains two Python traces.
    PythonChain,
    /// After Go's `panic:`.
    Go,
    /// Before the message that follows Rust's `panicked at`.
    RustMessage,
    /// Behind that message.
    Rust,
    /// In the properties that Node prints behind the last frame.
    NodeProperties,
    /// Behind the place of an uncaught exception, which Node prints first:
    /// before the line of source, and before the marker below it.
    NodePlace,
    NodeSource,
    /// In a group of exceptions of Python, whose lines have a gutter.
    Group,
    /// In the report that Android logs of a crash, each line with its tag.
    Android,
    /// In the report of a sanitizer.
    Sanitizer,
    /// Behind the first line of a private key.
    Pem,
}

/// The relation of a line to the trace before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TraceStep {
    /// It goes on with the record that the lines before it made.
    pub(crate) goes_on: bool,
    /// It opens a trace.
    pub(crate) opens: bool,
    /// The state behind it.
    pub(crate) next: TraceState,
}

/// Goes behind one line.
pub(crate) fn step(state: TraceState, body: &str, indented: bool) -> TraceStep {
    let opening = opening(body);
    let (goes_on, next) = step_to(state, opening, body, indented);
    TraceStep {
        goes_on,
        opens: opening.is_some(),
        next,
    }
}

fn step_to(
    state: TraceState,
    opening: Option<TraceState>,
    body: &str,
    indented: bool,
) -> (bool, TraceState) {
    if state == TraceState::Group && body.starts_with(['|', '+']) {
        return (true, TraceState::Group);
    }
    if let Some(next) = opening {
        let is_python = matches!(next, TraceState::Python | TraceState::Group);
        let chained = is_python && (state == TraceState::PythonChain || indented);
        // Of panics in a row, Go indents those that the first one led to.
        return (chained || (state == TraceState::Go && indented), next);
    }
    match state {
        TraceState::Python if indented => (true, TraceState::Python),
        TraceState::Python => (true, TraceState::PythonEnd),
        TraceState::PythonEnd if chains_python(body) => (true, TraceState::PythonChain),
        TraceState::Go if indented || is_go(body) => (true, TraceState::Go),
        TraceState::RustMessage => (true, TraceState::Rust),
        TraceState::Rust if indented || is_rust(body) => (true, TraceState::Rust),
        TraceState::NodeProperties if indented => (true, state),
        TraceState::NodeProperties if body == "}" => (true, TraceState::Frames),
        TraceState::NodeSource if body.trim_end().bytes().all(|b| b == b'^') => {
            (true, TraceState::Exception)
        }
        TraceState::Frames | TraceState::Exception if body.starts_with("Node.js v") => {
            (true, TraceState::Open)
        }
        TraceState::Sanitizer if body.starts_with("SUMMARY: ") => (true, TraceState::Open),
        TraceState::Sanitizer
            if indented || body.starts_with("Direct leak") || body.starts_with("Indirect leak") =>
        {
            (true, TraceState::Sanitizer)
        }
        TraceState::Pem if body.contains("-----END ") => (true, TraceState::Open),
        TraceState::Pem if is_pem(body) => (true, TraceState::Pem),
        _ if is_frame(body, indented) => {
            let properties = body.starts_with("at ") && body.ends_with('{');
            let next = match state {
                TraceState::Sanitizer => state,
                _ if properties => TraceState::NodeProperties,
                _ => TraceState::Frames,
            };
            (true, next)
        }
        _ => (false, TraceState::Open),
    }
}

const PYTHON: &str = "Traceback (most recent call last):";
const BEGIN: &str = "-----BEGIN ";

/// Signs that are looked for in every line, made ready once.
static SIGNS: LazyLock<Signs> = LazyLock::new(|| Signs::any_of(&[PYTHON, BEGIN]));

/// A line with which a runtime starts a trace, and what follows it.
pub(crate) fn opening(body: &str) -> Option<TraceState> {
    let has_sign = SIGNS.are_in(body);
    if has_sign && body.contains(PYTHON) {
        let is_group = body.starts_with("+ Exception Group ");
        return Some(if is_group {
            TraceState::Group
        } else {
            TraceState::Python
        });
    }
    let crash = crash(body);
    if crash.is_some() || !has_sign {
        return crash;
    }
    let is_key = body.contains(BEGIN) && body.contains("PRIVATE KEY");
    (is_key && !body.contains("-----END ")).then_some(TraceState::Pem)
}

/// As [`opening`], of a runtime that says it in its first word.
fn crash(body: &str) -> Option<TraceState> {
    match body.as_bytes().first()? {
        b'=' | b'W' => {
            let is_report = body.starts_with("==") && body.contains("Sanitizer: ")
                || body.starts_with("WARNING: ThreadSanitizer: ");
            is_report.then_some(TraceState::Sanitizer)
        }
        b'p' | b'f' | b'h' => ["panic: ", "fatal error: ", "http: panic serving "]
            .iter()
            .any(|start| body.starts_with(start))
            .then_some(TraceState::Go),
        b't' if body.starts_with("thread '") && body.contains(" panicked at ") => {
            // Until 1.72 the message stood in the header, in quotes.
            let old = body.contains(" panicked at '");
            Some(if old {
                TraceState::Rust
            } else {
                TraceState::RustMessage
            })
        }
        _ => None,
    }
}

/// A line of a private key: base64, or a header (RFC 1421); what a log puts
/// before each line stands before it here too.
fn is_pem(body: &str) -> bool {
    let is_base64 = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=');
    let last = body.rsplit([' ', '\t']).next().unwrap_or(body);
    let is_line = last.len() >= 16 || last == body;
    (is_line && last.bytes().all(is_base64))
        || body.starts_with("Proc-Type:")
        || body.starts_with("DEK-Info:")
}

fn chains_python(body: &str) -> bool {
    body.starts_with("During handling of the above exception")
        || body.starts_with("The above exception was the direct cause")
}

fn is_go(body: &str) -> bool {
    let call = |body: &str| {
        body.ends_with(')')
            && body
                .split_once('(')
                .is_some_and(|(name, _)| !name.is_empty() && !name.contains(' '))
    };
    [
        "goroutine ",
        "[signal ",
        "created by ",
        "exit status ",
        "runtime stack:",
    ]
    .iter()
    .any(|start| body.starts_with(start))
        || call(body)
}

fn is_rust(body: &str) -> bool {
    body.starts_with("stack backtrace:") || body.starts_with("note: ")
}

/// The place that Node prints before the message of an uncaught exception:
/// `/app/pay.js:12`, `node:internal/modules/cjs/loader:1228`.
pub(crate) fn is_node_place(body: &str) -> bool {
    let bytes = body.as_bytes();
    let digits = bytes
        .iter()
        .rev()
        .take_while(|b| b.is_ascii_digit())
        .count();
    let colon = bytes.len() - digits;
    if digits == 0 || colon == 0 || bytes.get(colon - 1) != Some(&b':') {
        return false;
    }
    let path = body.get(..colon - 1).unwrap_or_default();
    let is_path = path.starts_with("node:")
        || path.contains(['/', '\\'])
            && [".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".jsx", ".tsx"]
                .iter()
                .any(|end| path.ends_with(end));
    is_path && !path.contains(' ')
}

/// A line that goes on with a trace by itself.
pub(crate) fn is_frame(body: &str, indented: bool) -> bool {
    const ANYWHERE: &[&str] = &[
        "Caused by: ",
        "Wrapped by: ",
        "Stack trace:",
        "stack backtrace:",
        "[stacktrace]",
        "--- End of ",
        "note: run with `RUST_BACKTRACE",
    ];
    const INDENTED: &[&str] = &[
        "at ",
        "File \"",
        "Suppressed: ",
        "what():",
        "---> ",
        "thrown in ",
        "[Previous line repeated",
    ];
    // Most lines are none, which their first byte says.
    let may_be = match body.as_bytes().first() {
        Some(b'C' | b'W' | b'S' | b's' | b'[' | b'-' | b'n' | b'#' | b'0'..=b'9') => true,
        Some(b'a' | b'F' | b'w' | b't' | b'f' | b'.') => indented,
        _ => false,
    };
    if !may_be {
        return false;
    }
    let starts = |list: &[&str]| list.iter().any(|start| body.starts_with(start));
    if starts(ANYWHERE) || is_numbered(body, indented) {
        return true;
    }
    indented && (starts(INDENTED) || is_ruby(body) || is_omission(body))
}

/// `#0 0x55… in main a.c:3`, ` 0# main`, `   0: core::panicking`, PHP's `#1 {main}`.
fn is_numbered(body: &str, indented: bool) -> bool {
    let rest = body.strip_prefix('#').unwrap_or(body);
    let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    if after.len() == rest.len() {
        return false;
    }
    if rest.len() < body.len() {
        return after.starts_with(' ') && (indented || after.contains('(') || after.contains('{'));
    }
    indented && (after.starts_with(": ") || after.starts_with("# "))
}

fn is_ruby(body: &str) -> bool {
    body.starts_with("from ") && body.contains(":in ")
}

fn is_omission(body: &str) -> bool {
    body.starts_with("... ") && (body.ends_with(" more") || body.contains(" frames "))
}

/// Is this text, of several lines, a stack trace?
pub(crate) fn is_trace<'l>(lines: impl IntoIterator<Item = &'l str>) -> bool {
    let mut frames = 0;
    for line in lines {
        let body = line.trim_start();
        if opening(body).is_some() {
            return true;
        }
        frames += u32::from(is_frame(body, body.len() < line.len()));
    }
    frames >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_frame_alone_is_no_trace() {
        assert!(is_trace(["Traceback (most recent call last):"]));
        assert!(is_trace(["x", "  at a", "  at b"]));
        assert!(!is_trace(["sanitized from 'a", "' to 'a'"]));
    }
}

//! Which lines belong to one stack trace, or to one private key: a line of a
//! key alone says not what it is, and could not be redacted.
//!
//! The shapes are those the runtimes print: Python, the JVM, Go, Node, Rust,
//! .NET, C and C++ (sanitizers, `terminate called`), Ruby, PHP. A frame
//! belongs to the line before it, whatever that says; a runtime's own opening
//! line starts a record. Source text between Python's frames, Go's calls and
//! Rust's message look like any other line, so this is a small automaton.

use std::sync::LazyLock;

use memchr::memmem::Finder;

/// What the lines before say of the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum State {
    /// Not in a trace, or in one whose lines speak for themselves.
    #[default]
    Open,
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
    /// Behind the first line of a private key.
    Pem,
}

/// Groups lines into records.
#[derive(Debug, Default)]
pub(super) struct Grouper {
    state: State,
}

impl Grouper {
    /// Does this line go on with the record that the lines before it made?
    /// Lines are given in order, without their ends, blank ones left out.
    pub(super) fn continues(&mut self, line: &str) -> bool {
        let line = without_time(line);
        let body = line.trim_start();
        let indented = body.len() < line.len();
        let (goes_on, next) = step(self.state, body, indented);
        self.state = next;
        goes_on
    }
}

/// The line without the time that `kubectl logs --timestamps`, and others that
/// pass lines on, put before each.
fn without_time(line: &str) -> &str {
    let bytes = line.as_bytes();
    let is_time = bytes.get(4) == Some(&b'-')
        && bytes.get(10) == Some(&b'T')
        && bytes.iter().take(4).all(u8::is_ascii_digit);
    if !is_time {
        return line;
    }
    line.split_once(' ').map_or(line, |(_, rest)| rest)
}

fn step(state: State, body: &str, indented: bool) -> (bool, State) {
    if let Some(next) = opening(body) {
        let chained = next == State::Python && (state == State::PythonChain || indented);
        // Of panics in a row, Go indents those that the first one led to.
        return (chained || (state == State::Go && indented), next);
    }
    match state {
        State::Python if indented => (true, State::Python),
        State::Python => (true, State::PythonEnd),
        State::PythonEnd if chains_python(body) => (true, State::PythonChain),
        State::Go if indented || is_go(body) => (true, State::Go),
        State::RustMessage => (true, State::Rust),
        State::Rust if indented || is_rust(body) => (true, State::Rust),
        State::NodeProperties if indented => (true, state),
        State::NodeProperties if body == "}" => (true, State::Open),
        State::Pem if body.contains("-----END ") => (true, State::Open),
        State::Pem if is_pem(body) => (true, State::Pem),
        _ if is_frame(body, indented) => {
            let properties = body.starts_with("at ") && body.ends_with('{');
            let next = if properties {
                State::NodeProperties
            } else {
                State::Open
            };
            (true, next)
        }
        _ => (false, State::Open),
    }
}

/// Signs that are looked for in every line, made ready once.
static PYTHON: LazyLock<Finder<'static>> =
    LazyLock::new(|| Finder::new("Traceback (most recent call last):"));
static BEGIN: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("-----BEGIN "));

/// A line with which a runtime starts a trace, and what follows it.
fn opening(body: &str) -> Option<State> {
    let has = |sign: &Finder<'_>| sign.find(body.as_bytes()).is_some();
    if has(&PYTHON) {
        return Some(State::Python);
    }
    if body.starts_with("panic: ") || body.starts_with("fatal error: ") {
        return Some(State::Go);
    }
    if body.starts_with("thread '") && body.contains(" panicked at ") {
        // Until 1.72 the message stood in the header, in quotes.
        let old = body.contains(" panicked at '");
        return Some(if old { State::Rust } else { State::RustMessage });
    }
    let is_key = has(&BEGIN) && body.contains("PRIVATE KEY");
    (is_key && !body.contains("-----END ")).then_some(State::Pem)
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

/// A line that goes on with a trace by itself.
fn is_frame(body: &str, indented: bool) -> bool {
    const ANYWHERE: &[&str] = &[
        "Caused by: ",
        "Stack trace:",
        "stack backtrace:",
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
pub(super) fn is_trace<'l>(lines: impl IntoIterator<Item = &'l str>) -> bool {
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

    /// Lines of each record, as numbers of lines.
    fn groups(text: &str) -> Vec<usize> {
        let mut grouper = Grouper::default();
        let mut out: Vec<usize> = Vec::new();
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let goes_on = grouper.continues(line);
            match out.last_mut().filter(|_| goes_on) {
                Some(last) => *last += 1,
                None => out.push(1),
            }
        }
        out
    }

    #[test]
    fn python() {
        let text = "INFO start\nTraceback (most recent call last):\n  File \"a.py\", line 1, in f\n    g()\n    ^^^\nKeyError: 'x'\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File \"a.py\", line 2, in g\nValueError: y\nINFO next\nINFO next";
        assert_eq!(groups(text), [1, 9, 1, 1]);
    }

    #[test]
    fn private_keys() {
        let line = "x1".repeat(32);
        let text = format!(
            "INFO read\nINFO -----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n{line}\nINFO {line}\nQw==\n-----END EC PRIVATE KEY-----\nINFO next\n-----BEGIN PRIVATE KEY-----\n{line}\nINFO cut off\n-----BEGIN PUBLIC KEY-----\n{line}"
        );
        assert_eq!(groups(&text), [1, 6, 1, 2, 1, 1, 1]);
    }

    #[test]
    fn jvm_and_dotnet() {
        let text = "ERROR boom java.lang.A: b\n\tat a.B.c(B.java:1)\n\t... 3 more\nCaused by: java.lang.C\n\tat d\nINFO next\nUnhandled exception. System.X: y\n ---> System.Z: w\n   at A.B() in a.cs:line 1\n   --- End of inner exception stack trace ---\ninfo: next";
        assert_eq!(groups(text), [5, 1, 4, 1]);
    }

    #[test]
    fn go_and_rust() {
        let text = "panic: boom\n\ngoroutine 1 [running]:\nmain.(*T).f(0xc000, 0x1)\n\t/a/b.go:3 +0x1d\ncreated by main.g\n\t/a/b.go:9\nexit status 2\n2025/09/15 listening on :80\nthread 'main' panicked at src/main.rs:2:5:\nindex out of bounds\nnote: run with `RUST_BACKTRACE=1`\nnext";
        assert_eq!(groups(text), [7, 1, 3, 1]);
    }

    #[test]
    fn node_ruby_php_and_cpp() {
        let text = "TypeError: x is not a function\n    at f (a.js:1:2) {\n  code: 'E',\n}\nnext\na.rb:1:in `f': m (E)\n\tfrom a.rb:2:in `g'\nnext\nPHP Fatal error:  Uncaught E in a.php:3\nStack trace:\n#0 a.php(12): f()\n#1 {main}\n  thrown in a.php on line 3\nnext\n==1==ERROR: AddressSanitizer: heap\n    #0 0x55 in main a.c:3\nterminate called after throwing\n  what():  m\nnext";
        assert_eq!(groups(text), [4, 1, 2, 1, 5, 1, 2, 2, 1]);
    }

    #[test]
    fn crashes_in_a_row_are_records_of_their_own() {
        let text = "panic: boom\n\ngoroutine 1 [running]:\nmain.main()\n\t/a/b.go:3 +0x1d\npanic: boom\n\tpanic: again\n\ngoroutine 1 [running]:\nmain.main()\n\t/a/b.go:3 +0x1d\nthread 'main' panicked at src/main.rs:2:5:\nm";
        assert_eq!(groups(text), [4, 5, 2]);
    }

    #[test]
    fn times_before_each_line_hide_nothing() {
        let text = "2025-09-15T20:03:01Z Traceback (most recent call last):\n2025-09-15T20:03:01Z   File \"a.py\", line 1, in f\n2025-09-15T20:03:01Z KeyError: 'x'\n2025-09-15T20:03:02Z next";
        assert_eq!(groups(text), [3, 1]);
    }

    #[test]
    fn ordinary_lines_stay_apart() {
        let text = "a\n  indented prose\n- list\n#5 is fixed\n12: twelve\nfrom here";
        assert_eq!(groups(text), [1; 6]);
    }

    #[test]
    fn one_frame_alone_is_no_trace() {
        assert!(is_trace(["Traceback (most recent call last):"]));
        assert!(is_trace(["x", "  at a", "  at b"]));
        assert!(!is_trace(["sanitized from 'a", "' to 'a'"]));
    }
}

//! Text: a log, another tool's report, or the words of a tool that failed.
//!
//! Lines are taken for a log only where they look like one: by times, levels
//! or stack traces. Anything else is refused with what it seems to be, for
//! what is taken for a log that is none proves that problems are gone.

use crate::ingest::error::ReadError;
use crate::ingest::framing::trace::{self, TraceState};
use crate::logline::{ansi, header, level};

/// Lines that are looked at.
const LINES: usize = 200;

/// Does it look like a log?
pub(crate) fn is_log(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head);
    if !is_readable(head) || ForeignReport::of(&text).is_some() {
        return false;
    }
    let (mut lines, mut timed, mut levelled, mut frames) = (0_usize, 0_usize, 0_usize, 0_usize);
    let mut has_trace = false;
    for line in text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .take(LINES)
    {
        let line = ansi::strip(line);
        let body = line.trim_start();
        let indented = body.len() < line.len();
        let carrier = header::carrier(&line);
        let header = header::read_behind(&line, carrier);
        let has_time = header.is_some_and(|header| header.stamp.is_some());
        timed += usize::from(has_time || carrier.end > 0);
        levelled += usize::from(header.is_some() && !has_time);
        lines += usize::from(!indented);
        frames += usize::from(trace::is_frame(body, indented));
        has_trace |= opens(body);
    }
    // A time in one line of many may be of anything.
    timed > 0 && timed * 20 >= lines
        || levelled > 0 && levelled * 2 >= lines
        || has_trace
        || frames >= 2
}

/// A line with which a runtime opens a trace or a crash.
fn opens(body: &str) -> bool {
    let opening = trace::opening(body);
    opening.is_some_and(|state| state != TraceState::Pem) || level::is_crash(body)
}

/// Text, not bytes of anything else.
pub(crate) fn is_readable(head: &[u8]) -> bool {
    let odd = head.iter().filter(|b| **b == 0 || **b == 0xff).count();
    odd * 100 <= head.len()
}

/// More than one word: what may be a log if its name says so.
pub(crate) fn is_prose(head: &[u8]) -> bool {
    is_readable(head)
        && head
            .trim_ascii()
            .iter()
            .any(|b| matches!(b, b' ' | b'\t' | b'\n'))
}

/// Reports that are made for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ForeignReport {
    Html,
    Tap,
    Typescript,
    Compiler,
}

impl ForeignReport {
    fn of(text: &str) -> Option<Self> {
        let start = text
            .trim_start()
            .get(..64)
            .unwrap_or(text.trim_start())
            .to_lowercase();
        if start.starts_with("<!doctype html") || start.starts_with("<html") {
            return Some(Self::Html);
        }
        let lines = || {
            text.lines()
                .filter(|line| !line.starts_with([' ', '\t']) && !line.trim().is_empty())
                .take(LINES)
        };
        let first = lines().next()?;
        let is_plan = |line: &str| {
            line.strip_prefix("1..")
                .is_some_and(|n| n.parse::<u32>().is_ok())
        };
        let is_point = |line: &str| line.starts_with("ok ") || line.starts_with("not ok ");
        if first.starts_with("TAP version ")
            || is_plan(first)
            || is_point(first) && lines().skip(1).any(|l| is_point(l) || is_plan(l))
        {
            return Some(Self::Tap);
        }
        let (mut all, mut placed, mut typescript) = (0, 0, 0);
        for line in lines() {
            all += 1;
            typescript += usize::from(is_typescript(line));
            placed += usize::from(is_placed(line));
        }
        let most = |count: usize| count > 0 && count * 2 >= all;
        if most(typescript) {
            return Some(Self::Typescript);
        }
        most(placed).then_some(Self::Compiler)
    }

    fn refused(self) -> ReadError {
        match self {
            Self::Html => ReadError::new("is an HTML page, not a report")
                .hint("It may be an error page, or one to sign in on. Look at what wrote it."),
            Self::Tap => ReadError::new("seems to be a TAP report, which is not read")
                .hint("Let the tests write JUnit XML. text:PATH reads any lines as a log."),
            Self::Typescript => ReadError::new("seems to be the output of tsc, which is not read")
                .hint("Convert it to SARIF or rdjson, or let ESLint report types. text:PATH reads any lines as a log."),
            Self::Compiler => ReadError::new("seems to be the text output of a compiler or linter, which is not read")
                .hint("Let it write SARIF, or another format that is read, and name that with FORMAT:PATH. text:PATH reads any lines as a log."),
        }
    }
}

/// `src/a.ts(3,5): error TS2322: …`
fn is_typescript(line: &str) -> bool {
    line.split_once("): ").is_some_and(|(place, rest)| {
        let is_place = place
            .rsplit_once('(')
            .is_some_and(|(_, at)| at.bytes().all(|b| b.is_ascii_digit() || b == b','));
        is_place
            && ["error ", "warning ", "info "]
                .iter()
                .any(|word| rest.starts_with(word))
    })
}

/// `a.c:3:5: warning: …`, `a.py:3: error: …`, `a.py:1:1: E501 …`.
fn is_placed(line: &str) -> bool {
    let Some((place, rest)) = line.split_once(": ") else {
        return false;
    };
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let mut parts = place.rsplit(':');
    let (last, before) = (
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default(),
    );
    let is_file = place.contains(['.', '/']) && !place.contains(' ');
    let says = [
        "error",
        "warning",
        "note",
        "fatal error",
        "info",
        "remark",
        "style",
        "convention",
    ];
    let is_code = |word: &str| {
        let letters = word.bytes().take_while(u8::is_ascii_uppercase).count();
        (1..=4).contains(&letters) && is_number(word.get(letters..).unwrap_or_default())
    };
    let says = says.iter().any(|word| rest.starts_with(word))
        || is_code(rest.split([' ', ':']).next().unwrap_or_default());
    is_file
        && is_number(last)
        && (says || is_number(before) && !rest.is_empty())
        && header::read(line).is_none()
}

/// A page for a browser.
pub(crate) fn is_html(head: &[u8]) -> bool {
    ForeignReport::of(&String::from_utf8_lossy(head)) == Some(ForeignReport::Html)
}

/// Returns why a text is not read: what it seems to be, and what to say
/// instead.
pub(crate) fn refused(head: &[u8]) -> ReadError {
    /// A longer word is not shown: it may be anything.
    const WORD: usize = 20;
    const HINT: &str = "If it is a log, say text:PATH (`format: text`). If it should be a report, look at what wrote it: FORMAT:PATH names its format.";
    let text = String::from_utf8_lossy(head);
    if !is_readable(head) {
        return ReadError::new("is of no known format")
            .hint("Name it: FORMAT:PATH, or `format:` in rules.yaml.");
    }
    if let Some(report) = ForeignReport::of(&text) {
        return report.refused();
    }
    let word = text.trim();
    let is_word =
        word.len() <= WORD && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'"');
    if is_word {
        return ReadError::new(format!(
            "holds only `{word}`, which is no report and no log"
        ))
        .hint(HINT);
    }
    ReadError::new("is text that does not look like a log: it has no times, levels or stack traces")
        .hint(HINT)
}

/// Returns why a file is refused whose name says that it is no log.
pub(crate) fn not_a_log(name: &str) -> ReadError {
    ReadError::new(format!("is called a .{name} file and holds text"))
        .hint("The tool that writes it may have failed and printed an error: look into it. text:PATH reads any lines as a log.")
}

/// The ending of a name that no log has.
pub(crate) fn data_ending(name: &str) -> Option<&str> {
    const ENDINGS: &[&str] = &["json", "sarif", "xml", "jsonl", "ndjson"];
    let ending = ending(name)?;
    ENDINGS
        .iter()
        .any(|known| known.eq_ignore_ascii_case(ending))
        .then_some(ending)
}

/// Is it called a log?
pub(crate) fn is_named_log(name: &str) -> bool {
    ending(name).is_some_and(|ending| ending.eq_ignore_ascii_case("log"))
}

/// Behind the last dot, but for what says how it is compressed.
fn ending(name: &str) -> Option<&str> {
    let name = name
        .strip_suffix(".gz")
        .or_else(|| name.strip_suffix(".zst"))
        .unwrap_or(name);
    Some(name.rsplit_once('.')?.1)
}

//! Levels that are words.

use std::sync::LazyLock;

use super::{SplitLine, phrase};
use crate::model::Severity;
use crate::signs::Signs;

/// Without one of these there is no level in a line.
static SIGNS: LazyLock<Signs> = LazyLock::new(|| {
    // Their first three bytes are rare in messages, so that few places are
    // looked at twice.
    Signs::any_of(&[
        "ERR",
        "EROR",
        "WARN",
        "WRN",
        "INF",
        "DEB",
        "DBG",
        "TRC",
        "TRACE",
        "NOTIC",
        "CRIT",
        "FTL",
        "FATA",
        "SEVERE",
        "ALERT",
        "EMERG",
        "PANI",
        "rror",
        "warn",
        "Warn",
        "[err",
        "[inf",
        "[deb",
        "[tra",
        "[not",
        "[ale",
        "[eme",
        "[pan",
        "crit",
        "Crit",
        "fatal",
        "Fatal",
        "fail:",
        "level=",
        "lvl=",
        // Failures that `phrase` knows.
        "signal ",
        "segfault",
        "(core dumped)",
        "emory: Kill",
        "panic - ",
        "general protection",
        "Task timed out",
        "]: FAILED",
        "avc:  den",
        "ORA-",
    ])
});

/// False where no word of a line can be a level, and none says a failure.
pub(crate) fn may_be_in(line: &str) -> bool {
    line.starts_with('{') || SIGNS.are_in(line) || line.ends_with(phrase::NO_COMMAND)
}

/// The first word of a line that is written as levels are; `is_known` where
/// there may be one.
pub(crate) fn in_line(line: &SplitLine<'_>, is_known: bool) -> Option<Severity> {
    if let Some(severity) = first_word(line) {
        return Some(severity);
    }
    if !is_known {
        return None;
    }
    if line.text.starts_with('{')
        && let Some(severity) = in_json(line.text)
    {
        return Some(severity);
    }
    words(line.text).find_map(|word| {
        let name = line.text.get(word.at..word.end)?;
        let level = named(name)?;
        is_marked(line, word, name, level.1).then(|| match level.0 {
            // Of command line tools (git, ansible), not of a service that ends.
            Severity::Critical if name == "fatal" && line.body == 0 && word.at == 0 => {
                Severity::Error
            }
            // nginx has it for a system call that failed for one connection.
            Severity::Critical if name == "crit" && is_nginx(line.text.get(word.end..)) => {
                Severity::Error
            }
            severity => severity,
        })
    })
}

/// The level before a colon at the start of a line without a header.
pub(crate) fn at_start(line: &SplitLine<'_>) -> Option<Severity> {
    let bytes = line.text.as_bytes();
    let len = bytes.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    (bytes.get(len) == Some(&b':'))
        .then(|| first_word(line))
        .flatten()
}

/// The level that stands right behind the time, in whatever case, or at the
/// line's start before a colon.
fn first_word(line: &SplitLine<'_>) -> Option<Severity> {
    let rest = line.text.get(line.body..)?;
    let word = rest.trim_start_matches([' ', '\t']);
    let len = word.bytes().take_while(u8::is_ascii_alphabetic).count();
    if !(3..=13).contains(&len) {
        return None;
    }
    let ends = match word.as_bytes().get(len) {
        None | Some(b' ' | b'\t') => line.has_time && word.len() < rest.len(),
        Some(b':') => line.body == 0,
        Some(_) => false,
    };
    if !ends {
        return None;
    }
    let name = word.get(..len)?;
    let (severity, sure) = named(name)?;
    let is_said = line.has_time || sure_before_colon(name, sure);
    // Command line tools say `fatal: `.
    let is_tool = name == "fatal" && !line.has_time;
    is_said.then_some(if is_tool { Severity::Error } else { severity })
}

/// A run of letters.
#[derive(Debug, Clone, Copy)]
struct LetterRun {
    at: usize,
    end: usize,
}

fn words(text: &str) -> impl Iterator<Item = LetterRun> {
    const LENGTHS: std::ops::RangeInclusive<usize> = 3..=13;
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = bytes.get(at..)?;
            let start = at + rest.iter().position(u8::is_ascii_alphabetic)?;
            let rest = bytes.get(start..)?;
            let len = rest.iter().take_while(|b| b.is_ascii_alphabetic()).count();
            at = start + len;
            if LENGTHS.contains(&len) {
                return Some(LetterRun { at: start, end: at });
            }
        }
    })
}

/// How surely a word is a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sure {
    /// In capitals nothing but a level is written so.
    Word,
    /// An abbreviation, which may be something else in a message.
    Short,
}

type LevelName = (&'static str, Severity, Sure);

/// The names of levels, in any case.
const NAMES: &[LevelName] = {
    use Severity::{Critical, Error, Info, Notice, Warning};
    use Sure::{Short, Word};
    &[
        ("info", Info, Word),
        ("error", Error, Word),
        ("warn", Warning, Word),
        ("warning", Warning, Word),
        ("debug", Info, Word),
        ("trace", Info, Word),
        ("notice", Notice, Word),
        ("err", Error, Word),
        ("crit", Critical, Word),
        ("critical", Critical, Word),
        ("fatal", Critical, Word),
        ("severe", Error, Word),
        ("alert", Critical, Word),
        ("emerg", Critical, Word),
        ("emergency", Critical, Word),
        ("panic", Critical, Word),
        ("information", Info, Short),
        ("informational", Info, Short),
        ("verbose", Info, Short),
        ("inf", Info, Short),
        ("dbg", Info, Short),
        ("trc", Info, Short),
        ("vrb", Info, Short),
        ("wrn", Warning, Short),
        ("ftl", Critical, Short),
        ("pnc", Critical, Short),
        ("erro", Error, Short),
        ("eror", Error, Short),
        ("fata", Critical, Short),
        ("debu", Info, Short),
        ("pani", Critical, Short),
        ("fine", Info, Short),
        ("finer", Info, Short),
        ("finest", Info, Short),
        ("trce", Info, Short),
        ("dbug", Info, Short),
        ("fail", Error, Short),
    ]
};

/// The same by their first letter: words are looked up often.
static BY_FIRST: LazyLock<[Vec<LevelName>; 26]> = LazyLock::new(|| {
    std::array::from_fn(|letter| {
        let starts = |name: &str| name.bytes().next().map(index) == Some(letter);
        let names = NAMES.iter().filter(|(name, ..)| starts(name));
        names.copied().collect()
    })
});

/// A letter's place in the alphabet; of anything else no place in it.
fn index(letter: u8) -> usize {
    usize::from(letter.to_ascii_lowercase().wrapping_sub(b'a'))
}

fn named(word: &str) -> Option<(Severity, Sure)> {
    let names = BY_FIRST.get(index(*word.as_bytes().first()?))?;
    names
        .iter()
        .find(|(name, ..)| name.eq_ignore_ascii_case(word))
        .map(|(_, severity, sure)| (*severity, *sure))
}

fn is_marked(line: &SplitLine<'_>, word: LetterRun, name: &str, sure: Sure) -> bool {
    let bytes = line.text.as_bytes();
    let LetterRun { at, end } = word;
    let before = at.checked_sub(1).and_then(|at| bytes.get(at)).copied();
    let after = bytes.get(end).copied();
    if after.is_some_and(|b| b.is_ascii_alphanumeric() || b == b'_') {
        return false;
    }
    if matches!(before, Some(b'=' | b'"' | b'\'')) || is_value(bytes, at) {
        return is_value_of_level(bytes, at)
            && is_in_header(bytes, line.body, key_start(bytes, at));
    }
    if is_bracketed(line, word) {
        return true;
    }
    // Monolog's `channel.ERROR: `.
    let is_channel = before == Some(b'.') && after == Some(b':');
    let joins =
        |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'/' | b'-' | b'?' | b'&');
    if before.is_some_and(joins) && !is_channel {
        return false;
    }
    let in_capitals = name.bytes().all(|b| b.is_ascii_uppercase());
    if in_capitals {
        return sure == Sure::Word || is_in_header(bytes, line.body, at) && is_alone(after);
    }
    // `Error`, `error`: only in a column of its own, or before a colon.
    is_column(line, word) || after == Some(b':') && sure_before_colon(name, sure) && opens(line, at)
}

/// `] 7#7: `, nginx' process and thread.
fn is_nginx(rest: Option<&str>) -> bool {
    let ids = rest.and_then(|rest| rest.strip_prefix("] ")?.split(':').next());
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    ids.and_then(|ids| ids.split_once('#'))
        .is_some_and(|(process, thread)| is_number(process) && is_number(thread))
}

/// Returns whether a byte may follow an abbreviation.
fn is_alone(after: Option<u8>) -> bool {
    matches!(after, None | Some(b' ' | b'\t' | b'[' | b']' | b':' | b'|'))
}

/// `.NET` has levels of four letters.
fn sure_before_colon(name: &str, sure: Sure) -> bool {
    sure == Sure::Word || matches!(name, "trce" | "dbug" | "fail")
}

/// True behind `level: ` and `Severity:`, where a blank may follow the colon.
fn is_value(bytes: &[u8], at: usize) -> bool {
    let before = bytes.get(..at).unwrap_or_default().trim_ascii_end();
    before.ends_with(b":") && {
        let key = before.strip_suffix(b":").unwrap_or_default();
        KEYS.iter().any(|name| ends_with_key(key, name))
    }
}

/// `[error]`, `[error  ]`, `[core:error]`, `<Error>`, `|error|`.
fn is_bracketed(line: &SplitLine<'_>, LetterRun { at, end }: LetterRun) -> bool {
    let bytes = line.text.as_bytes();
    let rest = bytes.get(end..).unwrap_or_default();
    let before = bytes.get(..at).unwrap_or_default();
    match rest.trim_ascii_start().first() {
        Some(b']') => {
            let before = before.trim_ascii_end();
            // Apache's module.
            let module = before.strip_suffix(b":").map(|before| {
                let name = before
                    .iter()
                    .rev()
                    .take_while(|b| b.is_ascii_alphanumeric() || **b == b'_');
                &before[..before.len() - name.count()]
            });
            module.unwrap_or(before).ends_with(b"[")
        }
        Some(b'>') => before.ends_with(b"<") && is_in_header(bytes, line.body, at - 1),
        Some(b'|') => before.trim_ascii_end().ends_with(b"|"),
        _ => false,
    }
}

/// Alone between tabs or two blanks, or right behind the time.
fn is_column(line: &SplitLine<'_>, LetterRun { at, end }: LetterRun) -> bool {
    let bytes = line.text.as_bytes();
    let rest = bytes.get(end..).unwrap_or_default();
    let before = bytes.get(..at).unwrap_or_default();
    let ends = matches!(rest, [b'\t', ..] | [b' ', b' ', ..]);
    let starts = before.ends_with(b"\t") || before.ends_with(b"  ");
    if ends && starts && is_in_header(bytes, line.body, at) {
        return true;
    }
    let is_first = line.has_time
        && at > line.body
        && bytes
            .get(line.body..at)
            .is_some_and(|gap| gap.trim_ascii().is_empty());
    // The first column of a table.
    let is_cell = at == 0 && matches!(rest, [b'\t' | b',', ..]);
    is_cell || is_first && matches!(rest, [b' ' | b'\t', ..] | [])
}

/// Before it stands nothing but the header, or the place that a compiler or a
/// program names (`a.c:3:5: error:`, `LogShop: Error:`).
fn opens(line: &SplitLine<'_>, at: usize) -> bool {
    let rest = line.rest();
    let start = line.text.len() - rest.len();
    let Some(between) = line.text.get(start.min(at)..at) else {
        return false;
    };
    let between =
        between.trim_start_matches(|c: char| !c.is_ascii_alphanumeric() && !"/.~_".contains(c));
    let words = between.trim_end();
    if words.is_empty() {
        return true;
    }
    let is_place = words.ends_with(':') && !words.contains([' ', '\t', '=', '?', '"']);
    let is_column = between.ends_with("  ") && !words.contains(' ');
    is_place || is_column
}

/// Everything from the body's start up to here is what headers are made of:
/// numbers, names in brackets, words in capitals, pairs.
fn is_in_header(bytes: &[u8], body: usize, at: usize) -> bool {
    let Some(before) = bytes.get(body.min(at)..at) else {
        return false;
    };
    let mut words = before
        .split(|b| matches!(b, b' ' | b'\t'))
        .filter(|word| !word.is_empty());
    let is_header = |word: &[u8]| {
        !word.iter().any(u8::is_ascii_lowercase)
            || word.iter().any(u8::is_ascii_digit)
            || word.contains(&b'=') && !word.contains(&b'?')
            || word.first().is_some_and(|b| b"[(<{\"".contains(b))
            || word.last().is_some_and(|b| b"])>}|".contains(b))
    };
    words.all(is_header)
}

/// Keys whose value is a level, in lower case.
const KEYS: &[&str] = &[
    "level",
    "lvl",
    "severity",
    "loglevel",
    "log.level",
    "levelname",
    "level_name",
    "severity_text",
    "severitytext",
    "priority",
    "@l",
];

/// Is this a key of its own, and no longer name that ends so?
fn ends_with_key(before: &[u8], key: &str) -> bool {
    let Some(start) = before.len().checked_sub(key.len()) else {
        return false;
    };
    let is_key = before
        .get(start..)
        .is_some_and(|end| end.eq_ignore_ascii_case(key.as_bytes()));
    let joins =
        |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-' | b'?' | b'&' | b'/');
    is_key
        && !start
            .checked_sub(1)
            .and_then(|at| before.get(at))
            .is_some_and(joins)
}

/// True after `level=`, `"severity":"` and the like.
fn is_value_of_level(bytes: &[u8], at: usize) -> bool {
    let key = before_mark(bytes.get(..at).unwrap_or_default());
    key.is_some_and(|key| KEYS.iter().any(|name| ends_with_key(key, name)))
}

/// The bytes up to the key's end.
fn before_mark(before: &[u8]) -> Option<&[u8]> {
    let before = before.trim_ascii_end();
    let before = before
        .strip_suffix(b"\"")
        .unwrap_or(before)
        .trim_ascii_end();
    let key = before
        .strip_suffix(b"=")
        .or_else(|| before.strip_suffix(b":"))?;
    Some(key.strip_suffix(b"\"").unwrap_or(key))
}

/// Returns where the key of the value at `at` starts, if it has one.
fn key_start(bytes: &[u8], at: usize) -> usize {
    let key = before_mark(bytes.get(..at).unwrap_or_default()).unwrap_or_default();
    let name = key
        .iter()
        .rev()
        .take_while(|b| !matches!(b, b' ' | b'\t' | b',' | b'{' | b'"'));
    key.len() - name.count()
}

/// The level of an object on one line, by the names and numbers that its
/// loggers use (bunyan, pino, zap, GELF, ECS, Serilog, `MongoDB`).
fn in_json(text: &str) -> Option<Severity> {
    let keys = KEYS.iter().copied().chain(["s"]);
    let found = keys.filter_map(|key| {
        let quoted = |at: &usize| {
            let rest = text.get(at + key.len() + 1..).unwrap_or_default();
            text.as_bytes().get(*at) == Some(&b'"') && rest.starts_with('"')
        };
        let at = text
            .match_indices(key)
            .map(|(at, _)| at.wrapping_sub(1))
            .find(quoted)?;
        let value = text
            .get(at + key.len() + 2..)?
            .trim_start()
            .strip_prefix(':')?
            .trim_start();
        let end = value.find([',', '}']).unwrap_or(value.len());
        value_of(key, value.get(..end)?.trim())
    });
    found.max()
}

fn value_of(key: &str, value: &str) -> Option<Severity> {
    let Some(name) = value.strip_prefix('"') else {
        return Severity::from_number(value.parse().ok()?);
    };
    let name = name.trim_end_matches('"');
    match (key, name) {
        ("s", "E") => Some(Severity::Error),
        ("s", "W") => Some(Severity::Warning),
        ("s", "F") => Some(Severity::Critical),
        ("s", _) => None,
        _ => Severity::parse(name).or_else(|| Some(named(name)?.0)),
    }
}

/// Bytes of the level that a line begins with, what closes it included: a
/// word in capitals, one in brackets, or one of .NET's four letters and a colon;
/// Android's letter and tag.
pub(crate) fn leading(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    match bytes.first()? {
        b'[' => bracketed(line),
        b'A'..=b'Z' if bytes.get(1) == Some(&b'/') => tagged(line),
        b'A'..=b'Z' => capitals(line),
        b'c' | b'd' | b'f' | b'i' | b't' | b'w' => four(line),
        b'l' => pair(line),
        _ => None,
    }
}

fn bracketed(line: &str) -> Option<usize> {
    /// The longest name with its padding.
    const LONGEST: usize = 14;
    let bytes = line.as_bytes();
    let end = memchr::memchr(b']', bytes.get(..bytes.len().min(LONGEST))?)?;
    named(line.get(1..end)?.trim())?;
    Some(super::carrier::skip_blank(line, end + 1))
}

/// `E/Tag( 1234): `
fn tagged(line: &str) -> Option<usize> {
    let head = line.as_bytes().get(..line.len().min(48))?;
    let end = head.windows(2).position(|pair| pair == b"):")?;
    let tag = line.get(2..end)?;
    let is_tag = b"VDIWEFA".contains(head.first()?) && tag.contains('(') && !tag.contains('/');
    is_tag.then(|| super::carrier::skip_blank(line, end + 2))
}

fn capitals(line: &str) -> Option<usize> {
    let len = line.bytes().take_while(u8::is_ascii_uppercase).count();
    if !(3..=9).contains(&len) {
        return None;
    }
    named(line.get(..len)?)?;
    let end = match line.as_bytes().get(len) {
        Some(b':' | b'|') => len + 1,
        // logrus counts the seconds.
        Some(b'[') => len + memchr::memchr(b']', line.as_bytes().get(len..)?)? + 1,
        None | Some(b' ' | b'\t') => len,
        Some(_) => return None,
    };
    Some(super::carrier::skip_blank(line, end))
}

fn four(line: &str) -> Option<usize> {
    let level = line.get(..4)?;
    let is_level = matches!(level, "trce" | "dbug" | "info" | "warn" | "fail" | "crit");
    let rest = line.get(4..)?;
    (is_level && rest.starts_with(": ")).then_some(6)
}

fn pair(line: &str) -> Option<usize> {
    let rest = line
        .strip_prefix("level=")
        .or_else(|| line.strip_prefix("lvl="))?;
    let value = rest.split(' ').next()?;
    named(value.trim_matches('"'))?;
    Some(super::carrier::skip_blank(
        line,
        line.len() - rest.len() + value.len(),
    ))
}

//! The value beside a name: where it stands, and whether it is worth hiding.

use std::ops::Range;

use super::REACH;

/// How a value is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NamedValue {
    /// Its bytes, without quotes.
    pub(crate) at: Range<usize>,
    /// It is in quotes.
    pub(crate) quoted: bool,
}

/// The value that starts at `start`: in quotes to the closing one, else to
/// where words end.
pub(crate) fn value(text: &str, start: usize) -> Option<NamedValue> {
    let rest = text.get(start..)?;
    // b"…", Some("…")
    let wrapper = rest
        .bytes()
        .take(12)
        .take_while(|b| b.is_ascii_alphanumeric() || *b == b'(')
        .count();
    let wraps =
        rest[..wrapper].ends_with('(') || matches!(&rest[..wrapper], "" | "b" | "r" | "u" | "f");
    if wraps && let Some((quote, len)) = quote(&rest[wrapper..]) {
        let from = start + wrapper + len;
        if text[from..].starts_with([',', '}', ']', ':']) {
            // It closes the string that the name is in.
            return None;
        }
        let at = from..closing(text, from, quote);
        return Some(NamedValue { at, quoted: true });
    }
    let len = rest.find(ends_a_value).unwrap_or(rest.len());
    let word = rest[..len].trim_end_matches(['.', ':', '\\']);
    let at = start..start + word.len();
    (!at.is_empty()).then_some(NamedValue { at, quoted: false })
}

fn ends_a_value(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            ',' | ';' | '&' | '<' | '>' | '"' | '\'' | '`' | ')' | ']' | '}' | '|'
        )
}

/// A quote and its length; with a backslash inside another string.
fn quote(text: &str) -> Option<(&str, usize)> {
    ["\\\\\\\"", "\\\"", "\\'", "\"", "'", "`"]
        .into_iter()
        .find(|quote| text.starts_with(quote))
        .map(|quote| (quote, quote.len()))
}

/// Returns where the same quote comes again, not escaped; else the end of the
/// string around it, or of the line.
fn closing(text: &str, from: usize, quote: &str) -> usize {
    let rest = &text[from..];
    let line = &rest[..rest.find('\n').unwrap_or(rest.len())];
    let is_escaped = |at: &usize| {
        let backslashes = line[..*at].bytes().rev().take_while(|b| *b == b'\\');
        backslashes.count() % 2 == 1
    };
    let at = |quote| {
        line.match_indices(quote)
            .map(|(at, _)| at)
            .find(|at| !is_escaped(at))
    };
    from + at(quote).or_else(|| at("\"")).unwrap_or(line.len())
}

/// Words that stand where a value would, and say how it is.
const WORDS: &str = "\
    null nil none true false yes no undefined empty missing required optional \
    invalid incorrect wrong expired expires not is was are were must cannot can \
    could should will would may changed failed failure mismatch set unset and or for \
    from the a an has had have with without string redacted hidden masked removed \
    filtered bool see use used using reset enter entered please check checked in on \
    to of if when where this that it its you your we our they new old rotate rotated \
    update updated provided specified given stored encrypted unknown default";

/// Nothing to hide: empty, masked already, a reference to a value that stands
/// elsewhere, or a word that says how the value is.
pub(crate) fn is_harmless(value: &str) -> bool {
    if value.len() > REACH {
        return false;
    }
    let bare = value.trim_end_matches(r"\n").trim_matches(|c: char| {
        matches!(
            c,
            '[' | ']' | '<' | '>' | '(' | ')' | '{' | '}' | '.' | '!' | '?'
        )
    });
    bare.is_empty()
        || bare
            .chars()
            .all(|c| matches!(c, '*' | 'x' | 'X' | '.' | '-' | '_' | '#' | '•' | '=' | ' '))
        || [
            "$",
            "%(",
            "%s",
            "%v",
            "%d",
            "{{",
            "‹",
            "process.env",
            "os.environ",
            "env.",
        ]
        .iter()
        .any(|reference| value.starts_with(reference))
        || WORDS.split(' ').any(|word| word.eq_ignore_ascii_case(bare))
        || is_call(value)
}

/// `getPassword(`, `config.password`: code, not a value.
fn is_call(value: &str) -> bool {
    value.split_once('(').is_some_and(|(name, _)| {
        !name.is_empty()
            && name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b':'))
    })
}

/// A name with a version or a number: `auth2`, `v1.2.3`, `ssh2`.
pub(crate) fn is_versioned(word: &str) -> bool {
    let head = word.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let digits = word.len() - head.len();
    digits > 0 && digits <= 1 && head.bytes().all(|b| b.is_ascii_lowercase()) && head.len() <= 6
        || word
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b':' | b'-'))
        || word.starts_with('v') && word[1..].bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

/// Long and mixed enough that nobody wrote it as a word.
pub(crate) fn looks_random(value: &str) -> bool {
    // No prose has such words.
    if value.len() > REACH {
        return true;
    }
    let has = |of: fn(&u8) -> bool| value.bytes().any(|b| of(&b));
    let digits = has(u8::is_ascii_digit);
    let letters = has(u8::is_ascii_alphabetic);
    let mixed = has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase);
    value.len() >= 8
        && ((digits && letters) || (mixed && value.len() >= 16) || (digits && value.len() >= 16))
}

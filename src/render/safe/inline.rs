//! One line of text as inline GFM: letters, digits and a few signs as they
//! are, all that Markdown could read as markup as an entity.
//!
//! Entities, not backslashes: a backslash before punctuation is common in logs
//! (paths, regular expressions) and could not be told from an escape, so
//! escaping twice could not give the same as escaping once.

use std::fmt::Write as _;
use std::ops::RangeInclusive;

/// How many hexadecimal digits a tracker links as a commit.
type Digits = RangeInclusive<usize>;

/// The line as Markdown that displays as the line does.
pub(crate) fn escape(line: &str, commit: &Digits) -> String {
    let mut out = String::with_capacity(line.len() + line.len() / 8);
    let mut at = 0;
    while let Some(c) = line[at..].chars().next() {
        let (before, rest) = line.split_at(at);
        let starts_chunk = is_chunk(c) && !before.ends_with(is_chunk);
        let word = if starts_chunk { chunk(rest) } else { "" };
        if holds_commit_id(word, commit) {
            let _ = write!(out, "`{word}`");
            at += word.len();
        } else {
            push(&mut out, c, is_markup(c, before, rest, commit));
            at += c.len_utf8();
        }
    }
    out
}

/// Takes back what [`escape`] wrote, once, so that text that is escaped
/// already is judged by what it displays.
pub(crate) fn unescape(line: &str, commit: &Digits) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    let mut before = None;
    while let Some(c) = rest.chars().next() {
        let (taken, shown) = entity(rest)
            .or_else(|| commit_span(rest, commit).filter(|_| before != Some('`')))
            .unwrap_or((c.len_utf8(), &rest[..c.len_utf8()]));
        out.push_str(shown);
        before = rest[..taken].chars().next_back();
        rest = &rest[taken..];
    }
    out
}

/// An entity as [`escape`] writes it: its length, and what it displays.
fn entity(text: &str) -> Option<(usize, &str)> {
    const PUNCTUATION: &str = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
    let text = text.strip_prefix('&')?;
    let end = text.bytes().take("#126;".len()).position(|b| b == b';')?;
    let name = &text[..end];
    let shown = match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        _ => {
            let digits = name.strip_prefix('#').filter(|d| !d.starts_with('0'))?;
            let code: u8 = digits.parse().ok()?;
            let at = PUNCTUATION.find(char::from(code))?;
            &PUNCTUATION[at..=at]
        }
    };
    Some((name.len() + 2, shown))
}

/// A code span as [`escape`] writes it: its length, and what it displays.
fn commit_span<'t>(text: &'t str, commit: &Digits) -> Option<(usize, &'t str)> {
    let word = chunk(text.strip_prefix('`')?);
    let after = text[1 + word.len()..].strip_prefix('`')?;
    let closed = !after.starts_with(|c: char| is_chunk(c) || c == '`');
    (closed && holds_commit_id(word, commit)).then_some((word.len() + 2, word))
}

/// The start of the text that holds no markup even in a code span.
fn chunk(text: &str) -> &str {
    let end = text.find(|c| !is_chunk(c)).unwrap_or(text.len());
    &text[..end]
}

fn is_chunk(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-')
}

/// Trackers link hexadecimal digits that are a commit, except in code.
fn holds_commit_id(chunk: &str, commit: &Digits) -> bool {
    chunk
        .split('-')
        .any(|word| commit.contains(&word.len()) && word.bytes().all(|b| b.is_ascii_hexdigit()))
}

fn push(out: &mut String, c: char, markup: bool) {
    let _ = match (markup, c) {
        (false, c) => {
            out.push(c);
            Ok(())
        }
        (true, '<') => out.write_str("&lt;"),
        (true, '>') => out.write_str("&gt;"),
        (true, '&') => out.write_str("&amp;"),
        (true, c) => write!(out, "&#{};", u32::from(c)),
    };
}

/// Returns whether Markdown could read a character as markup; `rest` starts
/// with it.
fn is_markup(c: char, before: &str, rest: &str, commit: &Digits) -> bool {
    let after = &rest[c.len_utf8()..];
    match c {
        '`' | '*' | '[' | ']' | '|' | '~' | '$' | '<' | '>' => true,
        '&' => after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '#'),
        // A chunk that becomes code starts with a backtick.
        '\\' => {
            after.is_empty()
                || after.starts_with(|c: char| c.is_ascii_punctuation())
                || holds_commit_id(chunk(after), commit)
        }
        '_' => !joins_words(before, rest),
        '{' => before.ends_with('{') || after.starts_with('{'),
        '#' | '-' | '+' | '=' | ':' => before.is_empty(),
        // A list's number has nine digits at most.
        '.' | ')' => (1..=9).contains(&before.len()) && before.bytes().all(|b| b.is_ascii_digit()),
        _ => false,
    }
}

/// A short run of underscores within a word opens and closes no emphasis.
/// Source: `CommonMark` 0.31, section 6.2, rules 2 and 6.
fn joins_words(before: &str, rest: &str) -> bool {
    const LONGEST: &str = "____";
    if before.ends_with(LONGEST) || rest.starts_with(LONGEST) {
        return false;
    }
    let before = before.trim_end_matches('_').chars().next_back();
    let after = rest.trim_start_matches('_').chars().next();
    before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric)
}

//! One line of text as inline GFM: letters, digits and a few signs as they
//! are, all that Markdown could read as markup as an entity.

use std::fmt::Write as _;

/// The line as Markdown that displays as the line does. Idempotent: an entity
/// and a code span as this function writes them stay as they are.
///
/// Entities, not backslashes: a backslash before punctuation is common in logs
/// (paths, regular expressions) and could not be told from an escape.
pub(super) fn escape(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + line.len() / 8);
    let mut before = None;
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let taken = match own_len(rest) {
            Some(len) => {
                out.push_str(&rest[..len]);
                len
            }
            None if is_chunk(c)
                && !before.is_some_and(is_chunk)
                && holds_commit_id(chunk(rest)) =>
            {
                let chunk = chunk(rest);
                let _ = write!(out, "`{chunk}`");
                chunk.len()
            }
            None => {
                let after = rest[c.len_utf8()..].chars().next();
                push(
                    &mut out,
                    c,
                    before,
                    after,
                    &line[..line.len() - rest.len()],
                    rest,
                );
                c.len_utf8()
            }
        };
        before = rest[..taken].chars().next_back();
        rest = &rest[taken..];
    }
    out
}

/// Length of an entity or a code span that [`escape`] wrote.
fn own_len(text: &str) -> Option<usize> {
    if let Some(name) = text.strip_prefix('&') {
        let (name, _) = name.split_at_checked(name.find(';')?)?;
        let known = matches!(name, "amp" | "lt" | "gt")
            || name.strip_prefix('#').is_some_and(is_punctuation_code);
        return known.then_some(name.len() + 2);
    }
    let span = chunk(text.strip_prefix('`')?);
    let after = text[1 + span.len()..].strip_prefix('`')?;
    let closed = !after.starts_with(|c: char| is_chunk(c) || c == '`');
    (closed && holds_commit_id(span)).then_some(span.len() + 2)
}

/// Decimal code of an ASCII punctuation character, as [`escape`] writes it.
pub(super) fn is_punctuation_code(digits: &str) -> bool {
    digits
        .parse::<u8>()
        .is_ok_and(|code| code.is_ascii_punctuation() && code.to_string() == digits)
}

/// The part of a word-like run that holds no markup even in a code span.
fn chunk(text: &str) -> &str {
    let end = text.find(|c| !is_chunk(c)).unwrap_or(text.len());
    &text[..end]
}

fn is_chunk(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-')
}

/// GitHub links 7 to 40 hex digits that are a commit, except in code.
fn holds_commit_id(chunk: &str) -> bool {
    chunk.split('-').any(|word| {
        (7..=40).contains(&word.len())
            && word
                .bytes()
                .all(|b| b.is_ascii_digit() || matches!(b, b'a'..=b'f' | b'A'..=b'F'))
    })
}

fn push(
    out: &mut String,
    c: char,
    before: Option<char>,
    after: Option<char>,
    head: &str,
    rest: &str,
) {
    let is = |side: Option<char>, c: char| side == Some(c);
    let escape = match c {
        '`' | '*' | '[' | ']' | '|' | '~' | '$' | '<' | '>' => true,
        '&' => after.is_some_and(|c| c.is_ascii_alphabetic() || c == '#'),
        '\\' => after.is_none_or(|c| c.is_ascii_punctuation()),
        '_' => !joins_words(head, rest),
        '{' => is(before, '{') || is(after, '{'),
        '#' | '-' | '+' | '=' | ':' => head.is_empty(),
        '.' | ')' => !head.is_empty() && head.bytes().all(|b| b.is_ascii_digit()),
        _ => false,
    };
    let _ = match (escape, c) {
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

/// A run of underscores within a word opens and closes no emphasis.
/// Source: CommonMark 0.31, section 6.2, rules 2 and 6.
fn joins_words(head: &str, rest: &str) -> bool {
    let before = head.trim_end_matches('_').chars().next_back();
    let after = rest.trim_start_matches('_').chars().next();
    before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric)
}

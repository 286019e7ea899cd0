//! Values that a word announces in prose: `token …`, `the password is …`,
//! `using key …`, `session id …`.
//!
//! Where no sign assigns a value, what it is made of decides.

use std::ops::Range;

use super::super::opaque::{is_hex, is_opaque, is_surely_opaque, is_uuid, whole_or_part};
use super::ahead;
use super::value::{is_harmless, is_versioned};

/// A value is at most this far behind the word that announces it; bytes.
const NEAR: usize = 200;
/// Words that are looked at.
const WORDS: usize = 8;
/// Words that may be between and mean nothing here.
const BETWEEN: usize = 2;

/// Words that lead to the value.
const LEADING: &[&str] = &[
    "is", "was", "=", ":", "->", "=>", "value", "id", "set", "to", "equals", "now", "user", "the",
    "new", "old", "got", "this", "header", "string", "as", "with", "provided", "received", "used",
    "using", "number", "no", "code", "sent", "wrong", "invalid", "bad", "-",
];

/// Words whose next word names whom it is of.
const OF: &[&str] = &["for", "of", "by", "from"];

/// Words behind which stands something that is said of the secret.
const ABOUT: &[&str] = &[
    "hash",
    "digest",
    "fingerprint",
    "checksum",
    "name",
    "type",
    "index",
    "count",
    "version",
    "file",
    "path",
    "url",
    "store",
    "ring",
    "space",
    "frame",
    "length",
    "size",
    "at",
    "in",
    "on",
    "request",
    "trace",
    "span",
    "commit",
    "line",
];

/// How much the announcing word says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Announced {
    /// A token, a secret, a session's id: what is next to it is one unless it is a word.
    Secret,
    /// A password, which a person may have made up.
    Password,
    /// A key, of which most are none: of a cache, a table, a lock.
    Key,
}

/// The value that is announced by a word that ends at `end`.
pub(crate) fn announced(text: &str, end: usize, by: Announced) -> Option<Range<usize>> {
    const OPENING: [char; 11] = [' ', '\t', '"', '\'', '`', ':', '=', '(', '[', ',', '\\'];
    let rest = ahead(text, end);
    if !rest.starts_with(OPENING) {
        return None;
    }
    let rest = &rest[..rest.floor_char_boundary(NEAR)];
    let rest = &rest[..rest.find('\n').unwrap_or(rest.len())];
    let (mut at, mut between, mut said) = (0, 0, false);
    for _ in 0..WORDS {
        let is_led = said;
        let word = ProseWord::next(rest, at)?;
        at = word.end;
        let found = end + word.start..end + word.end;
        let lower = word.text.to_ascii_lowercase();
        if ABOUT.contains(&lower.as_str()) {
            return None;
        }
        let is_led = is_led || word.assigned;
        said = matches!(lower.as_str(), "is" | "was" | "=" | ":" | "->" | "=>")
            || (is_led && LEADING.contains(&lower.as_str()));
        if LEADING.contains(&lower.as_str()) {
            continue;
        }
        if OF.contains(&lower.as_str()) {
            at = ProseWord::next(rest, at)?.end;
            between += 1;
            continue;
        }
        let is_next = between == 0 || is_led;
        let judged = |text: &'_ str| {
            is_value(ProseWord { text, ..word }, by, is_next, is_led) && !is_harmless(text)
        };
        if let Some(value) = whole_or_part(word.text, judged) {
            return Some(found.start..found.start + value.len());
        }
        between += 1;
        if between > BETWEEN {
            return None;
        }
    }
    None
}

fn is_value(word: ProseWord<'_>, by: Announced, is_next: bool, said: bool) -> bool {
    let text = word.text;
    if !is_next {
        return is_surely_opaque(text);
    }
    match by {
        Announced::Key => is_surely_opaque(text),
        Announced::Secret => is_opaque(text) || is_hex(text) || is_uuid(text),
        Announced::Password => {
            is_opaque(text)
                || (is_made_up(text)
                    && (said || word.quoted || (text.len() >= 6 && !is_versioned(text))))
                || (said && text.len() >= 6 && text.bytes().all(|b| b.is_ascii_digit()))
                || (word.quoted && text.len() >= 6 && !text.contains(['/', '.', '_', '=']))
        }
    }
}

/// Letters with digits or signs in them, as people make passwords of words.
fn is_made_up(word: &str) -> bool {
    let has = |of: fn(&u8) -> bool| word.as_bytes().iter().any(of);
    let signs = has(|b| b"!@#$%^&*?~".contains(b));
    let letters = has(u8::is_ascii_alphabetic);
    let digits = has(u8::is_ascii_digit);
    word.len() >= 5
        && (letters || digits)
        && (digits && letters || signs)
        && !word.contains(['/', '(', '=', '<', '>'])
        && !word.starts_with(['@', '#', '%', '$', '*'])
}

/// A word of prose, without what is around it.
#[derive(Debug, Clone, Copy)]
struct ProseWord<'t> {
    text: &'t str,
    start: usize,
    end: usize,
    quoted: bool,
    /// After a sign that assigns.
    assigned: bool,
}

/// Signs that quote a word.
const QUOTES: [char; 4] = ['"', '\'', '`', '\\'];

impl<'t> ProseWord<'t> {
    fn next(text: &'t str, from: usize) -> Option<Self> {
        let rest = &text[from..];
        let body = rest.trim_start_matches(is_before_word);
        let skipped = &rest[..rest.len() - body.len()];
        // An escape of the text around.
        if skipped.ends_with('\\') {
            return None;
        }
        let start = from + skipped.len();
        let len = length(body);
        let word = body[..len].trim_end_matches(['.', ':', '!', '?']);
        if word.is_empty() {
            return None;
        }
        let inner = name_length(word);
        let quote = skipped.chars().next_back().filter(|c| QUOTES.contains(c));
        Some(Self {
            text: &word[inner..],
            start: start + inner,
            end: start + word.len(),
            quoted: quote.is_some() && body[len..].starts_with(QUOTES),
            assigned: skipped.contains([':', '=']),
        })
    }
}

fn is_before_word(c: char) -> bool {
    QUOTES.contains(&c) || matches!(c, ' ' | '\t' | '(' | '[' | ',' | '<' | ':' | '=' | '>')
}

fn is_after_word(c: char) -> bool {
    c.is_whitespace()
        || QUOTES.contains(&c)
        || matches!(
            c,
            '(' | ')' | '[' | ']' | '<' | '>' | '{' | '}' | ',' | ';' | '|'
        )
}

/// The length of the word that a text begins with.
fn length(text: &str) -> usize {
    let len = text.find(is_after_word).unwrap_or(text.len());
    // The next parameter of a query.
    let next = text[..len]
        .find('&')
        .filter(|at| text[*at..len].contains('='));
    next.unwrap_or(len)
}

/// The length of `id=` in `id=…`, where what is assigned is the word.
fn name_length(word: &str) -> usize {
    word.split_once('=')
        .filter(|(name, value)| {
            !value.is_empty()
                && !name.is_empty()
                && name.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_')
        })
        .map_or(0, |(name, _)| name.len() + 1)
}

//! What a message is about: its words without the numbers that only measure.
//!
//! Counts, sizes, lines, durations and addresses vary from run to run. Names
//! with digits (`gcc-11`, `utf8`), what stands in quotes, and versions tell
//! results apart that say the same of different things.

use std::borrow::Cow;

/// A quoted text is no longer than this; behind a longer one the mark was
/// an apostrophe or a unit.
const MAX_QUOTED: usize = 200;

/// Hexadecimal digits of an address or an object's id.
const MIN_HEX: usize = 8;

/// The message with `#` for what varies.
pub fn subject(message: &str) -> String {
    masked(message, VersionMasking::Kept)
}

/// As [`subject`], without versions: a package stays the same when it is
/// updated.
pub(crate) fn kind(message: &str) -> String {
    masked(message, VersionMasking::Masked)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum VersionMasking {
    Kept,
    Masked,
}

fn masked(message: &str, versions: VersionMasking) -> String {
    let message = advisory(message);
    if !message.bytes().any(|b| b.is_ascii_digit()) {
        return squeezed(&message);
    }
    let mut out = String::with_capacity(message.len());
    let mut rest: &str = &message;
    let mut before = ' ';
    while let Some(c) = rest.chars().next() {
        if let Some(inside) = quoted(before, rest) {
            let (open, close) = (c.len_utf8(), closing(c).map_or(1, char::len_utf8));
            out.push(c);
            quote(inside, versions, &mut out);
            let end = open + inside.len() + close;
            before = closing(c).unwrap_or(c);
            out.push(before);
            rest = &rest[end..];
            continue;
        }
        let len = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        if len == 0 {
            out.push(c);
            before = c;
            rest = &rest[c.len_utf8()..];
            continue;
        }
        let (token, after) = rest.split_at(len);
        word(token, follows_version(&out), versions, &mut out);
        before = token.chars().next_back().unwrap_or(' ');
        rest = after;
    }
    squeezed(&out)
}

/// Lines of Trivy's and similar messages that say what may change though the
/// advisory and the package stay.
fn advisory(message: &str) -> Cow<'_, str> {
    const CHANGING: &[&str] = &["Severity:", "Fixed Version:", "Status:", "Link:", "Title:"];
    let is_advisory = message.starts_with("Package: ") && message.contains("\nInstalled Version:");
    if !is_advisory {
        return message.into();
    }
    let lines = message
        .lines()
        .filter(|line| !CHANGING.iter().any(|start| line.starts_with(start)));
    lines.collect::<Vec<_>>().join("\n").into()
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '@' | '/' | '+' | '~')
}

fn closing(open: char) -> Option<char> {
    Some(match open {
        '\'' | '"' | '`' => open,
        '‘' => '’',
        '“' => '”',
        '«' => '»',
        _ => return None,
    })
}

/// Returns what stands in quotes at the start of `rest`, where they are quotes:
/// they open where a word may start and close where it ends, on one line.
fn quoted(before: char, rest: &str) -> Option<&str> {
    let open = rest.chars().next()?;
    let close = closing(open)?;
    if before.is_alphanumeric() {
        return None;
    }
    let inside = rest.get(open.len_utf8()..)?;
    let end = inside.match_indices(close).map(|(at, _)| at).find(|at| {
        let after = inside[at + close.len_utf8()..].chars().next();
        !after.is_some_and(char::is_alphanumeric)
    })?;
    let inside = &inside[..end];
    (!inside.is_empty() && inside.len() <= MAX_QUOTED && !inside.contains('\n')).then_some(inside)
}

/// A quoted text stays, but for what is random in it.
fn quote(inside: &str, versions: VersionMasking, out: &mut String) {
    let mut rest = inside;
    while !rest.is_empty() {
        let len = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        let (token, after) = rest.split_at(len);
        match random(token).filter(|_| !is_constant(token)) {
            Some(mask) => out.push_str(mask),
            None if versions == VersionMasking::Masked => without_version(token, out),
            None => out.push_str(token),
        }
        let mut chars = after.chars();
        out.extend(chars.next());
        rest = chars.as_str();
    }
}

/// A number that code may hold: `86400000`, `0xFFFF`.
fn is_constant(token: &str) -> bool {
    const MAX_DIGITS: usize = 8;
    let hex = token
        .strip_prefix("0x")
        .or_else(|| token.strip_prefix("0X"));
    let is_short = hex.is_some_and(|hex| hex.len() <= MAX_DIGITS);
    is_short || token.bytes().all(|b| b.is_ascii_digit())
}

/// A word outside of quotes.
fn word(token: &str, of_version: bool, versions: VersionMasking, out: &mut String) {
    if !token.bytes().any(|b| b.is_ascii_digit()) {
        out.push_str(token);
        return;
    }
    // A full stop or dash at the end is the sentence's.
    let end = token.trim_end_matches(['.', '-', '/', '+', '~']).len();
    let (token, tail) = token.split_at(end);
    if let Some(mask) = random(token) {
        out.push_str(mask);
    } else if is_version(token) || of_version && token.starts_with(|c: char| c.is_ascii_digit()) {
        match versions {
            VersionMasking::Kept => out.push_str(token),
            VersionMasking::Masked => out.push('#'),
        }
    } else if is_measure(token) {
        mask_digits(token, out);
    } else if versions == VersionMasking::Masked {
        without_version(token, out);
    } else {
        parts(token, out);
    }
    out.push_str(tail);
}

/// A name without the hashes that are part of it: `app-7d9f8b6c5d`.
fn parts(token: &str, out: &mut String) {
    for part in token.split_inclusive(['-', '_', '.', '@', '/', '+', '~']) {
        let name = part.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        let is_hash = name.len() >= MIN_HEX
            && is_hex(name)
            && name.bytes().any(|b| b.is_ascii_digit())
            && name.bytes().any(|b| b.is_ascii_alphabetic());
        out.push_str(if is_hash { "#" } else { name });
        out.push_str(&part[name.len()..]);
    }
}

/// Returns whether the text so far ends with a word that announces a version.
fn follows_version(out: &str) -> bool {
    let words = out.trim_end_matches([' ', ':', '=', '\t']);
    let start = words.len().saturating_sub("version".len());
    words.len() < out.len()
        && words
            .get(start..)
            .is_some_and(|end| end.eq_ignore_ascii_case("version"))
}

/// The mask of a UUID, an address, or a long hexadecimal word.
pub(crate) fn random(token: &str) -> Option<&'static str> {
    let hex = token
        .strip_prefix("0x")
        .or_else(|| token.strip_prefix("0X"));
    if let Some(hex) = hex {
        return is_hex(hex).then_some("#x#");
    }
    let is_long = token.len() >= MIN_HEX && is_hex(token);
    let has_digit = || token.bytes().any(|b| b.is_ascii_digit());
    (is_uuid(token) || is_long && has_digit()).then_some("#")
}

fn is_hex(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// 8-4-4-4-12 hexadecimal digits (RFC 9562).
pub(crate) fn is_uuid(token: &str) -> bool {
    const PARTS: [usize; 5] = [8, 4, 4, 4, 12];
    token.len() == 36
        && token
            .split('-')
            .map(|part| is_hex(part).then_some(part.len()))
            .eq(PARTS.map(Some))
}

/// Digits with two dots and more, or with a dot and a suffix: `11.4.0-1`.
fn is_version(token: &str) -> bool {
    let digits = token.strip_prefix('v').unwrap_or(token);
    let dots = digits.bytes().filter(|b| *b == b'.').count();
    let has_suffix = digits.contains(['-', '+', '~']);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && !digits.contains(['/', '@', '_'])
        && (dots >= 2 || dots == 1 && (has_suffix || digits.len() < token.len()))
}

/// A number, with its unit: `131`, `-0.5`, `2026-11-25`, `12ms`, `1st`.
fn is_measure(token: &str) -> bool {
    const UNITS: &[&str] = &[
        "", "b", "kb", "mb", "gb", "tb", "kib", "mib", "gib", "ns", "us", "µs", "ms", "s", "sec",
        "m", "min", "h", "d", "x", "k", "px", "em", "rem", "st", "nd", "rd", "th",
    ];
    let digits = token.trim_start_matches(['-', '+', '~']);
    let end = digits
        .rfind(|c: char| c.is_ascii_digit())
        .map_or(0, |at| at + 1);
    let (number, unit) = digits.split_at(end);
    let is_number = number.starts_with(|c: char| c.is_ascii_digit())
        && number
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '/' | '_' | '+' | '~'));
    is_number && UNITS.contains(&unit.to_lowercase().as_str())
}

/// `lodash@4.17.21` without what stands behind the `@`.
fn without_version(token: &str, out: &mut String) {
    let split = token.rmatch_indices('@').find(|(at, _)| {
        let after = token[at + 1..].trim_start_matches('v');
        *at > 0 && after.starts_with(|c: char| c.is_ascii_digit())
    });
    match split {
        Some((at, _)) => {
            out.push_str(&token[..at]);
            out.push_str("@#");
        }
        None if is_version(token) => out.push('#'),
        None => out.push_str(token),
    }
}

/// `#` for each run of digits.
pub(crate) fn mask_digits(text: &str, out: &mut String) {
    let mut in_number = false;
    for c in text.chars() {
        let digit = c.is_ascii_digit();
        if !digit {
            out.push(c);
        } else if !in_number {
            out.push('#');
        }
        in_number = digit;
    }
}

/// The text with one space for each run of white space, so that indenting a
/// line keeps it the same.
pub(crate) fn squeezed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

#[cfg(test)]
mod tests;

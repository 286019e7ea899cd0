//! Headers of HTTP that carry credentials.

use std::ops::Range;

use super::value::{is_harmless, looks_random};

/// Schemes of the Authorization header.
/// Source: IANA's "HTTP Authentication Schemes", and those of AWS, Azure and Google.
const SCHEMES: [&str; 19] = [
    "basic",
    "bearer",
    "concealed",
    "digest",
    "dpop",
    "gnap",
    "hoba",
    "mutual",
    "negotiate",
    "ntlm",
    "oauth",
    "privatetoken",
    "scram-sha-256",
    "vapid",
    "token",
    "apikey",
    "aws4-hmac-sha256",
    "sharedkey",
    "sharedaccesssignature",
];

/// All that follows a known scheme in the header, else one random word.
pub(super) fn authorization(text: &str, keyword: Range<usize>) -> Option<Range<usize>> {
    let start = header_value(text, keyword.end)?;
    let line = value_end(text, keyword.start, start);
    let value = &text[start..line];
    let word = value.find(' ').unwrap_or(value.len());
    let known = SCHEMES
        .iter()
        .any(|scheme| scheme.eq_ignore_ascii_case(&value[..word]));
    let found = if known {
        let credentials = value[word..].trim_start_matches(' ');
        line - credentials.len()..line
    } else {
        start..start + value[..word].trim_end_matches([',', ';']).len()
    };
    let secret = &text[found.clone()];
    let enough = if known {
        !is_harmless(secret)
    } else {
        looks_random(secret)
    };
    (enough && !secret.is_empty()).then_some(found)
}

/// `Bearer` and an opaque token, in a header or not.
pub(super) fn bearer(text: &str, keyword: Range<usize>) -> Option<Range<usize>> {
    let found = credentials(text, keyword.end)?;
    looks_random(&text[found.clone()]).then_some(found)
}

/// `Basic` and base64 of a user and password.
pub(super) fn basic(text: &str, keyword: Range<usize>) -> Option<Range<usize>> {
    let found = credentials(text, keyword.end)?;
    let value = &text[found.clone()];
    let padded = value.ends_with('=') && value.len().is_multiple_of(4);
    (padded || looks_random(value)).then_some(found)
}

/// The values of all cookies of a header.
pub(super) fn cookie(text: &str, keyword: Range<usize>) -> Option<Range<usize>> {
    let start = header_value(text, keyword.end)?;
    let end = value_end(text, keyword.start, start);
    let value = text[start..end].trim_end();
    let pair = value
        .split_once('=')
        .is_some_and(|(name, _)| !name.is_empty() && !name.contains(' '));
    (pair && !is_harmless(value)).then_some(start..start + value.len())
}

/// Source: RFC 6750, section 2.1: `b64token`.
fn credentials(text: &str, end: usize) -> Option<Range<usize>> {
    let rest = &text[end..];
    let value = rest.trim_start_matches([' ', '+', ':']);
    let gap = rest.len() - value.len();
    let value = match value.strip_prefix("%20") {
        Some(value) => value,
        None if gap > 0 => value,
        None => return None,
    };
    let len = value
        .find(|c: char| {
            !(c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~' | '+' | '/' | '='))
        })
        .unwrap_or(value.len());
    let word = value[..len].trim_end_matches('.');
    let start = text.len() - value.len();
    (word.len() >= 8).then_some(start..start + word.len())
}

/// Start of the value after a header's name: `Name: value`, `"Name": "value"`,
/// `name=value`, `('Name', 'value')`.
fn header_value(text: &str, end: usize) -> Option<usize> {
    let rest = &text[end..];
    let rest = rest.trim_start_matches(['\\', '"', '\'', ']', ' ']);
    let rest = rest.strip_prefix([':', '=', ','])?;
    let rest = rest.trim_start_matches(['>', ' ', '[', '\\', '"', '\'']);
    Some(text.len() - rest.len())
}

/// Where a header's value ends: with its line, or with the quote that opens
/// it or its whole header.
fn value_end(text: &str, name: usize, start: usize) -> usize {
    let rest = &text[start..];
    let is_quote = |c: &char| matches!(c, '"' | '\'');
    let before = |at: usize| text[..at].chars().next_back().filter(is_quote);
    let quote = before(start).or_else(|| before(name));
    let end = rest
        .find(|c| matches!(c, '\n' | '\r') || Some(c) == quote)
        .unwrap_or(rest.len());
    let value = &rest[..end];
    // A line end as JSON writes it.
    let end = [r"\n", r"\r"]
        .iter()
        .filter_map(|eol| value.find(eol))
        .min()
        .unwrap_or(end);
    start + value[..end].trim_end_matches(['\\', ' ']).len()
}

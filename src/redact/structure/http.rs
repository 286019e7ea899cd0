//! Headers of HTTP that carry credentials.

use std::ops::Range;

use super::super::opaque::{is_hex, is_opaque};
use super::value::{is_harmless, looks_random};
use super::{ahead, full_stretch, stretch};

/// Schemes of the Authorization header.
/// Source: IANA's "HTTP Authentication Schemes", and those of AWS, Azure and Google.
const SCHEMES: [&str; 23] = [
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
    "ssws",
    "bot",
    "jwt",
    "geniekey",
];

/// All that follows a known scheme in the header, else one random word.
pub(crate) fn authorization(text: &str, keyword: Range<usize>) -> Option<Range<usize>> {
    let header = HttpHeader::after(text, &keyword)?;
    let value = header.value();
    let scheme = value.split(' ').next().unwrap_or(value);
    if SCHEMES
        .iter()
        .any(|known| known.eq_ignore_ascii_case(scheme))
    {
        let credentials = value[scheme.len()..].trim_start_matches(' ');
        let start = header.start + value.len() - credentials.len();
        return (!is_harmless(credentials)).then(|| start..header.end());
    }
    // A scheme of one's own: `Key 1f2e…`, `Splunk …`.
    let second = value[scheme.len()..].trim_start_matches(' ');
    let credentials = second.split([' ', ',', ';']).next().unwrap_or(second);
    if !looks_random(scheme) && (is_opaque(credentials) || is_hex(credentials)) {
        let start = header.start + value.len() - second.len();
        return Some(start..start + credentials.len());
    }
    let word = scheme.trim_end_matches([',', ';']);
    looks_random(word).then(|| header.start..header.start + word.len())
}

/// The values of all cookies of a header.
pub(crate) fn cookie(text: &str, keyword: Range<usize>) -> Option<Range<usize>> {
    let header = HttpHeader::after(text, &keyword)?;
    let value = header.value();
    let (name, _) = value.split_once('=')?;
    let is_pair = !name.is_empty() && !name.contains(' ') && !is_harmless(value);
    is_pair.then(|| header.start..header.end())
}

/// `Bearer` and an opaque token, in a header or not.
pub(crate) fn bearer(text: &str, keyword: Range<usize>) -> Option<Range<usize>> {
    let found = credentials(text, keyword.end)?;
    looks_random(&text[found.clone()]).then_some(found)
}

/// Okta's scheme, in a header or not.
pub(crate) fn ssws(text: &str, keyword: Range<usize>) -> Option<Range<usize>> {
    credentials(text, keyword.end)
}

/// `Basic` and base64 of a user and password.
pub(crate) fn basic(text: &str, keyword: Range<usize>) -> Option<Range<usize>> {
    let found = credentials(text, keyword.end)?;
    let value = &text[found.clone()];
    let padded = value.ends_with('=') && value.len().is_multiple_of(4);
    (padded || looks_random(value)).then_some(found)
}

/// Source: RFC 6750, section 2.1: `b64token`.
fn credentials(text: &str, end: usize) -> Option<Range<usize>> {
    let rest = ahead(text, end);
    let value = rest
        .strip_prefix("%20")
        .unwrap_or_else(|| rest.trim_start_matches([' ', '+', ':']));
    if value.len() == rest.len() {
        return None;
    }
    let start = end + rest.len() - value.len();
    let ends = |c: char| !(c.is_ascii_alphanumeric() || "-._~+/".contains(c));
    let (near, all) = stretch(text, start, ends);
    let end = if all {
        near
    } else {
        full_stretch(text, start, ends)
    };
    let padding = text[end..]
        .bytes()
        .take(2)
        .take_while(|b| *b == b'=')
        .count();
    let is_name =
        padding > 0 && text[end + padding..].starts_with(|c: char| c.is_ascii_alphanumeric());
    let word = text[start..end + padding].trim_end_matches('.');
    (word.len() >= 8 && !is_name).then_some(start..start + word.len())
}

/// A header's value.
#[derive(Debug)]
struct HttpHeader<'t> {
    text: &'t str,
    start: usize,
    /// What opens the value or its whole header, and so ends it.
    quote: Option<char>,
}

impl<'t> HttpHeader<'t> {
    /// After a name as HTTP, JSON, curl, Python and query strings write it.
    fn after(text: &'t str, name: &Range<usize>) -> Option<Self> {
        let rest = ahead(text, name.end);
        let sign = skip(rest, &["\\\"", "\"", "'", "]", " "]);
        let signed = sign.strip_prefix([':', '=', ','])?;
        let value = skip(signed, &["\\\"", "\"", "'", "[", " ", ">"]);
        let start = name.end + rest.len() - value.len();
        let is_quote = |c: &char| matches!(c, '"' | '\'');
        let opening = signed[..signed.len() - value.len()]
            .chars()
            .rev()
            .find(is_quote);
        let around = text[..name.start].chars().next_back().filter(is_quote);
        Some(Self {
            text,
            start,
            quote: opening.or(around),
        })
    }

    /// Returns where the value ends in `text`, which starts as it does: with
    /// its line, or with the string that it is in. A parameter's own quotes are
    /// in it.
    fn len_in(&self, text: &str) -> Option<usize> {
        let nested = self.text[..self.start].ends_with("\\\"");
        let (mut in_parameter, mut escaped, mut before) = (false, false, ' ');
        for (at, c) in text.char_indices() {
            match c {
                '"' if escaped && !nested => {}
                '"' if in_parameter => in_parameter = false,
                '"' if before == '=' && !self.closes(&text[at + 1..]) => in_parameter = true,
                '"' | '\n' | '\r' => return Some(at),
                c if Some(c) == self.quote => return Some(at),
                _ => {}
            }
            escaped = c == '\\' && !escaped;
            before = c;
        }
        None
    }

    /// Returns whether a quote before this closes the string that the header is
    /// in.
    fn closes(&self, rest: &str) -> bool {
        self.quote == Some('"') || rest.starts_with([',', '}', ']', ':'])
    }

    /// As far as a rule reads.
    fn value(&self) -> &'t str {
        let near = ahead(self.text, self.start);
        let len = self.len_in(near).unwrap_or(near.len());
        &self.text[self.start..self.trimmed(self.start + len)]
    }

    fn end(&self) -> usize {
        let rest = &self.text[self.start..];
        self.trimmed(self.start + self.len_in(rest).unwrap_or(rest.len()))
    }

    /// Without a line end as JSON writes it, and what follows it.
    fn trimmed(&self, end: usize) -> usize {
        let value = &self.text[self.start..end];
        let line = [r"\n", r"\r"]
            .iter()
            .filter_map(|eol| value.find(eol))
            .min();
        let value = &value[..line.unwrap_or(value.len())];
        self.start + value.trim_end_matches(['\\', ' ']).len()
    }
}

/// The text after all of these at its start.
fn skip<'t>(mut text: &'t str, marks: &[&str]) -> &'t str {
    while let Some(rest) = marks.iter().find_map(|mark| text.strip_prefix(mark)) {
        text = rest;
    }
    text
}

//! Where secrets stand, and writing what stands instead.

use std::borrow::Cow;

/// What a placeholder starts with, up to its kind.
pub(super) const OPEN: &str = "‹redacted:";
/// What it ends with.
const CLOSE: char = '›';

/// A secret: bytes of the text, and what is said of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span<'r> {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: &'r str,
}

/// The text with each span as a placeholder. Overlapping spans become one,
/// of the kind that starts first and, among those, is longest.
pub(super) fn write<'t>(text: &'t str, mut spans: Vec<Span<'_>>) -> Cow<'t, str> {
    if spans.is_empty() {
        return Cow::Borrowed(text);
    }
    spans.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for span in merged(spans) {
        out.push_str(&text[done..span.start]);
        out.push_str(OPEN);
        out.push_str(span.kind);
        out.push(CLOSE);
        done = span.end;
    }
    out.push_str(&text[done..]);
    Cow::Owned(out)
}

fn merged(sorted: Vec<Span<'_>>) -> Vec<Span<'_>> {
    let mut out: Vec<Span<'_>> = Vec::with_capacity(sorted.len());
    for span in sorted {
        match out.last_mut() {
            Some(last) if span.start < last.end => last.end = last.end.max(span.end),
            _ => out.push(span),
        }
    }
    out
}

/// The text with earlier placeholders as stars, byte for byte as long: rules
/// read stars as nothing worth redacting, which makes redaction idempotent.
pub(super) fn mask(text: &str) -> Cow<'_, str> {
    let mut found = placeholders(text).peekable();
    if found.peek().is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (start, end) in found {
        out.push_str(&text[done..start]);
        out.extend(std::iter::repeat_n('*', end - start));
        done = end;
    }
    out.push_str(&text[done..]);
    Cow::Owned(out)
}

/// Start and end of each placeholder.
fn placeholders(text: &str) -> impl Iterator<Item = (usize, usize)> + '_ {
    memchr::memmem::find_iter(text.as_bytes(), OPEN).filter_map(|start| {
        let kind = &text[start + OPEN.len()..];
        let len = kind.find(|c| !is_kind(c))?;
        let closed = len > 0 && kind[len..].starts_with(CLOSE);
        closed.then(|| (start, start + OPEN.len() + len + CLOSE.len_utf8()))
    })
}

/// The characters of a kind.
pub(super) fn is_kind(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'
}

//! Where secrets stand, and writing what stands instead.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem::Finder;

/// What a placeholder starts with, up to its kind.
const OPEN: &str = "‹redacted:";
/// What it ends with.
const CLOSE: char = '›';
/// Longer ones are not ours; bytes.
const LONGEST_KIND: usize = 40;

/// A secret: bytes of the text, and what is said of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span<'r> {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: &'r str,
}

/// The text with each span as a placeholder. Overlapping spans become one,
/// of the kind that starts first and, among those, is longest.
pub(crate) fn write<'t>(text: &'t str, mut spans: Vec<Span<'_>>) -> Cow<'t, str> {
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

/// A text with its earlier placeholders as stars, byte for byte as long: rules
/// read stars as nothing worth redacting, which makes redaction idempotent.
#[derive(Debug)]
pub(crate) struct Masked<'t> {
    pub(crate) text: Cow<'t, str>,
    placeholders: Vec<Range<usize>>,
}

impl<'t> Masked<'t> {
    pub(crate) fn of(text: &'t str) -> Self {
        let placeholders = placeholders(text);
        if placeholders.is_empty() {
            return Self {
                text: Cow::Borrowed(text),
                placeholders,
            };
        }
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        for found in &placeholders {
            out.push_str(&text[done..found.start]);
            out.extend(std::iter::repeat_n('*', found.len()));
            done = found.end;
        }
        out.push_str(&text[done..]);
        Self {
            text: Cow::Owned(out),
            placeholders,
        }
    }

    /// A span with the placeholders that it cuts whole; nothing where it lies
    /// within one.
    pub(crate) fn settle<'r>(&self, mut span: Span<'r>) -> Option<Span<'r>> {
        let first = self
            .placeholders
            .partition_point(|found| found.end <= span.start);
        for found in &self.placeholders[first..] {
            if found.start >= span.end {
                break;
            }
            if found.start <= span.start && span.end <= found.end {
                return None;
            }
            span.start = span.start.min(found.start);
            span.end = span.end.max(found.end);
        }
        Some(span)
    }
}

fn placeholders(text: &str) -> Vec<Range<usize>> {
    // Made once: most texts are short, and hold none.
    static FINDER: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(OPEN));
    FINDER
        .find_iter(text.as_bytes())
        .filter_map(|start| {
            let kind = &text[start + OPEN.len()..];
            let len = kind.find(|c| !is_kind(c))?;
            let closed = (1..=LONGEST_KIND).contains(&len) && kind[len..].starts_with(CLOSE);
            closed.then(|| start..start + OPEN.len() + len + CLOSE.len_utf8())
        })
        .collect()
}

/// The characters of a kind.
pub(crate) fn is_kind(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'
}

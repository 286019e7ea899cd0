//! Untrusted text as inert Markdown, titles, addresses and terminal output.
//!
//! docs/safety.md says what is broken and why. The order is fixed: redact,
//! [`clip`], then one of these writers.

mod address;
mod inert;
mod inline;
mod visible;

pub use address::{link, url};

use inert::{Place, inert};
use visible::visible;

/// The longest title that GitHub takes, in characters.
pub const TITLE_CHARS: usize = 256;
/// The longest label name that GitHub takes, in characters.
pub const LABEL_CHARS: usize = 50;
/// The longest label description that GitHub takes, in characters.
pub const DESCRIPTION_CHARS: usize = 100;

/// Untrusted text as inline Markdown of one line that displays as it reads: no
/// mention, reference, link, HTML or closing word comes alive. Idempotent.
pub fn text(untrusted: &str) -> String {
    let shown = inline::unescape(&one_line(untrusted));
    inline::escape(&inert(&shown, Place::Prose))
}

/// The same for a table cell. Bars are entities in [`text`] already.
pub fn cell(untrusted: &str) -> String {
    text(untrusted)
}

/// As an inline code span; nothing for nothing. Bars are full-width, so that
/// one in a table cell can't end the cell and with it the span.
pub fn code(untrusted: &str) -> String {
    span(&inert(&one_line(untrusted), Place::Verbatim).replace('|', "｜"))
}

/// The program's own name of a run, as a code span: `gh-77-1` as it is, though
/// it begins like a reference to an issue. All else is written by [`code`].
pub fn own_code(name: &str) -> String {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let parts = name
        .strip_prefix("gh-")
        .and_then(|rest| rest.split_once('-'));
    match parts {
        Some((run, attempt)) if is_number(run) && is_number(attempt) => span(name),
        _ => code(name),
    }
}

/// As a code span that stands in a table cell for certain: bars stay what they
/// are, escaped as GFM wants it there.
pub fn cell_code(untrusted: &str) -> String {
    let content = inert(&one_line(untrusted), Place::Verbatim);
    // A backslash before a bar can't be told from the bar's escape.
    span(&content.replace("\\|", "\\｜").replace('|', "\\|"))
}

/// As a fenced block, its fence longer than any run inside. Starts at a line's
/// start and ends without a line feed.
///
/// `info` names a language; what GitHub would draw instead of show
/// (`mermaid`, `math`, …) becomes `text`.
pub fn fence(untrusted: &str, info: &str) -> String {
    let content = inert(&visible(untrusted), Place::Verbatim);
    let content = content.trim_end_matches('\n');
    let fence = "`".repeat(longest_run(content).max(2) + 1);
    format!("{fence}{}\n{content}\n{fence}", language(info))
}

/// As an issue's title: one line of plain text, cut to 256 characters. Idempotent.
pub fn title(untrusted: &str) -> String {
    cut(&inert(&one_line(untrusted), Place::Title), TITLE_CHARS)
}

/// As a label's name: one line of 50 characters without commas, which
/// separate labels in GitHub's filters. Idempotent.
pub fn label(untrusted: &str) -> String {
    cut(&one_line(untrusted).replace(',', "，"), LABEL_CHARS)
}

/// As a label's description: one line of 100 characters. Idempotent.
pub fn description(untrusted: &str) -> String {
    cut(
        &inert(&one_line(untrusted), Place::Title),
        DESCRIPTION_CHARS,
    )
}

/// For terminals and runners' logs: nothing hidden, no control sequence, no
/// runner command. Keeps line feeds and tabs. Idempotent.
pub fn terminal(untrusted: &str) -> String {
    inert(&visible(untrusted), Place::Terminal)
}

/// As the message of a runner's own command (`::error::…`).
/// Source: actions/toolkit, `packages/core/src/command.ts`, `escapeData`.
pub fn annotation(untrusted: &str) -> String {
    terminal(untrusted).replace('%', "%25").replace('\n', "%0A")
}

/// As a property of a runner's own command (`file=…`).
/// Source: actions/toolkit, `escapeProperty`.
pub fn annotation_property(untrusted: &str) -> String {
    annotation(untrusted)
        .replace(':', "%3A")
        .replace(',', "%2C")
}

/// The longest start of a text of at most `bytes` bytes, ending in `…` where
/// something was cut. Redact first: a secret across the cut would survive it.
pub fn clip(text: &str, bytes: usize) -> std::borrow::Cow<'_, str> {
    const MARK: &str = "…";
    if text.len() <= bytes {
        return text.into();
    }
    let room = bytes.saturating_sub(MARK.len());
    let head = &text[..text.floor_char_boundary(room)];
    if bytes < MARK.len() {
        head.into()
    } else {
        format!("{head}{MARK}").into()
    }
}

fn one_line(untrusted: &str) -> String {
    let shown = visible(untrusted);
    let mut words = shown.split_whitespace();
    let mut out = String::with_capacity(shown.len());
    out.extend(words.next());
    for word in words {
        out.push(' ');
        out.push_str(word);
    }
    out
}

fn span(content: &str) -> String {
    if content.is_empty() {
        return String::new();
    }
    let ticks = "`".repeat(shortest_absent_run(content));
    // A space beside a backtick is stripped again by readers.
    let pad = if content.starts_with('`') || content.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{ticks}{pad}{content}{pad}{ticks}")
}

/// The least number of backticks that does not stand in the text as a run.
fn shortest_absent_run(text: &str) -> usize {
    let runs: std::collections::BTreeSet<usize> = runs(text).collect();
    (1..=runs.len() + 1)
        .find(|n| !runs.contains(n))
        .unwrap_or(1)
}

fn longest_run(text: &str) -> usize {
    runs(text).max().unwrap_or(0)
}

/// Lengths of the runs of backticks.
fn runs(text: &str) -> impl Iterator<Item = usize> {
    text.split(|c| c != '`')
        .map(str::len)
        .filter(|len| *len > 0)
}

fn language(info: &str) -> &str {
    const DRAWN: [&str; 6] = [
        "mermaid",
        "math",
        "geojson",
        "topojson",
        "stl",
        "suggestion",
    ];
    let plain = info
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'+' | b'_' | b'.'));
    let drawn = DRAWN.iter().any(|name| name.eq_ignore_ascii_case(info));
    if plain && !drawn { info } else { "text" }
}

fn cut(text: &str, chars: usize) -> String {
    if text.chars().count() <= chars {
        return text.to_owned();
    }
    let mut out: String = text.chars().take(chars.saturating_sub(1)).collect();
    // Nothing that would join what was cut.
    out.truncate(
        out.trim_end_matches(|c: char| c.is_whitespace() || c == '\u{200d}')
            .len(),
    );
    out.push('…');
    out
}

#[cfg(test)]
mod tests;

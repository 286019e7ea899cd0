//! Untrusted text for one kind of tracker.

use std::collections::BTreeSet;

use super::inert::{Surface, inert};
use super::visible::visible;
use super::{inline, url};
use crate::tracker::Dialect;

/// Writes untrusted text so that a tracker shows it and acts on none of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Escaper {
    dialect: &'static Dialect,
}

impl Escaper {
    /// Writes for trackers of a kind.
    pub const fn new(dialect: &'static Dialect) -> Self {
        Self { dialect }
    }

    /// Writes inline Markdown of one line that displays as the text reads: no
    /// mention, reference, link, HTML or closing word comes alive. Idempotent.
    pub fn text(self, untrusted: &str) -> String {
        let digits = &self.dialect.markup.commit_digits;
        let shown = inline::unescape(&one_line(untrusted), digits);
        inline::escape(&self.inert(&shown, Surface::Prose), digits)
    }

    /// Writes a table's cell. Bars are entities in [`Escaper::text`] already.
    pub fn cell(self, untrusted: &str) -> String {
        self.text(untrusted)
    }

    /// Writes an inline code span; nothing for nothing. Bars are full-width, so
    /// that one in a table cell can't end the cell and with it the span.
    pub fn code(self, untrusted: &str) -> String {
        let content = self.inert(&one_line(untrusted), Surface::Verbatim);
        span(&content.replace('|', "｜"))
    }

    /// Writes the program's own name of a run as a code span: `gh-77-1` as it
    /// is, though it begins like a reference to an issue. All else is written
    /// by [`Escaper::code`].
    pub fn own_code(self, name: &str) -> String {
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let parts = name
            .strip_prefix("gh-")
            .and_then(|rest| rest.split_once('-'));
        match parts {
            Some((run, attempt)) if is_number(run) && is_number(attempt) => span(name),
            _ => self.code(name),
        }
    }

    /// Writes a code span that is in a table cell for certain: bars stay what
    /// they are, escaped as GFM wants it there.
    pub fn cell_code(self, untrusted: &str) -> String {
        let content = self.inert(&one_line(untrusted), Surface::Verbatim);
        // A backslash before a bar can't be told from the bar's escape.
        span(&content.replace("\\|", "\\｜").replace('|', "\\|"))
    }

    /// Writes a fenced block, its fence longer than any run inside. Starts at a
    /// line's start and ends without a line feed.
    ///
    /// `info` names a language; one that the tracker would draw instead of show
    /// (`mermaid`, `math`, …) becomes `text`.
    pub fn fence(self, untrusted: &str, info: &str) -> String {
        let content = self.inert(&visible(untrusted), Surface::Verbatim);
        let content = content.trim_end_matches('\n');
        let fence = "`".repeat(longest_run(content).max(2) + 1);
        format!("{fence}{}\n{content}\n{fence}", self.language(info))
    }

    /// Writes an issue's title: one line of plain text, cut to what the tracker
    /// takes. Idempotent.
    pub fn title(self, untrusted: &str) -> String {
        let line = self.inert(&one_line(untrusted), Surface::Title);
        cut(&line, self.dialect.limits.title_chars)
    }

    /// Writes a link to an address, or only its label where the address is none
    /// that may be linked.
    pub fn link(self, label: &str, address: &str) -> String {
        let label = self.text(label);
        match url(address) {
            Some(url) => format!("[{label}]({url})"),
            None => label,
        }
    }

    pub(super) fn inert(self, text: &str, place: Surface) -> String {
        inert(text, place, &self.dialect.markup)
    }

    fn language(self, info: &str) -> &str {
        let plain = info
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'+' | b'_' | b'.'));
        let mut drawn = self.dialect.markup.drawn_languages.iter();
        let is_drawn = drawn.any(|name| name.eq_ignore_ascii_case(info));
        if plain && !is_drawn { info } else { "text" }
    }
}

pub(crate) fn one_line(untrusted: &str) -> String {
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
    let runs: BTreeSet<usize> = runs(text).collect();
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

//! Breaks what trackers, replies by e-mail and CI runners act on in plain text.
//!
//! These readers work on text, after or without Markdown: an escape, an entity
//! or a code span does not stop them (dependabot/dependabot-core#3157). So one
//! character of each such sequence is written in its full-width form
//! (U+FF01 to U+FF5E): it reads the same, is seen, survives copying, and
//! Unicode's NFKC turns it back. Invisible separators were not chosen, since
//! what can't be seen can't be taken out again either.

use crate::tracker::dialect::Markup;

/// Where the text will stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Surface {
    /// In Markdown, where addresses become links.
    Prose,
    /// In code, where what is copied should still work.
    Verbatim,
    /// As a title: no Markdown is escaped there.
    Title,
}

/// The text with one character of each sequence that is live on a tracker in
/// its full-width form. Idempotent.
pub(crate) fn inert(text: &str, place: Surface, markup: &Markup) -> String {
    broken(text, |c, before, after| {
        runs_a_command(c, before, after) || is_live(c, before, after, place, markup)
    })
}

/// The same for what a runner acts on, on a terminal or in a run's log.
pub(crate) fn without_commands(text: &str) -> String {
    broken(text, runs_a_command)
}

/// The text with each punctuation mark that is live in its full-width form.
fn broken(text: &str, is_live: impl Fn(char, &str, &str) -> bool) -> String {
    text.char_indices()
        .map(|(at, c)| {
            let live = c.is_ascii_punctuation() && {
                let (before, from) = text.split_at(at);
                is_live(c, before, &from[1..])
            };
            if live { full_width(c) } else { c }
        })
        .collect()
}

/// Source: Unicode's block "Halfwidth and Fullwidth Forms".
fn full_width(c: char) -> char {
    char::from_u32(u32::from(c) + 0xfee0).unwrap_or(char::REPLACEMENT_CHARACTER)
}

fn is_live(c: char, before: &str, after: &str, place: Surface, markup: &Markup) -> bool {
    let linked = place != Surface::Verbatim;
    match c {
        c if c == markup.mention => mentions(before, after, linked),
        '#' if before.ends_with('&') => {
            after.starts_with(|next: char| next.is_ascii_digit() || matches!(next, 'x' | 'X'))
        }
        c if markup.references.contains(&c) => {
            after.starts_with(|next: char| next.is_ascii_digit())
        }
        '&' => markup
            .sign_entities
            .iter()
            .any(|name| after.starts_with(name)),
        '-' => {
            is_reference(before, after, markup) || (linked && is_identifier(before, after, markup))
        }
        ':' if linked => after.starts_with("//") || is_picture(after, markup),
        ':' => leads_to_an_item(before, after, markup),
        '.' => linked && ends_with(before, "www"),
        '<' if linked => place == Surface::Title && opens_tag(after),
        '<' => after.starts_with("!--"),
        '[' if linked => before.trim().is_empty() && is_checkbox(after),
        ']' => place == Surface::Title && after.starts_with(['(', '[']),
        '`' => place == Surface::Title,
        _ => false,
    }
}

/// A command to a GitHub runner: `::name` at the start of a line, `##[name]`
/// anywhere. Source: actions/runner, `ActionCommand.cs`.
fn runs_a_command(c: char, before: &str, after: &str) -> bool {
    let opens_line = || {
        let line = before.trim_end_matches(|c: char| c.is_whitespace() && c != '\n');
        line.is_empty() || line.ends_with('\n')
    };
    match c {
        ':' => {
            after.starts_with(':')
                && after[1..].starts_with(|next: char| next.is_ascii_alphabetic())
                && opens_line()
        }
        '#' => after.starts_with("#["),
        _ => false,
    }
}

/// `@login`, `@org/team`; in prose also the `@` of addresses, which become links.
fn mentions(before: &str, after: &str, linked: bool) -> bool {
    if linked {
        after.starts_with(|next: char| !next.is_whitespace())
    } else {
        after.starts_with(|next: char| next.is_ascii_alphanumeric()) && !ends_in_word(before)
    }
}

/// `GH-1`.
fn is_reference(before: &str, after: &str, markup: &Markup) -> bool {
    after.starts_with(|next: char| next.is_ascii_digit())
        && ends_with_one_of(before, markup.reference_words)
}

/// `GHSA-…`.
fn is_identifier(before: &str, after: &str, markup: &Markup) -> bool {
    after.starts_with(|next: char| next.is_ascii_alphanumeric())
        && ends_with_one_of(before, markup.identifier_words)
}

/// The address of an issue, a change request, a discussion or a commit, on any
/// host: quoted in a reply, it becomes a reference.
fn leads_to_an_item(before: &str, after: &str, markup: &Markup) -> bool {
    /// No reader follows longer ones; bytes.
    const LONGEST: usize = 1024;
    if !after.starts_with("//") || !(ends_with(before, "http") || ends_with(before, "https")) {
        return false;
    }
    let near = &after[..after.floor_char_boundary(LONGEST)];
    let word = near.split(char::is_whitespace).next().unwrap_or(near);
    // An address within an address is judged by itself.
    let address = word[2..]
        .split("://")
        .next()
        .unwrap_or(word)
        .to_ascii_lowercase();
    markup.item_paths.iter().any(|item| address.contains(item))
}

/// The rest of a `:name:` that is shown as an image.
fn is_picture(after: &str, markup: &Markup) -> bool {
    after
        .split_once(':')
        .is_some_and(|(name, _)| markup.pictures.contains(&name))
}

/// The rest of `[ ]`: a task, where the text starts an item of a list.
fn is_checkbox(after: &str) -> bool {
    let mut chars = after.chars();
    chars.next().is_some() && chars.next() == Some(']')
}

/// `<a`, `</a`, `<!`, `<?`.
fn opens_tag(after: &str) -> bool {
    after.starts_with(|next: char| next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?'))
}

fn ends_in_word(text: &str) -> bool {
    text.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
}

/// Ends with one of these words, in any case, and not as the end of a longer
/// one; an underscore may be Markdown's.
fn ends_with_one_of(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| {
        ends_with(text, word) && {
            let head = &text[..text.len() - word.len()];
            !head.ends_with(|c: char| c.is_ascii_alphanumeric())
        }
    })
}

/// Ends with these ASCII letters, in any case.
fn ends_with(text: &str, letters: &str) -> bool {
    let tail = text.len().checked_sub(letters.len());
    tail.is_some_and(|at| text.as_bytes()[at..].eq_ignore_ascii_case(letters.as_bytes()))
}

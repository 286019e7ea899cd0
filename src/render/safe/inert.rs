//! Breaks what GitHub, its e-mail replies and its runners act on in plain text.
//!
//! These readers work on text, after or without Markdown: an escape, an entity
//! or a code span does not stop them (dependabot/dependabot-core#3157). So one
//! character of each such sequence is written in its full-width form
//! (U+FF01 to U+FF5E): it reads the same, is seen, survives copying, and
//! Unicode's NFKC turns it back. Invisible separators were not chosen, since
//! what can't be seen can't be taken out again either.

/// Where the text will stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In Markdown, where addresses become links.
    Prose,
    /// In code, where what is copied should still work.
    Verbatim,
    /// As a title: no Markdown is escaped there.
    Title,
    /// On a terminal or in a runner's output.
    Terminal,
}

/// The text with one character of each live sequence in its full-width form.
/// Idempotent.
pub(super) fn inert(text: &str, place: Place) -> String {
    text.char_indices()
        .map(|(at, c)| {
            let live = c.is_ascii_punctuation() && {
                let (before, from) = text.split_at(at);
                is_live(c, before, &from[1..], place)
            };
            if live { full_width(c) } else { c }
        })
        .collect()
}

/// Source: Unicode's block "Halfwidth and Fullwidth Forms".
fn full_width(c: char) -> char {
    char::from_u32(u32::from(c) + 0xfee0).unwrap_or(char::REPLACEMENT_CHARACTER)
}

fn is_live(c: char, before: &str, after: &str, place: Place) -> bool {
    if runs_a_command(c, before, after) {
        return true;
    }
    if place == Place::Terminal {
        return false;
    }
    let linked = place != Place::Verbatim;
    match c {
        '@' => mentions(before, after, linked),
        '#' => {
            after.starts_with(|next: char| next.is_ascii_digit())
                || (before.ends_with('&') && after.starts_with(['x', 'X']))
        }
        '&' => ["commat;", "num;"]
            .iter()
            .any(|name| after.starts_with(name)),
        '-' => is_reference(before, after) || (linked && is_advisory(before, after)),
        ':' if linked => after.starts_with("//") || is_picture(after),
        ':' => leads_to_a_tracker(before, after),
        '.' => linked && ends_with(before, "www"),
        '<' if linked => place == Place::Title && opens_tag(after),
        '<' => after.starts_with("!--"),
        '[' if linked => before.trim().is_empty() && is_checkbox(after),
        ']' => place == Place::Title && after.starts_with(['(', '[']),
        '`' => place == Place::Title,
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
fn is_reference(before: &str, after: &str) -> bool {
    after.starts_with(|next: char| next.is_ascii_digit()) && ends_with_word(before, "gh")
}

/// `GHSA-…`, which GitHub links.
fn is_advisory(before: &str, after: &str) -> bool {
    after.starts_with(|next: char| next.is_ascii_alphanumeric()) && ends_with_word(before, "ghsa")
}

/// The URL of an issue, a pull request, a discussion or a commit, on any host:
/// quoted in a reply, it becomes a reference.
fn leads_to_a_tracker(before: &str, after: &str) -> bool {
    /// No reader follows longer ones; bytes.
    const LONGEST: usize = 1024;
    const ITEMS: [&str; 7] = [
        "/issues/",
        "/pull/",
        "/pulls/",
        "/discussions/",
        "/commit/",
        "/commits/",
        "/compare/",
    ];
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
    ITEMS.iter().any(|item| address.contains(item))
}

/// One of the `:names:` that GitHub shows as its own images; all others are
/// characters. Source: github/gemoji, `db/emoji.json` and its custom images.
fn is_picture(after: &str) -> bool {
    const PICTURES: [&str; 23] = [
        "accessibility",
        "atom",
        "basecamp",
        "basecampy",
        "bowtie",
        "copilot",
        "dependabot",
        "electron",
        "feelsgood",
        "finnadie",
        "fishsticks",
        "goberserk",
        "godmode",
        "hurtrealbad",
        "neckbeard",
        "octocat",
        "rage1",
        "rage2",
        "rage3",
        "rage4",
        "shipit",
        "suspect",
        "trollface",
    ];
    after
        .split_once(':')
        .is_some_and(|(name, _)| PICTURES.contains(&name))
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

/// Ends with this word, in any case, and not as the end of a longer one; an
/// underscore may be Markdown's.
fn ends_with_word(text: &str, word: &str) -> bool {
    ends_with(text, word) && {
        let head = &text[..text.len() - word.len()];
        !head.ends_with(|c: char| c.is_ascii_alphanumeric())
    }
}

/// Ends with these ASCII letters, in any case.
fn ends_with(text: &str, letters: &str) -> bool {
    let tail = text.len().checked_sub(letters.len());
    tail.is_some_and(|at| text.as_bytes()[at..].eq_ignore_ascii_case(letters.as_bytes()))
}

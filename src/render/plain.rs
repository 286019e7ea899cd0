//! Text of logs and tools as words of a title: letters, digits and plain
//! punctuation, nothing that GitHub, Markdown, a runner or a terminal acts on.
//!
//! A title is read without any mark that its words are a stranger's, and is
//! copied into mails, lists and commit messages. So nothing is escaped here:
//! what could come alive in any of them is left out, or written as a word.
//! Redact first.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Captures, Regex};

/// Characters of a title of the program's own.
pub(crate) const TITLE_CHARS: usize = 120;

/// Stands for what is left out.
const GAP: &str = "…";

/// What is left out as a whole, or loses its signs. In order: addresses;
/// references to issues in their older form; what varies in a log template; a
/// tag or type parameter.
const LIVE: &str = concat!(
    r"(?i)(?P<url>\b[a-z][a-z0-9+.-]{1,20}:/{2,}[^\s,;()\[\]<>]*|\bwww\.[^\s,;()\[\]<>]*)",
    r"|(?P<mail>\bmailto:\S*)",
    r"|(?P<gh>\bGH-)(?P<ghn>[0-9])",
    r"|<\*>|<!--.*?(?:-->|$)",
    r"|(?P<tag><[/!?]?(?P<inside>[^<>\s][^<>]*?)/?>)",
);

/// What differs from one run to the next, the longest forms first: UUIDs;
/// times; addresses; digests and ids; temporary paths; long numbers; lengths
/// of time.
const VARYING: &str = concat!(
    r"(?i)\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b",
    r"|\b[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[t ][0-9:.,]+(?:z|[+-][0-9:]{4,6})?)?",
    r"|\b[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:[.,][0-9]+)?\b",
    r"|\b0x[0-9a-f]{4,}\b",
    r"|(?:/private)?/(?:var/folders|tmp|var/tmp|dev/shm)/[^\s,;:()\[\]<>]*",
    r"|\b[0-9]+(?:\.[0-9]+)? ?(?:ns|us|µs|ms|s|sec|secs|seconds|minutes|m)\b",
    r"|\b(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?::[0-9]+)?\b",
    r"|\b[0-9]+\.[0-9]{5,}\b",
    r"|\b[0-9]{6,}\b",
    r"|\b(?P<hex>[0-9a-f]{7,})\b",
);

static LIVE_RE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(LIVE).ok());
static VARYING_RE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(VARYING).ok());

/// The first line that has words, as plain words. Idempotent.
pub(crate) fn words(untrusted: &str) -> String {
    let mut lines = untrusted.lines().map(line);
    lines
        .find(|words| words.chars().any(char::is_alphanumeric))
        .unwrap_or_default()
}

/// The text with a gap for what differs from one run to the next.
pub(crate) fn steady(text: &str) -> String {
    let Some(varying) = VARYING_RE.as_ref() else {
        return text.to_owned();
    };
    let replaced = varying.replace_all(text, |found: &Captures<'_>| {
        let whole = found.get(0).map_or("", |m| m.as_str());
        let is_word = |hex: &str| !hex.bytes().any(|b| b.is_ascii_digit());
        // `defaced` is a word, and no digest.
        match found.name("hex").map(|m| m.as_str()) {
            Some(hex) if is_word(hex) => whole.to_owned(),
            _ => GAP.to_owned(),
        }
    });
    replaced.into_owned()
}

/// The start of a title of at most so many characters, cut between words.
pub(crate) fn cut(title: &str, chars: usize) -> String {
    if title.chars().count() <= chars {
        return title.to_owned();
    }
    let room: String = title.chars().take(chars.saturating_sub(1)).collect();
    // Not at the cost of half of it: one word may be all there is.
    let at_word = room.rfind(' ').filter(|at| *at * 2 > room.len());
    let start = at_word.map_or(room.as_str(), |at| &room[..at]);
    format!("{}{GAP}", start.trim_end_matches(is_dangling))
}

/// What says nothing at the end of a text that was cut.
fn is_dangling(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            ':' | ',' | ';' | '-' | '–' | '(' | '…' | '/' | '\'' | '"'
        )
}

/// A line, until nothing is left to take out: what is left out of a text can
/// bring its neighbours together.
fn line(line: &str) -> String {
    const MOST: usize = 4;
    let mut text = crate::render::safe::terminal(line);
    for _ in 0..MOST {
        let plain = once(&text);
        if plain == text {
            return plain;
        }
        text = plain;
    }
    text.retain(|c| c.is_alphanumeric() || c == ' ');
    text
}

fn once(text: &str) -> String {
    let Some(live) = LIVE_RE.as_ref() else {
        return String::new();
    };
    let mut without = text.to_owned();
    // Type parameters nest.
    while let Cow::Owned(less) = live.replace_all(&without, |found: &Captures<'_>| dead(found)) {
        if less == without {
            break;
        }
        without = less;
    }
    let mut out = String::with_capacity(without.len());
    let mut rest = without.as_str();
    while let Some(c) = rest.chars().next() {
        let (before, after) = (out.chars().next_back(), &rest[c.len_utf8()..]);
        push(&mut out, plain(c, before, after));
        rest = after;
    }
    let out = out.trim_end_matches([' ', ':', ',', ';', '-', '–', '(', '/']);
    out.trim_start_matches(|c: char| {
        !c.is_alphanumeric() && !matches!(c, '(' | '…' | '_' | '\'' | '"')
    })
    .to_owned()
}

/// A live form without what makes it so.
fn dead(found: &Captures<'_>) -> String {
    let text = |name: &str| found.name(name).map(|m| m.as_str());
    if let Some(digit) = text("ghn") {
        return format!("GH {digit}");
    }
    text("inside").map_or_else(|| GAP.to_owned(), |inside| format!("({inside})"))
}

/// What is written for a character.
#[derive(Clone, Copy)]
enum Plain {
    Same(char),
    /// A space, unless one stands there.
    Space,
    Nothing,
    Gap,
    /// An arrow.
    To,
}

fn plain(c: char, before: Option<char>, after: &str) -> Plain {
    let next = after.chars().next();
    let in_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    match c {
        _ if c.is_alphanumeric() => Plain::Same(c),
        _ if c.is_whitespace() => Plain::Space,
        '…' => Plain::Gap,
        // Emphasis only where it is not inside of a name.
        '_' if joins_words(before, after) => Plain::Same('_'),
        '.' | ',' | ';' | '\'' | '"' | '(' | ')' | '/' | '-' | '+' | '=' | '%' | '!' | '?'
        | '&' | '›' | '–' | ':' => Plain::Same(c),
        '[' | '{' => Plain::Same('('),
        ']' | '}' => Plain::Same(')'),
        '`' | '’' | '‘' => Plain::Same('\''),
        '“' | '”' => Plain::Same('"'),
        '\\' | '|' => Plain::Same('/'),
        // A comparison or an arrow; a tag has been taken apart before.
        '<' if next.is_none_or(|n| n == ' ' || n == '=' || n.is_ascii_digit()) => Plain::Same('<'),
        '>' if before.is_some_and(|b| matches!(b, ' ' | '-' | '=')) => Plain::Same('>'),
        '@' | '#' | '~' | '<' | '>' | '$' if in_word(before) && in_word(next) => Plain::Space,
        '—' => Plain::Same('–'),
        '→' => Plain::To,
        _ => Plain::Nothing,
    }
}

/// Whether an underscore stands within a name, or begins one. Where none ends
/// a word, none is emphasis.
fn joins_words(before: Option<char>, after: &str) -> bool {
    let next = after.trim_start_matches('_').chars().next();
    let is_in_name = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let begins = !after.starts_with('_') && before.is_none_or(|c| matches!(c, ' ' | '/' | '.'));
    (is_in_name || begins) && next.is_some_and(char::is_alphanumeric)
}

fn push(out: &mut String, plain: Plain) {
    match plain {
        // One is a folder's, two are an address's.
        Plain::Same('/') if out.ends_with('/') => {}
        Plain::Same(c) => out.push(c),
        Plain::Space if !out.ends_with(' ') && !out.is_empty() => out.push(' '),
        Plain::Gap if !out.trim_end().ends_with('…') => out.push('…'),
        Plain::To => out.push_str(if out.ends_with(' ') { "to" } else { " to" }),
        Plain::Space | Plain::Gap | Plain::Nothing => {}
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::render::Escaper;
    use crate::render::gfm_tests::comrak::tree;
    use crate::render::gfm_tests::inputs::{untrusted, with_mixes};
    use crate::render::gfm_tests::live::is_live_in_code;
    use crate::tracker::Dialect;

    #[test]
    fn what_could_come_alive_is_left_out_or_a_word() {
        for (untrusted, expected) in [
            ("AssertionError: 402 != 200", "AssertionError: 402 != 200"),
            (
                "assert 'a_b' in x[0] -> None",
                "assert 'a_b' in x(0) -> None",
            ),
            (
                "closes #12, fixes octo/x#7 and GH-3",
                "closes 12, fixes octo/x 7 and GH 3",
            ),
            ("@octocat see @org/team", "octocat see org/team"),
            ("pkg@1.2.3 of @scope/name", "pkg 1.2.3 of scope/name"),
            ("see https://evil.example/a?b=c now", "see … now"),
            ("www.evil.example, then", "…, then"),
            ("javascript://x, mailto:a@b.example said", "…, … said"),
            (
                "Map<String, List<u8>> at `x`",
                "Map(String, List(u8)) at 'x'",
            ),
            ("<script>alert(1)</script>", "(script)alert(1)(script)"),
            (
                "**bold** ~~gone~~ [a](b) ![c](d)",
                "bold gone (a)(b) !(c)(d)",
            ),
            ("a\u{202e}b \u{1b}[31mred\u{1b}[0m", "a/u(202e)b red"),
            ("::error file=a::stop", "error file=a::stop"),
            ("\n\n  \n --- \nsecond", "second"),
            ("$x^2$ {{secrets.A}}", "x2 ((secrets.A))"),
            ("path C:\\a\\b", "path C:/a/b"),
            ("if a < 3 and b > 2", "if a < 3 and b > 2"),
            ("x = <*> of <*>", "x = … of …"),
            ("a <!-- bot:begin --> b", "a … b"),
            ("test___init__ of __main__", "test___init of _main"),
            ("Ungültig: 漢字 ✓", "Ungültig: 漢字"),
            ("a.ts → b.ts, a→ b", "a.ts to b.ts, a to b"),
            ("'x' in _data/_a_.txt", "'x' in _data/_a.txt"),
            ("", ""),
        ] {
            assert_eq!(words(untrusted), expected, "{untrusted}");
        }
    }

    #[test]
    fn what_differs_from_run_to_run_is_a_gap() {
        for (text, expected) in [
            ("timeout after 1503 ms", "timeout after …"),
            ("at 0x7f3a9c of 10.0.0.7:5432", "at … of …"),
            (
                "order 8d3e1f0c-1111-4222-8333-444455556666 lost",
                "order … lost",
            ),
            ("2026-11-25T08:02:13Z refused", "… refused"),
            ("402 != 200", "402 != 200"),
            ("defaced 7 times by deadbeef1", "defaced 7 times by …"),
            ("/tmp/pytest-12/a.txt is missing", "… is missing"),
            ("user 123456789 of gcc-12", "user … of gcc-12"),
        ] {
            assert_eq!(steady(text), expected);
        }
    }

    #[test]
    fn a_long_title_is_cut_between_words() {
        assert_eq!(cut("one two three", 13), "one two three");
        assert_eq!(cut("one two three", 12), "one two…");
        assert_eq!(cut("one two: three", 10), "one two…");
        assert_eq!(cut("abcdefghij", 5), "abcd…");
    }

    /// Checks that a title of a text is one line without anything live.
    fn is_inert(input: &str) {
        let title = cut(&steady(&words(input)), TITLE_CHARS);
        assert!(title.chars().count() <= TITLE_CHARS, "{title}");
        let title = Escaper::new(Dialect::GITHUB).title(&title);
        // As it is quoted in a line of Markdown.
        let tree = tree(&format!("word {title} word"));
        assert_eq!(tree.nodes, ["Paragraph"], "{input:?}: {title}");
        assert_eq!(is_live_in_code(&title), None, "{input:?}: {title}");
    }

    #[test]
    fn what_strangers_write_into_logs_is_inert_in_a_title() {
        for input in with_mixes() {
            is_inert(&input);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_inert_in_a_title(input in untrusted()) {
            is_inert(&input);
        }

        #[test]
        fn nothing_live_is_left(text in "(?s).{0,80}") {
            let plain = words(&text);
            prop_assert!(
                plain.chars().all(|c| c.is_alphanumeric() || " .,;:'\"()/-+=%!?&›–_<>…".contains(c)),
                "{plain:?}"
            );
            prop_assert!(!plain.contains("://") && !plain.contains("<!"), "{plain:?}");
            prop_assert_eq!(words(&plain), plain);
        }

        #[test]
        fn a_cut_title_fits(text in "[a-z :,]{0,60}", chars in 1_usize..40) {
            prop_assert!(cut(&text, chars).chars().count() <= chars);
        }
    }
}

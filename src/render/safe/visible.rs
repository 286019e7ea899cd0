//! Text in which nothing is hidden.

use crate::redact::invisible::{is_invisible, sequence_len};

/// The text without terminal control sequences, and with everything that
/// shows nothing written as `\u{…}`. Line ends become `\n`; tabs stay.
///
/// What stays besides: joiners and variation selectors where they make an
/// emoji what it is, since logs are full of those.
pub(crate) fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let mut len = c.len_utf8();
        if c == '\r' {
            len += usize::from(rest[1..].starts_with('\n'));
            out.push('\n');
        } else if let Some(sequence) = sequence_len(rest) {
            len = sequence;
        } else if is_invisible(c) && !joins_emoji(c, out.chars().next_back(), &rest[len..]) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
        rest = &rest[len..];
    }
    out
}

/// A presentation selector after a symbol, or a joiner between two.
fn joins_emoji(c: char, before: Option<char>, after: &str) -> bool {
    let after_symbol = before.is_some_and(is_pictograph);
    match c {
        '\u{fe0e}' | '\u{fe0f}' => after_symbol,
        '\u{200d}' => {
            (after_symbol || before == Some('\u{fe0f}'))
                && after.chars().next().is_some_and(is_pictograph)
        }
        _ => false,
    }
}

/// A symbol of the blocks that hold emoji.
fn is_pictograph(c: char) -> bool {
    matches!(c,
        '\u{a9}' | '\u{ae}' | '\u{203c}' | '\u{2049}' | '\u{2122}' | '\u{2139}'
        | '\u{2190}'..='\u{27bf}' | '\u{2900}'..='\u{297f}' | '\u{2b00}'..='\u{2bff}'
        | '\u{1f000}'..='\u{1faff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_shown_and_sequences_dropped() {
        for (hidden, shown) in [
            ("a\u{202e}b\u{200b}c", r"a\u{202e}b\u{200b}c"),
            ("\u{e0041}\u{feff}\u{0}", r"\u{e0041}\u{feff}\u{0}"),
            ("\u{1b}[31mred\u{1b}[0m", "red"),
            ("\u{1b}\u{1b}[0m[31m", r"\u{1b}[31m"),
            ("a\r\nb\rc\u{85}", "a\nb\nc\\u{85}"),
            (
                "⚠\u{fe0f} 👩\u{200d}💻 x\u{fe0f}",
                "⚠\u{fe0f} 👩\u{200d}💻 x\\u{fe0f}",
            ),
            ("\u{fffd}é漢", "\u{fffd}é漢"),
        ] {
            assert_eq!(visible(hidden), shown);
            assert_eq!(visible(shown), shown, "idempotent");
        }
    }
}

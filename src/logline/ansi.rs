//! Escape sequences of terminals (ECMA-48).

use std::borrow::Cow;

const ESCAPE: char = '\u{1b}';
const BELL: char = '\u{7}';

/// The text without escape sequences; borrows where there is none.
pub(crate) fn strip(text: &str) -> Cow<'_, str> {
    if memchr::memchr(0x1b, text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut parts = text.split(ESCAPE);
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        out.push_str(after_sequence(part));
    }
    Cow::Owned(out)
}

/// Returns what follows the sequence that a text, after its escape, starts
/// with.
fn after_sequence(text: &str) -> &str {
    let mut chars = text.chars();
    match chars.next() {
        // Control sequence: parameters, then one final byte.
        Some('[') => {
            let rest = chars.as_str();
            let end = rest.find(|c| matches!(c, '\u{40}'..='\u{7e}'));
            end.and_then(|at| rest.get(at + 1..)).unwrap_or_default()
        }
        // Operating system command: up to a bell, or to the next escape.
        Some(']' | 'P' | '^' | '_' | 'X') => {
            let rest = chars.as_str();
            rest.split_once(BELL).map_or("", |(_, after)| after)
        }
        // The end of such a command, and escapes of one byte.
        Some('\\' | '\u{20}'..='\u{7e}') => chars.as_str(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::strip;

    #[test]
    fn sequences_go_and_text_stays() {
        for (with, without) in [
            ("plain", "plain"),
            ("\u{1b}[1;31mERROR\u{1b}[0m it broke", "ERROR it broke"),
            (
                "\u{1b}]8;;https://a.example\u{7}link\u{1b}]8;;\u{7}",
                "link",
            ),
            ("\u{1b}]0;title\u{1b}\\text", "text"),
            ("cut \u{1b}[3", "cut "),
            ("\u{1b}", ""),
            ("é\u{1b}é", "éé"),
        ] {
            assert_eq!(strip(with), without, "{with:?}");
        }
    }
}

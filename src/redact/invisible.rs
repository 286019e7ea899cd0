//! Characters that show nothing or reorder what is shown, and terminal
//! control sequences: what hides in text from a reader and from a matcher.

/// Shows nothing, or changes how its neighbours are shown.
///
/// Controls but tab and line feed, Unicode's `Default_Ignorable_Code_Point`
/// (UAX #44) and bidirectional controls (UAX #9), line separators,
/// annotations, tags and noncharacters.
pub(crate) fn is_invisible(c: char) -> bool {
    match c {
        '\t' | '\n' => false,
        c if c.is_ascii() => c.is_ascii_control(),
        '\u{80}'..='\u{9f}'
        | '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{115f}'..='\u{1160}'
        | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}'
        | '\u{fdd0}'..='\u{fdef}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}' => true,
        c => u32::from(c) & 0xfffe == 0xfffe,
    }
}

/// Returns how many bytes the terminal control sequence at the start of `text`
/// takes;
/// `None` where there is none, or it does not end.
///
/// Sequences as ECMA-48 (5th edition, section 5) forms them: CSI, the control
/// strings OSC, DCS, SOS, PM and APC, and short escapes; with ESC or as one C1
/// character. A control string ends on its own line or is none, so that it
/// can't hide what follows.
pub(crate) fn sequence_len(text: &str) -> Option<usize> {
    let mut chars = text.chars();
    let first = chars.next()?;
    let rest = chars.as_str();
    let head = first.len_utf8();
    match first {
        '\u{9b}' => Some(head + csi_len(rest)?),
        '\u{90}' | '\u{98}' | '\u{9d}' | '\u{9e}' | '\u{9f}' => Some(head + string_len(rest)?),
        '\u{1b}' => {
            let kind = *rest.as_bytes().first()?;
            let body = rest.get(1..);
            match kind {
                b'[' => Some(head + 1 + csi_len(body?)?),
                b']' | b'P' | b'X' | b'^' | b'_' => Some(head + 1 + string_len(body?)?),
                _ => Some(head + short_len(rest.as_bytes())?),
            }
        }
        _ => None,
    }
}

/// Parameters, intermediates and the final byte.
fn csi_len(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let parameters = run(bytes, |b| (0x30..=0x3f).contains(&b));
    let intermediates = run(&bytes[parameters..], |b| (0x20..=0x2f).contains(&b));
    let end = parameters + intermediates;
    let last = bytes.get(end)?;
    (0x40..=0x7e).contains(last).then_some(end + 1)
}

/// Up to and with BEL or ST, on one line.
fn string_len(text: &str) -> Option<usize> {
    let (at, end) = text
        .char_indices()
        .find(|(_, c)| c.is_control() && *c != '\t')?;
    match end {
        '\u{7}' | '\u{9c}' => Some(at + end.len_utf8()),
        '\u{1b}' if text[at + 1..].starts_with('\\') => Some(at + 2),
        _ => None,
    }
}

/// Intermediates and one final byte, after ESC.
fn short_len(bytes: &[u8]) -> Option<usize> {
    let intermediates = run(bytes, |b| (0x20..=0x2f).contains(&b));
    let last = bytes.get(intermediates)?;
    (0x30..=0x7e).contains(last).then_some(intermediates + 1)
}

fn run(bytes: &[u8], of: impl Fn(u8) -> bool) -> usize {
    bytes.iter().take_while(|b| of(**b)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequences_end_where_their_grammar_says() {
        for (text, len) in [
            ("\u{1b}[1;31mred", Some(7)),
            ("\u{9b}0mx", Some(4)),
            ("\u{1b}]8;;http://a\u{7}b", Some(14)),
            ("\u{1b}]0;t\u{1b}\\b", Some(7)),
            ("\u{1b}Pq#0\u{9c}b", Some(7)),
            ("\u{1b}(Bx", Some(3)),
            ("\u{1b}cx", Some(2)),
            ("\u{1b}[31", None),
            ("\u{1b}]0;never\nends\u{7}", None),
            ("\u{1b}", None),
            ("\u{1b}é", None),
            ("plain", None),
        ] {
            assert_eq!(sequence_len(text), len, "{text:?}");
        }
    }
}

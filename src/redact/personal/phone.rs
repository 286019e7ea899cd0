//! Telephone numbers as E.164 writes them.

use std::ops::Range;

/// The sign of the international form and a country's first digit.
pub(crate) const INTERNATIONAL: &[&str] = &["+1", "+2", "+3", "+4", "+5", "+6", "+7", "+8", "+9"];

/// `+49 170 1234567`, from its sign. Source: ITU-T E.164, E.123.
pub(crate) fn international(text: &str, keyword: Range<usize>) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let before = bytes[..keyword.start].last();
    if before
        .is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=' | b'_' | b')'))
        && !super::super::token::starts_a_word(&bytes[..keyword.start])
        || before == Some(&b'+')
    {
        return None;
    }
    let (len, digits) = number(&text[keyword.start + 1..]);
    let end = keyword.start + 1 + len;
    let ends = bytes
        .get(end)
        .is_none_or(|b| !b.is_ascii_alphanumeric() && !matches!(b, b'_' | b'+' | b'/' | b'='))
        && !(matches!(bytes.get(end), Some(b'.' | b':' | b','))
            && bytes.get(end + 1).is_some_and(u8::is_ascii_digit));
    ((8..=15).contains(&digits) && ends).then_some(keyword.start..end)
}

/// Bytes and digits of a number at the start of a text: groups with a blank,
/// a dash, a dot or brackets between.
pub(crate) fn number(text: &str) -> (usize, usize) {
    let (mut len, mut digits, mut gap) = (0, 0, 0);
    for (at, b) in text.bytes().enumerate().take(32) {
        match b {
            b'0'..=b'9' => {
                digits += 1;
                gap = 0;
                len = at + 1;
            }
            b' ' | b'-' | b'.' | b'(' | b')' | b'/' if gap < 2 => gap += 1,
            _ => break,
        }
    }
    (len, digits)
}

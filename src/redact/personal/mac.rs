//! Addresses of network cards (IEEE 802, EUI-48 and EUI-64).

use std::ops::Range;

/// `52:54:00:12:34:56`, whose first sign is at `colon`.
pub(crate) fn colons(text: &str, colon: usize) -> Option<Range<usize>> {
    pairs(text.as_bytes(), colon, b':')
}

/// `52-54-00-12-34-56`: all of a word.
pub(crate) fn dashes(text: &str, word: &Range<usize>) -> Option<Range<usize>> {
    pairs(text.as_bytes(), word.start + 2, b'-').filter(|found| found == word)
}

fn pairs(bytes: &[u8], sign: usize, between: u8) -> Option<Range<usize>> {
    let start = sign.checked_sub(2)?;
    let is_pair = |at: usize| {
        bytes
            .get(at..at + 2)
            .is_some_and(|pair| pair.iter().all(u8::is_ascii_hexdigit))
    };
    if bytes.get(sign + 3) != Some(&between) || !is_pair(start) {
        return None;
    }
    let mut end = start + 2;
    while bytes.get(end) == Some(&between) && is_pair(end + 1) {
        end += 3;
    }
    let address = &bytes[start..end];
    let is_whole = matches!(address.len(), 17 | 23)
        && bytes[..start]
            .last()
            .is_none_or(|b| !b.is_ascii_alphanumeric() && *b != between && *b != b'_')
        && bytes
            .get(end)
            .is_none_or(|b| !b.is_ascii_alphanumeric() && *b != b'_' && *b != between);
    let digits = || address.iter().filter(|b| **b != between);
    // Nobody's, and everybody's.
    let says_nothing = digits().all(|b| *b == b'0') || digits().all(|b| matches!(b, b'f' | b'F'));
    (is_whole && !says_nothing).then_some(start..end)
}

/// `5254.0012.3456`, whose first sign is at `dot`.
pub(crate) fn dots(text: &str, dot: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    if bytes.get(dot + 5) != Some(&b'.') {
        return None;
    }
    let start = dot.checked_sub(4)?;
    let address = bytes.get(start..start + 14)?;
    let is_form = address.iter().enumerate().all(|(at, b)| match at {
        4 | 9 => *b == b'.',
        _ => b.is_ascii_hexdigit(),
    });
    let has_letter = address.iter().any(u8::is_ascii_alphabetic);
    let has_digit = address.iter().any(u8::is_ascii_digit);
    let joins = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
    let before = bytes[..start].last().is_some_and(joins);
    let after = bytes
        .get(start + 14)
        .is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
    (is_form && has_letter && has_digit && !before && !after).then_some(start..start + 14)
}

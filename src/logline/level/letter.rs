//! Levels of one letter or mark.

use super::SplitLine;
use crate::model::Severity;

/// The level of glog, Android, Ruby, CUPS, tornado, `MongoDB`, `WebSphere` and
/// Redis, where it stands in their lines.
pub(crate) fn in_line(line: &SplitLine<'_>) -> Option<Severity> {
    let bytes = line.text.as_bytes();
    first(bytes).or_else(|| line.has_time.then(|| behind_time(bytes, line)).flatten())
}

/// `E0105 10:00`, `E/Tag(12):`, `E, [2026-`, `E [25/Nov`, `[E 2026-`, `[E 261125`.
fn first(bytes: &[u8]) -> Option<Severity> {
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    match bytes {
        [letter, b'/', tag, ..] if tag.is_ascii_alphanumeric() => {
            let tag = bytes.get(2..bytes.len().min(40))?;
            let open = tag.iter().position(|b| *b == b'(')?;
            let is_tag = !tag.get(..open)?.contains(&b'/');
            is_tag.then(|| named(*letter)).flatten()
        }
        [letter, b' ', b'[', ..] if is_digit(3) => named(*letter),
        [b'[', letter, b' ', ..] if is_digit(3) && is_digit(4) => named(*letter),
        [letter, b',', b' ', b'[', ..] | [letter @ (b'E' | b'W'), b':', b' ', ..] => named(*letter),
        [letter, ..] if (1..5).all(is_digit) => {
            let digits = bytes
                .get(1..)?
                .iter()
                .take_while(|b| b.is_ascii_digit())
                .count();
            let is_glog = matches!(digits, 4 | 8) && bytes.get(1 + digits) == Some(&b' ');
            is_glog.then(|| named(*letter)).flatten()
        }
        _ => None,
    }
}

/// A letter alone behind the time, or behind the process and thread there
/// (`1702  2395 D Tag:`); Redis' marks; the letter of a message's code.
fn behind_time(bytes: &[u8], line: &SplitLine<'_>) -> Option<Severity> {
    let mut rest = bytes.get(line.body..)?.trim_ascii_start();
    if let [mark, b' ', ..] = rest
        && bytes.first()?.is_ascii_digit()
        && bytes.iter().take(12).any(|b| *b == b':')
        && let Some(severity) = redis(*mark)
    {
        return Some(severity);
    }
    for _ in 0..3 {
        match rest {
            [letter, b' ' | b'\t', ..] if letter.is_ascii_uppercase() => return named(*letter),
            [first, ..] if first.is_ascii_digit() => {
                let end = memchr::memchr(b' ', rest)?;
                if !rest.get(..end)?.iter().all(u8::is_ascii_digit) {
                    return coded(rest);
                }
                rest = rest.get(end..)?.trim_ascii_start();
            }
            _ => return coded(rest),
        }
    }
    None
}

/// `0000001a ServletWrappe E   SRVE0068E: Uncaught`
fn coded(rest: &[u8]) -> Option<Severity> {
    let words = rest
        .split(|b| *b == b' ')
        .filter(|word| !word.is_empty())
        .take(4);
    for word in words {
        let Some([code @ .., letter]) = word.strip_suffix(b":") else {
            continue;
        };
        let letters = code.iter().take_while(|b| b.is_ascii_uppercase()).count();
        let digits = code.len() - letters;
        let is_code = (4..=5).contains(&letters)
            && (4..=5).contains(&digits)
            && code.iter().skip(letters).all(u8::is_ascii_digit);
        if is_code {
            return named(*letter);
        }
    }
    None
}

/// <https://github.com/redis/redis/blob/unstable/src/server.c>, `serverLogRaw`.
fn redis(mark: u8) -> Option<Severity> {
    Some(match mark {
        b'.' | b'-' => Severity::Info,
        b'*' => Severity::Notice,
        b'#' => Severity::Warning,
        _ => return None,
    })
}

fn named(letter: u8) -> Option<Severity> {
    Some(match letter {
        b'V' | b'D' | b'T' | b'I' => Severity::Info,
        b'N' => Severity::Notice,
        b'W' => Severity::Warning,
        b'E' => Severity::Error,
        b'F' | b'C' => Severity::Critical,
        _ => return None,
    })
}

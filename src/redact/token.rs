//! What a kind of token looks like, and finding one at its prefix.

use flate2::Crc;

/// A set of ASCII bytes.
pub(super) type Alphabet = fn(u8) -> bool;

/// `0-9`.
pub(super) fn digit(b: u8) -> bool {
    b.is_ascii_digit()
}
/// `0-9a-f`, in any case.
pub(super) fn hex(b: u8) -> bool {
    b.is_ascii_hexdigit()
}
/// `A-Za-z0-9`.
pub(super) fn alnum(b: u8) -> bool {
    b.is_ascii_alphanumeric()
}
/// `a-z0-9`.
pub(super) fn lower(b: u8) -> bool {
    b.is_ascii_lowercase() || b.is_ascii_digit()
}
/// `A-Z0-9`.
pub(super) fn upper(b: u8) -> bool {
    b.is_ascii_uppercase() || b.is_ascii_digit()
}
/// `A-Za-z0-9_`.
pub(super) fn word(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_'
}
/// `A-Za-z0-9_-`: URL-safe base64 (RFC 4648, section 5).
pub(super) fn url64(b: u8) -> bool {
    word(b) || b == b'-'
}
/// `A-Za-z0-9+/`: base64 (RFC 4648, section 4).
pub(super) fn base64(b: u8) -> bool {
    alnum(b) || matches!(b, b'+' | b'/')
}

/// A part of a token.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part {
    /// These characters, in this case.
    Text(&'static str),
    /// At least and at most so many of an alphabet.
    Run(Alphabet, usize, usize),
}

/// A proof within a token that it is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Checksum {
    None,
    /// The last six are CRC-32 of those after the prefix, in base 62.
    Base62,
    /// After the last `_`, CRC-32 of all before it, in eight hex digits.
    Hex,
}

/// One kind of token.
#[derive(Debug)]
pub(super) struct Token {
    /// What a placeholder calls it.
    pub(super) kind: &'static str,
    /// How it is made: first a [`Part::Text`], by which it is found, except
    /// where a run leads.
    pub(super) parts: &'static [Part],
    pub(super) checksum: Checksum,
    /// Where its maker or a careful observer describes it. Read by tests.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "kept beside the shape it explains")
    )]
    pub(super) source: &'static str,
}

impl Token {
    /// The text by which it is found.
    pub(super) fn keyword(&self) -> &'static str {
        self.parts
            .iter()
            .find_map(|part| match part {
                Part::Text(text) => Some(*text),
                Part::Run(..) => None,
            })
            .unwrap_or_default()
    }

    /// Start and end of the token whose keyword stands at `at`.
    pub(super) fn find(&self, text: &str, at: usize) -> Option<(usize, usize)> {
        let bytes = text.as_bytes();
        let (start, parts) = match self.parts {
            [Part::Run(of, min, max), rest @ ..] => {
                let len = bytes[..at].iter().rev().take_while(|b| of(**b)).count();
                (*min..=*max).contains(&len).then_some((at - len, rest))?
            }
            parts => (at, parts),
        };
        if !starts_a_word(&bytes[..start]) {
            return None;
        }
        let end = self.match_parts(bytes, at, parts)?;
        Some((start, end))
    }

    fn match_parts(&self, bytes: &[u8], at: usize, parts: &[Part]) -> Option<usize> {
        let mut end = at;
        for (index, part) in parts.iter().enumerate() {
            let rest = &bytes[end..];
            end += match part {
                Part::Text(text) => rest.starts_with(text.as_bytes()).then_some(text.len())?,
                Part::Run(of, min, max) => {
                    let len = rest.iter().take_while(|b| of(**b)).count();
                    let last = index + 1 == parts.len();
                    let proven = || last && self.is_proven(&bytes[at..end + max]);
                    match len {
                        len if len < *min => return None,
                        len if len <= *max => len,
                        _ if !last || proven() => *max,
                        _ => return None,
                    }
                }
            };
        }
        Some(end)
    }

    /// Whether the checksum holds, which tells a token that runs into what follows.
    fn is_proven(&self, token: &[u8]) -> bool {
        match self.checksum {
            Checksum::None => false,
            Checksum::Base62 => token
                .split_last_chunk::<6>()
                .and_then(|(head, sum)| Some((head.get(self.keyword().len()..)?, sum)))
                .is_some_and(|(body, sum)| base62(crc32(body)) == *sum),
            Checksum::Hex => token
                .split_last_chunk::<8>()
                .and_then(|(head, sum)| Some((head.strip_suffix(b"_")?, sum)))
                .is_some_and(|(body, sum)| {
                    sum.eq_ignore_ascii_case(format!("{:08x}", crc32(body)).as_bytes())
                }),
        }
    }
}

/// CRC-32 as of ISO-HDLC, which zlib and these tokens use.
pub(super) fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum()
}

/// Six digits `0-9A-Za-z`, padded with zeros.
pub(super) fn base62(mut number: u32) -> [u8; 6] {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut out = *b"000000";
    for digit in out.iter_mut().rev() {
        *digit = DIGITS[(number % 62) as usize];
        number /= 62;
    }
    out
}

/// Whether a word may start after these bytes: not within another one, but
/// after an escape of JSON (`\n`) or of a URL (`%3D`).
pub(super) fn starts_a_word(before: &[u8]) -> bool {
    match before {
        [.., b'\\', b'n' | b'r' | b't'] => true,
        [.., b'%', a, b] if hex(*a) && hex(*b) => true,
        [.., last] => !alnum(*last),
        [] => true,
    }
}

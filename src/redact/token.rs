//! What a kind of token looks like, and finding one at its keyword.

use std::ops::Range;

use flate2::Crc;

use alphabet::{Alphabet, alnum, hex};

/// A part of a token.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Part {
    /// These characters, in this case.
    Text(&'static str),
    /// At least and at most so many of an alphabet.
    Run(Alphabet, usize, usize),
}

/// A proof within a token that it is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Checksum {
    None,
    /// The last six are CRC-32 of those after the prefix, in base 62.
    Base62,
    /// After the last `_`, CRC-32 of all before it, in eight hex digits.
    Hex,
}

/// One kind of token.
#[derive(Debug)]
pub(crate) struct Token {
    /// What a placeholder calls it.
    pub(crate) kind: &'static str,
    /// How it is made. It is found by its first text; a run may be before.
    pub(crate) parts: &'static [Part],
    pub(crate) checksum: Checksum,
    /// Where its maker, else an observer, describes it.
    #[cfg_attr(not(test), expect(dead_code, reason = "says why its row is right"))]
    pub(crate) source: &'static str,
}

/// A row of the table.
pub(crate) const fn token(
    kind: &'static str,
    parts: &'static [Part],
    source: &'static str,
) -> Token {
    Token {
        kind,
        parts,
        checksum: Checksum::None,
        source,
    }
}

impl Token {
    /// The same with a checksum.
    pub(crate) const fn checked(self, checksum: Checksum) -> Self {
        Self { checksum, ..self }
    }

    /// The text by which it is found.
    pub(crate) fn keyword(&self) -> &'static str {
        self.parts
            .iter()
            .find_map(|part| match part {
                Part::Text(text) => Some(*text),
                Part::Run(..) => None,
            })
            .unwrap_or_default()
    }

    /// The token whose keyword is at `at`.
    pub(crate) fn find(&self, text: &str, at: usize) -> Option<Range<usize>> {
        let bytes = text.as_bytes();
        let (start, parts) = match self.parts {
            [Part::Run(of, min, max), rest @ ..] => {
                let before = bytes[..at].iter().rev().take(*max);
                let len = before.take_while(|b| of(**b)).count();
                (len >= *min).then_some((at - len, rest))?
            }
            parts => (at, parts),
        };
        if !starts_a_word(&bytes[..start]) {
            return None;
        }
        let len = self.match_parts(&bytes[at..], parts)?;
        Some(start..at + len)
    }

    /// Length of the parts at the start of `bytes`.
    fn match_parts(&self, bytes: &[u8], parts: &[Part]) -> Option<usize> {
        let mut end = 0;
        for (index, part) in parts.iter().enumerate() {
            let rest = &bytes[end..];
            let last = index + 1 == parts.len();
            end += match part {
                Part::Text(text) => rest.starts_with(text.as_bytes()).then_some(text.len())?,
                Part::Run(of, min, max) => {
                    let len = rest.iter().take(max + 1).take_while(|b| of(**b)).count();
                    match len {
                        len if len < *min && last && self.is_cut(rest, len) => len,
                        len if len < *min => return None,
                        // The end of a sentence.
                        len if len <= *max && last => {
                            rest[..len].trim_ascii_end_dots().len().max(*min)
                        }
                        len if len <= *max => len,
                        _ if !last || self.is_proven(&bytes[..end + max]) => *max,
                        _ if self.is_telling() => rest.iter().take_while(|b| of(**b)).count(),
                        _ => return None,
                    }
                }
            };
        }
        Some(end)
    }

    /// Returns whether what is found so far tells the kind, so that a longer
    /// one than documented is a new form or runs into what follows.
    fn is_telling(&self) -> bool {
        if matches!(self.parts, [Part::Run(..), ..]) {
            return true;
        }
        let keyword = self.keyword().as_bytes();
        let is_plain = keyword.iter().all(u8::is_ascii_alphanumeric);
        (keyword.len() >= 5 && !is_plain) || (keyword.len() == 4 && keyword.ends_with(b"_"))
    }

    /// Returns whether a token's first characters stand at the end of a text
    /// that was cut.
    fn is_cut(&self, rest: &[u8], len: usize) -> bool {
        const SHORTEST: usize = 6;
        let ends = rest.len() == len
            || rest[len..].starts_with("…".as_bytes())
            || rest[len..].starts_with(b"...");
        let has = |of: fn(&u8) -> bool| rest[..len].iter().any(of);
        ends && len >= SHORTEST
            && matches!(self.parts, [Part::Text(_), Part::Run(..)])
            && self.is_telling()
            && has(u8::is_ascii_digit)
            && has(u8::is_ascii_alphabetic)
    }

    /// Returns whether the checksum holds, which tells a token that runs into
    /// what follows.
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

/// Trimming dots off bytes.
trait TrimDots {
    fn trim_ascii_end_dots(&self) -> &Self;
}

impl TrimDots for [u8] {
    fn trim_ascii_end_dots(&self) -> &Self {
        let dots = self.iter().rev().take_while(|b| **b == b'.').count();
        &self[..self.len() - dots]
    }
}

/// CRC-32/ISO-HDLC, which zlib and these tokens use.
pub(crate) fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum()
}

/// Six digits `0-9A-Za-z`, padded with zeros.
pub(crate) fn base62(mut number: u32) -> [u8; 6] {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut out = *b"000000";
    for digit in out.iter_mut().rev() {
        *digit = DIGITS[(number % 62) as usize];
        number /= 62;
    }
    out
}

/// Returns whether a word may start after these bytes: not within another one,
/// but after an escape of JSON (`\n`) or of a URL (`%3D`).
pub(crate) fn starts_a_word(before: &[u8]) -> bool {
    match before {
        [.., b'\\', b'n' | b'r' | b't'] => true,
        [.., b'%', a, b] => (hex(*a) && hex(*b)) || !alnum(*b),
        [.., last] if alnum(*last) => false,
        _ => true,
    }
}

/// The characters that tokens are made of.
pub(crate) mod alphabet {
    /// A set of ASCII bytes.
    pub(crate) type Alphabet = fn(u8) -> bool;

    macro_rules! alphabets {
        ($($(#[$doc:meta])* $name:ident: $set:pat,)*) => {$(
            $(#[$doc])*
            pub(crate) fn $name(b: u8) -> bool {
                matches!(b, $set)
            }
        )*};
    }

    alphabets! {
        digit: b'0'..=b'9',
        hex: b'0'..=b'9' | b'a'..=b'f' | b'A'..=b'F',
        alnum: b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z',
        lower: b'0'..=b'9' | b'a'..=b'z',
        upper: b'0'..=b'9' | b'A'..=b'Z',
        word: b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'_',
        /// Upper case in groups.
        dashed: b'0'..=b'9' | b'A'..=b'Z' | b'-',
        /// RFC 9562, without looking where the dashes are.
        uuid: b'0'..=b'9' | b'a'..=b'f' | b'A'..=b'F' | b'-',
        /// Base64 for URLs: RFC 4648, section 5.
        url64: b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'-',
        /// The same in parts.
        dot64: b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'-' | b'.',
        /// Base64: RFC 4648, section 4.
        std64: b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'+' | b'/',
        /// Either base64, with its padding.
        pad64: b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'+' | b'/' | b'_' | b'-' | b'=',
        /// Either base64, percent-encoded or not.
        session: b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'+' | b'/' | b'_' | b'-' | b'=' | b'%',
        azure: b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'~' | b'.' | b'-',
        path: b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'/',
        teams: b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'/' | b'-' | b'@' | b'_',
        /// Parts of either base64.
        dotted: b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'+' | b'/' | b'_' | b'-' | b'=' | b'.',
    }
}

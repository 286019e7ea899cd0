//! Whether a word is made of words, or of what a machine drew.

use super::LONG;

/// Pairs of letters that make up 94% of English words and of names in
/// programs, counted over texts of both; a row for each first letter, a bit
/// for each second. Random letters have them in 36% of their pairs.
const PAIRS: [u32; 26] = {
    const ROWS: [&[u8]; 26] = [
        b"bcdgiklmnprstuvy",
        b"aeilorsu",
        b"acehiklorstu",
        b"adeiorsu",
        b"abcdefgilmnprstvwxy",
        b"aefilortu",
        b"ehilnorsu",
        b"aeiortu",
        b"abcdefglmnoprstvxz",
        b"",
        b"eis",
        b"adeilostuy",
        b"abeimopsu",
        b"acdefgiknostu",
        b"bcdgiklmnoprstuvw",
        b"aehiloprstu",
        b"u",
        b"acdegikmnorstuvy",
        b"acehiklopstuy",
        b"acehilorstuy",
        b"abcdegilmnprst",
        b"aei",
        b"aehinors",
        b"pt",
        b"s",
        b"e",
    ];
    let mut table = [0; 26];
    let mut first = 0;
    while first < 26 {
        let mut at = 0;
        while at < ROWS[first].len() {
            table[first] |= 1 << (ROWS[first][at] - b'a');
            at += 1;
        }
        first += 1;
    }
    table
};

/// What a word consists of.
#[derive(Debug, Default)]
struct Makeup {
    digits: usize,
    upper: usize,
    lower: usize,
    others: usize,
    /// Pairs of letters, and those of them that words have.
    pairs: usize,
    common: usize,
    /// From letters to digits or back.
    turns: usize,
}

impl Makeup {
    fn of(word: &str) -> Self {
        let mut makeup = Self::default();
        let mut before = 0_u8;
        for b in word.bytes() {
            match b {
                b'0'..=b'9' => makeup.digits += 1,
                b'A'..=b'Z' => makeup.upper += 1,
                b'a'..=b'z' => makeup.lower += 1,
                _ => makeup.others += 1,
            }
            if before.is_ascii_alphabetic() && b.is_ascii_alphabetic() {
                makeup.pairs += 1;
                makeup.common += usize::from(is_common(before, b));
            }
            makeup.turns += usize::from(
                before.is_ascii_alphanumeric()
                    && b.is_ascii_alphanumeric()
                    && before.is_ascii_digit() != b.is_ascii_digit(),
            );
            before = b;
        }
        makeup
    }

    fn letters(&self) -> usize {
        self.upper + self.lower
    }

    /// Most pairs of letters are those of words.
    fn is_wordy(&self) -> bool {
        self.pairs >= 2 && self.turns < 4 && self.common * 100 >= self.pairs * 72
    }
}

fn is_common(first: u8, second: u8) -> bool {
    let index = |b: u8| b.to_ascii_lowercase() - b'a';
    PAIRS[usize::from(index(first))] >> index(second) & 1 == 1
}

/// A value that a machine drew: of no words, with digits or changing case, and
/// long enough for both to be no accident. What has a public form (versions,
/// times, sizes, paths, UUIDs, digests) is none.
pub(crate) fn is_opaque(word: &str) -> bool {
    // No prose has such words, and nothing is read twice.
    if word.len() > LONG {
        return true;
    }
    if word.len() < 8 || has_public_form(word) || is_uuid(word) || is_hex(word) {
        return false;
    }
    let makeup = Makeup::of(word);
    let drawn = makeup.letters() + makeup.digits;
    if makeup.is_wordy() || drawn < 8 || makeup.others * 3 > word.len() {
        return false;
    }
    if makeup.digits > 0 && makeup.letters() > 0 {
        return makeup.turns >= 2 || makeup.pairs >= 4;
    }
    makeup.digits == 0 && drawn >= 12 && makeup.upper > 0 && makeup.lower > 0 || drawn >= 20
}

/// The same, and so long and mixed that it needs nothing beside it.
pub(crate) fn is_surely_opaque(word: &str) -> bool {
    if word.len() > LONG {
        return true;
    }
    let makeup = Makeup::of(word);
    let mixed = makeup.upper >= 2 && makeup.lower >= 2;
    word.len() >= 16 && is_opaque(word) && (mixed || (makeup.digits >= 2 && makeup.turns >= 4))
}

/// A value, or what of it is before a slash, where that is what is asked for:
/// a value in a path has the rest of the path behind it.
pub(crate) fn whole_or_part(value: &str, is: impl Fn(&str) -> bool) -> Option<&str> {
    if is(value) {
        return Some(value);
    }
    let part = value.split('/').next().unwrap_or(value);
    (part.len() < value.len() && is(part)).then_some(part)
}

/// Hex digits of which some are letters and some are not, at least sixteen.
pub(crate) fn is_hex(word: &str) -> bool {
    let has = |of: fn(&u8) -> bool| word.as_bytes().iter().any(of);
    word.len() >= 16
        && word.bytes().all(|b| b.is_ascii_hexdigit())
        && has(u8::is_ascii_digit)
        && has(u8::is_ascii_alphabetic)
}

/// RFC 9562, with or without braces.
pub(crate) fn is_uuid(word: &str) -> bool {
    let word = word.trim_start_matches('{').trim_end_matches('}');
    word.len() == 36
        && word.bytes().enumerate().all(|(at, b)| match at {
            8 | 13 | 18 | 23 => b == b'-',
            _ => b.is_ascii_hexdigit(),
        })
}

/// A form of what is said in public: times, versions, sizes, addresses in
/// memory, paths, digests with their name, names in parts.
fn has_public_form(word: &str) -> bool {
    const DIGESTS: [&str; 7] = ["sha1", "sha256", "sha384", "sha512", "md5", "blake", "h1:"];
    let starts = |prefix: &&str| {
        word.get(..prefix.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(prefix))
    };
    let address = word.strip_prefix("0x");
    if address.is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit())) {
        return true;
    }
    if DIGESTS.iter().any(starts) || word.contains("://") || word.contains("...") {
        return true;
    }
    let parts = || word.split(|c: char| !c.is_ascii_alphanumeric());
    // `2026-01-02T03:04:05Z`, `1.2.3-rc4`, `4096KiB`: numbers, and what is said of them.
    let is_number = |part: &str| {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit());
        let letters = part.bytes().filter(u8::is_ascii_alphabetic).count();
        let is_unit = rest.len() == letters && letters <= 4 && letters <= part.len() - letters;
        letters <= 1 || is_unit || part.starts_with("rc") && letters == 2
    };
    if parts().all(|part| is_number(part) || is_said(part)) {
        return true;
    }
    // `/app/node_modules/x3`, `order-service-7d9f8b6c5d-x2x4z`, `a.b.C1`: some part is a word.
    let count = parts().filter(|part| !part.is_empty()).count();
    let said = parts()
        .filter(|part| part.len() >= 3 && is_said(part))
        .count();
    let is_drawn = |part: &str| part.len() >= 16 && !is_said(part) && !is_hex(part);
    count >= 2 && said > 0 && !parts().any(is_drawn)
}

/// Letters that are a word, or one with a number.
fn is_said(part: &str) -> bool {
    let makeup = Makeup::of(part);
    makeup.letters() > 0
        && makeup.turns <= 1
        && (makeup.is_wordy() || (makeup.pairs == 1 && makeup.common == 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_times_and_public_forms_are_not_opaque() {
        for word in [
            "WebSocketManagerV2Handler",
            "netra-backend-staging-00704-ds8",
            "order-service-7d9f8b6c5d-x2x4z",
            "2026-01-02T03:04:05.678Z",
            "v1.22.333-rc4",
            "4096KiB",
            "0x7ffe12345678",
            "550e8400-e29b-41d4-a716-446655440000",
            "0123456789abcdef0123456789abcdef01234567",
            "/usr/lib/python3.11/site-packages",
            "lodash@4.17.21",
            "org.apache.Foo$Bar1",
            "user1234567",
            "dfs.DataNode$PacketResponder",
            "blk_38865049064139660",
            "my-app-tls-2024",
            "12345678",
            "deadbeef",
        ] {
            assert!(!is_opaque(word), "{word}");
        }
    }

    #[test]
    fn drawn_letters_and_digits_are_opaque() {
        let mut rng = fastrand::Rng::with_seed(3);
        let (mut missed, mut unsure) = (0, 0);
        for _ in 0..2000 {
            let len = rng.usize(18..44);
            let word: String = (0..len).map(|_| rng.alphanumeric()).collect();
            missed += usize::from(!is_opaque(&word));
            unsure += usize::from(!is_surely_opaque(&word));
        }
        assert!(missed < 10 && unsure < 20, "{missed} {unsure}");
    }
}

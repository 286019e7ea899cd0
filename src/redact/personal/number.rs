//! Payment cards and bank accounts: long numbers that check themselves.

use std::ops::Range;

use super::super::runs::{Bytes, bytes, runs};
use super::is_bounded;

/// The fewest digits with single blanks, dashes or dots between, one after the other,
/// that a card or an account has; bytes.
const SHORTEST: usize = 10;
/// The most that is read of one; bytes.
const LONGEST: usize = 64;

/// Calls back with the bytes and kind of each.
pub(crate) fn numbers(text: &str, mut found: impl FnMut(Range<usize>, &'static str)) {
    runs::<SHORTEST, 2>(text.as_bytes(), &PARTS, |run| {
        stretch(text, run, &mut found);
    });
}

/// Digits, and what is between groups of them.
static PARTS: Bytes = bytes(b"0123456789 -.");

fn stretch(text: &str, at: Range<usize>, found: &mut impl FnMut(Range<usize>, &'static str)) {
    let bytes = text.as_bytes();
    let digits = bytes[at.clone()]
        .iter()
        .filter(|b| b.is_ascii_digit())
        .count();
    if digits < SHORTEST {
        return;
    }
    // Letters of the country or the bank stand before the digits.
    let has_letters = at.start > 0 && bytes[at.start - 1].is_ascii_uppercase();
    if has_letters && let Some(account) = iban(text, &at) {
        return found(account, "iban");
    }
    let is_inside = at.start > 0
        && (bytes[at.start - 1].is_ascii_alphanumeric() || bytes[at.start - 1] == b'_');
    if digits < 14 || (is_inside && digits == at.len()) {
        return;
    }
    let mut start = at.start;
    while start < at.end {
        if bytes[start].is_ascii_digit() {
            if let Some(card) = card(bytes, start, at.end) {
                start = card.end;
                found(card, "card");
                continue;
            }
            // Past this group.
            start += bytes[start..at.end]
                .iter()
                .take_while(|b| b.is_ascii_digit())
                .count();
        } else {
            start += 1;
        }
    }
}

/// The card whose number starts at `start`: in one piece, or in groups as they
/// are printed, with one sign between all of them.
///
/// Source: ISO/IEC 7812-1 (Luhn's check digit), and the ranges and lengths that
/// the brands publish.
fn card(bytes: &[u8], start: usize, end: usize) -> Option<Range<usize>> {
    const FORMS: [&[usize]; 9] = [
        &[19],
        &[18],
        &[16],
        &[15],
        &[14],
        &[4, 4, 4, 4, 3],
        &[4, 4, 4, 4],
        &[4, 6, 5],
        &[4, 6, 4],
    ];
    let run = bytes[start..end].iter().take_while(|b| b.is_ascii_digit());
    let run = run.count();
    if !matches!(run, 4 | 14..=19) {
        return None;
    }
    let forms = FORMS.iter().filter(|form| form[0] == run);
    forms.into_iter().find_map(|form| {
        let (number, len) = grouped(&bytes[start..end], form)?;
        let at = start..start + len;
        (is_bounded(bytes, &at) && is_card(&number)).then_some(at)
    })
}

/// Digits in groups of these lengths, and how many bytes they take.
fn grouped(bytes: &[u8], form: &[usize]) -> Option<(Vec<u8>, usize)> {
    let sign = *bytes.get(form[0]).unwrap_or(&b' ');
    let mut number = Vec::with_capacity(form.iter().sum());
    let mut at = 0;
    for (index, len) in form.iter().enumerate() {
        if index > 0 {
            (matches!(sign, b' ' | b'-' | b'.') && bytes.get(at) == Some(&sign)).then_some(())?;
            at += 1;
        }
        let group = bytes.get(at..at + len)?;
        group.iter().all(u8::is_ascii_digit).then_some(())?;
        number.extend(group.iter().map(|b| b - b'0'));
        at += len;
    }
    (!bytes.get(at).is_some_and(u8::is_ascii_digit)).then_some((number, at))
}

fn is_card(number: &[u8]) -> bool {
    let head = |digits: usize| {
        let digits = number[..digits].iter();
        digits.fold(0_u32, |head, digit| head * 10 + u32::from(*digit))
    };
    let issued = match number.len() {
        14 => matches!(head(3), 300..=305 | 309) || matches!(head(2), 36 | 38 | 39),
        15 => matches!(head(2), 34 | 37),
        16 => {
            head(1) == 4
                || matches!(head(2), 51..=55 | 62 | 65 | 81)
                || matches!(head(4), 2221..=2720 | 3528..=3589 | 6011 | 2200..=2204 | 5018 | 5020 | 5038 | 6304 | 6759 | 6761..=6763 | 9792)
                || matches!(head(3), 644..=649)
        }
        18 => matches!(head(2), 62) || matches!(head(4), 5018 | 5020 | 5038 | 6304 | 6759),
        19 => {
            head(1) == 4
                || matches!(head(2), 62 | 65)
                || matches!(
                    head(4),
                    6011 | 3528..=3589 | 5018 | 5020 | 5038 | 6304 | 6759
                )
        }
        _ => false,
    };
    let distinct = number
        .iter()
        .collect::<std::collections::BTreeSet<_>>()
        .len();
    issued && distinct > 1 && luhn(number)
}

fn luhn(number: &[u8]) -> bool {
    let sum: u32 = number
        .iter()
        .rev()
        .enumerate()
        .map(|(index, digit)| match (index % 2, u32::from(*digit)) {
            (0, digit) => digit,
            (_, digit) if digit > 4 => digit * 2 - 9,
            (_, digit) => digit * 2,
        })
        .sum();
    sum.is_multiple_of(10)
}

/// The account whose number has the digits at `at` in it, printed in groups or
/// not. Source: ISO 13616-1.
fn iban(text: &str, at: &Range<usize>) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let is_part = |b: &u8| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b' ' || *b == b'-';
    let behind = bytes[..at.start]
        .iter()
        .rev()
        .take(LONGEST)
        .take_while(|b| is_part(b));
    let first = at.start - behind.count();
    let near = &bytes[first..bytes.len().min(at.end + LONGEST)];
    let end = at.end
        + near[at.end - first..]
            .iter()
            .take_while(|b| is_part(b))
            .count();
    let starts = (first..at.end.saturating_sub(1)).filter(|start| {
        let head = &bytes[*start..];
        head.len() > 4
            && head[..2].iter().all(u8::is_ascii_uppercase)
            && head[2..4].iter().all(u8::is_ascii_digit)
            && super::super::token::starts_a_word(&bytes[..*start])
    });
    starts.take(4).find_map(|start| account(bytes, start, end))
}

/// The word for an account's number.
pub(crate) const IBANS: &[&str] = &["iban"];

/// The account that the word announces, in letters of either case.
pub(crate) fn announced_iban(text: &str, keyword: Range<usize>) -> Option<Range<usize>> {
    let start = super::announced::value_at(text, keyword.end)?;
    let bytes = text.as_bytes();
    let head = bytes.get(start..start + 4)?;
    let is_head =
        head[..2].iter().all(u8::is_ascii_alphabetic) && head[2..].iter().all(u8::is_ascii_digit);
    let near = bytes[start..].iter().take(LONGEST);
    let len = near
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'-'))
        .count();
    is_head
        .then(|| account(bytes, start, start + len))
        .flatten()
}

fn account(bytes: &[u8], start: usize, end: usize) -> Option<Range<usize>> {
    let country = [bytes[start], bytes[start + 1]].map(|b| b.to_ascii_uppercase());
    let len = length(&country)?;
    let (mut taken, mut at) = (Vec::with_capacity(len), start);
    while taken.len() < len && at < end {
        match bytes[at] {
            // Groups of four.
            b' ' | b'-' if taken.len() % 4 == 0 && !taken.is_empty() => {}
            b' ' | b'-' => return None,
            b if b.is_ascii_alphanumeric() => taken.push(b.to_ascii_uppercase()),
            _ => return None,
        }
        at += 1;
    }
    let remainder = taken[4.min(taken.len())..]
        .iter()
        .chain(&taken[..4.min(taken.len())])
        .fold(0_u32, |sum, b| match b {
            b'0'..=b'9' => (sum * 10 + u32::from(b - b'0')) % 97,
            _ => (sum * 100 + u32::from(b - b'A') + 10) % 97,
        });
    let bounded = !bytes
        .get(at)
        .is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
    (taken.len() == len && remainder == 1 && bounded).then_some(start..at)
}

/// Returns how long the accounts of a country are. Source: SWIFT's IBAN
/// registry.
fn length(country: &[u8]) -> Option<usize> {
    const LENGTHS: &str = "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 \
        CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 \
        HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 \
        MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 \
        RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 \
        XK20 YE30";
    LENGTHS
        .split_ascii_whitespace()
        .find_map(|entry| entry.strip_prefix(std::str::from_utf8(country).ok()?))
        .and_then(|len| len.parse().ok())
}

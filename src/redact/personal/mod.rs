//! Personal data beyond addresses: payment cards, bank accounts, telephone
//! numbers, national ids, addresses of network cards.

mod announced;
mod mac;
mod number;
mod phone;

use std::ops::Range;

pub(crate) use announced::{NATIONAL, PHONES, national, telephone};
pub(crate) use mac::{colons, dashes, dots};
pub(crate) use number::{IBANS, announced_iban, numbers};
pub(crate) use phone::{INTERNATIONAL, international};

/// Kinds of personal data that rules.yaml may allow.
pub const KINDS: [&str; 7] = ["card", "email", "iban", "ip", "mac", "national-id", "phone"];

/// Neither within a word or number, nor a part of a longer one.
fn is_bounded(bytes: &[u8], at: &Range<usize>) -> bool {
    let inside = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
    let joins = |b: Option<&u8>, further: Option<&u8>| {
        matches!(b, Some(b'.' | b'-' | b':' | b'/')) && further.is_some_and(u8::is_ascii_digit)
    };
    let before = at.start.checked_sub(1).map(|i| &bytes[i]);
    let further = at.start.checked_sub(2).map(|i| &bytes[i]);
    let after = bytes.get(at.end);
    super::token::starts_a_word(&bytes[..at.start])
        && before != Some(&b'_')
        && !after.is_some_and(inside)
        && !joins(before, further)
        && !joins(after, bytes.get(at.end + 1))
}

//! E-mail and IP addresses.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Range;

use super::super::token::starts_a_word;

/// The longest local part and domain that are read; bytes (RFC 5321, section 4.5.3.1).
const LONGEST: usize = 255;

/// Calls back with the bytes and kind of each address.
pub(in crate::redact) fn addresses(text: &str, mut found: impl FnMut(Range<usize>, &'static str)) {
    let mut done = 0;
    for at in memchr::memchr3_iter(b'@', b'.', b':', text.as_bytes()) {
        if at < done {
            continue;
        }
        let (range, kind) = match text.as_bytes()[at] {
            b'@' => (email(text, at), "email"),
            b'.' => (ipv4(text, at), "ip"),
            _ => (ipv6(text, at), "ip"),
        };
        if let Some(range) = range {
            done = range.end;
            found(range, kind);
        }
    }
}

/// Source: RFC 5321 section 4.1.2, without quoted local parts; the last label
/// has letters only.
fn email(text: &str, at: usize) -> Option<Range<usize>> {
    const FILES: [&str; 10] = [
        "png", "jpg", "jpeg", "gif", "svg", "webp", "js", "css", "ico", "json",
    ];
    let bytes = text.as_bytes();
    let local = bytes[..at]
        .iter()
        .rev()
        .take(LONGEST)
        .take_while(|b| b.is_ascii_alphanumeric() || b"._%+-!#$&'/=?^{|}~".contains(b))
        .count();
    let local = text[at - local..at]
        .trim_start_matches(|c: char| !c.is_ascii_alphanumeric())
        .len();
    // The letter of an escape as JSON writes it is not the name's.
    let escape = bytes[..at - local].ends_with(b"\\")
        && matches!(bytes[at - local], b'n' | b'r' | b't' | b'b' | b'f');
    let local = local - usize::from(escape);
    let len = bytes[at + 1..]
        .iter()
        .take(LONGEST)
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'))
        .count();
    let domain = text[at + 1..at + 1 + len].trim_end_matches(['.', '-']);
    let (name, top) = domain.rsplit_once('.')?;
    let is_domain = !name.is_empty()
        && !name.starts_with('.')
        && top.len() >= 2
        && top.bytes().all(|b| b.is_ascii_alphabetic())
        && !FILES.contains(&top);
    let user = &text[at - local..at];
    // git@host is an address of a service, the same for all.
    (local > 0 && is_domain && user != "git").then_some(at - local..at + 1 + domain.len())
}

/// Four numbers; not a version, not an address that says nothing of anybody.
fn ipv4(text: &str, dot: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let before = bytes[..dot].iter().rev().take(4);
    let start = dot - before.take_while(|b| b.is_ascii_digit()).count();
    if start == dot || !bytes.get(dot + 1)?.is_ascii_digit() {
        return None;
    }
    // Longer than any address by a dot and a digit: five numbers are a version.
    let len = bytes[start..]
        .iter()
        .take("255.255.255.255.0".len())
        .take_while(|b| b.is_ascii_digit() || **b == b'.')
        .count();
    let candidate = text[start..start + len].trim_end_matches('.');
    let end = start + candidate.len();
    let address: Ipv4Addr = candidate.parse().ok()?;
    let bounded = starts_a_word(&bytes[..start])
        && !bytes[..start].ends_with(b".")
        && !bytes[..start].ends_with(b"_")
        && bytes.get(end).is_none_or(|b| ends_a_word(*b));
    (bounded && !is_public_knowledge(address)).then_some(start..end)
}

/// Loopback, unspecified, net masks and broadcast, the metadata service of
/// clouds, and what is far likelier a version (`120.0.0.0`).
fn is_public_knowledge(address: Ipv4Addr) -> bool {
    let octets = address.octets();
    address.is_loopback()
        || octets[0] == 0
        || octets[0] == 255
        || octets == [169, 254, 169, 254]
        || octets[1..] == [0, 0, 0]
}

/// Eight groups, or fewer around `::`, with a digit somewhere.
fn ipv6(text: &str, colon: usize) -> Option<Range<usize>> {
    const LONGEST: usize = "0000:0000:0000:0000:0000:ffff:255.255.255.255".len();
    let bytes = text.as_bytes();
    let is_part = |b: &&u8| b.is_ascii_hexdigit() || matches!(b, b':' | b'.');
    let before = bytes[..colon].iter().rev().take(LONGEST + 1);
    let start = colon - before.take_while(is_part).count();
    let after = bytes[colon..].iter().take(LONGEST + 1);
    let end = colon + after.take_while(is_part).count();
    let candidate = text[start..end].trim_end_matches('.');
    let single = candidate
        .strip_suffix(':')
        .filter(|rest| !rest.ends_with(':'));
    let candidate = single.unwrap_or(candidate);
    let end = start + candidate.len();
    let bounded = bytes[..start].last().is_none_or(|b| ends_a_word(*b))
        && bytes.get(end).is_none_or(|b| ends_a_word(*b));
    if candidate.len() < 4 || !bounded || !candidate.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let address: Ipv6Addr = candidate.parse().ok()?;
    (!address.is_loopback() && !address.is_unspecified()).then_some(start..end)
}

fn ends_a_word(b: u8) -> bool {
    !(b.is_ascii_alphanumeric() || b == b'_')
}

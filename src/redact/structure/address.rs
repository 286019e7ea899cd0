//! E-mail and IP addresses.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Range;

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
        .take_while(|b| b.is_ascii_alphanumeric() || b"._%+-!#$&'/=?^{|}~".contains(b))
        .count();
    let local = text[at - local..at]
        .trim_start_matches(|c: char| !c.is_ascii_alphanumeric())
        .len();
    let len = bytes[at + 1..]
        .iter()
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
    let digits_before = bytes[..dot]
        .iter()
        .rev()
        .take_while(|b| b.is_ascii_digit())
        .count();
    if !(1..=3).contains(&digits_before) || !bytes.get(dot + 1)?.is_ascii_digit() {
        return None;
    }
    let start = dot - digits_before;
    let len = bytes[start..]
        .iter()
        .take_while(|b| b.is_ascii_digit() || **b == b'.')
        .count();
    let candidate = text[start..start + len].trim_end_matches('.');
    let bounded = |b: Option<&u8>| {
        b.is_none_or(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-')))
    };
    let address: Ipv4Addr = candidate.parse().ok()?;
    let end = start + candidate.len();
    let before_ok = start == 0
        || super::super::token::starts_a_word(&bytes[..start])
            && !matches!(bytes[start - 1], b'.' | b'_');
    let after_ok = bytes
        .get(end)
        .is_none_or(|b| !(b.is_ascii_alphanumeric() || *b == b'_'));
    let _ = bounded;
    (before_ok && after_ok && !is_public_knowledge(address)).then_some(start..end)
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

/// Eight groups, or fewer around `::`, with a digit somewhere; with a zone.
fn ipv6(text: &str, colon: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let is_part = |b: &u8| b.is_ascii_hexdigit() || matches!(b, b':' | b'.');
    let before = bytes[..colon]
        .iter()
        .rev()
        .take_while(|b| is_part(b))
        .count();
    let after = bytes[colon..].iter().take_while(|b| is_part(b)).count();
    let start = colon - before;
    let candidate = text[start..colon + after].trim_end_matches('.');
    let candidate = candidate
        .strip_suffix(':')
        .filter(|c| !c.ends_with(':'))
        .unwrap_or(candidate);
    let end = start + candidate.len();
    let edge = |b: &u8| !(b.is_ascii_alphanumeric() || *b == b'_');
    let bounded =
        start.checked_sub(1).is_none_or(|at| edge(&bytes[at])) && bytes.get(end).is_none_or(edge);
    if candidate.len() < 4 || !bounded || !candidate.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let address: Ipv6Addr = candidate.parse().ok()?;
    (!address.is_loopback() && !address.is_unspecified()).then_some(start..end)
}

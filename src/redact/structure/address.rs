//! E-mail and IP addresses.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Range;

use super::super::personal;
use super::super::token::starts_a_word;
use super::pair;

/// The longest local part and domain that are read; bytes (RFC 5321, section 4.5.3.1).
const LONGEST: usize = 255;

/// Calls back with the bytes and kind of each address.
pub(crate) fn addresses(text: &str, mut found: impl FnMut(Range<usize>, &'static str)) {
    let mut done = 0;
    for at in memchr::memchr3_iter(b'@', b'.', b':', text.as_bytes()) {
        if at < done {
            continue;
        }
        let mac = |range: Option<Range<usize>>| range.map(|range| (range, "mac"));
        let ip = |range: Option<Range<usize>>| range.map(|range| (range, "ip"));
        let address = match text.as_bytes()[at] {
            b'@' => email(text, at).map(|range| (range, "email")),
            b'.' => mac(personal::dots(text, at)).or_else(|| ip(ipv4(text, at))),
            _ => mac(personal::colons(text, at))
                .or_else(|| ip(ipv6(text, at)))
                .or_else(|| Some((pair::twilio(text, at)?, "token"))),
        };
        if let Some((range, kind)) = address {
            done = range.end;
            found(range, kind);
        }
    }
}

/// Source: RFC 5321 section 4.1.2 and RFC 6531; of the signs that a local part
/// may hold, those that addresses have and texts do not put around them. The
/// last label has letters only, or is an encoded one (RFC 5890).
fn email(text: &str, at: usize) -> Option<Range<usize>> {
    let domain = domain(text, at)?;
    let start = at - local_len(text, at)?;
    let (before, user) = (&text[..start], &text[start..at]);
    // git@host is an address of a service, the same for all.
    let is_service = user == "git" || is_remote(before, &text[at + 1 + domain.len()..]);
    (!is_service).then_some(start..at + 1 + domain.len())
}

/// Length of the local part before `at`.
fn local_len(text: &str, at: usize) -> Option<usize> {
    let near = &text[text.ceil_char_boundary(at.saturating_sub(LONGEST))..at];
    // `"ann smith"@example.org`
    if let Some(quoted) = near.strip_suffix('"') {
        let open = quoted.trim_end_matches('\\').rfind('"')?;
        let is_local = !quoted[open..].contains(['\n', '@', ':', ',']);
        return is_local.then_some(near.len() - open);
    }
    let is_part = |c: char| c.is_alphanumeric() || "._%+-~".contains(c);
    let start = near.rfind(|c| !is_part(c)).map_or(0, |at| {
        at + near[at..].chars().next().map_or(1, char::len_utf8)
    });
    let local = near[start..].trim_start_matches(|c: char| !c.is_alphanumeric());
    // The letter of an escape as JSON writes it is not the name's.
    let escape = near[..near.len() - local.len()].ends_with('\\')
        && local.starts_with(['n', 'r', 't', 'b', 'f']);
    let len = local.len() - usize::from(escape);
    (len > 0).then_some(len)
}

/// The domain after `at`.
fn domain(text: &str, at: usize) -> Option<&str> {
    const FILES: [&str; 23] = [
        "png", "jpg", "jpeg", "gif", "svg", "webp", "js", "css", "ico", "json", "ts", "tsx", "jsx",
        "mjs", "cjs", "vue", "map", "yaml", "yml", "toml", "lock", "txt", "html",
    ];
    let rest = &text[at + 1..text.floor_char_boundary(at + 1 + LONGEST)];
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
    let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
    let domain = rest[..end].trim_end_matches(['.', '-']);
    let (name, top) = domain.rsplit_once('.')?;
    let is_top = top.starts_with("xn--") || top.chars().all(char::is_alphabetic);
    let is_domain = !name.is_empty()
        && !name.starts_with('.')
        && top.chars().nth(1).is_some()
        && is_top
        && !FILES.contains(&top);
    is_domain.then_some(domain)
}

/// A user of a machine, not a person's mailbox: `deploy@host:/path`,
/// `ssh://deploy@host`, `ssh deploy@host`; and a function of a file in a
/// browser's trace (`render@app.rs:12:3`).
fn is_remote(before: &str, after: &str) -> bool {
    const COMMANDS: [&str; 6] = ["ssh ", "scp ", "sftp ", "ssh://", "sftp://", "rsync://"];
    let is_path = [":/", ":~", ":./"]
        .iter()
        .any(|path| after.starts_with(path));
    let place = after
        .strip_prefix(':')
        .map(|place| place.split(':').take(2));
    let is_place = place.is_some_and(|mut numbers| {
        let mut is_number = || {
            numbers.next().is_some_and(|part| {
                let digits = part.bytes().take_while(u8::is_ascii_digit).count();
                digits > 0
            })
        };
        is_number() && is_number()
    });
    let is_repository = after
        .strip_prefix(':')
        .and_then(|path| path.split(char::is_whitespace).next())
        .is_some_and(|path| path.contains(".git"));
    is_path || is_place || is_repository || COMMANDS.iter().any(|command| before.ends_with(command))
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
    let is_no_host = || is_public_knowledge(address) || is_version(&text[..start]);
    (bounded && !is_no_host()).then_some(start..end)
}

/// Returns whether what is before four numbers says that they are a version.
fn is_version(before: &str) -> bool {
    const WORDS: [&str; 8] = [
        "version", "ver", "v", "release", "build", "revision", "firmware", "assembly",
    ];
    const LONGEST: usize = "version".len() + 4;
    let near = &before[before.ceil_char_boundary(before.len().saturating_sub(LONGEST))..];
    let head = near.trim_end_matches([' ', '=', ':', '"', '\'', '(', '`', '.']);
    if ["==", "~=", ">=", "<=", "^", "~>", "@"]
        .iter()
        .any(|sign| near.trim_end().ends_with(sign))
    {
        return true;
    }
    let letters = head.bytes().rev().take_while(u8::is_ascii_alphabetic);
    let word = &head[head.len() - letters.count()..];
    let is = |known: &&str| {
        let at = word.len().checked_sub(known.len());
        at.is_some_and(|at| word[at..].eq_ignore_ascii_case(known) && (at == 0 || known.len() > 3))
    };
    head.len() < near.len() && WORDS.iter().any(is)
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

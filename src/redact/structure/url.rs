//! Passwords in URLs and data source names.

use std::ops::Range;

use super::value::{is_harmless, looks_random};
use super::{ahead, behind, stretch};

/// `scheme://user:password@host`, or a token as the user.
pub(crate) fn user_information(text: &str, keyword: Range<usize>) -> Option<Range<usize>> {
    let start = keyword.end;
    // Most URLs have none.
    memchr::memchr(b'@', ahead(text, start).as_bytes())?;
    let rest = word(text, start);
    let is_web = ["http", "https", "ws", "wss"].iter().any(|scheme| {
        let head = text[..keyword.start].strip_suffix(scheme);
        head.is_some_and(|head| !head.ends_with(|c: char| c.is_ascii_alphanumeric()))
    });
    let at = user_information_len(rest, is_web)?;
    let found = match rest[..at].find(':') {
        Some(colon) => start + colon + 1..start + at,
        None if at >= 16 && is_token(&rest[..at]) => start..start + at,
        None => return None,
    };
    (!is_harmless(&text[found.clone()])).then_some(found)
}

/// Returns where the `@` stands that ends the user information of an address
/// without its scheme. A password that should have been encoded holds one of
/// `/?#@`.
fn user_information_len(rest: &str, is_web: bool) -> Option<usize> {
    let authority = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    if let Some(at) = rest[..authority].rfind('@') {
        let is_rest = is_host(&rest[at + 1..authority]) || !rest[..at].contains(':');
        let further = rest[authority..].rfind('@').filter(|_| !is_rest);
        return Some(further.map_or(at, |further| authority + further));
    }
    // What is before a slash is a host and its port, or the start of a password.
    let (_, port) = rest[..authority].split_once(':')?;
    let is_port = port.bytes().all(|b| b.is_ascii_digit());
    let at = rest.rfind('@')?;
    let host = &rest[at + 1..];
    let host = &host[..host.find(['/', '?', '#']).unwrap_or(host.len())];
    let is_other = !is_web && !rest[..authority].contains('.') && is_host(host);
    (!is_port || is_other).then_some(at)
}

/// A name with dots or a port, or this machine.
fn is_host(host: &str) -> bool {
    let (name, port) = host.split_once(':').unwrap_or((host, ""));
    let is_name = !name.is_empty()
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'));
    let has_port = !port.is_empty() && port.bytes().next().is_some_and(|b| b.is_ascii_digit());
    name.starts_with('[') || name == "localhost" || (is_name && (name.contains('.') || has_port))
}

/// Not a name: names of services are long and mixed, but have no digits.
fn is_token(user: &str) -> bool {
    looks_random(user) && user.bytes().any(|b| b.is_ascii_digit())
}

/// The same, percent-encoded: `%3A%2F%2Fuser%3Apassword%40host`.
pub(crate) fn encoded_user_information(text: &str, keyword: Range<usize>) -> Option<Range<usize>> {
    let rest = word(text, keyword.end).to_ascii_lowercase();
    let authority = ["%2f", "%3f", "&"]
        .iter()
        .filter_map(|end| rest.find(end))
        .min()
        .unwrap_or(rest.len());
    // Where one of these is in the password, the text without escapes tells.
    let at = rest[..authority].rfind("%40")?;
    let colon = rest[..at].find("%3a")? + "%3a".len();
    let found = keyword.end + colon..keyword.end + at;
    (!is_harmless(&text[found.clone()])).then_some(found)
}

/// `user:password@tcp(host:port)/name`.
/// Source: <https://github.com/go-sql-driver/mysql#dsn-data-source-name>
pub(crate) fn go_mysql(text: &str, keyword: Range<usize>) -> Option<Range<usize>> {
    let head = behind(text, keyword.start);
    let name = head
        .rsplit(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '='))
        .next()?;
    let (_, password) = name.split_once(':')?;
    let is_url = password.starts_with("//");
    (!is_url && !is_harmless(password)).then(|| keyword.start - password.len()..keyword.start)
}

/// The word from `start`, as far as a rule reads.
fn word(text: &str, start: usize) -> &str {
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | '`');
    &text[start..stretch(text, start, ends).0]
}

//! Passwords in URLs and data source names.

use std::ops::Range;

use super::value::{is_harmless, looks_random};
use super::{ahead, behind, stretch};

/// `scheme://user:password@host`, or a token as the user.
pub(super) fn user_information(text: &str, keyword: Range<usize>) -> Option<Range<usize>> {
    let start = keyword.end;
    // Most URLs have none.
    memchr::memchr(b'@', ahead(text, start).as_bytes())?;
    let rest = word(text, start);
    let authority = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let at = rest[..authority].rfind('@').or_else(|| {
        // A password that should have been encoded holds one of /?#; a port does not.
        let (_, port) = rest[..authority].split_once(':')?;
        let is_port = port.bytes().all(|b| b.is_ascii_digit());
        (!is_port).then(|| rest.rfind('@')).flatten()
    })?;
    let found = match rest[..at].find(':') {
        Some(colon) => start + colon + 1..start + at,
        None if at >= 16 && is_token(&rest[..at]) => start..start + at,
        None => return None,
    };
    (!is_harmless(&text[found.clone()])).then_some(found)
}

/// Not a name: names of services are long and mixed, but have no digits.
fn is_token(user: &str) -> bool {
    looks_random(user) && user.bytes().any(|b| b.is_ascii_digit())
}

/// The same, percent-encoded: `%3A%2F%2Fuser%3Apassword%40host`.
pub(super) fn encoded_user_information(text: &str, keyword: Range<usize>) -> Option<Range<usize>> {
    let rest = word(text, keyword.end).to_ascii_lowercase();
    let authority = ["%2f", "%3f", "&"]
        .iter()
        .filter_map(|end| rest.find(end))
        .min()
        .unwrap_or(rest.len());
    let at = rest[..authority].rfind("%40")?;
    let colon = rest[..at].find("%3a")? + "%3a".len();
    let found = keyword.end + colon..keyword.end + at;
    (!is_harmless(&text[found.clone()])).then_some(found)
}

/// `user:password@tcp(host:port)/name`.
/// Source: <https://github.com/go-sql-driver/mysql#dsn-data-source-name>
pub(super) fn go_mysql(text: &str, keyword: Range<usize>) -> Option<Range<usize>> {
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

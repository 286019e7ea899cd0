//! Passwords in URLs and data source names.

use std::ops::Range;

use super::value::{is_harmless, looks_random};

/// `scheme://user:password@host`, or a token as the user.
pub(super) fn user_information(text: &str, keyword: Range<usize>) -> Option<Range<usize>> {
    let start = keyword.end;
    let rest = &text[start..];
    let word = word_len(rest);
    let authority = rest[..word].find(['/', '?', '#']).unwrap_or(word);
    let at = rest[..authority].rfind('@').or_else(|| {
        // A password that should have been encoded holds one of /?#; a port does not.
        let (_, port) = rest[..authority].split_once(':')?;
        let is_port = port.bytes().all(|b| b.is_ascii_digit());
        (!is_port).then(|| rest[..word].rfind('@')).flatten()
    })?;
    let user_information = &rest[..at];
    let found = match user_information.find(':') {
        Some(colon) => start + colon + 1..start + at,
        None if looks_random(user_information) && at >= 16 => start..start + at,
        None => return None,
    };
    (!is_harmless(&text[found.clone()])).then_some(found)
}

/// The same, percent-encoded: `%3A%2F%2Fuser%3Apassword%40host`.
pub(super) fn encoded_user_information(text: &str, keyword: Range<usize>) -> Option<Range<usize>> {
    let rest = &text[keyword.end..];
    let lower = rest[..word_len(rest)].to_ascii_lowercase();
    let authority = ["%2f", "%3f", "&"]
        .iter()
        .filter_map(|end| lower.find(end))
        .min()
        .unwrap_or(lower.len());
    let at = lower[..authority].rfind("%40")?;
    let colon = lower[..at].find("%3a")? + 3;
    let found = keyword.end + colon..keyword.end + at;
    (!is_harmless(&text[found.clone()])).then_some(found)
}

/// `user:password@tcp(host:port)/name`.
/// Source: <https://github.com/go-sql-driver/mysql#dsn-data-source-name>
pub(super) fn go_mysql(text: &str, keyword: Range<usize>) -> Option<Range<usize>> {
    let head = &text[..keyword.start];
    let start = head
        .rfind(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '='))
        .map_or(0, |at| {
            at + head[at..].chars().next().map_or(1, char::len_utf8)
        });
    let colon = start + head[start..].find(':')? + 1;
    let found = colon..keyword.start;
    (!is_harmless(&text[found.clone()])).then_some(found)
}

fn word_len(text: &str) -> usize {
    text.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | '`'))
        .unwrap_or(text.len())
}

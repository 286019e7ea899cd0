//! Passwords in what a server is told.

use std::ops::Range;

use super::command::{unquoted, words};
use super::value::is_harmless;
use super::{ahead, behind};

/// `AUTH password`, `AUTH user password`,
/// `AUTH PLAIN base64`, `requirepass …`, `IDENTIFIED BY '…'`.
pub(crate) const STATEMENTS: &[&str] = &[
    "auth ",
    "\"auth\" ",
    "requirepass ",
    "masterauth ",
    "identified by ",
    "sqlplus ",
    "passin pass:",
    "passout pass:",
    "-pass pass:",
    "requirepass\" ",
];

/// The password of such a statement.
pub(crate) fn statement(text: &str, keyword: Range<usize>) -> Option<Range<usize>> {
    const MECHANISMS: [&str; 9] = [
        "PLAIN",
        "LOGIN",
        "XOAUTH2",
        "OAUTHBEARER",
        "CRAM-MD5",
        "DIGEST-MD5",
        "NTLM",
        "SCRAM-SHA-1",
        "SCRAM-SHA-256",
    ];
    let name = &text[keyword.clone()];
    let rest = ahead(text, keyword.end);
    let rest = &rest[..rest.find('\n').unwrap_or(rest.len())];
    let mut words = words(rest).map(|word| unquoted(rest, word));
    let first = words.next()?;
    let second = words.next();
    let is_auth = name.trim_matches(['"', ' ']).eq_ignore_ascii_case("auth");
    let found = if is_auth {
        let is_command = (name.contains("AUTH") || name.starts_with('"'))
            && behind(text, keyword.start)
                .chars()
                .next_back()
                .is_none_or(|c| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_'));
        if !is_command {
            return None;
        }
        let is_mechanism = MECHANISMS
            .iter()
            .any(|known| known.eq_ignore_ascii_case(&rest[first.clone()]));
        let quoted = rest.starts_with(['"', '\'']);
        match second.filter(|second| is_password(&rest[second.clone()], quoted)) {
            Some(second) if is_mechanism || is_name(&rest[first.clone()]) => second,
            _ if is_mechanism => return None,
            _ => first,
        }
    } else if name.eq_ignore_ascii_case("sqlplus ") {
        let login = rest[first.clone()].split_once('/')?.1;
        let password = login.split('@').next().unwrap_or(login);
        let start = first.start + rest[first.clone()].len() - login.len();
        start..start + password.len()
    } else {
        first
    };
    let secret = &rest[found.clone()];
    let fits = !is_auth || is_password(secret, rest.starts_with(['"', '\'']));
    (fits && !secret.is_empty() && !is_harmless(secret))
        .then(|| keyword.end + found.start..keyword.end + found.end)
}

fn is_name(word: &str) -> bool {
    !word.is_empty()
        && word
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
}

/// Not a word of prose: with digits, signs or changing case.
fn is_password(word: &str, quoted: bool) -> bool {
    let has = |of: fn(&u8) -> bool| word.as_bytes().iter().any(of);
    let digits = has(u8::is_ascii_digit);
    let letters = has(u8::is_ascii_alphabetic);
    let mixed = has(u8::is_ascii_lowercase) && word.bytes().skip(1).any(|b| b.is_ascii_uppercase());
    word.len() >= 4 && (quoted || (digits && letters) || mixed || word.ends_with('='))
}

//! `password=…`, `"api_key": "…"`, `--token …`, `<secret>…</secret>`.

use std::ops::Range;

use super::value::{Value, is_harmless, looks_random, value};

/// Names of what a person or a service logs in with.
pub(super) const PASSWORDS: &[&str] = &[
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "pwd",
    "_pass",
    "-pass",
    "pass=",
];
/// Names of keys and shared secrets.
pub(super) const SECRETS: &[&str] = &[
    "secret",
    "api_key",
    "apikey",
    "api-key",
    "access_key",
    "accesskey",
    "access-key",
    "private_key",
    "privatekey",
    "private-key",
    "account_key",
    "accountkey",
    "auth_key",
    "authkey",
    "encryption_key",
    "signing_key",
    "master_key",
    "credential",
];
/// Names of what stands for a session.
pub(super) const TOKENS: &[&str] = &[
    "token",
    "session_id",
    "sessionid",
    "session-id",
    "jsessionid",
    "phpsessid",
    "csrf",
    "_auth",
];
/// Names of signatures that grant what they sign.
pub(super) const SIGNATURES: &[&str] = &["sig=", "sig%3d", "signature"];

/// A password: any value but a harmless one.
pub(super) fn password(text: &str, keyword: Range<usize>) -> Option<Range<usize>> {
    let found = assigned(text, &keyword)?;
    let secret = &text[found.value.at.clone()];
    let name = &text[keyword];
    let is_path = name.eq_ignore_ascii_case("pwd") && secret.starts_with(['/', '~']);
    let is_count =
        name.to_ascii_lowercase().ends_with("pass") && secret.bytes().all(|b| b.is_ascii_digit());
    (!is_harmless(secret) && !is_path && !is_count).then_some(found.value.at)
}

/// A key or secret: after `=` or in quotes any value, in prose one that looks random.
pub(super) fn secret(text: &str, keyword: Range<usize>) -> Option<Range<usize>> {
    let found = assigned(text, &keyword)?;
    let secret = &text[found.value.at.clone()];
    let told = found.value.quoted || found.tight;
    let enough = looks_random(secret) || (told && secret.len() >= 6 && !secret.contains(' '));
    (enough && !is_harmless(secret)).then_some(found.value.at)
}

/// A token: a value that looks random.
pub(super) fn token(text: &str, keyword: Range<usize>) -> Option<Range<usize>> {
    let found = assigned(text, &keyword)?;
    let secret = &text[found.value.at.clone()];
    (looks_random(secret) && !is_harmless(secret) && !secret.contains(' '))
        .then_some(found.value.at)
}

/// A signature: long and random.
pub(super) fn signature(text: &str, keyword: Range<usize>) -> Option<Range<usize>> {
    let keyword = keyword.start
        ..keyword.start
            + text[keyword.clone()]
                .trim_end_matches("%3d")
                .trim_end_matches("%3D")
                .trim_end_matches('=')
                .len();
    let found = assigned(text, &keyword)?;
    let secret = &text[found.value.at.clone()];
    (secret.len() >= 16 && looks_random(secret) && !secret.contains(' ')).then_some(found.value.at)
}

#[derive(Debug)]
struct Assigned {
    value: Value,
    /// Nothing stands between sign and value.
    tight: bool,
}

/// The value assigned to the name that the keyword is, or ends but for a suffix.
fn assigned(text: &str, keyword: &Range<usize>) -> Option<Assigned> {
    let keyword_text = text[keyword.clone()].trim_end_matches('=');
    let end = keyword.start + keyword_text.len();
    let suffix = name_suffix(&text[end..])?;
    let name_end = end + suffix;
    let rest = &text[name_end..];
    let after_quote = rest.trim_start_matches(['\\', '"', '\'', '`', ']']);
    let trimmed = after_quote.trim_start_matches([' ', '\t']);
    let (sign, tight_sign) = sign(trimmed, text, keyword.start)?;
    let after = &trimmed[sign..];
    let value_text = after.trim_start_matches([' ', '\t']);
    let tight = tight_sign && value_text.len() == after.len();
    let start = text.len() - value_text.len();
    Some(Assigned {
        value: value(text, start)?,
        tight,
    })
}

/// Length of the assigning sign, and whether it is one that prose does not use.
fn sign(rest: &str, text: &str, keyword: usize) -> Option<(usize, bool)> {
    for (sign, tight) in [
        ("=>", true),
        (":=", true),
        ("==", true),
        ("=", true),
        ("%3D", true),
        ("%3d", true),
        (":", false),
    ] {
        if rest.starts_with(sign) {
            return Some((sign.len(), tight));
        }
    }
    let before = text[..keyword]
        .trim_end_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    let name = &text[before.len()..keyword];
    if rest.starts_with('>') && before.ends_with('<') {
        return Some((1, true));
    }
    // `--password hunter2`
    let option = name.starts_with("--") && !rest.starts_with('-') && !rest.is_empty();
    option.then_some((0, true))
}

/// What may follow a keyword within a name; `None` where it makes the name
/// one of something that is no secret.
fn name_suffix(rest: &str) -> Option<usize> {
    const NO_SECRETS: [&str; 30] = [
        "s",
        "type",
        "types",
        "count",
        "counts",
        "limit",
        "url",
        "uri",
        "name",
        "path",
        "file",
        "length",
        "len",
        "size",
        "usage",
        "policy",
        "status",
        "ttl",
        "version",
        "endpoint",
        "age",
        "expiry",
        "expires",
        "expiration",
        "id",
        "in",
        "at",
        "budget",
        "hint",
        "field",
    ];
    let len = rest
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')))
        .unwrap_or(rest.len());
    let suffix = rest[..len].trim_end_matches('.');
    let last = suffix.rsplit(['_', '-', '.']).next().unwrap_or(suffix);
    let harmless = NO_SECRETS
        .iter()
        .any(|word| word.eq_ignore_ascii_case(last));
    (suffix.len() <= 24 && !(harmless && !suffix.is_empty())).then_some(suffix.len())
}

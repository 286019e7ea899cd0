//! `password=…`, `"api_key": "…"`, `--token …`, `<secret>…</secret>`.

use std::ops::Range;

use super::announced::{Announced, announced};
use super::behind;
use super::value::{NamedValue, is_harmless, looks_random, value};

/// Names of what a person or a service logs in with.
pub(crate) const PASSWORDS: &[&str] = &[
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "pwd",
    "_pass",
    "-pass",
    "pass=",
    "storepass",
    "keypass",
];

/// Names of keys and shared secrets.
pub(crate) const SECRETS: &[&str] = &[
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
    "private_key_id",
    "credential",
    "credentials",
    "creds",
];

/// Names of what stands for a session.
pub(crate) const TOKENS: &[&str] = &[
    "token",
    "session_id",
    "sessionid",
    "session-id",
    "phpsessid",
    "csrf",
    "_auth",
];

/// Names of signatures that grant what they sign.
pub(crate) const SIGNATURES: &[&str] = &["sig=", "sig%3d", "signature"];

/// A password: any value but a harmless one.
pub(crate) fn password(text: &str, keyword: Range<usize>) -> Option<Range<usize>> {
    let name = text[keyword.clone()].to_ascii_lowercase();
    let Some(assigned) = assigned(text, &keyword) else {
        return named(text, &keyword, Announced::Password);
    };
    let found = assigned.value.at;
    let secret = &text[found.clone()];
    let is_folder = name == "pwd" && secret.starts_with(['/', '~']);
    let is_count =
        name.contains("pass") && name.len() < 6 && secret.bytes().all(|b| b.is_ascii_digit());
    (!is_harmless(secret) && !is_folder && !is_count).then_some(found)
}

/// A key or secret: after `=` or in quotes any word, in prose one that looks random.
pub(crate) fn secret(text: &str, keyword: Range<usize>) -> Option<Range<usize>> {
    let Some(Assigned { value, tight }) = assigned(text, &keyword) else {
        return named(text, &keyword, Announced::Secret);
    };
    let secret = &text[value.at.clone()];
    let is_told = (value.quoted || tight) && secret.len() >= 6 && !secret.contains(' ');
    ((is_told || looks_random(secret)) && !is_harmless(secret)).then_some(value.at)
}

/// A token: a word that looks random.
pub(crate) fn token(text: &str, keyword: Range<usize>) -> Option<Range<usize>> {
    // The name of a signed assembly: `PublicKeyToken=b77a5c561934e089`.
    if behind(text, keyword.start).ends_with("PublicKey") {
        return None;
    }
    let Some(assigned) = assigned(text, &keyword) else {
        return named(text, &keyword, Announced::Secret);
    };
    let found = assigned.value.at;
    let secret = &text[found.clone()];
    (looks_random(secret) && !is_harmless(secret) && !secret.contains(' ')).then_some(found)
}

/// The value that prose gives a name, where the keyword is the end of one.
fn named(text: &str, keyword: &Range<usize>, by: Announced) -> Option<Range<usize>> {
    let is_sign = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '=');
    let ends = !text[keyword.end..].starts_with(is_sign);
    ends.then(|| announced(text, keyword.end, by))?
}

/// A signature: a long word that looks random.
pub(crate) fn signature(text: &str, keyword: Range<usize>) -> Option<Range<usize>> {
    token(text, keyword).filter(|found| found.len() >= 16)
}

#[derive(Debug)]
pub(crate) struct Assigned {
    pub(crate) value: NamedValue,
    /// Assigned as programs do it, not as prose does.
    pub(crate) tight: bool,
}

/// The value assigned to the name that the keyword is, or begins the end of.
pub(crate) fn assigned(text: &str, keyword: &Range<usize>) -> Option<Assigned> {
    // A keyword may hold its sign.
    let name = text[keyword.clone()].trim_end_matches(['=', '%', '3', 'd', 'D']);
    let name_end = keyword.start + name.len();
    let name_end = name_end + suffix_len(&text[name_end..])?;
    let rest = text[name_end..]
        .trim_start_matches(['\\', '"', '\'', '`', ']'])
        .trim_start_matches(SPACE);
    let spaced = text[name_end..].starts_with(SPACE);
    let sign = Sign::of(rest, behind(text, keyword.start), spaced)?;
    let after = &rest[sign.len..];
    let start = text.len() - after.trim_start_matches(SPACE).len();
    let follows = text.len() - after.len() == start;
    Some(Assigned {
        value: value(text, start)?,
        tight: sign.tight && (follows || sign.len == 0),
    })
}

const SPACE: [char; 2] = [' ', '\t'];

/// What assigns.
#[derive(Debug)]
struct Sign {
    len: usize,
    /// Prose does not use it.
    tight: bool,
}

impl Sign {
    /// At the start of `rest`, after a name that ends `head` but for its keyword.
    fn of(rest: &str, head: &str, spaced: bool) -> Option<Self> {
        const TIGHT: [&str; 6] = ["=>", ":=", "==", "=", "%3D", "%3d"];
        let tight = |len| Some(Self { len, tight: true });
        if let Some(sign) = TIGHT.iter().find(|sign| rest.starts_with(**sign)) {
            return tight(sign.len());
        }
        if rest.starts_with(':') {
            return Some(Self {
                len: 1,
                tight: false,
            });
        }
        if let Some(len) = beside_len(rest) {
            return tight(len);
        }
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let before = head.trim_end_matches(is_name);
        if rest.starts_with('>') && before.ends_with('<') {
            return tight(1);
        }
        // `--password hunter2`
        let is_option = spaced && head[before.len()..].starts_with('-') && !rest.starts_with('-');
        if is_option || (spaced && is_netrc(head)) {
            return tight(0);
        }
        None
    }
}

/// `machine HOST login USER password SECRET`, as `.netrc` has it: what stands
/// before the last name.
fn is_netrc(head: &str) -> bool {
    let mut words = head.split_ascii_whitespace().rev();
    matches!(words.nth(1), Some("login" | "account")) && words.any(|w| w == "machine")
}

/// Length of `","value":` and its like: a name and its value as two members of
/// one object, in JSON or YAML.
fn beside_len(rest: &str) -> Option<usize> {
    const MARKS: [char; 4] = ['\\', '"', '\'', ' '];
    let value = rest
        .strip_prefix([',', '\n'])?
        .trim_start_matches(MARKS)
        .strip_prefix("value")?
        .trim_start_matches(MARKS)
        .strip_prefix(':')?;
    Some(rest.len() - value.len())
}

/// Length of what may follow a keyword within a name; `None` where it makes
/// the name one of something that is no secret.
fn suffix_len(rest: &str) -> Option<usize> {
    const LONGEST: usize = 24;
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
        .bytes()
        .take(LONGEST + 1)
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
        .count();
    let suffix = &rest[..len];
    let last = suffix.rsplit(['_', '-']).next().unwrap_or(suffix);
    let is_other = NO_SECRETS
        .iter()
        .any(|word| word.eq_ignore_ascii_case(last));
    (suffix.len() <= LONGEST && !is_other).then_some(suffix.len())
}

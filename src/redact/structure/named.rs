//! Values of names that are secrets only as a whole word, or where the value is
//! drawn: `auth`, `otp`, cookies of sessions.

use std::ops::Range;

use super::super::opaque::{is_hex, is_opaque, is_uuid, whole_or_part};
use super::announced::{Announced, announced};
use super::assignment::assigned;
use super::behind;
use super::value::{is_harmless, looks_random};

/// Names of sessions' cookies, beside those that end in `session`.
/// Sources: the documentation of Express, Java servlets, ASP.NET, Rails, `WordPress`, Drupal,
/// Cloudflare, `OAuth2` Proxy, Keycloak, `CouchDB`, Zope.
pub(crate) const SESSIONS: &[&str] = &[
    "session",
    "sess=",
    ".sess\"",
    "_sess\"",
    "sess%3d",
    "sessid",
    "sess_id",
    "sid=",
    "sid:",
    "sid\"",
    "sid'",
    "sid%3d",
    "aspxauth",
    "aspnetcore.",
    "cf_clearance",
    "__cf_bm",
    "wordpress_logged_in",
    "wordpress_sec",
    "oauth2_proxy",
    "keycloak_identity",
    "remember_me",
    "rememberme",
    "remember_web",
    "__ac=",
    "xsrf",
];

/// The value of a session's cookie, or the session's id in prose.
pub(crate) fn session(text: &str, keyword: Range<usize>) -> Option<Range<usize>> {
    let name = &text[keyword.clone()];
    let is_short = name.len() < 7 && name.as_bytes()[..3].eq_ignore_ascii_case(b"sid");
    if is_short && text[..keyword.start].ends_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    let end = keyword.start
        + name
            .trim_end_matches(['=', '"', '\'', ':'])
            .trim_end_matches("%3d")
            .trim_end_matches("%3D")
            .len();
    let is_part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    // `wordpress_logged_in_5f4dcc3b…`
    let tail = text.as_bytes()[end..]
        .iter()
        .take(64)
        .take_while(|b| is_part(b));
    let full = keyword.start..end + tail.count();
    let is_id = text[end..full.end].eq_ignore_ascii_case("_id")
        || text[end..full.end].eq_ignore_ascii_case("id");
    if let Some(found) = assigned_after(text, &full) {
        let value = &text[found.at.clone()];
        let drawn = looks_random(value) && (found.tight || is_id || !is_uuid(value));
        let is_told = value.len() >= 16 && (is_opaque(value) || is_hex(value) || found.tight);
        return (drawn && is_told && !is_harmless(value) && !value.contains(' '))
            .then_some(found.at);
    }
    // `laravel_session was …`: a cookie's name announces its value.
    let is_cookie =
        text[..keyword.start].ends_with(['_', '.']) || !name.eq_ignore_ascii_case("session");
    if is_cookie && let Some(found) = announced(text, full.end, Announced::Secret) {
        return Some(found);
    }
    let rest = text[full.end..].trim_start_matches([' ', '-', '_']);
    let start = text.len() - rest.len();
    let id = ["id", "token", "key", "cookie", "secret", "identifier"]
        .into_iter()
        .find(|id| {
            rest.get(..id.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(id))
        })?;
    let after = start + id.len();
    is_end(text, after).then(|| announced(text, after, Announced::Secret))?
}

struct FoundValue {
    at: Range<usize>,
    tight: bool,
}

fn assigned_after(text: &str, name: &Range<usize>) -> Option<FoundValue> {
    let assigned = assigned(text, &name.clone())?;
    Some(FoundValue {
        tight: assigned.tight,
        at: assigned.value.at,
    })
}

/// Codes of a few digits, and what else is called by a short name.
pub(crate) const CODES: &[&str] = &[
    "otp",
    "pin",
    "mfa",
    "2fa",
    "cvv",
    "cvc",
    "auth=",
    "auth\"",
    "auth:",
    "auth'",
    "auth%3d",
    "auth =",
    "verification code",
    "security code",
    "one-time code",
    "backup code",
    "recovery code",
    "login code",
    "one-time password",
    "one time password",
    "passcode",
    "access code",
    "auth code",
    "authentication code",
    "authorization code",
];

/// The value of a code: four digits or more, or a drawn value.
pub(crate) fn code(text: &str, keyword: Range<usize>) -> Option<Range<usize>> {
    let name = CodeName::at(text, keyword)?;
    if let Some(found) = assigned_after(text, &(name.start..name.end)) {
        return name.assigned(text, found.at);
    }
    if name.is_auth {
        return None;
    }
    name.in_prose(text)
}

/// The name of a code, and where it is.
struct CodeName {
    /// Without signs and a `code` that follows it, in lower case.
    word: String,
    start: usize,
    end: usize,
    /// `auth`, whose value is rarely a code.
    is_auth: bool,
}

impl CodeName {
    fn at(text: &str, keyword: Range<usize>) -> Option<Self> {
        let head = behind(text, keyword.start);
        // `totp`, and no other end of a word.
        if head.ends_with(|c: char| c.is_ascii_alphanumeric()) && !head.ends_with(['t', 'T']) {
            return None;
        }
        let name = text[keyword.clone()].to_ascii_lowercase();
        let is_auth = name.starts_with("auth") && !name.ends_with("code");
        let starts = !head.ends_with(['t', 'T']) || name.starts_with("otp");
        let mut word = name;
        let signs = ['=', '"', ':', '\'', ' ', '%', '3', 'd'];
        word.truncate(word.trim_end_matches(signs).len());
        let end = keyword.start + word.len();
        let has_code = ["_code", "-code", " code"]
            .iter()
            .any(|code| text[end..].starts_with(code));
        let end = end + if has_code { "_code".len() } else { 0 };
        let goes_on = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        if !starts || text[end..].starts_with(goes_on) {
            return None;
        }
        Some(Self {
            word,
            start: keyword.start,
            end,
            is_auth,
        })
    }

    /// `otp=123456`.
    fn assigned(&self, text: &str, at: Range<usize>) -> Option<Range<usize>> {
        let value = &text[at.clone()];
        let digits = value.bytes().take_while(u8::is_ascii_digit).count();
        let is_code = !self.is_auth
            && (3..=10).contains(&digits)
            && (self.word != "pin" || digits >= 4)
            && is_end(value, digits);
        if is_code {
            return Some(at.start..at.start + digits);
        }
        let value = whole_or_part(value, |value| !is_word(value))?;
        (!is_harmless(value)).then_some(at.start..at.start + value.len())
    }

    /// `your otp is 123456`, `PIN 4321`.
    fn in_prose(&self, text: &str) -> Option<Range<usize>> {
        let rest = text[self.end..].trim_start_matches([' ', ':', '=', '"', '\'', '#']);
        let said = ["is ", "was ", "code ", "code is ", "of "]
            .iter()
            .find(|word| rest.starts_with(**word));
        let rest = said.map_or(rest, |word| {
            rest[word.len()..].trim_start_matches([' ', '"', '\''])
        });
        let start = text.len() - rest.len();
        let len = digits_in_groups(rest);
        let lengths = match self.word.as_str() {
            "cvv" | "cvc" | "security code" => 3..=8,
            "pin" if said.is_none() => 9..=9,
            _ => 4..=8,
        };
        let after = text[start + len..].strip_prefix('.');
        let is_fraction = after.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        (lengths.contains(&len) && is_end(text, start + len) && !is_fraction)
            .then_some(start..start + len)
    }
}

/// The length of the digits that a text begins with; `123 456` is one code.
fn digits_in_groups(text: &str) -> usize {
    let count = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let digits = count(text);
    let group = text[digits..].strip_prefix([' ', '-']).map_or(0, count);
    if digits == 3 && group == 3 {
        "123 456".len()
    } else {
        digits
    }
}

/// Neither drawn nor an id.
pub(crate) fn is_word(value: &str) -> bool {
    !(is_opaque(value) || is_hex(value) || is_uuid(value))
}

/// Returns whether a name ends at `at`.
pub(crate) fn is_end(text: &str, at: usize) -> bool {
    !text[at..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
}

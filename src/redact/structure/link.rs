//! Links that let in whoever has them, and what else a query carries.

use std::ops::Range;

use super::super::opaque::{is_hex, is_opaque, is_uuid};
use super::stretch;
use super::value::{is_harmless, looks_random};

/// Parameters of queries that are secrets where their value is drawn.
/// Source: RFC 6749, section 4.1.2 (`code`), and what links in mails are called.
pub(crate) const PARAMETERS: &[&str] = &[
    "?code=",
    "&code=",
    "#code=",
    "?key=",
    "&key=",
    "?t=",
    "&t=",
    "?auth=",
    "&auth=",
    "?hash=",
    "&hash=",
    "?ticket=",
    "&ticket=",
    "?state=",
    "&state=",
    "?otp=",
    "&otp=",
    "?magic=",
    "&magic=",
    "?invite=",
    "&invite=",
    "?invitation=",
    "&invitation=",
    "?sid=",
    "&sid=",
    "?jwt=",
    "&jwt=",
    "?assertion=",
    "&assertion=",
    "?samlresponse=",
    "&samlresponse=",
    "?verifier=",
    "&code_verifier=",
    "?oobcode=",
    "&oobcode=",
    "?confirmation=",
    "&confirmation=",
    "?access=",
    "&access=",
    "?k=",
    "&k=",
    "?s=",
    "&s=",
    "?h=",
    "&h=",
    "?c=",
    "&c=",
];

/// The value of a parameter.
pub(crate) fn parameter(text: &str, keyword: Range<usize>) -> Option<Range<usize>> {
    let found = word(text, keyword.end, |c| {
        c.is_ascii_alphanumeric() || "-._~+/%=!*:".contains(c)
    });
    let value = text[found.clone()].trim_end_matches(['.', ':', '!']);
    let name = text[keyword.clone()].trim_matches(['?', '&', '#', '=']);
    let is_drawn = match name.len() {
        // Times and cursors, too, are called by one letter.
        1 => value.len() >= 16 && is_opaque(value),
        _ => {
            value.len() >= 10
                && (is_opaque(value) || is_hex(value) || is_uuid(value) || is_coded(value))
        }
    };
    (is_drawn && !is_harmless(value)).then_some(found.start..found.start + value.len())
}

/// `4/0AX4XfWh…`, `M.R3_BAY.…`, `SplxlOBeZQQYbYS6WxSbIA`: parts, of which one is drawn.
fn is_coded(value: &str) -> bool {
    let parts = || value.split(['/', '.', '%', '-', '_', ':']);
    parts().any(|part| part.len() >= 10 && looks_random(part) && (is_opaque(part) || is_hex(part)))
}

/// Folders of addresses behind which a secret stands.
pub(crate) const FOLDERS: &[&str] = &[
    "/invite/",
    "/invites/",
    "/invitation/",
    "/invitations/",
    "/join/",
    "/joinchat/",
    "/accept/",
    "/accept-invite/",
    "/accept-invitation/",
    "/reset/",
    "/reset-password/",
    "/password-reset/",
    "/password/reset/",
    "/forgot-password/",
    "/recover/",
    "/verify/",
    "/verify-email/",
    "/email-verification/",
    "/confirm/",
    "/confirmation/",
    "/confirm-email/",
    "/activate/",
    "/activation/",
    "/magic/",
    "/magic-link/",
    "/magiclink/",
    "/magic_link/",
    "/login-link/",
    "/passwordless/",
    "/unsubscribe/",
    "/unlock/",
    "/signup/",
    "/shared_invite/",
    "/onboarding/",
    "/secret/",
    "/token/",
    "/share/",
    "discord.gg/",
    "chat.whatsapp.com/",
    "t.me/+",
];

/// The part of the path behind such a folder.
pub(crate) fn folder(text: &str, keyword: Range<usize>) -> Option<Range<usize>> {
    let found = word(text, keyword.end, |c| {
        c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~' | '=' | '%')
    });
    let value = text[found.clone()].trim_end_matches('.');
    let is_host = text[keyword.clone()].contains('.');
    let is_drawn = if is_host {
        value.len() >= 6
            && value
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
    } else {
        is_opaque(value) || is_hex(value) || is_uuid(value) || is_coded(value)
    };
    is_drawn.then_some(found.start..found.start + value.len())
}

fn word(text: &str, start: usize, of: impl Fn(char) -> bool) -> Range<usize> {
    start..stretch(text, start, |c| !of(c)).0
}

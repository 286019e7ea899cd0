//! A public id and its secret beside each other: `AKIA…:…`, `AC…:…`.

use std::ops::Range;

/// The secret behind an access key's id.
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html>
pub(crate) fn aws(text: &str, keyword: Range<usize>) -> Option<Range<usize>> {
    const ID: usize = 20;
    const SECRET: usize = 40;
    let bytes = text.as_bytes();
    let id = bytes.get(keyword.start..keyword.start + ID)?;
    if !id
        .iter()
        .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
    {
        return None;
    }
    let after = keyword.start + ID;
    let is_between = |b: &u8| b":,/| \t\"'=>;".contains(b);
    let start = after
        + bytes[after..]
            .iter()
            .take(6)
            .take_while(|b| is_between(b))
            .count();
    let len = bytes[start..]
        .iter()
        .take(SECRET + 1)
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/'))
        .count();
    (start > after && len == SECRET).then_some(start..start + len)
}

/// A Twilio account's token behind its id; `colon` is between.
/// Source: <https://www.twilio.com/docs/glossary/what-is-a-sid>
pub(crate) fn twilio(text: &str, colon: usize) -> Option<Range<usize>> {
    const HEX: usize = 32;
    let bytes = text.as_bytes();
    let id = bytes.get(colon.checked_sub(HEX + 2)?..colon)?;
    let token = bytes.get(colon + 1..colon + 1 + HEX)?;
    let is_hex = |part: &[u8]| part.iter().all(u8::is_ascii_hexdigit);
    let is_pair = id.starts_with(b"AC") && is_hex(&id[2..]) && is_hex(token);
    (is_pair
        && !bytes
            .get(colon + 1 + HEX)
            .is_some_and(u8::is_ascii_hexdigit))
    .then_some(colon + 1..colon + 1 + HEX)
}

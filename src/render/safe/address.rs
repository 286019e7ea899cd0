//! Links that the program writes itself, to addresses that it was given.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// What could end a link's destination, or be read as markup or as a mention.
const UNSAFE: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'\'')
    .add(b'(')
    .add(b')')
    .add(b'*')
    .add(b'<')
    .add(b'>')
    .add(b'@')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}')
    .add(b'~');

/// An address as a link's destination: http or https, percent-encoded, without
/// user and password. `None` for anything else.
pub fn url(address: &str) -> Option<String> {
    let mut url = url::Url::parse(address).ok()?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return None;
    }
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    Some(utf8_percent_encode(url.as_str(), UNSAFE).to_string())
}

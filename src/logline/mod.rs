//! What a log line says beside its message: when it was written ([`stamp`]),
//! how bad it says it is ([`level`]), and what passed it on ([`carrier`]).
//!
//! A line has a header and a body. The header is what the logger puts before
//! each message: time, level, host, process, thread. Everything here is a pure
//! function of one line.

pub(crate) mod ansi;
pub(crate) mod carrier;
pub(crate) mod header;
pub(crate) mod layout;
pub(crate) mod level;
pub(crate) mod stamp;

/// The first bytes of a line, in which its header stands.
pub(crate) fn head(line: &str) -> &str {
    /// A header is not longer than this.
    const HEAD: usize = 112;
    /// The members of an object come in any order.
    const OBJECT: usize = 1024;
    let bytes = line.as_bytes();
    let most = if bytes.first() == Some(&b'{') {
        OBJECT
    } else {
        HEAD
    };
    let bytes = bytes.get(..most).unwrap_or(bytes);
    let end = memchr::memchr(b'\n', bytes).unwrap_or(bytes.len());
    line.get(..line.floor_char_boundary(end))
        .unwrap_or_default()
}

/// Does it begin with a word of a sentence, so that it has no header? Quick.
pub(crate) fn is_prose(line: &str) -> bool {
    let bytes = line.as_bytes();
    let is_word = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_lowercase);
    if !bytes.first().is_some_and(u8::is_ascii_alphabetic) || !bytes.get(1..4).is_some_and(is_word)
    {
        return false;
    }
    let rest = bytes.get(4..).unwrap_or_default();
    let end = rest.iter().find(|b| !b.is_ascii_alphabetic());
    matches!(end, None | Some(b' ' | b':' | b',')) && carrier::name(line) == 0
}

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
    const HEAD: usize = 160;
    let end = memchr::memchr(b'\n', line.as_bytes()).unwrap_or(line.len());
    line.get(..line.floor_char_boundary(end.min(HEAD)))
        .unwrap_or_default()
}

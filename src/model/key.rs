//! Identities: of a finding (fingerprint) and of a problem (key).

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Identity of one finding within its tool: 16 lower-case hex digits, or the
/// tool's own where that is usable.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// Hash of a versioned tuple of named parts.
    ///
    /// The parts are length-prefixed, so that no two tuples collide by
    /// shifting text from one part to the next.
    pub fn of(version: &str, parts: &[(&str, &str)]) -> Self {
        Self(digest(version, parts.iter().copied(), 8))
    }

    /// A fingerprint that a tool or the user gives.
    pub fn given(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// Returns the text that it is saved as.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// A problem's identity: `v1/INSTANCE/20 hex digits`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Key(String);

impl Key {
    /// The version of the way keys are made.
    pub const VERSION: &'static str = "v1";

    /// Key of the names and values of `group_by`, in rules.yaml's order.
    pub fn of<'a>(instance: &str, parts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let hash = digest(Self::VERSION, parts, 10);
        Self(format!("{}/{instance}/{hash}", Self::VERSION))
    }

    /// Reads a key as [`Key::as_str`] prints it; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('/');
        let (version, instance, hash) = (parts.next()?, parts.next()?, parts.next()?);
        let is_name = |s: &str| {
            !s.is_empty()
                && s.bytes()
                    .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
        };
        let valid = parts.next().is_none()
            && version.starts_with('v')
            && is_name(version)
            && is_name(instance)
            && is_name(hash);
        valid.then(|| Self(text.to_owned()))
    }

    /// The instance that made the key.
    pub fn instance(&self) -> &str {
        self.0.split('/').nth(1).unwrap_or_default()
    }

    /// Returns the text that it is saved as.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Lower-case hex of the first `bytes` bytes of SHA-256 over the length-prefixed parts.
fn digest<'a>(
    version: &str,
    parts: impl IntoIterator<Item = (&'a str, &'a str)>,
    bytes: usize,
) -> String {
    let mut text = Vec::with_capacity(256);
    let mut feed = |part: &str| {
        text.extend_from_slice(&(part.len() as u64).to_le_bytes());
        text.extend_from_slice(part.as_bytes());
    };
    feed(version);
    for (name, value) in parts {
        feed(name);
        feed(value);
    }
    hex(&Sha256::digest(&text)[..bytes])
}

/// Returns bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut out = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        for digit in [byte >> 4, byte & 15] {
            out.push(char::from(DIGITS[usize::from(digit)]));
        }
    }
    out
}

/// The first 16 hex digits of SHA-256 of a text: change detection, not identity.
pub fn content_hash(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes())[..8])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_into_each_other() {
        let a = Key::of("main", [("rule", "ab"), ("path", "c")]);
        let b = Key::of("main", [("rule", "a"), ("path", "bc")]);
        assert_ne!(a, b);
    }

    /// Keys live in trackers: this value may never change within a version.
    #[test]
    fn keys_are_stable() {
        insta::assert_snapshot!(Key::of("main", [("rule", "x")]), @"v1/main/f21077cd4df9e0892e46");
        insta::assert_snapshot!(Fingerprint::of("log/1", &[("service", "a")]), @"3a64907cfb0262c3");
    }

    #[test]
    fn keys_parse_back_and_nothing_else_does() {
        let key = Key::of("main", [("rule", "x")]);
        assert_eq!(Key::parse(key.as_str()), Some(key.clone()));
        assert_eq!(key.instance(), "main");
        for bad in [
            "",
            "v1",
            "v1/main",
            "v1/main/a b",
            "v1/main/a/b",
            "x/main/aa",
        ] {
            assert_eq!(Key::parse(bad), None, "{bad}");
        }
    }
}

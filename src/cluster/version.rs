//! Versions of the mask.
//!
//! A version may never change what it makes of a message: its fingerprints
//! live in trackers. To change the mask, leave the old one's modules as they
//! are, add a [`Version`] beside them, and make it [`Versions::IN_USE`]'s
//! `current` and the old one `previous`. For one release clusters then bear
//! the new fingerprints and have the old ones among their aliases, by which
//! issues are found and learn the new ones. After that the old one can go.

use super::fingerprint_of;
use super::variant::{self, Variant};
use crate::model::Fingerprint;
use crate::redact::Redactor;

/// One way to tell what is constant of a message.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Version {
    /// Part of every fingerprint.
    pub(crate) number: u32,
    /// Appends the key of a message: a pure function of it, and quick.
    pub(crate) write: fn(&str, &mut Vec<u8>),
    /// Reads a key, redacting it on the way.
    pub(crate) read: fn(&[u8], &Redactor) -> Variant,
}

impl Version {
    /// The fingerprint of a redacted skeleton.
    pub(crate) fn fingerprint(&self, service: Option<&str>, skeleton: &str) -> Fingerprint {
        fingerprint_of(self.number, service, skeleton)
    }
}

/// The first there was.
const ONE: Version = Version {
    number: 1,
    write: variant::write,
    read: variant::read,
};

/// The versions that make fingerprints.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Versions {
    pub(crate) current: Version,
    /// For one release.
    pub(crate) previous: Option<Version>,
}

impl Versions {
    /// Those of this release.
    pub(crate) const IN_USE: Self = Self {
        current: ONE,
        previous: None,
    };
}

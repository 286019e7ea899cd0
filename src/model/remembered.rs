//! What an issue keeps of its log cluster.

use serde::{Deserialize, Serialize};

use super::Fingerprint;

/// A log cluster of an earlier run, for the engine that clusters: with it, what was
/// one cluster then is one today and bears the same fingerprint, even where
/// only one of its variants is left.
///
/// To be kept with what the cluster became (an issue's state), and replaced by
/// each later run's, which takes over what was remembered. As JSON less than
/// two kilobytes, but for the service's name and what JSON escapes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// The service that its records name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// Its identity.
    pub fingerprint: Fingerprint,
    /// Fingerprints of what was merged into it; a few.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<Fingerprint>,
    /// Its constant words; redacted.
    #[serde(default, skip_serializing_if = "Form::is_fixed")]
    pub form: Form,
}

/// The constant words of a cluster's records.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// They take no part in merging: those of a stack trace.
    #[default]
    Fixed,
    /// The one skeleton that all of them have.
    One(String),
    /// What several skeletons have in common: the most general ones, none of
    /// them an instance of another.
    Common(Vec<String>),
}

impl Form {
    fn is_fixed(&self) -> bool {
        *self == Self::Fixed
    }

    /// Returns the skeletons of the cluster.
    pub fn skeletons(&self) -> &[String] {
        match self {
            Self::Fixed => &[],
            Self::One(skeleton) => std::slice::from_ref(skeleton),
            Self::Common(skeletons) => skeletons,
        }
    }
}

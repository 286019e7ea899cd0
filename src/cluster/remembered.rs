//! What an issue keeps of its cluster.

use serde::{Deserialize, Serialize};

use super::Cluster;
use crate::model::Fingerprint;

/// So many aliases are kept; skeletons find the rest.
const MAX_ALIASES: usize = 32;

/// Bytes of skeletons that are kept; longer ones are dropped, as half of one
/// says something else.
const MAX_SKELETON_BYTES: usize = 1024;

/// A cluster of an earlier run, for [`Clusterer::remember`]: with it, what was
/// one cluster then is one today and bears the same fingerprint, even where
/// only one of its variants is left.
///
/// To be kept with what the cluster became (an issue's state), and replaced by
/// each later run's, which takes over what was remembered. As JSON less than
/// two kilobytes, but for the service's name and what JSON escapes.
///
/// [`Clusterer::remember`]: super::Clusterer::remember
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// The service that its records name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// Its identity.
    pub fingerprint: Fingerprint,
    /// Of what was merged into it; a few.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<Fingerprint>,
    /// Its constant words; redacted.
    #[serde(default, skip_serializing_if = "Form::is_fixed")]
    pub form: Form,
}

/// The constant words of a cluster's records.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
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

    /// The skeletons.
    pub(super) fn skeletons(&self) -> &[String] {
        match self {
            Self::Fixed => &[],
            Self::One(skeleton) => std::slice::from_ref(skeleton),
            Self::Common(skeletons) => skeletons,
        }
    }

    /// The same without what is too long to keep.
    fn bounded(&self) -> Self {
        match self {
            Self::One(skeleton) if skeleton.len() <= MAX_SKELETON_BYTES => self.clone(),
            Self::Fixed | Self::One(_) => Self::Fixed,
            Self::Common(skeletons) => {
                let mut left = MAX_SKELETON_BYTES;
                let fits = |skeleton: &&String| {
                    let rest = left.checked_sub(skeleton.len());
                    left = rest.unwrap_or(left);
                    rest.is_some()
                };
                Self::Common(skeletons.iter().filter(fits).cloned().collect())
            }
        }
    }
}

impl Cluster {
    /// What to keep of it for later runs.
    pub fn remembered(&self) -> Remembered {
        Remembered {
            service: self.service.clone(),
            fingerprint: self.fingerprint.clone(),
            aliases: self.aliases.iter().take(MAX_ALIASES).cloned().collect(),
            form: self.form.bounded(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_is_dropped_whole() {
        let long = "x".repeat(MAX_SKELETON_BYTES);
        let longer = format!("{long}x");
        let one = |text: &str| Form::One(text.to_owned()).bounded();
        assert_eq!(one(&long), Form::One(long.clone()));
        assert_eq!(one(&longer), Form::Fixed);
        let both = Form::Common(vec![longer, "short".to_owned(), long]);
        assert_eq!(both.bounded(), Form::Common(vec!["short".to_owned()]));
    }
}

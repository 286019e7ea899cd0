//! What an issue keeps of its cluster.

use super::Cluster;
pub use crate::model::{Form, Remembered};

/// So many aliases are kept; skeletons find the rest.
const MAX_ALIASES: usize = 32;

/// Bytes of skeletons that are kept; longer ones are dropped, as half of one
/// says something else.
const MAX_SKELETON_BYTES: usize = 1024;

impl Cluster {
    /// Returns what to keep of it for later runs.
    pub fn remembered(&self) -> Remembered {
        Remembered {
            service: self.service.clone(),
            fingerprint: self.fingerprint.clone(),
            aliases: self.aliases.iter().take(MAX_ALIASES).cloned().collect(),
            form: bounded(&self.form),
        }
    }
}

/// The same without what is too long to keep.
fn bounded(form: &Form) -> Form {
    match form {
        Form::One(skeleton) if skeleton.len() <= MAX_SKELETON_BYTES => form.clone(),
        Form::Fixed | Form::One(_) => Form::Fixed,
        Form::Common(skeletons) => {
            let mut left = MAX_SKELETON_BYTES;
            let fits = |skeleton: &&String| {
                let rest = left.checked_sub(skeleton.len());
                left = rest.unwrap_or(left);
                rest.is_some()
            };
            Form::Common(skeletons.iter().filter(fits).cloned().collect())
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
        let one = |text: &str| bounded(&Form::One(text.to_owned()));
        assert_eq!(one(&long), Form::One(long.clone()));
        assert_eq!(one(&longer), Form::Fixed);
        let both = Form::Common(vec![longer, "short".to_owned(), long]);
        assert_eq!(bounded(&both), Form::Common(vec!["short".to_owned()]));
    }
}

//! The issues that were made for a target, kept in the cache folder from run to
//! run: known to have been there even where no issue is left to remember them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::apply::Outcome;
use crate::model::key::content_hash;
use crate::ownership::{IssueNumbers, digest_key, short};
use crate::plan::Action;

/// The file in the cache folder.
const FILE: &str = "made.json";
/// The largest number of entries kept per target; the newest stay.
const MOST: usize = 1000;

/// The issues of one target and instance, as the cache remembers them.
pub(crate) struct Made {
    file: Option<PathBuf>,
    place: String,
    instance: String,
    known: BTreeMap<String, IssueNumbers>,
}

impl Made {
    /// Reads a cache folder; empty if it does not exist.
    pub(crate) fn open(cache: Option<&Path>, target: &str, instance: &str) -> Self {
        let file = cache.map(|folder| folder.join(FILE));
        let read = |file: &Path| serde_json::from_slice(&std::fs::read(file).ok()?).ok();
        Self {
            known: file.as_deref().and_then(read).unwrap_or_default(),
            place: content_hash(&format!("{target} {instance}")),
            instance: instance.to_owned(),
            file,
        }
    }

    /// The numbers of the target's issues.
    pub(crate) fn numbers(&self) -> IssueNumbers {
        self.known.get(&self.place).cloned().unwrap_or_default()
    }

    /// Keeps what a run made.
    pub(crate) fn keep(mut self, outcome: &Outcome) {
        let digest = digest_key(&self.instance);
        let made = outcome.applied.iter();
        let mut made = made
            .filter(|done| done.action == Action::Create && done.key != digest)
            .peekable();
        let Some(file) = self.file.filter(|_| made.peek().is_some()) else {
            return;
        };
        let numbers = self.known.entry(self.place).or_default();
        numbers.extend(made.map(|done| (short(&done.key).to_owned(), done.number)));
        while numbers.len() > MOST
            && let Some(oldest) = numbers.iter().min_by_key(|(_, number)| **number)
        {
            let oldest = oldest.0.clone();
            numbers.remove(&oldest);
        }
        let saved = serde_json::to_vec(&self.known).map_err(std::io::Error::other);
        let written = saved.and_then(|text| {
            if let Some(folder) = file.parent() {
                std::fs::create_dir_all(folder)?;
            }
            let new = file.with_extension("new");
            std::fs::write(&new, text)?;
            std::fs::rename(&new, &file)
        });
        if let Err(error) = written {
            tracing::warn!(file = %file.display(), %error, "what was made could not be kept");
        }
    }
}

//! What is known of the records that share a skeleton.
//!
//! Every part merges to the same in any order and grouping.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::BuildHasher;

use foldhash::fast::FixedState;

use super::sample::Samples;
use crate::model::occurrences::MAX_INSTANCES;
use crate::model::{Facts, Occurrences, Record, Severity, fact};

/// Counts, times, samples and facts of some records.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tally {
    pub(crate) seen: Occurrences,
    pub(crate) samples: Samples,
    pub(crate) facts: Facts,
    pub(crate) environment: AgreedName,
    severities: [u64; Severity::ALL.len()],
    /// Keys by the mask's previous version.
    pub(crate) previous: Previous,
    /// Hashes of revision and instance that `seen` knows; some of them.
    instances: HashSet<u64, FixedState>,
}

fn hash(revision: Option<&str>, instance: &str) -> u64 {
    FixedState::default().hash_one((revision, instance))
}

impl Tally {
    /// Takes in one record.
    pub(crate) fn add(&mut self, record: &Record<'_>, facts: Facts) {
        let revision = record.revision.as_deref();
        let instance = record.instance.as_deref();
        // Few instances write many records, and their names are long.
        let is_new = |name: &&str| self.instances.insert(hash(revision, name));
        self.seen
            .add(record.time, revision, instance.filter(is_new));
        if self.instances.len() > MAX_INSTANCES {
            self.instances.clear();
        }
        self.severities[record.severity.unwrap_or_default() as usize] += 1;
        self.samples.add(record);
        if !facts.is_empty() {
            fact::merge(&mut self.facts, facts);
        }
        if let Some(environment) = record.environment.as_deref() {
            self.environment.add(environment);
        }
    }

    /// Takes in another part of the input.
    pub(crate) fn merge(&mut self, other: Self) {
        self.seen.merge(&other.seen);
        self.samples.merge(other.samples);
        fact::merge(&mut self.facts, other.facts);
        self.environment.merge(other.environment);
        other
            .previous
            .0
            .iter()
            .for_each(|key| self.previous.insert(key));
        for (count, more) in self.severities.iter_mut().zip(other.severities) {
            *count += more;
        }
    }

    /// Records by severity, without those that have none.
    pub(crate) fn severities(&self) -> BTreeMap<Severity, u64> {
        Severity::ALL
            .into_iter()
            .zip(self.severities)
            .filter(|(_, count)| *count > 0)
            .collect()
    }
}

/// Keys that a previous version of the mask gives records of one key; the
/// first few in byte order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Previous(pub(crate) BTreeSet<Box<[u8]>>);

impl Previous {
    const KEPT: usize = 64;

    /// Takes in one key.
    pub(crate) fn insert(&mut self, key: &[u8]) {
        if !self.0.contains(key) {
            self.0.insert(key.into());
            if self.0.len() > Self::KEPT {
                self.0.pop_last();
            }
        }
    }
}

/// A value that is kept as long as all who name one name the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum AgreedName {
    /// Nobody named one.
    #[default]
    None,
    /// All named this.
    One(String),
    /// They differ.
    Mixed,
}

impl AgreedName {
    fn add(&mut self, value: &str) {
        match self {
            Self::None => *self = Self::One(value.to_owned()),
            Self::One(known) if known == value => {}
            Self::One(_) | Self::Mixed => *self = Self::Mixed,
        }
    }

    fn merge(&mut self, other: Self) {
        match other {
            Self::None => {}
            Self::One(value) => self.add(&value),
            Self::Mixed => *self = Self::Mixed,
        }
    }

    /// The value, where there is one.
    pub(crate) fn value(self) -> Option<String> {
        match self {
            Self::One(value) => Some(value),
            Self::None | Self::Mixed => None,
        }
    }
}

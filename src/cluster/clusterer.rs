//! The fold of records into clusters.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::gather::GatherContext;
use super::table::{self, Table};
use super::variant::Keys;
use super::version::Versions;
use super::{Cluster, Remembered};
use crate::model::{Facts, Fingerprint, Record};
use crate::redact::Redactor;

/// So many different masked texts are kept; of more, those with the lowest
/// ranks, which do not depend on order.
const MAX_KEYS: usize = 100_000;

/// With more keys than this a clusterer is merged rather than kept beside others.
const MANY_KEYS: usize = 4096;

/// Folds records into clusters. `R` is the route: what else tells clusters
/// apart (the rule that took the record, and what it groups by).
///
/// Memory grows with the number of different masked texts, and up to a bound.
#[derive(Debug)]
pub struct Clusterer<R> {
    redactor: Redactor,
    known: Arc<Vec<Remembered>>,
    tables: BTreeMap<R, Table>,
    max_keys: usize,
    /// Different keys in all tables.
    keys: usize,
    /// Keys ranked above were forgotten, and stay so.
    highest: u64,
    left_out: u64,
    versions: Versions,
    keys_of: Keys,
    /// Of the mask's previous version.
    previous_keys_of: Option<Keys>,
}

impl<R: Ord + Clone + Send> Clusterer<R> {
    /// Returns an empty clusterer.
    pub fn new(redactor: Redactor) -> Self {
        Self::with_max_keys(redactor, MAX_KEYS)
    }

    /// An empty one that keeps at most so many different masked texts.
    pub fn with_max_keys(redactor: Redactor, max_keys: usize) -> Self {
        Self::with_versions(redactor, max_keys, Versions::IN_USE)
    }

    /// One whose fingerprints are of these versions of the mask.
    pub(super) fn with_versions(redactor: Redactor, max_keys: usize, versions: Versions) -> Self {
        Self {
            redactor,
            known: Arc::default(),
            tables: BTreeMap::new(),
            max_keys,
            keys: 0,
            highest: u64::MAX,
            left_out: 0,
            versions,
            keys_of: Keys::new(versions.current),
            previous_keys_of: versions.previous.map(Keys::new),
        }
    }

    /// Lets a cluster of an earlier run take part, so that what was merged with
    /// it then merges with it today, and bears its fingerprint. To be called
    /// before [`Clusterer::fork`].
    pub fn remember(&mut self, cluster: Remembered) {
        Arc::make_mut(&mut self.known).push(cluster);
    }

    /// An empty one with the same settings, for another part of the input.
    #[must_use]
    pub fn fork(&self) -> Self {
        Self {
            known: Arc::clone(&self.known),
            ..Self::with_versions(self.redactor.clone(), self.max_keys, self.versions)
        }
    }

    /// Takes in one record; which member of the clusters it is, see [`Members`].
    pub fn add(&mut self, route: R, record: &Record<'_>, facts: Facts) -> Member {
        let key = self.keys_of.of(&record.message, record.layout);
        let service = record.service.as_deref();
        let rank = table::rank(service, key);
        if rank > self.highest {
            self.left_out += 1;
            return Member(rank);
        }
        let table = self.tables.entry(route).or_default();
        let before = table.len();
        let tally = table.tally(rank, service, key);
        tally.add(record, facts);
        if let Some(keys_of) = &mut self.previous_keys_of {
            tally
                .previous
                .insert(keys_of.of(&record.message, record.layout));
        }
        self.keys += table.len() - before;
        // Not for every key that is one too many: forgetting takes its time.
        if self.keys > self.max_keys + self.max_keys / 4 {
            self.forget();
        }
        Member(rank)
    }

    /// Swaps all that was gathered with a fork, unless it is much: then it had
    /// better be merged, as many threads could each have that.
    pub fn swap(&mut self, other: &mut Self) {
        if self.keys.max(other.keys) <= MANY_KEYS {
            std::mem::swap(self, other);
        }
    }

    /// Takes in what a fork has; the result does not depend on order.
    pub fn merge(&mut self, other: Self) {
        self.left_out += other.left_out;
        self.highest = self.highest.min(other.highest);
        for (route, table) in other.tables {
            match self.tables.entry(route) {
                Entry::Vacant(place) => {
                    place.insert(table);
                }
                Entry::Occupied(mut mine) => mine.get_mut().merge(table),
            }
        }
        self.forget();
    }

    /// Records that are in no cluster, as there are too many different ones.
    pub fn left_out(&mut self) -> u64 {
        self.forget();
        self.left_out
    }

    /// Keeps the keys of the lowest ranks.
    fn forget(&mut self) {
        self.keys = self.tables.values().map(Table::len).sum();
        let mut ranks: Vec<u64> = self.tables.values().flat_map(Table::ranks).collect();
        if let Some(last) = self.max_keys.checked_sub(1)
            && ranks.len() > self.max_keys
        {
            let (_, rank, _) = ranks.select_nth_unstable(last);
            self.highest = self.highest.min(*rank);
        }
        if ranks.iter().all(|rank| *rank <= self.highest) {
            return;
        }
        for table in self.tables.values_mut() {
            self.left_out += table.forget_above(self.highest);
        }
        self.tables.retain(|_, table| table.len() > 0);
        self.keys = self.tables.values().map(Table::len).sum();
    }

    /// The clusters, in order of route and fingerprint.
    pub fn finish(self) -> Vec<(R, Cluster)> {
        self.finish_with_members().0
    }

    /// As [`Clusterer::finish`], and which record is in which.
    pub fn finish_with_members(mut self) -> (Vec<(R, Cluster)>, Members) {
        self.forget();
        let mut clusters = Vec::new();
        let mut members = Members::default();
        let context = GatherContext {
            versions: self.versions,
            known: &self.known,
            redactor: &self.redactor,
        };
        for (route, table) in self.tables {
            for (cluster, ranks) in context.clusters(table.into_slots()) {
                members.insert(&ranks, &cluster.fingerprint);
                clusters.push((route.clone(), cluster));
            }
        }
        (clusters, members)
    }
}

/// A record's place among the clusters, before they are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Member(u64);

/// The cluster of each record. Says so by fingerprint; where one record text is
/// in clusters of several routes, they bear the same.
#[derive(Debug, Default)]
pub struct Members(HashMap<u64, Fingerprint>);

impl Members {
    fn insert(&mut self, ranks: &[u64], fingerprint: &Fingerprint) {
        for rank in ranks {
            self.0.insert(*rank, fingerprint.clone());
        }
    }

    /// The fingerprint of a member's cluster; `None` where the record was left out.
    pub fn fingerprint(&self, member: Member) -> Option<&Fingerprint> {
        self.0.get(&member.0)
    }
}

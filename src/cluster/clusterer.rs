//! The fold of records into clusters.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::hash::{BuildHasher, Hasher};

use foldhash::fast::FixedState;
use hashbrown::HashTable;

use super::tally::Tally;
use super::variant::{self, Variant};
use super::{Cluster, fingerprint};
use crate::model::{Facts, Record};
use crate::redact::Redactor;

/// Folds records into clusters. `R` is the route: what else tells clusters
/// apart (the rule that took the record, and what it groups by).
#[derive(Debug)]
pub struct Clusterer<R> {
    redactor: Redactor,
    tables: BTreeMap<R, Table>,
    /// Reused for every record.
    key: Vec<u8>,
}

impl<R: Ord + Clone + Send> Clusterer<R> {
    /// An empty one.
    pub fn new(redactor: Redactor) -> Self {
        Self {
            redactor,
            tables: BTreeMap::new(),
            key: Vec::new(),
        }
    }

    /// An empty one with the same settings, for another part of the input.
    #[must_use]
    pub fn fork(&self) -> Self {
        Self::new(self.redactor.clone())
    }

    /// Takes in one record.
    pub fn add(&mut self, route: R, record: &Record<'_>, facts: Facts) {
        variant::write(&record.message, &mut self.key);
        self.tables
            .entry(route)
            .or_default()
            .tally(record.service.as_deref(), &self.key)
            .add(record, facts);
    }

    /// Takes in what a fork has; the result does not depend on order.
    pub fn merge(&mut self, other: Self) {
        for (route, table) in other.tables {
            match self.tables.entry(route) {
                Entry::Vacant(place) => {
                    place.insert(table);
                }
                Entry::Occupied(mut mine) => mine.get_mut().merge(table),
            }
        }
    }

    /// The clusters, in order of route and fingerprint.
    pub fn finish(self) -> Vec<(R, Cluster)> {
        let redactor = self.redactor;
        self.tables
            .into_iter()
            .flat_map(|(route, table)| {
                let clusters = table.finish(&redactor);
                clusters.into_iter().map(move |c| (route.clone(), c))
            })
            .collect()
    }
}

/// The tallies of one route, by service and variant.
#[derive(Debug, Default)]
struct Table {
    index: HashTable<usize>,
    slots: Vec<Slot>,
}

#[derive(Debug)]
struct Slot {
    hash: u64,
    service: Option<Box<str>>,
    key: Box<[u8]>,
    tally: Tally,
}

impl Table {
    fn tally(&mut self, service: Option<&str>, key: &[u8]) -> &mut Tally {
        let hash = hash(service, key);
        let Self { index, slots } = self;
        let found = index.entry(
            hash,
            |&at| slots[at].hash == hash && slots[at].is(service, key),
            |&at| slots[at].hash,
        );
        let at = match found {
            hashbrown::hash_table::Entry::Occupied(place) => *place.get(),
            hashbrown::hash_table::Entry::Vacant(place) => *place.insert(slots.len()).get(),
        };
        if at == slots.len() {
            slots.push(Slot {
                hash,
                service: service.map(Box::from),
                key: Box::from(key),
                tally: Tally::default(),
            });
        }
        &mut slots[at].tally
    }

    fn merge(&mut self, other: Self) {
        for slot in other.slots {
            self.tally(slot.service.as_deref(), &slot.key)
                .merge(slot.tally);
        }
    }

    fn finish(self, redactor: &Redactor) -> Vec<Cluster> {
        let mut groups: BTreeMap<(Option<Box<str>>, String), Group> = BTreeMap::new();
        for slot in self.slots {
            let variant = variant::read(&slot.key, |text| redactor.redact(text).into_owned());
            let identity = (slot.service, variant.skeleton.clone());
            match groups.entry(identity) {
                Entry::Vacant(place) => {
                    place.insert(Group::new(variant, slot.tally));
                }
                Entry::Occupied(mut group) => group.get_mut().merge(&variant, slot.tally),
            }
        }
        let mut clusters: Vec<Cluster> = groups
            .into_iter()
            .map(|((service, skeleton), group)| group.finish(service, &skeleton, redactor))
            .collect();
        clusters.sort_by(|a, b| a.fingerprint.cmp(&b.fingerprint));
        clusters
    }
}

impl Slot {
    fn is(&self, service: Option<&str>, key: &[u8]) -> bool {
        *self.key == *key && self.service.as_deref() == service
    }
}

fn hash(service: Option<&str>, key: &[u8]) -> u64 {
    let mut hasher = FixedState::default().build_hasher();
    hasher.write(service.unwrap_or_default().as_bytes());
    hasher.write(key);
    hasher.finish()
}

/// The variants of one skeleton.
#[derive(Debug)]
struct Group {
    template: String,
    tally: Tally,
}

impl Group {
    fn new(variant: Variant, tally: Tally) -> Self {
        Self {
            template: variant.template,
            tally,
        }
    }

    fn merge(&mut self, variant: &Variant, tally: Tally) {
        if self.template != variant.template {
            self.template.clone_from(&variant.short);
        }
        self.tally.merge(tally);
    }

    fn finish(self, service: Option<Box<str>>, skeleton: &str, redactor: &Redactor) -> Cluster {
        let severities = self.tally.severities();
        Cluster {
            fingerprint: fingerprint(service.as_deref(), skeleton),
            aliases: Vec::new(),
            template: self.template,
            service: service.map(String::from),
            environment: self.tally.environment.value(),
            severity: severities.keys().next_back().copied().unwrap_or_default(),
            severities,
            seen: self.tally.seen,
            samples: self.tally.samples.finish(redactor),
            facts: self.tally.facts,
        }
    }
}

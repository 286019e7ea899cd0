//! The tallies of one route to its clusters.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};

use super::closure::{self, Given, Group, Origin};
use super::table::Slot;
use super::tally::Tally;
use super::variant::{self, Variant};
use super::{Cluster, fingerprint};
use crate::model::Fingerprint;
use crate::redact::Redactor;

/// A skeleton of an earlier run.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) service: Option<Box<str>>,
    pub(super) fingerprint: Fingerprint,
    /// Of what was merged into it.
    pub(super) aliases: Vec<Fingerprint>,
    pub(super) skeleton: String,
}

impl Known {
    fn origin(&self) -> Origin {
        if fingerprint(self.service.as_deref(), &self.skeleton) == self.fingerprint {
            Origin::Remembered
        } else {
            Origin::Generalized
        }
    }
}

/// A cluster, and the ranks of the keys in it.
pub(super) type Ranked = (Cluster, Vec<u64>);

/// Folds, redacts and merges what one route tallied; in order of fingerprint.
pub(super) fn clusters(slots: Vec<Slot>, known: &[Known], redactor: &Redactor) -> Vec<Ranked> {
    let mut clusters: Vec<Ranked> = by_service(slots, redactor)
        .into_iter()
        .flat_map(|(service, shapes)| {
            let service = service.as_deref();
            let known = known.iter().filter(|k| k.service.as_deref() == service);
            let scope = Scope {
                service,
                known: known.collect(),
            };
            let merged = scope.merge_similar(shapes);
            let finish = |merged: Merged| merged.finish(service, redactor);
            merged.into_iter().map(finish).collect::<Vec<_>>()
        })
        .collect();
    clusters.sort_by(|(a, _), (b, _)| a.fingerprint.cmp(&b.fingerprint));
    clusters
}

/// What shares one skeleton.
#[derive(Debug)]
struct Shape {
    template: String,
    tally: Tally,
    ranks: Vec<u64>,
    is_trace: bool,
}

/// By skeleton.
type Shapes = BTreeMap<String, Shape>;

fn by_service(slots: Vec<Slot>, redactor: &Redactor) -> BTreeMap<Option<Box<str>>, Shapes> {
    let mut all: BTreeMap<Option<Box<str>>, Shapes> = BTreeMap::new();
    for slot in slots {
        let variant = variant::read(&slot.key, |text| redactor.redact(text).into_owned());
        let shapes = all.entry(slot.service).or_default();
        let (tally, rank) = (slot.tally, slot.rank);
        match shapes.entry(variant.skeleton.clone()) {
            Entry::Vacant(place) => {
                place.insert(Shape::new(variant, tally, rank));
            }
            Entry::Occupied(mut shape) => shape.get_mut().add(variant, tally, rank),
        }
    }
    all
}

impl Shape {
    fn new(variant: Variant, tally: Tally, rank: u64) -> Self {
        Self {
            template: variant.template,
            tally,
            ranks: vec![rank],
            is_trace: variant.is_trace,
        }
    }

    fn add(&mut self, variant: Variant, tally: Tally, rank: u64) {
        if self.template != variant.template {
            self.template = variant.short;
        }
        self.tally.merge(tally);
        self.ranks.push(rank);
    }
}

/// The records and the memory of one service.
#[derive(Debug)]
struct Scope<'k> {
    service: Option<&'k str>,
    known: Vec<&'k Known>,
}

impl Scope<'_> {
    /// Merges the skeletons that the closure says are one. A stack trace is
    /// identified by its frames and never generalized.
    fn merge_similar(&self, mut shapes: Shapes) -> Vec<Merged> {
        let mut origins: BTreeMap<String, Origin> = shapes
            .iter()
            .filter(|(_, shape)| !shape.is_trace)
            .map(|(skeleton, _)| (skeleton.clone(), Origin::Seen))
            .collect();
        for known in self.known.iter().filter(|k| !k.skeleton.contains('\n')) {
            let origin = origins
                .entry(known.skeleton.clone())
                .or_insert(Origin::Seen);
            *origin = known.origin().max(*origin);
        }
        let given: Vec<Given<'_>> = origins
            .iter()
            .map(|(skeleton, origin)| Given {
                skeleton,
                origin: *origin,
            })
            .collect();
        let traces = shapes.extract_if(.., |_, shape| shape.is_trace);
        let mut all: Vec<Merged> = traces
            .map(|(skeleton, shape)| self.one(skeleton, shape))
            .collect();
        for group in closure::close(&given, &self.merged_before(&given)) {
            all.extend(self.group(&group, &given, &mut shapes));
        }
        all
    }

    /// Places of skeletons that an earlier run merged: one that is seen now,
    /// and what is remembered of them all.
    fn merged_before(&self, given: &[Given<'_>]) -> Vec<(usize, usize)> {
        let place = |skeleton: &str| given.binary_search_by(|g| g.skeleton.cmp(skeleton)).ok();
        let known: HashMap<&Fingerprint, usize> = self
            .known
            .iter()
            .filter_map(|known| Some((known, place(&known.skeleton)?)))
            .flat_map(|(known, at)| {
                let all = known.aliases.iter().chain([&known.fingerprint]);
                all.map(move |fingerprint| (fingerprint, at))
            })
            .collect();
        if known.is_empty() {
            return Vec::new();
        }
        let merged_with = |given: &Given<'_>| {
            let own = fingerprint(self.service, given.skeleton);
            known.get(&own).copied()
        };
        let pairs = given.iter().enumerate();
        pairs
            .filter_map(|(at, given)| Some((at, merged_with(given)?)))
            .collect()
    }

    fn one(&self, skeleton: String, shape: Shape) -> Merged {
        Merged {
            fingerprints: self.fingerprints(&[&skeleton], &[&skeleton]),
            template: shape.template,
            tally: shape.tally,
            ranks: shape.ranks,
            skeleton,
        }
    }

    /// `None` where only earlier runs had it.
    fn group(&self, group: &Group, given: &[Given<'_>], shapes: &mut Shapes) -> Option<Merged> {
        let members: Vec<&str> = group.members.iter().map(|at| given[*at].skeleton).collect();
        let (seen, found): (Vec<&str>, Vec<Shape>) = members
            .iter()
            .filter_map(|text| Some((*text, shapes.remove(*text)?)))
            .unzip();
        let fingerprints = self.fingerprints(&members, &seen);
        let mut shapes = found.into_iter();
        let mut merged = self.one(group.pattern.clone(), shapes.next()?);
        merged.fingerprints = fingerprints;
        if members.len() > 1 {
            merged.template.clone_from(&group.pattern);
        }
        for shape in shapes {
            merged.tally.merge(shape.tally);
            merged.ranks.extend(shape.ranks);
        }
        Some(merged)
    }

    /// Of the remembered among `members` first, then of those seen.
    fn fingerprints(&self, members: &[&str], seen: &[&str]) -> Vec<Fingerprint> {
        let remembered = self
            .known
            .iter()
            .filter(|k| members.contains(&&*k.skeleton));
        let mut all: Vec<Fingerprint> = remembered.map(|k| k.fingerprint.clone()).collect();
        all.sort();
        all.dedup();
        let mut own: Vec<Fingerprint> = seen
            .iter()
            .map(|skeleton| fingerprint(self.service, skeleton))
            .filter(|fingerprint| !all.contains(fingerprint))
            .collect();
        own.sort();
        all.append(&mut own);
        all
    }
}

/// One cluster to be.
#[derive(Debug)]
struct Merged {
    /// Without repeats, the one to bear first.
    fingerprints: Vec<Fingerprint>,
    skeleton: String,
    template: String,
    tally: Tally,
    ranks: Vec<u64>,
}

impl Merged {
    fn finish(self, service: Option<&str>, redactor: &Redactor) -> Ranked {
        let severities = self.tally.severities();
        let mut fingerprints = self.fingerprints.into_iter();
        let first = fingerprints.next();
        let cluster = Cluster {
            fingerprint: first.unwrap_or_else(|| fingerprint(service, &self.skeleton)),
            aliases: fingerprints.collect(),
            skeleton: self.skeleton,
            template: self.template,
            service: service.map(str::to_owned),
            environment: self.tally.environment.value(),
            severity: severities.keys().next_back().copied().unwrap_or_default(),
            severities,
            seen: self.tally.seen,
            samples: self.tally.samples.finish(redactor),
            facts: self.tally.facts,
        };
        (cluster, self.ranks)
    }
}

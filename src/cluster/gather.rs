//! The tallies of one route to its clusters.

use std::borrow::Cow;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::closure::{self, Given, Group, Origin};
use super::table::Slot;
use super::tally::Tally;
use super::variant::{self, Variant};
use super::{Cluster, Form, Remembered, fingerprint};
use crate::model::Fingerprint;
use crate::redact::Redactor;

/// A cluster, and the ranks of the keys in it.
pub(super) type Ranked = (Cluster, Vec<u64>);

/// Folds, redacts and merges what one route tallied; in order of fingerprint.
pub(super) fn clusters(slots: Vec<Slot>, known: &[Remembered], redactor: &Redactor) -> Vec<Ranked> {
    let mut clusters: Vec<Ranked> = by_service(slots, redactor)
        .into_iter()
        .flat_map(|(service, shapes)| {
            let service = service.as_deref();
            let known = known.iter().filter(|k| k.service.as_deref() == service);
            let merged = merge_similar(service, known.collect(), shapes);
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
        let service = slot.service.map(|name| match redactor.redact(&name) {
            Cow::Borrowed(_) => name,
            Cow::Owned(clean) => clean.into(),
        });
        let shapes = all.entry(service).or_default();
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

/// Merges the skeletons that the closure says are one. A stack trace is
/// identified by its frames and never generalized.
fn merge_similar(
    service: Option<&str>,
    known: Vec<&Remembered>,
    mut shapes: Shapes,
) -> Vec<Merged> {
    let traces: Shapes = shapes.extract_if(.., |_, shape| shape.is_trace).collect();
    let origins = origins(&shapes, &known);
    let given: Vec<Given<'_>> = origins
        .iter()
        .map(|(skeleton, origin)| Given {
            skeleton,
            origin: *origin,
        })
        .collect();
    let memory = Memory::new(service, known, &given);
    let mut all: Vec<Merged> = traces
        .into_iter()
        .filter_map(|(skeleton, shape)| memory.trace(&skeleton, shape))
        .collect();
    for group in closure::close(&given, &memory.merged_before()) {
        all.extend(memory.group(group, &given, &mut shapes));
    }
    all
}

/// All skeletons, sorted.
fn origins(shapes: &Shapes, known: &[&Remembered]) -> BTreeMap<String, Origin> {
    let seen = shapes
        .keys()
        .map(|skeleton| (skeleton.clone(), Origin::Seen));
    let mut all: BTreeMap<String, Origin> = seen.collect();
    for known in known {
        let origin = match known.form {
            Form::Common(_) => Origin::Generalized,
            Form::One(_) | Form::Fixed => Origin::Remembered,
        };
        for skeleton in known.form.skeletons() {
            let known = all.entry(skeleton.clone()).or_insert(origin);
            *known = origin.max(*known);
        }
    }
    all
}

/// What earlier runs say of the skeletons of one service.
#[derive(Debug)]
struct Memory<'k> {
    service: Option<&'k str>,
    known: Vec<&'k Remembered>,
    /// Fingerprint or alias -> position in `known`.
    by_fingerprint: HashMap<&'k Fingerprint, usize>,
    /// The fingerprints of the given skeletons.
    own: Vec<Fingerprint>,
    /// Of each of the given skeletons: positions in `known`.
    of_given: Vec<Vec<usize>>,
}

impl<'k> Memory<'k> {
    fn new(service: Option<&'k str>, known: Vec<&'k Remembered>, given: &[Given<'_>]) -> Self {
        let numbered = known.iter().enumerate();
        let by_fingerprint: HashMap<&Fingerprint, usize> = numbered
            .flat_map(|(number, known)| {
                let all = known.aliases.iter().chain([&known.fingerprint]);
                all.map(move |fingerprint| (fingerprint, number))
            })
            .collect();
        let own: Vec<Fingerprint> = given
            .iter()
            .map(|given| fingerprint(service, given.skeleton))
            .collect();
        let named = |own| by_fingerprint.get(own).copied().into_iter().collect();
        let mut of_given: Vec<Vec<usize>> = own.iter().map(named).collect();
        for (number, known) in known.iter().enumerate() {
            for skeleton in known.form.skeletons() {
                if let Ok(at) = given.binary_search_by(|g| g.skeleton.cmp(skeleton)) {
                    of_given[at].push(number);
                }
            }
        }
        Self {
            service,
            known,
            by_fingerprint,
            own,
            of_given,
        }
    }

    /// Places of given skeletons that an earlier run merged, in pairs.
    fn merged_before(&self) -> Vec<(usize, usize)> {
        let mut first: HashMap<usize, usize> = HashMap::new();
        let mut pairs = Vec::new();
        for (at, numbers) in self.of_given.iter().enumerate() {
            for number in numbers {
                pairs.push((*first.entry(*number).or_insert(at), at));
            }
        }
        pairs.retain(|(one, other)| one != other);
        pairs
    }

    fn trace(&self, skeleton: &str, shape: Shape) -> Option<Merged> {
        let own = fingerprint(self.service, skeleton);
        let known = self.by_fingerprint.get(&own).copied();
        Some(Merged {
            names: self.names(known, &[own])?,
            form: Form::Fixed,
            template: shape.template,
            tally: shape.tally,
            ranks: shape.ranks,
        })
    }

    /// `None` where only earlier runs had it.
    fn group(&self, group: Group, given: &[Given<'_>], shapes: &mut Shapes) -> Option<Merged> {
        let known = group.members.iter().flat_map(|at| &self.of_given[*at]);
        let known = known.copied();
        let (own, found): (Vec<Fingerprint>, Vec<Shape>) = group
            .members
            .iter()
            .filter_map(|at| Some((self.own[*at].clone(), shapes.remove(given[*at].skeleton)?)))
            .unzip();
        let mut shapes = found.into_iter();
        let Shape {
            template,
            mut tally,
            mut ranks,
            ..
        } = shapes.next()?;
        for shape in shapes {
            tally.merge(shape.tally);
            ranks.extend(shape.ranks);
        }
        let is_alone = group.members.len() == 1;
        Some(Merged {
            names: self.names(known, &own)?,
            template: if is_alone {
                template
            } else {
                group.pattern.clone()
            },
            form: if group.common.is_empty() {
                Form::One(group.pattern)
            } else {
                Form::Common(group.common)
            },
            tally,
            ranks,
        })
    }

    /// Of the remembered, first what they bore, then their aliases, then the
    /// skeletons' `own`; each part in order.
    fn names(&self, known: impl IntoIterator<Item = usize>, own: &[Fingerprint]) -> Option<Names> {
        let known: BTreeSet<usize> = known.into_iter().collect();
        let known = || known.iter().map(|number| self.known[*number]);
        let borne: BTreeSet<&Fingerprint> = known().map(|k| &k.fingerprint).collect();
        let aliases: BTreeSet<&Fingerprint> = known().flat_map(|k| &k.aliases).collect();
        let own: BTreeSet<&Fingerprint> = own.iter().collect();
        let mut met = HashSet::new();
        let mut all = [borne, aliases, own]
            .into_iter()
            .flatten()
            .filter(|fingerprint| met.insert(*fingerprint))
            .cloned();
        Some(Names {
            fingerprint: all.next()?,
            aliases: all.collect(),
        })
    }
}

/// A cluster's identity, and what else it is known by; without repeats.
#[derive(Debug)]
struct Names {
    fingerprint: Fingerprint,
    aliases: Vec<Fingerprint>,
}

/// One cluster to be.
#[derive(Debug)]
struct Merged {
    names: Names,
    form: Form,
    template: String,
    tally: Tally,
    ranks: Vec<u64>,
}

impl Merged {
    fn finish(self, service: Option<&str>, redactor: &Redactor) -> Ranked {
        let severities = self.tally.severities();
        let cluster = Cluster {
            fingerprint: self.names.fingerprint,
            aliases: self.names.aliases,
            form: self.form,
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

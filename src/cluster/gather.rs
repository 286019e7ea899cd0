//! The tallies of one route to its clusters.

use std::borrow::Cow;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::closure::{self, Given, SkeletonGroup, SkeletonOrigin};
use super::table::Slot;
use super::tally::Tally;
use super::variant::Variant;
use super::version::{Version, Versions};
use super::{Cluster, Form, Remembered};
use crate::model::Fingerprint;
use crate::redact::Redactor;

/// A cluster, and the ranks of the keys in it.
pub(crate) type Ranked = (Cluster, Vec<u64>);

/// The inputs for making clusters of tallies.
#[derive(Debug, Clone, Copy)]
pub(crate) struct GatherContext<'c> {
    pub(crate) versions: Versions,
    pub(crate) known: &'c [Remembered],
    pub(crate) redactor: &'c Redactor,
}

impl GatherContext<'_> {
    /// Folds, redacts and merges what one route tallied; in order of
    /// fingerprint.
    pub(crate) fn clusters(&self, slots: Vec<Slot>) -> Vec<Ranked> {
        let mut clusters: Vec<Ranked> = self
            .by_service(slots)
            .into_iter()
            .flat_map(|(service, shapes)| {
                let service = service.as_deref();
                let merged = self.merge_similar(service, shapes);
                let finish = |merged: Merged| merged.finish(service, self.redactor);
                merged.into_iter().map(finish).collect::<Vec<_>>()
            })
            .collect();
        clusters.sort_by(|(a, _), (b, _)| a.fingerprint.cmp(&b.fingerprint));
        clusters
    }

    fn by_service(&self, slots: Vec<Slot>) -> BTreeMap<Option<Box<str>>, Shapes> {
        let mut all: BTreeMap<Option<Box<str>>, Shapes> = BTreeMap::new();
        for mut slot in slots {
            slot.service = slot.service.map(|name| match self.redactor.redact(&name) {
                Cow::Borrowed(_) => name,
                Cow::Owned(clean) => clean.into(),
            });
            let variant = self.read(self.versions.current, &slot.key);
            let previous = self.previous(&slot);
            let shapes = all.entry(slot.service).or_default();
            let (tally, rank) = (slot.tally, slot.rank);
            match shapes.entry(variant.skeleton.clone()) {
                Entry::Vacant(place) => {
                    place.insert(Shape::new(variant, tally, rank, previous));
                }
                Entry::Occupied(mut shape) => shape.get_mut().add(variant, tally, rank, previous),
            }
        }
        all
    }

    fn read(&self, version: Version, key: &[u8]) -> Variant {
        (version.read)(key, self.redactor)
    }

    /// The fingerprints that the mask's previous version gives.
    fn previous(&self, slot: &Slot) -> Vec<Fingerprint> {
        let Some(version) = self.versions.previous else {
            return Vec::new();
        };
        let keys = slot.tally.previous.0.iter();
        keys.map(|key| {
            let skeleton = self.read(version, key).skeleton;
            version.fingerprint(slot.service.as_deref(), &skeleton)
        })
        .collect()
    }

    /// Merges the skeletons that the closure says are one. A stack trace is
    /// identified by its frames and never generalized.
    fn merge_similar(&self, service: Option<&str>, mut shapes: Shapes) -> Vec<Merged> {
        let known = self.known.iter();
        let known: Vec<&Remembered> = known.filter(|k| k.service.as_deref() == service).collect();
        let traces: Shapes = shapes.extract_if(.., |_, shape| shape.is_trace).collect();
        let origins = origins(&shapes, &known);
        let given: Vec<Given<'_>> = origins
            .iter()
            .map(|(skeleton, origin)| Given {
                skeleton,
                origin: *origin,
            })
            .collect();
        let own = |skeleton: &str, shape: Option<&Shape>| {
            let current = self.versions.current.fingerprint(service, skeleton);
            let previous = shape.map_or(&[][..], |shape| &shape.previous);
            SkeletonFingerprints {
                current,
                previous: previous.to_vec(),
            }
        };
        let all_own = given
            .iter()
            .map(|given| own(given.skeleton, shapes.get(given.skeleton)));
        let memory = Memory::new(known, all_own.collect(), &given);
        let mut all: Vec<Merged> = traces
            .into_iter()
            .filter_map(|(skeleton, shape)| memory.trace(&own(&skeleton, Some(&shape)), shape))
            .collect();
        for group in closure::close(&given, &memory.merged_before()) {
            all.extend(memory.group(group, &given, &mut shapes));
        }
        all
    }
}

/// What shares one skeleton.
#[derive(Debug)]
struct Shape {
    template: String,
    tally: Tally,
    ranks: Vec<u64>,
    /// Fingerprints by the mask's previous version.
    previous: Vec<Fingerprint>,
    is_trace: bool,
}

/// By skeleton.
type Shapes = BTreeMap<String, Shape>;

impl Shape {
    fn new(variant: Variant, tally: Tally, rank: u64, previous: Vec<Fingerprint>) -> Self {
        Self {
            template: variant.template,
            tally,
            ranks: vec![rank],
            previous,
            is_trace: variant.is_trace,
        }
    }

    fn add(&mut self, variant: Variant, tally: Tally, rank: u64, previous: Vec<Fingerprint>) {
        if self.template != variant.template {
            self.template = variant.short;
        }
        self.tally.merge(tally);
        self.ranks.push(rank);
        self.previous.extend(previous);
    }
}

/// All skeletons, sorted.
fn origins(shapes: &Shapes, known: &[&Remembered]) -> BTreeMap<String, SkeletonOrigin> {
    let seen = shapes
        .keys()
        .map(|skeleton| (skeleton.clone(), SkeletonOrigin::Seen));
    let mut all: BTreeMap<String, SkeletonOrigin> = seen.collect();
    for known in known {
        let origin = match known.form {
            Form::Common(_) => SkeletonOrigin::Generalized,
            Form::One(_) | Form::Fixed => SkeletonOrigin::Remembered,
        };
        for skeleton in known.form.skeletons() {
            let known = all.entry(skeleton.clone()).or_insert(origin);
            *known = origin.max(*known);
        }
    }
    all
}

/// The fingerprints of one skeleton.
#[derive(Debug)]
struct SkeletonFingerprints {
    current: Fingerprint,
    /// By the mask's previous version.
    previous: Vec<Fingerprint>,
}

impl SkeletonFingerprints {
    fn all(&self) -> impl Iterator<Item = &Fingerprint> {
        self.previous.iter().chain([&self.current])
    }
}

/// What earlier runs say of the skeletons of one service.
#[derive(Debug)]
struct Memory<'k> {
    known: Vec<&'k Remembered>,
    /// Fingerprint or alias -> position in `known`.
    by_fingerprint: HashMap<&'k Fingerprint, usize>,
    /// The fingerprints of the given skeletons.
    own: Vec<SkeletonFingerprints>,
    /// Of each of the given skeletons: positions in `known`.
    of_given: Vec<Vec<usize>>,
}

impl<'k> Memory<'k> {
    fn new(
        known: Vec<&'k Remembered>,
        own: Vec<SkeletonFingerprints>,
        given: &[Given<'_>],
    ) -> Self {
        let numbered = known.iter().enumerate();
        let by_fingerprint: HashMap<&Fingerprint, usize> = numbered
            .flat_map(|(number, known)| {
                let all = known.aliases.iter().chain([&known.fingerprint]);
                all.map(move |fingerprint| (fingerprint, number))
            })
            .collect();
        let named = |own: &SkeletonFingerprints| of_fingerprints(&by_fingerprint, own);
        let mut of_given: Vec<Vec<usize>> = own.iter().map(named).collect();
        for (number, known) in known.iter().enumerate() {
            for skeleton in known.form.skeletons() {
                if let Ok(at) = given.binary_search_by(|g| g.skeleton.cmp(skeleton)) {
                    of_given[at].push(number);
                }
            }
        }
        Self {
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

    fn trace(&self, own: &SkeletonFingerprints, shape: Shape) -> Option<Merged> {
        let known = of_fingerprints(&self.by_fingerprint, own);
        Some(Merged {
            names: self.names(known, &[own])?,
            form: Form::Fixed,
            template: shape.template,
            tally: shape.tally,
            ranks: shape.ranks,
        })
    }

    /// `None` where only earlier runs had it.
    fn group(
        &self,
        group: SkeletonGroup,
        given: &[Given<'_>],
        shapes: &mut Shapes,
    ) -> Option<Merged> {
        let known = group.members.iter().flat_map(|at| &self.of_given[*at]);
        let known = known.copied();
        let (own, found): (Vec<&SkeletonFingerprints>, Vec<Shape>) = group
            .members
            .iter()
            .filter_map(|at| Some((&self.own[*at], shapes.remove(given[*at].skeleton)?)))
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
    /// skeletons' `own`, those of the mask's previous version last; each part
    /// in order.
    fn names(
        &self,
        known: impl IntoIterator<Item = usize>,
        own: &[&SkeletonFingerprints],
    ) -> Option<Names> {
        let known: BTreeSet<usize> = known.into_iter().collect();
        let known = || known.iter().map(|number| self.known[*number]);
        let borne: BTreeSet<&Fingerprint> = known().map(|k| &k.fingerprint).collect();
        let aliases: BTreeSet<&Fingerprint> = known().flat_map(|k| &k.aliases).collect();
        let current: BTreeSet<&Fingerprint> = own.iter().map(|own| &own.current).collect();
        let previous: BTreeSet<&Fingerprint> = own.iter().flat_map(|own| &own.previous).collect();
        let mut met = HashSet::new();
        let mut all = [borne, aliases, current, previous]
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

/// The positions of the remembered that one of a skeleton's fingerprints names.
fn of_fingerprints(known: &HashMap<&Fingerprint, usize>, own: &SkeletonFingerprints) -> Vec<usize> {
    own.all()
        .filter_map(|own| known.get(own).copied())
        .collect()
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

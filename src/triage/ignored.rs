//! Log records that rules ignore: which clusters that issues remember they
//! are of. They make no findings.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::{Fate, Known};
use crate::cluster::Clusterer;
use crate::model::{Facts, Print, Record};
use crate::redact::Redactor;
use crate::rules::Rules;

/// Different messages of ignored records that are looked through, a source.
const MAX_MESSAGES: usize = 20_000;

/// Gathers ignored records; costs nothing where no issue remembers a cluster.
pub(super) struct Ignored {
    /// The services that issues' clusters are of; `None`: of no service.
    services: Arc<[Option<String>]>,
    /// The route is the rule's position.
    clusterer: Option<Clusterer<usize>>,
}

impl Ignored {
    pub(super) fn new(redactor: &Redactor, known: &Known) -> Self {
        let all: HashSet<_> = known.clusters.iter().map(|c| c.service.clone()).collect();
        let clusterer = (!known.clusters.is_empty()).then(|| {
            let mut all = Clusterer::with_max_keys(redactor.clone(), MAX_MESSAGES);
            for cluster in &known.clusters {
                all.remember(cluster.clone());
            }
            all
        });
        Self {
            services: all.into_iter().collect(),
            clusterer,
        }
    }

    /// An empty one for another part of the input.
    pub(super) fn fork(&self) -> Self {
        Self {
            services: Arc::clone(&self.services),
            clusterer: self.clusterer.as_ref().map(Clusterer::fork),
        }
    }

    /// Takes one record that the rule at a position ignores.
    pub(super) fn add(&mut self, position: usize, record: &Record<'_>) {
        let Some(clusterer) = &mut self.clusterer else {
            return;
        };
        let service = record.service.as_deref();
        if self.services.iter().any(|name| name.as_deref() == service) {
            clusterer.add(position, record, Facts::new());
        }
    }

    pub(super) fn join(&mut self, later: Self) {
        if let (Some(mine), Some(later)) = (&mut self.clusterer, later.clusterer) {
            mine.merge(later);
        }
    }

    pub(super) fn swap(&mut self, other: &mut Self) {
        if let (Some(mine), Some(other)) = (&mut self.clusterer, &mut other.clusterer) {
            mine.swap(other);
        }
    }

    /// Returns which rule ignores what issues remember, and whether there were
    /// too many different messages to say.
    pub(super) fn finish(
        &mut self,
        rules: &Rules,
        watched: &HashSet<Print>,
    ) -> (HashMap<Print, Fate>, bool) {
        let mut dropped = HashMap::new();
        let Some(mut clusterer) = self.clusterer.take() else {
            return (dropped, false);
        };
        let is_too_much = clusterer.left_out() > 0;
        for (position, cluster) in clusterer.finish() {
            let Some(rule) = rules.rules.get(position) else {
                continue;
            };
            let names = std::iter::once(&cluster.fingerprint).chain(&cluster.aliases);
            for print in names.map(Print::of_fingerprint) {
                if watched.contains(&print) {
                    let rule = rule.id.clone();
                    dropped.entry(print).or_insert(Fate::Ignored { rule });
                }
            }
        }
        (dropped, is_too_much)
    }
}

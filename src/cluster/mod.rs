//! Log records to clusters.

use std::collections::BTreeMap;

use crate::model::{Facts, Fingerprint, Occurrences, Record, Sample, Severity};
use crate::redact::Redactor;

/// The version of the mask; part of every log fingerprint.
pub const MASK_VERSION: u32 = 1;

/// Log records that share one template and one route.
#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    /// Identity: mask version, service and redacted skeleton.
    pub fingerprint: Fingerprint,
    /// Fingerprints that were merged into it.
    pub aliases: Vec<Fingerprint>,
    /// The message's constant words, `<*>` for what varies; redacted, readable.
    pub template: String,
    /// The service its records name.
    pub service: Option<String>,
    /// The environment its records name.
    pub environment: Option<String>,
    /// The worst of its records.
    pub severity: Severity,
    /// Records by severity.
    pub severities: BTreeMap<Severity, u64>,
    /// When, how often, on what.
    pub seen: Occurrences,
    /// A few of its records, chosen independently of order; redacted.
    pub samples: Vec<Sample>,
    /// Folded facts of its records.
    pub facts: Facts,
}

/// Folds records into clusters. `R` is the route: what else tells clusters
/// apart (the rule that took the record, and what it groups by).
#[derive(Debug)]
pub struct Clusterer<R> {
    redactor: Redactor,
    clusters: BTreeMap<(R, Fingerprint), Cluster>,
}

impl<R: Ord + Clone + Send> Clusterer<R> {
    /// An empty one.
    pub fn new(redactor: Redactor) -> Self {
        Self {
            redactor,
            clusters: BTreeMap::new(),
        }
    }

    /// An empty one with the same settings, for another part of the input.
    pub fn fork(&self) -> Self {
        Self::new(self.redactor.clone())
    }

    /// Takes in one record.
    pub fn add(&mut self, route: R, record: &Record<'_>, facts: Facts) {
        let _ = (route, record, facts);
    }

    /// Takes in what a fork has; the result does not depend on order.
    pub fn merge(&mut self, other: Self) {
        self.clusters.extend(other.clusters);
    }

    /// The clusters, in order of route and fingerprint.
    pub fn finish(self) -> Vec<(R, Cluster)> {
        self.clusters
            .into_iter()
            .map(|((route, _), cluster)| (route, cluster))
            .collect()
    }
}

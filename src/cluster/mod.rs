//! Log records to clusters.
//!
//! A record's message is masked to a *variant* in one pass ([`skeleton`]), or
//! to its exception and frames where it is a stack trace ([`trace`]). Records
//! are tallied by variant. At the end variants are redacted and folded to
//! skeletons, whose hash is the fingerprint. All of it is a pure function of
//! the set of records: neither their order nor threads matter.
//!
//! ```
//! use issue_gardener::cluster::Summarizer;
//! use issue_gardener::model::{Record, Sink as _};
//! use issue_gardener::redact::Redactor;
//!
//! let mut summarizer = Summarizer::new(Redactor::new(), false);
//! for line in ["worker 17 timed out after 30s", "worker 4 timed out after 31s"] {
//!     summarizer.record(&Record::text(line));
//! }
//! let summary = summarizer.finish();
//! assert_eq!(summary.clusters[0].template, "worker <*> timed out after <*>s");
//! assert_eq!(summary.clusters[0].count, 2);
//! ```

mod assemble;
mod closure;
mod clusterer;
mod gather;
mod remembered;
mod sample;
mod skeleton;
mod structured;
mod summary;
mod table;
mod tally;
mod trace;
mod variant;
mod version;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::model::{Facts, Fingerprint, Occurrences, Sample, Severity};

pub use assemble::{Assembler, Counts, Out, Taken};
pub use clusterer::{Clusterer, Member, Members};
pub use remembered::{Form, Remembered};
pub use summary::{Assignments, ClusterSummary, Summarizer, Summary};
use version::Versions;

/// The version of the mask; part of every log fingerprint.
pub const MASK_VERSION: u32 = Versions::IN_USE.current.number;

/// Log records that share one template and one route.
#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    /// Identity: hash of mask version, service and redacted skeleton. Of
    /// several, the lowest of those remembered, else the lowest.
    pub fingerprint: Fingerprint,
    /// The others, of skeletons that were merged into it now or remembered;
    /// those remembered first, those of the mask's previous version last.
    pub aliases: Vec<Fingerprint>,
    /// What its skeletons are, or have in common; redacted.
    pub form: Form,
    /// The message's constant words, `<*>` for what varies; redacted, readable.
    pub template: String,
    /// The service its records name.
    pub service: Option<String>,
    /// The environment its records name; `None` where they name different ones.
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

/// The fingerprint of a redacted skeleton.
pub fn fingerprint(service: Option<&str>, skeleton: &str) -> Fingerprint {
    fingerprint_of(MASK_VERSION, service, skeleton)
}

fn fingerprint_of(version: u32, service: Option<&str>, skeleton: &str) -> Fingerprint {
    let version = format!("log/{version}");
    let service = service.unwrap_or_default();
    Fingerprint::of(&version, &[("service", service), ("skeleton", skeleton)])
}

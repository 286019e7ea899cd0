//! What is material: a change of it is written at once; anything else waits
//! for a heartbeat, or for ever.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::model::key::content_hash;
use crate::model::problem::{RelatedIssue, Section, Titled};
use crate::model::{Fact, Priority, Problem, Severity};

/// The parts that are material. Hashed as JSON with named fields, so that a
/// field added later changes every hash once and silently nothing else.
#[derive(Serialize)]
struct Material<'p> {
    priority: Priority,
    severity: Severity,
    title: &'p str,
    labels: &'p [String],
    related: &'p [RelatedIssue],
    facts: BTreeMap<&'p str, Vec<String>>,
    paths: BTreeSet<&'p str>,
    stale: bool,
    sections: &'p [(String, Section)],
    template: &'p str,
}

/// Hash of what is material of a problem. Not in it: counts, times, samples,
/// revisions, line numbers, the run; a title of the program's own, which stays
/// as it was chosen.
pub(super) fn material(problem: &Problem, labels: &[String]) -> String {
    let title = match problem.titled {
        Titled::Follows => problem.title.as_str(),
        Titled::Kept => "",
    };
    with_title(problem, labels, title)
}

/// Whether a remembered hash is of the same as the problem. Hashes of before
/// hold titles of the program's own, too.
pub(super) fn is_same(problem: &Problem, labels: &[String], remembered: &str) -> bool {
    material(problem, labels) == remembered
        || with_title(problem, labels, &problem.title) == remembered
}

fn with_title(problem: &Problem, labels: &[String], title: &str) -> String {
    let material = Material {
        priority: problem.priority,
        severity: problem.severity,
        title,
        labels,
        related: &problem.related,
        facts: problem
            .facts
            .iter()
            .filter(|(_, fact)| is_told(fact))
            .map(|(name, fact)| (name.as_str(), sorted(fact)))
            .collect(),
        paths: problem.locations.iter().map(|l| l.path.as_str()).collect(),
        stale: problem.stale.is_some(),
        sections: &problem.sections,
        template: &problem.template,
    };
    content_hash(&serde_json::to_string(&material).unwrap_or_default())
}

fn sorted(fact: &Fact) -> Vec<String> {
    let mut values = fact.values();
    values.sort();
    values
}

/// Ids such as those of instances are other ones each day and shown only as
/// their number: a count, not a value.
fn is_told(fact: &Fact) -> bool {
    let opaque =
        |v: &String| v.len() >= 24 && v.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
    !fact.values().iter().any(opaque)
}

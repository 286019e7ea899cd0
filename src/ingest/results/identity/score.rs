//! How well fingerprints hold from one report to the next: what to look at
//! before the recipe of identity is changed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::model::RawFinding;

/// A count of what became of one report's findings in a later one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Score {
    /// Findings before.
    pub before: usize,
    /// Findings after.
    pub after: usize,
    /// Fingerprints in both.
    pub kept: usize,
    /// Kept ones that stand for another rule, path or message than before.
    pub moved: usize,
    /// Fingerprints that stand for several different findings of one report.
    pub shared: usize,
}

/// Compares two reports of one source.
pub fn score(before: &[RawFinding], after: &[RawFinding]) -> Score {
    let (first, shared_first) = by_fingerprint(before);
    let (second, shared_second) = by_fingerprint(after);
    let kept = first
        .iter()
        .filter_map(|(print, finding)| Some((finding, second.get(print)?)));
    let (mut count, mut moved) = (0, 0);
    for (old, new) in kept {
        count += 1;
        moved += usize::from(subject(old) != subject(new));
    }
    Score {
        before: before.len(),
        after: after.len(),
        kept: count,
        moved,
        shared: shared_first + shared_second,
    }
}

/// Returns what a finding is about, without numbers that vary.
fn subject(finding: &RawFinding) -> (Option<&str>, Option<&str>, String) {
    let message = crate::ingest::results::identity::subject::subject(&finding.message);
    (finding.rule_id.as_deref(), finding.path(), message)
}

/// One finding a fingerprint, and how many fingerprints stand for several
/// that differ in anything but their count.
fn by_fingerprint(findings: &[RawFinding]) -> (BTreeMap<&str, &RawFinding>, usize) {
    let mut first: BTreeMap<&str, &RawFinding> = BTreeMap::new();
    let mut shared = BTreeSet::new();
    for finding in findings {
        let print = finding.fingerprint.as_str();
        let known = first.entry(print).or_insert(finding);
        let same = subject(known) == subject(finding) && known.locations == finding.locations;
        if !same {
            shared.insert(print);
        }
    }
    (first, shared.len())
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            before,
            after,
            kept,
            moved,
            shared,
        } = self;
        let (gone, new) = (before.saturating_sub(*kept), after.saturating_sub(*kept));
        write!(
            f,
            "{before} -> {after}: {kept} kept, {new} new, {gone} gone, {moved} moved, {shared} shared"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Fingerprint;

    fn finding(print: &str, message: &str) -> RawFinding {
        RawFinding::new("s", "t", Fingerprint::given(print), message.to_owned())
    }

    #[test]
    fn counts_what_is_kept_moved_and_shared() {
        let before = [finding("a", "x 1"), finding("b", "y"), finding("c", "z")];
        let after = [
            finding("a", "x 2"),
            finding("b", "other"),
            finding("d", "1"),
            finding("d", "one"),
        ];
        insta::assert_snapshot!(score(&before, &after), @"3 -> 4: 2 kept, 2 new, 1 gone, 1 moved, 1 shared");
    }
}

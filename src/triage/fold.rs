//! Findings as they come, folded so that memory grows with what differs and
//! not with what is read.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash};
use std::sync::Arc;

use foldhash::fast::FixedState;

use super::RoutedFinding;
use super::collect::{FindingSink, rule_at};
use super::group::values;
use crate::model::{Finding, fact};
use crate::rules::{GroupBy, Rules};

/// Findings of one problem that are kept apart; the rest is counted with the
/// last of them.
const APART: u32 = 1_000;

/// Samples of one finding.
const SAMPLES: usize = 3;

/// The findings that were read, the same results as one.
#[derive(Debug, Clone)]
pub(super) struct Folded {
    rules: Arc<Rules>,
    kept: Vec<RoutedFinding>,
    /// Hash of all that a reader sees of a result -> its position in `kept`.
    /// Hashes, since there may be many.
    same: HashMap<u64, usize, FixedState>,
    /// Hash of a problem's group -> its findings.
    groups: HashMap<u64, FoldedGroup, FixedState>,
}

#[derive(Debug, Clone, Copy)]
struct FoldedGroup {
    findings: u32,
    /// Position in `kept`.
    last: usize,
}

impl Folded {
    pub(super) fn new(rules: &Arc<Rules>) -> Self {
        Self {
            rules: Arc::clone(rules),
            kept: Vec::new(),
            same: HashMap::default(),
            groups: HashMap::default(),
        }
    }

    /// In the order in which they came.
    pub(super) fn into_findings(self) -> Vec<RoutedFinding> {
        self.kept
    }

    /// The finding that another one is counted with.
    fn place_of(&mut self, taken: &RoutedFinding) -> Option<usize> {
        let next = self.kept.len();
        let at = *self.same.entry(shown(taken)).or_insert(next);
        if at < next {
            return Some(at);
        }
        let rule = rule_at(&self.rules, taken.rule);
        if rule.group_by.contains(&GroupBy::Fingerprint) {
            return None;
        }
        let group = hash(&(taken.rule, values(rule, taken)));
        let group = self.groups.entry(group).or_insert(FoldedGroup {
            findings: 0,
            last: next,
        });
        group.findings += 1;
        if group.findings > APART {
            return Some(group.last);
        }
        group.last = next;
        None
    }
}

impl FindingSink for Folded {
    fn fork(&self) -> Self {
        Self::new(&self.rules)
    }

    fn keep(&mut self, taken: RoutedFinding) {
        match self.place_of(&taken) {
            Some(at) => absorb(&mut self.kept[at].finding, taken.finding),
            None => self.kept.push(taken),
        }
    }

    fn join(&mut self, later: Self) {
        if self.kept.is_empty() {
            *self = later;
            return;
        }
        for taken in later.kept {
            self.keep(taken);
        }
    }
}

/// All that a reader sees of a result but how often it came.
fn shown(taken: &RoutedFinding) -> u64 {
    let finding = &taken.finding;
    hash(&(
        (taken.rule, &taken.group, &finding.source, &finding.tool),
        (&finding.rule_id, finding.severity, &finding.message),
        (&finding.locations, &finding.service, &finding.environment),
        // A cluster is told from others by its fingerprint alone.
        finding.remembered.as_ref().map(|_| &finding.fingerprint),
    ))
}

fn hash(what: &impl Hash) -> u64 {
    FixedState::default().hash_one(what)
}

fn absorb(into: &mut Finding, from: Finding) {
    into.severity = into.severity.max(from.severity);
    into.inputs |= from.inputs;
    into.seen.merge(&from.seen);
    fact::merge(&mut into.facts, from.facts);
    let room = SAMPLES.saturating_sub(into.samples.len());
    into.samples.extend(from.samples.into_iter().take(room));
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::model::{Fingerprint, Location};

    fn folded(rules: &str, lines: impl IntoIterator<Item = u32>) -> Vec<RoutedFinding> {
        let rules = Arc::new(Rules::parse(rules, Path::new(".")).expect("rules"));
        let mut folded = Folded::new(&rules);
        for line in lines {
            let location = Location {
                path: "a.py".into(),
                line: Some(line),
                column: None,
            };
            let print = Fingerprint::given(line.to_string());
            let finding = Finding {
                locations: vec![location],
                ..Finding::new("lint", "lint", print, "unused".into())
            };
            folded.keep(RoutedFinding {
                rule: Some(0),
                group: Vec::new(),
                finding,
            });
        }
        folded.into_findings()
    }

    const BY_PATH: &str =
        "version: 1\ntarget: dir:x\nrules: [{id: a, match: {tool: lint}, group_by: [path]}]";
    const BY_PRINT: &str = "version: 1\ntarget: dir:x\nrules: [{id: a, match: {tool: lint}}]";

    #[test]
    fn the_same_result_is_one_and_counted() {
        let all = folded(BY_PRINT, [1, 2, 1, 1]);
        let counts: Vec<u64> = all.iter().map(|t| t.finding.seen.count).collect();
        assert_eq!(counts, [3, 1]);
    }

    #[test]
    fn a_problem_keeps_so_many_findings_and_counts_the_rest() {
        let all = folded(BY_PATH, 0..5_000);
        assert_eq!(all.len(), 1_000);
        let count: u64 = all.iter().map(|t| t.finding.seen.count).sum();
        assert_eq!(count, 5_000);
        assert_eq!(folded(BY_PRINT, 0..5_000).len(), 5_000);
    }
}

//! Redaction of all that findings carry, before anything is keyed.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::FixedState;
use hashbrown::HashSet;

use crate::cluster::Cluster;
use crate::model::{Facts, Finding, FindingKind, RawFinding, RuleInfo, SourceReport};
use crate::redact::Redactor;

/// Texts that are remembered, and the bytes of the longest.
const REMEMBERED: usize = 8192;
const LONGEST: usize = 512;

/// Redacts texts of which many are the same: reports repeat few rules, paths
/// and messages.
#[derive(Debug)]
pub(super) struct Cleaner {
    redactor: Redactor,
    /// Texts in which nothing was found.
    clean: RefCell<HashSet<Box<str>, FixedState>>,
    /// What tools say of their rules, by where it is kept: as read, and redacted.
    rules: RefCell<HashMap<usize, CleanRule>>,
}

/// A rule as it was read, which keeps its place, and redacted.
#[derive(Debug)]
struct CleanRule {
    _read: Arc<RuleInfo>,
    clean: Arc<RuleInfo>,
}

impl Cleaner {
    pub(super) fn new(redactor: Redactor) -> Self {
        Self {
            redactor,
            clean: RefCell::default(),
            rules: RefCell::default(),
        }
    }

    /// One that remembers nothing yet.
    pub(super) fn fork(&self) -> Self {
        Self::new(self.redactor.clone())
    }

    /// Nothing was found in it before.
    fn is_known(&self, text: &str) -> bool {
        text.is_empty() || self.clean.borrow().contains(text)
    }

    pub(super) fn text(&self, text: String) -> String {
        if self.is_known(&text) {
            return text;
        }
        if let Cow::Owned(clean) = self.redactor.redact(&text) {
            return clean;
        }
        self.remember(&text);
        text
    }

    fn remember(&self, text: &str) {
        if text.len() > LONGEST {
            return;
        }
        let mut clean = self.clean.borrow_mut();
        if clean.len() >= REMEMBERED {
            clean.clear();
        }
        clean.insert(text.into());
    }

    pub(super) fn facts(&self, facts: Facts) -> Facts {
        facts
            .into_iter()
            .map(|(name, fact)| (name, fact.map(|text| self.text(text))))
            .collect()
    }

    pub(super) fn finding(&self, raw: RawFinding, facts: Facts) -> Finding {
        let facts = self.facts(facts);
        raw.redacted(|text| self.text(text), |rule| self.rule(rule), facts)
    }

    /// What a tool says of one of its rules, redacted once for all its results.
    fn rule(&self, rule: Arc<RuleInfo>) -> Arc<RuleInfo> {
        let mut rules = self.rules.borrow_mut();
        let known = rules
            .entry(Arc::as_ptr(&rule).addr())
            .or_insert_with(|| CleanRule {
                clean: Arc::new(rule.redacted(|text| self.text(text))),
                _read: rule,
            });
        Arc::clone(&known.clean)
    }

    /// What a plan and its display say of a source.
    pub(super) fn report(&self, report: &mut SourceReport) {
        let texts = report.problems.iter_mut().chain(&mut report.inputs);
        for text in texts.chain(&mut report.query) {
            *text = self.text(std::mem::take(text));
        }
    }

    /// A cluster as a finding. What the engine redacted is so: messages,
    /// samples, services. The names that it only counts are redacted here.
    pub(super) fn cluster(&self, source: &str, cluster: Cluster) -> Finding {
        Finding {
            remembered: Some(cluster.remembered()),
            severity: cluster.severity,
            aliases: cluster.aliases,
            service: cluster.service,
            environment: cluster.environment.map(|name| self.text(name)),
            seen: cluster.seen.renamed(|name| self.text(name)),
            samples: cluster.samples,
            facts: cluster.facts,
            ..Finding::new(
                source,
                FindingKind::LOG_TOOL,
                cluster.fingerprint,
                cluster.template,
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_a_source_has_no_secrets() {
        let secret = format!("password={}", "hunter2");
        let mut report = SourceReport::new("logs", "gcp");
        report.query = Some(format!("severity>=ERROR {secret}"));
        report.problems.push(format!("a.log: {secret}"));
        report.inputs.push(format!("logs --{secret}"));
        Cleaner::new(Redactor::new()).report(&mut report);
        assert!(!format!("{report:?}").contains("hunter2"), "{report:?}");
    }

    #[test]
    fn secrets_go_however_often_a_text_comes() {
        let cleaner = Cleaner::new(Redactor::new());
        let secret = format!("password={}", "hunter2");
        for _ in 0..2 {
            assert_eq!(cleaner.text(secret.clone()), "password=‹redacted:password›");
            assert_eq!(cleaner.text("plain".to_owned()), "plain");
        }
        assert_eq!(cleaner.clean.borrow().len(), 1);
        for n in 0..=REMEMBERED {
            cleaner.text(format!("text {n}"));
        }
        assert!(cleaner.clean.borrow().len() <= REMEMBERED);
    }
}

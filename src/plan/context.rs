//! What planning is given, and what it needs of rules.yaml.

use std::collections::BTreeSet;

use crate::model::issue::{Label, same_label};
use crate::model::{IssueNumber, Key, Priority, Problem, Time};
use crate::ownership::{Ledger, Section, digest_key};
use crate::render::{Links, Renderer};
use crate::rules::{Lifecycle, Rule, Rules, Stage};
use crate::triage::Triage;

use crate::observe::Observed;

/// All that a plan is a function of.
#[derive(Debug, Clone, Copy)]
pub struct Planning<'a> {
    /// The checked rules.
    pub rules: &'a Rules,
    /// The problems, and how their sources were read.
    pub triage: &'a Triage,
    /// The tracker as read.
    pub observed: &'a Observed,
    /// Renders problems as Markdown.
    pub renderer: &'a Renderer,
    /// Where files and queries can be looked at.
    pub links: &'a Links,
    /// The run's only clock reading.
    pub now: Time,
    /// The run's id.
    pub run: &'a str,
    /// The tracker's name as printed.
    pub target: &'a str,
}

/// Issues that problems had before, as far as they are known: what other
/// issues remember, and those whose markers are damaged.
#[derive(Debug)]
pub(super) struct Predecessors {
    /// Issues that other issues remember.
    pub ledger: Ledger,
    /// Issues without a usable marker that are taken for some problem's.
    pub claimed: BTreeSet<IssueNumber>,
}

impl Predecessors {
    /// Those that are known before anything is decided.
    pub(super) fn of(planning: &Planning<'_>) -> Self {
        Self {
            ledger: planning.observed.ledger(&planning.rules.instance),
            claimed: BTreeSet::new(),
        }
    }
}

impl<'a> Planning<'a> {
    /// The same over other issues.
    pub(super) fn with_observed<'b>(&self, observed: &'b Observed) -> Planning<'b>
    where
        'a: 'b,
    {
        Planning { observed, ..*self }
    }

    /// The same over other problems.
    pub(super) fn with_triage<'b>(&self, triage: &'b Triage) -> Planning<'b>
    where
        'a: 'b,
    {
        Planning { triage, ..*self }
    }

    /// The key of the instance's digest.
    pub(super) fn digest_key(&self) -> Key {
        digest_key(&self.rules.instance)
    }

    /// Whether a section is the digest's.
    pub(super) fn is_digest(&self, section: &Section) -> bool {
        section.key == self.digest_key()
    }

    /// The entry of rules.yaml behind a problem.
    pub(super) fn rule(&self, id: Option<&str>) -> Option<&'a Rule> {
        match id {
            None => Some(&self.rules.unmatched.rule),
            Some(id) => self
                .rules
                .rules
                .iter()
                .find(|rule| rule.id == id || rule.was.iter().any(|was| was == id)),
        }
    }

    /// Whether a source was read in this run, and as a whole.
    pub(super) fn was_read(&self, source: &str) -> bool {
        let mut looks = self.triage.coverage.iter();
        looks.any(|look| look.source == source && look.blind.is_none())
    }

    /// Whether a source can be read in another run: rules.yaml has it, or has
    /// none, so that they are named on the command line.
    pub(super) fn may_be_read(&self, source: &str) -> bool {
        self.rules.sources.is_empty() || self.rules.source(source).is_some()
    }

    /// When issues of a rule close, come back and are refreshed.
    pub(super) fn lifecycle(&self, rule: Option<&str>) -> &'a Lifecycle {
        self.rule(rule)
            .map_or(&self.rules.lifecycle, |rule| &rule.lifecycle)
    }

    /// How far a problem goes.
    pub(super) fn stage(&self, problem: &Problem) -> Stage {
        let own = self.rule(problem.rule.as_deref()).and_then(|r| r.stage);
        own.unwrap_or(self.rules.stage)
    }

    /// Labels that a problem's issue should have: its rule's, its priority's,
    /// and the one on everything.
    pub(super) fn labels(&self, problem: &Problem) -> Vec<String> {
        let mut labels = problem.labels.clone();
        labels.push(problem.priority.name().to_owned());
        labels.push(self.rules.label.clone());
        let mut seen = std::collections::BTreeSet::new();
        labels.retain(|label| seen.insert(label.to_lowercase()));
        labels
    }

    /// How a label is defined where it does not exist yet.
    pub(super) fn label(&self, name: &str) -> Label {
        let (color, description) = match Priority::parse(name) {
            Some(Priority::P0) => ("b60205", "Blocking"),
            Some(Priority::P1) => ("d93f0b", "Next"),
            Some(Priority::P2) => ("fbca04", "Planned"),
            Some(Priority::P3) => ("c2e0c6", "Can wait"),
            None if same_label(name, &self.rules.label) => {
                ("ededed", "Kept true to analyzers and logs by a bot")
            }
            None => ("bfd4f2", "From rules.yaml"),
        };
        Label {
            name: name.to_owned(),
            color: color.to_owned(),
            description: description.to_owned(),
        }
    }
}

/// A length as chrono counts it; one that is too long never ends.
pub(super) fn delta(length: std::time::Duration) -> chrono::TimeDelta {
    chrono::TimeDelta::from_std(length).unwrap_or(chrono::TimeDelta::MAX)
}

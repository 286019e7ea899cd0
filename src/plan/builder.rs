//! A plan, put together from what is decided for each problem and each issue.

use std::collections::BTreeSet;

use super::context::{Planning, Predecessors};
use super::decision::{Decision, DigestCandidate, Filing, Wanted};
use super::{BasedOn, Change, ChangeIssue, Kept, LeftOut, Plan, VERSION, Write, deleted, pinned};
use crate::model::issue::{Label, same_label};
use crate::model::{Problem, SourceStatus};

/// Collects decisions, in order, and makes a plan of them.
#[derive(Debug)]
pub(super) struct PlanBuilder<'a> {
    changes: Vec<Change>,
    kept: Vec<Kept>,
    left_out: Vec<LeftOut>,
    wanted: Vec<Wanted<'a>>,
    digest: Vec<DigestCandidate<'a>>,
    counting: Vec<&'a Problem>,
    deferred: bool,
    predecessors: Predecessors,
}

impl<'a> PlanBuilder<'a> {
    /// Begins with what no rule takes, or is only reported.
    pub(super) fn new(planning: &Planning<'_>) -> Self {
        let reported = planning.triage.reported.iter();
        Self {
            changes: Vec::new(),
            kept: Vec::new(),
            left_out: reported.cloned().map(LeftOut::from).collect(),
            wanted: Vec::new(),
            digest: Vec::new(),
            counting: Vec::new(),
            deferred: false,
            predecessors: Predecessors::of(planning),
        }
    }

    /// Adds what was decided behind what is there.
    pub(super) fn add(&mut self, decision: Decision<'a>) {
        self.changes.extend(decision.changes);
        self.kept.extend(decision.kept);
        self.left_out.extend(decision.left_out);
        for filing in decision.filings {
            match filing {
                Filing::Issue(wanted) => self.wanted.push(wanted),
                Filing::Digest(entry) => self.digest.push(entry),
                Filing::Counting(problem) => self.counting.push(problem),
            }
        }
        self.predecessors.claimed.extend(decision.claims);
        self.deferred |= decision.deferred;
    }

    /// Decides once more about all changes: those of the decision remain.
    pub(super) fn narrow(&mut self, decide: impl FnOnce(Vec<Change>) -> Decision<'a>) {
        let changes = std::mem::take(&mut self.changes);
        self.add(decide(changes));
    }

    /// The changes so far.
    pub(super) fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// The issues that problems had before.
    pub(super) fn predecessors(&self) -> &Predecessors {
        &self.predecessors
    }

    /// Takes out the problems that want issues of their own.
    pub(super) fn take_wanted(&mut self) -> Vec<Wanted<'a>> {
        std::mem::take(&mut self.wanted)
    }

    /// Takes out the problems of the digest.
    pub(super) fn take_digest(&mut self) -> Vec<DigestCandidate<'a>> {
        std::mem::take(&mut self.digest)
    }

    /// Takes out the problems that lack runs.
    pub(super) fn take_counting(&mut self) -> Vec<&'a Problem> {
        std::mem::take(&mut self.counting)
    }

    /// Returns the plan of all changes added so far.
    pub(super) fn finish(mut self, planning: &Planning<'_>) -> Plan {
        self.kept.sort_by_key(|kept| kept.number);
        let observed = planning.observed;
        let labels = missing_labels(planning, &self.changes);
        let remember = deleted::remember(planning, &self.changes);
        let sources = planning.triage.sources.clone();
        let read = sources.iter().all(|s| s.status == SourceStatus::Complete);
        Plan {
            version: VERSION,
            run: planning.run.to_owned(),
            target: planning.target.to_owned(),
            based_on: BasedOn {
                at: planning.now,
                issues: observed.issues,
                last_number: observed.last_number,
            },
            complete: read && !self.deferred,
            deferred: self.deferred,
            changes: self.changes,
            kept: self.kept,
            left_out: self.left_out,
            errors: pinned::errors(planning),
            sources,
            labels,
            managed: observed.managed.len(),
            remember,
        }
    }
}

/// Definitions of labels that the changes put on and the tracker lacks.
fn missing_labels(planning: &Planning<'_>, changes: &[Change]) -> Vec<Label> {
    let used: BTreeSet<&String> = changes
        .iter()
        .flat_map(|change| match change {
            Change::Create(create) => create.issue.labels.as_slice(),
            Change::On(ChangeIssue {
                write: Write::Labels { add, .. },
                ..
            }) => add.as_slice(),
            Change::On(_) => &[],
        })
        .collect();
    let exists = |name: &String| {
        let mut labels = planning.observed.labels.iter();
        labels.any(|label| same_label(&label.name, name))
    };
    used.into_iter()
        .filter(|name| !exists(name))
        .map(|name| planning.label(name))
        .collect()
}

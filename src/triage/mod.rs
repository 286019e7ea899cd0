//! Findings and rules to problems, and what was left out and why.

mod clean;
mod collect;
mod fold;
mod group;
mod reach;
mod rollouts;
mod title;
mod unfound;

use crate::model::{Finding, Key, Problem, SourceReport, SourceStatus, Time};

pub use collect::{Collected, Job, Keep, Reading, collect};
pub use reach::{Reach, complete_end};

/// What a run's input comes down to.
#[derive(Debug, Clone)]
pub struct Triage {
    /// By key.
    pub problems: Vec<Problem>,
    /// What becomes no problem, and why.
    pub left_out: Vec<LeftOut>,
    /// How each source was read.
    pub sources: Vec<SourceReport>,
    /// What absence from each source proves.
    pub looks: Vec<Look>,
}

/// Something that gets no issue, and why.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct LeftOut {
    /// Its key, where it is a problem.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Key>,
    /// The rule that took it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// What it is.
    pub title: String,
    /// Records or results.
    pub count: u64,
    /// Why it gets none.
    pub reason: String,
}

/// What absence from a source proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// The source.
    pub source: String,
    /// It says nothing of absence, and why.
    pub blind: Option<String>,
    /// A log: quiet time counts as well.
    pub is_log: bool,
    /// The time of its evidence: newest record, else when it was collected, else
    /// its file's, else `now`.
    pub time: Time,
}

/// Reads all sources and folds what they hold into problems.
pub fn read(jobs: &[Job], reading: &Reading<'_>) -> Triage {
    let (rules, now) = (reading.rules, reading.now);
    let mut collected = collect(jobs, reading, fold::Folded::new(rules));
    let looks = collected
        .sources
        .iter()
        .map(|source| look(source, collected.alive.get(&source.name).copied(), now))
        .collect();
    let (problems, left_out) = group::problems(
        collected.findings.into_findings(),
        rules,
        &collected.sources,
        now,
    );
    unfound::tell(&problems, rules, &mut collected.sources);
    Triage {
        problems,
        left_out,
        sources: collected.sources,
        looks,
    }
}

/// `alive`: `None` where the source does not say how to tell.
fn look(source: &SourceReport, alive: Option<bool>, now: Time) -> Look {
    let blind = match (source.status, alive) {
        (SourceStatus::Failed, _) => Some("failed"),
        (SourceStatus::Partial, _) => Some("was read only in part"),
        (SourceStatus::Complete, _) if source.is_log && source.records == 0 => {
            Some("is a log without a record")
        }
        (SourceStatus::Complete, Some(false)) => Some("shows no sign of life"),
        (SourceStatus::Complete, _) if source.gap.is_some() => {
            Some("was not read without a gap since the last run")
        }
        (SourceStatus::Complete, _) => None,
    };
    Look {
        source: source.name.clone(),
        blind: blind.map(|why| format!("source {} {why}", source.name)),
        is_log: source.is_log,
        time: source
            .newest
            .or(source.collected)
            .or(source.modified)
            .unwrap_or(now),
    }
}

/// A finding with the position of the rule that took it.
#[derive(Debug, Clone)]
pub struct Taken {
    /// In `Rules::rules`; `None`: unmatched.
    pub rule: Option<usize>,
    /// Values of the parts of `group_by` that only records have.
    pub group: Vec<Option<String>>,
    /// The finding.
    pub finding: Finding,
}

//! Findings and rules to problems, and what was left out and why.

mod advisory;
mod clean;
mod collect;
mod fold;
mod group;
mod ignored;
mod read_window;
mod rollouts;
mod source_coverage;
mod title;
mod unfound;

use std::collections::{HashMap, HashSet};

use crate::model::{Finding, Key, Print, Problem, SourceReport};

pub use collect::{FindingSink, Job, ReadResult, Reading, collect};
pub use read_window::{ReadWindow, complete_end};
pub use source_coverage::{Known, SourceCoverage};

/// The outcome of triage: what a run's input comes down to.
#[derive(Debug, Clone)]
pub struct Triage {
    /// By key.
    pub problems: Vec<Problem>,
    /// Problems that are only reported.
    pub reported: Vec<Reported>,
    /// How each source was read.
    pub sources: Vec<SourceReport>,
    /// What absence from each source proves.
    pub coverage: Vec<SourceCoverage>,
    /// What became of findings that issues remember, by source.
    pub taken: HashMap<(String, Print), Fate>,
}

/// The fate of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// A rule drops it.
    Ignored {
        /// Which.
        rule: String,
    },
    /// It is part of a problem.
    Taken {
        /// The rule; `None`: no rule takes it.
        rule: Option<String>,
        /// The problem's key.
        key: Key,
    },
}

/// A problem that is only reported: its rule says so, or no rule takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reported {
    /// Its key.
    pub key: Key,
    /// The rule that took it.
    pub rule: Option<String>,
    /// Its title.
    pub title: String,
    /// The number of its records or results.
    pub count: u64,
}

/// Reads all sources and folds what they hold into problems.
pub fn read(jobs: &[Job], reading: &Reading<'_>) -> Triage {
    let (rules, now) = (reading.rules, reading.now);
    let mut collected = collect(jobs, reading, fold::Folded::new(rules));
    for source in &mut collected.sources {
        source.modified = source.modified.map(|time| time + reading.skew);
    }
    let alive = &collected.alive;
    let coverage = collected
        .sources
        .iter_mut()
        .map(|source| {
            let alive = alive.get(&source.name).copied();
            SourceCoverage::of(source, alive, now)
        })
        .collect();
    let (problems, reported) = group::problems(
        collected.findings.into_findings(),
        &collected.sources,
        reading,
    );
    unfound::tell(&problems, rules, &mut collected.sources);
    let mut taken = collected.ignored;
    taken.extend(taken_by(&problems, &reading.known.prints));
    Triage {
        problems,
        reported,
        sources: collected.sources,
        coverage,
        taken,
    }
}

/// Returns which problems hold findings that issues remember.
fn taken_by<'p>(
    problems: &'p [Problem],
    prints: &'p HashSet<Print>,
) -> impl Iterator<Item = ((String, Print), Fate)> + 'p {
    let wanted = problems.iter().filter(|_| !prints.is_empty());
    wanted.flat_map(move |problem| {
        let findings = problem.findings.iter();
        let all = findings.flat_map(|finding| {
            let prints = std::iter::once(&finding.fingerprint).chain(&finding.aliases);
            prints.map(|print| (&finding.source, Print::of_fingerprint(print)))
        });
        let known = all.filter(|(_, print)| prints.contains(print));
        known.map(|(source, print)| {
            let fate = Fate::Taken {
                rule: problem.rule.clone(),
                key: problem.key.clone(),
            };
            ((source.clone(), print), fate)
        })
    })
}

/// A finding with the position of the rule that took it.
#[derive(Debug, Clone)]
pub struct RoutedFinding {
    /// In `Rules::rules`; `None`: unmatched.
    pub rule: Option<usize>,
    /// Values of the parts of `group_by` that only records have.
    pub group: Vec<Option<String>>,
    /// The finding.
    pub finding: Finding,
}

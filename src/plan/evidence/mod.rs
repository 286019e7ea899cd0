//! Which evidence is newer, and what is remembered of how it came.

mod found;

use chrono::TimeDelta;

use super::context::Planning;
use crate::model::key::content_hash;
use crate::model::{Finding, Print, Problem, Time};
use crate::ownership::{FoundBy, State};
use crate::triage::SourceCoverage;
use found::found_by;

pub(super) use found::found;

/// The least time between two runs that both count.
pub(super) const APART: TimeDelta = TimeDelta::minutes(60);
/// Findings of a problem that are remembered, beside tests.
const MAX_PRINTS: usize = 8;
/// The least time between two runs that both count on the same bytes, each
/// time collected anew: a day, less what a schedule is late.
const ANEW_APART: TimeDelta = TimeDelta::hours(20);
/// Sources of a problem that are remembered.
const MAX_SOURCES: usize = 6;

/// The age of a read of a source, against what was known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Age {
    /// It is of an earlier time.
    Older,
    /// It says nothing that was not known.
    Same,
    /// It counts.
    Newer,
}

/// Compares a read with the evidence that counted last. `time` is the read's,
/// where it says one. What says no time is newer where its bytes differ and an
/// hour has passed. A tool that finds the same may print the same: such a file,
/// written anew, counts once a day.
pub(super) fn age(
    look: &SourceCoverage,
    time: Option<Time>,
    found: &FoundBy,
    counted: Option<Time>,
) -> Age {
    let other = || {
        let content = if found.bytes.as_deref() != Some(checksum(look).as_str()) {
            Content::Other
        } else if time.is_none() && collected_anew(look.written, found.written) {
            Content::SameAnew
        } else {
            Content::Same
        };
        if content.counts(counted.map(|at| look.now - at)) {
            Age::Newer
        } else {
            Age::Same
        }
    };
    match (time, found.at) {
        (Some(new), Some(old)) if new < old => Age::Older,
        (Some(new), Some(old)) if new > old => Age::Newer,
        // What counted said no time: it was there when that run read it.
        (Some(new), None) if counted.is_some_and(|at| new < at) => Age::Older,
        // The oldest of several files is the one that was there before.
        (Some(_), Some(_)) if look.coverage.inputs.len() > 1 => Age::Same,
        _ => other(),
    }
}

/// The content of a read, against that of the one that counted last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Content {
    /// Other bytes.
    Other,
    /// The same bytes, collected anew.
    SameAnew,
    /// The same bytes of the same file.
    Same,
}

impl Content {
    /// Whether a read that says no newer time counts, so long after the one
    /// that counted last.
    fn counts(self, since: Option<TimeDelta>) -> bool {
        let least = match self {
            Self::Other => APART,
            Self::SameAnew => ANEW_APART,
            Self::Same => return false,
        };
        since.is_none_or(|since| since >= least)
    }
}

/// Whether a read is of another file than the one before: written at another
/// time, or of a stream, which is another one each time.
fn collected_anew(written: Option<Time>, before: Option<Time>) -> bool {
    written.is_none() || written != before
}

/// Checksum of what was read of a source, as it is remembered.
pub(super) fn checksum(look: &SourceCoverage) -> String {
    format!("{:016x}", look.coverage.content)
}

/// Sources that reported a problem, as they were read.
pub(super) fn behind<'p>(
    planning: &Planning<'p>,
    problem: &'p Problem,
) -> impl Iterator<Item = &'p SourceCoverage> {
    let looks = planning.triage.coverage.iter();
    looks.filter(|look| problem.findings.iter().any(|f| f.source == look.source))
}

/// The time of a problem's newest evidence, where it or its sources say one.
pub(super) fn said(planning: &Planning<'_>, problem: &Problem) -> Option<Time> {
    let read = || {
        behind(planning, problem)
            .filter_map(|look| look.newest)
            .max()
    };
    problem.seen.last_seen.or_else(read)
}

/// Older evidence never replaces newer.
pub(super) fn is_older(planning: &Planning<'_>, problem: &Problem, state: &State) -> bool {
    if let (Some(new), Some(old)) = (problem.seen.last_seen, state.shown.last_seen)
        && new != old
    {
        return new < old;
    }
    let mut known = behind(planning, problem)
        .filter(|look| !look.is_log)
        .filter_map(|look| {
            let found = state.found.get(&look.source)?;
            Some((look.newest?, found.at.or(state.counted)?))
        })
        .peekable();
    known.peek().is_some() && known.all(|(new, old)| new < old)
}

/// Whether a problem's evidence is newer than a time. Evidence without a time
/// of its own is as new as what its sources read; without any, as new as the
/// run, unless it is of the same bytes as before.
pub(super) fn seen_after(
    planning: &Planning<'_>,
    problem: &Problem,
    state: Option<&State>,
    time: Time,
) -> bool {
    if let Some(seen) = said(planning, problem) {
        return seen > time;
    }
    let known = |look: &SourceCoverage| {
        let found = state.and_then(|state| state.found.get(&look.source));
        found.is_some_and(|found| found.bytes.as_deref() == Some(checksum(look).as_str()))
    };
    let mut read = behind(planning, problem).peekable();
    read.peek().is_none() || read.any(|look| look.now > time && !known(look))
}

/// Some findings of a problem, but for tests, which are remembered as such.
pub(super) fn prints(planning: &Planning<'_>, problem: &Problem) -> Vec<Print> {
    let is_test = |finding: &&Finding| {
        let mut looks = planning.triage.coverage.iter();
        looks.any(|l| l.source == finding.source && l.coverage.tests.is_some())
    };
    let others = problem.findings.iter().filter(|f| !is_test(f));
    let mut prints: Vec<Print> = others
        .take(MAX_PRINTS)
        .map(|finding| Print::of_fingerprint(&finding.fingerprint))
        .collect();
    prints.sort_unstable();
    prints.dedup();
    prints
}

/// Whether a problem is found where, or by what, its state does not know of: a
/// run that looks only there would prove nothing.
pub(super) fn outgrows(planning: &Planning<'_>, problem: &Problem, state: &State) -> bool {
    behind(planning, problem).any(|look| match state.found.get(&look.source) {
        Some(known) => !known.covers(&found_by(look, problem)),
        None if state.found.is_empty() => !state.sources.contains(&look.source),
        None => state.found.len() < MAX_SOURCES,
    })
}

/// A run's read of a problem: the time that its evidence says, and a
/// checksum of the bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EvidenceRead {
    pub at: Option<Time>,
    pub bytes: String,
    /// When its newest file was written, where it says no time.
    pub written: Option<Time>,
}

impl EvidenceRead {
    /// Whether it counts, where no time says so, as [`age`] has it.
    pub(super) fn counts(
        &self,
        bytes: Option<&str>,
        written: Option<Time>,
        since: Option<TimeDelta>,
    ) -> bool {
        let content = if bytes != Some(self.bytes.as_str()) {
            Content::Other
        } else if self.at.is_none() && collected_anew(self.written, written) {
            Content::SameAnew
        } else {
            Content::Same
        };
        content.counts(since)
    }
}

/// Returns how a problem's evidence was read: see [`EvidenceRead`].
pub(super) fn reading(planning: &Planning<'_>, problem: &Problem) -> EvidenceRead {
    let all: Vec<String> = behind(planning, problem).map(checksum).collect();
    EvidenceRead {
        at: said(planning, problem),
        bytes: content_hash(&all.join(" ")),
        written: behind(planning, problem)
            .filter_map(|look| look.written)
            .max(),
    }
}

/// Hash of the places and texts of what reports say of a problem: a heartbeat
/// refreshes them. Logs have other texts each time.
pub(super) fn texts(problem: &Problem) -> Option<String> {
    let mut lines: Vec<String> = problem
        .findings
        .iter()
        .filter(|finding| finding.remembered.is_none())
        .map(|finding| format!("{:?} {}", finding.locations, finding.message))
        .collect();
    lines.sort_unstable();
    (!lines.is_empty()).then(|| content_hash(&lines.join("\n")))
}

//! Where evidence came from, when it was read, and how completely.

use std::collections::BTreeSet;

use super::build::Telling;
use super::view::SourceView;
use super::{safe, words};
use crate::model::{Problem, SourceReport, SourceStatus, Time};

/// Characters of a name and of what is said of a source; bytes of a query.
const NAME: usize = 100;
const SENTENCE: usize = 600;
const QUERY: usize = 1_000;

/// The sources that reported the problem.
pub(super) fn behind<'s>(
    problem: &Problem,
    sources: &'s [SourceReport],
) -> impl Iterator<Item = &'s SourceReport> {
    let names: BTreeSet<String> = problem.findings.iter().map(|f| f.source.clone()).collect();
    sources.iter().filter(move |s| names.contains(&s.name))
}

/// What is said of each source behind a problem.
pub(super) fn sources(problem: &Problem, telling: &Telling<'_>) -> Vec<SourceView> {
    behind(problem, telling.sources)
        .map(|source| SourceView {
            name: words::one_line(&source.name, NAME),
            words: words::one_line(&source_words(source), SENTENCE),
            query: source
                .query
                .as_deref()
                .map(|q| safe::clip(q, QUERY).into_owned()),
            url: telling.links.query(source),
        })
        .collect()
}

/// What was read, when, and how completely, as one clause.
pub fn source_words(source: &SourceReport) -> String {
    let mut out = if source.is_log {
        words::count(source.records, "record", "records")
    } else {
        words::count(source.findings, "result", "results")
    };
    if let (Some(oldest), Some(newest)) = (source.oldest, source.newest) {
        out.push_str(&format!(" of {}", stretch(oldest, newest)));
    }
    if !source.inputs.is_empty() {
        out.push_str(&format!(" from {}", words::list(&source.inputs)));
    }
    // A time without a zone can lie before the records it came with: not told.
    let collected = source.collected.filter(|c| Some(*c) >= source.newest);
    match collected {
        Some(collected) => {
            let when = collected_words(collected, source.newest);
            out.push_str(&format!(", collected {when}"));
        }
        None => out.push_str(", collected at an unknown time"),
    }
    if let Some(window) = source.window {
        out.push_str(&format!(
            ", asked for {}",
            stretch(window.start, window.end)
        ));
    }
    out.push_str("; ");
    out.push_str(&completeness(source));
    if let Some(gap) = source.gap {
        let gap = stretch(gap.start, gap.end);
        out.push_str(&format!("; no complete read of {gap} is known"));
    }
    out
}

/// `2025-09-15 19:58:03 to 20:03:51 UTC`.
fn stretch(start: Time, end: Time) -> String {
    format!(
        "{} to {} UTC",
        start.format("%Y-%m-%d %H:%M:%S"),
        words::utc_near(end, start)
    )
}

fn collected_words(collected: Time, newest: Option<Time>) -> String {
    match newest {
        Some(newest) if newest.date_naive() == collected.date_naive() => {
            collected.format("%H:%M:%S UTC").to_string()
        }
        _ => words::utc(collected),
    }
}

fn completeness(source: &SourceReport) -> String {
    match (source.status, source.cap) {
        (SourceStatus::Complete, _) => "read completely".to_owned(),
        (SourceStatus::Partial, Some(cap)) => {
            format!("capped at {cap}, so older records may exist that were not read")
        }
        (SourceStatus::Partial, None) => format!("partial: {}", source.problems.join("; ")),
        (SourceStatus::Failed, _) => format!("failed: {}", source.problems.join("; ")),
    }
}

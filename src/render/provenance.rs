//! Where evidence came from, when it was read, and how completely.

use std::collections::BTreeSet;

use super::render_context::RenderContext;
use super::view::SourceView;
use super::{safe, words};
use crate::model::{Problem, SourceReport, SourceStatus, Time};

/// Characters of a name and of what is said of a source; bytes of a query.
const NAME: usize = 100;
const SENTENCE: usize = 600;
const QUERY: usize = 1_000;

/// Reasons that are told of one source; a glob may have one for each file.
const PROBLEMS: usize = 10;

/// The sources that reported the problem.
pub(crate) fn behind<'s>(
    problem: &Problem,
    sources: &'s [SourceReport],
) -> impl Iterator<Item = &'s SourceReport> {
    let names: BTreeSet<String> = problem.findings.iter().map(|f| f.source.clone()).collect();
    sources.iter().filter(move |s| names.contains(&s.name))
}

/// Returns what is said of each source behind a problem.
pub(crate) fn sources(problem: &Problem, context: &RenderContext<'_>) -> Vec<SourceView> {
    behind(problem, context.sources)
        .map(|source| SourceView {
            name: words::one_line(&source.name, NAME),
            words: words::one_line(&source_words(source), SENTENCE),
            query: source
                .query
                .as_deref()
                .map(|q| safe::clip(q, QUERY).into_owned()),
            url: context.links.query(source),
        })
        .collect()
}

/// Returns what was read, when, and whether completely, as one clause: for
/// issues.
///
/// Why a read was partial quotes the input, and other inputs than the issue's:
/// that is in the run's report alone ([`report_words`]).
pub fn source_words(source: &SourceReport) -> String {
    words_with(source, &completeness(source))
}

/// As [`source_words`], with everything that is known of why a read is not
/// complete, or not as it was meant: for whoever keeps the run.
pub fn report_words(source: &SourceReport) -> String {
    let mut how = match (source.status, source.cap) {
        (SourceStatus::Complete, _) | (SourceStatus::Partial, Some(_)) => completeness(source),
        (SourceStatus::Partial, None) => "partial".to_owned(),
        (SourceStatus::Failed, _) => "failed".to_owned(),
    };
    let shown = source.problems.iter().take(PROBLEMS);
    let shown: Vec<&str> = shown.map(String::as_str).collect();
    if !shown.is_empty() {
        how.push_str(&format!(": {}", shown.join("; ")));
    }
    let more = source.problems.len().saturating_sub(PROBLEMS) as u64;
    if more > 0 {
        how.push_str(&format!("; and {} more", words::thousands(more)));
    }
    words_with(source, &how)
}

fn words_with(source: &SourceReport, completeness: &str) -> String {
    let mut out = if source.is_log {
        words::count(source.records, "record", "records")
    } else {
        words::count(source.findings, "result", "results")
    };
    if let (Some(oldest), Some(newest)) = (source.oldest, source.newest) {
        out.push_str(&format!(" of {}", stretch(oldest, newest)));
        if source.zone_assumed {
            out.push_str(" (assumed: the times name no zone)");
        }
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
    out.push_str(completeness);
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
        (SourceStatus::Partial, None) => "at least: the read was partial".to_owned(),
        (SourceStatus::Failed, _) => "the read failed".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn partial() -> SourceReport {
        let mut source = SourceReport::new("backend", "findings");
        source.findings = 3;
        source.inputs = vec!["a.jsonl".into()];
        source.partial("a.jsonl: 2 unreadable: line 7: expected a text, found a list");
        source
    }

    #[test]
    fn an_issue_says_only_that_the_read_was_partial() {
        insta::assert_snapshot!(source_words(&partial()), @"3 results from a.jsonl, collected at an unknown time; at least: the read was partial");
    }

    #[test]
    fn the_report_says_why() {
        insta::assert_snapshot!(report_words(&partial()), @"3 results from a.jsonl, collected at an unknown time; partial: a.jsonl: 2 unreadable: line 7: expected a text, found a list");
        let mut failed = SourceReport::new("backend", "sarif");
        failed.failed("b.sarif: is empty");
        insta::assert_snapshot!(report_words(&failed), @"0 results, collected at an unknown time; failed: b.sarif: is empty");
        let mut noted = SourceReport::new("backend", "json");
        noted
            .problems
            .push("c.json: `fields.path` names nothing".into());
        insta::assert_snapshot!(report_words(&noted), @"0 results, collected at an unknown time; read completely: c.json: `fields.path` names nothing");
        noted.problems.extend((0..500).map(|n| format!("f{n}")));
        assert!(report_words(&noted).ends_with("; f8; and 491 more"));
        assert!(source_words(&noted).ends_with("read completely"));
    }
}

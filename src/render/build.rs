//! A problem and its sources as a view.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;

use super::links::Links;
use super::render_context::RenderContext;
use super::view::{
    Headline, LocationView, Markdown, MessageView, PriorityView, Provenance, RelatedView,
    RevisionView, SectionView, View,
};
use super::{context, facts, provenance, samples, words};
use crate::model::problem::{Section, Staleness};
use crate::model::{FindingKind, Location, Problem, SourceReport, SourceStatus};

/// How many of a kind are shown, before the size budget.
const SUGGESTIONS: usize = 3;
const MESSAGES: usize = 10;
const LOCATIONS: usize = 20;
const REVISIONS: usize = 10;
const HEADLINE_REVISIONS: usize = 3;
const HEADLINE_NAMES: usize = 5;
const BARS: usize = 40;

/// Characters of a name and of a sentence.
const NAME: usize = 100;
const SENTENCE: usize = 300;

/// A problem as templates see it.
pub(crate) fn view(problem: &Problem, context: &RenderContext<'_>) -> View {
    let samples = samples::views(problem);
    let (messages, more_messages) = messages(problem);
    let (revisions, more_revisions) = revisions(problem);
    let (locations, more_locations) = locations(&problem.locations, context.links);
    View {
        headline: headline(problem, context),
        changed: context.changed.clone(),
        cites: context.cites,
        facts: facts::facts(problem),
        messages,
        more_messages,
        revisions,
        more_revisions,
        sparkline: sparkline(problem),
        samples_exceed: samples.len() as u64 > problem.seen.count,
        samples,
        locations,
        more_locations,
        suggestions: suggestions(problem),
        context: context::context(problem, context.sources),
        sources: provenance::sources(problem, context),
        sections: problem.sections.iter().filter_map(section).collect(),
        related: related(problem),
        priority: PriorityView {
            name: problem.priority.name().to_owned(),
            reasons: problem.priority_reasons.clone(),
        },
        provenance: Provenance {
            key: problem.key.to_string(),
            rule: problem.rule.clone(),
            group: problem.group.iter().map(|(name, _)| name.clone()).collect(),
            run: context.run.to_owned(),
        },
        dropped: Vec::new(),
    }
}

fn headline(problem: &Problem, context: &RenderContext<'_>) -> Headline {
    let seen = &problem.seen;
    let files: BTreeSet<&str> = problem.locations.iter().map(|l| l.path.as_str()).collect();
    Headline {
        state: context.status.words(problem.stale.is_some()).to_owned(),
        count: words::thousands(seen.count),
        is_log: is_log(problem),
        unit: unit(problem).to_owned(),
        at_least: problem.at_least,
        span: match (seen.first_seen, seen.last_seen) {
            (Some(first), Some(last)) if seen.count > 1 => Some(words::span(last - first)),
            _ => None,
        },
        capped: capped(problem, context.sources),
        instances: seen.instances.len(),
        files: files.len(),
        environments: names(&problem.environments),
        services: names(&problem.services),
        more_services: problem.services.len().saturating_sub(HEADLINE_NAMES),
        revisions: headline_revisions(problem),
        last_seen: seen.last_seen.map(words::utc),
        stale: problem.stale.map(stale_words),
        owners: problem.assignees.clone(),
    }
}

fn is_log(problem: &Problem) -> bool {
    problem
        .findings
        .iter()
        .any(|f| f.kind() == FindingKind::Log)
}

/// Returns what is counted.
fn unit(problem: &Problem) -> &'static str {
    match (is_log(problem), problem.seen.count) {
        (true, 1) => "record",
        (true, _) => "records",
        (false, 1) => "result",
        (false, _) => "results",
    }
}

fn names(all: &[String]) -> Vec<String> {
    let names = all.iter().take(HEADLINE_NAMES);
    names.map(|name| words::one_line(name, NAME)).collect()
}

fn stale_words(stale: Staleness) -> String {
    let words = |seconds| words::span(TimeDelta::seconds(seconds));
    let age = words(stale.age);
    match stale.collected_at_age.map(words) {
        Some(collected) if collected == age => {
            format!("the newest evidence was {age} old when it was collected")
        }
        Some(collected) => format!(
            "the newest evidence was {collected} old when it was collected, {age} when this was written"
        ),
        None => format!("the newest evidence was {age} old when this was written"),
    }
}

fn capped(problem: &Problem, sources: &[SourceReport]) -> Option<String> {
    let mut behind =
        provenance::behind(problem, sources).filter(|s| s.status != SourceStatus::Complete);
    if !problem.at_least {
        return None;
    }
    let words = if behind.any(|s| s.cap.is_some()) {
        "capped read"
    } else {
        "partial read"
    };
    Some(words.to_owned())
}

/// Revisions, newest first, without the service's name that they start with.
fn headline_revisions(problem: &Problem) -> Vec<String> {
    newest_revisions(problem)
        .into_iter()
        .take(HEADLINE_REVISIONS)
        .map(|(name, _)| {
            // Of `api` and `api-gateway`, the one whose revision it is.
            let services = problem.services.iter().filter(|s| name.starts_with(*s));
            let service = services.max_by_key(|service| service.len());
            context::short(name, service.map_or("", String::as_str))
        })
        .collect()
}

fn newest_revisions(problem: &Problem) -> Vec<(&str, &crate::model::RevisionStats)> {
    let mut all: Vec<_> = problem
        .seen
        .revisions
        .iter()
        .map(|(name, stats)| (name.as_str(), stats))
        .collect();
    all.sort_by_key(|(name, stats)| (std::cmp::Reverse(stats.last_seen), *name));
    all
}

fn revisions(problem: &Problem) -> (Vec<RevisionView>, usize) {
    let all = newest_revisions(problem);
    let more = all.len().saturating_sub(REVISIONS);
    let day = problem.seen.last_seen;
    let shown = all
        .into_iter()
        .take(REVISIONS)
        .map(|(name, stats)| RevisionView {
            name: words::one_line(name, NAME),
            records: words::thousands(stats.count),
            instances: stats.instances.len(),
            last_seen: match (stats.last_seen, day) {
                (Some(time), Some(day)) => words::utc_near(time, day),
                _ => "–".to_owned(),
            },
        })
        .collect();
    (shown, more)
}

fn messages(problem: &Problem) -> (Vec<MessageView>, usize) {
    let mut by_text: BTreeMap<(&str, Option<&str>, &str), (u64, crate::model::Severity)> =
        BTreeMap::new();
    for finding in &problem.findings {
        let key = (
            finding.tool.as_str(),
            finding.rule_id.as_deref(),
            finding.message.as_str(),
        );
        let entry = by_text.entry(key).or_default();
        entry.0 += finding.seen.count;
        entry.1 = entry.1.max(finding.severity);
    }
    let mut all: Vec<_> = by_text.into_iter().collect();
    all.sort_by_key(|(key, (count, severity))| (std::cmp::Reverse((*severity, *count)), *key));
    let more = all.len().saturating_sub(MESSAGES);
    let shown = all
        .into_iter()
        .take(MESSAGES)
        .map(|((tool, rule_id, text), (count, severity))| MessageView {
            text: words::one_line(text, SENTENCE),
            count: words::thousands(count),
            severity: severity.to_string(),
            rule_id: rule_id.map(|id| words::one_line(id, NAME)),
            tool: tool.to_owned(),
        })
        .collect();
    (shown, more)
}

fn locations(all: &[Location], links: &Links) -> (Vec<LocationView>, usize) {
    let more = all.len().saturating_sub(LOCATIONS);
    let shown = all
        .iter()
        .take(LOCATIONS)
        .map(|location| {
            let path = words::one_line(&location.path, SENTENCE);
            LocationView {
                text: match location.line {
                    Some(line) => format!("{path}:{line}"),
                    None => path.clone(),
                },
                path,
                url: links.file(location),
            }
        })
        .collect();
    (shown, more)
}

fn suggestions(problem: &Problem) -> Vec<String> {
    let all: BTreeSet<String> = problem
        .findings
        .iter()
        .filter_map(|f| Some(words::one_line(f.suggestion.as_deref()?, SENTENCE)))
        .collect();
    all.into_iter().take(SUGGESTIONS).collect()
}

fn sparkline(problem: &Problem) -> String {
    match (problem.seen.first_seen, problem.seen.last_seen) {
        (Some(first), Some(last)) if last > first => {
            words::sparkline(&problem.seen.timeline.binned(first, last, BARS))
        }
        _ => String::new(),
    }
}

fn section((name, body): &(String, Section)) -> Option<SectionView> {
    let markdown = match body {
        Section::Text(text) => text.trim().to_owned(),
        Section::List(items) => items
            .iter()
            .map(|item| format!("- {}", item.trim().replace('\n', "\n  ")))
            .collect::<Vec<_>>()
            .join("\n"),
    };
    (!markdown.is_empty()).then(|| SectionView {
        title: heading(name),
        body: Markdown { markdown },
    })
}

/// `current_behavior` as `Current behavior`; the well-known short names in full.
fn heading(name: &str) -> String {
    match name {
        "current" => "Current behavior".to_owned(),
        "expected" => "Expected behavior".to_owned(),
        "verify" => "Verification".to_owned(),
        other => {
            let spaced = other.replace(['_', '-'], " ");
            let mut chars = spaced.chars();
            chars.next().map_or_else(String::new, |first| {
                first.to_uppercase().chain(chars).collect()
            })
        }
    }
}

fn related(problem: &Problem) -> Vec<RelatedView> {
    problem
        .related
        .iter()
        .map(|issue| RelatedView {
            number: issue.number,
            note: issue.note.clone(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_readable() {
        assert_eq!(heading("expected"), "Expected behavior");
        assert_eq!(heading("business_impact"), "Business impact");
    }
}

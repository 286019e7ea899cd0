//! A problem and its sources as a view.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;

use super::links::Links;
use super::safe;
use super::view::{
    FactView, Headline, LocationView, Markdown, MessageView, ModuleView, PriorityView, Provenance,
    RelatedView, RevisionView, SampleView, SectionView, SourceView, View,
};
use super::words;
use crate::model::problem::Section;
use crate::model::{
    Fact, IssueNumber, Location, Problem, Sample, SourceReport, SourceStatus, Time,
};

/// How many of a kind are shown, before the size budget.
const SAMPLES: usize = 3;
const SAMPLE_BYTES: usize = 6_000;
const MESSAGES: usize = 10;
const LOCATIONS: usize = 20;
const REVISIONS: usize = 10;
const HEADLINE_REVISIONS: usize = 3;
const VALUES: usize = 50;
const BARS: usize = 40;

/// What is said of a problem beside the problem itself.
#[derive(Debug, Clone)]
pub struct Telling<'a> {
    /// How it stands, as the first word of the text.
    pub standing: Standing,
    /// What changed since the last update, a clause each.
    pub changed: Vec<String>,
    /// The issue that tracked it before, closed too long ago to be opened again.
    pub cites: Option<IssueNumber>,
    /// All sources of this run.
    pub sources: &'a [SourceReport],
    /// This run's id.
    pub run: &'a str,
    /// Where files and queries can be looked at.
    pub links: &'a Links,
}

/// How a problem stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// First told of here.
    New,
    /// Told of before.
    Again,
    /// Was closed.
    Back,
}

impl Standing {
    fn words(&self, stale: bool) -> &'static str {
        match self {
            _ if stale => "Stale evidence",
            Self::New => "New",
            Self::Again => "Seen again",
            Self::Back => "Came back",
        }
    }
}

/// A problem as templates see it.
pub(super) fn view(problem: &Problem, telling: &Telling<'_>) -> View {
    let (messages, more_messages) = messages(problem);
    let (revisions, more_revisions) = revisions(problem);
    let (locations, more_locations) = locations(&problem.locations, telling.links);
    View {
        headline: headline(problem, telling),
        changed: telling.changed.clone(),
        cites: telling.cites,
        facts: facts(problem),
        messages,
        more_messages,
        revisions,
        more_revisions,
        sparkline: sparkline(problem),
        samples: samples(problem),
        locations,
        more_locations,
        suggestions: suggestions(problem),
        sources: sources(problem, telling),
        context: Vec::new(),
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
            run: telling.run.to_owned(),
        },
        dropped: Vec::new(),
    }
}

fn headline(problem: &Problem, telling: &Telling<'_>) -> Headline {
    let seen = &problem.seen;
    let is_log = problem.findings.iter().any(|f| f.tool == "log");
    let unit = match (is_log, seen.count) {
        (true, 1) => "record",
        (true, _) => "records",
        (false, 1) => "result",
        (false, _) => "results",
    };
    let files: BTreeSet<&str> = problem.locations.iter().map(|l| l.path.as_str()).collect();
    Headline {
        state: telling
            .standing
            .words(problem.stale_seconds.is_some())
            .to_owned(),
        count: words::thousands(seen.count),
        unit: unit.to_owned(),
        at_least: problem.at_least,
        span: match (seen.first_seen, seen.last_seen) {
            (Some(first), Some(last)) if seen.count > 1 => Some(words::span(last - first)),
            _ => None,
        },
        capped: capped(problem, telling.sources),
        instances: seen.instances.len(),
        files: files.len(),
        environments: problem.environments.clone(),
        services: problem.services.clone(),
        revisions: headline_revisions(problem),
        last_seen: seen.last_seen.map(words::utc),
        stale: problem.stale_seconds.map(|seconds| {
            let age = words::span(TimeDelta::seconds(seconds));
            format!("the newest evidence was {age} old when this was written")
        }),
        owners: problem.assignees.clone(),
    }
}

fn capped(problem: &Problem, sources: &[SourceReport]) -> Option<String> {
    let mut behind = behind(problem, sources).filter(|s| s.status != SourceStatus::Complete);
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

/// The sources that reported the problem.
fn behind<'s>(
    problem: &Problem,
    sources: &'s [SourceReport],
) -> impl Iterator<Item = &'s SourceReport> {
    let names: BTreeSet<String> = problem.findings.iter().map(|f| f.source.clone()).collect();
    sources.iter().filter(move |s| names.contains(&s.name))
}

/// Revisions, newest first, without the service's name that they start with.
fn headline_revisions(problem: &Problem) -> Vec<String> {
    newest_revisions(problem)
        .into_iter()
        .take(HEADLINE_REVISIONS)
        .map(|(name, _)| {
            let short = problem
                .services
                .iter()
                .find_map(|service| name.strip_prefix(service.as_str()))
                .map_or(name, |rest| rest.trim_start_matches('-'));
            short.to_owned()
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
            name: name.to_owned(),
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
            text: one_line(text),
            count: words::thousands(count),
            severity: severity.to_string(),
            rule_id: rule_id.map(str::to_owned),
            tool: tool.to_owned(),
        })
        .collect();
    (shown, more)
}

/// The first line of a text, cut where a reader has enough.
fn one_line(text: &str) -> String {
    const CHARS: usize = 300;
    let line = text.lines().find(|l| !l.trim().is_empty()).unwrap_or("");
    match line.char_indices().nth(CHARS) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line.trim().to_owned(),
    }
}

fn facts(problem: &Problem) -> BTreeMap<String, FactView> {
    problem
        .facts
        .iter()
        .map(|(name, fact)| (name.clone(), fact_view(fact)))
        .collect()
}

fn fact_view(fact: &Fact) -> FactView {
    let values = fact.values();
    let modules = modules(&values);
    let names: BTreeSet<&String> = modules.iter().flat_map(|m| &m.names).collect();
    let distinct_names = names.len();
    let opaque = values.iter().any(|v| is_opaque(v));
    FactView {
        count: fact.count(),
        capped: fact.capped(),
        value: single(&values),
        values: if opaque {
            Vec::new()
        } else {
            values.into_iter().take(VALUES).collect()
        },
        modules,
        distinct_names,
    }
}

fn single(values: &[String]) -> Option<String> {
    match values {
        [one] if super::title::is_identifier(one) => Some(one.clone()),
        _ => None,
    }
}

/// Ids that tell a reader nothing: long, and of hex digits only.
fn is_opaque(value: &str) -> bool {
    value.len() >= 24 && value.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
}

/// Qualified names (`a.b.C`, `a::b::C`) by what stands before their last
/// part, largest module first. Empty unless all values are such names.
fn modules(values: &[String]) -> Vec<ModuleView> {
    let split = |value: &String| -> Option<(String, String)> {
        let separator = if value.contains("::") { "::" } else { "." };
        let (module, name) = value.rsplit_once(separator)?;
        let is_name =
            |s: &str| !s.is_empty() && s.chars().all(|c| c.is_alphanumeric() || "_.:$".contains(c));
        (is_name(module) && is_name(name) && !name.starts_with(|c: char| c.is_ascii_digit()))
            .then(|| (module.to_owned(), name.to_owned()))
    };
    let Some(pairs) = values.iter().map(split).collect::<Option<Vec<_>>>() else {
        return Vec::new();
    };
    if pairs.len() < 2 {
        return Vec::new();
    }
    let mut by_module: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (module, name) in pairs {
        by_module.entry(module).or_default().insert(name);
    }
    let mut modules: Vec<ModuleView> = by_module
        .into_iter()
        .map(|(module, names)| ModuleView {
            module,
            names: names.into_iter().collect(),
        })
        .collect();
    modules.sort_by_key(|m| (std::cmp::Reverse(m.names.len()), m.module.clone()));
    modules
}

fn samples(problem: &Problem) -> Vec<SampleView> {
    let mut all: Vec<&Sample> = problem.findings.iter().flat_map(|f| &f.samples).collect();
    // Newest first, then by text, so that the order of findings does not show.
    all.sort_by_key(|s| (std::cmp::Reverse(s.time), &s.text));
    let mut texts = BTreeSet::new();
    all.into_iter()
        .filter(|sample| texts.insert(sample.text.as_str()))
        .take(SAMPLES)
        .map(sample)
        .collect()
}

fn sample(sample: &Sample) -> SampleView {
    let mut head = sample.severity.name().to_uppercase();
    if let Some(time) = sample.time {
        head.push(' ');
        head.push_str(&time.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true));
    }
    if let Some(logger) = &sample.logger {
        head.push(' ');
        head.push_str(logger);
    }
    let text = safe::clip(&sample.text, SAMPLE_BYTES);
    SampleView {
        text: format!("{head}\n{text}"),
    }
}

fn locations(all: &[Location], links: &Links) -> (Vec<LocationView>, usize) {
    let more = all.len().saturating_sub(LOCATIONS);
    let shown = all
        .iter()
        .take(LOCATIONS)
        .map(|location| LocationView {
            path: location.path.clone(),
            text: match location.line {
                Some(line) => format!("{}:{line}", location.path),
                None => location.path.clone(),
            },
            url: links.file(location),
        })
        .collect();
    (shown, more)
}

fn suggestions(problem: &Problem) -> Vec<String> {
    let all: BTreeSet<String> = problem
        .findings
        .iter()
        .filter_map(|f| f.suggestion.as_deref().map(one_line))
        .collect();
    all.into_iter().take(SAMPLES).collect()
}

fn sparkline(problem: &Problem) -> String {
    match (problem.seen.first_seen, problem.seen.last_seen) {
        (Some(first), Some(last)) if last > first => {
            words::sparkline(&problem.seen.timeline.binned(first, last, BARS))
        }
        _ => String::new(),
    }
}

fn sources(problem: &Problem, telling: &Telling<'_>) -> Vec<SourceView> {
    behind(problem, telling.sources)
        .map(|source| SourceView {
            name: source.name.clone(),
            words: source_words(source),
            query: source.query.clone(),
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
        out.push_str(&format!(
            " of {} to {} UTC",
            oldest.format("%Y-%m-%d %H:%M:%S"),
            words::utc_near(newest, oldest)
        ));
    }
    // A time without a zone can lie before the records it came with: not told.
    let collected = source.collected.filter(|c| Some(*c) >= source.newest);
    if let Some(collected) = collected {
        out.push_str(&format!(
            ", collected {}",
            collected_words(collected, source.newest)
        ));
    }
    if !source.inputs.is_empty() {
        out.push_str(&format!(" from {}", words::list(&source.inputs)));
    }
    out.push_str("; ");
    out.push_str(&completeness(source));
    out
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
    fn qualified_names_are_shown_by_module() {
        let values: Vec<String> = ["a.b.C", "a.b.D", "a.x.C"].map(String::from).into();
        let fact = fact_view(&Fact::latest(None, values));
        assert_eq!(fact.modules.len(), 2);
        assert_eq!(fact.modules[0].names, ["C", "D"]);
        assert_eq!(fact.distinct_names, 2);
    }

    #[test]
    fn what_is_no_qualified_name_is_listed_plainly() {
        let fact = fact_view(&Fact::distinct(["10.5".to_owned(), "a b.c".to_owned()]));
        assert!(fact.modules.is_empty());
        assert_eq!(fact.values, ["10.5", "a b.c"]);
    }

    #[test]
    fn opaque_ids_are_counted_and_not_listed() {
        let id = "0069c7a988470ab48851fc60ead04cae6f283b04";
        let fact = fact_view(&Fact::distinct([id.to_owned()]));
        assert_eq!((fact.count, fact.values.len()), (1, 0));
    }

    #[test]
    fn headings_are_readable() {
        assert_eq!(heading("expected"), "Expected behavior");
        assert_eq!(heading("business_impact"), "Business impact");
    }
}

//! How the sources of a problem came to report it: what must be looked at again
//! before their silence says anything.

use std::collections::BTreeMap;

use super::{MAX_SOURCES, behind, checksum};
use crate::model::coverage::{category, part};
use crate::model::{Coverage, Finding, Print, Problem, Tool};
use crate::ownership::{FoundBy, State};
use crate::plan::context::Planning;
use crate::triage::SourceCoverage;

/// Other tools of a source that are remembered.
const MAX_BESIDE: usize = 4;
/// SARIF's `automationDetails.id`, as ingestion labels it.
const CATEGORY: &str = "category";

/// How the sources of a problem came to report it; what was asked for before
/// and was not looked at stays.
pub(crate) fn found(
    planning: &Planning<'_>,
    problem: &Problem,
    before: Option<&State>,
) -> BTreeMap<String, FoundBy> {
    let mut all: BTreeMap<String, FoundBy> = BTreeMap::new();
    for look in behind(planning, problem) {
        all.insert(look.source.clone(), found_by(look, problem));
    }
    for (source, earlier) in before.iter().flat_map(|state| &state.found) {
        let look = planning
            .triage
            .coverage
            .iter()
            .find(|l| l.source == *source);
        let was_read = look.is_some_and(|look| look.blind.is_none());
        let room = all.len() < MAX_SOURCES;
        if let (Some(found), Some(look)) = (all.get_mut(source), look) {
            found.keep_unread(earlier, &look.coverage, look.is_log);
            found.at = found.at.max(earlier.at);
        } else if !was_read && room {
            all.insert(source.clone(), earlier.clone());
        }
    }
    all
}

pub(super) fn found_by(look: &SourceCoverage, problem: &Problem) -> FoundBy {
    let coverage = &*look.coverage;
    let findings = || problem.findings.iter().filter(|f| f.source == look.source);
    let mut found = FoundBy {
        formats: coverage.formats.iter().cloned().collect(),
        at: look.oldest,
        bytes: Some(checksum(look)),
        written: look.written,
        ..FoundBy::default()
    };
    if look.is_log {
        let mut names = findings().flat_map(|f| std::iter::once(&f.fingerprint).chain(&f.aliases));
        found.ignored_too =
            names.any(|name| coverage.ignored.contains(&Print::of_fingerprint(name)));
        found.set_inputs(coverage, None);
        return found;
    }
    if coverage.unnamed_tools {
        let beside = coverage.reporting.iter().take(MAX_BESIDE);
        found.beside = beside.cloned().collect();
    }
    let bits = findings().fold(0, |bits, finding| bits | finding.inputs);
    found.set_inputs(coverage, Some(bits));
    for finding in findings() {
        let tool = tool_of(look, finding);
        let listed = coverage.tools.get(&tool).or_else(|| {
            // A format without tools of its own lists under none.
            let none = Tool {
                name: String::new(),
                category: None,
            };
            coverage.tools.get(&none)
        });
        if let Some(Some(listed)) = listed {
            found.exhaustive |= listed.exhaustive;
            for location in finding.locations.iter().take(1) {
                found.add_file(&location.path);
            }
        }
        if let Some(part) = part_of(coverage, finding) {
            found.add_part(&part);
            for location in finding.locations.iter().take(1) {
                found.add_file(&location.path);
            }
        }
        if coverage.tests.is_some() {
            found.add_test(Print::of_fingerprint(&finding.fingerprint));
        }
        found.add_tool(tool);
    }
    let own = |name: &String| found.tools.iter().any(|tool| tool.name == *name);
    found.beside.retain(|name| !own(name));
    found
}

/// The part of the project that a finding is in, where the read says which it
/// looked at.
fn part_of(coverage: &Coverage, finding: &Finding) -> Option<String> {
    let package = finding.labels.get("package")?;
    let kind = finding.labels.get("target").map(String::as_str);
    let part = part(package, kind);
    coverage.parts.contains(&Print::of(&part)).then_some(part)
}

fn tool_of(look: &SourceCoverage, finding: &Finding) -> Tool {
    let with = Tool {
        name: finding.tool.clone(),
        category: finding.labels.get(CATEGORY).map(|id| category(id)),
    };
    if look.coverage.tools.contains_key(&with) {
        return with;
    }
    Tool {
        category: None,
        ..with
    }
}

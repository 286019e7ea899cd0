//! One result of a run.

use serde_json::Value;

use super::super::Sink;
use super::super::error::ReadError;
use super::super::items::Item;
use super::super::paths::Paths;
use super::super::results::{Draft, Known, ReadResults, Results};
use super::super::scalar::Scalar;
use super::super::value;
use super::prints::Usable;
use super::run::{Rule, RuleKey, Run};
use super::{message, wire};
use crate::model::{Location, Sample, Severity};

/// Related locations and steps of a code flow that are shown.
const SHOWN: usize = 12;

/// Reads the results of one run.
pub(super) struct RunReader {
    run: Run,
    tool: String,
    usable: Usable,
    paths: Paths,
}

impl ReadResults for RunReader {
    fn item<S: Sink>(
        &mut self,
        item: Item<'_>,
        results: &mut Results<'_, S>,
    ) -> Result<(), ReadError> {
        let text = item.text();
        let result: wire::Res<'_> = value::read(&text, item.at)?;
        if let Some(why) = set_aside(&result) {
            results.skip(why);
            return Ok(());
        }
        let raw = results.raw(item)?;
        results.push(self.draft(&result, raw));
        Ok(())
    }
}

/// Why a result is no finding, if it is none.
fn set_aside(result: &wire::Res<'_>) -> Option<&'static str> {
    match lower(&result.kind).as_deref() {
        None | Some("fail" | "open" | "review") => {}
        Some("pass") => return Some("passed"),
        Some("notapplicable") => return Some("not applicable"),
        Some(_) => return Some("informational"),
    }
    if result
        .suppressions
        .iter()
        .any(|s| lower(&s.status).as_deref() != Some("rejected"))
    {
        return Some("suppressed");
    }
    (lower(&result.baseline_state).as_deref() == Some("absent"))
        .then_some("gone since the baseline")
}

fn lower(scalar: &Scalar<'_>) -> Option<String> {
    scalar.as_str().map(str::to_lowercase)
}

impl RunReader {
    /// `paths` makes what is shown in steps relative.
    pub(super) fn new(run: Run, tool: String, usable: Usable, paths: Paths) -> Self {
        Self {
            run,
            tool,
            usable,
            paths,
        }
    }

    fn draft(&self, result: &wire::Res<'_>, raw: Value) -> Draft {
        let rule = self.run.rule(&rule_key(result));
        let rule_id = result
            .rule_id
            .clone()
            .string()
            .or_else(|| result.rule.id.clone().string());
        let rule_id =
            rule_id.or_else(|| rule.map(|rule| rule.id.clone()).filter(|id| !id.is_empty()));
        let strings = rule
            .map(|rule| &rule.strings)
            .into_iter()
            .chain(self.run.shared_strings());
        let message = message::text(&result.message, strings)
            .or_else(|| rule.and_then(|rule| rule.description.clone()))
            .or_else(|| rule_id.clone())
            .or_else(|| result.message.id.clone().string());
        let locations = self.locations(&result.locations);
        let identity = self.identity(result, message.as_deref().unwrap_or_default());
        let fix = result
            .fixes
            .first()
            .and_then(|fix| message::text(&fix.description, []));
        Draft {
            tool: self.tool.clone(),
            severity: Some(self.severity(result, rule)),
            message: message.unwrap_or_default(),
            identity,
            count: result.occurrence_count.number().unwrap_or(1),
            labels: self.labels(result, rule),
            samples: self.samples(result),
            suggestion: fix,
            locations,
            rule_id,
            raw,
            ..Draft::default()
        }
    }

    fn locations(&self, all: &[wire::Loc<'_>]) -> Vec<Location> {
        all.iter()
            .filter_map(|location| self.location(location))
            .collect()
    }

    fn location(&self, location: &wire::Loc<'_>) -> Option<Location> {
        let physical = &location.physical_location;
        Some(Location {
            path: self.run.uris.path(&physical.artifact_location)?,
            line: physical.region.start_line.number().filter(|n| *n > 0),
            column: physical.region.start_column.number().filter(|n| *n > 0),
        })
    }

    /// The tool's own fingerprint, the text of the place, or its name.
    fn identity(&self, result: &wire::Res<'_>, message: &str) -> Known {
        if let Some((name, value)) = self.usable.best(result) {
            return Known::By(name.to_owned(), value.to_owned());
        }
        let Some(first) = result.locations.first() else {
            return Known::ByMessage;
        };
        if let Some(snippet) = first.physical_location.region.snippet.text.clone().string() {
            return Known::ByLine(snippet);
        }
        match symbol(first) {
            Some(symbol) => Known::BySymbol(symbol, message.to_owned()),
            None => Known::ByMessage,
        }
    }

    /// By the result, the user's configuration, the rule, then warning
    /// (3.27.10); raised by the rule's `security-severity`, the scale that code
    /// scanning shows for vulnerabilities.
    fn severity(&self, result: &wire::Res<'_>, rule: Option<&Rule>) -> String {
        let is_fail = lower(&result.kind).is_none_or(|kind| kind == "fail");
        let invocation = result.provenance.invocation_index.number();
        let level = lower(&result.level)
            .or_else(|| (!is_fail).then(|| "none".to_owned()))
            .or_else(|| {
                self.run
                    .override_level(invocation, rule?)
                    .map(str::to_lowercase)
            })
            .or_else(|| rule?.level.clone().map(|level| level.to_lowercase()))
            .unwrap_or_else(|| "warning".to_owned());
        let own = result.properties.security_severity.number();
        let security = own.or_else(|| rule?.security).map(security_level);
        let rank = |name: &str| Severity::parse(name).unwrap_or_default();
        match security {
            Some(name) if rank(name) > rank(&level) => name.to_owned(),
            _ => level,
        }
    }

    fn labels(
        &self,
        result: &wire::Res<'_>,
        rule: Option<&Rule>,
    ) -> std::collections::BTreeMap<String, String> {
        let mut labels = self.run.labels.clone();
        let mut add = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                labels.insert(name.to_owned(), value);
            }
        };
        add("kind", lower(&result.kind).filter(|kind| kind != "fail"));
        add("baseline", lower(&result.baseline_state));
        add("help", rule.and_then(|rule| rule.help_uri.clone()));
        add("symbol", result.locations.first().and_then(symbol));
        labels
    }

    /// What the tool shows: the code, where else, and how it comes about.
    fn samples(&self, result: &wire::Res<'_>) -> Vec<Sample> {
        let snippet = result.locations.first().and_then(|location| {
            location
                .physical_location
                .region
                .snippet
                .text
                .clone()
                .string()
        });
        let related = self.steps(result.related_locations.iter());
        let flows = result
            .code_flows
            .first()
            .into_iter()
            .flat_map(|flow| &flow.thread_flows)
            .take(1);
        let flow =
            self.steps(flows.flat_map(|flow| flow.locations.iter().map(|step| &step.location)));
        let text = |text: String| Sample {
            time: None,
            severity: Severity::default(),
            logger: None,
            text,
        };
        [snippet, related, flow]
            .into_iter()
            .flatten()
            .map(text)
            .collect()
    }

    /// Locations with what is said of each, one a line.
    fn steps<'l, 'a: 'l>(
        &self,
        locations: impl Iterator<Item = &'l wire::Loc<'a>>,
    ) -> Option<String> {
        let lines: Vec<String> = locations
            .take(SHOWN)
            .filter_map(|location| {
                let Location { path, line, .. } = self.location(location)?;
                let path = self.paths.relative(&path);
                let line = line.map(|line| format!(":{line}")).unwrap_or_default();
                let said = message::text(&location.message, [])
                    .map(|said| format!(" {said}"))
                    .unwrap_or_default();
                Some(format!("{path}{line}{said}"))
            })
            .collect();
        (!lines.is_empty()).then(|| lines.join("\n"))
    }
}

fn rule_key(result: &wire::Res<'_>) -> RuleKey {
    let reference = &result.rule;
    let mut key = RuleKey {
        id: reference.id.clone().string(),
        index: reference.index.number(),
        component: reference.tool_component.as_ref().map(Into::into),
    };
    key.id = key.id.or_else(|| result.rule_id.clone().string());
    key.index = key.index.or_else(|| result.rule_index.number());
    key
}

fn symbol(location: &wire::Loc<'_>) -> Option<String> {
    let logical = location.logical_locations.first()?;
    logical
        .fully_qualified_name
        .clone()
        .string()
        .or_else(|| logical.name.clone().string())
}

/// GitHub's bounds, which are CVSS v3's.
fn security_level(score: f64) -> &'static str {
    match score {
        _ if score >= 9.0 => "critical",
        _ if score >= 7.0 => "high",
        _ if score >= 4.0 => "medium",
        _ if score > 0.0 => "low",
        _ => "none",
    }
}

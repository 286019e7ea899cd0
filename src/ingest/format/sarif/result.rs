//! One result of a run.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::prints::Usable;
use super::run::{RuleKey, RunRule, SarifRun, is_tagged_secret};
use super::{message, wire};
use crate::ingest::error::{InputPosition, ReadError};
use crate::ingest::results::each::{ReadEach, ReadOutcome};
use crate::ingest::results::identity::few_lines::few_lines;
use crate::ingest::results::parsed::{IdentityBasis, ParsedResult, sample};
use crate::ingest::results::paths::Paths;
use crate::ingest::syntax::scalar::Scalar;
use crate::model::{Location, Sample, Severity};

/// Related locations and steps of a code flow that are shown.
const SHOWN: usize = 12;

/// Reads the results of one run.
pub(crate) struct RunReader {
    run: SarifRun,
    tool: String,
    usable: Usable,
    paths: Paths,
}

impl ReadEach for RunReader {
    type Wire<'a> = wire::Res<'a>;

    const ITEM: &'static str = "a result";

    fn lacks(&self, result: &wire::Res<'_>) -> Option<&'static str> {
        let message = &result.message;
        let says = [&message.text, &message.markdown, &message.id];
        let is_something = says.into_iter().any(|text| text.as_str().is_some())
            || rule_id(result).is_some()
            || result.rule_index.number().is_some()
            || result.rule.index.number().is_some()
            || set_aside(result).is_some();
        (!is_something).then_some("`message`")
    }

    fn outcome<'a>(
        &'a self,
        result: wire::Res<'a>,
        _: InputPosition,
    ) -> Result<ReadOutcome<'a>, ReadError> {
        Ok(match set_aside(&result) {
            Some(why) => ReadOutcome::SetAside(why),
            None => ReadOutcome::Result(self.parsed(result)),
        })
    }
}

/// Returns why a result does not become a finding; `None` if it does.
fn set_aside(result: &wire::Res<'_>) -> Option<&'static str> {
    match lower(&result.kind).as_deref() {
        None | Some("fail" | "open" | "review") => {}
        Some("pass") => return Some("passed"),
        Some("notapplicable") => return Some("not applicable"),
        Some(_) => return Some("informational"),
    }
    let is_rejected = |s: &wire::Suppression<'_>| lower(&s.status).as_deref() == Some("rejected");
    if !result.suppressions.iter().all(is_rejected) {
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
    pub(crate) fn new(run: SarifRun, tool: String, usable: Usable, paths: Paths) -> Self {
        Self {
            run,
            tool,
            usable,
            paths,
        }
    }

    fn parsed<'a>(&'a self, mut result: wire::Res<'a>) -> ParsedResult<'a> {
        let rule = self.run.rule(&rule_key(&result));
        let rule_id =
            rule_id(&result).or_else(|| Some(rule?.id.as_str()).filter(|id| !id.is_empty()));
        let rule_id = rule_id.map(ToOwned::to_owned);
        let strings = rule.map(|rule| &rule.strings).into_iter();
        let message = message::text(&result.message, strings.chain(self.run.shared_strings()))
            .or_else(|| rule.and_then(|rule| rule.description.clone()))
            .or_else(|| rule_id.clone())
            .or_else(|| result.message.id.clone().string());
        let fix = result.fixes.first();
        let (identity, former) = self.identity(&result);
        let first = result.locations.first();
        let context = first.and_then(|first| {
            let around = &first.physical_location.context_region.snippet.text;
            around.clone().text()
        });
        ParsedResult {
            tool: self.tool.clone(),
            message: message.unwrap_or_default(),
            identity,
            former,
            context,
            secret: rule.is_some_and(|rule| rule.secret) || is_tagged_secret(&result.properties),
            count: result.occurrence_count.number().unwrap_or(1),
            locations: self.locations(&result.locations),
            labels: self.labels(&result, rule),
            samples: self.samples(&result),
            suggestion: fix.and_then(|fix| message::text(&fix.description, [])),
            severity: Some(self.severity(&mut result, rule)),
            rule_id,
            rule: rule.map(|rule| Arc::clone(&rule.info)),
            ..ParsedResult::default()
        }
    }

    fn locations(&self, all: &[wire::SarifLocation<'_>]) -> Vec<Location> {
        all.iter()
            .filter_map(|location| self.location(location))
            .collect()
    }

    fn location(&self, location: &wire::SarifLocation<'_>) -> Option<Location> {
        let physical = &location.physical_location;
        Some(Location {
            path: self.run.uris.path(&physical.artifact_location)?,
            line: physical.region.start_line.number().filter(|n| *n > 0),
            column: physical.region.start_column.number().filter(|n| *n > 0),
        })
    }

    /// The tool's own fingerprint, the text of the place, or its name; and
    /// what recipe 1 took, where that was something else.
    fn identity<'a>(
        &self,
        result: &wire::Res<'a>,
    ) -> (IdentityBasis<'a>, Option<IdentityBasis<'a>>) {
        let first = result.locations.first();
        let known = |(name, value)| IdentityBasis::By(name, value);
        if let Some(best) = Usable::best(result) {
            let former = self.usable.former(result);
            let same = former.as_ref() == Some(&best);
            let before = (!same).then(|| former.map_or_else(|| by_text(first, false), known));
            return (known(best), before);
        }
        let now = by_text(first, true);
        let before = by_text(first, false);
        let same = match (&now, &before) {
            (IdentityBasis::ByLine(now), IdentityBasis::ByLine(before)) => now == before,
            (now, before) => std::mem::discriminant(now) == std::mem::discriminant(before),
        };
        (now, (!same).then_some(before))
    }

    /// By the result, the user's configuration, the rule, then warning
    /// (3.27.10); raised by the rule's `security-severity`, the scale that code
    /// scanning shows for vulnerabilities.
    fn severity<'a>(
        &'a self,
        result: &mut wire::Res<'a>,
        rule: Option<&'a RunRule>,
    ) -> Cow<'a, str> {
        let kind = result.kind.as_str();
        let is_fail = kind.is_none_or(|kind| kind.eq_ignore_ascii_case("fail"));
        let invocation = result.provenance.invocation_index.number();
        let level = std::mem::take(&mut result.level)
            .text()
            .or_else(|| (!is_fail).then_some("none".into()))
            .or_else(|| Some(self.run.override_level(invocation, rule?)?.into()))
            .or_else(|| Some(rule?.level.as_deref()?.into()))
            .unwrap_or("warning".into());
        let own = result.properties.security_severity.number();
        let security = own.or_else(|| rule?.security).map(security_level);
        let rank = |name: &str| Severity::parse(name).unwrap_or_default();
        match security {
            Some(name) if rank(name) > rank(&level) => name.into(),
            _ => level,
        }
    }

    fn labels(&self, result: &wire::Res<'_>, rule: Option<&RunRule>) -> BTreeMap<String, String> {
        let mut labels = self.run.labels.clone();
        let mut add = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                labels.insert(name.to_owned(), value);
            }
        };
        add("kind", lower(&result.kind).filter(|kind| kind != "fail"));
        add("baseline", lower(&result.baseline_state));
        add("help", rule.and_then(|rule| rule.help_uri.clone()));
        let symbol = result.locations.first().and_then(symbol);
        add("symbol", symbol.map(Cow::into_owned));
        labels
    }

    /// Returns what the tool shows: the code, where else, and how it comes
    /// about.
    fn samples(&self, result: &wire::Res<'_>) -> Vec<Sample> {
        let first = result.locations.first();
        let snippet = first.and_then(|first| snippet(first).clone().string());
        let related = self.steps(result.related_locations.iter());
        let flows = result
            .code_flows
            .first()
            .into_iter()
            .flat_map(|flow| &flow.thread_flows)
            .take(1);
        let flow =
            self.steps(flows.flat_map(|flow| flow.locations.iter().map(|step| &step.location)));
        let all = [snippet, related, flow].into_iter().flatten();
        all.map(sample).collect()
    }

    /// Locations with what is said of each, one a line.
    fn steps<'l, 'a: 'l>(
        &self,
        locations: impl Iterator<Item = &'l wire::SarifLocation<'a>>,
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

/// By the text of the place, or its name; only few lines identify, for which
/// recipe 1 did not ask.
fn by_text<'a>(first: Option<&wire::SarifLocation<'a>>, few: bool) -> IdentityBasis<'a> {
    let Some(first) = first else {
        return IdentityBasis::ByMessage;
    };
    let region = &first.physical_location.region;
    let text = snippet(first).clone().text();
    let text = text.and_then(|text| {
        if !few {
            return Some(text);
        }
        let start = region.start_line.number::<u32>();
        let end = region.end_line.number::<u32>().or(start);
        let reported = end
            .zip(start)
            .map(|(end, start)| end.saturating_sub(start) + 1);
        few_lines(text, start, reported)
    });
    match text {
        Some(text) => IdentityBasis::ByLine(text),
        None => symbol(first).map_or(IdentityBasis::ByMessage, IdentityBasis::BySymbol),
    }
}

/// `ruleId`, else the id of the reference (3.27.5, 3.27.7).
fn rule_id<'r>(result: &'r wire::Res<'_>) -> Option<&'r str> {
    result.rule_id.as_str().or(result.rule.id.as_str())
}

fn rule_key<'r>(result: &'r wire::Res<'_>) -> RuleKey<'r> {
    let reference = &result.rule;
    let id = reference.id.as_str().or(result.rule_id.as_str());
    let index = reference.index.number();
    RuleKey {
        id: id.map(Cow::Borrowed),
        index: index.or(result.rule_index.number()),
        component: reference.tool_component.as_ref().map(Into::into),
    }
}

fn snippet<'l, 'a>(location: &'l wire::SarifLocation<'a>) -> &'l Scalar<'a> {
    &location.physical_location.region.snippet.text
}

fn symbol<'a>(location: &wire::SarifLocation<'a>) -> Option<Cow<'a, str>> {
    let logical = location.logical_locations.first()?;
    let name = logical.fully_qualified_name.clone().text();
    name.or_else(|| logical.name.clone().text())
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

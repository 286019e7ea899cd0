//! GitHub's code scanning alerts, as its REST API lists them.
//!
//! Source: <https://docs.github.com/en/rest/code-scanning/code-scanning>. An
//! alert that was dismissed or is fixed is no finding: people decided.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

use crate::ingest::error::{self, ReadError};
use crate::ingest::format::spec::{FormatReader, FormatSpec, LooksLike, ResultsReader, Tools};
use crate::ingest::results::each::{ReadEach, ReadOutcome};
use crate::ingest::results::parsed::{IdentityBasis, ParsedResult, location};
use crate::ingest::syntax::scalar::Scalar;
use crate::ingest::syntax::time;
use crate::model::{Format, RuleInfo};

/// The entry of the format: what tells it from others, and its reader.
pub(crate) const FORMAT: FormatSpec = FormatSpec {
    format: Format::GithubAlerts,
    looks_like: &[LooksLike::Json(|alert| {
        alert.count(&["most_recent_instance", "rule", "tool"]) == 3
    })],
    reader: FormatReader::Results(ResultsReader {
        tools: Tools::InResults,
        read: |report, input, results| report.plain(input.read, &mut GithubAlerts, results),
    }),
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Alert<'a> {
    #[serde(borrow)]
    number: Scalar<'a>,
    #[serde(borrow)]
    state: Scalar<'a>,
    #[serde(borrow)]
    created_at: Scalar<'a>,
    #[serde(borrow)]
    updated_at: Scalar<'a>,
    #[serde(borrow)]
    html_url: Scalar<'a>,
    #[serde(borrow)]
    rule: AlertRule<'a>,
    #[serde(borrow)]
    tool: AlertTool<'a>,
    #[serde(borrow)]
    most_recent_instance: AlertInstance<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct AlertRule<'a> {
    #[serde(borrow)]
    id: Scalar<'a>,
    #[serde(borrow)]
    severity: Scalar<'a>,
    #[serde(borrow)]
    security_severity_level: Scalar<'a>,
    #[serde(borrow)]
    description: Scalar<'a>,
    #[serde(borrow)]
    help_uri: Scalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct AlertTool<'a> {
    #[serde(borrow)]
    name: Scalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct AlertInstance<'a> {
    #[serde(borrow)]
    message: AlertMessage<'a>,
    #[serde(borrow)]
    location: AlertLocation<'a>,
    #[serde(borrow)]
    category: Scalar<'a>,
    #[serde(borrow, rename = "ref")]
    git_ref: Scalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct AlertMessage<'a> {
    #[serde(borrow)]
    text: Scalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct AlertLocation<'a> {
    #[serde(borrow)]
    path: Scalar<'a>,
    #[serde(borrow)]
    start_line: Scalar<'a>,
    #[serde(borrow)]
    start_column: Scalar<'a>,
}

/// Reads alerts of GitHub's API.
#[derive(Debug, Default)]
pub(crate) struct GithubAlerts;

impl ReadEach for GithubAlerts {
    type Wire<'a> = Alert<'a>;

    const ITEM: &'static str = "an alert of code scanning";
    const PAGES: bool = true;

    fn lacks(&self, alert: &Alert<'_>) -> Option<&'static str> {
        let rule = &alert.rule;
        let has_rule = rule.id.as_str().or(rule.description.as_str()).is_some();
        (!has_rule)
            .then_some("`rule`")
            .or_else(|| alert.number.as_str().is_none().then_some("`number`"))
    }

    fn outcome<'a>(
        &'a self,
        alert: Alert<'a>,
        _: error::InputPosition,
    ) -> Result<ReadOutcome<'a>, ReadError> {
        Ok(match alert.state.as_str() {
            Some("open") | None => ReadOutcome::Result(parsed(alert)),
            Some("dismissed") => ReadOutcome::SetAside("dismissed"),
            Some(_) => ReadOutcome::SetAside("fixed"),
        })
    }
}

fn parsed(alert: Alert<'_>) -> ParsedResult<'_> {
    let time = |scalar: Scalar<'_>| scalar.text().and_then(|text| time::parse(&text));
    let instance = alert.most_recent_instance;
    let rule_id = alert.rule.id.string();
    let summary = alert.rule.description.string();
    let message = instance.message.text.string().or_else(|| summary.clone());
    let labels = [
        ("alert", alert.html_url),
        ("help", alert.rule.help_uri),
        ("category", instance.category),
        ("ref", instance.git_ref),
    ];
    let labels: BTreeMap<String, String> = labels
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value.string()?)))
        .collect();
    let place = instance.location;
    let info = RuleInfo { summary };
    ParsedResult {
        rule: Some(Arc::new(info)),
        tool: alert
            .tool
            .name
            .string()
            .unwrap_or_else(|| "code scanning".to_owned()),
        severity: alert
            .rule
            .security_severity_level
            .text()
            .or_else(|| alert.rule.severity.text()),
        message: message.or_else(|| rule_id.clone()).unwrap_or_default(),
        locations: location(place.path, &place.start_line, &place.start_column)
            .into_iter()
            .collect(),
        // GitHub's own identity of the alert, over all commits.
        identity: alert
            .number
            .text()
            .map_or(IdentityBasis::ByMessage, |number| {
                IdentityBasis::By("alert".into(), number)
            }),
        first_seen: time(alert.created_at),
        last_seen: time(alert.updated_at),
        labels,
        rule_id,
        ..ParsedResult::default()
    }
}

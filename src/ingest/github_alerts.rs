//! GitHub's code scanning alerts, as its REST API lists them.
//!
//! Source: <https://docs.github.com/en/rest/code-scanning/code-scanning>. An
//! alert that was dismissed or is fixed is no finding: people decided.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::error::ReadError;
use super::items::Item;
use super::results::{Draft, Known, ReadResults, Results};
use super::scalar::Scalar;
use super::{Sink, time, value};
use crate::model::Location;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Alert<'a> {
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
    rule: Rule<'a>,
    #[serde(borrow)]
    tool: Tool<'a>,
    #[serde(borrow)]
    most_recent_instance: Instance<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Rule<'a> {
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
struct Tool<'a> {
    #[serde(borrow)]
    name: Scalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Instance<'a> {
    #[serde(borrow)]
    message: Message<'a>,
    #[serde(borrow)]
    location: Place<'a>,
    #[serde(borrow)]
    category: Scalar<'a>,
    #[serde(borrow, rename = "ref")]
    git_ref: Scalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Message<'a> {
    #[serde(borrow)]
    text: Scalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Place<'a> {
    #[serde(borrow)]
    path: Scalar<'a>,
    #[serde(borrow)]
    start_line: Scalar<'a>,
    #[serde(borrow)]
    start_column: Scalar<'a>,
}

/// Reads alerts.
#[derive(Debug, Default)]
pub(super) struct GithubAlerts;

impl ReadResults for GithubAlerts {
    fn item<S: Sink>(
        &mut self,
        item: Item<'_>,
        results: &mut Results<'_, S>,
    ) -> Result<(), ReadError> {
        let text = item.text();
        let alert: Alert<'_> = value::read(&text, item.at)?;
        match alert.state.clone().text().as_deref() {
            Some("open") | None => {}
            Some("dismissed") => return skipped(results, "dismissed"),
            Some(_) => return skipped(results, "fixed"),
        }
        let raw = results.raw(item)?;
        results.push(Draft {
            raw,
            ..draft(alert)
        });
        Ok(())
    }
}

#[expect(clippy::unnecessary_wraps, reason = "reads as the end of a reader")]
fn skipped<S: Sink>(results: &mut Results<'_, S>, why: &'static str) -> Result<(), ReadError> {
    results.skip(why);
    Ok(())
}

fn draft(alert: Alert<'_>) -> Draft {
    let time = |scalar: Scalar<'_>| scalar.text().and_then(|text| time::parse(&text));
    let instance = alert.most_recent_instance;
    let rule_id = alert.rule.id.string();
    let message = instance
        .message
        .text
        .string()
        .or_else(|| alert.rule.description.string());
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
    Draft {
        tool: alert
            .tool
            .name
            .string()
            .unwrap_or_else(|| "code scanning".to_owned()),
        severity: alert
            .rule
            .security_severity_level
            .string()
            .or_else(|| alert.rule.severity.string()),
        message: message.or_else(|| rule_id.clone()).unwrap_or_default(),
        locations: place
            .path
            .string()
            .into_iter()
            .map(|path| Location {
                path,
                line: place.start_line.number().filter(|n| *n > 0),
                column: place.start_column.number().filter(|n| *n > 0),
            })
            .collect(),
        // GitHub's own identity of the alert, over all commits.
        identity: alert.number.string().map_or(Known::ByMessage, |number| {
            Known::By("alert".to_owned(), number)
        }),
        first_seen: time(alert.created_at),
        last_seen: time(alert.updated_at),
        labels,
        rule_id,
        ..Draft::default()
    }
}

//! Reviewdog Diagnostic Format: `rdjson` (one document) and `rdjsonl` (one
//! diagnostic a line).
//!
//! Source: <https://github.com/reviewdog/reviewdog/tree/master/proto/rdf>.

use serde::Deserialize;
use serde_json::Value;

use super::error::ReadError;
use super::items::Item;
use super::results::{Draft, Known, ReadResults, Results};
use super::scalar::Scalar;
use super::{Sink, value};
use crate::model::{Location, Sample, Severity};

/// Where the diagnostics of a document are.
pub(super) const POINTER: &str = "/diagnostics";
/// What holds for all of them.
pub(super) const SOURCE: &str = "/source/name";
/// See [`SOURCE`].
pub(super) const SEVERITY: &str = "/severity";

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Diagnostic<'a> {
    #[serde(borrow)]
    message: Scalar<'a>,
    #[serde(borrow)]
    location: Place<'a>,
    #[serde(borrow)]
    severity: Scalar<'a>,
    #[serde(borrow)]
    source: Option<Named<'a>>,
    #[serde(borrow)]
    code: Option<Code<'a>>,
    #[serde(borrow)]
    suggestions: Vec<Suggestion<'a>>,
    #[serde(borrow, alias = "originalOutput")]
    original_output: Scalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Place<'a> {
    #[serde(borrow)]
    path: Scalar<'a>,
    #[serde(borrow)]
    range: Option<Range<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Range<'a> {
    #[serde(borrow)]
    start: Option<Position<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Position<'a> {
    #[serde(borrow)]
    line: Scalar<'a>,
    #[serde(borrow)]
    column: Scalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Named<'a> {
    #[serde(borrow)]
    name: Scalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Code<'a> {
    #[serde(borrow)]
    value: Scalar<'a>,
    #[serde(borrow)]
    url: Scalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Suggestion<'a> {
    #[serde(borrow)]
    text: Scalar<'a>,
}

/// Reads diagnostics.
#[derive(Debug, Default)]
pub(super) struct Rdjson {
    source: Option<String>,
    severity: Option<String>,
}

impl Rdjson {
    /// With what the document says of all its diagnostics.
    pub(super) fn new(source: Option<&Value>, severity: Option<&Value>) -> Self {
        let text = |value: Option<&Value>| value.and_then(crate::model::record::scalar_text);
        Self {
            source: text(source),
            severity: text(severity),
        }
    }
}

impl ReadResults for Rdjson {
    fn item<S: Sink>(
        &mut self,
        item: Item<'_>,
        results: &mut Results<'_, S>,
    ) -> Result<(), ReadError> {
        let text = item.text();
        let diagnostic: Diagnostic<'_> = value::read(&text, item.at)?;
        let Some(message) = diagnostic.message.string() else {
            return Err(ReadError::new("no diagnostic: it has no `message`"));
        };
        let start = diagnostic
            .location
            .range
            .and_then(|range| range.start)
            .unwrap_or_default();
        let path = diagnostic.location.path.string();
        let locations = path.into_iter().map(|path| Location {
            path,
            line: start.line.number().filter(|n| *n > 0),
            column: start.column.number().filter(|n| *n > 0),
        });
        let source = diagnostic.source.and_then(|source| source.name.string());
        let code = diagnostic.code.unwrap_or_default();
        let raw = results.raw(item)?;
        results.push(Draft {
            tool: source
                .or_else(|| self.source.clone())
                .unwrap_or_else(|| "reviewdog".to_owned()),
            rule_id: code.value.string(),
            severity: severity(
                diagnostic
                    .severity
                    .string()
                    .or_else(|| self.severity.clone()),
            ),
            message,
            locations: locations.collect(),
            identity: Known::ByMessage,
            labels: code
                .url
                .string()
                .map(|url| ("help".to_owned(), url))
                .into_iter()
                .collect(),
            samples: diagnostic
                .original_output
                .string()
                .map(sample)
                .into_iter()
                .collect(),
            suggestion: diagnostic
                .suggestions
                .into_iter()
                .find_map(|s| s.text.string()),
            raw,
            ..Draft::default()
        });
        Ok(())
    }
}

fn sample(text: String) -> Sample {
    Sample {
        time: None,
        severity: Severity::default(),
        logger: None,
        text,
    }
}

/// The enumeration by name or by number.
fn severity(name: Option<String>) -> Option<String> {
    let name = name?;
    Some(match name.as_str() {
        "1" => "error".to_owned(),
        "2" => "warning".to_owned(),
        "3" => "info".to_owned(),
        "0" | "UNKNOWN_SEVERITY" => return None,
        _ => name,
    })
}

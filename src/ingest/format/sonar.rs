//! SonarQube's generic issue data, old (each issue says its severity) and new
//! (since 10.3: `rules` with impacts).
//!
//! Source: <https://docs.sonarsource.com/sonarqube-server/latest/analyzing-source-code/importing-external-issues/generic-issue-import-format/>.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;

use crate::ingest::error::{self, ReadError};
use crate::ingest::format::detect::shape::JsonShape;
use crate::ingest::format::spec::{FormatReader, FormatSpec, LooksLike, ResultsReader, Tools};
use crate::ingest::results::each::{ReadEach, ReadOutcome};
use crate::ingest::results::parsed::{IdentityBasis, ParsedResult};
use crate::ingest::syntax::scalar::Scalar;
use crate::model::{Format, Location, RuleInfo, Severity};

/// The entry of the format: what tells it from others, and its reader.
pub(crate) const FORMAT: FormatSpec = FormatSpec {
    format: Format::Sonar,
    looks_like: &[LooksLike::Json(is_report)],
    reader: FormatReader::Results(ResultsReader {
        tools: Tools::InResults,
        read: |report, input, results| {
            report.document(input, POINTER, &[RULES], results, |of| {
                Ok(Sonar::new(of.seen_at(RULES)))
            })
        },
    }),
};

fn is_report(document: &JsonShape) -> bool {
    let issue = document.first("issues");
    let is_sonar = document.has("rules")
        || issue.has("primaryLocation")
        || issue.count(&["engineId", "ruleId"]) == 2;
    document.starts("issues", "[") && is_sonar
}

/// The pointer to the list of issues.
pub(crate) const POINTER: &str = "/issues";
/// Where the new format has its rules.
pub(crate) const RULES: &str = "/rules";

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct SonarIssue<'a> {
    #[serde(borrow)]
    engine_id: Scalar<'a>,
    #[serde(borrow)]
    rule_id: Scalar<'a>,
    #[serde(borrow)]
    severity: Scalar<'a>,
    #[serde(borrow)]
    primary_location: SonarLocation<'a>,
    #[serde(borrow)]
    secondary_locations: Vec<SonarLocation<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct SonarLocation<'a> {
    #[serde(borrow)]
    message: Scalar<'a>,
    #[serde(borrow)]
    file_path: Scalar<'a>,
    #[serde(borrow)]
    text_range: Option<TextRange<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct TextRange<'a> {
    #[serde(borrow)]
    start_line: Scalar<'a>,
    #[serde(borrow)]
    start_column: Scalar<'a>,
}

#[derive(Debug)]
struct SonarRule {
    engine: Option<String>,
    severity: Option<String>,
    name: Option<String>,
    /// The description that all its results share.
    info: Arc<RuleInfo>,
}

/// Reads issues of Sonar.
#[derive(Debug, Default)]
pub(crate) struct Sonar {
    rules: HashMap<String, SonarRule>,
}

impl Sonar {
    /// With the document's rules.
    pub(crate) fn new(rules: Option<&Value>) -> Self {
        let rules = rules.and_then(Value::as_array).into_iter().flatten();
        let rules = rules.filter_map(|rule| {
            let text = |name: &str| {
                rule.get(name)
                    .and_then(Value::as_str)
                    .map(ToOwned::to_owned)
            };
            let read = SonarRule {
                engine: text("engineId"),
                severity: text("severity").or_else(|| worst(rule)),
                name: text("name"),
                info: Arc::new(RuleInfo {
                    summary: text("name"),
                }),
            };
            Some((text("id")?, read))
        });
        Self {
            rules: rules.collect(),
        }
    }
}

/// The gravest of a rule's impacts.
fn worst(rule: &Value) -> Option<String> {
    let impacts = rule.get("impacts")?.as_array()?.iter();
    let names = impacts.filter_map(|impact| impact.get("severity")?.as_str());
    names
        .max_by_key(|name| Severity::parse(name))
        .map(ToOwned::to_owned)
}

impl ReadEach for Sonar {
    type Wire<'a> = SonarIssue<'a>;

    const ITEM: &'static str = "a generic issue";

    fn lacks(&self, issue: &SonarIssue<'_>) -> Option<&'static str> {
        let missing = |text: &Scalar<'_>, name| text.as_str().is_none().then_some(name);
        missing(&issue.rule_id, "`ruleId`").or_else(|| {
            missing(
                &issue.primary_location.file_path,
                "`primaryLocation.filePath`",
            )
        })
    }

    fn outcome<'a>(
        &'a self,
        issue: SonarIssue<'a>,
        _: error::InputPosition,
    ) -> Result<ReadOutcome<'a>, ReadError> {
        let rule_id = issue.rule_id.string();
        let rule = rule_id.as_ref().and_then(|id| self.rules.get(id));
        let message = issue.primary_location.message.clone().string();
        let message = message
            .or_else(|| rule?.name.clone())
            .or_else(|| rule_id.clone());
        let tool = issue.engine_id.string().or_else(|| rule?.engine.clone());
        let level = issue.severity.text();
        let places = std::iter::once(issue.primary_location).chain(issue.secondary_locations);
        Ok(ReadOutcome::Result(ParsedResult {
            tool: tool.unwrap_or_else(|| "sonar".to_owned()),
            severity: level.or_else(|| Some(rule?.severity.as_deref()?.into())),
            message: message.unwrap_or_default(),
            locations: places.filter_map(location).collect(),
            identity: IdentityBasis::ByMessage,
            rule_id,
            rule: rule.map(|rule| Arc::clone(&rule.info)),
            ..ParsedResult::default()
        }))
    }
}

fn location(place: SonarLocation<'_>) -> Option<Location> {
    let range = place.text_range.unwrap_or_default();
    Some(Location {
        path: place.file_path.string()?,
        line: range.start_line.number().filter(|n| *n > 0),
        // Columns count from 0 there.
        column: range
            .start_column
            .number::<u32>()
            .and_then(|n| n.checked_add(1)),
    })
}

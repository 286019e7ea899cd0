//! Code Climate issues, which GitLab calls code quality: an array, JSON Lines,
//! or issues with a NUL behind each.
//!
//! Sources: <https://github.com/codeclimate/platform/blob/master/spec/analyzers/SPEC.md>
//! and <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>.

use serde::Deserialize;

use crate::ingest::error::{self, ReadError};
use crate::ingest::format::spec::{FormatReader, FormatSpec, LooksLike, ResultsReader, Tools};
use crate::ingest::results::each::{ReadEach, ReadOutcome};
use crate::ingest::results::parsed::{IdentityBasis, ParsedResult};
use crate::ingest::syntax::scalar::Scalar;
use crate::model::{Format, Location};

/// The entry of the format: what tells it from others, and its reader.
pub(crate) const FORMAT: FormatSpec = FormatSpec {
    format: Format::CodeClimate,
    looks_like: &[LooksLike::Json(|issue| {
        issue.has("location")
            && issue.has("description")
            && issue.count(&["check_name", "fingerprint", "categories"]) >= 1
    })],
    reader: FormatReader::Results(ResultsReader {
        tools: Tools::InResults,
        read: |report, input, results| report.plain(input.read, &mut CodeClimate, results),
    }),
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct CodeClimateIssue<'a> {
    #[serde(borrow, rename = "type")]
    kind: Scalar<'a>,
    #[serde(borrow)]
    check_name: Scalar<'a>,
    #[serde(borrow)]
    description: Scalar<'a>,
    #[serde(borrow)]
    engine_name: Scalar<'a>,
    #[serde(borrow)]
    severity: Scalar<'a>,
    #[serde(borrow)]
    fingerprint: Scalar<'a>,
    #[serde(borrow)]
    location: CodeClimateLocation<'a>,
    #[serde(borrow)]
    other_locations: Vec<CodeClimateLocation<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct CodeClimateLocation<'a> {
    #[serde(borrow)]
    path: Scalar<'a>,
    #[serde(borrow)]
    lines: Option<CodeClimateLines<'a>>,
    #[serde(borrow)]
    positions: Option<Positions<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct CodeClimateLines<'a> {
    #[serde(borrow)]
    begin: Option<sonic_rs::LazyValue<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Positions<'a> {
    #[serde(borrow)]
    begin: Option<sonic_rs::LazyValue<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct CodeClimatePosition<'a> {
    #[serde(borrow)]
    line: Scalar<'a>,
    #[serde(borrow)]
    column: Scalar<'a>,
}

/// Reads issues of Code Climate.
#[derive(Debug, Default)]
pub(crate) struct CodeClimate;

impl ReadEach for CodeClimate {
    type Wire<'a> = CodeClimateIssue<'a>;

    const ITEM: &'static str = "an issue of Code Climate";

    fn lacks(&self, issue: &CodeClimateIssue<'_>) -> Option<&'static str> {
        let is_named = issue.description.as_str().or(issue.check_name.as_str());
        let is_placed = issue.location.path.as_str().is_some();
        match (is_named, is_placed || is_other(issue)) {
            (None, _) if !is_other(issue) => Some("`description`"),
            (_, false) => Some("`location.path`"),
            _ => None,
        }
    }

    fn outcome<'a>(
        &'a self,
        issue: CodeClimateIssue<'a>,
        _: error::InputPosition,
    ) -> Result<ReadOutcome<'a>, ReadError> {
        if is_other(&issue) {
            return Ok(ReadOutcome::SetAside("no issues"));
        }
        let rule_id = issue.check_name.string();
        let message = issue.description.string().or_else(|| rule_id.clone());
        let tool = issue.engine_name.string();
        let places = std::iter::once(issue.location).chain(issue.other_locations);
        let fingerprint = issue.fingerprint.text();
        Ok(ReadOutcome::Result(ParsedResult {
            tool: tool.unwrap_or_else(|| "codeclimate".to_owned()),
            severity: issue.severity.text(),
            message: message.unwrap_or_default(),
            locations: places.filter_map(location).collect(),
            identity: fingerprint.map_or(IdentityBasis::ByMessage, |value| {
                IdentityBasis::By("fingerprint".into(), value)
            }),
            rule_id,
            ..ParsedResult::default()
        }))
    }
}

/// Measurements and other things that engines report beside issues.
fn is_other(issue: &CodeClimateIssue<'_>) -> bool {
    let kind = issue.kind.as_str();
    kind.is_some_and(|kind| !kind.eq_ignore_ascii_case("issue"))
}

fn location(place: CodeClimateLocation<'_>) -> Option<Location> {
    let begin = place
        .lines
        .and_then(|lines| lines.begin)
        .or_else(|| place.positions.and_then(|p| p.begin));
    let begin = begin
        .map(|begin| position(begin.as_raw_str()))
        .unwrap_or_default();
    Some(Location {
        path: place.path.string()?,
        line: begin.0.filter(|n| *n > 0),
        column: begin.1.filter(|n| *n > 0),
    })
}

/// A line number, or an object with line and column.
fn position(begin: &str) -> (Option<u32>, Option<u32>) {
    if let Ok(line) = begin.parse() {
        return (Some(line), None);
    }
    let position: CodeClimatePosition<'_> = sonic_rs::from_str(begin).unwrap_or_default();
    (position.line.number(), position.column.number())
}

//! Reviewdog Diagnostic Format: `rdjson` (one document) and `rdjsonl` (one
//! diagnostic a line).
//!
//! Source: <https://github.com/reviewdog/reviewdog/tree/master/proto/rdf>.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::Value;

use crate::ingest::error::{self, ReadError};
use crate::ingest::format::detect::shape::JsonShape;
use crate::ingest::format::spec::{FormatReader, FormatSpec, LooksLike, ResultsReader, Tools};
use crate::ingest::results::each::{ReadEach, ReadOutcome};
use crate::ingest::results::parsed::{IdentityBasis, ParsedResult, location, sample};
use crate::ingest::syntax::scalar::Scalar;
use crate::model::Format;

/// The entry of the format: what tells it from others, and its reader.
pub(crate) const FORMAT: FormatSpec = FormatSpec {
    format: Format::Rdjson,
    looks_like: &[LooksLike::Json(|shape| {
        is_diagnostic(shape) || is_document(shape)
    })],
    reader: FormatReader::Results(ResultsReader {
        tools: Tools::InResults,
        read: |report, input, results| {
            // A document may be one line, too.
            let is_document = memchr::memmem::find(&input.head, b"\"diagnostics\"").is_some();
            if report.lines && !is_document {
                return report.plain(input.read, &mut Rdjson::default(), results);
            }
            report.document(input, POINTER, &[SOURCE, SEVERITY], results, |of| {
                Ok(Rdjson::new(of.seen_at(SOURCE), of.seen_at(SEVERITY)))
            })
        },
    }),
};

fn is_diagnostic(shape: &JsonShape) -> bool {
    shape.has("message") && shape.first("location").starts("path", "\"")
}

/// Other tools have `diagnostics` of their own (Biome, oxlint).
fn is_document(shape: &JsonShape) -> bool {
    if !shape.starts("diagnostics", "[") {
        return false;
    }
    let first = shape.first("diagnostics");
    if first.members.is_empty() {
        let known = shape.count(&["diagnostics", "source", "severity"]);
        return known == shape.members.len();
    }
    is_diagnostic(&first)
}

/// Where the diagnostics of a document are.
pub(crate) const POINTER: &str = "/diagnostics";
/// The pointer to the tool's name, which holds for all diagnostics.
pub(crate) const SOURCE: &str = "/source/name";
/// The pointer to the severity, which holds for all diagnostics.
pub(crate) const SEVERITY: &str = "/severity";

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct RdjsonDiagnostic<'a> {
    #[serde(borrow)]
    message: Scalar<'a>,
    #[serde(borrow)]
    location: RdjsonLocation<'a>,
    #[serde(borrow)]
    severity: Scalar<'a>,
    #[serde(borrow)]
    source: Option<RdjsonSource<'a>>,
    #[serde(borrow)]
    code: Option<RdjsonCode<'a>>,
    #[serde(borrow)]
    suggestions: Vec<RdjsonSuggestion<'a>>,
    #[serde(borrow, alias = "originalOutput")]
    original_output: Scalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct RdjsonLocation<'a> {
    #[serde(borrow)]
    path: Scalar<'a>,
    #[serde(borrow)]
    range: Option<RdjsonRange<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct RdjsonRange<'a> {
    #[serde(borrow)]
    start: Option<RdjsonPosition<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct RdjsonPosition<'a> {
    #[serde(borrow)]
    line: Scalar<'a>,
    #[serde(borrow)]
    column: Scalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct RdjsonSource<'a> {
    #[serde(borrow)]
    name: Scalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct RdjsonCode<'a> {
    #[serde(borrow)]
    value: Scalar<'a>,
    #[serde(borrow)]
    url: Scalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct RdjsonSuggestion<'a> {
    #[serde(borrow)]
    text: Scalar<'a>,
}

/// Reads diagnostics of reviewdog.
#[derive(Debug, Default)]
pub(crate) struct Rdjson {
    source: Option<String>,
    severity: Option<String>,
}

impl Rdjson {
    /// With what the document says of all its diagnostics.
    pub(crate) fn new(source: Option<&Value>, severity: Option<&Value>) -> Self {
        let text = |value: Option<&Value>| value.and_then(crate::model::record::scalar_text);
        Self {
            source: text(source),
            severity: text(severity),
        }
    }
}

impl ReadEach for Rdjson {
    type Wire<'a> = RdjsonDiagnostic<'a>;

    const ITEM: &'static str = "a diagnostic";

    fn lacks(&self, diagnostic: &RdjsonDiagnostic<'_>) -> Option<&'static str> {
        let missing = |text: &Scalar<'_>, name| text.as_str().is_none().then_some(name);
        missing(&diagnostic.message, "`message`")
            .or_else(|| missing(&diagnostic.location.path, "`location.path`"))
    }

    fn outcome<'a>(
        &'a self,
        diagnostic: RdjsonDiagnostic<'a>,
        _: error::InputPosition,
    ) -> Result<ReadOutcome<'a>, ReadError> {
        let message = diagnostic.message.string().unwrap_or_default();
        let place = diagnostic.location;
        let start = place.range.and_then(|range| range.start);
        let start = start.unwrap_or_default();
        let locations = location(place.path, &start.line, &start.column);
        let tool = diagnostic.source.and_then(|source| source.name.string());
        let tool = tool.or_else(|| self.source.clone());
        let code = diagnostic.code.unwrap_or_default();
        let help = code.url.string().map(|url| ("help".to_owned(), url));
        let level = diagnostic.severity.text();
        let level = level.or_else(|| self.severity.as_deref().map(Cow::Borrowed));
        let output = diagnostic.original_output.string();
        let mut suggestions = diagnostic.suggestions.into_iter();
        Ok(ReadOutcome::Result(ParsedResult {
            tool: tool.unwrap_or_else(|| "reviewdog".to_owned()),
            rule_id: code.value.string(),
            severity: level.and_then(severity),
            message,
            locations: locations.into_iter().collect(),
            identity: IdentityBasis::ByMessage,
            labels: help.into_iter().collect(),
            samples: output.map(sample).into_iter().collect(),
            suggestion: suggestions.find_map(|s| s.text.string()),
            ..ParsedResult::default()
        }))
    }
}

/// The enumeration by name or by number.
fn severity(name: Cow<'_, str>) -> Option<Cow<'_, str>> {
    match name.as_ref() {
        "1" => Some("error".into()),
        "2" => Some("warning".into()),
        "3" => Some("info".into()),
        "0" | "UNKNOWN_SEVERITY" => None,
        _ => Some(name),
    }
}

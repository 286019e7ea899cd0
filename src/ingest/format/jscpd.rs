//! jscpd's JSON: pairs of copied code.
//!
//! Source: <https://github.com/kucherenko/jscpd/tree/master/packages/core> (the
//! `json` reporter). Rule and severity are those of its SARIF reporter.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::ingest::error::{InputPosition, ReadError};
use crate::ingest::format::detect::shape::JsonShape;
use crate::ingest::format::spec::{FormatReader, FormatSpec, LooksLike, ResultsReader, Tools};
use crate::ingest::results::each::{ReadEach, ReadOutcome};
use crate::ingest::results::parsed::{IdentityBasis, ParsedResult, location, sample};
use crate::ingest::syntax::scalar::Scalar;
use crate::model::{Format, Location};

/// The entry of the format: what tells it from others, and its reader.
pub(crate) const FORMAT: FormatSpec = FormatSpec {
    format: Format::Jscpd,
    looks_like: &[LooksLike::Json(is_report)],
    reader: FormatReader::Results(ResultsReader {
        tools: Tools::One("jscpd"),
        read: |report, input, results| {
            report.listing(input, (POINTER, &[]), (STATISTICS, files), results, |_| {
                Ok(Jscpd)
            })
        },
    }),
};

fn is_report(document: &JsonShape) -> bool {
    let pair = || document.first("duplicates");
    document.has("duplicates") && document.has("statistics")
        || pair().count(&["fragment", "firstFile", "secondFile"]) >= 1
}

/// The pointer to the list of pairs.
pub(crate) const POINTER: &str = "/duplicates";

/// The member that lists what was looked at.
pub(crate) const STATISTICS: &str = "statistics";

/// The analyzed files, by language.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Statistics {
    formats: BTreeMap<String, Language>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Language {
    #[expect(
        clippy::zero_sized_map_values,
        reason = "what is said of a file is passed over"
    )]
    sources: BTreeMap<String, IgnoredAny>,
}

/// The files that were looked at; none where the list is of another shape, as
/// in early versions.
pub(crate) fn files(statistics: &[u8]) -> Vec<String> {
    let all: Statistics = serde_json::from_slice(statistics).unwrap_or_default();
    let languages = all.formats.into_values();
    languages.flat_map(|l| l.sources.into_keys()).collect()
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Duplicate<'a> {
    #[serde(borrow)]
    format: Scalar<'a>,
    #[serde(borrow)]
    lines: Scalar<'a>,
    #[serde(borrow)]
    fragment: Scalar<'a>,
    #[serde(borrow)]
    first_file: CopiedFile<'a>,
    #[serde(borrow)]
    second_file: CopiedFile<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct CopiedFile<'a> {
    #[serde(borrow)]
    name: Scalar<'a>,
    #[serde(borrow)]
    start: Scalar<'a>,
    #[serde(borrow)]
    start_loc: Option<CopiedPosition<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct CopiedPosition<'a> {
    #[serde(borrow)]
    line: Scalar<'a>,
    #[serde(borrow)]
    column: Scalar<'a>,
}

/// Reads pairs of duplicated code.
#[derive(Debug, Default)]
pub(crate) struct Jscpd;

impl ReadEach for Jscpd {
    type Wire<'a> = Duplicate<'a>;

    const ITEM: &'static str = "a pair of copies";

    fn lacks(&self, pair: &Duplicate<'_>) -> Option<&'static str> {
        let missing = |file: &CopiedFile<'_>, name| file.name.as_str().is_none().then_some(name);
        missing(&pair.first_file, "`firstFile.name`")
            .or_else(|| missing(&pair.second_file, "`secondFile.name`"))
    }

    fn outcome<'a>(
        &'a self,
        pair: Duplicate<'a>,
        at: InputPosition,
    ) -> Result<ReadOutcome<'a>, ReadError> {
        let (Some(first), Some(second)) = (place(pair.first_file), place(pair.second_file)) else {
            return Err(ReadError::json(at, "a pair without its files"));
        };
        let lines = pair.lines.as_str().unwrap_or("some");
        let format = pair.format.as_str().map(|format| format!(" of {format}"));
        let message = format!(
            "{lines} lines{} in {} are copied in {}",
            format.unwrap_or_default(),
            first.path,
            second.path
        );
        let fragment = pair.fragment.text();
        let shown = fragment.as_deref().map(|text| sample(text.to_owned()));
        Ok(ReadOutcome::Result(ParsedResult {
            tool: "jscpd".to_owned(),
            rule_id: Some("duplication".to_owned()),
            severity: Some("warning".into()),
            message,
            locations: vec![first, second],
            identity: fragment.map_or(IdentityBasis::ByMessage, IdentityBasis::ByLine),
            samples: shown.into_iter().collect(),
            ..ParsedResult::default()
        }))
    }
}

fn place(file: CopiedFile<'_>) -> Option<Location> {
    let start = file.start_loc.unwrap_or_default();
    let line = if start.line.as_str().is_some() {
        start.line
    } else {
        file.start
    };
    location(file.name, &line, &start.column)
}

//! jscpd's JSON: pairs of copied code.
//!
//! Source: <https://github.com/kucherenko/jscpd/tree/master/packages/core> (the
//! `json` reporter). Rule and severity are those of its SARIF reporter.

use serde::Deserialize;

use super::error::ReadError;
use super::items::Item;
use super::results::{Draft, Known, ReadResults, Results};
use super::scalar::Scalar;
use super::{Sink, value};
use crate::model::{Location, Sample, Severity};

/// Where pairs are.
pub(super) const POINTER: &str = "/duplicates";

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Duplicate<'a> {
    #[serde(borrow)]
    format: Scalar<'a>,
    #[serde(borrow)]
    lines: Scalar<'a>,
    #[serde(borrow)]
    fragment: Scalar<'a>,
    #[serde(borrow)]
    first_file: File<'a>,
    #[serde(borrow)]
    second_file: File<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct File<'a> {
    #[serde(borrow)]
    name: Scalar<'a>,
    #[serde(borrow)]
    start: Scalar<'a>,
    #[serde(borrow)]
    start_loc: Option<Loc<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Loc<'a> {
    #[serde(borrow)]
    line: Scalar<'a>,
    #[serde(borrow)]
    column: Scalar<'a>,
}

/// Reads pairs.
#[derive(Debug, Default)]
pub(super) struct Jscpd;

impl ReadResults for Jscpd {
    fn item<S: Sink>(
        &mut self,
        item: Item<'_>,
        results: &mut Results<'_, S>,
    ) -> Result<(), ReadError> {
        let text = item.text();
        let pair: Duplicate<'_> = value::read(&text, item.at)?;
        let (Some(first), Some(second)) = (location(pair.first_file), location(pair.second_file))
        else {
            return Err(ReadError::json(item.at, "a pair without its files"));
        };
        let lines = pair.lines.string().unwrap_or_else(|| "some".to_owned());
        let format = pair
            .format
            .string()
            .map(|format| format!(" of {format}"))
            .unwrap_or_default();
        let fragment = pair.fragment.string();
        let draft = Draft {
            tool: "jscpd".to_owned(),
            rule_id: Some("duplication".to_owned()),
            severity: Some("warning".to_owned()),
            message: format!(
                "{lines} lines{format} in {} are copied in {}",
                first.path, second.path
            ),
            locations: vec![first, second],
            identity: fragment.clone().map_or(Known::ByMessage, Known::ByLine),
            samples: fragment
                .into_iter()
                .map(|text| Sample {
                    time: None,
                    severity: Severity::default(),
                    logger: None,
                    text,
                })
                .collect(),
            raw: results.raw(item)?,
            ..Draft::default()
        };
        results.push(draft);
        Ok(())
    }
}

fn location(file: File<'_>) -> Option<Location> {
    let start = file.start_loc.unwrap_or_default();
    Some(Location {
        path: file.name.string()?,
        line: start
            .line
            .number()
            .or_else(|| file.start.number())
            .filter(|n| *n > 0),
        column: start.column.number().filter(|n| *n > 0),
    })
}

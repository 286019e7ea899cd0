//! `ESLint`'s JSON formatter: an array of files with their messages.
//!
//! Source: <https://eslint.org/docs/latest/use/formatters/#json> and the
//! `LintMessage` type of its Node.js API.

use serde::Deserialize;

use crate::ingest::error::ReadError;
use crate::ingest::format::spec::{FormatReader, FormatSpec, LooksLike, ResultsReader, Tools};
use crate::ingest::framing::items::Item;
use crate::ingest::results::collect::{ReadResults, Results};
use crate::ingest::results::identity::few_lines::around;
use crate::ingest::results::parsed::{IdentityBasis, ParsedResult};
use crate::ingest::syntax::scalar::Scalar;
use crate::ingest::syntax::{strict, value};
use crate::model::{Format, Location};

/// The entry of the format: what tells it from others, and its reader.
pub(crate) const FORMAT: FormatSpec = FormatSpec {
    format: Format::Eslint,
    looks_like: &[LooksLike::Json(|file| {
        file.has("filePath") && file.starts("messages", "[")
    })],
    reader: FormatReader::Results(ResultsReader {
        tools: Tools::One("ESLint"),
        read: |report, input, results| report.plain(input.read, &mut Eslint, results),
    }),
};

/// What one item is.
const FILE: &str = "a file with its problems";

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct FileReport<'a> {
    #[serde(borrow)]
    file_path: Scalar<'a>,
    #[serde(borrow)]
    messages: Option<Vec<LintMessage<'a>>>,
    suppressed_messages: Vec<serde::de::IgnoredAny>,
    #[serde(borrow)]
    source: Scalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct LintMessage<'a> {
    #[serde(borrow)]
    rule_id: Scalar<'a>,
    #[serde(borrow)]
    severity: Scalar<'a>,
    fatal: Option<bool>,
    #[serde(borrow)]
    message: Scalar<'a>,
    #[serde(borrow)]
    line: Scalar<'a>,
    #[serde(borrow)]
    column: Scalar<'a>,
    #[serde(borrow)]
    suggestions: Option<Vec<EslintSuggestion<'a>>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct EslintSuggestion<'a> {
    #[serde(borrow)]
    desc: Scalar<'a>,
}

/// Reads one file's messages.
#[derive(Debug, Default)]
pub(crate) struct Eslint;

impl ReadResults for Eslint {
    fn item(&mut self, item: Item<'_>, results: &mut Results<'_>) -> Result<(), ReadError> {
        let text = item.text();
        strict::object(&text, item.at, FILE)?;
        let file: FileReport<'_> = value::read(&text, item.at)?;
        let lacks = |member| strict::lacks(&text, item.at, FILE, member);
        let Some(path) = file.file_path.string() else {
            return Err(lacks("`filePath`"));
        };
        let Some(messages) = file.messages else {
            return Err(lacks("`messages`"));
        };
        if messages.iter().any(|m| m.message.as_str().is_none()) {
            return Err(ReadError::json(item.at, "a problem without its `message`"));
        }
        results.lists(&path, true);
        results.skip_many("suppressed", file.suppressed_messages.len() as u64);
        let source = file.source.text().unwrap_or_default();
        let lines: Vec<&str> = source.lines().collect();
        let raws = results.raws(item, "/messages")?;
        for (message, raw) in messages.into_iter().zip(raws) {
            results.push(ParsedResult {
                raw,
                ..parsed(message, &path, &lines)
            });
        }
        Ok(())
    }
}

fn parsed<'a>(message: LintMessage<'_>, path: &str, lines: &[&'a str]) -> ParsedResult<'a> {
    let line: Option<u32> = message.line.number().filter(|n| *n > 0);
    let text = line.and_then(|line| lines.get(line as usize - 1).copied());
    let level = match message.severity.number::<u32>() {
        _ if message.fatal == Some(true) => "error",
        Some(2) => "error",
        Some(1) => "warning",
        _ => "info",
    };
    let mut suggestions = message.suggestions.into_iter().flatten();
    ParsedResult {
        tool: "ESLint".to_owned(),
        rule_id: message.rule_id.string(),
        severity: Some(level.into()),
        message: message.message.string().unwrap_or_default(),
        locations: vec![Location {
            path: path.to_owned(),
            line,
            column: message.column.number().filter(|n| *n > 0),
        }],
        identity: text.map_or(IdentityBasis::ByMessage, |text| {
            IdentityBasis::ByLine(text.into())
        }),
        context: text
            .and(line)
            .map(|line| around(lines, line as usize).into()),
        suggestion: suggestions.find_map(|s| s.desc.string()),
        ..ParsedResult::default()
    }
}

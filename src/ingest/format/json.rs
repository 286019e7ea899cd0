//! Any JSON array of results, mapped by the source's `fields`.
//!
//! Where `time` is mapped, elements are log records instead: see `json_log`.
//! Each field names a member of an element, or a JSON Pointer (RFC 6901) into
//! it. `path` may hold several paths: an array, or one text with commas.

use std::borrow::Cow;

use serde_json::Value;

use crate::ingest::error::ReadError;
use crate::ingest::format::spec::{FormatReader, FormatSpec, ResultsReader, Tools};
use crate::ingest::framing::items::Item;
use crate::ingest::results::collect::{ReadResults, Results};
use crate::ingest::results::identity::few_lines::few_lines;
use crate::ingest::results::parsed::{IdentityBasis, ParsedResult};
use crate::ingest::syntax::{member, strict, value};
use crate::model::record::scalar_text;
use crate::model::{Format, Location, SourceSpec, Time};

/// The entry of the format: what tells it from others, and its reader.
pub(crate) const FORMAT: FormatSpec = FormatSpec {
    format: Format::Json,
    looks_like: &[],
    reader: FormatReader::Results(ResultsReader {
        tools: Tools::InResults,
        read: |report, input, results| {
            report.document(input, "", &[], results, |_| Json::new(report.spec))
        },
    }),
};

/// Our names for fields; `labels.NAME` is free.
pub const FIELDS: &[&str] = &[
    "tool",
    "rule_id",
    "severity",
    "message",
    "path",
    "line",
    "column",
    "snippet",
    "fingerprint",
    "count",
    "first_seen",
    "last_seen",
    "service",
    "environment",
    "suggestion",
    // Of log records alone.
    "time",
    "revision",
    "instance",
    "id",
    "logger",
];

/// Reads elements by the fields that rules.yaml maps.
#[derive(Debug)]
pub(crate) struct Json<'s> {
    spec: &'s SourceSpec,
}

impl<'s> Json<'s> {
    pub(crate) fn new(spec: &'s SourceSpec) -> Result<Self, ReadError> {
        if spec.fields.is_empty() {
            return Err(ReadError::new("is JSON of no known format").hint(
                "Say in rules.yaml what its fields mean (`format: json`, `fields: {message: …}`), or name its format.",
            ));
        }
        let of_records = ["revision", "instance", "id", "logger"];
        if let Some(name) = of_records
            .iter()
            .find(|name| spec.fields.contains_key(**name))
        {
            let what = format!("maps `{name}`, which only log records have");
            return Err(ReadError::new(what).hint("Map `time`, too: it makes elements records."));
        }
        Ok(Self { spec })
    }

    /// Refuses a server's error message, of which only the text is mapped.
    fn refuse_errors(&self, element: &Value, item: Item<'_>) -> Result<(), ReadError> {
        let has = |field: &&str| self.at(element, field).is_some();
        if ["rule_id", "path", "fingerprint", "snippet"]
            .iter()
            .any(has)
        {
            return Ok(());
        }
        let text = item.text();
        match strict::server_error(&text) {
            Some(_) => Err(strict::lacks(&text, item.at, "a result", "`rule_id`")),
            None => Ok(()),
        }
    }

    fn at<'v>(&self, element: &'v Value, field: &str) -> Option<&'v Value> {
        member::lookup(element, self.spec.fields.get(field)?)
    }

    fn text(&self, element: &Value, field: &str) -> Option<String> {
        self.at(element, field)
            .and_then(scalar_text)
            .filter(|text| !text.trim().is_empty())
    }

    fn number<N: TryFrom<u64>>(&self, element: &Value, field: &str) -> Option<N> {
        let value = self.at(element, field)?;
        let number = value
            .as_u64()
            .or_else(|| value.as_str()?.trim().parse().ok())?;
        N::try_from(number).ok()
    }

    fn time(&self, element: &Value, field: &str) -> Option<Time> {
        member::time(self.at(element, field)?)
    }

    fn locations(&self, element: &Value) -> Vec<Location> {
        let paths = self.at(element, "path").map(paths).unwrap_or_default();
        let line = self.number(element, "line").filter(|n| *n > 0);
        let column = self.number(element, "column").filter(|n| *n > 0);
        let mut locations: Vec<Location> = paths
            .into_iter()
            .map(|path| Location {
                path,
                line: None,
                column: None,
            })
            .collect();
        if let Some(first) = locations.first_mut() {
            (first.line, first.column) = (line, column);
        }
        locations
    }

    fn parsed(&self, element: &Value) -> ParsedResult<'static> {
        let rule_id = self.text(element, "rule_id");
        let message = self.text(element, "message").or_else(|| rule_id.clone());
        let line = self.number(element, "line");
        let snippet = self.text(element, "snippet");
        let few = |text: &String| few_lines(Cow::Borrowed(text), line, None).map(Cow::into_owned);
        let line = snippet.as_ref().and_then(few);
        let former = snippet.filter(|text| line.as_ref() != Some(text));
        let identity = match (self.text(element, "fingerprint"), line) {
            (Some(given), _) => IdentityBasis::Exactly(given.into()),
            (None, Some(line)) => IdentityBasis::ByLine(line.into()),
            (None, None) => IdentityBasis::ByMessage,
        };
        let labels = self
            .spec
            .fields
            .iter()
            .filter_map(|(field, from)| Some((field.strip_prefix("labels.")?, from)));
        let attributes = self
            .spec
            .attributes
            .iter()
            .map(|(name, from)| (name.as_str(), from));
        let labels = labels.chain(attributes).filter_map(|(name, from)| {
            Some((
                name.to_owned(),
                member::lookup(element, from).and_then(scalar_text)?,
            ))
        });
        ParsedResult {
            tool: self
                .text(element, "tool")
                .unwrap_or_else(|| self.spec.name.clone()),
            severity: self.text(element, "severity").map(Cow::Owned),
            message: message.unwrap_or_else(|| element.to_string()),
            locations: self.locations(element),
            identity,
            former: former.map(|text| IdentityBasis::ByLine(text.into())),
            count: self.number(element, "count").unwrap_or(1),
            first_seen: self.time(element, "first_seen"),
            last_seen: self.time(element, "last_seen"),
            service: self.text(element, "service"),
            environment: self.text(element, "environment"),
            labels: labels.collect(),
            samples: Vec::new(),
            suggestion: self.text(element, "suggestion"),
            rule_id,
            ..ParsedResult::default()
        }
    }
}

impl ReadResults for Json<'_> {
    fn item(&mut self, item: Item<'_>, results: &mut Results<'_>) -> Result<(), ReadError> {
        let element = value::parse(item.bytes, item.at)?;
        check(self.spec, &element)?;
        self.refuse_errors(&element, item)?;
        results.look(&element);
        let mut parsed = self.parsed(&element);
        parsed.raw = results.keep(element);
        results.push(parsed);
        Ok(())
    }
}

/// An element that holds none of the mapped fields shows a wrong mapping.
pub(crate) fn check(spec: &SourceSpec, element: &Value) -> Result<(), ReadError> {
    let mut mapped = spec.fields.values();
    if mapped.any(|from| member::lookup(element, from).is_some()) {
        return Ok(());
    }
    let names = element
        .as_object()
        .map(|o| o.keys().map(String::as_str).collect::<Vec<_>>().join(", "));
    Err(
        ReadError::new("an element has none of the mapped fields").hint(match names {
            Some(names) => format!("It has: {names}."),
            None => "It is not an object; does the pointer lead to the right array?".to_owned(),
        }),
    )
}

/// One path or several.
fn paths(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => split_paths(text),
        Value::Array(values) => values.iter().filter_map(scalar_text).collect(),
        _ => Vec::new(),
    }
}

/// `a/b.py, c/d.py` is two paths; a comma in a name, with no file's ending
/// before it, is part of one.
fn split_paths(text: &str) -> Vec<String> {
    // A list that its tool cut short ends with dots.
    let whole = text.trim().trim_end_matches("...").trim_end_matches('…');
    let parts: Vec<&str> = whole.split(',').map(str::trim).collect();
    let is_path = |part: &&str| {
        let name = part.rsplit(['/', '\\']).next().unwrap_or_default();
        name.rsplit_once('.')
            .is_some_and(|(stem, end)| !stem.is_empty() && (1..=5).contains(&end.len()))
    };
    if parts.iter().all(is_path) {
        parts.into_iter().map(ToOwned::to_owned).collect()
    } else {
        vec![text.trim().to_owned()]
    }
}

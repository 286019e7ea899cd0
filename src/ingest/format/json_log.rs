//! Log records in any JSON, mapped by the source's `fields`: journald, bunyan,
//! pino, zap, whatever writes an object an entry. It is `fields.time` that makes
//! elements records; without it they are results.

use std::borrow::Cow;

use serde_json::Value;

use crate::ingest::error::ReadError;
use crate::ingest::format::json;
use crate::ingest::format::spec::{LogContext, LogFraming, LogReader};
use crate::ingest::framing::items::Item;
use crate::ingest::results::blocks::{LogParser, ReadEntries};
use crate::ingest::results::stats::PartialRead;
use crate::ingest::syntax::{member, strict, value};
use crate::model::record::scalar_text;
use crate::model::{Raw, Record, Severity, Sink, SourceSpec, Time};

/// The reader of entries, where a source maps [`TIME`].
pub(crate) const READER: LogReader = LogReader {
    framing: LogFraming::Json,
    may_be_empty: true,
    parser: |spec, LogContext { max_message, .. }| Ok(Box::new(JsonLog::new(spec, max_message)?)),
};

/// The field that makes elements records.
pub(crate) const TIME: &str = "time";

/// Fields of records.
const FIELDS: &[&str] = &[
    TIME,
    "severity",
    "message",
    "service",
    "environment",
    "revision",
    "instance",
    "id",
    "logger",
];

/// Reads entries by the fields that rules.yaml maps.
#[derive(Debug, Clone, Copy)]
pub(crate) struct JsonLog<'s> {
    spec: &'s SourceSpec,
    /// Longer messages are cut.
    max_message: usize,
}

impl<'s> JsonLog<'s> {
    /// Refuses fields that records do not have.
    pub(crate) fn new(spec: &'s SourceSpec, max_message: usize) -> Result<Self, ReadError> {
        let attributes = spec.attributes.keys().map(|_| "attributes");
        let mut names = spec.fields.keys().map(String::as_str).chain(attributes);
        if let Some(other) = names.find(|name| !FIELDS.contains(name)) {
            let what = format!("maps `time`, which makes log records, and `{other}`");
            return Err(ReadError::new(what).hint(format!(
                "Records have: {}. A rule looks into them with a JSON Pointer.",
                FIELDS.join(", ")
            )));
        }
        Ok(Self { spec, max_message })
    }

    fn at<'v>(&self, entry: &'v Value, field: &str) -> Option<&'v Value> {
        member::lookup(entry, self.spec.fields.get(field)?)
    }

    fn text<'v>(&self, entry: &'v Value, field: &str) -> Option<Cow<'v, str>> {
        let text = text(self.at(entry, field)?)?;
        Some(text).filter(|text| !text.trim().is_empty())
    }

    fn time(&self, entry: &Value) -> Option<Time> {
        member::time(self.at(entry, TIME)?)
    }

    /// By the source's own table, else by the names and numbers that logs use.
    fn severity(&self, entry: &Value) -> Option<Severity> {
        let name = self.text(entry, "severity")?;
        let own = self.spec.severities.get(&name.to_lowercase()).copied();
        own.or_else(|| Severity::parse(&name))
            .or_else(|| Severity::from_number(name.trim().parse().ok()?))
    }
}

impl LogParser for JsonLog<'_> {
    fn reader(&self) -> Box<dyn ReadEntries + '_> {
        Box::new(*self)
    }
}

impl ReadEntries for JsonLog<'_> {
    fn item(
        &mut self,
        item: Item<'_>,
        out: &mut PartialRead<dyn Sink + '_>,
    ) -> Result<(), ReadError> {
        let json = item.text();
        let entry = value::parse(item.bytes, item.at)?;
        json::check(self.spec, &entry)?;
        let time = self.time(&entry);
        let is_bare = time.is_none() && self.at(&entry, "severity").is_none();
        if is_bare && strict::server_error(&json).is_some() {
            return Err(strict::lacks(&json, item.at, "a log record", "time"));
        }
        out.stats.mapped.look(self.spec, &entry);
        let message = self.text(&entry, "message").unwrap_or_default();
        let end = message.floor_char_boundary(self.max_message);
        out.record(&Record {
            time,
            severity: self.severity(&entry),
            message: Cow::Borrowed(&message[..end]),
            service: self.text(&entry, "service"),
            environment: self.text(&entry, "environment"),
            revision: self.text(&entry, "revision"),
            instance: self.text(&entry, "instance"),
            id: self.text(&entry, "id"),
            logger: self.text(&entry, "logger"),
            layout: None,
            raw: Raw::Json(&json),
        });
        Ok(())
    }
}

/// A scalar as text; also the bytes that journald gives as numbers where a
/// message is not valid UTF-8.
fn text(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) => Some(text.into()),
        Value::Array(list) => {
            let byte = |value: &Value| u8::try_from(value.as_u64()?).ok();
            let bytes: Option<Vec<u8>> = list.iter().map(byte).collect();
            Some(String::from_utf8_lossy(&bytes?).into_owned().into())
        }
        value => scalar_text(value).map(Cow::Owned),
    }
}

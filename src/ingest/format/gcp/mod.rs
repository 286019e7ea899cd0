//! Google Cloud Logging entries, as `gcloud logging read --format=json` prints
//! them, as sinks write them (JSON Lines), and in the `snake_case` of the client
//! libraries.
//!
//! Source: `LogEntry` of the Cloud Logging API v2,
//! <https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry>.

mod labels;
mod message;

use std::borrow::Cow;

use serde::Deserialize;
use sonic_rs::LazyValue;

use crate::ingest::error::ReadError;
use crate::ingest::format::detect::shape::JsonShape;
use crate::ingest::format::spec::{
    FormatReader, FormatSpec, LogContext, LogFraming, LogReader, LooksLike,
};
use crate::ingest::framing::items::Item;
use crate::ingest::results::blocks::{LogParser, ReadEntries};
use crate::ingest::results::stats::PartialRead;
use crate::ingest::syntax::scalar::{Scalar, Tolerant};
use crate::ingest::syntax::{strict, time, value};
use crate::model::{Format, Raw, Record, Severity, Sink, Time};
use labels::LabelCache;
use message::Payload;

/// The entry of the format: what tells it from others, and its reader.
pub(crate) const FORMAT: FormatSpec = FormatSpec {
    format: Format::Gcp,
    looks_like: &[LooksLike::Json(is_entry)],
    reader: FormatReader::Log(LogReader {
        framing: LogFraming::Json,
        may_be_empty: false,
        parser: |_, LogContext { max_message, .. }| Ok(Box::new(Gcp { max_message })),
    }),
};

fn is_entry(record: &JsonShape) -> bool {
    let payload = record.count(&[
        "jsonPayload",
        "textPayload",
        "protoPayload",
        "json_payload",
        "text_payload",
        "proto_payload",
        "httpRequest",
        "http_request",
    ]);
    let entry = record.count(&[
        "insertId",
        "insert_id",
        "logName",
        "log_name",
        "resource",
        "timestamp",
        "severity",
        "receiveTimestamp",
    ]);
    payload >= 1 && entry >= 1 || record.count(&["insertId", "logName"]) == 2
}

/// Reads entries of Google Cloud Logging.
#[derive(Debug)]
pub(crate) struct Gcp {
    /// Longer messages are cut.
    pub(crate) max_message: usize,
}

/// What is read of an entry; all else stays in [`Record::raw`].
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct LogEntry<'a> {
    #[serde(borrow, rename = "insertId", alias = "insert_id")]
    insert_id: Scalar<'a>,
    #[serde(borrow)]
    timestamp: Scalar<'a>,
    #[serde(borrow, rename = "receiveTimestamp", alias = "receive_timestamp")]
    receive_timestamp: Scalar<'a>,
    #[serde(borrow)]
    severity: Scalar<'a>,
    #[serde(borrow, rename = "textPayload", alias = "text_payload")]
    text_payload: Scalar<'a>,
    #[serde(borrow, rename = "jsonPayload", alias = "json_payload")]
    json_payload: Option<Tolerant<Payload<'a>>>,
    #[serde(borrow, rename = "protoPayload", alias = "proto_payload")]
    proto_payload: Option<LazyValue<'a>>,
    #[serde(borrow, rename = "httpRequest", alias = "http_request")]
    http_request: Option<LazyValue<'a>>,
    #[serde(borrow)]
    resource: Option<LazyValue<'a>>,
    #[serde(borrow)]
    labels: Option<LazyValue<'a>>,
    #[serde(borrow, rename = "logName", alias = "log_name")]
    log_name: Scalar<'a>,
}

impl LogEntry<'_> {
    /// Returns whether it has what makes it an entry: a payload, or who logged
    /// it when.
    fn is_one(&self) -> bool {
        let texts = [
            &self.text_payload,
            &self.log_name,
            &self.insert_id,
            &self.timestamp,
            &self.receive_timestamp,
        ];
        let parts = [
            &self.proto_payload,
            &self.http_request,
            &self.resource,
            &self.labels,
        ];
        texts.into_iter().any(|text| text.as_str().is_some())
            || self.json_payload.is_some()
            || parts.into_iter().any(Option::is_some)
    }
}

impl LogParser for Gcp {
    fn reader(&self) -> Box<dyn ReadEntries + '_> {
        Box::new(GcpReader {
            gcp: self,
            labels: LabelCache::default(),
        })
    }
}

/// The state with which one thread reads entries.
struct GcpReader<'g> {
    gcp: &'g Gcp,
    /// Those of the entries before, as many entries share theirs.
    labels: LabelCache,
}

impl ReadEntries for GcpReader<'_> {
    fn item(
        &mut self,
        item: Item<'_>,
        out: &mut PartialRead<dyn Sink + '_>,
    ) -> Result<(), ReadError> {
        let text = item.text();
        if !text.starts_with('{') {
            return Err(ReadError::json(item.at, "expected a log entry, an object"));
        }
        let entry: LogEntry<'_> = value::read(&text, item.at)?;
        if !entry.is_one() {
            let error = strict::lacks(&text, item.at, "a log entry", "payload and no `logName`");
            return Err(error);
        }
        let resource = entry.resource.as_ref();
        if let Some(named) = entry.log_name.as_str().and_then(project) {
            out.stats.project.take(named);
        } else if let Some(labelled) = &self.labels.of(resource, None).0.project {
            out.stats.project.take(labelled);
        }
        out.record(&self.gcp.record(entry, &text, &mut self.labels));
        Ok(())
    }
}

impl Gcp {
    fn record<'a>(
        &self,
        entry: LogEntry<'a>,
        raw: &'a str,
        memory: &'a mut LabelCache,
    ) -> Record<'a> {
        let payload = entry.json_payload.unwrap_or_default().0;
        let (resource, labels) = memory.of(entry.resource.as_ref(), entry.labels.as_ref());
        let sources = message::Sources {
            payload: payload.text,
            text: &entry.text_payload,
            proto: entry.proto_payload.as_ref(),
            http: entry.http_request.as_ref(),
            entry: raw,
        };
        let message = sources.message();
        let time = stamp(&entry.timestamp, raw, "timestamp");
        let received = || stamp(&entry.receive_timestamp, raw, "receiveTimestamp");
        let lent = |text: &'a Option<String>| text.as_deref().map(Cow::Borrowed);
        Record {
            time: time.or_else(received),
            severity: entry.severity.as_str().and_then(severity),
            message: cut(message.unwrap_or(Cow::Borrowed("")), self.max_message),
            service: lent(&resource.service)
                .or_else(|| lent(&labels.container))
                .or_else(|| payload.service.text())
                .or_else(|| lent(&resource.pod)),
            environment: lent(&labels.environment)
                .or_else(|| lent(&resource.environment))
                .or_else(|| payload.environment.text()),
            revision: lent(&resource.revision).or_else(|| payload.version.text()),
            instance: lent(&labels.instance)
                .or_else(|| lent(&resource.pod))
                .or_else(|| lent(&resource.instance)),
            id: entry.insert_id.text(),
            logger: payload.logger.text().or_else(|| log_id(&entry.log_name)),
            layout: None,
            raw: Raw::Json(raw),
        }
    }
}

/// A time: text, or the seconds and nanoseconds of a protocol buffer.
fn stamp(text: &Scalar<'_>, entry: &str, name: &str) -> Option<Time> {
    #[derive(Deserialize)]
    struct Proto {
        seconds: i64,
        #[serde(default)]
        nanos: u32,
    }
    if let Some(text) = text.as_str() {
        return time::parse(text);
    }
    // Rare enough to look for it again.
    let found = sonic_rs::get_from_str(entry, [name]).ok()?;
    let proto: Proto = sonic_rs::from_str(found.as_raw_str()).ok()?;
    Time::from_timestamp(proto.seconds, proto.nanos)
}

/// `LogSeverity` by name or number; DEFAULT is none.
fn severity(name: &str) -> Option<Severity> {
    if let Ok(number) = name.parse::<u32>() {
        return match number / 100 {
            0 => None,
            1 | 2 => Some(Severity::Info),
            3 => Some(Severity::Notice),
            4 => Some(Severity::Warning),
            5 => Some(Severity::Error),
            _ => Some(Severity::Critical),
        };
    }
    if name.eq_ignore_ascii_case("DEFAULT") {
        return None;
    }
    Severity::parse(name)
}

/// The log's own name; `stdout` and `stderr` name nobody.
fn log_id<'a>(log_name: &Scalar<'a>) -> Option<Cow<'a, str>> {
    if log_name.as_str().is_some_and(names_nobody) {
        return None;
    }
    let name = log_name.clone().text()?;
    let id = match &name {
        Cow::Borrowed(name) => Cow::Borrowed(name.rsplit_once("/logs/")?.1),
        Cow::Owned(name) => Cow::Owned(name.rsplit_once("/logs/")?.1.to_owned()),
    };
    let id = if id.contains('%') {
        percent_encoding::percent_decode_str(&id)
            .decode_utf8()
            .ok()?
            .into_owned()
            .into()
    } else {
        id
    };
    Some(id)
}

/// The project that a log's name starts with: `projects/PROJECT/logs/ID`.
fn project(log_name: &str) -> Option<&str> {
    let (project, _) = log_name.strip_prefix("projects/")?.split_once('/')?;
    Some(project)
}

/// Ends in `/stdout` or `/stderr`, in the log's name written as `%2F`.
fn names_nobody(log_name: &str) -> bool {
    let ends = ["stdout", "stderr"].iter();
    let mut before = ends.filter_map(|end| log_name.strip_suffix(end));
    before.any(|name| name.ends_with('/') || name.ends_with("%2F") || name.ends_with("%2f"))
}

/// The text up to `max` bytes, on a character's edge.
pub(crate) fn cut(text: Cow<'_, str>, max: usize) -> Cow<'_, str> {
    if text.len() <= max {
        return text;
    }
    let end = text.floor_char_boundary(max);
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(&text[..end]),
        Cow::Owned(mut text) => {
            text.truncate(end);
            Cow::Owned(text)
        }
    }
}

#[cfg(test)]
mod tests;

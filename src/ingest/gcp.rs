//! Google Cloud Logging entries, as `gcloud logging read --format=json` prints
//! them, as sinks write them (JSON Lines), and in the `snake_case` of the client
//! libraries.
//!
//! Source: `LogEntry` of the Cloud Logging API v2,
//! <https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry>.

mod message;

use std::borrow::Cow;

use serde::Deserialize;
use sonic_rs::LazyValue;

use super::blocks::Parse;
use super::error::ReadError;
use super::items::Item;
use super::scalar::{Scalar, Tolerant};
use super::tally::Part;
use super::{Sink, time, value};
use crate::model::{Raw, Record, Severity, Time};
use message::{Fields, Payload};

/// Reads log entries.
#[derive(Debug)]
pub(super) struct Gcp {
    /// Longer messages are cut.
    pub(super) max_message: usize,
}

/// What is read of an entry; all else stays in [`Record::raw`].
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Entry<'a> {
    #[serde(borrow, rename = "insertId", alias = "insert_id")]
    insert_id: Scalar<'a>,
    #[serde(borrow)]
    timestamp: Stamp<'a>,
    #[serde(borrow, rename = "receiveTimestamp", alias = "receive_timestamp")]
    receive_timestamp: Stamp<'a>,
    #[serde(borrow)]
    severity: Scalar<'a>,
    #[serde(borrow, rename = "textPayload", alias = "text_payload")]
    text_payload: Scalar<'a>,
    #[serde(borrow, rename = "jsonPayload", alias = "json_payload")]
    json_payload: Option<Tolerant<Fields<'a>>>,
    #[serde(borrow, rename = "protoPayload", alias = "proto_payload")]
    proto_payload: Option<LazyValue<'a>>,
    #[serde(borrow, rename = "httpRequest", alias = "http_request")]
    http_request: Option<LazyValue<'a>>,
    #[serde(borrow)]
    resource: Tolerant<Resource<'a>>,
    #[serde(borrow)]
    labels: Tolerant<Labels<'a>>,
    #[serde(borrow, rename = "logName", alias = "log_name")]
    log_name: Scalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Resource<'a> {
    #[serde(borrow)]
    labels: Tolerant<ResourceLabels<'a>>,
}

/// Labels of the monitored resources that run code.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ResourceLabels<'a> {
    /// Cloud Run.
    #[serde(borrow)]
    service_name: Scalar<'a>,
    #[serde(borrow)]
    revision_name: Scalar<'a>,
    /// Cloud Run jobs.
    #[serde(borrow)]
    job_name: Scalar<'a>,
    /// Cloud Functions.
    #[serde(borrow)]
    function_name: Scalar<'a>,
    /// App Engine.
    #[serde(borrow)]
    module_id: Scalar<'a>,
    #[serde(borrow)]
    version_id: Scalar<'a>,
    /// Kubernetes.
    #[serde(borrow)]
    container_name: Scalar<'a>,
    #[serde(borrow)]
    pod_name: Scalar<'a>,
    /// Compute Engine.
    #[serde(borrow)]
    instance_id: Scalar<'a>,
    #[serde(borrow)]
    environment: Scalar<'a>,
    #[serde(borrow)]
    environment_name: Scalar<'a>,
}

/// Labels of the entry itself.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Labels<'a> {
    #[serde(borrow, rename = "instanceId", alias = "instance_id")]
    instance: Scalar<'a>,
    #[serde(borrow)]
    environment: Scalar<'a>,
    #[serde(borrow)]
    env: Scalar<'a>,
    #[serde(
        borrow,
        alias = "deployment.environment",
        alias = "deployment.environment.name"
    )]
    deployment_environment: Scalar<'a>,
    #[serde(borrow)]
    container_name: Scalar<'a>,
}

/// A time: text, or the seconds and nanoseconds of a protocol buffer.
#[derive(Debug, Default)]
struct Stamp<'a>(Option<LazyValue<'a>>);

impl<'de: 'a, 'a> Deserialize<'de> for Stamp<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self)
    }
}

impl Stamp<'_> {
    fn time(&self) -> Option<Time> {
        #[derive(Deserialize)]
        struct Proto {
            seconds: i64,
            #[serde(default)]
            nanos: u32,
        }
        let raw = self.0.as_ref()?.as_raw_str();
        if let Some(text) = raw.strip_prefix('"') {
            return time::parse(text.trim_end_matches('"'));
        }
        let proto: Proto = sonic_rs::from_str(raw).ok()?;
        Time::from_timestamp(proto.seconds, proto.nanos)
    }
}

impl Parse for Gcp {
    fn item<S: Sink>(&self, item: Item<'_>, out: &mut Part<S>) -> Result<(), ReadError> {
        let text = item.text();
        if !text.starts_with('{') {
            return Err(ReadError::json(item.at, "expected a log entry, an object"));
        }
        let entry: Entry<'_> = value::read(&text, item.at)?;
        out.record(&self.record(&entry, &text));
        Ok(())
    }
}

impl Gcp {
    fn record<'a>(&self, entry: &Entry<'a>, raw: &'a str) -> Record<'a> {
        let payload = entry.json_payload.as_ref();
        let payload = payload.map(|fields| Payload::from(&fields.0));
        let mut payload = payload.unwrap_or_default();
        let resource = &entry.resource.0.labels.0;
        let labels = &entry.labels.0;
        let sources = message::Sources {
            payload: payload.text.take(),
            text: &entry.text_payload,
            proto: entry.proto_payload.as_ref(),
            http: entry.http_request.as_ref(),
            entry: raw,
        };
        let message = sources.message();
        let time = entry.timestamp.time();
        Record {
            time: time.or_else(|| entry.receive_timestamp.time()),
            severity: entry.severity.as_str().and_then(severity),
            message: cut(message.unwrap_or(Cow::Borrowed("")), self.max_message),
            service: first([
                &resource.service_name,
                &resource.job_name,
                &resource.function_name,
                &resource.module_id,
                &resource.container_name,
                &labels.container_name,
                &payload.service,
                &resource.pod_name,
            ]),
            environment: first([
                &labels.environment,
                &labels.env,
                &labels.deployment_environment,
                &resource.environment,
                &resource.environment_name,
                &payload.environment,
            ]),
            revision: first([
                &resource.revision_name,
                &resource.version_id,
                &payload.version,
            ]),
            instance: first([&labels.instance, &resource.pod_name, &resource.instance_id]),
            id: entry.insert_id.clone().text(),
            logger: payload.logger.text().or_else(|| log_id(&entry.log_name)),
            raw: Raw::Json(raw),
        }
    }
}

/// The first that says something.
fn first<'a, const N: usize>(scalars: [&Scalar<'a>; N]) -> Option<Cow<'a, str>> {
    scalars
        .into_iter()
        .find(|scalar| scalar.as_str().is_some())?
        .clone()
        .text()
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
    let plain = id.rsplit('/').next().unwrap_or_default();
    (!matches!(plain, "stdout" | "stderr")).then_some(id)
}

/// The text up to `max` bytes, on a character's edge.
pub(super) fn cut(text: Cow<'_, str>, max: usize) -> Cow<'_, str> {
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

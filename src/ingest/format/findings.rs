//! The program's own format: one finding a line, as JSON.
//!
//! What `bot findings` prints and what anything may write that knows of
//! problems. A first line `{"version":1,"status":"complete"}` says that a file
//! without findings means "clean"; without it an empty file is refused.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::ingest::error::ReadError;
use crate::ingest::format::detect::shape::JsonShape;
use crate::ingest::format::spec::{FormatReader, FormatSpec, LooksLike, ResultsReader, Tools};
use crate::ingest::framing::items::Item;
use crate::ingest::results::collect::{ReadResults, Results};
use crate::ingest::results::parsed::{self, IdentityBasis, ParsedResult};
use crate::ingest::syntax::scalar::{Scalar, ScalarMembers};
use crate::ingest::syntax::{strict, time, value};
use crate::model::{Finding, Format, Location, Sample, Severity, Time};

/// The entry of the format: what tells it from others, and its reader.
pub(crate) const FORMAT: FormatSpec = FormatSpec {
    format: Format::Findings,
    looks_like: &[LooksLike::Json(is_line)],
    reader: FormatReader::Results(ResultsReader {
        tools: Tools::InResults,
        read: |report, input, results| report.plain(input.read, &mut Findings::default(), results),
    }),
};

fn is_line(line: &JsonShape) -> bool {
    let header = line.has("version") && line.has("status") && line.members.len() == 2;
    let finding = line.has("tool") && line.has("message");
    header || finding && line.count(&["rule_id", "severity", "fingerprint"]) >= 1
}

/// What one line is.
const FINDING: &str = "a finding";

/// The version of the format.
pub const VERSION: u32 = 1;

/// The first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Header {
    /// 1.
    pub version: u32,
    /// How much of the truth the lines are.
    pub status: HeaderStatus,
}

/// See [`Header::status`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum HeaderStatus {
    /// What is not here is not there.
    Complete,
    /// There may be more.
    Partial,
    /// The lines can't be relied on.
    Failed,
}

impl Header {
    /// The header of a whole, honest list.
    pub fn complete() -> Self {
        Self {
            version: VERSION,
            status: HeaderStatus::Complete,
        }
    }
}

/// One finding as a line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "finding")]
pub struct Line {
    /// What reported it: an analyzer's name, `junit`, or `log`.
    pub tool: String,
    /// The tool's own rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule_id: Option<String>,
    /// info, notice, warning, error or critical.
    #[schemars(with = "SeverityName")]
    pub severity: Severity,
    /// What it says; for a log cluster, its template.
    pub message: String,
    /// Where, first of all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Place>,
    /// Where else.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<Place>,
    /// How often it was seen; absent means once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_seen: Option<Time>,
    /// RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_seen: Option<Time>,
    /// Identity within the tool: the same for the same problem in every run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// OpenTelemetry's `service.name`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// OpenTelemetry's `deployment.environment.name`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// Free names and values.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// Some records behind it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<SampleShape>")]
    pub samples: Vec<LineSample>,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
}

/// A place in the repository.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Place {
    /// Relative to the repository's root, with `/`.
    pub path: String,
    /// From 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// From 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
}

/// One record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LineSample {
    /// RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<Time>,
    /// The record's own severity.
    #[serde(default)]
    #[schemars(with = "SeverityName")]
    pub severity: Severity,
    /// Who logged it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logger: Option<String>,
    /// Its text.
    pub text: String,
}

/// The names of severities, for the schema.
#[derive(JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(dead_code, reason = "only its schema is used")]
enum SeverityName {
    Info,
    Notice,
    Warning,
    Error,
    Critical,
}

impl From<&Finding> for Line {
    fn from(finding: &Finding) -> Self {
        let mut places = finding.locations.iter().map(Place::from);
        Self {
            tool: finding.tool.clone(),
            rule_id: finding.rule_id.clone(),
            severity: finding.severity,
            message: finding.message.clone(),
            location: places.next(),
            related: places.collect(),
            count: Some(finding.seen.count),
            first_seen: finding.seen.first_seen,
            last_seen: finding.seen.last_seen,
            fingerprint: Some(finding.fingerprint.to_string()),
            service: finding.service.clone(),
            environment: finding.environment.clone(),
            labels: finding.labels.clone(),
            samples: finding.samples.iter().map(LineSample::from).collect(),
            suggestion: finding.suggestion.clone(),
        }
    }
}

impl From<&Location> for Place {
    fn from(location: &Location) -> Self {
        Self {
            path: location.path.clone(),
            line: location.line,
            column: location.column,
        }
    }
}

impl From<&Sample> for LineSample {
    fn from(sample: &Sample) -> Self {
        Self {
            time: sample.time,
            severity: sample.severity,
            logger: sample.logger.clone(),
            text: sample.text.clone(),
        }
    }
}

/// A sample, or its text alone; for the schema.
#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "only its schema is used")]
enum SampleShape {
    Whole(LineSample),
    Text(String),
}

/// Either kind of line.
#[derive(JsonSchema)]
#[serde(untagged)]
#[schemars(title = "A line of the findings format")]
#[expect(
    dead_code,
    clippy::large_enum_variant,
    reason = "only its schema is used"
)]
enum AnyLine {
    Finding(Line),
    Header(Header),
}

/// The JSON Schema of a line: a finding, or the header.
pub fn schema() -> Value {
    schemars::schema_for!(AnyLine).to_value()
}

/// A line as others write it: only the message is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Loose<'a> {
    version: Option<u32>,
    #[serde(borrow)]
    status: Scalar<'a>,
    #[serde(borrow)]
    tool: Scalar<'a>,
    #[serde(borrow)]
    rule_id: Scalar<'a>,
    #[serde(borrow)]
    severity: Scalar<'a>,
    #[serde(borrow)]
    message: Scalar<'a>,
    #[serde(borrow)]
    location: Option<LoosePlace<'a>>,
    #[serde(borrow)]
    related: Vec<LoosePlace<'a>>,
    #[serde(borrow)]
    count: Scalar<'a>,
    #[serde(borrow)]
    first_seen: Scalar<'a>,
    #[serde(borrow)]
    last_seen: Scalar<'a>,
    #[serde(borrow)]
    fingerprint: Scalar<'a>,
    #[serde(borrow)]
    service: Scalar<'a>,
    #[serde(borrow)]
    environment: Scalar<'a>,
    #[serde(borrow)]
    labels: Option<ScalarMembers<'a>>,
    #[serde(borrow)]
    samples: Option<Vec<AnySample<'a>>>,
    #[serde(borrow)]
    suggestion: Scalar<'a>,
}

impl Loose<'_> {
    /// Returns whether it says anything of itself that only a finding does.
    fn is_told(&self) -> bool {
        let texts = [&self.tool, &self.rule_id, &self.severity, &self.fingerprint];
        self.location.is_some() || texts.into_iter().any(|text| text.as_str().is_some())
    }

    fn header_status(&self) -> Option<HeaderStatus> {
        match self.status.as_str()? {
            "complete" => Some(HeaderStatus::Complete),
            "partial" => Some(HeaderStatus::Partial),
            "failed" => Some(HeaderStatus::Failed),
            _ => None,
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct LoosePlace<'a> {
    #[serde(borrow)]
    path: Scalar<'a>,
    #[serde(borrow)]
    line: Scalar<'a>,
    #[serde(borrow)]
    column: Scalar<'a>,
}

/// A sample, or its text alone.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum AnySample<'a> {
    #[serde(borrow)]
    Whole(LooseSample<'a>),
    #[serde(borrow)]
    Text(Scalar<'a>),
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct LooseSample<'a> {
    #[serde(borrow)]
    time: Scalar<'a>,
    #[serde(borrow)]
    severity: Scalar<'a>,
    #[serde(borrow)]
    logger: Scalar<'a>,
    #[serde(borrow)]
    text: Scalar<'a>,
}

/// Reads findings, one per line.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    header: bool,
}

impl ReadResults for Findings {
    fn item(&mut self, item: Item<'_>, results: &mut Results<'_>) -> Result<(), ReadError> {
        let text = item.text();
        strict::object(&text, item.at, FINDING)?;
        let mut line: Loose<'_> = value::read(&text, item.at)?;
        if let (Some(version), Some(status)) = (line.version, line.header_status()) {
            return self.take_header(version, status, results);
        }
        let lacks = |member| strict::lacks(&text, item.at, FINDING, member);
        let Some(message) = std::mem::take(&mut line.message).string() else {
            return Err(lacks("`message`"));
        };
        if !line.is_told() && strict::server_error(&text).is_some() {
            return Err(lacks("`tool`"));
        }
        let raw = results.raw(item)?;
        results.push(parsed(line, message, raw));
        Ok(())
    }

    fn end(&mut self, results: &mut Results<'_>) -> Result<(), ReadError> {
        if self.header || !results.is_empty() {
            return Ok(());
        }
        Err(ReadError::new("holds no finding and no header").hint(
            r#"A first line {"version":1,"status":"complete"} says that there is nothing to report."#,
        ))
    }
}

impl Findings {
    fn take_header(
        &mut self,
        version: u32,
        status: HeaderStatus,
        results: &mut Results<'_>,
    ) -> Result<(), ReadError> {
        self.header = true;
        match status {
            _ if version != VERSION => Err(ReadError::new(format!(
                "is in version {version} of the format"
            ))
            .hint(format!("This program reads version {VERSION}."))),
            HeaderStatus::Complete => Ok(()),
            HeaderStatus::Partial => {
                results.partial("says of itself that it is partial");
                Ok(())
            }
            HeaderStatus::Failed => Err(ReadError::new("says of itself that it failed")),
        }
    }
}

fn parsed(line: Loose<'_>, message: String, raw: Value) -> ParsedResult<'_> {
    let time = |scalar: Scalar<'_>| scalar.text().and_then(|text| time::parse(&text));
    let places = line.location.into_iter().chain(line.related);
    ParsedResult {
        tool: line.tool.string().unwrap_or_else(|| "findings".to_owned()),
        rule_id: line.rule_id.string(),
        severity: line.severity.text(),
        message,
        locations: places
            .filter_map(|place| parsed::location(place.path, &place.line, &place.column))
            .collect(),
        identity: line
            .fingerprint
            .text()
            .map_or(IdentityBasis::ByMessage, IdentityBasis::Exactly),
        count: line.count.number().unwrap_or(1),
        first_seen: time(line.first_seen),
        last_seen: time(line.last_seen),
        service: line.service.string(),
        environment: line.environment.string(),
        labels: line.labels.unwrap_or_default().strings(),
        samples: line
            .samples
            .unwrap_or_default()
            .into_iter()
            .filter_map(sample)
            .collect(),
        suggestion: line.suggestion.string(),
        raw,
        ..ParsedResult::default()
    }
}

fn sample(sample: AnySample<'_>) -> Option<Sample> {
    let sample = match sample {
        AnySample::Whole(sample) => sample,
        AnySample::Text(text) => LooseSample {
            text,
            ..LooseSample::default()
        },
    };
    Some(Sample {
        time: sample.time.text().and_then(|text| time::parse(&text)),
        severity: sample
            .severity
            .text()
            .and_then(|name| Severity::parse(&name))
            .unwrap_or_default(),
        logger: sample.logger.string(),
        text: sample.text.string()?,
    })
}

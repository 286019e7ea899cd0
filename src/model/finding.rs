//! One normalized result: an analyzer's result, a failing test, or one log cluster.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Facts, Fingerprint, Occurrences, Remembered, RuleInfo, Severity, Time};

/// One result as its tool wrote it, with a common shape: its text may hold
/// secrets. Redaction makes a [`Finding`] of it, and nothing else does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RawFinding {
    /// Name of the source it came from.
    pub source: String,
    /// The tool that reported it: an analyzer's name, or `junit`.
    pub tool: String,
    /// The analyzer's own rule (SARIF's `ruleId`).
    pub rule_id: Option<String>,
    /// What the tool says of that rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<Arc<RuleInfo>>,
    /// How severe the tool calls it.
    pub severity: Severity,
    /// The message.
    pub message: String,
    /// Where, the primary location first.
    pub locations: Vec<Location>,
    /// Identity within its tool.
    pub fingerprint: Fingerprint,
    /// Fingerprints that older recipes gave it.
    pub aliases: Vec<Fingerprint>,
    /// The identity that it shares with others of its kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kin: Option<Kin>,
    /// OpenTelemetry's `service.name`.
    pub service: Option<String>,
    /// OpenTelemetry's `deployment.environment.name`.
    pub environment: Option<String>,
    /// Free labels.
    pub labels: BTreeMap<String, String>,
    /// When, how often, on what.
    pub seen: Occurrences,
    /// The samples that the tool shows with it.
    pub samples: Vec<Sample>,
    /// The fix that the tool suggests.
    pub suggestion: Option<String>,
    /// The result as its tool wrote it, for rules that look into it with a
    /// JSON Pointer; null where no rule does.
    pub raw: serde_json::Value,
    /// The inputs of its source that hold it, a bit each
    /// ([`InputRead::bit`](super::coverage::InputRead::bit)).
    #[serde(skip)]
    pub inputs: u64,
}

/// One normalized result: an analyzer's result, a failing test, or one log
/// cluster. Its text is redacted, and not yet neutralized for Markdown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Name of the source it came from.
    pub source: String,
    /// The tool that reported it: an analyzer's name, `junit`, or `log`.
    pub tool: String,
    /// The analyzer's own rule (SARIF's `ruleId`).
    pub rule_id: Option<String>,
    /// What the tool says of that rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<Arc<RuleInfo>>,
    /// The worst of its records.
    pub severity: Severity,
    /// The message; for a log cluster, its template.
    pub message: String,
    /// Where, the primary location first.
    pub locations: Vec<Location>,
    /// Identity within its tool.
    pub fingerprint: Fingerprint,
    /// Other fingerprints of the same finding: merged templates, older versions.
    pub aliases: Vec<Fingerprint>,
    /// Of an analyzer's result: what it shares with others of its kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kin: Option<Kin>,
    /// Of a log cluster: what its issue keeps of it.
    pub remembered: Option<Remembered>,
    /// OpenTelemetry's `service.name`.
    pub service: Option<String>,
    /// OpenTelemetry's `deployment.environment.name`.
    pub environment: Option<String>,
    /// Free labels of the record or result.
    pub labels: BTreeMap<String, String>,
    /// When, how often, on what.
    pub seen: Occurrences,
    /// Some of its records.
    pub samples: Vec<Sample>,
    /// The fix that the analyzer suggests.
    pub suggestion: Option<String>,
    /// The facts that the rule that took it pulled out of its records.
    pub facts: Facts,
    /// The inputs of its source that hold it, a bit each
    /// ([`InputRead::bit`](super::coverage::InputRead::bit)).
    #[serde(skip)]
    pub inputs: u64,
}

/// The label of results that tell of a secret: its value is not shown.
pub const SECRET_LABEL: &str = "secret";

impl Finding {
    /// Returns whether it tells of a secret.
    pub fn is_secret(&self) -> bool {
        self.labels.get(SECRET_LABEL).is_some_and(|v| v == "true")
    }

    /// Returns what kind of thing it is.
    pub fn kind(&self) -> FindingKind {
        FindingKind::of(&self.tool)
    }
}

/// The kind of thing that a finding is. A saved finding has no member for it:
/// its tool's name says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FindingKind {
    /// A cluster of log records.
    Log,
    /// An analyzer's result.
    Result,
    /// A failing test.
    Test,
}

impl FindingKind {
    /// The tool of log clusters, and of records where rules ask for one.
    pub const LOG_TOOL: &str = "log";
    /// The tool of tests, whatever ran them.
    pub const TEST_TOOL: &str = "junit";

    /// Returns the kind of what a tool reports.
    pub fn of(tool: &str) -> Self {
        match tool {
            Self::LOG_TOOL => Self::Log,
            Self::TEST_TOOL => Self::Test,
            _ => Self::Result,
        }
    }
}

/// The identity that a result shares with others that differ from it in a
/// version, or in their order in the report alone, and what tells it from them.
/// Without one, that is its fingerprint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kin {
    /// Its fingerprint without version and ordinal.
    pub base: Fingerprint,
    /// Hash of the lines around its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
}

/// A place in the repository.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Location {
    /// Relative to the repository's root, with `/`.
    pub path: String,
    /// Counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// Counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
}

/// One record, shown as evidence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Sample {
    /// The record's time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<Time>,
    /// The record's own severity.
    #[serde(default)]
    pub severity: Severity,
    /// The logger that wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logger: Option<String>,
    /// Redacted text, possibly of several lines.
    pub text: String,
}

impl RawFinding {
    /// The least a result has; the rest is empty.
    pub fn new(source: &str, tool: &str, fingerprint: Fingerprint, message: String) -> Self {
        Self {
            source: source.to_owned(),
            tool: tool.to_owned(),
            rule_id: None,
            rule: None,
            severity: Severity::default(),
            message,
            locations: Vec::new(),
            fingerprint,
            aliases: Vec::new(),
            kin: None,
            service: None,
            environment: None,
            labels: BTreeMap::new(),
            seen: Occurrences::one(),
            samples: Vec::new(),
            suggestion: None,
            raw: serde_json::Value::Null,
            inputs: 0,
        }
    }

    /// The primary location's path.
    pub fn path(&self) -> Option<&str> {
        self.locations.first().map(|l| l.path.as_str())
    }

    /// Redacts all its text; `facts`, redacted, are what its rule pulled out of
    /// it. What results share is redacted by `shared`, once.
    ///
    /// It is taken apart field by field: a new field does not compile until
    /// somebody decides whether it holds text.
    pub fn redacted(
        self,
        redact: impl Fn(String) -> String,
        shared: impl Fn(Arc<RuleInfo>) -> Arc<RuleInfo>,
        facts: Facts,
    ) -> Finding {
        let Self {
            source,
            tool,
            rule_id,
            rule,
            severity,
            message,
            locations,
            // Hashes, or what a tool gave as one: shown as a hash alone.
            fingerprint,
            aliases,
            kin,
            service,
            environment,
            labels,
            seen,
            samples,
            suggestion,
            // Only rules look into it, and they have.
            raw: _,
            inputs,
        } = self;
        Finding {
            source,
            tool,
            rule_id: rule_id.map(&redact),
            rule: rule.map(shared),
            severity,
            message: redact(message),
            locations: locations.into_iter().map(|l| l.redacted(&redact)).collect(),
            fingerprint,
            aliases,
            kin,
            remembered: None,
            service: service.map(&redact),
            environment: environment.map(&redact),
            labels: labels
                .into_iter()
                .map(|(name, value)| (redact(name), redact(value)))
                .collect(),
            seen: seen.renamed(&redact),
            samples: samples.into_iter().map(|s| s.redacted(&redact)).collect(),
            suggestion: suggestion.map(&redact),
            facts,
            inputs,
        }
    }
}

impl Location {
    fn redacted(self, redact: impl Fn(String) -> String) -> Self {
        let Self { path, line, column } = self;
        Self {
            path: redact(path),
            line,
            column,
        }
    }
}

impl Sample {
    fn redacted(self, redact: impl Fn(String) -> String) -> Self {
        let Self {
            time,
            severity,
            logger,
            text,
        } = self;
        Self {
            time,
            severity,
            logger: logger.map(&redact),
            text: redact(text),
        }
    }
}

impl Finding {
    /// The least a finding has; the rest is empty.
    pub fn new(source: &str, tool: &str, fingerprint: Fingerprint, message: String) -> Self {
        Self {
            source: source.to_owned(),
            tool: tool.to_owned(),
            rule_id: None,
            rule: None,
            severity: Severity::default(),
            message,
            locations: Vec::new(),
            fingerprint,
            aliases: Vec::new(),
            kin: None,
            remembered: None,
            service: None,
            environment: None,
            labels: BTreeMap::new(),
            seen: Occurrences::one(),
            samples: Vec::new(),
            suggestion: None,
            facts: Facts::new(),
            inputs: 0,
        }
    }

    /// The primary location's path.
    pub fn path(&self) -> Option<&str> {
        self.locations.first().map(|l| l.path.as_str())
    }
}

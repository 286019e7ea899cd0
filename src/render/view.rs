//! What templates see: plain data, in the order a reader meets it.
//!
//! Strings are untrusted text unless a field says Markdown; templates escape
//! them. Only rules.yaml and this program make Markdown.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

/// Markdown that people wrote into rules.yaml, printed by `{{markdown …}}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Markdown {
    /// The text.
    pub markdown: String,
}

/// One problem as a template sees it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct View {
    /// The first line.
    pub headline: Headline,
    /// What changed since the last update, a clause each.
    pub changed: Vec<String>,
    /// The issue that tracked it before, closed too long ago to be opened again.
    pub cites: Option<u64>,
    /// By the name rules.yaml gives them.
    pub facts: BTreeMap<String, FactView>,
    /// What its findings say, most frequent first.
    pub messages: Vec<MessageView>,
    /// Messages beyond those.
    pub more_messages: usize,
    /// Newest first; empty where records name none.
    pub revisions: Vec<RevisionView>,
    /// Revisions beyond those.
    pub more_revisions: usize,
    /// Counts over the window, as a line of bars; empty where it would tell nothing.
    pub sparkline: String,
    /// One to three records.
    pub samples: Vec<SampleView>,
    /// There are more samples than records or results: one may have several.
    pub samples_exceed: bool,
    /// Places, in order.
    pub locations: Vec<LocationView>,
    /// Locations beyond those.
    pub more_locations: usize,
    /// What analyzers suggest, each once.
    pub suggestions: Vec<String>,
    /// What times and revisions make probable: inference, not evidence.
    pub context: Vec<String>,
    /// Where the evidence came from.
    pub sources: Vec<SourceView>,
    /// People's sections.
    pub sections: Vec<SectionView>,
    /// Related issues.
    pub related: Vec<RelatedView>,
    /// Priority and why.
    pub priority: PriorityView,
    /// What identifies it.
    pub provenance: Provenance,
    /// What was left out to stay within the size budget, in words.
    pub dropped: Vec<String>,
}

/// The first line.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Headline {
    /// `New`, `Seen again`, `Came back`, `Not seen since`, `Stale`.
    pub state: String,
    /// Records or results, as people write numbers.
    pub count: String,
    /// `record`, `records`, `result` or `results`.
    pub unit: String,
    /// It is of a log; else of an analyzer or of tests.
    pub is_log: bool,
    /// The count is a lower bound.
    pub at_least: bool,
    /// From the first to the last, as people write lengths.
    pub span: Option<String>,
    /// Why it is a lower bound, in words.
    pub capped: Option<String>,
    /// Distinct instances.
    pub instances: usize,
    /// Distinct files.
    pub files: usize,
    /// Environments.
    pub environments: Vec<String>,
    /// Services, the first few.
    pub services: Vec<String>,
    /// Services beyond those.
    pub more_services: usize,
    /// The newest revisions, without the service's name before them.
    pub revisions: Vec<String>,
    /// Absolute, UTC.
    pub last_seen: Option<String>,
    /// Age at collection, where the evidence is older than its source allows.
    pub stale: Option<String>,
    /// Who is assigned by rules.yaml.
    pub owners: Vec<String>,
}

/// One fact.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct FactView {
    /// How many values.
    pub count: usize,
    /// There are more than `count`.
    pub capped: bool,
    /// The value, where there is one that is a number or an identifier.
    pub value: Option<String>,
    /// Values worth listing (not opaque ids).
    pub values: Vec<String>,
    /// Qualified names by what stands before their last part; empty where
    /// values are not qualified names.
    pub modules: Vec<ModuleView>,
    /// Distinct last parts of qualified names.
    pub distinct_names: usize,
}

/// Qualified names of one module.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ModuleView {
    /// What the names share before their last part.
    pub module: String,
    /// Last parts, in order.
    pub names: Vec<String>,
}

/// What findings say.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct MessageView {
    /// Message or template.
    pub text: String,
    /// How often.
    pub count: String,
    /// Severity.
    pub severity: String,
    /// The analyzer's rule.
    pub rule_id: Option<String>,
    /// The analyzer.
    pub tool: String,
}

/// One revision.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RevisionView {
    /// Its name.
    pub name: String,
    /// Records.
    pub records: String,
    /// Distinct instances.
    pub instances: usize,
    /// Newest record, time of day where the day is the headline's.
    pub last_seen: String,
}

/// One record.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SampleView {
    /// Severity, time, logger and text, for a fence.
    pub text: String,
}

/// One place.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LocationView {
    /// Path.
    pub path: String,
    /// `path:line`.
    pub text: String,
    /// Permanent link, where commit and repository are known.
    pub url: Option<String>,
}

/// Where evidence came from.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SourceView {
    /// Its name.
    pub name: String,
    /// What was read, how and how completely: one sentence without a full stop.
    pub words: String,
    /// The query, as rules.yaml writes it.
    pub query: Option<String>,
    /// Where the query and window can be looked at.
    pub url: Option<String>,
}

/// A section of rules.yaml.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SectionView {
    /// Heading.
    pub title: String,
    /// Text, or a list.
    pub body: Markdown,
}

/// A related issue.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RelatedView {
    /// Its number.
    pub number: u64,
    /// Why.
    pub note: Option<String>,
}

/// Priority and why.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PriorityView {
    /// `P0` to `P3`.
    pub name: String,
    /// Sentences.
    pub reasons: Vec<String>,
}

/// What identifies a problem.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Provenance {
    /// Its key.
    pub key: String,
    /// The entry of rules.yaml.
    pub rule: Option<String>,
    /// What it is grouped by.
    pub group: Vec<String>,
    /// The run that wrote this.
    pub run: String,
}

/// The digest as its template sees it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct DigestView {
    /// Most urgent first.
    pub entries: Vec<DigestEntry>,
    /// Entries beyond those.
    pub more: usize,
    /// What identifies the digest.
    pub provenance: Provenance,
}

/// One line of the digest.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct DigestEntry {
    /// `P0` to `P3`.
    pub priority: String,
    /// As its issue would be called.
    pub title: String,
    /// How often.
    pub count: String,
    /// Newest record.
    pub last_seen: Option<String>,
    /// Why it has no issue of its own.
    pub reason: String,
    /// Its key.
    pub key: String,
}

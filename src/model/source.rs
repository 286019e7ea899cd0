//! Where input comes from, and how a read of it went.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Coverage, Format, Severity, Time};

/// One source: rules.yaml's settings joined with what the command line names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SourceSpec {
    /// Its name: in matches, in evidence, in an issue's state.
    pub name: String,
    /// Where its bytes come from.
    pub from: Origin,
    /// `None`: told from the content.
    pub format: Option<Format>,
    /// JSON Pointer to the array of records.
    pub select: Option<String>,
    /// The query behind the input; shown as written.
    pub query: Option<String>,
    /// A read of this many records was capped: there may be more.
    pub cap: Option<u64>,
    /// JSON Pointer, or top-level field name, to the time the input was collected.
    pub collected: Option<String>,
    /// JSON Pointer to, or text of, the root that is stripped from paths.
    pub root: Option<String>,
    /// `json` only: our field -> the input's field (a name or a JSON Pointer).
    pub fields: BTreeMap<String, String>,
    /// The input's severity name, in lower case -> ours.
    pub severities: BTreeMap<String, Severity>,
    /// `json` only: a label's name -> the input's field (a name or a JSON
    /// Pointer): measured values and thresholds, which are no part of identity.
    pub attributes: BTreeMap<String, String>,
    /// How much the tool must have looked at to be believed.
    pub scope: Option<Scope>,
    /// The repository's files, where they are at hand: results that bring no
    /// text of their own are then known by the text of their line.
    pub checkout: Option<PathBuf>,
    /// The top level of the git repository in which the program runs: stripped
    /// from paths.
    pub top: Option<PathBuf>,
    /// The repository's name, as its folder is called on other machines.
    pub repository: Option<String>,
    /// `Origin::Command`: it is stopped after this long.
    pub timeout: Option<Duration>,
    /// How often it is read, and how much further back each read looks.
    pub window: Option<WindowSpec>,
    /// Evidence older than this is called stale.
    pub max_age: Option<Duration>,
    /// Its failure stops the run.
    pub required: bool,
    /// The environment of records and results that name none.
    pub environment: Option<String>,
    /// The service of records and results that name none.
    pub service: Option<String>,
}

/// Where a source's bytes come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Files, by path or glob, in byte order of their names.
    Paths(Vec<PathBuf>),
    /// Standard input.
    Stdin,
    /// Standard output of a program, run without a shell.
    Command(Vec<String>),
}

impl Default for Origin {
    fn default() -> Self {
        Self::Paths(Vec::new())
    }
}

/// A lower bound on what was looked at: a run over nothing finds nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// JSON Pointer to the number of files (or of whatever is counted).
    pub files: String,
    /// Fewer make the source partial.
    pub at_least: u64,
}

/// The schedule of a source's reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WindowSpec {
    /// Time between reads.
    pub every: Duration,
    /// How far each read reaches back into the one before.
    pub overlap: Duration,
    /// No read reaches further back than this, however long ago the last one was.
    pub at_most: Duration,
}

/// How a read went: part of the plan's fixed JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SourceReport {
    /// The source's name.
    pub name: String,
    /// Format as read.
    pub format: String,
    /// The conclusions that can be drawn from it.
    pub status: SourceStatus,
    /// Why it is not complete: sentences for people, each saying what and where.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<String>,
    /// Log records read.
    pub records: u64,
    /// Results read.
    pub findings: u64,
    /// Items that were read and set aside: suppressed results, repeats, passing
    /// tests; a word for it -> how many.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub skipped: BTreeMap<String, u64>,
    /// Oldest record.
    pub oldest: Option<Time>,
    /// Newest record.
    pub newest: Option<Time>,
    /// When the input was collected, as it says itself.
    pub collected: Option<Time>,
    /// When its newest file was last written: on a checkout, when that was made.
    pub modified: Option<Time>,
    /// The window that was asked for, where the program asked.
    pub window: Option<Window>,
    /// The time between the last complete read and this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap: Option<Window>,
    /// The cap, where the read reached it.
    pub cap: Option<u64>,
    /// The query behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// The cloud project that all its records are of, where they say one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<String>,
    /// Files, or the command's program, as shown to people.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inputs: Vec<String>,
    /// When each revision logged, by service, where records say it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub revisions: Vec<RevisionSpan>,
    /// A log, where silence proves nothing; not a report, where no result means clean.
    #[serde(default)]
    pub is_log: bool,
    /// Its records' times name no zone, and are taken for UTC.
    #[serde(default, skip_serializing_if = "is_false")]
    pub zone_assumed: bool,
    /// The parts of a project that it looked at; not saved in plans.
    #[serde(skip)]
    pub coverage: Coverage,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
fn is_false(value: &bool) -> bool {
    !value
}

/// When a revision of a service logged, as far as one read shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevisionSpan {
    /// The service, where records name it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// The revision that was deployed.
    pub revision: String,
    /// Its oldest record.
    pub first: Time,
    /// Its newest record.
    pub last: Time,
    /// All its records, whatever they say.
    pub records: u64,
}

impl RevisionSpan {
    /// Takes in what another source shows of the same revision.
    pub fn merge(&mut self, other: &Self) {
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
        self.records += other.records;
    }
}

/// The conclusions that can be drawn from a read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SourceStatus {
    /// All of it was read: what is not in it is absent.
    Complete,
    /// Something is missing: what is in it is true, absence proves nothing.
    Partial,
    /// Nothing of it can be used.
    Failed,
}

/// A stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// Included in the window.
    pub start: Time,
    /// Included in the window.
    pub end: Time,
}

impl SourceReport {
    /// A complete, empty read.
    pub fn new(name: &str, format: &str) -> Self {
        Self {
            name: name.to_owned(),
            format: format.to_owned(),
            status: SourceStatus::Complete,
            problems: Vec::new(),
            records: 0,
            findings: 0,
            skipped: BTreeMap::new(),
            oldest: None,
            newest: None,
            collected: None,
            modified: None,
            window: None,
            gap: None,
            cap: None,
            query: None,
            project: None,
            inputs: Vec::new(),
            revisions: Vec::new(),
            is_log: false,
            zone_assumed: false,
            coverage: Coverage::default(),
        }
    }

    /// Returns whether it was read in a format. Plans of other versions may
    /// name formats that this one does not know.
    pub fn is_in(&self, format: Format) -> bool {
        self.format == format.name()
    }

    /// Lowers the status to partial, with a reason.
    pub fn partial(&mut self, why: impl Into<String>) {
        self.status = self.status.max(SourceStatus::Partial);
        self.problems.push(why.into());
    }

    /// Lowers the status to failed, with a reason.
    pub fn failed(&mut self, why: impl Into<String>) {
        self.status = SourceStatus::Failed;
        self.problems.push(why.into());
    }

    /// Counts something set aside.
    pub fn skip(&mut self, what: &str, how_many: u64) {
        if how_many > 0 {
            *self.skipped.entry(what.to_owned()).or_default() += how_many;
        }
    }

    /// Takes in a record's time.
    pub fn saw(&mut self, time: Option<Time>) {
        let Some(time) = time else { return };
        self.oldest = Some(self.oldest.map_or(time, |t| t.min(time)));
        self.newest = Some(self.newest.map_or(time, |t| t.max(time)));
    }
}

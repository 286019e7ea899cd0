//! rules.yaml: as typed (`raw`), checked in one step that says every problem
//! at once (`validate`), and what it means for records, findings and problems.
//!
//! The reference of its keys is docs/rules.md.

use std::path::{Path, PathBuf};
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{
    IssueNumber, Login, RawFinding, Record, Severity, SourceSpec, Target, Time,
    problem::{RelatedIssue, Section},
};
use crate::redact::Redactor;

mod de;
pub mod diagnostic;
mod document;
mod facts;
mod group;
mod matcher;
mod prefilter;
mod priority;
mod raw;
mod settings;
mod validate;

pub use crate::render::title::Titles;
pub use diagnostic::{Code, Diagnostic, Diagnostics, Level};
pub use facts::{FactSource, FactSpec, MAX_CHARS};
pub use group::GroupBy;
pub use matcher::Matcher;
pub use priority::{PriorityClause, ProblemCondition, ProblemFacts};
pub use settings::{Close, CommandConfig, Lifecycle, Limits, Reopen, Untracked};

use prefilter::Prefilter;

/// A checked rules.yaml.
#[derive(Debug, Clone)]
pub struct Rules {
    /// The file, where there is one.
    pub path: Option<PathBuf>,
    /// What issues remember of the file, so that a second one of the same
    /// instance is noticed: its path in its checkout.
    pub identity: Option<String>,
    /// `github:OWNER/REPO` or `dir:PATH`, as written.
    pub target: Option<Target>,
    /// Part of every key; of `A-Z a-z 0-9 . _ -`.
    pub instance: String,
    /// How far problems go.
    pub stage: Stage,
    /// How the program's own titles are written.
    pub titles: Titles,
    /// On every issue the program manages.
    pub label: String,
    /// Logins whose markers count, besides this identity's.
    pub bots: Vec<Login>,
    /// Where input comes from.
    pub sources: Vec<Source>,
    /// In order; the first that matches takes it.
    pub rules: Vec<Rule>,
    /// What becomes of what no rule takes.
    pub unmatched: Unmatched,
    /// Bounds on what a run writes.
    pub limits: Limits,
    /// For what no rule overrides.
    pub lifecycle: Lifecycle,
    /// Knows the secrets that the program knows, and the file's.
    pub redact: Redactor,
    /// Who may give comment commands.
    pub commands: CommandConfig,
    /// What is probably not as it was meant; none of it is an error.
    pub warnings: Diagnostics,
    prefilter: Prefilter,
}

/// How far problems go.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Planned, never written.
    Observe,
    /// Lines of the digest issue.
    Digest,
    /// Issues of their own.
    #[default]
    File,
}

/// A source of rules.yaml.
#[derive(Debug, Clone)]
pub struct Source {
    /// How to read it; paths are relative to the working directory or absolute.
    pub spec: SourceSpec,
    /// Takes the records that show that the source is alive.
    pub alive: Option<Matcher>,
}

/// What becomes of what a rule takes.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// An issue for each problem.
    #[default]
    File,
    /// A line in the digest issue.
    Digest,
    /// Only in the run's report.
    Report,
    /// Dropped, and counted.
    Ignore,
}

/// An entry of `rules`, with `defaults` merged in.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its name; `unmatched` for what no rule takes.
    pub id: String,
    /// Earlier ids.
    pub was: Vec<String>,
    /// What it takes.
    pub matcher: Matcher,
    /// Typed values it pulls out of records, by name.
    pub facts: Vec<(String, FactSpec)>,
    /// What makes two findings one problem; never empty.
    pub group_by: Vec<GroupBy>,
    /// From when on a problem gets an issue.
    pub open: Open,
    /// Which existing issues carry the problem.
    pub adopt: Adopt,
    /// The title's template; `None`: the program's own.
    pub title: Option<String>,
    /// The body template's name.
    pub template: String,
    /// The first clause whose condition holds decides.
    pub priority: Vec<PriorityClause>,
    /// Labels of the issue, without repeats, the rule's own first.
    pub labels: Vec<String>,
    /// Set at creation.
    pub assignees: Vec<Login>,
    /// Issues that belong to the problem.
    pub related: Vec<RelatedIssue>,
    /// What only a person knows, in the file's order; the rule's own first.
    pub sections: Vec<(String, Section)>,
    /// What becomes of what it takes.
    pub action: Action,
    /// How far it goes, where that differs from the file's stage.
    pub stage: Option<Stage>,
    /// Nothing is filed until a day.
    pub suppress: Option<Suppress>,
    /// Its own, else its defaults', else the file's.
    pub lifecycle: Lifecycle,
}

/// From when on a problem gets an issue: all of these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// Records or results of one run, at least.
    pub count: u64,
    /// Runs in a row that saw it, at least.
    pub runs: u32,
    /// How often within a time.
    pub rate: Option<Rate>,
    /// How many different values of a fact.
    pub distinct: Option<DistinctAtLeast>,
}

impl Default for Open {
    fn default() -> Self {
        Self {
            count: 1,
            runs: 1,
            rate: None,
            distinct: None,
        }
    }
}

/// More than `over` records or results within `per`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// More than this many.
    pub over: u64,
    /// Within this time; never zero.
    pub per: Duration,
}

/// At least so many different values of a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DistinctAtLeast {
    /// The fact's name; the rule defines it.
    pub fact: String,
    /// How many.
    pub at_least: u64,
}

/// Which existing issues carry a rule's problems.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Adopt {
    /// This one.
    Pinned(IssueNumber),
    /// None.
    #[default]
    None,
}

/// Nothing is filed until a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppress {
    /// It counts again from then on.
    pub until: Time,
    /// Why, in words.
    pub because: String,
}

impl Suppress {
    /// Whether it lasts at a time.
    pub fn is_active(&self, now: Time) -> bool {
        now < self.until
    }
}

/// What becomes of what no rule takes.
#[derive(Debug, Clone)]
pub struct Unmatched {
    /// `defaults`, and how often before it is filed. Its matcher takes
    /// everything; its action is that of the severities from `at_least` on.
    pub rule: Rule,
    /// Lower severities are only reported.
    pub at_least: Severity,
}

impl Unmatched {
    /// What becomes of one of a severity.
    pub fn action(&self, severity: Severity) -> Action {
        if severity >= self.at_least {
            self.rule.action
        } else {
            Action::Report
        }
    }
}

impl Rules {
    /// Reads and checks a file.
    ///
    /// # Errors
    /// Every problem of the file, or the one why it cannot be read.
    pub fn load(path: &Path) -> Result<Self, Diagnostics> {
        let refuse = |why: String| {
            let problem = document::whole(Code::Unreadable, why);
            Diagnostics::new(Some(path.to_owned()), vec![problem])
        };
        let bytes = std::fs::read(path).map_err(|e| refuse(format!("cannot read it: {e}")))?;
        let text = String::from_utf8(bytes).map_err(|e| {
            let at = e.utf8_error().valid_up_to();
            refuse(format!("not UTF-8 at byte {at}"))
        })?;
        validate::check(&text, path.parent().unwrap_or(Path::new("")), Some(path))
    }

    /// Checks a text; paths in it are relative to `base_dir`.
    ///
    /// # Errors
    /// Every problem of it.
    pub fn parse(text: &str, base_dir: &Path) -> Result<Self, Diagnostics> {
        validate::check(text, base_dir, None)
    }

    /// What holds where there is no rules.yaml: everything is filed.
    pub fn without_file() -> Self {
        validate::without_file()
    }

    /// A source by name.
    pub fn source(&self, name: &str) -> Option<&Source> {
        self.sources.iter().find(|s| s.spec.name == name)
    }

    /// The position in `rules` of the rule that takes a record.
    pub fn first_match(&self, source: &str, record: &Record<'_>) -> Option<usize> {
        self.prefilter.first(&record.message, |i| {
            self.rules[i].matcher.record(source, record)
        })
    }

    /// The position in `rules` of the rule that takes a finding.
    pub fn first_match_finding(&self, finding: &RawFinding) -> Option<usize> {
        self.prefilter
            .first(&finding.message, |i| self.rules[i].matcher.finding(finding))
    }

    /// Whether any rule looks into results as their tools wrote them, with a
    /// JSON Pointer in its `match` or `facts`.
    pub fn look_inside(&self) -> bool {
        let mut all = self.rules.iter().chain([&self.unmatched.rule]);
        all.any(|rule| {
            rule.matcher.looks_inside() || rule.facts.iter().any(|(_, spec)| spec.looks_inside())
        })
    }

    /// JSON Schema (2020-12) of rules.yaml.
    pub fn schema() -> serde_json::Value {
        schemars::schema_for!(raw::File).to_value()
    }
}

#[cfg(test)]
mod tests;

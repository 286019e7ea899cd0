//! rules.yaml as written: its keys and their types, nothing checked beyond that.
//!
//! The doc comments are what `bot schema rules` tells editors.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use super::de::{At, Tree};
use super::{Action, Stage, Titles, Untracked};
use crate::model::Role;

mod condition;

pub(super) use condition::{Condition, When};

/// What the program reads, and what becomes of it.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(title = "rules.yaml")]
pub(super) struct File {
    /// The version of this format: 1.
    pub(super) version: Option<At<u64>>,
    /// The one tracker this file is for: `github:OWNER/REPO` or `dir:PATH`.
    pub(super) target: Option<At<String>>,
    /// Part of every key; tells several rules.yaml on one target apart. Default `main`.
    pub(super) instance: Option<At<String>>,
    /// How far problems go: `observe` plans only, `digest` keeps one issue, `file` makes issues. Default `file`.
    pub(super) stage: Option<Stage>,
    /// How the program's own titles are written: `plain` says what is wrong in words of logs and tools, without anything live; `identifiers` takes no text of theirs. Default `plain`.
    pub(super) titles: Option<Titles>,
    /// The label on every issue the program manages. Default `bot`.
    pub(super) label: Option<At<String>>,
    /// Accounts whose markers count, besides the one the program writes as.
    pub(super) bots: Vec<At<String>>,
    /// Where input comes from.
    pub(super) sources: Vec<At<RawSource>>,
    /// What holds for every rule: lists add to a rule's, the rest fills what a rule leaves out.
    pub(super) defaults: Option<At<RawRule>>,
    /// In order; the first that matches takes it.
    pub(super) rules: Vec<At<RawRule>>,
    /// What becomes of what no rule takes: `report`, `file`, `ignore`, `digest`, or `{file: …}`. Default `report`.
    #[schemars(with = "Option<UnmatchedShape>")]
    pub(super) unmatched: Option<Tree>,
    /// Bounds on what a run writes.
    pub(super) limits: RawLimits,
    /// When issues close, come back and are refreshed.
    pub(super) lifecycle: RawLifecycle,
    /// What is a secret besides what the program knows, and what is none.
    pub(super) redact: Redact,
    /// Comment commands.
    pub(super) commands: Commands,
}

/// One source.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[serde(rename = "Source")]
pub(super) struct RawSource {
    /// Its name: in matches, on the command line, in evidence.
    pub(super) name: Option<At<String>>,
    /// A file, or a glob of files, relative to this file's folder; `-` for standard input.
    pub(super) path: Option<At<String>>,
    /// A program and its arguments, run without a shell; its standard output is read.
    /// `{{window.start}}` and `{{window.end}}` are filled in.
    pub(super) command: Option<At<Vec<String>>>,
    /// The input's format; told from the content when absent.
    pub(super) format: Option<At<String>>,
    /// JSON Pointer to the array of records.
    pub(super) select: Option<At<String>>,
    /// The query behind the input; shown as written.
    pub(super) query: Option<String>,
    /// How often it is read, and how far each read reaches back into the one before.
    pub(super) window: Option<RawWindow>,
    /// A read of this many records was capped: counts say "at least".
    pub(super) cap: Option<At<u64>>,
    /// Records that show that the source is alive; without one, absence proves nothing.
    pub(super) alive: Option<Condition>,
    /// Evidence older than this is called stale, such as `2h`.
    pub(super) max_age: Option<At<String>>,
    /// Its failure stops the run. Default false.
    pub(super) required: Option<bool>,
    /// JSON Pointer to, or name of, the field with the time the input was collected.
    pub(super) collected: Option<At<String>>,
    /// JSON Pointer to, or text of, the root that is stripped from paths.
    pub(super) root: Option<String>,
    /// Format `json` only: our field to the input's field (a name or a JSON Pointer).
    #[schemars(with = "BTreeMap<String, At<String>>")]
    pub(super) fields: IndexMap<String, At<String>>,
    /// Format `json` only: the input's severity to ours.
    pub(super) severity: BTreeMap<String, At<String>>,
    /// Format `json` only: a label's name to the input's field: measured values
    /// and thresholds, which are no part of identity.
    pub(super) attributes: BTreeMap<String, At<String>>,
    /// How much the tool must have looked at to be believed.
    pub(super) scope: Option<RawScope>,
    /// A command is stopped after this long, such as `5m`.
    pub(super) timeout: Option<At<String>>,
    /// A checkout of the code that was looked at, relative to this file's
    /// folder: its lines give results an identity that outlives moved lines.
    pub(super) checkout: Option<String>,
    /// The environment of records and results that name none, such as `staging`.
    pub(super) environment: Option<String>,
    /// The service of records and results that name none.
    pub(super) service: Option<String>,
}

/// A lower bound on what was looked at.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[serde(rename = "Scope")]
pub(super) struct RawScope {
    /// JSON Pointer to the number of files, or of whatever is counted.
    pub(super) files: Option<At<String>>,
    /// Fewer make the source partial.
    pub(super) at_least: Option<At<u64>>,
}

/// A source's schedule.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[serde(rename = "Window")]
pub(super) struct RawWindow {
    /// Time between reads, such as `1h`.
    pub(super) every: Option<At<String>>,
    /// How far each read reaches back into the one before, such as `10m`. Default none.
    pub(super) overlap: Option<At<String>>,
    /// No read reaches further back than this, however long ago the last one
    /// was. Default a day, or `every` and `overlap` where they are longer.
    pub(super) at_most: Option<At<String>>,
}

/// One rule; in `defaults`, what holds for all.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[serde(rename = "Rule")]
pub(super) struct RawRule {
    /// Its name.
    pub(super) id: Option<At<String>>,
    /// Earlier ids, so that issues made under them are still its own.
    pub(super) was: Vec<At<String>>,
    /// What it takes.
    #[serde(rename = "match")]
    pub(super) matches: Option<Condition>,
    /// What becomes of it: `file`, `digest`, `report` or `ignore`. Default `file`.
    #[serde(rename = "do")]
    pub(super) action: Option<Action>,
    /// How far this rule goes; overrides the file's `stage`.
    pub(super) stage: Option<Stage>,
    /// Typed values pulled out of records.
    #[schemars(with = "BTreeMap<String, At<RawFact>>")]
    pub(super) facts: IndexMap<String, At<RawFact>>,
    /// What makes two findings one problem. Default `[fingerprint]`.
    pub(super) group_by: Option<Vec<At<String>>>,
    /// From when on a problem gets an issue.
    pub(super) open: RawOpen,
    /// The existing issue that carries the problem.
    pub(super) issue: Option<At<u64>>,
    /// Which existing issues are taken: `pinned` (only `issue`), `suggest` or `auto`. Default `pinned`.
    pub(super) adopt: Option<AdoptWord>,
    /// The issue's title; `{{facts.NAME.count}}`, `{{service}}` and the like are filled in.
    pub(super) title: Option<At<String>>,
    /// The template's name. Default `issue`.
    pub(super) template: Option<At<String>>,
    /// The first clause whose condition holds decides.
    pub(super) priority: Vec<At<Clause>>,
    /// Labels of the issue.
    pub(super) labels: Vec<At<String>>,
    /// Logins, set at creation.
    pub(super) assignees: Vec<At<String>>,
    /// Issues that belong to the problem.
    pub(super) related: Vec<At<Related>>,
    /// What only a person knows, by name: text, a list of steps, or `{file: PATH}`.
    #[schemars(with = "BTreeMap<String, At<RawSection>>")]
    pub(super) sections: IndexMap<String, At<RawSection>>,
    /// Nothing is filed until a day.
    pub(super) suppress: Option<At<RawSuppress>>,
    /// When this rule's issues close, come back and are refreshed; fills up from the file's `lifecycle`.
    pub(super) lifecycle: RawLifecycle,
}

/// A fact's definition: exactly one of `list`, `distinct`, `number` and `text`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[serde(rename = "Fact")]
pub(super) struct RawFact {
    /// Every match of a regular expression in the message: its first group, else the whole match.
    pub(super) list: Option<At<String>>,
    /// The different values of all records, at a JSON Pointer or `/regular expression/`.
    pub(super) distinct: Option<At<String>>,
    /// A number, at a JSON Pointer or `/regular expression/`.
    pub(super) number: Option<At<String>>,
    /// One value, at a JSON Pointer or `/regular expression/`.
    pub(super) text: Option<At<String>>,
    /// How values of many records become one: `latest` (default), `all` (lists), `max`, `min`, `sum` (numbers).
    pub(super) of: Option<At<Of>>,
}

/// How the values of many records become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Of {
    Latest,
    All,
    Max,
    Min,
    Sum,
}

impl Of {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Latest => "latest",
            Self::All => "all",
            Self::Max => "max",
            Self::Min => "min",
            Self::Sum => "sum",
        }
    }
}

/// When a problem gets an issue: all of these.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[serde(rename = "Open")]
pub(super) struct RawOpen {
    /// Records or results of one run. Default 1.
    pub(super) count: Option<At<u64>>,
    /// Runs in a row that saw it. Default 1.
    pub(super) runs: Option<At<u64>>,
    /// How often within a time.
    pub(super) rate: Option<At<RawRate>>,
    /// How many different values of a fact.
    pub(super) distinct: Option<At<DistinctAtLeast>>,
}

/// More than so many within a time.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[serde(rename = "Rate")]
pub(super) struct RawRate {
    /// More than this many.
    pub(super) over: Option<u64>,
    /// Within this time, such as `1h`.
    pub(super) per: Option<At<String>>,
}

/// So many different values of a fact.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct DistinctAtLeast {
    /// The fact's name.
    pub(super) fact: Option<At<String>>,
    /// How many at least.
    pub(super) at_least: Option<u64>,
}

/// Which existing issues a rule takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum AdoptWord {
    /// Only the one that `issue` names.
    Pinned,
}

/// One step towards a priority.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Clause {
    /// `P0` (blocking) to `P3`.
    pub(super) is: Option<At<String>>,
    /// Why, in words.
    pub(super) because: Option<String>,
    /// When it holds; always, when absent.
    pub(super) when: Option<When>,
}

/// An issue that belongs to the problem.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Related {
    /// Its number.
    pub(super) issue: Option<At<u64>>,
    /// Why.
    pub(super) note: Option<String>,
}

/// What a person knows about a problem.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "expected a text, a list of texts, or {file: PATH}"
)]
#[serde(rename = "Section")]
pub(super) enum RawSection {
    Text(String),
    List(Vec<String>),
    File(SectionFile),
}

/// A section kept in a file beside rules.yaml.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SectionFile {
    /// Relative to this file's folder, and inside it.
    pub(super) file: String,
}

/// Nothing is filed until a day.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[serde(rename = "Suppress")]
pub(super) struct RawSuppress {
    /// The day it ends: it counts again from 00:00 UTC of that day.
    pub(super) until: Option<At<String>>,
    /// Why.
    pub(super) because: Option<At<String>>,
}

/// Bounds on what a run writes.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[serde(rename = "Limits")]
pub(super) struct RawLimits {
    /// New issues; those over it go to the digest.
    pub(super) new_issues: NewIssues,
    /// Writes that notify people.
    pub(super) notifications: Notifications,
    /// Writes a run. Default 200.
    pub(super) writes: Option<At<u64>>,
    /// Issues and comments made a minute. Default 20, at most 80.
    pub(super) creates_per_minute: Option<At<u64>>,
    /// Bytes of a body. Default 60000, at most 65535.
    pub(super) body_bytes: Option<At<u64>>,
}

/// Bounds on new issues.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct NewIssues {
    /// In one run. Default 5.
    pub(super) run: Option<At<u64>>,
    /// In 24 hours. Default 10.
    pub(super) day: Option<At<u64>>,
    /// Open at a time. Default 50.
    pub(super) open: Option<At<u64>>,
}

/// Bounds on what reaches people.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Notifications {
    /// In 24 hours. Default 20.
    pub(super) day: Option<At<u64>>,
}

/// When issues close, come back and are refreshed.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[serde(rename = "Lifecycle")]
pub(super) struct RawLifecycle {
    /// What it takes to close an issue whose problem is gone.
    pub(super) close: RawClose,
    /// What it takes to reopen a closed one.
    pub(super) reopen: RawReopen,
    /// The least time between two quiet refreshes, or `never`. Default `1d`.
    pub(super) heartbeat: Option<At<String>>,
    /// What becomes of an issue whose findings are there and which rules.yaml
    /// gives to something else: `close` it as not planned, or `leave` it.
    /// Default `close`.
    pub(super) untracked: Option<Untracked>,
}

/// What it takes to close an issue.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[serde(rename = "Close")]
pub(super) struct RawClose {
    /// Runs in a row that looked and did not see it. Default 3.
    pub(super) clean_runs: Option<At<u64>>,
    /// For logs, besides: time without a record. Default `7d`.
    pub(super) quiet: Option<At<String>>,
}

/// What it takes to reopen an issue.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[serde(rename = "Reopen")]
pub(super) struct RawReopen {
    /// One the bot closed longer ago stays closed; a new one cites it. Default `30d`.
    pub(super) within: Option<At<String>>,
    /// One a person closed is reopened only on evidence this much newer. Default `1d`.
    pub(super) after: Option<At<String>>,
    /// One that was deleted, moved or made a discussion is filed once more. Default `false`.
    pub(super) deleted: Option<bool>,
}

/// What is a secret, and what is none.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Redact {
    /// What else is replaced.
    pub(super) patterns: Vec<At<Pattern>>,
    /// Values that are shown although they look like secrets.
    pub(super) allow: Vec<At<String>>,
    /// Kinds of personal data that are shown: `card`, `email`, `iban`, `ip`, `mac`,
    /// `national-id`, `phone`.
    pub(super) allow_kinds: Vec<At<String>>,
}

/// A kind of secret.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Pattern {
    /// Its name, shown in its place: `‹redacted:NAME›`.
    pub(super) kind: Option<At<String>>,
    /// A regular expression; its group `secret` is replaced, else the whole match.
    pub(super) regex: Option<At<String>>,
}

/// Comment commands.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Commands {
    /// The least role for each command; `default` for those not named. Default `triage`.
    pub(super) permissions: BTreeMap<String, At<Role>>,
}

/// What `unmatched: {file: …}` may hold.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct UnmatchedFile {
    /// At least this severity is filed; the rest is reported.
    pub(super) severity: Option<At<String>>,
    /// Records or results of one run. Default 1.
    pub(super) count: Option<At<u64>>,
    /// Runs in a row that saw it. Default 1.
    pub(super) runs: Option<At<u64>>,
    /// How often within a time.
    pub(super) rate: Option<At<RawRate>>,
}

/// The mapping form of `unmatched`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct UnmatchedMap {
    /// File it, from some severity or frequency on.
    pub(super) file: Option<UnmatchedFile>,
}

/// Both forms of `unmatched`, for the schema.
#[derive(JsonSchema)]
#[serde(untagged)]
#[allow(dead_code)] // only its schema is used
enum UnmatchedShape {
    Word(Action),
    Map(UnmatchedMap),
}

//! Why a run without a problem does not prove that the problem is gone.

use thiserror::Error;

use crate::model::Tool;
use crate::render::words;

/// Why a run without a problem does not prove that the problem is gone.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Unproved {
    /// The issue is another instance's.
    #[error("it belongs to instance {instance}")]
    OtherInstance {
        /// The instance.
        instance: String,
    },
    /// The rule does not exist any more.
    #[error("orphaned: there is no rule {rule} any more{}", heir_hint(rule, heir.as_deref()))]
    Orphaned {
        /// The rule.
        rule: String,
        /// The rule that takes its findings now.
        heir: Option<String>,
    },
    /// rules.yaml no longer tracks it, and leaves its issue alone.
    #[error("no longer tracked: {0}")]
    Untracked(UntrackedReason),
    /// The issue names no sources.
    #[error("it does not say which sources it came from")]
    NoSources,
    /// One of its sources was not read.
    #[error("source {source_name} was not read in this run")]
    SourceNotRead {
        /// The source.
        source_name: String,
    },
    /// None of its sources was read.
    #[error("none of its sources was read in this run")]
    NoSourceRead,
    /// What was read of a source says nothing of absence.
    #[error("{why}")]
    Blind {
        /// Why, in a sentence that names the source.
        why: String,
    },
    /// A source was read as other formats than the one that found it.
    #[error(
        "source {source_name} was read as {}, and {found} found it",
        words::list(now)
    )]
    OtherFormat {
        /// The source.
        source_name: String,
        /// The formats that it was read as.
        now: Vec<String>,
        /// The format that found it.
        found: String,
    },
    /// A tool that found it did not run.
    #[error("source {source_name} holds no run of {}, which found it", named(tool))]
    ToolNotRun {
        /// The source.
        source_name: String,
        /// The tool.
        tool: Tool,
    },
    /// An input that held it was not read.
    #[error("{input} of source {source_name}, which held it, was not read")]
    InputNotRead {
        /// The source.
        source_name: String,
        /// The input.
        input: String,
    },
    /// A source has fewer inputs than when it was found.
    #[error("source {source_name} was read from {now} files, and from {before} when it was found")]
    FewerInputs {
        /// The source.
        source_name: String,
        /// The number of inputs now.
        now: usize,
        /// The number of inputs then.
        before: usize,
    },
    /// Its file was not analyzed.
    #[error(
        "source {source_name} lists the files that were analyzed, and {file} is not among them"
    )]
    FileNotAnalyzed {
        /// The source.
        source_name: String,
        /// The file.
        file: String,
    },
    /// Its part of the project was not compiled.
    #[error("source {source_name} says what was compiled, and {part} is not among it")]
    PartNotCompiled {
        /// The source.
        source_name: String,
        /// The part.
        part: String,
    },
    /// Its test was skipped.
    #[error("its test was skipped, and was not seen to pass")]
    TestSkipped,
    /// Its test did not run.
    #[error("its test did not run, and was not seen to pass")]
    TestNotRun,
    /// More of its tests failed than the issue remembers, and some were skipped.
    #[error("more of its tests failed than are remembered, and tests were skipped")]
    TestsForgotten,
    /// What was read of a source is older than what is known.
    #[error("the evidence of source {source_name} is older than what is known")]
    OlderSource {
        /// The source.
        source_name: String,
    },
}

/// Why rules.yaml no longer tracks a problem although its findings are there.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum UntrackedReason {
    /// A rule ignores it.
    #[error("rules.yaml ignores it (rule {rule})")]
    Ignored {
        /// The rule.
        rule: String,
    },
    /// No rule takes it.
    #[error("no rule of rules.yaml takes it now")]
    NoRule,
    /// Another rule takes it.
    #[error("rule {rule} of rules.yaml takes it now")]
    OtherRule {
        /// The rule.
        rule: String,
    },
    /// Its rule groups it with others.
    #[error("rules.yaml groups it in another way now")]
    OtherGroup,
}

impl Unproved {
    /// Returns the name of the reason, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::OtherInstance { .. } => "other-instance",
            Self::Orphaned { .. } => "orphaned",
            Self::Untracked(_) => "untracked",
            Self::NoSources => "no-sources",
            Self::SourceNotRead { .. } => "source-not-read",
            Self::NoSourceRead => "no-source-read",
            Self::Blind { .. } => "read-proves-nothing",
            Self::OtherFormat { .. } => "other-format",
            Self::ToolNotRun { .. } => "tool-not-run",
            Self::InputNotRead { .. } => "input-not-read",
            Self::FewerInputs { .. } => "fewer-inputs",
            Self::FileNotAnalyzed { .. } => "file-not-analyzed",
            Self::PartNotCompiled { .. } => "part-not-compiled",
            Self::TestSkipped => "test-skipped",
            Self::TestNotRun => "test-not-run",
            Self::TestsForgotten => "tests-forgotten",
            Self::OlderSource { .. } => "older-source",
        }
    }
}

fn heir_hint(rule: &str, heir: Option<&str>) -> String {
    heir.map_or_else(String::new, |heir| {
        format!(". Rule {heir} takes it now: if that is its new name, give it `was: [{rule}]`")
    })
}

fn named(tool: &Tool) -> String {
    match &tool.category {
        Some(category) => format!("{} ({category})", tool.name),
        None => tool.name.clone(),
    }
}

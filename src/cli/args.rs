//! What the user typed.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::model::Time;

/// Keeps a project's issues true to what its analyzers and logs say.
#[derive(Debug, Parser)]
#[command(name = "bot", version, about, max_term_width = 100)]
pub(super) struct Args {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Common {
    /// The rules.
    #[arg(long, global = true, value_name = "FILE", default_value = "rules.yaml")]
    pub rules: PathBuf,
    /// A folder of templates over the built-in ones.
    #[arg(long, global = true, value_name = "DIR", default_value = "templates")]
    pub templates: PathBuf,
    /// github:OWNER/REPO or dir:PATH; default: rules.yaml's target, else GITHUB_REPOSITORY.
    #[arg(long, global = true, value_name = "TARGET")]
    pub to: Option<String>,
    /// How results are printed.
    #[arg(long, global = true, value_enum, default_value_t = Format::Human)]
    pub format: Format,
    /// The time that the run takes for now, RFC 3339.
    #[arg(long, global = true, value_name = "RFC3339")]
    pub now: Option<Time>,
    /// Keep GitHub's answers in this folder, and ask only for what changed since.
    /// It holds what the issues hold: keep it as private as they are.
    #[arg(long, global = true, value_name = "DIR", env = "BOT_CACHE")]
    pub cache: Option<PathBuf>,
    /// Refuse sources that run commands.
    #[arg(long, global = true)]
    pub no_commands: bool,
    /// Say more; twice for everything.
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// Say only what failed.
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Colour.
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto)]
    pub color: Color,
}

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Human,
    /// For programs.
    Json,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// Where a terminal is.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Read, plan and apply.
    Sync(Sync),
    /// Read and plan: print what `sync` would do.
    Plan(Plan),
    /// Apply a saved plan, exactly.
    Apply(Apply),
    /// Act on the GitHub event that a workflow runs for.
    Event(Event),
    /// Print normalized findings, as JSON Lines.
    Findings(Inputs),
    /// Fold logs into clusters; print them as JSON.
    Cluster(Cluster),
    /// Print the Markdown that would be filed.
    Render(Render),
    /// Check rules.yaml and templates: every problem at once.
    Check,
    /// Print a JSON Schema.
    Schema {
        /// Of what.
        of: SchemaOf,
    },
    /// Print completions for a shell.
    Completions {
        /// Which.
        shell: Shell,
    },
}

/// What to read.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Inputs {
    /// `[NAME=][FORMAT:]PATH[#POINTER]`, or - for standard input. Default: the sources of rules.yaml.
    #[arg(value_name = "INPUT")]
    pub inputs: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub(super) struct Sync {
    #[command(flatten)]
    pub inputs: Inputs,
    /// Stop before anything is written.
    #[arg(long)]
    pub dry_run: bool,
    /// Apply a plan that the guard refuses.
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct Plan {
    #[command(flatten)]
    pub inputs: Inputs,
    /// Save the plan, for `bot apply`.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Exit with 3 if the plan has changes.
    #[arg(long)]
    pub exit_code: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct Apply {
    /// A file that `bot plan --out` wrote.
    pub plan: PathBuf,
    /// Apply a plan that the guard refuses.
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct Event {
    #[command(flatten)]
    pub inputs: Inputs,
    /// The event's name; default: GITHUB_EVENT_NAME.
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// The file of its payload; default: GITHUB_EVENT_PATH.
    #[arg(long, value_name = "FILE")]
    pub path: Option<PathBuf>,
    /// Stop before anything is written.
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct Cluster {
    #[command(flatten)]
    pub inputs: Inputs,
    /// Write one cluster id a record, in the order of the input.
    #[arg(long, value_name = "FILE")]
    pub assignments: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(super) struct Render {
    #[command(flatten)]
    pub inputs: Inputs,
    /// Write one file an issue into a folder.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// What a schema is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum SchemaOf {
    /// rules.yaml.
    Rules,
    /// The `findings` format.
    Findings,
    /// What templates see.
    Context,
}

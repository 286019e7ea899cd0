//! What the user typed.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::model::Time;

/// Keeps a project's issues in line with what its analyzers and logs report.
#[derive(Debug, Parser)]
#[command(name = "bot", version, about, max_term_width = 100)]
pub(crate) struct Args {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub command: CliCommand,
}

/// Options of every command.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Common {
    /// The rules file.
    #[arg(long, global = true, value_name = "FILE", default_value = "rules.yaml")]
    pub rules: PathBuf,
    /// A folder of templates over the built-in ones.
    #[arg(long, global = true, value_name = "DIR", default_value = "templates")]
    pub templates: PathBuf,
    /// github:OWNER/REPO or dir:PATH; default: rules.yaml's target, else GITHUB_REPOSITORY.
    #[arg(long, global = true, value_name = "TARGET")]
    pub to: Option<String>,
    /// How results are printed.
    #[arg(long, global = true, value_enum, default_value_t = OutputFormat::Human)]
    pub format: OutputFormat,
    /// Use this as the current time, RFC 3339.
    #[arg(long, global = true, value_name = "RFC3339")]
    pub now: Option<Time>,
    /// Cache GitHub's answers in this folder, and ask only for what changed since.
    /// It holds the text of issues: keep it as private as they are.
    #[arg(long, global = true, value_name = "DIR", env = "BOT_CACHE")]
    pub cache: Option<PathBuf>,
    /// Refuse sources that run commands.
    #[arg(long, global = true)]
    pub no_commands: bool,
    /// List every entry and show texts; twice for debug output.
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// Print only what failed.
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// When to use color; `NO_COLOR` and `CLICOLOR_FORCE` decide where this is `auto`.
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto)]
    pub color: Color,
}

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutputFormat {
    /// For people.
    Human,
    /// For programs.
    Json,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Reads `--color` from arguments that may be invalid otherwise:
/// help and errors are printed before there are [`Args`].
pub(crate) fn color_of(arguments: impl IntoIterator<Item = OsString>) -> clap::ColorChoice {
    let mut choice = clap::ColorChoice::Auto;
    let mut arguments = arguments.into_iter().skip(1);
    while let Some(argument) = arguments.next() {
        let argument = argument.to_string_lossy().into_owned();
        let value = match argument.strip_prefix("--color") {
            Some("") => arguments.next().unwrap_or_default(),
            Some(rest) => OsString::from(rest.strip_prefix('=').unwrap_or_default()),
            None if argument == "--" => break,
            None => continue,
        };
        choice = match value.to_str() {
            Some("always") => clap::ColorChoice::Always,
            Some("never") => clap::ColorChoice::Never,
            _ => choice,
        };
    }
    choice
}

#[derive(Debug, Subcommand)]
pub(crate) enum CliCommand {
    /// Read, plan and apply.
    Sync(SyncArgs),
    /// Read and plan: print what `sync` would do.
    Plan(PlanArgs),
    /// Apply a saved plan, exactly.
    Apply(ApplyArgs),
    /// Act on the GitHub event that a workflow runs for.
    Event(EventArgs),
    /// Explain why an issue exists, and what the next run would change.
    Explain(ExplainArgs),
    /// Print normalized findings, as JSON Lines.
    Findings(Inputs),
    /// Group log records into clusters; print them as JSON.
    Cluster(ClusterArgs),
    /// Print the Markdown that would be filed.
    Render(RenderArgs),
    /// Check rules.yaml and templates, and report every problem at once.
    Check,
    /// Print a JSON Schema.
    Schema {
        /// Which schema to print.
        of: SchemaOf,
    },
    /// Print completions for a shell.
    Completions {
        /// The shell to generate completions for.
        shell: Shell,
    },
}

/// What to read.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Inputs {
    /// `[NAME=][FORMAT:]PATH[#POINTER]`, or - for standard input. Default: the sources of rules.yaml.
    #[arg(value_name = "INPUT")]
    pub inputs: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct SyncArgs {
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
pub(crate) struct PlanArgs {
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
pub(crate) struct ApplyArgs {
    /// A file that `bot plan --out` wrote.
    pub plan: PathBuf,
    /// Apply a plan that the guard refuses.
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct EventArgs {
    #[command(flatten)]
    pub inputs: Inputs,
    /// The event's name; default: `GITHUB_EVENT_NAME`.
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// The file of its payload; default: `GITHUB_EVENT_PATH`.
    #[arg(long, value_name = "FILE")]
    pub path: Option<PathBuf>,
    /// Stop before anything is written.
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ExplainArgs {
    /// An issue's number, or a problem's key.
    #[arg(value_name = "KEY|N")]
    pub issue: String,
    #[command(flatten)]
    pub inputs: Inputs,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ClusterArgs {
    #[command(flatten)]
    pub inputs: Inputs,
    /// Write one cluster id per record, in the order of the input.
    #[arg(long, value_name = "FILE")]
    pub assignments: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct RenderArgs {
    #[command(flatten)]
    pub inputs: Inputs,
    /// Write one file per issue into a folder.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// What a schema is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaOf {
    /// rules.yaml.
    Rules,
    /// The `findings` format.
    Findings,
    /// What templates see.
    Context,
}

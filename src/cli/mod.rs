//! The command line: one file a command.

mod apply;
mod args;
mod check;
mod clocks;
mod cluster;
mod event;
mod exit;
mod explain;
mod findings;
mod inputs;
mod keeper;
mod made;
mod open_tracker;
mod read_cursors;
mod render;
mod schema;
mod session;
mod sync;

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches as _};
use tracing_subscriber::EnvFilter;

use crate::redact::Redactor;
use crate::report::styles_logs;
use args::{Args, CliCommand};

pub use exit::{Exit, Failure};

/// Runs the program over the process's own arguments, environment and streams.
pub fn main() -> ExitCode {
    let command = Args::command().color(args::color_of(std::env::args_os()));
    let parsed = command.try_get_matches_from(std::env::args_os());
    let args = match parsed.and_then(|matches| Args::from_arg_matches(&matches)) {
        Ok(args) => args,
        Err(error) => return usage(&error),
    };
    install_log(&args);
    install_panic_hook();
    let outcome = std::panic::catch_unwind(|| run(&args));
    let exit = match outcome {
        Ok(Ok(exit)) => exit,
        Ok(Err(failure)) => {
            let streams = args.common.streams();
            streams.failure(&failure.message);
            failure.exit
        }
        Err(_) => Exit::Defect,
    };
    exit.into()
}

/// Help and version go to standard output and are no error.
fn usage(error: &clap::Error) -> ExitCode {
    let _ = error.print();
    if error.use_stderr() {
        Exit::Unusable.into()
    } else {
        Exit::Done.into()
    }
}

fn run(args: &Args) -> Result<Exit, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::unusable(format!("no event loop: {error}")))?;
    let common = &args.common;
    match &args.command {
        CliCommand::Sync(sync) => runtime.block_on(sync::sync(common, sync)),
        CliCommand::Plan(plan) => runtime.block_on(sync::plan(common, plan)),
        CliCommand::Apply(apply) => runtime.block_on(apply::run(common, apply)),
        CliCommand::Event(event) => runtime.block_on(event::run(common, event)),
        CliCommand::Explain(args) => runtime.block_on(explain::run(common, args)),
        CliCommand::Findings(inputs) => findings::run(common, inputs),
        CliCommand::Cluster(cluster) => cluster::run(common, cluster),
        CliCommand::Render(render) => render::run(common, render),
        CliCommand::Check => check::run(common),
        CliCommand::Schema { of } => schema::run(common, *of),
        CliCommand::Completions { shell } => {
            let mut text = Vec::new();
            clap_complete::generate(*shell, &mut Args::command(), "bot", &mut text);
            common.streams().out(&String::from_utf8_lossy(&text));
            Ok(Exit::Done)
        }
    }
}

/// Log lines go to standard error; `BOT_LOG` filters them as `RUST_LOG` does elsewhere.
fn install_log(args: &Args) {
    let level = match (args.common.quiet, args.common.verbose) {
        (true, _) => "error",
        (false, 0) => "warn",
        (false, 1) => "issue_gardener=info,warn",
        (false, _) => "issue_gardener=debug,info",
    };
    let filter = EnvFilter::try_from_env("BOT_LOG").unwrap_or_else(|_| EnvFilter::new(level));
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(styles_logs(args.common.color()))
        .without_time()
        .with_target(false)
        .try_init();
}

/// A defect says so, without secrets and without a backtrace's paths.
fn install_panic_hook() {
    std::panic::set_hook(Box::new(|info| {
        let message = info.payload_as_str().unwrap_or("it does not say why");
        let place = info
            .location()
            .map(|l| format!("{}:{}", l.file(), l.line()))
            .unwrap_or_default();
        crate::report::panic_line(&defect(message, &place));
    }));
}

/// Returns what is said of a panic: its message may quote the input.
fn defect(message: &str, place: &str) -> String {
    let text = format!("defect: {message} ({place}). Please report it.");
    Redactor::new().redact(&text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_defect_is_told_without_the_secret_that_it_quotes() {
        let message = format!("index 9 of \"password={} x\"", "hunter2");
        assert_eq!(
            defect(&message, "src/a.rs:7"),
            "defect: index 9 of \"password=‹redacted:password› x\" (src/a.rs:7). Please report it."
        );
    }
}

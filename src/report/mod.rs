//! What a run says: to a terminal, to programs, to the Action.
//!
//! Nothing is written to a stream but through here, and all of it is redacted.

pub mod display;
mod json;
pub mod outputs;
pub mod summary;

use std::fmt::Display;
use std::io::{self, Write};

use anstream::{AutoStream, ColorChoice};

use crate::apply::Outcome;
use crate::model::{SourceReport, SourceStatus};
use crate::plan::Plan;
use crate::redact::Redactor;
use crate::render::{report_words, safe};
use display::Detail;

/// Standard output and error, with what the user asked of them.
#[derive(Debug, Clone)]
pub struct Streams {
    /// Results as JSON.
    pub json: bool,
    /// When styles are kept.
    pub color: ColorChoice,
    /// Only failures.
    pub quiet: bool,
    /// How much of a plan is shown.
    pub detail: Detail,
    /// Failures are annotations of a workflow's run.
    pub annotate: bool,
    /// Secrets of rules.yaml included.
    pub redactor: Redactor,
}

/// Bytes that are copied at once.
const COPIED: usize = 64 << 10;

impl Streams {
    /// A command's result, as it is.
    pub fn out(&self, text: &str) {
        let mut stream = AutoStream::new(io::stdout(), self.color);
        self.print(&mut stream, text);
    }

    /// A long result, already redacted, as it is.
    pub fn copy(&self, from: impl io::Read) -> io::Result<()> {
        let mut stream = io::stdout().lock();
        let mut from = io::BufReader::with_capacity(COPIED, from);
        match io::copy(&mut from, &mut stream).and_then(|_| stream.flush()) {
            // Whoever reads it has read enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            done => done,
        }
    }

    /// Something to know, not a result.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            let mut stream = AutoStream::new(io::stderr(), self.color);
            self.print(&mut stream, format!("{}\n", safe::terminal(text)));
        }
    }

    /// How a source was read, where that is not simply "completely".
    pub fn note_source(&self, source: &SourceReport) {
        if is_notable(source) {
            self.note(&format!("{}: {}", source.name, report_words(source)));
        }
    }

    /// Why nothing was done.
    pub fn failure(&self, message: &str) {
        if self.annotate {
            return self.annotation("error", message);
        }
        let mut stream = AutoStream::new(io::stderr(), self.color);
        let shown: Vec<String> = message.lines().map(safe::terminal).collect();
        self.print(&mut stream, format!("error: {}\n", shown.join("\n")));
    }

    /// A line that GitHub's runner shows on the run's page. The runner reads
    /// both streams; results stay alone on standard output. Redacted before it
    /// is escaped too: escaping could hide a secret from the second look.
    fn annotation(&self, level: &str, message: &str) {
        let message = safe::annotation(&self.redactor.redact(message));
        self.print(
            &mut io::stderr(),
            format!("::{level} title=bot::{message}\n"),
        );
    }

    /// Sources that were not read completely, or not as they were meant to be,
    /// where that is shown by itself.
    fn warn_of_sources(&self, plan: &Plan) {
        let sources = plan.sources.iter().filter(|_| self.annotate);
        for source in sources.filter(|source| is_notable(source)) {
            let words = report_words(source);
            self.annotation("warning", &format!("{}: {words}", source.name));
        }
    }

    /// A plan that is not applied.
    pub fn plan(&self, plan: &Plan) -> Result<(), serde_json::Error> {
        self.warn_of_sources(plan);
        self.errors(plan);
        if self.json {
            self.out(&json::plan(plan, None)?);
        } else if !self.quiet {
            self.out(&display::plan(plan, self.detail));
        }
        Ok(())
    }

    /// A plan and what came of it.
    pub fn synced(&self, plan: &Plan, outcome: &Outcome) -> Result<(), serde_json::Error> {
        self.warn_of_sources(plan);
        if self.json {
            self.out(&json::plan(plan, Some(outcome))?);
        } else if !self.quiet {
            self.out(&display::plan(plan, self.detail));
            self.out(&display::applied(outcome, self.detail));
        }
        self.errors(plan);
        for line in display::undone(outcome, self.detail) {
            self.failure(&line);
        }
        if !self.json && !self.quiet {
            self.out(&display::closing(outcome));
        }
        Ok(())
    }

    fn errors(&self, plan: &Plan) {
        for error in &plan.errors {
            self.failure(error);
        }
    }

    /// A closed pipe is the reader's choice, not a failure.
    fn print(&self, stream: &mut impl Write, text: impl Display) {
        let text = text.to_string();
        let _ = stream.write_all(self.redactor.redact(&text).as_bytes());
        let _ = stream.flush();
    }
}

/// Returns whether there is more to say of a source than that it was read.
fn is_notable(source: &SourceReport) -> bool {
    source.status != SourceStatus::Complete || !source.problems.is_empty()
}

/// Returns whether log lines on standard error are styled: as the user says,
/// else only on a terminal, where neither `NO_COLOR` nor `CLICOLOR_FORCE` says
/// otherwise.
pub fn styles_logs(color: ColorChoice) -> bool {
    let chosen = match color {
        ColorChoice::Auto => AutoStream::choice(&io::stderr()),
        given => given,
    };
    chosen != ColorChoice::Never
}

/// One line to standard error from a panic, where nothing else may be relied on.
pub fn panic_line(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}

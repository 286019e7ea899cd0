//! Reads whole sources: all their files, into the sink or not at all.

mod choose;
mod logs;
mod named;

use std::sync::Arc;
use std::sync::atomic::Ordering;

use crate::ingest::error::ReadError;
use crate::ingest::format;
use crate::ingest::format::detect::{self, json};
use crate::ingest::format::report::ReportContext;
use crate::ingest::format::spec::{FormatReader, ResultsReader, Tools};
use crate::ingest::results::collect::Results;
use crate::ingest::results::identity::Fingerprints;
use crate::ingest::results::stats::{Agreed, PartialRead, ReadStats};
use crate::ingest::source::command;
use crate::ingest::source::decode::{Decoded, decode};
use crate::ingest::source::limits::Limits;
use crate::ingest::source::open::{self, NamedFile, Opened};
use crate::model::coverage::{InputRead, MAX_TOLD_APART};
use crate::model::source::Origin;
use crate::model::{Format, Sink, SourceReport, SourceSpec, Time};
use logs::LogInput;

/// Reads a source into a sink and says how that went.
///
/// Never panics and never fails otherwise than through the report's status.
/// Of a failed source nothing reaches the sink.
pub fn read<S: Sink>(spec: &SourceSpec, limits: &Limits, sink: &mut S) -> SourceReport {
    let mut report = SourceReport::new(&spec.name, spec.format.map_or("unknown", Format::name));
    report.query.clone_from(&spec.query);
    let mut whole = report.clone();
    let mut source = SourceRead {
        spec,
        limits,
        sink: sink.fork(),
        prints: Fingerprints::default(),
        project: Agreed::default(),
        with_results: 0,
    };
    match source.read(&mut whole) {
        Ok(()) => {
            source.cap(&mut whole);
            whole.project = std::mem::take(&mut source.project).one();
            sink.join(source.sink);
            whole
        }
        Err(why) => {
            report.format = whole.format;
            report.is_log = whole.is_log;
            report.inputs = whole.inputs;
            report.failed(why);
            report
        }
    }
}

/// A read on its way.
struct SourceRead<'s, S> {
    spec: &'s SourceSpec,
    limits: &'s Limits,
    sink: S,
    /// Over all files, so that results that are equal in two of them differ.
    prints: Fingerprints,
    /// Over all files, too.
    project: Agreed,
    /// Inputs that hold results.
    with_results: usize,
}

impl<S: Sink> SourceRead<'_, S> {
    /// Errors are whole sentences, with the input's name in front.
    fn read(&mut self, report: &mut SourceReport) -> Result<(), String> {
        match &self.spec.from {
            Origin::Paths(paths) => {
                let (files, may_miss) = open::files(paths).map_err(|error| error.to_string())?;
                report.coverage.may_miss = may_miss;
                report.inputs = files
                    .iter()
                    .map(|file| file.path.display().to_string())
                    .collect();
                for file in &files {
                    self.file(file, report)
                        .map_err(|error| format!("{}: {error}", file.path.display()))?;
                }
                Ok(())
            }
            Origin::Stdin => {
                let name = "standard input";
                report.inputs = vec![name.to_owned()];
                let opened = Opened::stream(Box::new(std::io::stdin()));
                self.input(opened, name, name, report)
                    .map_err(|error| format!("{name}: {error}"))
            }
            Origin::Command(command) => {
                let name = command.first().map_or("", String::as_str);
                report.inputs = vec![name.to_owned()];
                self.command(command, name, report)
                    .map_err(|error| format!("command `{name}`: {error}"))
            }
        }
    }

    fn command(
        &mut self,
        command: &[String],
        name: &str,
        report: &mut SourceReport,
    ) -> Result<(), ReadError> {
        if !self.limits.commands {
            return Err(
                ReadError::new("is not run").hint("Commands are switched off (--no-commands).")
            );
        }
        let (running, output) = command::start(command, self.spec.timeout)?;
        match self.input(Opened::stream(Box::new(output)), name, name, report) {
            Ok(()) => running.finish(),
            Err(error) if error == ReadError::empty() && self.may_be_quiet() => {
                running.finish()?;
                report.is_log = true;
                Ok(())
            }
            Err(error) => Err(running.blame().unwrap_or(error)),
        }
    }

    /// Returns whether a command that prints nothing, and succeeds, says that
    /// there was nothing to print: a log of lines. It proves nothing of
    /// absence.
    fn may_be_quiet(&self) -> bool {
        let reader = choose::named(self.spec).map(|format| self.reader(format));
        matches!(reader, Some(FormatReader::Log(reader)) if reader.may_be_empty)
    }

    fn file(&mut self, file: &NamedFile, report: &mut SourceReport) -> Result<(), ReadError> {
        let opened = open::open(&file.path)?;
        let shown = file.path.display().to_string();
        self.input(opened, &shown, &file.name, report)
    }

    /// Reads one input: `shown` to people, `name` among those of its source.
    fn input(
        &mut self,
        opened: Opened,
        shown: &str,
        name: &str,
        report: &mut SourceReport,
    ) -> Result<(), ReadError> {
        let modified = opened.modified;
        let decoded = decode(opened, self.limits)?;
        let (format, decoded) = choose::choose(self.spec, self.limits, decoded, name)?;
        format.name().clone_into(&mut report.format);
        report.is_log = self.is_log(format);
        let over = Arc::clone(&decoded.over);
        let left = self
            .limits
            .items
            .saturating_sub(report.records + report.findings);
        let mut out = PartialRead::new(self.sink.fork(), self.limits.latest);
        let checksum = Arc::clone(&decoded.checksum);
        let ended = self.items(format, decoded, modified, left, &mut out);
        if over.load(Ordering::Relaxed) {
            // A document that the limit cuts off ends in the middle.
            let what = format!(
                "only its first {} bytes were read (limit `bytes`)",
                self.limits.bytes
            );
            out.stats.partial.push(what);
        } else {
            ended?;
        }
        out.stats.check(format)?;
        self.say_unmapped(&mut out.stats);
        self.sink.join(out.sink);
        report.collected = report.collected.max(out.stats.collected);
        report.modified = report.modified.max(modified);
        self.project.join(std::mem::take(&mut out.stats.project));
        out.stats.coverage.formats.insert(format.name().to_owned());
        out.stats.coverage.content = checksum.load(Ordering::Relaxed);
        let bit = (out.stats.findings > 0).then(|| self.bit());
        self.with_results += usize::from(bit.is_some());
        out.stats.coverage.inputs = vec![InputRead {
            name: name.to_owned(),
            bit,
            time: out.stats.time(report.is_log),
        }];
        out.stats.report(shown, report);
        Ok(())
    }

    /// Says which settings of the source lead to nothing in this input.
    fn say_unmapped(&self, stats: &mut ReadStats) {
        for note in stats.mapped.notes(self.spec) {
            stats.note(note);
        }
        if let Some(place) = &self.spec.collected
            && stats.collected.is_none()
        {
            stats.note(format!("`collected` names `{place}`, where no time is"));
        }
    }

    /// The bit by which the results of the present input name it.
    fn bit(&self) -> u8 {
        let last = MAX_TOLD_APART - 1;
        u8::try_from(self.with_results.min(last)).unwrap_or(0)
    }

    /// Returns what reads this source in a format.
    fn reader(&self, format: Format) -> FormatReader {
        format::reader(format, self.spec)
    }

    /// A log, whose silence proves nothing; not a report.
    fn is_log(&self, format: Format) -> bool {
        matches!(self.reader(format), FormatReader::Log(_))
    }

    /// Returns whether each line is a record. A source's `select` says where
    /// entries are in a document; lines that are entries themselves need no
    /// choosing.
    fn are_lines(&self, format: Format, head: &[u8]) -> bool {
        let entries = || self.is_log(format) && detect::format(head, None) == Some(format);
        json::is_json_lines(head) && (self.spec.select.is_none() || entries())
    }

    fn items(
        &mut self,
        format: Format,
        decoded: Decoded,
        modified: Option<Time>,
        left: u64,
        out: &mut PartialRead<S>,
    ) -> Result<(), ReadError> {
        let lines = self.are_lines(format, &decoded.head);
        match self.reader(format) {
            FormatReader::Log(reader) => {
                let log = LogInput {
                    spec: self.spec,
                    limits: self.limits,
                    until: modified.or(self.limits.until),
                    lines,
                    left,
                };
                log.read(reader, decoded.read, out)
            }
            FormatReader::Results(reader) => self.results(reader, decoded, lines, left, out),
        }
    }

    fn results(
        &mut self,
        reader: ResultsReader,
        decoded: Decoded,
        lines: bool,
        left: u64,
        out: &mut PartialRead<S>,
    ) -> Result<(), ReadError> {
        let bit = self.bit();
        let report = ReportContext {
            spec: self.spec,
            limits: self.limits,
            lines,
        };
        let mut results = Results::new(self.spec, &mut self.prints, left, bit, out);
        match reader.tools {
            Tools::One(tool) => results.run_of(tool, None),
            Tools::InResults => results.names_no_tools(),
            Tools::InRuns => {}
        }
        let ended = (reader.read)(report, decoded, &mut results);
        results.end_of_run();
        ended
    }

    /// A read that reached the number its query was capped at.
    fn cap(&self, report: &mut SourceReport) {
        let Some(cap) = self.spec.cap else { return };
        if report.records + report.findings >= cap {
            report.cap = Some(cap);
            report.partial(format!("the read is capped at {cap}: there may be more"));
        }
    }
}

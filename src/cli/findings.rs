//! `bot findings`.

use std::io::{self, BufWriter, Read, Seek as _, Write as _};

use tempfile::SpooledTempFile;

use super::args::{Common, Inputs};
use super::exit::{Exit, Failure};
use super::inputs;
use super::read_cursors::ReadCursors;
use super::session::{Session, exit_of};
use crate::ingest::findings::{Header, HeaderStatus, Line};
use crate::model::{Finding, SourceStatus};
use crate::redact::Redactor;
use crate::triage::{FindingSink, Known, RoutedFinding, collect};

/// Prints a header and one line a finding.
pub(crate) fn run(common: &Common, args: &Inputs) -> Result<Exit, Failure> {
    let session = Session::open(common)?;
    let jobs = inputs::jobs(
        &args.inputs,
        &session.rules,
        &ReadCursors::unknown(),
        session.now,
    )?;
    let lines = PendingLines::new(&session.redactor);
    let read = collect(&jobs.jobs, &session.reading(&Known::default()), lines);
    session.usable(&read.sources, jobs.named)?;
    let mut header = Header::complete();
    header.status = match read.sources.iter().map(|s| s.status).max() {
        None | Some(SourceStatus::Complete) => HeaderStatus::Complete,
        Some(SourceStatus::Partial) => HeaderStatus::Partial,
        Some(SourceStatus::Failed) => HeaderStatus::Failed,
    };
    let first = serde_json::to_string(&header).map_err(Failure::unusable)?;
    session.streams.out(&(first + "\n"));
    let lines = read.findings.into_reader().map_err(Failure::unusable)?;
    session.streams.copy(lines).map_err(Failure::unusable)?;
    for source in &read.sources {
        session.streams.note_source(source);
    }
    Ok(exit_of(header.status == HeaderStatus::Complete, false))
}

/// Lines that wait for the header, which is known last.
struct PendingLines {
    redactor: Redactor,
    written: Option<BufWriter<SpooledTempFile>>,
    /// The last finding: one that is equal in everything is counted with it.
    last: Option<RoutedFinding>,
    /// Why a line could not be written.
    failed: Option<io::Error>,
}

impl PendingLines {
    /// Bytes before they become a file.
    const IN_MEMORY: usize = 1 << 20;
    /// Bytes written at once.
    const BUFFER: usize = 64 << 10;

    fn new(redactor: &Redactor) -> Self {
        Self {
            redactor: redactor.clone(),
            written: None,
            last: None,
            failed: None,
        }
    }

    fn write(&mut self, taken: &RoutedFinding) -> io::Result<()> {
        let line = serde_json::to_string(&Line::from(&taken.finding))?;
        let line = self.redactor.redact(&line);
        let file = self.file();
        file.write_all(line.as_bytes())?;
        file.write_all(b"\n")
    }

    /// Writes the last finding.
    fn flush(&mut self) {
        if let Some(last) = self.last.take().filter(|_| self.failed.is_none()) {
            self.failed = self.write(&last).err();
        }
    }

    fn file(&mut self) -> &mut BufWriter<SpooledTempFile> {
        self.written.get_or_insert_with(|| {
            BufWriter::with_capacity(Self::BUFFER, SpooledTempFile::new(Self::IN_MEMORY))
        })
    }

    fn append(&mut self, later: Option<BufWriter<SpooledTempFile>>) -> io::Result<()> {
        match later {
            Some(mut later) if self.written.is_some() => {
                later.rewind()?;
                io::copy(later.get_mut(), self.file()).map(|_| ())
            }
            Some(later) => {
                self.written = Some(later);
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn into_reader(mut self) -> io::Result<impl Read> {
        self.flush();
        if let Some(error) = self.failed {
            return Err(error);
        }
        let Some(written) = self.written else {
            return Ok(SpooledTempFile::new(0));
        };
        let mut file = written.into_inner()?;
        file.rewind()?;
        Ok(file)
    }
}

impl FindingSink for PendingLines {
    fn fork(&self) -> Self {
        Self::new(&self.redactor)
    }

    fn keep(&mut self, taken: RoutedFinding) {
        match &mut self.last {
            Some(last) if is_same(&last.finding, &taken.finding) => {
                last.finding.seen.merge(&taken.finding.seen);
            }
            _ => {
                self.flush();
                self.last = Some(taken);
            }
        }
    }

    fn join(&mut self, mut later: Self) {
        self.flush();
        later.flush();
        let appended = self.append(later.written).err();
        self.failed = self.failed.take().or(later.failed).or(appended);
    }
}

/// Equal in all that a line says but count and times.
fn is_same(a: &Finding, b: &Finding) -> bool {
    a.fingerprint == b.fingerprint
        && a.message == b.message
        && a.locations == b.locations
        && (&a.source, &a.tool, &a.rule_id, a.severity)
            == (&b.source, &b.tool, &b.rule_id, b.severity)
        && (
            &a.service,
            &a.environment,
            &a.labels,
            &a.samples,
            &a.suggestion,
        ) == (
            &b.service,
            &b.environment,
            &b.labels,
            &b.samples,
            &b.suggestion,
        )
}

//! Reads the records of one input that is a log.

use crate::ingest::error::ReadError;
use crate::ingest::format::report::{MAX_JSON_LINE, collected, elements};
use crate::ingest::format::spec::{LogContext, LogFraming, LogReader};
use crate::ingest::framing::cut::{CutBlocks, Packed};
use crate::ingest::framing::line_blocks::LineBlocks;
use crate::ingest::framing::traces::Traces;
use crate::ingest::results::blocks::{self, LogParser};
use crate::ingest::results::stats::PartialRead;
use crate::ingest::source::decode::DecodedBytes;
use crate::ingest::source::limits::Limits;
use crate::model::{Sink, SourceSpec, Time};

/// How one log is to be read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LogInput<'s> {
    pub(crate) spec: &'s SourceSpec,
    pub(crate) limits: &'s Limits,
    /// Until when its records may have been written.
    pub(crate) until: Option<Time>,
    /// Each line is a JSON object of its own.
    pub(crate) lines: bool,
    /// Records that may still be read.
    pub(crate) left: u64,
}

impl LogInput<'_> {
    /// Reads all records of a log.
    pub(crate) fn read<S: Sink>(
        self,
        reader: LogReader,
        read: DecodedBytes,
        out: &mut PartialRead<S>,
    ) -> Result<(), ReadError> {
        let context = LogContext {
            max_message: self.limits.record_bytes,
            until: self.until,
        };
        let parser = (reader.parser)(self.spec, context)?;
        match reader.framing {
            LogFraming::Traces => {
                let traces = Traces::new(read, context.max_message);
                log(Packed::new(traces, self.left), &*parser, out)
            }
            LogFraming::Json => self.json(read, &*parser, out),
        }
    }

    /// Entries as lines, or as elements of a document.
    fn json<S: Sink>(
        self,
        read: DecodedBytes,
        parser: &dyn LogParser,
        out: &mut PartialRead<S>,
    ) -> Result<(), ReadError> {
        if self.lines {
            return log(LineBlocks::new(read, MAX_JSON_LINE, self.left), parser, out);
        }
        let mut elements = elements(self.spec, self.limits, read, "", &[]);
        let ended = log(Packed::new(&mut elements, self.left), parser, out);
        out.stats.collected = out.believed(collected(self.spec, &elements));
        ended
    }
}

fn log<S: Sink>(
    cut: impl CutBlocks,
    parser: &dyn LogParser,
    out: &mut PartialRead<S>,
) -> Result<(), ReadError> {
    if blocks::read(cut, parser, out)? {
        out.stats
            .partial
            .push("holds more records than are read (limit `items`)".to_owned());
    }
    Ok(())
}

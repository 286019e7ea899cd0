//! What the program knows of a format: the one constant that its file offers.

use crate::ingest::error::ReadError;
use crate::ingest::format::detect::shape::JsonShape;
use crate::ingest::format::report::ReportContext;
use crate::ingest::results::blocks::LogParser;
use crate::ingest::results::collect::Results;
use crate::ingest::source::decode::Decoded;
use crate::model::{Format, SourceSpec, Time};

/// A format that the program reads.
#[derive(Debug)]
pub(crate) struct FormatSpec {
    /// Its name and kind.
    pub(crate) format: Format,
    /// What its inputs have and no other's; one of these is enough. Empty for
    /// a format that must be named.
    pub(crate) looks_like: &'static [LooksLike],
    /// What reads it.
    pub(crate) reader: FormatReader,
}

/// The marks that tell a format's input from others'.
#[derive(Debug)]
pub(crate) enum LooksLike {
    /// JSON with members like these: of the document, or of its first record.
    Json(fn(&JsonShape) -> bool),
    /// XML with one of these root elements.
    XmlRoot(&'static [&'static str]),
    /// Text like this, as far as it goes.
    Text(fn(&[u8]) -> bool),
}

/// The reader of a format.
#[derive(Debug, Clone, Copy)]
pub(crate) enum FormatReader {
    /// It gives records.
    Log(LogReader),
    /// It gives findings.
    Results(ResultsReader),
}

/// Reads a log on all cores.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LogReader {
    /// What its records are cut out of.
    pub(crate) framing: LogFraming,
    /// A command that prints nothing says that nothing was logged. Otherwise
    /// even an empty log is written as something.
    pub(crate) may_be_empty: bool,
    /// Makes the parser of its records; an error where the source's settings
    /// do not suit it.
    pub(crate) parser: MakeParser,
}

/// See [`LogReader::parser`].
pub(crate) type MakeParser =
    for<'s> fn(&'s SourceSpec, LogContext) -> Result<Box<dyn LogParser + 's>, ReadError>;

/// How a log is cut into records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LogFraming {
    /// Lines, those of one stack trace together.
    Traces,
    /// JSON: lines, or the elements of an array.
    Json,
}

/// The facts known of a log beside its bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LogContext {
    /// Bytes; longer messages are cut.
    pub(crate) max_message: usize,
    /// Until when its records may have been written.
    pub(crate) until: Option<Time>,
}

/// The reader of a report's results.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ResultsReader {
    /// Whose results these are.
    pub(crate) tools: Tools,
    /// Reads all of one input.
    pub(crate) read: fn(ReportContext<'_>, Decoded, &mut Results<'_>) -> Result<(), ReadError>,
}

/// Where a report says which tool ran: where it did and found nothing, its
/// results are gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tools {
    /// The format has one.
    One(&'static str),
    /// In its results alone, so that a tool without results is not named.
    InResults,
    /// In runs, which the reader begins itself.
    InRuns,
}

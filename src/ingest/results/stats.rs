//! What a reader found, and in which order parts of it are put together.

use std::collections::BTreeMap;

use crate::ingest::error::{InputPosition, ReadError};
use crate::ingest::results::mapped::Mapped;
use crate::model::format::Format;
use crate::model::{Coverage, RawFinding, Record, Sink, SourceReport, Time};

/// Bad items that are shown; the others are counted.
const SHOWN: usize = 3;

/// 1990 in seconds since 1970: earlier times are those of clocks that were never set.
const EARLIEST: i64 = 631_152_000;

/// Where a reader puts what it reads: the sink, and the counts for the report.
#[derive(Debug)]
pub(crate) struct PartialRead<S: ?Sized> {
    pub(crate) stats: ReadStats,
    /// See [`Limits::latest`](crate::ingest::source::limits::Limits::latest).
    latest: Option<Time>,
    /// The last member, so that a part of any sink is a `PartialRead<dyn Sink>`, which
    /// is what formats get to see.
    pub(crate) sink: S,
}

impl<S: Sink> PartialRead<S> {
    pub(crate) fn new(sink: S, latest: Option<Time>) -> Self {
        Self {
            stats: ReadStats::default(),
            latest,
            sink,
        }
    }

    /// Takes in what follows in the input.
    pub(crate) fn join(&mut self, later: Self) {
        self.sink.join(later.sink);
        self.stats.join(later.stats);
    }
}

impl<S: Sink + ?Sized> PartialRead<S> {
    /// Later times cannot be right.
    pub(crate) fn latest(&self) -> Option<Time> {
        self.latest
    }

    /// Gives one log entry on.
    pub(crate) fn record(&mut self, record: &Record<'_>) {
        self.stats.records += 1;
        let time = self.believed(record.time);
        self.stats.saw(time);
        if time == record.time {
            self.sink.record(record);
        } else {
            self.sink.record(&Record {
                time,
                ..record.clone()
            });
        }
    }

    /// The time, if it can be right: not of a clock that was never set, nor
    /// in the future.
    pub(crate) fn believed(&mut self, time: Option<Time>) -> Option<Time> {
        let time = time?;
        let too_late = self.latest.is_some_and(|latest| time > latest);
        if too_late || time.timestamp() < EARLIEST {
            self.stats.misdated += 1;
            self.stats.misdated_as = self.stats.misdated_as.max(Some(time));
            return None;
        }
        Some(time)
    }

    /// Gives one result on.
    pub(crate) fn finding(&mut self, mut finding: RawFinding) {
        self.stats.findings += 1;
        let seen = &mut finding.seen;
        seen.last_seen = self.believed(seen.last_seen);
        // Whoever knows one of the two knows both.
        seen.first_seen = seen.first_seen.filter(|t| Some(*t) <= seen.last_seen);
        for sample in &mut finding.samples {
            sample.time = self.believed(sample.time);
        }
        self.stats.saw(finding.seen.last_seen);
        self.sink.finding(finding);
    }
}

/// Counts of a part of a source.
#[derive(Debug, Default)]
pub(crate) struct ReadStats {
    pub(crate) records: u64,
    pub(crate) findings: u64,
    pub(crate) skipped: BTreeMap<&'static str, u64>,
    oldest: Option<Time>,
    newest: Option<Time>,
    /// Times that cannot be right, and the last of them.
    misdated: u64,
    misdated_as: Option<Time>,
    /// Items that could not be read.
    bad: u64,
    shown: Vec<String>,
    notes: Vec<String>,
    /// Why the source is not complete.
    pub(crate) partial: Vec<String>,
    /// Times name no zone, and are taken for UTC.
    pub(crate) zone_assumed: bool,
    /// When the input says it was collected.
    pub(crate) collected: Option<Time>,
    /// The cloud project of its records.
    pub(crate) project: Agreed,
    /// Which of the mapped fields its elements have.
    pub(crate) mapped: Mapped,
    /// What was looked at.
    pub(crate) coverage: Coverage,
}

/// A value that counts only where all that name one agree.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) enum Agreed {
    /// Nothing names one.
    #[default]
    Nothing,
    /// All that name one name this.
    One(String),
    /// There are several.
    Several,
}

impl Agreed {
    /// Takes in one name.
    pub(crate) fn take(&mut self, name: &str) {
        match self {
            Self::Nothing => *self = Self::One(name.to_owned()),
            Self::One(known) if known != name => *self = Self::Several,
            Self::One(_) | Self::Several => {}
        }
    }

    /// The one name, where there is one.
    pub(crate) fn one(self) -> Option<String> {
        match self {
            Self::One(name) => Some(name),
            Self::Nothing | Self::Several => None,
        }
    }

    /// Takes in another part's.
    pub(crate) fn join(&mut self, other: Self) {
        match other {
            Self::Nothing => {}
            Self::One(name) => self.take(&name),
            Self::Several => *self = Self::Several,
        }
    }
}

impl ReadStats {
    /// The time of the evidence of one input: a log's newest record; of a
    /// report, when it was made, where it says so.
    pub(crate) fn time(&self, is_log: bool) -> Option<Time> {
        if is_log {
            self.newest.or(self.collected)
        } else {
            self.collected.max(self.newest)
        }
    }

    /// Neither anything read nor anything that could not be.
    pub(crate) fn is_empty(&self) -> bool {
        self.records + self.findings + self.bad == 0
    }

    /// Counts something set aside.
    pub(crate) fn skip(&mut self, what: &'static str, count: u64) {
        if count > 0 {
            *self.skipped.entry(what).or_default() += count;
        }
    }

    /// Counts an item that can't be read.
    pub(crate) fn bad(&mut self, at: InputPosition, why: &str) {
        self.bad += 1;
        if self.shown.len() < SHOWN {
            self.shown.push(format!("line {}: {why}", at.line));
        }
    }

    /// Says something that does not make the source less complete.
    pub(crate) fn note(&mut self, what: String) {
        self.notes.push(what);
    }

    fn saw(&mut self, time: Option<Time>) {
        let Some(time) = time else { return };
        self.oldest = Some(self.oldest.map_or(time, |t| t.min(time)));
        self.newest = Some(self.newest.map_or(time, |t| t.max(time)));
    }

    fn join(&mut self, later: Self) {
        self.records += later.records;
        self.findings += later.findings;
        for (what, count) in later.skipped {
            *self.skipped.entry(what).or_default() += count;
        }
        self.saw(later.oldest);
        self.saw(later.newest);
        self.misdated += later.misdated;
        self.misdated_as = self.misdated_as.max(later.misdated_as);
        self.bad += later.bad;
        self.shown.extend(later.shown);
        self.shown.truncate(SHOWN);
        self.notes.extend(later.notes);
        self.partial.extend(later.partial);
        self.zone_assumed |= later.zone_assumed;
        self.collected = self.collected.max(later.collected);
        self.project.join(later.project);
        self.mapped.join(later.mapped);
        self.coverage.merge(later.coverage);
    }

    /// An error where nothing at all could be read.
    pub(crate) fn check(&self, format: Format) -> Result<(), ReadError> {
        if self.bad == 0 || self.records + self.findings > 0 || !self.skipped.is_empty() {
            return Ok(());
        }
        let first = self.shown.first().cloned().unwrap_or_default();
        let what = format!("nothing in it can be read as `{}`", format.name());
        Err(ReadError::new(what).detail(first))
    }

    /// Puts the counts into the report of the file's source.
    pub(crate) fn report(self, file: &str, into: &mut SourceReport) {
        into.records += self.records;
        into.findings += self.findings;
        for (what, count) in self.skipped {
            into.skip(what, count);
        }
        into.saw(self.oldest);
        into.saw(self.newest);
        into.collected = into.collected.max(self.collected);
        into.coverage.merge(self.coverage);
        if self.bad > 0 {
            let shown = self.shown.join("; ");
            let more = self.bad - self.shown.len() as u64;
            let more = if more > 0 {
                format!("; {more} more")
            } else {
                String::new()
            };
            into.skip("unreadable", self.bad);
            into.partial(format!("{file}: {} unreadable: {shown}{more}", self.bad));
        }
        if let Some(time) = self.misdated_as {
            into.problems.push(format!(
                "{file}: {} of its times cannot be right, such as {}: they decide nothing",
                self.misdated,
                time.format("%Y-%m-%d %H:%M:%S UTC"),
            ));
        }
        into.problems
            .extend(self.notes.iter().map(|note| format!("{file}: {note}")));
        into.zone_assumed |= self.zone_assumed;
        for why in self.partial {
            into.partial(format!("{file}: {why}"));
        }
    }
}

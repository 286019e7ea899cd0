//! What a reader found, and in which order parts of it are put together.

use std::collections::BTreeMap;

use super::Sink;
use super::error::{Place, ReadError};
use super::format::Format;
use super::mapped::Mapped;
use crate::model::{Finding, Record, SourceReport, Time};

/// Bad items that are shown; the others are counted.
const SHOWN: usize = 3;

/// Where a reader puts what it reads: the sink, and the counts for the report.
#[derive(Debug)]
pub(super) struct Part<S> {
    pub(super) sink: S,
    pub(super) tally: Tally,
}

impl<S: Sink> Part<S> {
    pub(super) fn new(sink: S) -> Self {
        Self {
            sink,
            tally: Tally::default(),
        }
    }

    /// Gives one log entry on.
    pub(super) fn record(&mut self, record: &Record<'_>) {
        self.tally.records += 1;
        self.tally.saw(record.time);
        self.sink.record(record);
    }

    /// Gives one result on.
    pub(super) fn finding(&mut self, finding: Finding) {
        self.tally.findings += 1;
        self.tally.saw(finding.seen.last_seen);
        self.sink.finding(finding);
    }

    /// Takes in what follows in the input.
    pub(super) fn join(&mut self, later: Self) {
        self.sink.join(later.sink);
        self.tally.join(later.tally);
    }
}

/// Counts of a part of a source.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) records: u64,
    pub(super) findings: u64,
    pub(super) skipped: BTreeMap<&'static str, u64>,
    oldest: Option<Time>,
    newest: Option<Time>,
    /// Items that could not be read.
    bad: u64,
    shown: Vec<String>,
    notes: Vec<String>,
    /// Why the source is not complete.
    pub(super) partial: Vec<String>,
    /// Times name no zone, and are taken for UTC.
    pub(super) zone_assumed: bool,
    /// When the input says it was collected.
    pub(super) collected: Option<Time>,
    /// The cloud project of its records.
    pub(super) project: Agreed,
    /// Which of the mapped fields its elements have.
    pub(super) mapped: Mapped,
}

/// A value that counts only where all that name one agree.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) enum Agreed {
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
    pub(super) fn take(&mut self, name: &str) {
        match self {
            Self::Nothing => *self = Self::One(name.to_owned()),
            Self::One(known) if known != name => *self = Self::Several,
            Self::One(_) | Self::Several => {}
        }
    }

    /// The one name, where there is one.
    pub(super) fn one(self) -> Option<String> {
        match self {
            Self::One(name) => Some(name),
            Self::Nothing | Self::Several => None,
        }
    }

    /// Takes in another part's.
    pub(super) fn join(&mut self, other: Self) {
        match other {
            Self::Nothing => {}
            Self::One(name) => self.take(&name),
            Self::Several => *self = Self::Several,
        }
    }
}

impl Tally {
    /// Neither anything read nor anything that could not be.
    pub(super) fn is_empty(&self) -> bool {
        self.records + self.findings + self.bad == 0
    }

    /// Counts something set aside.
    pub(super) fn skip(&mut self, what: &'static str, count: u64) {
        if count > 0 {
            *self.skipped.entry(what).or_default() += count;
        }
    }

    /// Counts an item that can't be read.
    pub(super) fn bad(&mut self, at: Place, why: &str) {
        self.bad += 1;
        if self.shown.len() < SHOWN {
            self.shown.push(format!("line {}: {why}", at.line));
        }
    }

    /// Says something that does not make the source less complete.
    pub(super) fn note(&mut self, what: String) {
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
        self.bad += later.bad;
        self.shown.extend(later.shown);
        self.shown.truncate(SHOWN);
        self.notes.extend(later.notes);
        self.partial.extend(later.partial);
        self.zone_assumed |= later.zone_assumed;
        self.collected = self.collected.max(later.collected);
        self.project.join(later.project);
        self.mapped.join(later.mapped);
    }

    /// An error where nothing at all could be read.
    pub(super) fn check(&self, format: Format) -> Result<(), ReadError> {
        if self.bad == 0 || self.records + self.findings > 0 || !self.skipped.is_empty() {
            return Ok(());
        }
        let first = self.shown.first().cloned().unwrap_or_default();
        let what = format!("nothing in it can be read as `{}`", format.name());
        Err(ReadError::new(what).detail(first))
    }

    /// Puts the counts into the report of the file's source.
    pub(super) fn report(self, file: &str, into: &mut SourceReport) {
        into.records += self.records;
        into.findings += self.findings;
        for (what, count) in self.skipped {
            into.skip(what, count);
        }
        into.saw(self.oldest);
        into.saw(self.newest);
        into.collected = into.collected.max(self.collected);
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
        into.problems
            .extend(self.notes.iter().map(|note| format!("{file}: {note}")));
        into.zone_assumed |= self.zone_assumed;
        for why in self.partial {
            into.partial(format!("{file}: {why}"));
        }
    }
}

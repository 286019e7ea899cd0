//! Stack traces that were split over entries.
//!
//! What reads a process's output line by line makes an entry of each line. A
//! run of entries of one stream, each of which can go on where the one before
//! ends, is held until it ends, and is one record if it reads as a stack
//! trace. Newest-first listings give a trace's end first.

use std::collections::VecDeque;

use chrono::TimeDelta;

use super::Out;
use super::held::Held;
use crate::cluster::trace::{self, LineKind};
use crate::model::{Record, Severity};

/// Entries of one trace; a longer one is cut.
const MAX_PARTS: usize = 500;

/// Streams whose entries may alternate.
const MAX_RUNS: usize = 16;

/// Entries that may come between two of one trace.
const MAX_AGE: u64 = 256;

/// Time that may pass between two entries of one trace.
const MAX_GAP: TimeDelta = TimeDelta::seconds(2);

/// Entries that may yet be parts of a trace.
#[derive(Debug, Default)]
pub(super) struct Rejoin {
    /// Oldest first.
    runs: VecDeque<Run>,
    entries: u64,
    joined: u64,
}

/// Entries of one stream that follow each other.
#[derive(Debug)]
struct Run {
    parts: VecDeque<Held>,
    /// When the last was added, in entries.
    touched: u64,
}

impl Rejoin {
    /// Takes one entry.
    pub(super) fn push(&mut self, record: &Record<'_>, position: u64, out: &mut Out<'_>) {
        self.entries += 1;
        if self.runs.is_empty() && !trace::may_be_part(&record.message) {
            out(record, &[position]);
            return;
        }
        self.flush_old(out);
        if let Some(at) = self.runs.iter().position(|run| run.is_of_stream(record)) {
            if self.runs[at].take(record, position) {
                self.runs[at].touched = self.entries;
                return;
            }
            self.flush_run(at, out);
        }
        if trace::may_be_part(&record.message) {
            self.start(record, position, out);
        } else {
            out(record, &[position]);
        }
    }

    fn start(&mut self, record: &Record<'_>, position: u64, out: &mut Out<'_>) {
        if self.runs.len() == MAX_RUNS {
            self.flush_run(0, out);
        }
        self.runs.push_back(Run {
            parts: VecDeque::from([Held::new(record, position)]),
            touched: self.entries,
        });
    }

    fn flush_old(&mut self, out: &mut Out<'_>) {
        while let Some(at) = self
            .runs
            .iter()
            .position(|run| self.entries - run.touched > MAX_AGE)
        {
            self.flush_run(at, out);
        }
    }

    fn flush_run(&mut self, at: usize, out: &mut Out<'_>) {
        if let Some(run) = self.runs.remove(at) {
            self.joined += run.finish(out);
        }
    }

    /// Passes on all that is held.
    pub(super) fn flush(&mut self, out: &mut Out<'_>) {
        while !self.runs.is_empty() {
            self.flush_run(0, out);
        }
    }

    /// Entries that were joined to another.
    pub(super) fn joined(&self) -> u64 {
        self.joined
    }
}

impl Run {
    fn is_of_stream(&self, record: &Record<'_>) -> bool {
        self.parts.front().is_some_and(|p| p.is_of_stream(record))
    }

    /// Adds an entry at the end it belongs to, if it does.
    fn take(&mut self, record: &Record<'_>, position: u64) -> bool {
        let (Some(front), Some(back)) = (self.parts.front(), self.parts.back()) else {
            return false;
        };
        let (front, back) = (front.record(), back.record());
        if self.parts.len() >= MAX_PARTS {
            return false;
        }
        if is_soon_after(&back, record) && goes_on(&back, record) {
            self.parts.push_back(Held::new(record, position));
            return true;
        }
        if is_soon_after(record, &front) && record.time < front.time && goes_on(record, &front) {
            self.parts.push_front(Held::new(record, position));
            return true;
        }
        false
    }

    /// Passes on one record, or as many as there are parts; says how many
    /// entries were joined to another.
    fn finish(self, out: &mut Out<'_>) -> u64 {
        if let Some((record, positions)) = self.whole()
            && let Some(first) = self.parts.front()
        {
            let severity = self.severity();
            let whole = Record {
                severity,
                ..first.with(&record)
            };
            out(&whole, &positions);
            return u64::try_from(positions.len()).unwrap_or(u64::MAX) - 1;
        }
        let mut parts: Vec<Held> = self.parts.into();
        parts.sort_by_key(|part| part.position);
        for part in parts {
            out(&part.record(), &[part.position]);
        }
        0
    }

    /// The text of the whole trace and where its parts were, if it is one.
    fn whole(&self) -> Option<(String, Vec<u64>)> {
        if self.parts.len() < 2 {
            return None;
        }
        let lines: Vec<String> = self
            .parts
            .iter()
            .map(|part| part.record().message.trim_end_matches('\n').to_owned())
            .collect();
        let text = lines.join("\n");
        trace::parse(&text)?;
        Some((text, self.parts.iter().map(|part| part.position).collect()))
    }

    fn severity(&self) -> Option<Severity> {
        self.parts.iter().filter_map(|p| p.record().severity).max()
    }
}

/// Not before, and not long after; entries without a time follow each other.
fn is_soon_after(first: &Record<'_>, second: &Record<'_>) -> bool {
    match (first.time, second.time) {
        (Some(first), Some(second)) => second >= first && second - first <= MAX_GAP,
        _ => true,
    }
}

/// Whether `second` can be the lines after `first` in a trace.
fn goes_on(first: &Record<'_>, second: &Record<'_>) -> bool {
    let last = first.message.lines().next_back().unwrap_or_default();
    let next = second.message.lines().next().unwrap_or_default();
    let is_python = trace::is_python(last);
    match (trace::kind(last), trace::kind(next)) {
        (LineKind::Other, _) | (_, LineKind::Other) => false,
        (_, LineKind::Frame | LineKind::Indented | LineKind::Cause) => true,
        (LineKind::Frame | LineKind::Indented, LineKind::Exception) => {
            is_python || trace::kind(last) == LineKind::Indented
        }
        (_, LineKind::Exception | LineKind::Header) => false,
    }
}

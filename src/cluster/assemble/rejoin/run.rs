//! Entries of one stream that follow each other, and may be a trace or a key.

use std::collections::VecDeque;

use chrono::TimeDelta;

use super::key::PrivateKeyLines;
use crate::cluster::assemble::Out;
use crate::cluster::assemble::held::Held;
use crate::cluster::trace::{self, LineKind};
use crate::model::{Record, Severity};

/// Entries of one trace or key; a longer one is cut.
pub(crate) const MAX_PARTS: usize = 500;

/// Time that may pass between two entries of one trace.
const MAX_GAP: TimeDelta = TimeDelta::seconds(2);

/// Entries of one stream that follow each other.
#[derive(Debug)]
pub(crate) struct Run {
    parts: VecDeque<Held>,
    /// All parts are, or may be, lines of one private key.
    key: Option<PrivateKeyLines>,
    /// The number of the entry that was added last.
    pub(crate) touched: u64,
}

impl Run {
    pub(crate) fn new(record: &Record<'_>, position: u64, number: u64) -> Self {
        Self {
            parts: VecDeque::from([Held::new(record, position)]),
            key: PrivateKeyLines::start(&record.message),
            touched: number,
        }
    }

    /// Adds an entry at the end it belongs to, if it does.
    pub(crate) fn take(&mut self, record: &Record<'_>, position: u64) -> bool {
        let (Some(front), Some(back)) = (self.parts.front(), self.parts.back()) else {
            return false;
        };
        let (front, back) = (front.record(), back.record());
        if self.parts.len() >= MAX_PARTS {
            return false;
        }
        if let Some(key) = &mut self.key
            && (is_soon_after(&back, record) || is_soon_after(record, &front))
            && key.take(&record.message)
        {
            self.parts.push_back(Held::new(record, position));
            return true;
        }
        if is_soon_after(&back, record) && goes_on(&back, record) {
            self.key = None;
            self.parts.push_back(Held::new(record, position));
            return true;
        }
        if is_soon_after(record, &front) && record.time < front.time && goes_on(record, &front) {
            self.key = None;
            self.parts.push_front(Held::new(record, position));
            return true;
        }
        false
    }

    /// Passes on one record, or as many as there are parts; says how many
    /// entries were joined to another.
    pub(crate) fn finish(self, out: &mut Out<'_>) -> u64 {
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

    /// The text of the whole and where its parts were, if it is one.
    fn whole(&self) -> Option<(String, Vec<u64>)> {
        let text = match &self.key {
            Some(key) => key.text()?.to_owned(),
            None => self.trace()?,
        };
        Some((text, self.parts.iter().map(|part| part.position).collect()))
    }

    fn trace(&self) -> Option<String> {
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
        Some(text)
    }

    fn severity(&self) -> Option<Severity> {
        self.parts.iter().filter_map(|p| p.record().severity).max()
    }
}

/// Returns whether an entry may be a part of a whole.
pub(crate) fn may_be_part(record: &Record<'_>) -> bool {
    trace::may_be_part(&record.message) || PrivateKeyLines::start(&record.message).is_some()
}

/// Not before, and not long after; entries without a time follow each other.
fn is_soon_after(first: &Record<'_>, second: &Record<'_>) -> bool {
    match (first.time, second.time) {
        (Some(first), Some(second)) => second >= first && second - first <= MAX_GAP,
        _ => true,
    }
}

/// Returns whether `second` can be the lines after `first` in a trace.
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

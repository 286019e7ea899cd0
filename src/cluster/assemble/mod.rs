//! Log entries as written to whole records, before rules look at them.
//!
//! Escape sequences of terminals are taken out, repeats of an entry dropped, a
//! stack trace or private key that was split over entries made one record again,
//! and a severity read from the text where the entry has none. Nothing else of a
//! record changes, and what needs nothing is passed on as it is.

mod held;
mod rejoin;
mod repeats;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::logline::{ansi, layout, level};
use crate::model::{Record, Severity};
use rejoin::Rejoin;
use repeats::Repeats;

/// Makes whole records of the entries of one source, in their order.
///
/// A source may be read in parts side by side: forks share what they know of
/// repeats, and joining them in order rejoins the traces between them.
#[derive(Debug)]
pub struct Assembler {
    repeats: Arc<Repeats>,
    rejoin: Rejoin,
    counts: Counts,
}

/// Counts of entries that became no record of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Entries read before, by the source's own identity of them.
    pub repeats: u64,
    /// Entries that hold a part of a stack trace, or of a private key, of which
    /// another entry makes the record.
    pub rejoined: u64,
}

impl Counts {
    /// By a word for each, as a source's report lists what was set aside.
    pub fn by_name(self) -> BTreeMap<String, u64> {
        [("repeated", self.repeats), ("rejoined", self.rejoined)]
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .map(|(name, count)| (name.to_owned(), count))
            .collect()
    }

    /// Takes in those of another part.
    pub fn add(&mut self, other: Self) {
        self.repeats += other.repeats;
        self.rejoined += other.rejoined;
    }
}

/// Takes whole records, each with the positions of its entries: the numbers by
/// which the caller gave them.
pub type Out<'o> = dyn FnMut(&Record<'_>, &[u64]) + 'o;

impl Default for Assembler {
    fn default() -> Self {
        Self::new()
    }
}

impl Assembler {
    /// One that has seen nothing.
    pub fn new() -> Self {
        Self {
            repeats: Arc::default(),
            rejoin: Rejoin::default(),
            counts: Counts::default(),
        }
    }

    /// One for a part of the same source that comes later.
    #[must_use]
    pub fn fork(&self) -> Self {
        Self {
            repeats: Arc::clone(&self.repeats),
            rejoin: Rejoin::following(),
            counts: Counts::default(),
        }
    }

    /// Takes in the part that follows this one, and passes on what that
    /// completes.
    pub fn join(&mut self, later: Self, out: &mut Out<'_>) {
        self.rejoin.join(later.rejoin, out);
        self.counts.add(later.counts);
    }

    /// Takes one entry, and passes on what it completes. The position is any
    /// number that is unique among the entries of the source.
    pub fn push(&mut self, record: &Record<'_>, position: u64, out: &mut Out<'_>) -> Taken {
        if let Some(first) = self.repeats.insert(record, position) {
            self.counts.repeats += 1;
            return Taken::RepeatOf(first);
        }
        let plain = ansi::strip(&record.message);
        let severity = record.severity.or_else(|| severity_in(&plain));
        // What is taken out changes the length.
        if plain.len() == record.message.len() && severity == record.severity {
            self.rejoin.push(record, position, out);
        } else {
            let record = Record {
                // What was taken out moves what comes after it.
                layout: record.layout.and_then(|_| layout::of(&plain)),
                message: plain,
                severity,
                ..borrowed(record)
            };
            self.rejoin.push(&record, position, out);
        }
        Taken::AsRecord
    }

    /// Passes on what is still held back.
    pub fn finish(&mut self, out: &mut Out<'_>) {
        self.rejoin.flush(out);
    }

    /// Returns what was set aside so far.
    pub fn counts(&self) -> Counts {
        Counts {
            rejoined: self.rejoin.joined(),
            ..self.counts
        }
    }
}

/// The outcome of handing in an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It is, or is part of, a record that was or will be passed on.
    AsRecord,
    /// It was dropped: the entry at this position is the same.
    RepeatOf(u64),
}

/// The severity that a text names; a stack trace without any is an error.
fn severity_in(text: &str) -> Option<Severity> {
    let is_trace =
        || memchr::memchr(b'\n', text.as_bytes()).is_some() && super::trace::parse(text).is_some();
    level::of(text).or_else(|| is_trace().then_some(Severity::Error))
}

/// The same record without a copy of its text.
fn borrowed<'r>(record: &'r Record<'_>) -> Record<'r> {
    let borrow = |text: &'r Option<Cow<'_, str>>| text.as_deref().map(Cow::Borrowed);
    Record {
        time: record.time,
        severity: record.severity,
        message: Cow::Borrowed(&record.message),
        service: borrow(&record.service),
        environment: borrow(&record.environment),
        revision: borrow(&record.revision),
        instance: borrow(&record.instance),
        id: borrow(&record.id),
        logger: borrow(&record.logger),
        layout: record.layout,
        raw: record.raw,
    }
}

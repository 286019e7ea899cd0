//! Stack traces, and private keys, that were split over entries.
//!
//! What reads a process's output line by line makes an entry of each line. A
//! run of entries of one stream, each of which can go on where the one before
//! ends, is held until it ends, and is one record if it reads as a stack
//! trace, or as lines of a private key. Newest-first listings give the end first.
//!
//! Streams know nothing of each other, so a source may be read in parts: what
//! a part starts with may go on with a run of the part before. Such entries
//! are held until the parts are joined, and then taken as they would have been
//! had the source been read in one.

mod key;
mod run;
mod streams;

use super::Out;
use super::held::Held;
use crate::model::Record;
use run::{MAX_PARTS, Run};
use streams::{PerStream, StreamName};

/// Entries that may come between two of one trace.
const MAX_AGE: u64 = 256;

/// Entries of one stream that are held for the part before.
const MAX_HEAD: usize = 4 * MAX_PARTS;

/// Entries that may yet be parts of a trace.
#[derive(Debug, Default)]
pub(crate) struct Rejoin {
    /// Other entries come before, which are not known here.
    follows: bool,
    /// What each stream starts with; only where that could go on with a run
    /// of the part before.
    heads: PerStream<Head>,
    /// How many heads are open.
    open: usize,
    runs: PerStream<Run>,
    entries: u64,
    joined: u64,
}

/// The first entries of a stream, as long as they may be parts of a trace.
#[derive(Debug)]
struct Head {
    /// Numbered.
    parts: Vec<(u64, Held)>,
    /// What comes next may belong to it.
    is_open: bool,
    /// The number of the last entry of the stream that is known to the head.
    touched: u64,
}

impl Rejoin {
    /// One for a part of a source that does not start it.
    pub(crate) fn following() -> Self {
        Self {
            follows: true,
            ..Self::default()
        }
    }

    /// Takes in one entry of the input.
    pub(crate) fn push(&mut self, record: &Record<'_>, position: u64, out: &mut Out<'_>) {
        self.entries += 1;
        self.take(self.entries, record, position, out);
        if self.entries.is_multiple_of(MAX_AGE) {
            self.flush_old(out);
        }
    }

    /// Takes an entry by its number.
    fn take(&mut self, number: u64, record: &Record<'_>, position: u64, out: &mut Out<'_>) {
        let may_be_part = run::may_be_part(record);
        if self.is_of_head(number, record, position, may_be_part) {
            return;
        }
        if may_be_part || !self.runs.is_empty() {
            let name = StreamName::of(record);
            if let Some(run) = self.runs.get_mut(&name) {
                let is_near = number - run.touched <= MAX_AGE;
                if may_be_part && is_near && run.take(record, position) {
                    run.touched = number;
                    return;
                }
                self.end(&name, out);
            }
            if may_be_part {
                self.runs.insert(&name, Run::new(record, position, number));
                return;
            }
        }
        out(record, &[position]);
    }

    /// Holds an entry that could go on with a run of the part before; false
    /// where it could not.
    fn is_of_head(
        &mut self,
        number: u64,
        record: &Record<'_>,
        position: u64,
        may_be_part: bool,
    ) -> bool {
        let is_start = self.follows && number <= MAX_AGE;
        if !is_start && self.open == 0 {
            return false;
        }
        let name = StreamName::of(record);
        let Some(head) = self.heads.get_mut(&name) else {
            if is_start {
                self.heads.insert(&name, Head::new(number, may_be_part));
                self.open += usize::from(may_be_part);
            }
            if is_start
                && may_be_part
                && let Some(head) = self.heads.get_mut(&name)
            {
                head.parts.push((number, Held::new(record, position)));
            }
            return is_start && may_be_part;
        };
        if !head.is_open {
            return false;
        }
        let is_near = number - head.touched <= MAX_AGE;
        if may_be_part && is_near && head.parts.len() < MAX_HEAD {
            head.parts.push((number, Held::new(record, position)));
            head.touched = number;
            return true;
        }
        head.is_open = false;
        self.open -= 1;
        false
    }

    /// Takes in the part that follows this one.
    pub(crate) fn join(&mut self, later: Self, out: &mut Out<'_>) {
        let before = self.entries;
        for (name, head) in later.heads {
            let name = name.borrowed();
            for (number, part) in &head.parts {
                self.take(before + number, &part.record(), part.position, out);
            }
            if !head.is_open {
                self.close(&name, before + head.touched, out);
            }
        }
        for (name, mut run) in later.runs {
            run.touched += before;
            self.end(&name.borrowed(), out);
            self.runs.insert(&name.borrowed(), run);
        }
        self.entries += later.entries;
        self.joined += later.joined;
        self.flush_old(out);
    }

    /// An entry of a stream, of this number, is no part of a trace.
    fn close(&mut self, name: &StreamName<'_>, number: u64, out: &mut Out<'_>) {
        self.end(name, out);
        match self.heads.get_mut(name) {
            Some(head) => {
                self.open -= usize::from(head.is_open);
                head.is_open = false;
            }
            None if self.follows && number <= MAX_AGE => {
                self.heads.insert(name, Head::new(number, false));
            }
            None => {}
        }
    }

    /// Ends the run of a stream.
    fn end(&mut self, name: &StreamName<'_>, out: &mut Out<'_>) {
        if let Some(run) = self.runs.remove(name) {
            self.joined += run.finish(out);
        }
    }

    /// Passes on what nothing can go on with any more.
    fn flush_old(&mut self, out: &mut Out<'_>) {
        let entries = self.entries;
        for run in self.runs.extract(|run| entries - run.touched > MAX_AGE) {
            self.joined += run.finish(out);
        }
    }

    /// Passes on all that is held.
    pub(crate) fn flush(&mut self, out: &mut Out<'_>) {
        for (_, head) in std::mem::take(&mut self.heads) {
            let mut alone = Self::default();
            for (number, part) in &head.parts {
                alone.take(*number, &part.record(), part.position, out);
            }
            alone.flush(out);
            self.joined += alone.joined;
        }
        self.open = 0;
        self.follows = false;
        for run in self.runs.extract(|_| true) {
            self.joined += run.finish(out);
        }
    }

    /// Entries that were joined to another.
    pub(crate) fn joined(&self) -> u64 {
        self.joined
    }
}

impl Head {
    fn new(number: u64, is_open: bool) -> Self {
        Self {
            parts: Vec::new(),
            is_open,
            touched: number,
        }
    }
}

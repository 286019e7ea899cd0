//! Records of a text log: a line with the lines that go on with it.

use std::collections::VecDeque;
use std::io::Read;

use crate::ingest::error::{InputPosition, ReadError};
use crate::ingest::framing::group::{Grouper, LineVerdict};
use crate::ingest::framing::items::{HeaderStamp, Item, Items, Lines};
use crate::logline::stamp::Stamp;
use crate::logline::{self, ansi};

/// More lines of one record than this start a new record.
const MAX_LINES: usize = 5_000;

/// Lines, those of one record together.
#[derive(Debug)]
pub(crate) struct Traces<R> {
    lines: Lines<R>,
    records: Records,
}

/// Records that lines are put together to.
#[derive(Debug, Default)]
struct Records {
    grouper: Grouper,
    /// Bytes of a record; the rest of it is cut.
    max: usize,
    /// The record being put together, and the one that was given last.
    group: RecordLines,
    given: RecordLines,
    /// Lines that turned out to be records of their own.
    apart: VecDeque<RecordLines>,
    /// A trace that the record being put together interrupted.
    before: Option<RecordLines>,
}

/// The lines of a record.
#[derive(Debug, Default)]
struct RecordLines {
    bytes: Vec<u8>,
    at: Option<InputPosition>,
    cut: bool,
    /// The time of its first line.
    stamp: HeaderStamp,
    count: usize,
    /// Lines at its end that may not belong to it.
    waiting: Vec<Waiting>,
}

#[derive(Debug, Clone, Copy)]
struct Waiting {
    /// Where its line end before it is.
    start: usize,
    at: InputPosition,
    cut: bool,
}

impl RecordLines {
    fn start(&mut self, line: Item<'_>) {
        self.bytes.clear();
        self.bytes.extend_from_slice(line.bytes);
        self.at = Some(line.at);
        self.cut = line.cut;
        self.stamp = line.stamp;
        self.count = 1;
        self.waiting.clear();
    }

    fn add(&mut self, bytes: &[u8], end: &[u8], max: usize) {
        self.count += 1;
        if self.bytes.len() + bytes.len() < max {
            self.bytes.extend_from_slice(end);
            self.bytes.extend_from_slice(bytes);
        } else {
            self.cut = true;
        }
    }

    /// Takes out the lines that nothing followed.
    fn split(&mut self, apart: &mut VecDeque<Self>) {
        let Some(first) = self.waiting.first() else {
            return;
        };
        let length = first.start;
        let ends = self.waiting.iter().skip(1).map(|w| w.start);
        let ends: Vec<usize> = ends.chain([self.bytes.len()]).collect();
        for (Waiting { start, at, cut }, end) in self.waiting.drain(..).zip(ends) {
            let line = self.bytes.get(start + 1..end).unwrap_or_default();
            let mut group = Self::default();
            group.start(Item {
                cut,
                ..Item::new(line, at)
            });
            apart.push_back(group);
        }
        self.bytes.truncate(length);
    }

    fn item(&self) -> Option<Item<'_>> {
        Some(Item {
            bytes: &self.bytes,
            at: self.at?,
            cut: self.cut,
            stamp: self.stamp,
        })
    }
}

impl<R: Read> Traces<R> {
    pub(crate) fn new(read: R, max: usize) -> Self {
        Self {
            lines: Lines::new(read, max),
            records: Records {
                max,
                ..Records::default()
            },
        }
    }
}

impl<R: Read> Items for Traces<R> {
    const STRICT: bool = false;

    fn next(&mut self) -> Result<Option<Item<'_>>, ReadError> {
        let records = &mut self.records;
        while !records.give_apart() {
            let Some(line) = self.lines.next()? else {
                records.end();
                break;
            };
            if records.take(line) {
                break;
            }
        }
        Ok(records.given.item())
    }
}

impl Records {
    /// Gives the next of the lines that are records of their own.
    fn give_apart(&mut self) -> bool {
        let group = self.apart.pop_front();
        group.map(|group| self.given = group).is_some()
    }

    /// Gives what is left, behind the last line.
    fn end(&mut self) {
        if let Some(group) = self.before.take() {
            self.given = group;
            return;
        }
        std::mem::swap(&mut self.group, &mut self.given);
        self.group.at = None;
        self.given.split(&mut self.apart);
    }

    /// Takes the next line; true where it completes the record before it, which
    /// is given then.
    fn take(&mut self, line: Item<'_>) -> bool {
        let text = line.text();
        let plain = ansi::strip(&text);
        let verdict = self.grouper.next(&plain, &self.group.bytes);
        let stamp = seen(&plain, line, self.grouper.stamp());
        let group = &self.group;
        if verdict == LineVerdict::Starts || group.at.is_none() || group.count >= MAX_LINES {
            return self.start(Item { stamp, ..line }, verdict);
        }
        self.go_on(line, &plain, verdict);
        false
    }

    /// Starts a record at a line, and gives the one before it.
    fn start(&mut self, line: Item<'_>, verdict: LineVerdict) -> bool {
        std::mem::swap(&mut self.group, &mut self.given);
        self.group.start(line);
        self.given.split(&mut self.apart);
        let interrupts = verdict == LineVerdict::Starts && self.grouper.interrupts();
        self.keep_order(interrupts);
        self.given.at.is_some()
    }

    /// Adds a line to the record, or to the one that it interrupted. `plain` is
    /// the line without the sequences of terminals.
    fn go_on(&mut self, line: Item<'_>, plain: &str, verdict: LineVerdict) {
        let (skip, end): (_, &[u8]) = match verdict {
            LineVerdict::Continues(skip)
            | LineVerdict::Perhaps(skip)
            | LineVerdict::Resumes(skip) => (skip, b"\n"),
            LineVerdict::Completes(skip) => (skip, b""),
            LineVerdict::Starts => (0, b""),
        };
        if matches!(verdict, LineVerdict::Perhaps(_)) {
            self.group.waiting.push(Waiting {
                start: self.group.bytes.len(),
                at: line.at,
                cut: line.cut,
            });
        } else {
            self.group.waiting.clear();
        }
        // What is skipped was counted without those sequences.
        let is_plain = plain.len() == line.bytes.len();
        let bytes = if is_plain {
            line.bytes
        } else {
            plain.as_bytes()
        };
        let rest = bytes.get(skip..).unwrap_or(bytes);
        let group = match &mut self.before {
            Some(before) if matches!(verdict, LineVerdict::Resumes(_)) => before,
            _ => &mut self.group,
        };
        if matches!(verdict, LineVerdict::Completes(_)) {
            group.stamp = HeaderStamp::NotYet;
        }
        group.add(rest, end, self.max);
    }

    /// A record that the next one interrupts waits, as lines of it may follow;
    /// one that has waited comes before what interrupted it.
    fn keep_order(&mut self, interrupts: bool) {
        let before = self.before.take();
        if interrupts {
            self.before = Some(std::mem::take(&mut self.given));
        } else if before.is_some() {
            self.apart.push_front(std::mem::take(&mut self.given));
        }
        if let Some(before) = before {
            self.given = before;
        }
    }
}

/// The time of a line, where it is sure to be the one that its first bytes
/// alone say, which is what counts (`TextLog::moment`).
fn seen(plain: &str, line: Item<'_>, stamp: Option<Stamp>) -> HeaderStamp {
    /// A time that ends here does not depend on where those bytes end.
    const EARLY: usize = 64;
    let is_whole = || logline::head(plain).len() == plain.len();
    let is_early = || stamp.is_some_and(|stamp| stamp.end <= EARLY);
    if plain.len() == line.bytes.len() && (is_early() || is_whole()) {
        HeaderStamp::Yes(stamp)
    } else {
        HeaderStamp::NotYet
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_is_one_item_and_long_ones_are_cut() {
        let text = "2025-09-15 20:03:01,5 ERROR boom\n  at a\n  at b\nINFO next\n";
        let mut items = Traces::new(text.as_bytes(), 1000);
        let first = items.next().unwrap().unwrap();
        assert_eq!(
            first.bytes,
            b"2025-09-15 20:03:01,5 ERROR boom\n  at a\n  at b"
        );
        assert_eq!(items.next().unwrap().unwrap().at.line, 4);
        assert!(items.next().unwrap().is_none());
        let mut items = Traces::new(text.as_bytes(), 40);
        let first = items.next().unwrap().unwrap();
        assert_eq!((first.bytes.ends_with(b"at a"), first.cut), (true, true));
    }

    #[test]
    fn lines_that_nothing_follows_stay_apart() {
        let text = "TypeError: x\nprose\nmore\nlast\n";
        let mut items = Traces::new(text.as_bytes(), 1000);
        let mut all = Vec::new();
        while let Some(item) = items.next().unwrap() {
            all.push((item.text().into_owned(), item.at.line));
        }
        let want = [("TypeError: x", 1), ("prose", 2), ("more", 3), ("last", 4)];
        assert_eq!(all, want.map(|(text, line)| (text.to_owned(), line)));
    }

    #[test]
    fn a_trace_that_was_interrupted_comes_first() {
        let text = "java.lang.AException: a\n\tat a.B(C.java:1)\n2026-11-25 08:02:13 INFO x\n\tat a.D(C.java:2)\n2026-11-25 08:02:14 INFO y\nz\n";
        let mut items = Traces::new(text.as_bytes(), 1000);
        let mut all = Vec::new();
        while let Some(item) = items.next().unwrap() {
            all.push((item.at.line, item.text().lines().count()));
        }
        assert_eq!(all, [(1, 3), (3, 1), (5, 2)]);
    }
}

//! Logs as plain text: a line is a record, and the lines of one stack trace
//! are one.

use std::io::Read;

use super::blocks::Parse;
use super::error::{Place, ReadError};
use super::items::{Item, Items, Lines};
use super::tally::Part;
use super::trace::Grouper;
use super::{Sink, time};
use crate::model::{Raw, Record, Time};

/// More lines of one trace than this start a new record.
const MAX_LINES: usize = 5_000;

/// Lines, those of one stack trace together.
#[derive(Debug)]
pub(super) struct Traces<R> {
    lines: Lines<R>,
    grouper: Grouper,
    max: usize,
    /// The record being put together, and the one that was given last.
    group: Vec<u8>,
    given: Vec<u8>,
    at: Option<Start>,
    count: usize,
}

#[derive(Debug, Clone, Copy)]
struct Start {
    at: Place,
    cut: bool,
}

impl<R: Read> Traces<R> {
    pub(super) fn new(read: R, max: usize) -> Self {
        Self {
            lines: Lines::new(read, max),
            grouper: Grouper::default(),
            max,
            group: Vec::new(),
            given: Vec::new(),
            at: None,
            count: 0,
        }
    }
}

impl<R: Read> Items for Traces<R> {
    const STRICT: bool = false;

    fn next(&mut self) -> Result<Option<Item<'_>>, ReadError> {
        loop {
            let Some(line) = self.lines.next()? else {
                let Some(Start { at, cut }) = self.at.take() else {
                    return Ok(None);
                };
                return Ok(Some(Item {
                    bytes: &self.group,
                    at,
                    cut,
                }));
            };
            let goes_on = self.grouper.continues(&line.text());
            match &mut self.at {
                Some(start) if goes_on && self.count < MAX_LINES => {
                    self.count += 1;
                    if self.group.len() + line.bytes.len() < self.max {
                        self.group.push(b'\n');
                        self.group.extend_from_slice(line.bytes);
                    } else {
                        start.cut = true;
                    }
                }
                at => {
                    let before = at.replace(Start {
                        at: line.at,
                        cut: line.cut,
                    });
                    std::mem::swap(&mut self.group, &mut self.given);
                    self.group.clear();
                    self.group.extend_from_slice(line.bytes);
                    self.count = 1;
                    if let Some(Start { at, cut }) = before {
                        return Ok(Some(Item {
                            bytes: &self.given,
                            at,
                            cut,
                        }));
                    }
                }
            }
        }
    }
}

/// Reads lines and traces.
#[derive(Debug)]
pub(super) struct Text;

impl Parse for Text {
    type Memory = ();

    fn item<S: Sink>(
        &self,
        item: Item<'_>,
        (): &mut (),
        out: &mut Part<S>,
    ) -> Result<(), ReadError> {
        let text = item.text();
        // A level that it says is read of the whole record (`cluster::assemble`).
        out.record(&Record {
            time: leading_time(&text),
            raw: Raw::Text(&text),
            ..Record::text(&text)
        });
        if item.cut {
            out.tally.skip("cut", 1);
        }
        Ok(())
    }
}

/// Bytes in which a line's time stands, if it has one.
const HEAD: usize = 120;

/// The ISO 8601 time that a line starts with.
fn leading_time(line: &str) -> Option<Time> {
    let line = line.trim_start_matches(['[', '(', ' ']);
    // Most lines have none, which parsers find out late.
    if !matches!(line.as_bytes(), [b'0'..=b'9', _, _, _, b'-', ..]) {
        return None;
    }
    let head = line.get(..line.floor_char_boundary(HEAD))?;
    let end = |from: usize| {
        let rest = head.get(from..)?;
        Some(from + rest.find([' ', ']', ')', '|']).unwrap_or(rest.len()))
    };
    let one = end(0)?;
    // A time without a zone is one word, or date and time with a space between.
    let two = end(one + 1).unwrap_or(one);
    let word = head.get(..one).filter(|_| one > 10);
    word.and_then(time::parse)
        .or_else(|| time::parse(head.get(..two)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_is_one_item_and_long_ones_are_cut() {
        let text = "2025-09-15 20:03:01,5 ERROR boom\n  at a\n  at b\nnext\n";
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
    fn times_stand_at_the_start() {
        let at = |line| leading_time(line).map(|t| t.timestamp());
        assert_eq!(at("2025-09-15T20:03:01Z x"), Some(1_757_966_581));
        assert_eq!(at("[2025-09-15 20:03:01] x"), Some(1_757_966_581));
        assert_eq!(at("2025-09-15 20:03:01"), Some(1_757_966_581));
        assert_eq!(at("17/06/09 20:10:40 INFO x"), None);
        assert_eq!(at("2025 was good"), None);
    }
}

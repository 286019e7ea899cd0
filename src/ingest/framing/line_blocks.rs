//! Blocks of whole lines, which whoever reads a block tells apart: so the
//! bytes are copied once, by the system.

use std::io::{self, Read};

use crate::ingest::error::{InputPosition, ReadError};
use crate::ingest::framing::cut::CutBlocks;
use crate::ingest::framing::items::Item;

/// Bytes asked of the stream where nothing is kept of them.
const STEP: usize = 64 << 10;

/// Cuts a stream behind the last line end of each block.
#[derive(Debug)]
pub(crate) struct LineBlocks<R> {
    read: R,
    /// Read, and of the next block.
    rest: Vec<u8>,
    /// Where `rest` starts.
    at: InputPosition,
    /// Longer lines are cut.
    max: usize,
    /// Lines that may be read.
    left: u64,
    is_over: bool,
}

/// Whole lines; blank ones are passed over.
#[derive(Debug)]
pub(crate) struct WholeLines {
    /// The lines, and room behind them.
    buffer: Vec<u8>,
    length: usize,
    at: InputPosition,
    /// Longer lines are cut.
    max: usize,
}

impl Default for WholeLines {
    fn default() -> Self {
        Self {
            buffer: Vec::new(),
            length: 0,
            at: START,
            max: usize::MAX,
        }
    }
}

impl WholeLines {
    fn bytes(&self) -> &[u8] {
        self.buffer.get(..self.length).unwrap_or_default()
    }
}

const START: InputPosition = InputPosition { offset: 0, line: 1 };

/// The lines of a text with where they start; no blank ones.
fn lines(bytes: &[u8]) -> impl Iterator<Item = (usize, u64, &[u8])> {
    let mut start = 0;
    let ends = memchr::memchr_iter(b'\n', bytes).chain([bytes.len()]);
    ends.zip(0..).filter_map(move |(end, number)| {
        let line = bytes.get(start..end).unwrap_or_default();
        let at = std::mem::replace(&mut start, end + 1);
        (!line.trim_ascii_start().is_empty()).then_some((at, number, line))
    })
}

impl<R: Read> LineBlocks<R> {
    pub(crate) fn new(read: R, max: usize, left: u64) -> Self {
        Self {
            read,
            rest: Vec::new(),
            at: START,
            max: max.max(1),
            left,
            is_over: false,
        }
    }

    /// Fills a buffer with what is left from before and about `size` bytes
    /// more, at least to the first line end; gives the length of the lines in
    /// it, and of all.
    fn fill(&mut self, size: usize, buffer: &mut Vec<u8>) -> io::Result<(usize, usize)> {
        let mut end = self.rest.len();
        let mut want = end.max(size);
        loop {
            if buffer.len() < want {
                buffer.resize(want, 0);
            }
            if let Some(start) = buffer.get_mut(..self.rest.len()) {
                start.copy_from_slice(&self.rest);
            }
            let more = read_full(
                &mut self.read,
                buffer.get_mut(end..want).unwrap_or_default(),
            )?;
            let from = end;
            end += more;
            let new = buffer.get(from..end).unwrap_or_default();
            if let Some(at) = memchr::memrchr(b'\n', new) {
                return Ok((from + at + 1, end));
            }
            if end < want || end > self.max {
                return Ok((end, end));
            }
            want = 2 * end;
        }
    }

    /// Passes over what is left of a line; gives its length.
    fn drop_line(&mut self) -> io::Result<usize> {
        let mut dropped = 0;
        let mut buffer = vec![0; STEP];
        loop {
            let n = read_full(&mut self.read, &mut buffer)?;
            let read = buffer.get(..n).unwrap_or_default();
            let end = memchr::memchr(b'\n', read).map(|at| at + 1);
            let (line, rest) = read.split_at(end.unwrap_or(n));
            dropped += line.len();
            if end.is_some() || n == 0 {
                rest.clone_into(&mut self.rest);
                return Ok(dropped);
            }
        }
    }

    /// Counts the lines of a block, and leaves out what is too many.
    fn count(&mut self, block: &mut WholeLines) {
        let number = lines(block.bytes()).count() as u64;
        if number > self.left {
            let last = usize::try_from(self.left).unwrap_or(usize::MAX);
            let too_many = lines(block.bytes()).nth(last);
            block.length = too_many.map_or(block.length, |(start, ..)| start);
            self.is_over = true;
        }
        self.left = self.left.saturating_sub(number);
    }
}

impl<R: Read + Send> CutBlocks for LineBlocks<R> {
    type Block = WholeLines;

    const STRICT: bool = false;

    fn next(&mut self, size: usize, block: &mut WholeLines) -> Result<bool, ReadError> {
        if self.left == 0 {
            return Ok(false);
        }
        let (length, end) = self.fill(size, &mut block.buffer)?;
        let (lines, rest) = block.buffer.get(..end).unwrap_or_default().split_at(length);
        rest.clone_into(&mut self.rest);
        (block.length, block.at, block.max) = (length, self.at, self.max);
        let is_cut = length > self.max && lines.last() != Some(&b'\n');
        let dropped = if is_cut { self.drop_line()? } else { 0 };
        self.at.offset += (length + dropped) as u64;
        self.at.line += memchr::memchr_iter(b'\n', block.bytes()).count() as u64;
        self.at.line += u64::from(is_cut);
        self.count(block);
        Ok(length > 0)
    }

    fn each(
        block: &WholeLines,
        mut take: impl FnMut(Item<'_>) -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        lines(block.bytes()).try_for_each(|(start, number, line)| {
            let bytes = line.get(..block.max).unwrap_or(line);
            let at = InputPosition {
                offset: block.at.offset + start as u64,
                line: block.at.line + number,
            };
            take(Item {
                cut: bytes.len() < line.len(),
                ..Item::new(bytes.strip_suffix(b"\r").unwrap_or(bytes), at)
            })
        })
    }

    fn is_over(&mut self) -> Result<bool, ReadError> {
        if self.left == 0 && !self.is_over {
            let mut block = WholeLines::default();
            self.left = 1;
            while self.left > 0 && self.next(STEP, &mut block)? {}
            self.is_over = self.left == 0;
        }
        Ok(self.is_over)
    }
}

/// Reads until the buffer is full or the stream ends.
fn read_full(read: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut length = 0;
    while let Some(room) = buffer.get_mut(length..).filter(|room| !room.is_empty()) {
        match read.read(room) {
            Ok(0) => break,
            Ok(n) => length += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All items as `line number at offset: text`, and whether there are more.
    fn items(text: &[u8], size: usize, max: usize, left: u64) -> (Vec<String>, bool) {
        let mut cut = LineBlocks::new(text, max, left);
        let mut block = WholeLines::default();
        let mut all = Vec::new();
        while cut.next(size, &mut block).unwrap() {
            LineBlocks::<&[u8]>::each(&block, |item| {
                let more = if item.cut { "…" } else { "" };
                let InputPosition { offset, line } = item.at;
                all.push(format!("{line} at {offset}: {}{more}", item.text()));
                Ok(())
            })
            .unwrap();
        }
        (all, cut.is_over().unwrap())
    }

    #[test]
    fn blocks_of_any_size_hold_the_same_lines() {
        let text = b"a\r\n\n  \nbb bb\n\r\nccc\nlast";
        let expected = [
            "1 at 0: a",
            "4 at 7: bb bb",
            "6 at 15: ccc",
            "7 at 19: last",
        ];
        for size in 1..30 {
            assert_eq!(
                items(text, size, 100, 100),
                (expected.map(str::to_owned).into(), false)
            );
        }
        assert_eq!(items(b"", 8, 100, 100).0, [""; 0]);
    }

    #[test]
    fn a_long_line_is_cut_and_the_next_is_whole() {
        let text = format!("first\n{}\nnext\n", "x".repeat(1000));
        let offset = 6 + 1001;
        for size in [1, 2, 7, 64, 2000] {
            let (all, _) = items(text.as_bytes(), size, 7, 100);
            let expected = [
                "1 at 0: first",
                "2 at 6: xxxxxxx…",
                &format!("3 at {offset}: next"),
            ];
            assert_eq!(all, expected, "{size}");
        }
    }

    #[test]
    fn no_more_lines_are_read_than_may_be_and_that_is_said() {
        let text = b"a\n\nb\n\nc\n\n";
        for size in [1, 4, 100] {
            for (left, over) in [(0, true), (1, true), (2, true), (3, false), (4, false)] {
                let (all, is_over) = items(text, size, 100, left);
                assert_eq!(
                    (all.len() as u64, is_over),
                    (left.min(3), over),
                    "{size} {left}"
                );
            }
        }
    }
}

//! A moving window over a stream: what line and JSON readers look at.

use std::io::{self, Read};

use crate::ingest::error::InputPosition;

/// Bytes asked of the stream at once.
const STEP: usize = 256 << 10;

/// The part of a stream between what was taken and what is read ahead.
#[derive(Debug)]
pub(crate) struct ByteWindow<R> {
    read: R,
    buf: Vec<u8>,
    /// First byte that is not taken yet.
    start: usize,
    /// End of what is read.
    end: usize,
    /// Offset in the stream of `buf[0]`.
    base: u64,
    /// Lines that end in what was taken.
    lines: u64,
    eof: bool,
}

impl<R: Read> ByteWindow<R> {
    pub(crate) fn new(read: R) -> Self {
        Self {
            read,
            buf: Vec::new(),
            start: 0,
            end: 0,
            base: 0,
            lines: 0,
            eof: false,
        }
    }

    /// Returns what is read and not taken.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.buf.get(self.start..self.end).unwrap_or_default()
    }

    /// Drops the first `n` of [`ByteWindow::bytes`].
    pub(crate) fn take(&mut self, n: usize) {
        self.taken(n);
    }

    /// As [`ByteWindow::take`], giving what is dropped.
    pub(crate) fn taken(&mut self, n: usize) -> &[u8] {
        let from = self.start;
        self.start = (self.start + n).min(self.end);
        let taken = self.buf.get(from..self.start).unwrap_or_default();
        self.lines += newlines(taken);
        taken
    }

    /// As [`ByteWindow::taken`] for bytes that hold `lines` line ends.
    pub(crate) fn taken_lines(&mut self, n: usize, lines: u64) -> &[u8] {
        let from = self.start;
        self.start = (self.start + n).min(self.end);
        self.lines += lines;
        self.buf.get(from..self.start).unwrap_or_default()
    }

    /// Reads more behind [`ByteWindow::bytes`]; false at the end of the stream.
    pub(crate) fn fill(&mut self) -> io::Result<bool> {
        if self.eof {
            return Ok(false);
        }
        self.compact();
        // Growing by its own size keeps long items linear.
        let want = self.end + STEP.max(self.end);
        if self.buf.len() < want {
            self.buf.resize(want, 0);
        }
        loop {
            let room = self.buf.get_mut(self.end..).unwrap_or_default();
            match self.read.read(room) {
                Ok(0) => {
                    self.eof = true;
                    return Ok(false);
                }
                Ok(n) => {
                    self.end += n;
                    return Ok(true);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn compact(&mut self) {
        if self.start == 0 {
            return;
        }
        self.base += self.start as u64;
        self.buf.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
    }

    /// The place `ahead` bytes into [`ByteWindow::bytes`].
    pub(crate) fn place(&self, ahead: usize) -> InputPosition {
        let to = (self.start + ahead).min(self.end);
        let before = self.buf.get(self.start..to).unwrap_or_default();
        InputPosition {
            offset: self.base + to as u64,
            line: self.lines + newlines(before) + 1,
        }
    }
}

fn newlines(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}

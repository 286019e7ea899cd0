//! What a log or report is cut into before anything is parsed.

use std::borrow::Cow;
use std::io::Read;

use crate::ingest::error::{InputPosition, ReadError};
use crate::ingest::syntax::value;
use crate::ingest::syntax::window::ByteWindow;
use crate::logline::stamp::Stamp;

/// One piece of the input: a line, a stack trace, an element of an array.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Item<'b> {
    pub(crate) bytes: &'b [u8],
    /// Where it starts.
    pub(crate) at: InputPosition,
    /// It was longer than it may be, and its end is missing.
    pub(crate) cut: bool,
    /// The time in its header.
    pub(crate) stamp: HeaderStamp,
}

/// A time in the header of a line, as far as whoever cut the line has looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum HeaderStamp {
    /// Nobody has.
    #[default]
    NotYet,
    /// There is this one, or none.
    Yes(Option<Stamp>),
}

impl<'b> Item<'b> {
    /// A whole one, of which nothing more is known.
    pub(crate) fn new(bytes: &'b [u8], at: InputPosition) -> Self {
        Self {
            bytes,
            at,
            cut: false,
            stamp: HeaderStamp::NotYet,
        }
    }

    /// Its text; what is not valid UTF-8 becomes U+FFFD.
    pub(crate) fn text(&self) -> Cow<'b, str> {
        value::text(self.bytes)
    }
}

/// Cuts a stream into items, one after the other.
pub(crate) trait Items {
    /// The next item; `None` after the last.
    fn next(&mut self) -> Result<Option<Item<'_>>, ReadError>;

    /// One bad item says that the whole input is broken; otherwise bad items
    /// are counted and the rest is used.
    const STRICT: bool;
}

impl<I: Items> Items for &mut I {
    const STRICT: bool = I::STRICT;

    fn next(&mut self) -> Result<Option<Item<'_>>, ReadError> {
        (**self).next()
    }
}

/// Lines, without their ends. Blank ones are passed over.
#[derive(Debug)]
pub(crate) struct Lines<R> {
    window: ByteWindow<R>,
    /// Longer lines are cut.
    max: usize,
    /// The line given last was cut: the rest of it comes first.
    in_rest: bool,
}

impl<R: Read> Lines<R> {
    pub(crate) fn new(read: R, max: usize) -> Self {
        Self {
            window: ByteWindow::new(read),
            max: max.max(1),
            in_rest: false,
        }
    }

    /// Makes the window hold the next line; gives its length without and with
    /// its end, or nothing where the stream ends.
    fn find(&mut self) -> Result<Option<LineSpan>, ReadError> {
        let mut searched = 0;
        loop {
            let bytes = self.window.bytes();
            let unseen = bytes.get(searched..).unwrap_or_default();
            if let Some(at) = memchr::memchr(b'\n', unseen) {
                let len = searched + at;
                return Ok(Some(LineSpan::new(len, len + 1, self.max)));
            }
            searched = bytes.len();
            let over = searched > self.max;
            if over || !self.window.fill()? {
                return Ok((searched > 0).then(|| LineSpan::new(searched, searched, self.max)));
            }
        }
    }

    fn drop_rest(&mut self) -> Result<(), ReadError> {
        self.in_rest = false;
        loop {
            let bytes = self.window.bytes();
            let end = memchr::memchr(b'\n', bytes);
            let n = end.map_or(bytes.len(), |at| at + 1);
            self.window.take(n);
            if end.is_some() || !self.window.fill()? {
                return Ok(());
            }
        }
    }
}

/// How much of the window a line takes.
struct LineSpan {
    /// What is shown of it.
    shown: usize,
    /// What is taken from the window.
    taken: usize,
    cut: bool,
}

impl LineSpan {
    fn new(len: usize, with_end: usize, max: usize) -> Self {
        if len > max {
            return Self {
                shown: max,
                taken: max,
                cut: true,
            };
        }
        Self {
            shown: len,
            taken: with_end,
            cut: false,
        }
    }
}

impl<R: Read> Items for Lines<R> {
    const STRICT: bool = false;

    fn next(&mut self) -> Result<Option<Item<'_>>, ReadError> {
        if self.in_rest {
            self.drop_rest()?;
        }
        loop {
            let Some(LineSpan { shown, taken, cut }) = self.find()? else {
                return Ok(None);
            };
            let line = self.window.bytes().get(..shown).unwrap_or_default();
            if line.trim_ascii().is_empty() {
                self.window.take(taken);
                continue;
            }
            self.in_rest = cut;
            let at = self.window.place(0);
            let ends = u64::from(taken > shown);
            let line = self.window.taken_lines(taken, ends);
            let line = line.get(..shown).unwrap_or_default();
            let bytes = line.strip_suffix(b"\r").unwrap_or(line);
            return Ok(Some(Item {
                cut,
                ..Item::new(bytes, at)
            }));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &[u8], max: usize) -> Vec<(String, u64, bool)> {
        let mut lines = Lines::new(text, max);
        let mut out = Vec::new();
        while let Some(item) = lines.next().unwrap() {
            out.push((item.text().into_owned(), item.at.line, item.cut));
        }
        out
    }

    #[test]
    fn lines_end_with_lf_or_crlf_or_the_stream() {
        let got = lines(b"a\r\n\n  \nb\nc", 10);
        let want = [("a", 1), ("b", 4), ("c", 5)];
        assert_eq!(got, want.map(|(l, n)| (l.to_owned(), n, false)));
        assert_eq!(lines(b"", 10), []);
    }

    #[test]
    fn a_long_line_is_cut_and_the_next_is_whole() {
        let text = format!("{}\nnext\n", "x".repeat(1 << 20));
        let got = lines(text.as_bytes(), 7);
        assert_eq!(got[0], ("xxxxxxx".to_owned(), 1, true));
        assert_eq!(got[1], ("next".to_owned(), 2, false));
        assert_eq!(got.len(), 2);
    }
}

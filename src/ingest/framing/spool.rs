//! Items set aside until what comes behind them is known. Of an input that can
//! be read again, only places are kept; of others the items, in memory while
//! they are few, then in a temporary file.

use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};

use tempfile::SpooledTempFile;

use crate::ingest::error::{InputPosition, ReadError};
use crate::ingest::framing::items::{Item, Items};
use crate::ingest::source::open::{Stored, StoredFrom};
use crate::ingest::syntax::window::ByteWindow;

/// Bytes kept in memory.
const MEMORY: usize = 8 << 20;

/// Bytes before an item: its length and its place.
const HEADER: usize = 24;

/// Takes items and gives them back in their order, as often as wanted. Where
/// the input can be read again, only their places are kept.
#[derive(Debug)]
pub(crate) struct Spool {
    file: BufWriter<SpooledTempFile>,
    stored: Option<Stored>,
}

impl Spool {
    /// For items of an input, which may be `stored`.
    pub(crate) fn new(stored: Option<Stored>) -> Self {
        Self {
            file: BufWriter::with_capacity(1 << 16, SpooledTempFile::new(MEMORY)),
            stored,
        }
    }

    pub(crate) fn push(&mut self, item: Item<'_>) -> io::Result<()> {
        for number in [item.bytes.len() as u64, item.at.offset, item.at.line] {
            self.file.write_all(&number.to_le_bytes())?;
        }
        if self.stored.is_none() {
            self.file.write_all(item.bytes)?;
        }
        Ok(())
    }

    /// Takes all items there are.
    pub(crate) fn fill<I: Items>(&mut self, items: &mut I) -> Result<(), ReadError> {
        while let Some(item) = items.next()? {
            self.push(item)?;
        }
        Ok(())
    }

    /// The items from the first on.
    pub(crate) fn items(&mut self) -> io::Result<Spooled<'_>> {
        self.file.flush()?;
        let file = self.file.get_mut();
        file.seek(SeekFrom::Start(0))?;
        Ok(Spooled {
            window: ByteWindow::new(file),
            again: self.stored.as_ref().map(Again::new),
        })
    }
}

/// Items on their way out of a spool.
#[derive(Debug)]
pub(crate) struct Spooled<'s> {
    window: ByteWindow<&'s mut SpooledTempFile>,
    again: Option<Again<'s>>,
}

impl Spooled<'_> {
    /// The three numbers of the next item; nothing at the end.
    fn header(&mut self) -> io::Result<Option<[u64; 3]>> {
        if !hold(&mut self.window, HEADER)? {
            return Ok(None);
        }
        let bytes = self.window.taken_lines(HEADER, 0);
        let mut numbers = [0; 3];
        for (number, bytes) in numbers.iter_mut().zip(bytes.as_chunks().0) {
            *number = u64::from_le_bytes(*bytes);
        }
        Ok(Some(numbers))
    }
}

impl Items for Spooled<'_> {
    const STRICT: bool = true;

    fn next(&mut self) -> Result<Option<Item<'_>>, ReadError> {
        let Some([len, offset, line]) = self.header()? else {
            return Ok(None);
        };
        let len = usize::try_from(len).unwrap_or(usize::MAX);
        let bytes = match &mut self.again {
            Some(again) => again.bytes(offset, len)?,
            None => taken(&mut self.window, len)?,
        };
        Ok(Some(Item::new(bytes, InputPosition { offset, line })))
    }
}

/// The input, read again at the places of its items, which come in order.
#[derive(Debug)]
struct Again<'s> {
    stored: &'s Stored,
    window: ByteWindow<StoredFrom>,
    /// Where the window stands.
    offset: u64,
}

impl<'s> Again<'s> {
    fn new(stored: &'s Stored) -> Self {
        Self {
            stored,
            window: ByteWindow::new(stored.from(0)),
            offset: 0,
        }
    }

    fn bytes(&mut self, offset: u64, len: usize) -> Result<&[u8], ReadError> {
        let gap = offset.checked_sub(self.offset).map(usize::try_from);
        match gap {
            Some(Ok(gap)) if gap <= self.window.bytes().len() => {
                self.window.taken_lines(gap, 0);
            }
            _ => self.window = ByteWindow::new(self.stored.from(offset)),
        }
        self.offset = offset + len as u64;
        taken(&mut self.window, len)
    }
}

/// Makes the window hold `n` bytes; false where fewer are left.
fn hold<R: Read>(window: &mut ByteWindow<R>, n: usize) -> io::Result<bool> {
    while window.bytes().len() < n {
        if !window.fill()? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn taken<R: Read>(window: &mut ByteWindow<R>, n: usize) -> Result<&[u8], ReadError> {
    if hold(window, n)? {
        return Ok(window.taken_lines(n, 0));
    }
    Err(ReadError::new("became shorter while it was read").hint("Read it once it is written."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::source::open;

    /// Items of several sizes with gaps between, and where they start.
    fn input() -> (Vec<u8>, Vec<(usize, usize)>) {
        let mut bytes = Vec::new();
        let mut spans = Vec::new();
        for n in 0..9 {
            bytes.extend(vec![b' '; [0, 3, MEMORY / 8][n % 3]]);
            let len = MEMORY / 4 - n;
            spans.push((bytes.len(), len));
            bytes.extend((0..len).map(|at| b'a' + u8::try_from((at + n) % 26).unwrap()));
        }
        (bytes, spans)
    }

    fn come_back(mut spool: Spool) {
        let (bytes, spans) = input();
        for (line, (start, len)) in (1..).zip(&spans) {
            let offset = *start as u64;
            let item = Item::new(&bytes[*start..start + len], InputPosition { offset, line });
            spool.push(item).unwrap();
        }
        for _ in 0..2 {
            let mut items = spool.items().unwrap();
            for (line, (start, len)) in (1..).zip(&spans) {
                let item = items.next().unwrap().unwrap();
                assert_eq!((item.at.offset, item.at.line), (*start as u64, line));
                assert!(item.bytes == &bytes[*start..start + len], "item {line}");
            }
            assert!(items.next().unwrap().is_none());
        }
    }

    #[test]
    fn items_come_back_in_order_and_twice() {
        come_back(Spool::new(None));
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("input");
        std::fs::write(&file, input().0).unwrap();
        come_back(Spool::new(open::open(&file).unwrap().stored));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_shrinks_meanwhile_is_no_input() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("input");
        std::fs::write(&path, "[1, 2]").unwrap();
        let mut spool = Spool::new(open::open(&path).unwrap().stored);
        let item = Item::new(b"2", InputPosition { offset: 4, line: 1 });
        spool.push(item).unwrap();
        std::fs::write(&path, "[1]").unwrap();
        insta::assert_snapshot!(spool.items().unwrap().next().unwrap_err(), @"became shorter while it was read. Read it once it is written.");
    }
}

//! Items set aside until what comes behind them is known: in memory while
//! they are few, then in a temporary file.

use std::io::{self, BufWriter, Seek, SeekFrom, Write};

use tempfile::SpooledTempFile;

use super::error::{Place, ReadError};
use super::items::{Item, Items};
use super::window::Window;

/// Bytes kept in memory.
const MEMORY: usize = 8 << 20;

/// Bytes before an item: its length and its place.
const HEADER: usize = 24;

/// Takes items and gives them back in their order, as often as wanted.
#[derive(Debug)]
pub(super) struct Spool {
    file: BufWriter<SpooledTempFile>,
}

impl Spool {
    pub(super) fn new() -> Self {
        Self {
            file: BufWriter::with_capacity(1 << 16, SpooledTempFile::new(MEMORY)),
        }
    }

    pub(super) fn push(&mut self, item: Item<'_>) -> io::Result<()> {
        for number in [item.bytes.len() as u64, item.at.offset, item.at.line] {
            self.file.write_all(&number.to_le_bytes())?;
        }
        self.file.write_all(item.bytes)
    }

    /// Takes all items there are.
    pub(super) fn fill<I: Items>(&mut self, items: &mut I) -> Result<(), ReadError> {
        while let Some(item) = items.next()? {
            self.push(item)?;
        }
        Ok(())
    }

    /// The items from the first on.
    pub(super) fn items(&mut self) -> io::Result<Spooled<'_>> {
        self.file.flush()?;
        let file = self.file.get_mut();
        file.seek(SeekFrom::Start(0))?;
        Ok(Spooled {
            window: Window::new(file),
        })
    }
}

/// Items on their way out of a spool.
#[derive(Debug)]
pub(super) struct Spooled<'s> {
    window: Window<&'s mut SpooledTempFile>,
}

impl Spooled<'_> {
    /// Makes the window hold `n` bytes; false where fewer are left.
    fn hold(&mut self, n: usize) -> io::Result<bool> {
        while self.window.bytes().len() < n {
            if !self.window.fill()? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The three numbers before an item; nothing at the end.
    fn header(&mut self) -> io::Result<Option<[u64; 3]>> {
        if !self.hold(HEADER)? {
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
        if !self.hold(len)? {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
        }
        Ok(Some(Item {
            bytes: self.window.taken_lines(len, 0),
            at: Place { offset, line },
            cut: false,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_come_back_in_order_and_twice() {
        let mut spool = Spool::new();
        let big = vec![b'x'; MEMORY / 4];
        for n in 0..9u64 {
            let at = Place {
                offset: n,
                line: n + 1,
            };
            spool
                .push(Item {
                    bytes: &big[..big.len() - usize::try_from(n).unwrap()],
                    at,
                    cut: false,
                })
                .unwrap();
        }
        for _ in 0..2 {
            let mut items = spool.items().unwrap();
            for n in 0..9u64 {
                let item = items.next().unwrap().unwrap();
                assert_eq!(
                    (item.at.offset, item.bytes.len() as u64),
                    (n, big.len() as u64 - n)
                );
            }
            assert!(items.next().unwrap().is_none());
        }
    }
}

//! Items set aside until what comes behind them is known: in memory while
//! they are few, then in a temporary file.

use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};

use tempfile::SpooledTempFile;

use super::error::{Place, ReadError};
use super::items::{Item, Items};

/// Bytes kept in memory.
const MEMORY: usize = 8 << 20;

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
            file: BufReader::with_capacity(1 << 16, file),
            item: Vec::new(),
        })
    }
}

/// Items on their way out of a spool.
#[derive(Debug)]
pub(super) struct Spooled<'s> {
    file: BufReader<&'s mut SpooledTempFile>,
    item: Vec<u8>,
}

impl Spooled<'_> {
    fn number(&mut self) -> io::Result<u64> {
        let mut bytes = [0; 8];
        self.file.read_exact(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }
}

impl Items for Spooled<'_> {
    const STRICT: bool = true;

    fn next(&mut self) -> Result<Option<Item<'_>>, ReadError> {
        let len = match self.number() {
            Ok(len) => len,
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let at = Place {
            offset: self.number()?,
            line: self.number()?,
        };
        self.item.resize(usize::try_from(len).unwrap_or(0), 0);
        self.file.read_exact(&mut self.item)?;
        Ok(Some(Item {
            bytes: &self.item,
            at,
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

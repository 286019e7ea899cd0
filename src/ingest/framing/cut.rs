//! What cuts an input into blocks of items.

use crate::ingest::error::{InputPosition, ReadError};
use crate::ingest::framing::items::{HeaderStamp, Item, Items};

/// Cuts an input into blocks.
pub(crate) trait CutBlocks: Send {
    /// Some items in a row, on their own.
    type Block: Default + Send;

    /// See [`Items::STRICT`].
    const STRICT: bool;

    /// Makes a block of the next items, of about `size` bytes; false after the
    /// last. What the block held before only saves memory.
    fn next(&mut self, size: usize, block: &mut Self::Block) -> Result<bool, ReadError>;

    /// Gives the items of a block, in order, up to the first that fails.
    fn each(
        block: &Self::Block,
        take: impl FnMut(Item<'_>) -> Result<(), ReadError>,
    ) -> Result<(), ReadError>;

    /// Behind the last block: is there more than may be read?
    fn is_over(&mut self) -> Result<bool, ReadError>;
}

/// Copies items into blocks, up to a number of items.
#[derive(Debug)]
pub(crate) struct Packed<I> {
    items: I,
    left: u64,
    /// Comes behind the items before it.
    error: Option<ReadError>,
}

impl<I: Items> Packed<I> {
    pub(crate) fn new(items: I, left: u64) -> Self {
        Self {
            items,
            left,
            error: None,
        }
    }
}

/// Items that were copied.
#[derive(Debug, Default)]
pub(crate) struct Copies {
    bytes: Vec<u8>,
    items: Vec<Copied>,
}

#[derive(Debug)]
struct Copied {
    end: usize,
    at: InputPosition,
    cut: bool,
    stamp: HeaderStamp,
}

impl<I: Items + Send> CutBlocks for Packed<I> {
    type Block = Copies;

    const STRICT: bool = I::STRICT;

    fn next(&mut self, size: usize, block: &mut Copies) -> Result<bool, ReadError> {
        block.bytes.clear();
        block.items.clear();
        while block.bytes.len() < size && self.left > 0 && self.error.is_none() {
            match self.items.next() {
                Ok(Some(item)) => block.push(item),
                Ok(None) => break,
                Err(error) => {
                    self.error = Some(error);
                    break;
                }
            }
            self.left -= 1;
        }
        if !block.items.is_empty() {
            return Ok(true);
        }
        self.error.take().map_or(Ok(false), Err)
    }

    fn each(
        block: &Copies,
        take: impl FnMut(Item<'_>) -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        block.items().try_for_each(take)
    }

    fn is_over(&mut self) -> Result<bool, ReadError> {
        Ok(self.left == 0 && self.items.next()?.is_some())
    }
}

impl Copies {
    fn push(&mut self, item: Item<'_>) {
        self.bytes.extend_from_slice(item.bytes);
        self.items.push(Copied {
            end: self.bytes.len(),
            at: item.at,
            cut: item.cut,
            stamp: item.stamp,
        });
    }

    fn items(&self) -> impl Iterator<Item = Item<'_>> {
        let mut start = 0;
        self.items.iter().map(move |copied| {
            let bytes = self.bytes.get(start..copied.end).unwrap_or_default();
            start = copied.end;
            Item {
                bytes,
                at: copied.at,
                cut: copied.cut,
                stamp: copied.stamp,
            }
        })
    }
}

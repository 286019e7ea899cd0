//! Reads items on all cores and puts the results together in input order.
//!
//! The input is cut into blocks. Threads take turns at cutting the next block
//! and read it, each into a fork of the sink. Blocks are cut by their bytes
//! alone, so the result is the same on any number of threads.

use std::collections::{BTreeMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Mutex;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

use crate::ingest::error::ReadError;
use crate::ingest::framing::cut::CutBlocks;
use crate::ingest::framing::items::Item;
use crate::ingest::results::stats::PartialRead;
use crate::model::{Sink, Time};

/// Bytes of a block that is read beside others. Parts cost time to make and to
/// join; larger ones leave the caches.
const BLOCK: usize = 1 << 20;

/// Bytes of a block where there is one thread: it stays in the cache.
const SMALL_BLOCK: usize = 256 << 10;

/// More threads than this only wait for their turn.
const MAX_THREADS: usize = 8;

/// A log's format, as all threads share it.
pub(crate) trait LogParser: Sync {
    /// Returns what one thread reads with. It may remember something from one
    /// item to the next, only to save time.
    fn reader(&self) -> Box<dyn ReadEntries + '_>;
}

/// Turns items into records.
pub(crate) trait ReadEntries {
    /// Reads one item into `out`. A bad item is an error; whether that ends
    /// the read is the caller's to say.
    fn item(
        &mut self,
        item: Item<'_>,
        out: &mut PartialRead<dyn Sink + '_>,
    ) -> Result<(), ReadError>;
}

/// Reads all items into `out`; true where there are more than may be read.
pub(crate) fn read<S: Sink, C: CutBlocks>(
    mut cut: C,
    parser: &dyn LogParser,
    out: &mut PartialRead<S>,
) -> Result<bool, ReadError> {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    if threads == 1 {
        let (mut block, mut reader) = (C::Block::default(), parser.reader());
        while cut.next(SMALL_BLOCK, &mut block)? {
            read_block::<C>(&block, &mut *reader, out)?;
        }
        return cut.is_over();
    }
    let (mut first, mut second) = (C::Block::default(), C::Block::default());
    if !cut.next(BLOCK, &mut first)? {
        return cut.is_over();
    }
    let more = cut.next(BLOCK, &mut second);
    if !matches!(more, Ok(true)) {
        read_block::<C>(&first, &mut *parser.reader(), out)?;
        return more.and_then(|_| cut.is_over());
    }
    let ahead = VecDeque::from([first, second]);
    read_on(threads.min(MAX_THREADS), cut, ahead, parser, out)
}

fn read_block<C: CutBlocks>(
    block: &C::Block,
    reader: &mut dyn ReadEntries,
    out: &mut PartialRead<dyn Sink + '_>,
) -> Result<(), ReadError> {
    C::each(block, |item| match reader.item(item, out) {
        Err(error) if C::STRICT => Err(error),
        Err(error) => {
            out.stats.bad(item.at, &error.to_string());
            Ok(())
        }
        Ok(()) => Ok(()),
    })
}

/// What threads take turns at.
struct Turns<S, C: CutBlocks> {
    cut: C,
    /// Cut before.
    ahead: VecDeque<C::Block>,
    /// What parts are forks of.
    sink: S,
    latest: Option<Time>,
    /// One for each block that may be on its way.
    permits: Receiver<()>,
    next: u64,
    ended: bool,
}

impl<S: Sink, C: CutBlocks> Turns<S, C> {
    /// The next block's number, and its empty part or why it can't be cut;
    /// nothing where there is no more to read.
    fn next(&mut self, block: &mut C::Block) -> Option<(u64, Result<PartialRead<S>, ReadError>)> {
        if self.ended {
            return None;
        }
        self.permits.recv().ok()?;
        let more = match self.ahead.pop_front() {
            Some(ahead) => {
                *block = ahead;
                Ok(true)
            }
            None => self.cut.next(BLOCK, block),
        };
        self.ended = !matches!(more, Ok(true));
        let number = self.next;
        self.next += 1;
        match more {
            Ok(true) => Some((number, Ok(PartialRead::new(self.sink.fork(), self.latest)))),
            Ok(false) => None,
            Err(error) => Some((number, Err(error))),
        }
    }
}

/// A block that was read, or where reading ended.
struct BlockRead<S> {
    number: u64,
    /// All that was read of it.
    part: Option<PartialRead<S>>,
    ended: Result<(), ReadError>,
}

fn read_on<S: Sink, C: CutBlocks>(
    threads: usize,
    cut: C,
    ahead: VecDeque<C::Block>,
    parser: &dyn LogParser,
    out: &mut PartialRead<S>,
) -> Result<bool, ReadError> {
    let (permit, permits) = mpsc::channel();
    for _ in 0..2 * threads {
        // The other end is below.
        let _ = permit.send(());
    }
    let turns = Mutex::new(Turns {
        cut,
        ahead,
        sink: out.sink.fork(),
        latest: out.latest(),
        permits,
        next: 0,
        ended: false,
    });
    let (done, results) = mpsc::channel();
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                let (turns, done, own) = (&turns, done.clone(), out.sink.fork());
                scope.spawn(move || work(turns, parser, &done, own))
            })
            .collect();
        drop(done);
        let ended = join(results, permit, out);
        // Where that is an error, threads may have been ahead of it with what
        // has no order. Of such a read nothing is used, or it is called partial.
        for worker in workers {
            match worker.join() {
                Ok(own) => out.sink.join(own),
                Err(panic) => resume_unwind(panic),
            }
        }
        ended
    })?;
    turns
        .into_inner()
        .map_err(|_| ReadError::new("a reading thread stopped"))?
        .cut
        .is_over()
}

/// Reads blocks until there are no more, or nobody wants them; gives back
/// `own`, with what [`Sink::swap_unordered`] put there.
fn work<S: Sink, C: CutBlocks>(
    turns: &Mutex<Turns<S, C>>,
    parser: &dyn LogParser,
    done: &Sender<BlockRead<S>>,
    mut own: S,
) -> S {
    let (mut block, mut reader) = (C::Block::default(), parser.reader());
    loop {
        // Whoever panicked at its turn ends the scope with it.
        let turn = turns
            .lock()
            .ok()
            .and_then(|mut turns| turns.next(&mut block));
        let Some((number, part)) = turn else {
            return own;
        };
        let (part, ended) = match part {
            Ok(mut part) => {
                own.swap_unordered(&mut part.sink);
                let read = catch_unwind(AssertUnwindSafe(|| {
                    read_block::<C>(&block, &mut *reader, &mut part)
                }));
                let ended = read.unwrap_or_else(|panic| {
                    // Else everybody would wait for this block.
                    let ended = Err(ReadError::new("a reading thread stopped"));
                    let part = None;
                    let _ = done.send(BlockRead {
                        number,
                        part,
                        ended,
                    });
                    resume_unwind(panic)
                });
                own.swap_unordered(&mut part.sink);
                (Some(part), ended)
            }
            Err(error) => (None, Err(error)),
        };
        let sent = done.send(BlockRead {
            number,
            part,
            ended,
        });
        if sent.is_err() {
            return own;
        }
    }
}

/// Joins parts in the order of their blocks, in whatever order they come. What
/// comes first in the input is reported first. Takes the channels' ends, so
/// that whoever waits at the others learns that this is over.
#[expect(clippy::needless_pass_by_value, reason = "see above")]
fn join<S: Sink>(
    results: Receiver<BlockRead<S>>,
    permit: Sender<()>,
    out: &mut PartialRead<S>,
) -> Result<(), ReadError> {
    let mut early = BTreeMap::new();
    let mut next = 0;
    for done in &results {
        early.insert(done.number, done);
        while let Some(BlockRead { part, ended, .. }) = early.remove(&next) {
            next += 1;
            if let Some(part) = part {
                out.join(part);
            }
            ended?;
            // Those who waited for it may be gone.
            let _ = permit.send(());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;

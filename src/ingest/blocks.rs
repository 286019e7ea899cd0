//! Reads items on all cores and puts the results together in input order.
//!
//! One thread cuts the input into items and packs them into blocks; others
//! parse blocks, each into a fork of the sink. Blocks are cut by their bytes
//! alone, so the result is the same on any number of threads.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Mutex;
use std::sync::mpsc::{self, Receiver, Sender, SyncSender};
use std::thread;

use super::Sink;
use super::error::{Place, ReadError};
use super::items::{Item, Items};
use super::tally::Part;

/// Bytes of items in a block.
const BLOCK: usize = 2 << 20;

/// More threads than this only wait for the one that cuts.
const MAX_THREADS: usize = 8;

/// Turns items into records or findings.
pub(super) trait Parse: Sync {
    /// Reads one item into `out`. A bad item is an error; whether that ends
    /// the read is the caller's to say.
    fn item<S: Sink>(&self, item: Item<'_>, out: &mut Part<S>) -> Result<(), ReadError>;
}

/// Some items in a row, on their own.
#[derive(Debug, Default)]
struct Block {
    bytes: Vec<u8>,
    items: Vec<Packed>,
}

#[derive(Debug)]
struct Packed {
    end: usize,
    at: Place,
    cut: bool,
}

impl Block {
    fn push(&mut self, item: Item<'_>) {
        self.bytes.extend_from_slice(item.bytes);
        self.items.push(Packed {
            end: self.bytes.len(),
            at: item.at,
            cut: item.cut,
        });
    }

    fn items(&self) -> impl Iterator<Item = Item<'_>> {
        let mut start = 0;
        self.items.iter().map(move |packed| {
            let bytes = self.bytes.get(start..packed.end).unwrap_or_default();
            start = packed.end;
            Item {
                bytes,
                at: packed.at,
                cut: packed.cut,
            }
        })
    }
}

/// Packs items into blocks, up to a number of items.
#[derive(Debug)]
struct Blocks<I> {
    items: I,
    left: u64,
    /// Packed ahead.
    ahead: VecDeque<Block>,
}

impl<I: Items> Blocks<I> {
    fn next(&mut self) -> Result<Option<Block>, ReadError> {
        match self.ahead.pop_front() {
            Some(block) => Ok(Some(block)),
            None => self.pack(),
        }
    }

    fn pack(&mut self) -> Result<Option<Block>, ReadError> {
        let mut block = Block::default();
        while block.bytes.len() < BLOCK && self.left > 0 {
            let Some(item) = self.items.next()? else {
                break;
            };
            block.push(item);
            self.left -= 1;
        }
        Ok((!block.items.is_empty()).then_some(block))
    }

    /// Is there more than one block?
    fn is_long(&mut self) -> Result<bool, ReadError> {
        for _ in 0..2 {
            let Some(block) = self.pack()? else {
                return Ok(false);
            };
            self.ahead.push_back(block);
        }
        Ok(true)
    }

    /// Is there more than may be read?
    fn is_over(&mut self) -> Result<bool, ReadError> {
        Ok(self.left == 0 && self.items.next()?.is_some())
    }
}

/// Reads at most `max` items into `out`; true where there are more.
pub(super) fn read<S, I, P>(
    items: I,
    parse: &P,
    max: u64,
    out: &mut Part<S>,
) -> Result<bool, ReadError>
where
    S: Sink,
    I: Items,
    P: Parse,
{
    let mut blocks = Blocks {
        items,
        left: max,
        ahead: VecDeque::new(),
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    if threads > 1 && blocks.is_long()? {
        read_on(threads.min(MAX_THREADS), &mut blocks, parse, out)?;
        return blocks.is_over();
    }
    while let Some(block) = blocks.ahead.pop_front() {
        read_block(&block, parse, I::STRICT, out)?;
    }
    while blocks.left > 0 {
        let Some(item) = blocks.items.next()? else {
            break;
        };
        blocks.left -= 1;
        read_item(item, parse, I::STRICT, out)?;
    }
    blocks.is_over()
}

fn read_block<S: Sink, P: Parse>(
    block: &Block,
    parse: &P,
    strict: bool,
    out: &mut Part<S>,
) -> Result<(), ReadError> {
    block
        .items()
        .try_for_each(|item| read_item(item, parse, strict, out))
}

fn read_item<S: Sink, P: Parse>(
    item: Item<'_>,
    parse: &P,
    strict: bool,
    out: &mut Part<S>,
) -> Result<(), ReadError> {
    match parse.item(item, out) {
        Err(error) if strict => Err(error),
        Err(error) => {
            out.tally.bad(item.at, &error.to_string());
            Ok(())
        }
        Ok(()) => Ok(()),
    }
}

/// A block on its way, and what it is read into.
struct Job<S> {
    number: u64,
    block: Block,
    part: Part<S>,
}

/// A read block.
struct Done<S> {
    number: u64,
    part: Result<Part<S>, ReadError>,
}

fn read_on<S, I, P>(
    threads: usize,
    blocks: &mut Blocks<I>,
    parse: &P,
    out: &mut Part<S>,
) -> Result<(), ReadError>
where
    S: Sink,
    I: Items,
    P: Parse,
{
    let (jobs, queue) = mpsc::sync_channel::<Job<S>>(threads);
    let (done, results) = mpsc::channel::<Done<S>>();
    let queue = Mutex::new(queue);
    thread::scope(|scope| {
        for _ in 0..threads {
            let (queue, done) = (&queue, done.clone());
            scope.spawn(move || work(queue, parse, I::STRICT, &done));
        }
        drop(done);
        let mut joined = Joined::new(results, out);
        let cut = feed(blocks, &jobs, threads, &mut joined);
        drop(jobs);
        // What comes first in the input is reported first.
        joined.wait_for(0)?;
        cut
    })
}

/// Sends blocks to the workers until there are no more.
fn feed<S: Sink, I: Items>(
    blocks: &mut Blocks<I>,
    jobs: &SyncSender<Job<S>>,
    threads: usize,
    joined: &mut Joined<'_, S>,
) -> Result<(), ReadError> {
    while let Some(block) = blocks.next()? {
        let job = Job {
            number: joined.sent,
            block,
            part: Part::new(joined.out.sink.fork()),
        };
        if jobs.send(job).is_err() {
            return Ok(());
        }
        joined.sent += 1;
        joined.wait_for(2 * threads as u64)?;
    }
    Ok(())
}

fn work<S: Sink, P: Parse>(
    queue: &Mutex<Receiver<Job<S>>>,
    parse: &P,
    strict: bool,
    done: &Sender<Done<S>>,
) {
    loop {
        let job = match queue.lock() {
            Ok(queue) => queue.recv(),
            Err(_) => return,
        };
        let Ok(Job {
            number,
            block,
            mut part,
        }) = job
        else {
            return;
        };
        let part = read_block(&block, parse, strict, &mut part).map(|()| part);
        if done.send(Done { number, part }).is_err() {
            return;
        }
    }
}

/// Joins parts in the order of their blocks, in whatever order they come.
struct Joined<'o, S> {
    results: Receiver<Done<S>>,
    out: &'o mut Part<S>,
    sent: u64,
    next: u64,
    early: BTreeMap<u64, Result<Part<S>, ReadError>>,
}

impl<'o, S: Sink> Joined<'o, S> {
    fn new(results: Receiver<Done<S>>, out: &'o mut Part<S>) -> Self {
        Self {
            results,
            out,
            sent: 0,
            next: 0,
            early: BTreeMap::new(),
        }
    }

    /// Waits until at most `open` blocks are on their way.
    fn wait_for(&mut self, open: u64) -> Result<(), ReadError> {
        while self.sent - self.next > open {
            let Ok(Done { number, part }) = self.results.recv() else {
                // A worker only ends early by a panic, which the scope passes on.
                return Err(ReadError::new("a reading thread stopped"));
            };
            self.early.insert(number, part);
            while let Some(part) = self.early.remove(&self.next) {
                self.next += 1;
                self.out.join(part?);
            }
        }
        Ok(())
    }
}

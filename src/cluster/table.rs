//! The tallies of one route, by service and key.

use std::hash::{BuildHasher, Hasher};

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

use super::tally::Tally;

/// Tallies by service and key.
#[derive(Debug, Default)]
pub(crate) struct Table {
    index: HashTable<usize>,
    slots: Vec<Slot>,
}

/// The records of one key.
#[derive(Debug)]
pub(crate) struct Slot {
    /// See [`rank`].
    pub(crate) rank: u64,
    pub(crate) service: Option<Box<str>>,
    pub(crate) key: Box<[u8]>,
    pub(crate) tally: Tally,
}

/// Returns where a key belongs: hash of service and key, the same in every
/// process.
pub(crate) fn rank(service: Option<&str>, key: &[u8]) -> u64 {
    let mut hasher = FixedState::default().build_hasher();
    hasher.write(service.unwrap_or_default().as_bytes());
    hasher.write(key);
    hasher.finish()
}

impl Table {
    /// Returns how many different keys there are.
    pub(crate) fn len(&self) -> usize {
        self.slots.len()
    }

    /// The tally of a key of this [`rank`], made if need be.
    pub(crate) fn tally(&mut self, rank: u64, service: Option<&str>, key: &[u8]) -> &mut Tally {
        let Self { index, slots } = self;
        let same = |&at: &usize| slots[at].is(rank, service, key);
        let at = match index.entry(rank, same, |&at| slots[at].rank) {
            Entry::Occupied(place) => *place.get(),
            Entry::Vacant(place) => {
                place.insert(slots.len());
                slots.push(Slot {
                    rank,
                    service: service.map(Box::from),
                    key: Box::from(key),
                    tally: Tally::default(),
                });
                slots.len() - 1
            }
        };
        &mut slots[at].tally
    }

    /// Takes in another part of the input.
    pub(crate) fn merge(&mut self, other: Self) {
        for slot in other.slots {
            self.tally(slot.rank, slot.service.as_deref(), &slot.key)
                .merge(slot.tally);
        }
    }

    /// The ranks of all keys.
    pub(crate) fn ranks(&self) -> impl Iterator<Item = u64> {
        self.slots.iter().map(|slot| slot.rank)
    }

    /// Forgets the keys ranked above `highest`; says how many records they had.
    pub(crate) fn forget_above(&mut self, highest: u64) -> u64 {
        let mut forgotten = 0;
        self.slots.retain(|slot| {
            let keep = slot.rank <= highest;
            forgotten += if keep { 0 } else { slot.tally.seen.count };
            keep
        });
        let Self { index, slots } = self;
        index.clear();
        for (at, slot) in slots.iter().enumerate() {
            index.insert_unique(slot.rank, at, |&at| slots[at].rank);
        }
        forgotten
    }

    /// All that is known, by key.
    pub(crate) fn into_slots(self) -> Vec<Slot> {
        self.slots
    }
}

impl Slot {
    fn is(&self, rank: u64, service: Option<&str>, key: &[u8]) -> bool {
        self.rank == rank && *self.key == *key && self.service.as_deref() == service
    }
}

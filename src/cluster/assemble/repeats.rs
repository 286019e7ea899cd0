//! Entries that were read before, as overlapping reads give them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasher, Hasher};
use std::mem;
use std::sync::{Mutex, PoisonError};

use foldhash::fast::FixedState;

use crate::model::Record;

/// So many parts, each with its own lock.
const SHARDS: usize = 16;

/// An entry is remembered for so many later ones of its shard, and at most
/// for twice as many: 450,000 to 900,000 in all. Seven eighths of a power of
/// two, at which tables would double.
const GENERATION: usize = 7 << 12;

/// The identities of recent entries. Shared by all parts of a source, so that
/// repeats are found wherever they are.
#[derive(Debug, Default)]
pub(crate) struct Repeats {
    shards: [Mutex<Shard>; SHARDS],
}

#[derive(Debug, Default)]
struct Shard {
    recent: HashMap<u64, u64, FixedState>,
    before: HashMap<u64, u64, FixedState>,
}

impl Repeats {
    /// Remembers an entry; the position of the same one, if it was read
    /// before. An entry without an identity of its own repeats none.
    pub(crate) fn insert(&self, record: &Record<'_>, position: u64) -> Option<u64> {
        let id = record.id.as_deref()?;
        let mut hasher = FixedState::default().build_hasher();
        hasher.write(id.as_bytes());
        // Cloud Logging's `insertId` is unique among entries of one time.
        if let Some(time) = record.time {
            hasher.write_i64(time.timestamp());
            hasher.write_u32(time.timestamp_subsec_nanos());
        }
        let hash = hasher.finish();
        let shard = hash.to_le_bytes()[0];
        self.shards[usize::from(shard) % SHARDS]
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(hash, position)
    }
}

impl Shard {
    fn insert(&mut self, hash: u64, position: u64) -> Option<u64> {
        if let Some(first) = self.before.get(&hash) {
            return Some(*first);
        }
        match self.recent.entry(hash) {
            Entry::Occupied(known) => return Some(*known.get()),
            Entry::Vacant(place) => place.insert(position),
        };
        if self.recent.len() >= GENERATION {
            mem::swap(&mut self.before, &mut self.recent);
            self.recent.clear();
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_remembered_for_one_generation_and_for_no_more_than_two() {
        let mut shard = Shard::default();
        let generation = u64::try_from(GENERATION).expect("small");
        for number in 0..3 * generation {
            assert_eq!(shard.insert(number, number), None);
            let old = number.saturating_sub(generation - 1);
            assert_eq!(shard.insert(old, number), Some(old));
        }
        assert_eq!(shard.insert(0, 7), None);
        assert!(shard.recent.capacity().max(shard.before.capacity()) <= GENERATION);
    }
}

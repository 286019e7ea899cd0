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
/// for twice as many: half a million to a million in all.
const GENERATION: usize = 1 << 15;

/// The identities of recent entries. Shared by all parts of a source, so that
/// repeats are found wherever they are.
#[derive(Debug, Default)]
pub(super) struct Repeats {
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
    pub(super) fn insert(&self, record: &Record<'_>, position: u64) -> Option<u64> {
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
        if self.recent.len() > GENERATION {
            mem::swap(&mut self.before, &mut self.recent);
            self.recent.clear();
        }
        None
    }
}

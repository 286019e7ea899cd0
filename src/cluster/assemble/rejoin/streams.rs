//! Something of each stream of text: what one process of a service writes.

use std::hash::{BuildHasher, Hash};

use foldhash::fast::FixedState;
use hashbrown::{HashTable, hash_table};

use crate::model::Record;

/// A stream's name, lent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct StreamName<'n> {
    service: Option<&'n str>,
    instance: Option<&'n str>,
}

/// A stream's name, owned.
#[derive(Debug)]
pub(crate) struct OwnedStreamName {
    service: Option<Box<str>>,
    instance: Option<Box<str>>,
}

impl<'n> StreamName<'n> {
    pub(crate) fn of(record: &'n Record<'_>) -> Self {
        Self {
            service: record.service.as_deref(),
            instance: record.instance.as_deref(),
        }
    }

    fn hash(&self) -> u64 {
        FixedState::default().hash_one(self)
    }

    fn owned(&self) -> OwnedStreamName {
        OwnedStreamName {
            service: self.service.map(Box::from),
            instance: self.instance.map(Box::from),
        }
    }
}

impl OwnedStreamName {
    pub(crate) fn borrowed(&self) -> StreamName<'_> {
        StreamName {
            service: self.service.as_deref(),
            instance: self.instance.as_deref(),
        }
    }
}

/// A `T` for some streams.
#[derive(Debug)]
pub(crate) struct PerStream<T>(HashTable<(OwnedStreamName, T)>);

impl<T> Default for PerStream<T> {
    fn default() -> Self {
        Self(HashTable::new())
    }
}

impl<T> PerStream<T> {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn get_mut(&mut self, name: &StreamName<'_>) -> Option<&mut T> {
        let found = self
            .0
            .find_mut(name.hash(), |(other, _)| other.borrowed() == *name);
        found.map(|(_, value)| value)
    }

    /// Adds what is not there yet.
    pub(crate) fn insert(&mut self, name: &StreamName<'_>, value: T) {
        let hash = |(name, _): &(OwnedStreamName, T)| name.borrowed().hash();
        self.0
            .insert_unique(name.hash(), (name.owned(), value), hash);
    }

    pub(crate) fn remove(&mut self, name: &StreamName<'_>) -> Option<T> {
        let same = |(other, _): &(OwnedStreamName, T)| other.borrowed() == *name;
        let place = self.0.find_entry(name.hash(), same).ok()?;
        Some(place.remove().0.1)
    }

    /// Takes out what the test is true of.
    pub(crate) fn extract(&mut self, mut test: impl FnMut(&T) -> bool) -> Vec<T> {
        let found = self.0.extract_if(|(_, value)| test(value));
        found.map(|(_, value)| value).collect()
    }
}

impl<T> IntoIterator for PerStream<T> {
    type Item = (OwnedStreamName, T);
    type IntoIter = hash_table::IntoIter<(OwnedStreamName, T)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

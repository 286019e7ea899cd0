//! When, how often and where something was seen.
//!
//! Everything here merges to the same value in any order and grouping.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Time;

/// At most this many instances are kept by name; beyond, the count is "at least".
pub const MAX_INSTANCES: usize = 1000;

/// At most this many columns in a timeline.
const MAX_COLUMNS: i64 = 1024;

/// How often, when, and on what.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Occurrences {
    /// The number of records or results.
    pub count: u64,
    /// Oldest time seen, where records have one.
    pub first_seen: Option<Time>,
    /// Newest time seen.
    pub last_seen: Option<Time>,
    /// Distinct instances, the first [`MAX_INSTANCES`] in byte order.
    pub instances: BTreeSet<String>,
    /// By revision (what was deployed), where records say it.
    pub revisions: BTreeMap<String, RevisionStats>,
    /// Counts over time.
    pub timeline: Timeline,
}

/// The occurrences within one revision.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RevisionStats {
    /// Records of this revision.
    pub count: u64,
    /// Its distinct instances, capped as above.
    pub instances: BTreeSet<String>,
    /// Newest record of this revision.
    pub last_seen: Option<Time>,
}

impl Occurrences {
    /// A single one of which nothing is known.
    pub fn one() -> Self {
        Self {
            count: 1,
            ..Self::default()
        }
    }

    /// Returns the occurrences of one sighting.
    pub fn once(time: Option<Time>, revision: Option<&str>, instance: Option<&str>) -> Self {
        let mut seen = Self::default();
        seen.add(time, revision, instance);
        seen
    }

    /// Takes in one record.
    pub fn add(&mut self, time: Option<Time>, revision: Option<&str>, instance: Option<&str>) {
        self.count += 1;
        if let Some(time) = time {
            self.first_seen = Some(self.first_seen.map_or(time, |t| t.min(time)));
            self.last_seen = Some(self.last_seen.map_or(time, |t| t.max(time)));
            self.timeline.add(time);
        }
        if let Some(instance) = instance {
            insert_capped(&mut self.instances, instance);
        }
        if let Some(revision) = revision {
            if !self.revisions.contains_key(revision) {
                self.revisions
                    .insert(revision.to_owned(), RevisionStats::default());
            }
            if let Some(stats) = self.revisions.get_mut(revision) {
                stats.count += 1;
                stats.last_seen = stats.last_seen.max(time);
                if let Some(instance) = instance {
                    insert_capped(&mut stats.instances, instance);
                }
            }
        }
    }

    /// Takes in another part of the input.
    pub fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.first_seen = match (self.first_seen, other.first_seen) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        self.last_seen = self.last_seen.max(other.last_seen);
        for instance in &other.instances {
            insert_capped(&mut self.instances, instance);
        }
        for (name, more) in &other.revisions {
            let stats = self.revisions.entry(name.clone()).or_default();
            stats.count += more.count;
            stats.last_seen = stats.last_seen.max(more.last_seen);
            for instance in &more.instances {
                insert_capped(&mut stats.instances, instance);
            }
        }
        self.timeline.merge(&other.timeline);
    }

    /// The same with other names of instances and revisions; those that become
    /// one are one.
    #[must_use]
    pub fn renamed(self, name: impl Fn(String) -> String) -> Self {
        // Results name none, and there may be millions.
        if self.instances.is_empty() && self.revisions.is_empty() {
            return self;
        }
        let all = |names: BTreeSet<String>| names.into_iter().map(&name).collect();
        let mut revisions: BTreeMap<String, RevisionStats> = BTreeMap::new();
        for (revision, more) in self.revisions {
            let stats = revisions.entry(name(revision)).or_default();
            stats.count += more.count;
            stats.last_seen = stats.last_seen.max(more.last_seen);
            stats.instances.extend(all(more.instances));
        }
        Self {
            instances: all(self.instances),
            revisions,
            ..self
        }
    }
}

/// Keeps the smallest [`MAX_INSTANCES`], whatever the order of insertion.
fn insert_capped(set: &mut BTreeSet<String>, value: &str) {
    if set.contains(value) {
        return;
    }
    if set.len() >= MAX_INSTANCES && set.last().is_some_and(|last| value > last.as_str()) {
        return;
    }
    set.insert(value.to_owned());
    if set.len() > MAX_INSTANCES {
        set.pop_last();
    }
}

/// Counts in columns of equal width, aligned to absolute time.
///
/// The width is the smallest power of two of minutes that fits the whole range
/// into 1024 columns: a function of the range alone, so that merging in any
/// order gives the same columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timeline {
    /// Minutes a column.
    width: i64,
    /// Column number (minutes since 1970 divided by `width`) -> count.
    columns: BTreeMap<i64, u64>,
}

impl Default for Timeline {
    fn default() -> Self {
        Self {
            width: 1,
            columns: BTreeMap::new(),
        }
    }
}

impl Timeline {
    fn add(&mut self, time: Time) {
        let column = time.timestamp().div_euclid(60).div_euclid(self.width);
        *self.columns.entry(column).or_default() += 1;
        self.fit();
    }

    fn merge(&mut self, other: &Self) {
        let width = self.width.max(other.width);
        self.widen(width);
        for (column, count) in &other.columns {
            let column = (column * other.width).div_euclid(width);
            *self.columns.entry(column).or_default() += count;
        }
        self.fit();
    }

    fn fit(&mut self) {
        loop {
            let first = self.columns.keys().next().copied().unwrap_or(0);
            let last = self.columns.keys().next_back().copied().unwrap_or(0);
            if last - first < MAX_COLUMNS {
                return;
            }
            self.widen(self.width * 2);
        }
    }

    fn widen(&mut self, width: i64) {
        if width == self.width {
            return;
        }
        let narrow = std::mem::take(&mut self.columns);
        for (column, count) in narrow {
            *self
                .columns
                .entry((column * self.width).div_euclid(width))
                .or_default() += count;
        }
        self.width = width;
    }

    /// The most within any stretch of a length, to the column.
    pub fn peak(&self, length: std::time::Duration) -> u64 {
        let minutes = i64::try_from(length.as_secs().div_ceil(60)).unwrap_or(i64::MAX);
        let columns = (minutes / self.width).max(1);
        self.columns
            .keys()
            .map(|start| {
                let end = start.saturating_add(columns);
                self.columns.range(*start..end).map(|(_, n)| n).sum()
            })
            .max()
            .unwrap_or(0)
    }

    /// Counts in `bins` equal parts of `[from, to]`; a column counts where its
    /// start falls, clamped into the range.
    pub fn binned(&self, from: Time, to: Time, bins: usize) -> Vec<u64> {
        let mut out = vec![0; bins.max(1)];
        let span = (to.timestamp() - from.timestamp()).max(1);
        let last = out.len() - 1;
        for (column, count) in &self.columns {
            let at = (column * self.width * 60 - from.timestamp()).clamp(0, span);
            let bin = usize::try_from(at * i64::try_from(last + 1).unwrap_or(1) / span);
            out[bin.unwrap_or(0).min(last)] += count;
        }
        out
    }
}

//! A few records, chosen by hash, so that order does not matter.

use std::hash::{BuildHasher, Hasher};

use foldhash::fast::FixedState;

use crate::model::{Record, Sample};
use crate::redact::Redactor;

/// Samples kept of one cluster.
const KEPT: usize = 3;

/// Bytes of a record kept until redaction; more than is shown, so that no
/// secret is cut in a half that the redactor would not know.
const RAW_BYTES: usize = 64 << 10;

/// Bytes of a sample's text, after redaction.
const TEXT_BYTES: usize = 16 << 10;

/// The records with the smallest hashes of time and identity.
#[derive(Debug, Clone, Default)]
pub(crate) struct Samples {
    /// Ascending, without repeats.
    kept: Vec<(u64, Sample)>,
}

impl Samples {
    /// Takes in one record, not yet redacted.
    pub(crate) fn add(&mut self, record: &Record<'_>) {
        let hash = rank(record);
        let full = self.kept.len() == KEPT;
        if full && self.kept.last().is_some_and(|(last, _)| hash > *last) {
            return;
        }
        // Lines that repeat without a time are common, and one is enough.
        let known = |(other, sample): &(u64, Sample)| {
            *other == hash && sample.time == record.time && sample.text == *record.message
        };
        if !self.kept.iter().any(known) {
            self.insert(hash, sample(record));
        }
    }

    /// Takes in what another part of the input kept.
    pub(crate) fn merge(&mut self, other: Self) {
        for (hash, sample) in other.kept {
            self.insert(hash, sample);
        }
    }

    fn insert(&mut self, hash: u64, sample: Sample) {
        let entry = (hash, sample);
        if let Err(at) = self.kept.binary_search(&entry) {
            self.kept.insert(at, entry);
            self.kept.truncate(KEPT);
        }
    }

    /// The samples, redacted and cut to size.
    pub(crate) fn finish(self, redactor: &Redactor) -> Vec<Sample> {
        self.kept
            .into_iter()
            .map(|(_, sample)| Sample {
                text: cut(&redactor.redact(&sample.text), TEXT_BYTES).to_owned(),
                logger: sample
                    .logger
                    .map(|name| redactor.redact(&name).into_owned()),
                ..sample
            })
            .collect()
    }
}

/// Hash of time and the source's identity of the record; of its text where it
/// has neither.
fn rank(record: &Record<'_>) -> u64 {
    let mut hasher = FixedState::default().build_hasher();
    if let Some(time) = record.time {
        hasher.write_i64(time.timestamp());
        hasher.write_u32(time.timestamp_subsec_nanos());
    }
    match (&record.id, record.time) {
        (Some(id), _) => hasher.write(id.as_bytes()),
        (None, Some(_)) => {}
        (None, None) => hasher.write(record.message.as_bytes()),
    }
    hasher.finish()
}

fn sample(record: &Record<'_>) -> Sample {
    Sample {
        time: record.time,
        severity: record.severity.unwrap_or_default(),
        logger: record.logger.as_deref().map(str::to_owned),
        text: cut(&record.message, RAW_BYTES).to_owned(),
    }
}

/// At most `limit` bytes of a text, at a character's edge.
fn cut(text: &str, limit: usize) -> &str {
    text.get(..text.floor_char_boundary(limit)).unwrap_or(text)
}

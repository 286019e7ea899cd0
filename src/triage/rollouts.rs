//! When the revisions of services logged, over all records of a source: what
//! tells whether a problem came with one.

use std::collections::BTreeMap;

use super::clean::Cleaner;
use crate::model::{Record, RevisionSpan, Time};

/// Revisions that are told apart. Where there are more, nothing is told of any,
/// so that it does not matter which came first.
const MOST: usize = 512;

/// The revisions seen, by service.
#[derive(Debug, Default)]
pub(super) struct Rollouts {
    services: BTreeMap<String, BTreeMap<String, RolloutSpan>>,
    revisions: usize,
}

#[derive(Debug, Clone, Copy)]
struct RolloutSpan {
    first: Time,
    last: Time,
    records: u64,
}

impl Rollouts {
    /// Takes in a record that says its revision and time.
    pub(super) fn saw(&mut self, record: &Record<'_>) {
        if let (Some(revision), Some(time)) = (record.revision.as_deref(), record.time) {
            let span = RolloutSpan {
                first: time,
                last: time,
                records: 1,
            };
            self.add(
                record.service.as_deref().unwrap_or_default(),
                revision,
                span,
            );
        }
    }

    /// Takes in those of another part; the result does not depend on order.
    pub(super) fn join(&mut self, later: Self) {
        self.revisions = self.revisions.max(later.revisions);
        for (service, revisions) in later.services {
            for (revision, span) in revisions {
                self.add(&service, &revision, span);
            }
        }
    }

    fn add(&mut self, service: &str, revision: &str, span: RolloutSpan) {
        if self.revisions > MOST {
            return;
        }
        // Known ones, which nearly all are, without a copy of their names.
        let known = self.services.get_mut(service);
        if let Some(known) = known.and_then(|revisions| revisions.get_mut(revision)) {
            known.first = known.first.min(span.first);
            known.last = known.last.max(span.last);
            known.records += span.records;
            return;
        }
        let revisions = self.services.entry(service.to_owned()).or_default();
        revisions.insert(revision.to_owned(), span);
        self.revisions = self.services.values().map(BTreeMap::len).sum();
        if self.revisions > MOST {
            self.services.clear();
        }
    }

    /// Those of all services, redacted.
    pub(super) fn finish(self, cleaner: &Cleaner) -> Vec<RevisionSpan> {
        let of_service = |(service, revisions): (String, BTreeMap<String, RolloutSpan>)| {
            let service = Some(cleaner.text(service)).filter(|name| !name.is_empty());
            revisions
                .into_iter()
                .map(move |(revision, span)| RevisionSpan {
                    service: service.clone(),
                    revision: cleaner.text(revision),
                    first: span.first,
                    last: span.last,
                    records: span.records,
                })
        };
        self.services.into_iter().flat_map(of_service).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::Redactor;

    fn rollouts(records: impl Iterator<Item = (String, i64)>) -> Rollouts {
        let mut rollouts = Rollouts::default();
        for (revision, second) in records {
            rollouts.saw(&Record {
                time: Time::from_timestamp(second, 0),
                service: Some("api".into()),
                revision: Some(revision.into()),
                ..Record::text("")
            });
        }
        rollouts
    }

    #[test]
    fn parts_join_to_what_one_pass_gives() {
        let all = [("a", 5), ("a", 3), ("b", 7), ("b", 9), ("b", 8)];
        let some = |part: &[(&str, i64)]| {
            let owned: Vec<_> = part.iter().map(|(r, s)| ((*r).to_owned(), *s)).collect();
            rollouts(owned.into_iter())
        };
        let cleaner = Cleaner::new(Redactor::new());
        let whole = some(&all).finish(&cleaner);
        assert_eq!(whole.len(), 2);
        assert_eq!((whole[0].records, whole[0].first.timestamp()), (2, 3));
        for cut in 0..=all.len() {
            let (mut one, other) = (some(&all[cut..]), some(&all[..cut]));
            one.join(other);
            assert_eq!(one.finish(&cleaner), whole);
        }
    }

    #[test]
    fn of_too_many_nothing_is_told_in_any_order() {
        let many = || (0..=MOST).map(|n| (format!("r{n}"), 0));
        let cleaner = Cleaner::new(Redactor::new());
        assert_eq!(rollouts(many()).finish(&cleaner), []);
        let mut one = rollouts(many().take(MOST));
        one.join(rollouts(many().skip(MOST)));
        assert_eq!(one.finish(&cleaner), []);
        assert_eq!(rollouts(many().take(MOST)).finish(&cleaner).len(), MOST);
    }
}

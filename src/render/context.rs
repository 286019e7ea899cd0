//! What times and revisions make probable: that a problem came with a revision,
//! went with it, or is older. Inference, and marked as such where it is shown.

use std::collections::BTreeMap;

use super::{provenance, words};
use crate::model::{Problem, RevisionSpan, SourceReport, Time};

/// Absence tells something where at least so many would be expected: then it
/// is chance in fewer than one case of twenty (e⁻³).
const EXPECTED: f64 = 3.0;

/// Characters of a revision's name.
const NAME: usize = 100;

/// Sentences, each with the figures it is drawn from; none where the sources
/// show no change of revision while they were read, or the figures say too little.
pub(crate) fn context(problem: &Problem, sources: &[SourceReport]) -> Vec<String> {
    let [service] = problem.services.as_slice() else {
        return Vec::new();
    };
    let mut spans = spans(problem, sources, service);
    let Some(newest) = spans.pop().filter(|newest| is_rollout(newest, &spans)) else {
        return Vec::new();
    };
    let rollout = Rollout {
        name: short(&newest.revision, service),
        first: newest.first,
        with: Share::of(problem, std::slice::from_ref(&newest)),
        before: Share::of(problem, &spans),
    };
    rollout.says(problem).into_iter().collect()
}

/// The newest revision was not there from the start: others logged for a
/// twentieth of what was read before it did.
fn is_rollout(newest: &RevisionSpan, before: &[RevisionSpan]) -> bool {
    let Some(start) = before.iter().map(|span| span.first).min() else {
        return false;
    };
    let ends = before.iter().map(|span| span.last);
    let end = ends.fold(newest.last, Time::max);
    (newest.first - start) * 20 >= end - start
}

/// The service's revisions, in the order in which they first logged.
fn spans(problem: &Problem, sources: &[SourceReport], service: &str) -> Vec<RevisionSpan> {
    let mut merged: BTreeMap<&str, RevisionSpan> = BTreeMap::new();
    let all = provenance::behind(problem, sources).flat_map(|source| &source.revisions);
    for span in all.filter(|span| span.service.as_deref() == Some(service)) {
        merged
            .entry(&span.revision)
            .and_modify(|known| known.merge(span))
            .or_insert_with(|| span.clone());
    }
    let mut spans: Vec<_> = merged.into_values().collect();
    spans.sort_by_key(|span| span.first);
    spans
}

/// How many records of some revisions show the problem.
#[derive(Debug, Clone, Copy)]
struct Share {
    hits: u64,
    records: u64,
}

impl Share {
    fn of(problem: &Problem, spans: &[RevisionSpan]) -> Self {
        let revisions = &problem.seen.revisions;
        let hits = |span: &RevisionSpan| revisions.get(&span.revision).map_or(0, |r| r.count);
        Self {
            hits: spans.iter().map(hits).sum(),
            records: spans.iter().map(|span| span.records).sum(),
        }
    }

    /// None here, where `other`'s rate would make some be expected.
    #[expect(clippy::cast_precision_loss, reason = "a rule of thumb")]
    fn lacks(self, other: Self) -> bool {
        let rate = other.hits as f64 / other.records.max(1) as f64;
        self.hits == 0 && rate * self.records as f64 >= EXPECTED
    }

    fn words(self) -> String {
        format!(
            "{} of {}",
            words::thousands(self.hits),
            words::count(self.records, "record", "records")
        )
    }
}

/// The change to the newest revision.
struct Rollout {
    name: String,
    first: Time,
    with: Share,
    before: Share,
}

impl Rollout {
    fn says(&self, problem: &Problem) -> Option<String> {
        let Self {
            name, with, before, ..
        } = self;
        let first = words::utc(self.first);
        if before.lacks(*with) {
            let later = problem.seen.first_seen.map(|seen| {
                let after = words::span(seen - self.first);
                format!(", {after} before this was first seen")
            });
            return Some(format!(
                "Came with revision {name}: {} of it show this, and {} of earlier revisions. It first logged {first}{}.",
                with.words(),
                before.words(),
                later.unwrap_or_default(),
            ));
        }
        if with.lacks(*before) {
            return Some(format!(
                "Gone with revision {name}, which first logged {first}: {} of it show this, and {} of earlier revisions.",
                with.words(),
                before.words(),
            ));
        }
        (with.hits > 0 && before.hits > 0).then(|| {
            format!(
                "Older than revision {name}, which first logged {first}: {} of earlier revisions show it too.",
                before.words(),
            )
        })
    }
}

/// A revision without its service's name before it.
pub(crate) fn short(revision: &str, service: &str) -> String {
    let rest = revision.strip_prefix(service);
    let rest = rest.and_then(|rest| rest.strip_prefix('-'));
    let short = rest.filter(|rest| !rest.is_empty()).unwrap_or(revision);
    words::one_line(short, NAME)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Finding, Fingerprint, Occurrences};
    use crate::render::tests::problem;

    #[test]
    fn a_revision_loses_its_services_name_and_no_other_letters() {
        assert_eq!(short("api-00012-abc", "api"), "00012-abc");
        for whole in ["apiary-1", "api", "api-", "00012"] {
            assert_eq!(short(whole, "api"), whole);
        }
        assert_eq!(short("00012-abc", ""), "00012-abc");
    }

    fn at(second: i64) -> Time {
        Time::from_timestamp(1_757_966_400 + second, 0).unwrap()
    }

    /// Records that show the problem, and all records, of an old revision that
    /// logs from the start and a new one that logs from second 100.
    fn said(old: (u64, u64), new: (u64, u64)) -> Vec<String> {
        said_from(100, old, new)
    }

    fn said_from(start: i64, old: (u64, u64), new: (u64, u64)) -> Vec<String> {
        let mut source = SourceReport::new("backend", "gcp");
        let mut seen = Occurrences::default();
        for (revision, second, (hits, records)) in [("api-1", 0, old), ("api-2", start, new)] {
            for hit in 0..hits {
                seen.add(
                    Some(at(second + i64::try_from(hit).unwrap() + 12)),
                    Some(revision),
                    None,
                );
            }
            source.revisions.push(RevisionSpan {
                service: Some("api".into()),
                revision: revision.into(),
                first: at(second),
                last: at(second + 90),
                records,
            });
        }
        let finding = Finding {
            seen: seen.clone(),
            ..Finding::new("backend", "log", Fingerprint::given("f"), String::new())
        };
        let problem = Problem {
            services: vec!["api".into()],
            findings: vec![finding],
            seen,
            ..problem("x").0
        };
        context(&problem, &[source])
    }

    #[test]
    fn what_is_on_one_side_of_a_rollout_alone_came_or_went_with_it() {
        insta::assert_snapshot!(said((0, 40), (5, 50)).concat(), @"Came with revision 2: 5 of 50 records of it show this, and 0 of 40 records of earlier revisions. It first logged 2025-09-15 20:01:40 UTC, 12 s before this was first seen.");
        insta::assert_snapshot!(said((8, 40), (0, 50)).concat(), @"Gone with revision 2, which first logged 2025-09-15 20:01:40 UTC: 0 of 50 records of it show this, and 8 of 40 records of earlier revisions.");
        insta::assert_snapshot!(said((1, 40), (5, 50)).concat(), @"Older than revision 2, which first logged 2025-09-15 20:01:40 UTC: 1 of 40 records of earlier revisions show it too.");
    }

    #[test]
    fn few_records_make_nothing_probable() {
        // At a rate of 1 in 50, 40 records without one are no surprise.
        assert_eq!(said((0, 40), (1, 50)), [""; 0]);
        assert_eq!(said((1, 40), (0, 3)), [""; 0]);
        assert_eq!(said((0, 0), (5, 50)), [""; 0]);
        // Two that share the traffic from the start.
        assert_eq!(said_from(2, (0, 40), (5, 50)), [""; 0]);
    }
}

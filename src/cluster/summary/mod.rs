//! Logs to clusters without any rule: what `bot cluster` prints.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::Serialize;

use super::{Assembler, Cluster, Clusterer, Member, Members, Taken};
use crate::model::{Facts, Fingerprint, Raw, RawFinding, Record, Sample, Severity, Sink, Time};
use crate::redact::Redactor;

/// Clusters the records of a source; a [`Sink`] whose forks give the same
/// clusters however the source is parted.
#[derive(Debug)]
pub struct Summarizer {
    assembler: Assembler,
    clusterer: Clusterer<()>,
    tickets: Tickets,
    records: u64,
    findings: u64,
    assignments: Option<Vec<AssignmentPart>>,
}

/// Numbers for entries, unique among the parts of a source.
#[derive(Debug)]
struct Tickets {
    parts: Arc<AtomicU64>,
    first: u64,
    next: u64,
}

impl Tickets {
    /// So many entries a part.
    const A_PART: u64 = 1 << 40;

    fn new(parts: Arc<AtomicU64>) -> Self {
        let first = parts.fetch_add(1, Ordering::Relaxed) * Self::A_PART;
        Self {
            parts,
            first,
            next: first,
        }
    }

    fn take(&mut self) -> u64 {
        self.next += 1;
        self.next - 1
    }
}

/// The assignments of a part, in input order.
#[derive(Debug)]
struct AssignmentPart {
    first: u64,
    entries: Vec<AssignedEntry>,
}

#[derive(Debug, Clone, Copy)]
struct AssignedEntry {
    assigned: Assignment,
    /// Lines of input that it takes.
    lines: u32,
}

#[derive(Debug, Clone, Copy)]
enum Assignment {
    Held,
    To(Member),
    RepeatOf(u64),
}

impl Summarizer {
    /// An empty one; `assign`: also say which entry is in which cluster, which
    /// takes memory for each.
    pub fn new(redactor: Redactor, assign: bool) -> Self {
        let tickets = Tickets::new(Arc::default());
        Self {
            assembler: Assembler::new(),
            clusterer: Clusterer::new(redactor),
            records: 0,
            findings: 0,
            assignments: assign.then(|| vec![AssignmentPart::new(&tickets)]),
            tickets,
        }
    }

    /// Ends a source: what comes next goes on with nothing that it ended with.
    pub fn settle(&mut self) {
        let Self {
            assembler,
            clusterer,
            assignments,
            ..
        } = self;
        assembler.finish(&mut |record, tickets| {
            let member = clusterer.add((), record, Facts::new());
            assign(assignments, tickets, member);
        });
    }

    /// The clusters, the most frequent first.
    pub fn finish(mut self) -> Summary {
        self.settle();
        let counts = self.assembler.counts();
        let left_out = self.clusterer.left_out();
        let (clusters, members) = self.clusterer.finish_with_members();
        let mut clusters: Vec<ClusterSummary> = clusters
            .into_iter()
            .map(|((), cluster)| cluster.into())
            .collect();
        clusters.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.id.cmp(&b.id)));
        let mut details = counts.by_name();
        for (name, count) in [("left out", left_out), ("not log records", self.findings)] {
            if count > 0 {
                details.insert(name.to_owned(), count);
            }
        }
        Summary {
            clusters,
            records: self.records,
            skipped: counts.repeats + left_out,
            details,
            assignments: self.assignments.map(|parts| resolve(&parts, &members)),
        }
    }
}

impl AssignmentPart {
    fn new(tickets: &Tickets) -> Self {
        Self {
            first: tickets.first,
            entries: Vec::new(),
        }
    }
}

fn assign(assignments: &mut Option<Vec<AssignmentPart>>, tickets: &[u64], member: Member) {
    let Some(parts) = assignments else {
        return;
    };
    for ticket in tickets {
        let first = ticket - ticket % Tickets::A_PART;
        let at = usize::try_from(ticket - first).unwrap_or(usize::MAX);
        // What is completed late is of one of the last parts.
        let part = parts.iter_mut().rev().find(|part| part.first == first);
        if let Some(entry) = part.and_then(|part| part.entries.get_mut(at)) {
            entry.assigned = Assignment::To(member);
        }
    }
}

impl Sink for Summarizer {
    fn fork(&self) -> Self {
        let tickets = Tickets::new(Arc::clone(&self.tickets.parts));
        Self {
            assembler: self.assembler.fork(),
            clusterer: self.clusterer.fork(),
            records: 0,
            findings: 0,
            assignments: self
                .assignments
                .as_ref()
                .map(|_| vec![AssignmentPart::new(&tickets)]),
            tickets,
        }
    }

    fn record(&mut self, record: &Record<'_>) {
        self.records += 1;
        let ticket = self.tickets.take();
        let Self {
            assembler,
            clusterer,
            assignments,
            ..
        } = self;
        if let Some(part) = assignments.as_mut().and_then(|parts| parts.first_mut()) {
            part.entries.push(AssignedEntry {
                assigned: Assignment::Held,
                lines: lines(record),
            });
        }
        let taken = assembler.push(record, ticket, &mut |record, tickets| {
            let member = clusterer.add((), record, Facts::new());
            assign(assignments, tickets, member);
        });
        if let (Taken::RepeatOf(first), Some(parts)) = (taken, assignments)
            && let Some(entry) = parts.first_mut().and_then(|part| part.entries.last_mut())
        {
            entry.assigned = Assignment::RepeatOf(first);
        }
    }

    fn finding(&mut self, _: RawFinding) {
        self.findings += 1;
    }

    fn swap_unordered(&mut self, other: &mut Self) {
        self.clusterer.swap(&mut other.clusterer);
    }

    fn join(&mut self, later: Self) {
        self.clusterer.merge(later.clusterer);
        self.records += later.records;
        self.findings += later.findings;
        if let (Some(parts), Some(more)) = (&mut self.assignments, later.assignments) {
            parts.extend(more);
        }
        let Self {
            assembler,
            clusterer,
            assignments,
            ..
        } = self;
        assembler.join(later.assembler, &mut |record, tickets| {
            let member = clusterer.add((), record, Facts::new());
            assign(assignments, tickets, member);
        });
    }
}

/// The lines of a text's stack trace share one assignment.
fn lines(record: &Record<'_>) -> u32 {
    match record.raw {
        Raw::Text(text) => u32::try_from(text.lines().count().max(1)).unwrap_or(u32::MAX),
        Raw::Json(_) => 1,
    }
}

fn resolve(parts: &[AssignmentPart], members: &Members) -> Assignments {
    let by_first: HashMap<u64, &AssignmentPart> =
        parts.iter().map(|part| (part.first, part)).collect();
    let entry_of = |ticket: u64| {
        let part = by_first.get(&(ticket - ticket % Tickets::A_PART))?;
        part.entries.get(usize::try_from(ticket - part.first).ok()?)
    };
    let member_of = |entry: &AssignedEntry| match entry.assigned {
        Assignment::Held => None,
        Assignment::To(member) => Some(member),
        Assignment::RepeatOf(ticket) => match entry_of(ticket)?.assigned {
            Assignment::To(member) => Some(member),
            Assignment::Held | Assignment::RepeatOf(_) => None,
        },
    };
    let entries = parts.iter().flat_map(|part| &part.entries);
    Assignments(
        entries
            .map(|entry| {
                let fingerprint = member_of(entry).and_then(|m| members.fingerprint(m));
                (fingerprint.cloned(), entry.lines)
            })
            .collect(),
    )
}

/// The summary that `bot cluster` prints.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// The most frequent first.
    pub clusters: Vec<ClusterSummary>,
    /// Entries read.
    pub records: u64,
    /// Entries in no cluster: repeats, and what was beyond the bound.
    pub skipped: u64,
    /// Why, and how many stack traces' entries were joined to others; a word
    /// for it -> how many.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub details: BTreeMap<String, u64>,
    /// Which entry is in which cluster, where that was asked for.
    #[serde(skip)]
    pub assignments: Option<Assignments>,
}

/// A cluster as `bot cluster` prints it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClusterSummary {
    /// Its fingerprint.
    pub id: Fingerprint,
    /// Its constant words, `<*>` for what varies; redacted.
    pub template: String,
    /// Its records.
    pub count: u64,
    /// The worst of its records.
    pub severity: Severity,
    /// The service that its records name.
    pub service: Option<String>,
    /// Oldest time seen.
    pub first_seen: Option<Time>,
    /// Newest time seen.
    pub last_seen: Option<Time>,
    /// A few records; redacted.
    pub samples: Vec<Sample>,
}

impl From<Cluster> for ClusterSummary {
    fn from(cluster: Cluster) -> Self {
        Self {
            id: cluster.fingerprint,
            template: cluster.template,
            count: cluster.seen.count,
            severity: cluster.severity,
            service: cluster.service,
            first_seen: cluster.seen.first_seen,
            last_seen: cluster.seen.last_seen,
            samples: cluster.samples,
        }
    }
}

/// The cluster of each entry, in input order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignments(Vec<(Option<Fingerprint>, u32)>);

impl Assignments {
    /// Writes one id a line: for each entry, and for each line of a text's
    /// stack trace; `-` for an entry that was left out.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        for (fingerprint, lines) in &self.0 {
            let id = fingerprint.as_ref().map_or("-", Fingerprint::as_str);
            for _ in 0..*lines {
                writeln!(out, "{id}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;

//! What absence from a source proves.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use chrono::SubsecRound;

use crate::model::{Coverage, Format, Print, Remembered, SourceReport, SourceStatus, Time};

/// The proof that absence from a source gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceCoverage {
    /// The source.
    pub source: String,
    /// It says nothing of absence, and why.
    pub blind: Option<String>,
    /// A log: quiet time counts as well.
    pub is_log: bool,
    /// The time of its newest evidence, as far as it says one.
    pub newest: Option<Time>,
    /// The time that absence is asked of: that of a report's oldest file, of a
    /// log's newest record.
    pub oldest: Option<Time>,
    /// A log: from when on it leaves nothing out.
    pub from: Option<Time>,
    /// When the newest file of a report that says no time was written, in
    /// microseconds.
    pub written: Option<Time>,
    /// The run's clock, which decides where the source says no time.
    pub now: Time,
    /// What it looked at.
    pub coverage: Arc<Coverage>,
}

impl SourceCoverage {
    /// Returns what was read of a source. `alive`: `None` where the source does
    /// not say how to tell. Takes the report's coverage.
    pub(super) fn of(source: &mut SourceReport, alive: Option<bool>, now: Time) -> Self {
        let coverage = std::mem::take(&mut source.coverage);
        let newest = if source.is_log {
            source.newest.or(source.collected)
        } else {
            let said = source.collected.filter(|_| !coverage.collected_by_run);
            source.newest.max(said)
        };
        // A log goes on from file to file.
        let oldest = coverage.oldest_input().filter(|_| !source.is_log);
        let start = source.window.map(|window| window.start);
        Self {
            source: source.name.clone(),
            blind: blind(source, alive, &coverage)
                .map(|why| format!("source {} {why}", source.name)),
            is_log: source.is_log,
            newest,
            oldest: oldest.or(newest),
            written: source
                .modified
                .filter(|_| !source.is_log && newest.is_none())
                .map(|time| time.trunc_subsecs(6)),
            from: start.or(source.oldest).filter(|_| source.is_log),
            now,
            coverage: Arc::new(coverage),
        }
    }
}

fn blind(source: &SourceReport, alive: Option<bool>, coverage: &Coverage) -> Option<&'static str> {
    match (source.status, alive) {
        (SourceStatus::Failed, _) => Some("failed"),
        (SourceStatus::Partial, _) => Some("was read only in part"),
        (SourceStatus::Complete, _) if source.is_log && source.records == 0 => {
            Some("is a log without a record")
        }
        (SourceStatus::Complete, Some(false)) => Some("shows no sign of life"),
        (SourceStatus::Complete, _) if source.gap.is_some() => {
            Some("was not read without a gap since the last run")
        }
        (SourceStatus::Complete, _) if coverage.ignored_untold => {
            Some("holds more different messages that rules ignore than are looked through")
        }
        (SourceStatus::Complete, _) => None,
    }
}

/// The memory that issues have of earlier runs, as far as reading depends on
/// it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Known {
    /// Clusters that issues keep: what was one then is one now.
    pub clusters: Vec<Remembered>,
    /// Source -> the formats in which it was read when it found something.
    pub formats: BTreeMap<String, BTreeSet<String>>,
    /// Source -> files of issues, where its tools list what they analyze.
    pub files: BTreeMap<String, BTreeSet<String>>,
    /// What findings of issues are remembered by: it is told which rule takes
    /// them now.
    pub prints: HashSet<Print>,
}

impl Known {
    /// Returns what a source that could not be read in a named format was
    /// before, if that is another one.
    pub(super) fn other_format(&self, source: &str, named: Format) -> Option<String> {
        let before = self.formats.get(source).filter(|known| !known.is_empty())?;
        if before.contains(named.name()) {
            return None;
        }
        let before: Vec<&str> = before.iter().map(String::as_str).collect();
        let before = before.join(", ");
        Some(format!(
            "its `format` says {}, and what it found before was {before}",
            named.name()
        ))
    }

    /// Returns why a source cannot be what it was read as: its format was
    /// guessed, and is not the one in which it found what issues tell of.
    pub(super) fn other_kind(&self, source: &str, read: &BTreeSet<String>) -> Option<String> {
        let before = self.formats.get(source).filter(|known| !known.is_empty())?;
        let is_log = |format: &String| Format::named(format).is_some_and(Format::is_log);
        // A report is no accident; what a crashed tool leaves looks like a log.
        let was_log = before.iter().all(is_log);
        let became_log = read.iter().any(is_log) && !before.iter().any(is_log);
        if read.is_empty() || was_log || !became_log && !before.is_disjoint(read) {
            return None;
        }
        let list = |names: &BTreeSet<String>| {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            names.join(", ")
        };
        Some(format!(
            "it looks like {}, and what it found before was {}: if it is that now, name its `format`",
            list(read),
            list(before)
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn a_source_of_another_kind_is_told_with_both_names() {
        let known = Known {
            formats: BTreeMap::from([("lint".to_owned(), set(&["sarif"]))]),
            ..Known::default()
        };
        insta::assert_snapshot!(known.other_kind("lint", &set(&["text"])).unwrap(),
            @"it looks like text, and what it found before was sarif: if it is that now, name its `format`");
        assert!(known.other_kind("lint", &set(&["sarif", "text"])).is_some());
        assert!(known.other_kind("lint", &set(&["junit"])).is_some());
        assert_eq!(known.other_kind("lint", &set(&["sarif", "junit"])), None);
        assert_eq!(known.other_kind("other", &set(&["text"])), None);
        let log = Known {
            formats: BTreeMap::from([("lint".to_owned(), set(&["text"]))]),
            ..Known::default()
        };
        assert_eq!(log.other_kind("lint", &set(&["sarif"])), None);
    }
}

//! Where the last complete read of each scheduled source ended, kept in the
//! cache folder from run to run. Losing it only costs a read of one period.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::model::key::content_hash;
use crate::model::source::Origin;
use crate::model::{SourceReport, SourceSpec, Time};
use crate::triage::complete_end;

/// The file in the cache folder; answers of GitHub have hashes for names.
const FILE: &str = "reads.json";

/// Where complete reads ended whose evidence one target has.
#[derive(Debug, Default)]
pub(crate) struct ReadCursors {
    file: Option<PathBuf>,
    /// Target and instance: what another target was told, this one was not.
    place: String,
    known: BTreeMap<String, Time>,
}

impl ReadCursors {
    /// Nothing is known, and nothing will be kept.
    pub(crate) fn unknown() -> Self {
        Self::default()
    }

    /// Reads the cursors in a cache folder; returns none without a folder.
    pub(crate) fn open(cache: Option<&Path>, target: &str, instance: &str) -> Self {
        let file = cache.map(|folder| folder.join(FILE));
        Self {
            known: file.as_deref().and_then(load).unwrap_or_default(),
            place: format!("{target} {instance}"),
            file,
        }
    }

    /// Returns where the last complete read of a source ended.
    pub(crate) fn of(&self, spec: &SourceSpec) -> Option<Time> {
        self.known.get(&self.name(spec)).copied()
    }

    /// Keeps the ends of the reads that were complete. What they found must be
    /// published: a later run does not read it again.
    pub(crate) fn keep<'a>(
        &mut self,
        read: impl IntoIterator<Item = (&'a SourceSpec, &'a SourceReport)>,
    ) {
        for (spec, report) in read {
            if let Some(end) = complete_end(report).filter(|_| spec.window.is_some()) {
                let known = self.known.entry(self.name(spec)).or_insert(end);
                *known = end.max(*known);
            }
        }
        let Some(file) = &self.file else { return };
        if let Err(error) = save(file, &self.known) {
            tracing::warn!(file = %file.display(), %error, "the ends of reads could not be kept");
        }
    }

    /// A source that asks for something else is another one. The name of a file
    /// is not what it asks for: each hour's has its own.
    fn name(&self, spec: &SourceSpec) -> String {
        let asked = match &spec.from {
            Origin::Command(arguments) => arguments.join("\0"),
            Origin::Paths(_) | Origin::Stdin => String::new(),
        };
        let query = spec.query.as_deref().unwrap_or_default();
        let parts = [self.place.as_str(), &spec.name, query, &asked];
        content_hash(&parts.join("\n"))
    }
}

fn load(file: &Path) -> Option<BTreeMap<String, Time>> {
    let bytes = std::fs::read(file).ok()?;
    serde_json::from_slice(&bytes).ok()
}

fn save(file: &Path, known: &BTreeMap<String, Time>) -> std::io::Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut new = tempfile::NamedTempFile::new_in(folder)?;
    new.write_all(&serde_json::to_vec(known)?)?;
    new.persist(file)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::model::source::WindowSpec;

    fn spec(query: &str) -> SourceSpec {
        SourceSpec {
            name: "backend".into(),
            query: Some(query.into()),
            window: Some(WindowSpec {
                every: Duration::from_hours(1),
                overlap: Duration::ZERO,
                at_most: Duration::from_hours(24),
            }),
            ..SourceSpec::default()
        }
    }

    fn read_until(time: &str) -> SourceReport {
        let mut report = SourceReport::new("backend", "gcp");
        report.collected = time.parse().ok();
        report
    }

    #[test]
    fn an_end_outlives_the_run_for_the_same_question_and_target() {
        let folder = tempfile::tempdir().unwrap();
        let open = |target| ReadCursors::open(Some(folder.path()), target, "main");
        let end = "2025-09-15T20:00:00Z";
        open("dir:a").keep([(&spec("a"), &read_until(end))]);
        assert_eq!(open("dir:a").of(&spec("a")), end.parse().ok());
        assert_eq!(open("dir:a").of(&spec("b")), None);
        assert_eq!(open("dir:b").of(&spec("a")), None);
    }

    #[test]
    fn an_older_read_takes_nothing_back() {
        let mut cursors = ReadCursors::unknown();
        cursors.keep([(&spec("a"), &read_until("2025-09-15T20:00:00Z"))]);
        cursors.keep([(&spec("a"), &read_until("2025-09-15T19:00:00Z"))]);
        assert_eq!(cursors.of(&spec("a")), "2025-09-15T20:00:00Z".parse().ok());
    }

    #[test]
    fn a_broken_file_is_as_if_it_were_not_there() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FILE), "{").unwrap();
        let mut cursors = ReadCursors::open(Some(folder.path()), "dir:a", "main");
        assert_eq!(cursors.of(&spec("a")), None);
        cursors.keep([(&spec("a"), &read_until("2025-09-15T20:00:00Z"))]);
        assert!(load(&folder.path().join(FILE)).is_some());
    }
}

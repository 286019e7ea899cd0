//! A sink that keeps everything, and a folder for a test's files.

use std::fs;
use std::path::PathBuf;

use crate::ingest::read;
use crate::ingest::source::limits::Limits;
use crate::model::source::Origin;
use crate::model::{
    Facts, Finding, RawFinding, Record, Severity, Sink, SourceReport, SourceSpec, SourceStatus,
    Time,
};

/// A record with its own text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Owned {
    pub(crate) time: Option<Time>,
    pub(crate) severity: Option<Severity>,
    pub(crate) message: String,
    pub(crate) service: Option<String>,
    pub(crate) environment: Option<String>,
    pub(crate) revision: Option<String>,
    pub(crate) instance: Option<String>,
    pub(crate) id: Option<String>,
    pub(crate) logger: Option<String>,
}

/// Keeps what it is given, in order.
#[derive(Debug, Default)]
pub(crate) struct Collected {
    pub(crate) records: Vec<Owned>,
    pub(crate) findings: Vec<RawFinding>,
}

impl Sink for Collected {
    fn fork(&self) -> Self {
        Self::default()
    }

    fn record(&mut self, record: &Record<'_>) {
        let own = |text: &Option<std::borrow::Cow<'_, str>>| text.as_deref().map(ToOwned::to_owned);
        self.records.push(Owned {
            time: record.time,
            severity: record.severity,
            message: record.message.clone().into_owned(),
            service: own(&record.service),
            environment: own(&record.environment),
            revision: own(&record.revision),
            instance: own(&record.instance),
            id: own(&record.id),
            logger: own(&record.logger),
        });
    }

    fn finding(&mut self, finding: RawFinding) {
        self.findings.push(finding);
    }

    fn join(&mut self, later: Self) {
        self.records.extend(later.records);
        self.findings.extend(later.findings);
    }
}

/// A result as a finding, as it is.
pub(crate) fn unredacted(finding: &RawFinding) -> Finding {
    finding
        .clone()
        .redacted(|text| text, |rule| rule, Facts::new())
}

/// A folder that goes away with the test.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn shown(&self) -> String {
        self.0.path().display().to_string()
    }

    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, content).unwrap();
        path
    }

    /// A source of one new file, called by the file's stem.
    pub(crate) fn spec(&self, name: &str, content: impl AsRef<[u8]>) -> SourceSpec {
        SourceSpec {
            name: name.split('.').next().unwrap_or_default().to_owned(),
            from: Origin::Paths(vec![self.file(name, content)]),
            ..SourceSpec::default()
        }
    }
}

/// Reads with the default limits.
pub(crate) fn read_spec(spec: &SourceSpec) -> (SourceReport, Collected) {
    let mut sink = Collected::default();
    let report = read(spec, &Limits::default(), &mut sink);
    (report, sink)
}

/// The one problem of a read that fails, with `DIR` for the folder.
pub(crate) fn failure(from: &Origin, select: Option<&str>, folder: &Folder) -> String {
    let spec = SourceSpec {
        name: "s".to_owned(),
        from: from.clone(),
        select: select.map(ToOwned::to_owned),
        ..SourceSpec::default()
    };
    let (report, sink) = read_spec(&spec);
    assert_eq!(report.status, SourceStatus::Failed, "{report:?}");
    assert!(sink.records.is_empty() && sink.findings.is_empty());
    assert_eq!((report.records, report.findings), (0, 0));
    report.problems.join("\n").replace(&folder.shown(), "DIR")
}

//! What the target `formats` does with an input: reads it as each format.

use issue_gardener::ingest::{Limits, read};
use issue_gardener::model::source::Origin;
use issue_gardener::model::{RawFinding, Format, Record, Sink, SourceSpec, SourceStatus};

/// Counts what it is given.
#[derive(Default)]
struct Counting(u64);

impl Sink for Counting {
    fn fork(&self) -> Self {
        Self::default()
    }

    fn record(&mut self, _: &Record<'_>) {
        self.0 += 1;
    }

    fn finding(&mut self, _: RawFinding) {
        self.0 += 1;
    }

    fn join(&mut self, later: Self) {
        self.0 += later.0;
    }
}

/// Reads the bytes as each format there is; panics where a promise is broken.
pub fn read_as_each_format(bytes: &[u8]) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("input");
    std::fs::write(&file, bytes).expect("a file");
    for format in Format::ALL {
        let spec = SourceSpec {
            name: "fuzz".to_owned(),
            from: Origin::Paths(vec![file.clone()]),
            format: Some(*format),
            fields: [("message".to_owned(), "message".to_owned())].into(),
            ..SourceSpec::default()
        };
        let mut sink = Counting::default();
        let report = read(&spec, &Limits::default(), &mut sink);
        assert_eq!(report.records + report.findings, sink.0);
        assert!(report.status != SourceStatus::Failed || sink.0 == 0);
    }
}

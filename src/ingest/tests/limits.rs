//! Inputs that hold more than is read.

use super::support::{Collected, Folder, read_spec};
use super::{WRAPPED, lines_of};
use crate::ingest::*;
use crate::model::{SourceReport, SourceStatus};

#[test]
fn a_capped_read_is_partial() {
    let folder = Folder::new();
    let mut spec = folder.spec("logs.json", WRAPPED);
    spec.select = Some("/raw_logs".into());
    spec.collected = Some("fetch_time".into());
    spec.cap = Some(2);
    let (report, _) = read_spec(&spec);
    assert_eq!(
        (report.status, report.cap),
        (SourceStatus::Partial, Some(2))
    );
    assert_eq!(
        report.collected.unwrap().to_rfc3339(),
        "2025-09-15T20:03:25+00:00"
    );
    spec.cap = Some(3);
    assert_eq!(read_spec(&spec).0.status, SourceStatus::Complete);
}

#[test]
fn limits_on_bytes_and_records_make_a_source_partial() {
    let folder = Folder::new();
    let spec = folder.spec("a.ndjson", lines_of(WRAPPED).repeat(10));
    let read = |limits: &Limits| -> (SourceReport, usize) {
        let mut sink = Collected::default();
        let report = read(&spec, limits, &mut sink);
        (report, sink.records.len())
    };
    let (report, records) = read(&Limits {
        items: 3,
        ..Limits::default()
    });
    assert_eq!((report.status, records), (SourceStatus::Partial, 3));
    let (report, records) = read(&Limits {
        bytes: 250,
        ..Limits::default()
    });
    assert_eq!((report.status, records), (SourceStatus::Partial, 2));
    assert_eq!(
        read(&Limits {
            items: 20,
            ..Limits::default()
        })
        .0
        .status,
        SourceStatus::Complete
    );
}

#[test]
fn a_sarif_log_that_a_limit_cuts_off_gives_what_came_before() {
    let folder = Folder::new();
    let result = r#"{"ruleId":"r","message":{"text":"m"}}"#;
    let results = vec![result; 50].join(",");
    let tool = r#""tool":{"driver":{"name":"t"}}"#;
    let limits = Limits {
        bytes: 600,
        ..Limits::default()
    };
    let read = |json: String| {
        let mut sink = Collected::default();
        let report = read(&folder.spec("x.sarif", json), &limits, &mut sink);
        (report.status, sink.findings.len())
    };
    let before = read(format!(
        r#"{{"version":"2.1.0","runs":[{{{tool},"results":[{results}]}}]}}"#
    ));
    assert_eq!(before, (SourceStatus::Partial, 13));
    let behind = read(format!(
        r#"{{"version":"2.1.0","runs":[{{"results":[{results}],{tool}}}]}}"#
    ));
    assert_eq!(behind, (SourceStatus::Partial, 0));
}

#[test]
fn more_results_than_are_read_are_said_in_every_kind_of_input() {
    let folder = Folder::new();
    let line = r#"{"tool":"t","severity":"error","message":"m"}"#;
    let result = r#"{"ruleId":"r","message":{"text":"m"}}"#;
    let sarif = format!(
        r#"{{"version":"2.1.0","runs":[{{"tool":{{"driver":{{"name":"t"}}}},"results":[{}]}}]}}"#,
        vec![result; 5_000].join(",")
    );
    let case = r#"<testcase name="c"><failure>f</failure></testcase>"#;
    let limits = Limits {
        items: 1_000,
        ..Limits::default()
    };
    for (name, content) in [
        ("f.jsonl", format!("{line}\n").repeat(5_000)),
        ("s.sarif", sarif),
        (
            "c.xml",
            format!(
                "<checkstyle><file name=\"a\">{}</file></checkstyle>",
                r#"<error message="m"/>"#.repeat(5_000)
            ),
        ),
    ] {
        let mut sink = Collected::default();
        let report = read(&folder.spec(name, content), &limits, &mut sink);
        assert_eq!(
            (report.status, report.findings),
            (SourceStatus::Partial, 1_000),
            "{report:?}"
        );
        assert!(report.problems[0].ends_with("holds more results than are read (limit `items`)"));
    }
    let spec = folder.spec(
        "j.xml",
        format!("<testsuite>{}</testsuite>", case.repeat(5_000)),
    );
    let (report, _) = read_spec(&spec);
    assert_eq!(
        (report.status, report.findings),
        (SourceStatus::Complete, 1),
        "one test that failed often"
    );
}

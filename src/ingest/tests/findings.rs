//! The program's own format.

use super::support::{Folder, read_spec, unredacted};
use crate::ingest::*;
use crate::model::{Format, SourceSpec, SourceStatus};

#[test]
fn findings_come_back_as_they_were_written() {
    let folder = Folder::new();
    let json = r#"{"tool":"t","rule_id":"r","severity":"error","message":"m","location":{"path":"a.py","line":3,"column":7},"related":[{"path":"b.py"}],"count":5,"first_seen":"2025-09-15T20:03:13Z","last_seen":"2025-09-15T20:03:14Z","fingerprint":"abc","labels":{"l":"v"},"samples":[{"severity":"info","text":"s"}],"suggestion":"do"}"#;
    let (report, got) = read_spec(&folder.spec(
        "f",
        format!("{{\"version\":1,\"status\":\"complete\"}}\n{json}\n"),
    ));
    assert_eq!(
        (report.format.as_str(), report.status, report.findings),
        ("findings", SourceStatus::Complete, 1)
    );
    let written =
        serde_json::to_string(&findings::Line::from(&unredacted(&got.findings[0]))).unwrap();
    assert_eq!(written, json);
}

#[test]
fn an_empty_list_of_findings_needs_its_header() {
    let folder = Folder::new();
    let header = |status: &str| format!("{{\"version\":1,\"status\":\"{status}\"}}\n");
    let (report, _) = read_spec(&folder.spec("ok", header("complete")));
    assert_eq!(
        (report.status, report.findings),
        (SourceStatus::Complete, 0)
    );
    assert_eq!(
        read_spec(&folder.spec("part", header("partial"))).0.status,
        SourceStatus::Partial
    );
    let (report, _) = read_spec(&folder.spec("bad", header("failed")));
    assert_eq!(report.status, SourceStatus::Failed, "{report:?}");
}

#[test]
fn samples_may_be_plain_texts() {
    let folder = Folder::new();
    let json = r#"{"tool":"t","severity":"error","message":"m","samples":["one",{"text":"two"}]}"#;
    let (_, got) = read_spec(&folder.spec("f", json));
    let texts: Vec<_> = got.findings[0].samples.iter().map(|s| &s.text).collect();
    assert_eq!(texts, ["one", "two"]);
}

#[test]
fn an_error_message_of_a_server_is_no_finding() {
    let folder = Folder::new();
    let spec = |json: &str| SourceSpec {
        format: Some(Format::Findings),
        ..folder.spec("f.json", json)
    };
    let github = r#"{"message":"Bad credentials","documentation_url":"x","status":"401"}"#;
    let (report, _) = read_spec(&spec(github));
    assert_eq!(report.status, SourceStatus::Failed);
    assert!(report.problems[0].contains("Bad credentials"), "{report:?}");
    assert_eq!(read_spec(&spec(r#"{"message":"alone"}"#)).0.findings, 1);
}

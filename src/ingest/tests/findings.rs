//! The program's own format.

use super::super::*;
use super::support::{Folder, read_spec};
use crate::model::SourceStatus;

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
    let written = serde_json::to_string(&findings::Line::from(&got.findings[0])).unwrap();
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

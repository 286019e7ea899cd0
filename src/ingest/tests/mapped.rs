//! JSON of any kind, mapped by the source's `fields`.

use super::support::{Folder, read_spec};
use crate::model::{Format, Severity, SourceSpec, SourceStatus};

#[test]
fn mapped_json_gives_findings_with_posix_paths() {
    let folder = Folder::new();
    let json = r#"{"violations": [
        {"file": "C:\\p\\src\\a.py", "kind": "k", "sev": "HIGH", "text": "has 12 lines", "at": {"line": 3}},
        {"file": "C:\\p\\src\\a.py", "kind": "k", "sev": "odd", "text": "has 13 lines", "at": {"line": "4"}}
    ], "cfg": {"root": "C:\\p"}, "when": "2025-09-15 20:44:44"}"#;
    let mut spec = folder.spec("r.json", json);
    spec.select = Some("/violations".into());
    spec.root = Some("/cfg/root".into());
    spec.collected = Some("when".into());
    let fields = [
        ("path", "file"),
        ("rule_id", "kind"),
        ("severity", "sev"),
        ("message", "text"),
        ("line", "/at/line"),
        ("labels.l", "kind"),
    ];
    spec.fields = fields.map(|(a, b)| (a.to_owned(), b.to_owned())).into();
    spec.severities = [("high".to_owned(), Severity::Error)].into();
    let (report, got) = read_spec(&spec);
    assert_eq!(
        (report.status, report.findings),
        (SourceStatus::Complete, 2)
    );
    assert_eq!(
        report.collected.unwrap().to_rfc3339(),
        "2025-09-15T20:44:44+00:00"
    );
    let first = &got.findings[0];
    assert_eq!(
        (first.path(), first.locations[0].line, first.severity),
        (Some("src/a.py"), Some(3), Severity::Error)
    );
    assert_eq!(
        (
            first.rule_id.as_deref(),
            first.labels["l"].as_str(),
            first.tool.as_str()
        ),
        (Some("k"), "k", "r")
    );
    assert_eq!(first.raw["sev"], "HIGH");
    assert_ne!(first.fingerprint, got.findings[1].fingerprint);
    assert!(report.problems[0].ends_with("severity `odd` is not known and counts as info"));
}

fn fields(spec: &mut SourceSpec, fields: &[(&str, &str)]) {
    let owned = fields
        .iter()
        .map(|(ours, theirs)| ((*ours).to_owned(), (*theirs).to_owned()));
    spec.fields = owned.collect();
    spec.format = Some(Format::Json);
}

#[test]
fn a_mapped_time_makes_entries_of_any_logger_records() {
    let folder = Folder::new();
    // As `journalctl -o json` prints them; the second message is not valid UTF-8.
    let journal = r#"{"__CURSOR":"s=1;i=1","__REALTIME_TIMESTAMP":"1757966593000000","PRIORITY":"3","_SYSTEMD_UNIT":"worker.service","_HOSTNAME":"h1","SYSLOG_IDENTIFIER":"worker","MESSAGE":"lost connection"}
{"__CURSOR":"s=1;i=2","__REALTIME_TIMESTAMP":"1757966594000000","PRIORITY":"4","_SYSTEMD_UNIT":"worker.service","_HOSTNAME":"h1","MESSAGE":[98,97,100,255]}
"#;
    let mut spec = folder.spec("journal.json", journal);
    fields(
        &mut spec,
        &[
            ("time", "__REALTIME_TIMESTAMP"),
            ("severity", "PRIORITY"),
            ("message", "MESSAGE"),
            ("service", "_SYSTEMD_UNIT"),
            ("instance", "_HOSTNAME"),
            ("id", "__CURSOR"),
            ("logger", "SYSLOG_IDENTIFIER"),
        ],
    );
    let (report, got) = read_spec(&spec);
    assert_eq!(
        (report.status, report.records, report.is_log),
        (SourceStatus::Complete, 2, true)
    );
    assert_eq!(
        report.newest.unwrap().to_rfc3339(),
        "2025-09-15T20:03:14+00:00"
    );
    let first = &got.records[0];
    assert_eq!(
        (first.message.as_str(), first.severity),
        ("lost connection", Some(Severity::Error))
    );
    let names =
        [&first.service, &first.instance, &first.id, &first.logger].map(|n| n.as_deref().unwrap());
    assert_eq!(names, ["worker.service", "h1", "s=1;i=1", "worker"]);
    assert_eq!(got.records[1].message, "bad\u{fffd}");

    let pino = r#"{"log":[{"level":50,"time":1757966593000,"name":"api","msg":"it broke"},{"level":30,"time":1757966594000,"msg":"it works"}]}"#;
    let mut spec = folder.spec("pino.json", pino);
    spec.select = Some("/log".to_owned());
    fields(
        &mut spec,
        &[
            ("time", "time"),
            ("severity", "level"),
            ("message", "msg"),
            ("logger", "name"),
        ],
    );
    let (_, got) = read_spec(&spec);
    assert_eq!(
        got.records.iter().map(|r| r.severity).collect::<Vec<_>>(),
        [Some(Severity::Error), Some(Severity::Info)]
    );
}

#[test]
fn records_and_results_do_not_mix() {
    let folder = Folder::new();
    let fail = |mapped: &[(&str, &str)]| {
        let mut spec = folder.spec(
            "x.json",
            r#"[{"t":"2025-09-15T20:03:14Z","m":"x","p":"a.py"}]"#,
        );
        fields(&mut spec, mapped);
        let (report, _) = read_spec(&spec);
        assert_eq!(report.status, SourceStatus::Failed);
        report.problems.join("\n").replace(&folder.shown(), "DIR")
    };
    insta::assert_snapshot!(fail(&[("time", "t"), ("message", "m"), ("path", "p")]), @"DIR/x.json: maps `time`, which makes log records, and `path`. Records have: time, severity, message, service, environment, revision, instance, id, logger. A rule looks into them with a JSON Pointer.");
    insta::assert_snapshot!(fail(&[("message", "m"), ("instance", "p")]), @"DIR/x.json: maps `instance`, which only log records have. Map `time`, too: it makes elements records.");
    insta::assert_snapshot!(fail(&[("time", "when"), ("message", "text")]), @"DIR/x.json: an element has none of the mapped fields. It has: t, m, p.");
}

#[test]
fn a_setting_that_leads_to_nothing_is_said() {
    let folder = Folder::new();
    let notes = |json: &str, mapped: &[(&str, &str)], collected: Option<&str>| {
        let mut spec = folder.spec("x.json", json);
        fields(&mut spec, mapped);
        spec.select = Some("/v".into());
        spec.collected = collected.map(str::to_owned);
        let (report, _) = read_spec(&spec);
        assert_eq!(report.status, SourceStatus::Complete);
        report.problems.join("\n").replace(&folder.shown(), "DIR")
    };
    let json =
        r#"{"v": [{"file_path": "a.py", "text": "t"}, {"text": "u", "line": 3}], "at": "x"}"#;
    let text = ("message", "text");
    insta::assert_snapshot!(notes(json, &[text, ("path", "file-path")], None), @"DIR/x.json: `fields.path` names `file-path`, which none of its 2 elements has. Did you mean `file_path`?");
    insta::assert_snapshot!(notes(json, &[text, ("severity", "/sev/name")], None), @"DIR/x.json: `fields.severity` names `/sev/name`, which none of its 2 elements has. It has: file_path, text");
    insta::assert_snapshot!(notes(json, &[text], Some("/collected_at")), @"DIR/x.json: `collected` names `/collected_at`, where no time is");
    insta::assert_snapshot!(notes(json, &[text], Some("/at")), @"DIR/x.json: `collected` names `/at`, where no time is");
    // One element that has a field is enough, and none proves nothing.
    assert_eq!(notes(json, &[text, ("line", "line")], None), "");
    assert_eq!(notes(r#"{"v": []}"#, &[text], None), "");
    // Records of a logger, too.
    let log = r#"{"v": [{"t": "2025-09-15T20:03:14Z", "msg": "x"}]}"#;
    insta::assert_snapshot!(notes(log, &[("time", "t"), ("message", "msg"), ("severity", "lvl")], None), @"DIR/x.json: `fields.severity` names `lvl`, which its one element does not have. It has: t, msg");
}

#[test]
fn an_error_message_of_a_server_is_neither_result_nor_record() {
    let folder = Folder::new();
    let read = |fields: &[(&str, &str)], json: &str| {
        let fields = fields
            .iter()
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()));
        let spec = SourceSpec {
            format: Some(Format::Json),
            fields: fields.collect(),
            ..folder.spec("x.json", json)
        };
        read_spec(&spec).0.status
    };
    let results = [
        ("message", "message"),
        ("rule_id", "rule"),
        ("path", "file"),
    ];
    let records = [
        ("message", "message"),
        ("time", "at"),
        ("severity", "level"),
    ];
    let error = r#"{"message":"Bad credentials","documentation_url":"x","status":"401"}"#;
    assert_eq!(read(&results, error), SourceStatus::Failed);
    assert_eq!(read(&records, error), SourceStatus::Failed);
    let result = r#"[{"message":"m","rule":"r","error":"e"}]"#;
    assert_eq!(read(&results, result), SourceStatus::Complete);
    let record = r#"{"message":"m","level":"error","error":"e"}"#;
    assert_eq!(read(&records, record), SourceStatus::Complete);
}

//! Whole sources, from files to a sink.

mod formats;
mod properties;
mod shared;
pub(crate) mod support;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::*;
use crate::model::source::Origin;
use crate::model::{Severity, SourceReport, SourceSpec, SourceStatus};
use support::{Collected, Folder, failure, read_spec};

/// Two Cloud Logging entries in an array under `/raw_logs`.
const WRAPPED: &str = r#"{"fetch_time": "2025-09-15T20:03:25", "raw_logs": [
  {"insertId": "a", "timestamp": "2025-09-15T20:03:13Z", "severity": "ERROR", "textPayload": "one"},
  {"insertId": "b", "timestamp": "2025-09-15T20:03:14Z", "severity": "WARNING", "jsonPayload": {"message": "two"}}
], "n": 2}"#;

fn lines_of(wrapped: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(wrapped).unwrap();
    let entries = value["raw_logs"].as_array().unwrap();
    entries.iter().fold(String::new(), |lines, entry| {
        lines + &entry.to_string() + "\n"
    })
}

#[test]
fn one_log_in_every_wrapping_gives_the_same_records() {
    let folder = Folder::new();
    let lines = lines_of(WRAPPED);
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gz.write_all(lines.as_bytes()).unwrap();
    let utf16: Vec<u8> = format!("\u{feff}{lines}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let inputs = [
        folder.file("wrapped.json", WRAPPED).display().to_string() + "#/raw_logs",
        folder.file("lines.ndjson", &lines).display().to_string(),
        folder
            .file("crlf.log", lines.replace('\n', "\r\n"))
            .display()
            .to_string(),
        folder
            .file("lines.gz", gz.finish().unwrap())
            .display()
            .to_string(),
        folder.file("utf16", utf16).display().to_string(),
        folder
            .file(
                "array.txt",
                format!("[{}]", lines.trim().replace('\n', ",")),
            )
            .display()
            .to_string(),
    ];
    for input in inputs {
        let spec = input.parse::<Input>().unwrap().into();
        let (report, got) = read_spec(&spec);
        assert_eq!(
            report.status,
            SourceStatus::Complete,
            "{input}: {:?}",
            report.problems
        );
        assert_eq!(
            (report.format.as_str(), report.records, report.is_log),
            ("gcp", 2, true)
        );
        let messages: Vec<_> = got
            .records
            .iter()
            .map(|r| (r.message.as_str(), r.severity, r.id.as_deref()))
            .collect();
        assert_eq!(
            messages,
            [
                ("one", Some(Severity::Error), Some("a")),
                ("two", Some(Severity::Warning), Some("b"))
            ]
        );
        assert_eq!(
            report.newest.unwrap().to_rfc3339(),
            "2025-09-15T20:03:14+00:00"
        );
        assert!(report.modified.is_some());
    }
}

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
fn bad_lines_are_counted_and_shown() {
    let folder = Folder::new();
    let lines = lines_of(WRAPPED);
    let broken = format!(
        "{}\n{{\"a\":\n7\n{}",
        lines.lines().next().unwrap(),
        lines.lines().nth(1).unwrap()
    );
    let (report, got) = read_spec(&folder.spec("x.ndjson", broken));
    assert_eq!(
        (report.status, got.records.len()),
        (SourceStatus::Partial, 2)
    );
    assert_eq!(report.skipped["unreadable"], 2);
    let problem = report.problems[0].replace(&folder.shown(), "DIR");
    insta::assert_snapshot!(problem, @"DIR/x.ndjson: 2 unreadable: line 2: not valid JSON at byte 95 (line 2): unexpected end. Was the download cut off?; line 3: not valid JSON at byte 97 (line 3): expected a log entry, an object");
}

#[test]
fn what_cannot_be_read_fails_and_delivers_nothing() {
    let folder = Folder::new();
    let dir = folder.path("sub");
    fs::create_dir(&dir).unwrap();
    let fail = |path: &Path| failure(&Origin::Paths(vec![path.into()]), None, &folder);
    insta::assert_snapshot!(fail(&folder.path("no.json")), @"DIR/no.json: no such file");
    insta::assert_snapshot!(fail(&dir), @"DIR/sub: is a directory. Name its files, for instance with a glob: DIR/*.json.");
    insta::assert_snapshot!(fail(&folder.path("*.nothing")), @"`DIR/*.nothing` matches no file");
    insta::assert_snapshot!(fail(&folder.file("empty.json", "")), @"DIR/empty.json: is empty. An empty file is no result: a tool that found nothing still writes its report.");
    let cut = &WRAPPED[..200];
    insta::assert_snapshot!(failure(&Origin::Paths(vec![folder.file("cut.json", cut)]), Some("/raw_logs"), &folder), @"DIR/cut.json: not valid JSON at byte 200 (line 3): unexpected end. Was the download cut off?");
    insta::assert_snapshot!(failure(&Origin::Paths(vec![folder.file("w.json", WRAPPED)]), Some("/raw_log"), &folder), @"DIR/w.json: has nothing at `/raw_log`. Did you mean `/raw_logs`?");
    insta::assert_snapshot!(fail(&folder.file("wrapped.json", WRAPPED)), @"DIR/wrapped.json: is of no known format. Where are its records? A pointer says it: PATH#/raw_logs.");
    insta::assert_snapshot!(fail(&folder.file("cut.ndjson", "{\"insertId\":\"a\",\"logName\":\"x\"\n{\"b\n")), @"DIR/cut.ndjson: not valid JSON at byte 34 (line 3): unexpected end. Was the download cut off?");
    insta::assert_snapshot!(fail(&folder.file("bin", [0u8; 64])), @"DIR/bin: is of no known format. Name it: FORMAT:PATH, or `format:` in rules.yaml.");
    let deep = format!("{{\"insertId\":1,\"logName\":{}", "[".repeat(100_000));
    insta::assert_snapshot!(fail(&folder.file("deep.json", deep)), @"DIR/deep.json: nothing in it can be read as `gcp`: line 1: JSON nested too deeply at byte 151 (line 1): more than 128 levels");
}

#[cfg(unix)]
#[test]
fn links_and_devices_are_refused_and_a_fifo_is_read() {
    let folder = Folder::new();
    let file = folder.file("a.ndjson", lines_of(WRAPPED));
    let link = folder.path("link.json");
    std::os::unix::fs::symlink(&file, &link).unwrap();
    let fail = |path: PathBuf| failure(&Origin::Paths(vec![path]), None, &folder);
    insta::assert_snapshot!(fail(link), @"DIR/link.json: is a symbolic link. Name the file itself: DIR/a.ndjson.");
    insta::assert_snapshot!(fail("/dev/null".into()), @"/dev/null: is neither a file nor a FIFO");
    let fifo = folder.path("fifo");
    let made = std::process::Command::new("mkfifo").arg(&fifo).status();
    if !made.is_ok_and(|status| status.success()) {
        println!("skipped: no mkfifo here");
        return;
    }
    let writer = std::thread::spawn({
        let fifo = fifo.clone();
        move || fs::write(fifo, lines_of(WRAPPED)).unwrap()
    });
    let spec = SourceSpec {
        name: "f".into(),
        from: Origin::Paths(vec![fifo]),
        ..SourceSpec::default()
    };
    assert_eq!(read_spec(&spec).0.records, 2);
    writer.join().unwrap();
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
fn large_logs_are_read_in_order_on_any_number_of_threads() {
    let folder = Folder::new();
    let line = |n: usize| {
        format!(
            "{{\"insertId\":\"{n}\",\"logName\":\"l\",\"textPayload\":\"{}\"}}\n",
            "x".repeat(300)
        )
    };
    let spec = folder.spec("big.ndjson", (0..20_000).map(line).collect::<String>());
    let (report, got) = read_spec(&spec);
    assert_eq!(report.records, 20_000);
    assert!(
        got.records
            .iter()
            .enumerate()
            .all(|(n, r)| r.id.as_deref() == Some(n.to_string().as_str()))
    );
}

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

#[test]
fn plain_text_is_one_record_a_line_or_trace() {
    let folder = Folder::new();
    let text = "INFO start\nTraceback (most recent call last):\n  File \"a.py\", line 1, in f\nKeyError: 'x'\n\u{fffd}\n";
    let mut bytes = text.as_bytes().to_vec();
    bytes.extend(b"\xff\xfe invalid\n");
    let (report, got) = read_spec(&folder.spec("app.log", bytes));
    assert_eq!((report.format.as_str(), report.records), ("text", 4));
    assert_eq!(got.records[1].message.lines().count(), 3);
    assert_eq!(got.records[3].message, "\u{fffd}\u{fffd} invalid");
}

#[cfg(unix)]
mod commands {
    use std::time::{Duration, Instant};

    use super::*;

    fn spec(script: &str) -> SourceSpec {
        let command = ["sh", "-c", script].map(ToOwned::to_owned);
        SourceSpec {
            name: "c".into(),
            from: Origin::Command(command.into()),
            format: Some("gcp".into()),
            ..SourceSpec::default()
        }
    }

    fn failure(spec: &SourceSpec, limits: &Limits) -> String {
        let mut sink = Collected::default();
        let report = read(spec, limits, &mut sink);
        assert_eq!(
            (report.status, sink.records.len()),
            (SourceStatus::Failed, 0),
            "{report:?}"
        );
        report.problems.join("\n")
    }

    #[test]
    fn what_a_command_prints_is_read() {
        let (report, got) = read_spec(&spec(r#"echo '[{"insertId":"a","textPayload":"t"}]'"#));
        assert_eq!(
            (report.status, got.records.len()),
            (SourceStatus::Complete, 1)
        );
        assert_eq!(report.inputs, ["sh"]);
    }

    #[test]
    fn a_command_that_fails_says_nothing() {
        let limits = Limits::default();
        let late =
            spec(r#"echo '[{"insertId":"a","textPayload":"t"}]'; echo quota exceeded >&2; exit 3"#);
        insta::assert_snapshot!(failure(&late, &limits), @"command `sh`: ended with exit code 3: quota exceeded");
        insta::assert_snapshot!(failure(&spec("echo no login >&2; exit 1"), &limits), @"command `sh`: ended with exit code 1: no login");
        insta::assert_snapshot!(failure(&spec("true"), &limits), @"command `sh`: is empty. An empty file is no result: a tool that found nothing still writes its report.");
        let none = SourceSpec {
            from: Origin::Command(vec!["no-such-program".into()]),
            ..spec("")
        };
        insta::assert_snapshot!(failure(&none, &limits), @"command `no-such-program`: there is no program `no-such-program`. Is it installed, and on the PATH?");
        let off = Limits {
            commands: false,
            ..limits
        };
        insta::assert_snapshot!(failure(&spec("true"), &off), @"command `sh`: is not run. Commands are switched off (--no-commands).");
    }

    #[test]
    fn a_command_that_hangs_is_stopped_with_all_it_started() {
        let start = Instant::now();
        for script in ["sleep 60; true", "echo '['; sleep 60 & wait"] {
            let slow = SourceSpec {
                timeout: Some(Duration::from_millis(300)),
                ..spec(script)
            };
            let why = failure(&slow, &Limits::default());
            assert_eq!(
                why,
                "command `sh`: did not end within 300ms and was stopped. `timeout` gives it longer."
            );
        }
        assert!(start.elapsed() < Duration::from_secs(20));
    }
}

#[test]
fn lines_of_the_checkout_tell_results_apart() {
    let folder = Folder::new();
    folder.file("a.py", "first()\nsecond()\n");
    let result = |line: u32| {
        format!(
            r#"{{"ruleId":"r","message":{{"text":"m"}},"locations":[{{"physicalLocation":{{"artifactLocation":{{"uri":"a.py"}},"region":{{"startLine":{line}}}}}}}]}}"#
        )
    };
    let log = |results: &[String]| {
        format!(
            r#"{{"version":"2.1.0","runs":[{{"results":[{}],"tool":{{"driver":{{"name":"t"}}}}}}]}}"#,
            results.join(",")
        )
    };
    let mut both = folder.spec("both.sarif", log(&[result(1), result(2)]));
    let mut second = folder.spec("second.sarif", log(&[result(2)]));
    let prints = |spec: &SourceSpec| {
        read_spec(spec)
            .1
            .findings
            .into_iter()
            .map(|f| f.fingerprint)
            .collect::<Vec<_>>()
    };
    assert_ne!(prints(&both)[1], prints(&second)[0]);
    both.checkout = Some(folder.path(""));
    second.checkout = Some(folder.path(""));
    assert_eq!(prints(&both)[1], prints(&second)[0]);
}

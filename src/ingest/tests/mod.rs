//! Whole sources, from files to a sink.

mod bad_input;
#[cfg(unix)]
mod commands;
mod detection;
mod findings;
mod formats;
mod identity;
mod limits;
mod logs;
mod mapped;
mod properties;
mod shared;
pub(crate) mod support;

use std::io::Write;

use crate::ingest::*;
use crate::model::{Severity, SourceStatus};
use support::{Folder, read_spec};

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
fn plain_text_is_one_record_a_line_or_trace() {
    let folder = Folder::new();
    let text = "INFO start\nTraceback (most recent call last):\n  File \"a.py\", line 1, in f\nKeyError: 'x'\nINFO \u{fffd}\n";
    let mut bytes = text.as_bytes().to_vec();
    bytes.extend(b"INFO \xff\xfe invalid\n");
    let (report, got) = read_spec(&folder.spec("app.log", bytes));
    assert_eq!((report.format.as_str(), report.records), ("text", 4));
    assert_eq!(got.records[1].message.lines().count(), 3);
    assert_eq!(got.records[3].message, "INFO \u{fffd}\u{fffd} invalid");
}

//! What some bytes are told to be, and what is refused.

use std::path::Path;

use super::support::{Folder, read_spec};
use crate::model::{Format, SourceStatus};

/// The format that a file is read as, or why it is not.
fn read(name: &str, content: &str) -> Result<String, String> {
    let folder = Folder::new();
    let (report, _) = read_spec(&folder.spec(name, content));
    match report.status {
        SourceStatus::Failed => Err(report.problems.join("\n").replace(&folder.shown(), "DIR")),
        _ => Ok(report.format),
    }
}

#[test]
fn logs_begin_with_any_character() {
    for text in [
        "[INFO] Scanning for projects...\n[ERROR] Failed to execute goal",
        "[2026-11-25 10:00:00] production.ERROR: broke {\"a\":1}\n[2026-11-25 10:00:05] production.INFO: ok",
        "[ 12.345678] usb 1-1: device descriptor read/64, error -71\n[ 13.345678] EXT4-fs error (device sda1): x",
        "<34>1 2026-11-25T10:00:00.003Z web01 su - ID47 - failed\n<11>1 2026-11-25T10:00:01.003Z web01 app 4711 - - broke",
        "<Error> Mar  1 10:00:00 MyApp: crashed with code 11\n<Warning> Mar  1 10:00:01 MyApp: slow",
        "{not json} ERROR something broke\nERROR more",
        "\u{1b}[31mERROR\u{1b}[0m [2026-11-25] boom\n\u{1b}[32mINFO\u{1b}[0m ok",
        "10.0.0.1 - - [25/Nov/2026:08:02:13 +0000] \"GET / HTTP/1.1\" 500 5",
        "time=\"2026-11-25T08:02:13Z\" level=error msg=x",
        "E1125 08:02:13.123456   7 main.go:1] x",
        "fail: Shop.Pay[0]\n      broke",
        "Traceback (most recent call last):\n  File \"a.py\", line 1, in f\nKeyError: 'x'",
        "web-1  | listening\nweb-1  | broke",
    ] {
        assert_eq!(read("x", text).as_deref(), Ok("text"), "{text}");
    }
    // Its name says it.
    assert_eq!(
        read("app.log", "listening on 80\nstopped").as_deref(),
        Ok("text")
    );
}

#[test]
fn what_is_no_log_is_refused() {
    for (name, content, why) in [
        (
            "x",
            "Killed\n",
            "holds only `Killed`, which is no report and no log",
        ),
        (
            "x.log",
            "Killed\n",
            "holds only `Killed`, which is no report and no log",
        ),
        (
            "x",
            "null",
            "holds only `null`, which is no report and no log",
        ),
        (
            "x",
            "\"\"\n",
            "holds only `\"\"`, which is no report and no log",
        ),
        (
            "x",
            "<!DOCTYPE html>\n<html><body>502 Bad Gateway</body></html>",
            "is an HTML page, not a report",
        ),
        (
            "x",
            "<html><body>502 Bad Gateway</body></html>",
            "is an HTML page, not a report",
        ),
        (
            "x",
            "error: could not find Cargo.toml\nin any folder",
            "is text that does not look like a log: it has no times, levels or stack traces",
        ),
        (
            "x",
            "listening on 80\nstopped",
            "is text that does not look like a log: it has no times, levels or stack traces",
        ),
        (
            "eslint.json",
            "TypeError: x is undefined\n    at f (/a.js:1:2)\n    at g (/a.js:3:4)",
            "is called a .json file and holds text",
        ),
        (
            "a.sarif",
            "2026-11-25 08:00:00 ERROR no rules\n",
            "is called a .sarif file and holds text",
        ),
        (
            "a.xml",
            "ERROR no tests\n",
            "is called a .xml file and holds text",
        ),
        ("x", "<note><to>a</to></note>", "is of no known format"),
        ("x.log", "<note><to>a</to></note>", "is of no known format"),
        ("x", "{\"a\": 1}", "is of no known format"),
        ("x", "[1, 2", "unexpected end"),
        (
            "x",
            "src/a.ts(3,5): error TS2322: Type 'a'.\nsrc/b.ts(9,1): error TS2322: Type 'b'.",
            "seems to be the output of tsc",
        ),
        (
            "x",
            "src/a.c:3:5: warning: unused\nsrc/b.c:9:1: error: expected",
            "seems to be the text output of a compiler or linter",
        ),
        (
            "x",
            "TAP version 14\n1..2\nok 1 - adds\nnot ok 2 - totals",
            "seems to be a TAP report",
        ),
    ] {
        let found = read(name, content).unwrap_err();
        assert!(found.contains(why), "{content}: {found}");
    }
    // Who says that it is a log is believed.
    let folder = Folder::new();
    let mut spec = folder.spec("x.json", "Killed\n");
    spec.format = Some(Format::Text);
    assert_eq!(read_spec(&spec).0.records, 1);
}

#[test]
fn a_report_behind_a_banner_is_read_by_its_format() {
    let junit = "<?xml version=\"1.0\"?>\n<testsuite name=\"s\"><testcase classname=\"c\" name=\"t\"><failure>f</failure></testcase></testsuite>\n";
    let sarif = "{\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{\"name\":\"t\"}},\"results\":[{\"ruleId\":\"a\",\"message\":{\"text\":\"m\"}}]}]}";
    let banners = [
        "Picked up JAVA_TOOL_OPTIONS: -Xmx1g\n",
        "[INFO] starting\n2026-11-25 08:00:00 WARN slow\n",
        "\n> shop@1.0.0 lint\n> eslint\n\n",
    ];
    for banner in banners {
        assert_eq!(
            read("x.xml", &format!("{banner}{junit}")).as_deref(),
            Ok("junit"),
            "{banner}"
        );
        assert_eq!(
            read("x.json", &format!("{banner}{sarif}")).as_deref(),
            Ok("sarif"),
            "{banner}"
        );
    }
    let log = "2026-11-25 08:00:00 INFO got\n{\"a\":1}\n2026-11-25 08:00:01 INFO sent";
    assert_eq!(read("x", log).as_deref(), Ok("text"));
}

#[test]
fn diagnostics_of_other_tools_are_no_rdjson() {
    let oxlint = r#"{ "diagnostics": [{"message": "m","code": "c","severity": "warning","filename": "a.js","labels": []}], "number_of_files": 1 }"#;
    let biome = r#"{"summary":{"errors":1},"diagnostics":[{"category":"c","message":[],"location":{"path":{"file":"a.js"}}}]}"#;
    for text in [oxlint, biome] {
        let why = read("x.json", text).unwrap_err();
        assert!(why.contains("no known format"), "{why}");
    }
    let empty = "{\n\"source\": {\"name\": \"t\"},\n\"diagnostics\": []\n}";
    assert_eq!(read("x.json", empty).as_deref(), Ok("rdjson"));
}

/// Every file of a folder of cases, if it is at hand.
fn cases(folder: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/data/cases")
        .join(folder);
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("skipped: no {}", folder.display());
        return Vec::new();
    };
    let files = entries.map(|entry| entry.unwrap().path());
    files
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect()
}

#[test]
fn cases_of_logs_and_of_reports() {
    for (name, text) in cases("detect-logs/in") {
        let found = read(&name, &text);
        match name.as_str() {
            // JSON, which is mapped by `fields`.
            "pino.ndjson" => assert!(found.is_err(), "{found:?}"),
            _ => assert_eq!(found.as_deref(), Ok("text"), "{name}"),
        }
    }
    for (name, text) in cases("unread-formats/in") {
        let found = read(&name, &text);
        assert_ne!(found.as_deref(), Ok("text"), "{name}");
        assert_ne!(found.as_deref(), Ok("rdjson"), "{name}");
    }
}

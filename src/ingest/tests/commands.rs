//! Sources that are commands.

use std::time::{Duration, Instant};

use super::support::{Collected, read_spec};
use crate::ingest::*;
use crate::model::source::Origin;
use crate::model::{Format, SourceSpec, SourceStatus};

fn spec(script: &str) -> SourceSpec {
    let command = ["sh", "-c", script].map(ToOwned::to_owned);
    SourceSpec {
        name: "c".into(),
        from: Origin::Command(command.into()),
        format: Some(Format::Gcp),
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
    insta::assert_snapshot!(failure(&spec("true"), &limits), @"command `sh`: is empty. An empty file is not a result: a tool that found nothing still writes its report.");
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
fn a_log_of_lines_may_be_quiet() {
    let quiet = |format: &str, script| SourceSpec {
        format: Some(format.parse().unwrap()),
        ..spec(script)
    };
    let (report, _) = read_spec(&quiet("text", "true"));
    assert_eq!(
        (report.status, report.is_log, report.records),
        (SourceStatus::Complete, true, 0)
    );
    for (format, script) in [("text", "exit 3"), ("gcp", "true"), ("sarif", "true")] {
        let (report, _) = read_spec(&quiet(format, script));
        assert_eq!(report.status, SourceStatus::Failed, "{format} {script}");
    }
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

/// A SARIF log without an end, from a command.
fn endless() -> SourceSpec {
    let result = r#"{"ruleId":"r","message":{"text":"m"}}"#;
    let head = format!(
        r#"{{"version":"2.1.0","runs":[{{"tool":{{"driver":{{"name":"t"}}}},"results":[{result}"#
    );
    SourceSpec {
        format: Some(Format::Sarif),
        timeout: Some(Duration::from_mins(1)),
        ..spec(&format!("echo '{head}'; yes ',{result}'"))
    }
}

#[test]
fn a_command_that_prints_more_than_is_read_is_stopped_and_partial() {
    let start = Instant::now();
    for (limits, why) in [
        (
            Limits {
                bytes: 1 << 20,
                ..Limits::default()
            },
            "sh: only its first 1048576 bytes were read (limit `bytes`)",
        ),
        (
            Limits {
                bytes: 2 << 20,
                items: 1_000,
                ..Limits::default()
            },
            "sh: holds more results than are read (limit `items`)",
        ),
    ] {
        let mut sink = Collected::default();
        let report = read(&endless(), &limits, &mut sink);
        assert_eq!(report.status, SourceStatus::Partial, "{report:?}");
        assert_eq!(report.problems[0], why);
        let most = limits.items.min(limits.bytes / 38);
        assert!(
            report.findings <= most && report.findings >= most * 9 / 10,
            "{report:?}"
        );
        assert_eq!(sink.findings.len() as u64, report.findings);
    }
    assert!(start.elapsed() < Duration::from_secs(30));
}

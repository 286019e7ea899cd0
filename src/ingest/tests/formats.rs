//! One small file a format, and the findings it gives: what `bot findings`
//! would print, and what was set aside.

use std::fmt::Write as _;
use std::path::Path;

use super::support::{Folder, read_spec};
use crate::ingest::format::findings::Line;
use crate::ingest::*;
use crate::model::Format;

fn findings(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("src/ingest/fixtures")
        .join(file);
    let input: Input = path.display().to_string().parse().unwrap();
    let (report, got) = read_spec(&input.into());
    let mut out = format!(
        "{} {:?} {:?}\n",
        report.format, report.status, report.skipped
    );
    for problem in &report.problems {
        writeln!(
            out,
            "{}",
            problem.replace(&path.display().to_string(), file)
        )
        .unwrap();
    }
    for finding in &got.findings {
        assert!(!finding.raw.is_null(), "{finding:?}");
        writeln!(
            out,
            "{}",
            serde_json::to_string(&Line::from(finding)).unwrap()
        )
        .unwrap();
    }
    out
}

macro_rules! formats {
    ($($name:ident: $file:literal,)*) => {
        $(#[test]
        fn $name() {
            insta::assert_snapshot!(findings($file));
        })*

        #[test]
        fn every_report_format_has_a_fixture() {
            let tested = [$(findings($file).split(' ').next().unwrap().to_owned(),)*];
            for format in Format::ALL.iter().filter(|format| !format.is_log()) {
                let elsewhere = matches!(format, Format::Json | Format::Findings);
                assert!(elsewhere || tested.iter().any(|name| name == format.name()), "{format:?}");
            }
        }
    };
}

formats! {
    cargo: "cargo.jsonl",
    checkstyle: "checkstyle.xml",
    codeclimate: "codeclimate.json",
    depcruise: "depcruise.json",
    eslint: "eslint.json",
    github_alerts: "github-alerts.json",
    importlinter: "importlinter.txt",
    jscpd: "jscpd.json",
    junit: "junit.xml",
    rdjson: "rdjson.json",
    sarif: "sarif.json",
    sonar: "sonar.json",
}

#[test]
fn junit_says_when_tests_ran_only_where_it_says_the_zone() {
    let folder = Folder::new();
    let collected = |timestamp: &str| {
        let xml = format!(
            r#"<testsuite name="s" timestamp="{timestamp}"><testcase classname="c" name="t"/></testsuite>"#
        );
        let collected = read_spec(&folder.spec("junit.xml", &xml)).0.collected;
        collected.map(|time| time.to_rfc3339())
    };
    assert_eq!(
        collected("2025-09-15T22:03:00+02:00").as_deref(),
        Some("2025-09-15T20:03:00+00:00")
    );
    assert_eq!(collected("2025-09-15T22:03:00"), None);
}

#[test]
fn clippy_suggests_its_fix_and_not_its_documentation() {
    let folder = Folder::new();
    let line = r#"{"reason":"compiler-message","message":{"message":"redundant clone","code":{"code":"clippy::redundant_clone"},"level":"warning","spans":[{"file_name":"src/a.rs","is_primary":true,"line_start":1,"column_start":1,"text":[]}],"children":[{"level":"help","message":"for further information visit https://rust-lang.github.io/rust-clippy/master/index.html#redundant_clone","spans":[]},{"level":"help","message":"remove this","spans":[{"suggested_replacement":""}]},{"level":"help","message":"use","spans":[{"suggested_replacement":"x.y()"}]}]}}"#;
    let finding = read_spec(&folder.spec("c.jsonl", line))
        .1
        .findings
        .remove(0);
    assert_eq!(finding.suggestion.as_deref(), Some("remove this"));
    assert!(finding.labels["help"].ends_with("#redundant_clone"));
    let line = line.replace(
        r#""suggested_replacement":"""#,
        r#""suggested_replacement":"z""#,
    );
    let finding = read_spec(&folder.spec("c.jsonl", line))
        .1
        .findings
        .remove(0);
    assert_eq!(finding.suggestion.as_deref(), Some("remove this: `z`"));
}

//! One small file a format, and the findings it gives: what `bot findings`
//! would print, and what was set aside.

use std::fmt::Write as _;
use std::path::Path;

use super::super::findings::Line;
use super::super::*;
use super::support::{Folder, read_spec};

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

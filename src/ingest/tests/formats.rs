//! One small file a format, and the findings it gives: what `bot findings`
//! would print, and what was set aside.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::support::{Folder, read_spec, unredacted};
use crate::ingest::format::FORMATS;
use crate::ingest::format::findings::Line;
use crate::ingest::*;
use crate::model::Format;

/// The fixture of a format: `fixtures/NAME.*`.
fn fixture(format: Format) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ingest/fixtures");
    let files = std::fs::read_dir(folder).unwrap();
    files
        .map(|file| file.unwrap().path())
        .find(|file| file.file_stem().is_some_and(|stem| stem == format.name()))
}

fn findings(path: &Path) -> String {
    let input: Input = path.display().to_string().parse().unwrap();
    let (report, got) = read_spec(&input.into());
    let mut out = format!(
        "{} {:?} {:?}\n",
        report.format, report.status, report.skipped
    );
    let file = path.file_name().unwrap().to_string_lossy();
    for problem in &report.problems {
        let shown = problem.replace(&path.display().to_string(), &file);
        writeln!(out, "{shown}").unwrap();
    }
    for finding in &got.findings {
        assert!(!finding.raw.is_null(), "{finding:?}");
        let line = serde_json::to_string(&Line::from(&unredacted(finding))).unwrap();
        writeln!(out, "{line}").unwrap();
    }
    out
}

#[test]
fn every_format_of_results_gives_the_findings_of_its_fixture() {
    for format in Format::ALL.iter().filter(|format| !format.is_log()) {
        // The tests of mappings and of our own lines are elsewhere.
        if matches!(format, Format::Json | Format::Findings) {
            continue;
        }
        let path = fixture(*format)
            .unwrap_or_else(|| panic!("src/ingest/fixtures lacks {}.*", format.name()));
        let got = findings(&path);
        assert!(got.starts_with(format.name()), "{got}");
        insta::assert_snapshot!(format.name().replace('-', "_"), got);
    }
}

#[test]
fn every_format_is_documented() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(root.join("docs/formats.md")).unwrap();
    for format in Format::ALL {
        let name = format!("`{}`", format.name());
        assert!(page.contains(&name), "docs/formats.md lacks {name}");
    }
}

#[test]
fn text_is_asked_last() {
    let mut asked = FORMATS.iter().filter(|spec| !spec.looks_like.is_empty());
    assert_eq!(asked.next_back().unwrap().format, Format::Text);
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

//! Real files beside the repository, where they are, with the counts that a
//! script of another hand made of them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::support::{Collected, read_spec};
use crate::ingest::results::identity::score::score;
use crate::ingest::*;
use crate::model::source::Scope;
use crate::model::{Format, SourceReport, SourceSpec, SourceStatus};

fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: no ../shared/data here");
    None
}

fn read_input(folder: &Path, input: &str) -> (SourceReport, Collected) {
    let input = folder.join(input).display().to_string();
    read_spec(&input.parse::<Input>().unwrap().into())
}

/// File and expected counts of the listed files under a folder of `formats`.
fn expected(folder: &Path, under: &str) -> Vec<(String, Value)> {
    let text = std::fs::read_to_string(folder.join("formats/EXPECTED.json")).unwrap();
    let all: Vec<Value> = serde_json::from_str(&text).unwrap();
    let mut out = Vec::new();
    for entry in all {
        let file = entry["file"].as_str().unwrap();
        if file.starts_with(under) {
            out.push((format!("formats/{file}"), entry["counts"].clone()));
        }
    }
    assert!(!out.is_empty(), "nothing under {under}");
    out
}

#[test]
fn logs_of_a_real_service() {
    let Some(folder) = folder() else { return };
    for (input, count) in [
        ("netra/gcp-wrapped-20250915T1303.json#/raw_logs", 106),
        ("netra/gcloud-read-20250915T1750.json", 1000),
        ("netra/gcloud-read-20250828-requests.json", 100),
        ("formats/gcp/audit-elastic-beats.ndjson", 4),
    ] {
        let (report, got) = read_input(&folder, input);
        let what = (report.status, report.format.as_str(), report.records);
        assert_eq!(what, (SourceStatus::Complete, "gcp", count), "{report:?}");
        let silent = got
            .records
            .iter()
            .filter(|r| r.message.is_empty() || r.time.is_none())
            .count();
        assert_eq!(silent, 0, "{input}");
    }
}

#[test]
fn sarif_of_many_tools() {
    let Some(folder) = folder() else { return };
    for (file, counts) in expected(&folder, "sarif/") {
        let (report, got) = read_input(&folder, &file);
        let kinds = |kind: &str| counts["kind"][kind].as_u64().unwrap_or(0);
        let want = counts["actionable"].as_u64().unwrap() + kinds("open") + kinds("review");
        assert_eq!(
            (report.format.as_str(), report.findings),
            ("sarif", want),
            "{file}: {:?}",
            report.problems
        );
        let all = report.findings + report.skipped.values().sum::<u64>();
        assert_eq!(all, counts["results"].as_u64().unwrap(), "{file}");
        let prints: BTreeSet<_> = got.findings.iter().map(|f| &f.fingerprint).collect();
        let results = got.findings.iter();
        let distinct: BTreeSet<_> = results
            .map(|f| (&f.rule_id, &f.message, &f.locations))
            .collect();
        assert!(prints.len() >= distinct.len(), "{file}");
        let mut levels = BTreeMap::new();
        for finding in &got.findings {
            *levels
                .entry(finding.severity.name().replace("notice", "note"))
                .or_insert(0) += 1;
        }
        // What `security-severity` raises, and set-aside results, are counted otherwise there.
        let raised = file.ends_with("cppcheck-1.sarif");
        if all == want && !raised {
            assert_eq!(
                serde_json::json!(levels),
                counts["level_effective"],
                "{file}"
            );
        }
    }
}

#[test]
fn reports_of_many_tools() {
    let Some(folder) = folder() else { return };
    let files: &[(&str, &str, u64)] = &[
        ("cargo/clippy-ripgrep.jsonl", "cargo", 262),
        ("cargo/clippy-sarif-rs.jsonl", "cargo", 3),
        ("eslint/emulators-core.json", "eslint", 112),
        ("eslint/dd-scan.json", "eslint", 2),
        ("checkstyle/eslint-emulators-core.xml", "checkstyle", 112),
        ("checkstyle/am-checkstyle.xml", "checkstyle", 58),
        ("junit/pytest-fail.xml", "junit", 1),
        ("junit/mocha-latex-utensils.xml", "junit", 0),
        ("junit/bazel-suite-logs.xml", "junit", 1),
        ("junit/multi-result-per-case.xml", "junit", 2),
        ("junit/pytest-collection-errors.xml", "junit", 12),
        ("junit/seq/netra-e2e-1.xml", "junit", 10),
        ("junit/seq/netra-e2e-2.xml", "junit", 10),
        ("rdjson/reviewdog-custom.rdjson", "rdjson", 15),
        ("rdjson/reviewdog-suggestions.rdjsonl", "rdjson", 10),
        ("codeclimate/knip-emulate.json", "codeclimate", 214),
        ("codeclimate/trivy-alpine.json", "codeclimate", 4),
        ("sonar/hadolint-generic.json", "sonar", 61),
        ("depcruise/emulate.json", "depcruise", 70),
        ("importlinter/publish-action.txt", "importlinter", 6),
        ("jscpd/publish-action.json", "jscpd", 33),
        (
            "github/code-scanning-alerts-octocrab.json",
            "github-alerts",
            0,
        ),
        ("odd/nul-separated-codeclimate.json", "codeclimate", 61),
        ("odd/junit-bom-crlf.xml", "junit", 0),
        ("odd/junit-xml-entities.xml", "junit", 2),
        ("odd/eslint-no-finding.json", "eslint", 0),
        ("odd/sarif-utf16le-bom.sarif", "sarif", 1),
        ("odd/sarif-gzip.sarif.gz", "sarif", 53),
        ("odd/sarif-nested-fingerprints.sarif", "sarif", 5),
        ("odd/sarif-broken-uribase.sarif", "sarif", 2),
        ("odd/sarif-empty-runs.sarif", "sarif", 0),
    ];
    for (file, format, want) in files {
        let (report, got) = read_input(&folder, &format!("formats/{file}"));
        assert_eq!(
            (report.format.as_str(), report.findings),
            (*format, *want),
            "{file}: {report:?}"
        );
        let distinct: BTreeSet<_> = got.findings.iter().map(|f| &f.fingerprint).collect();
        assert_eq!(distinct.len(), got.findings.len(), "{file}");
        assert!(got.findings.iter().all(|f| !f.message.is_empty()), "{file}");
    }
}

#[test]
fn broken_reports_are_refused() {
    let Some(folder) = folder() else { return };
    for file in [
        "junit-git-conflict-markers.xml",
        "empty.xml",
        "malformed.json",
        "sarif-2.0.0-bom-trailing-comma.sarif",
        "sarif-2.0.0-ten-runs.sarif",
        "sarif-results-not-array.sarif",
        "sarif-no-version.json",
    ] {
        let (report, got) = read_input(&folder, &format!("formats/odd/{file}"));
        assert_eq!(
            (report.status, got.findings.len()),
            (SourceStatus::Failed, 0),
            "{file}"
        );
    }
}

fn ssot(folder: &Path, file: &str) -> SourceSpec {
    let mut spec: SourceSpec = format!("ssot={}#/violations", folder.join(file).display())
        .parse::<Input>()
        .unwrap()
        .into();
    spec.format = Some(Format::Json);
    spec.root = Some("/monitoring_config/project_root".into());
    spec.collected = Some("/scan_timestamp".into());
    spec.scope = Some(Scope {
        files: "/total_files_scanned".into(),
        at_least: 1,
    });
    let fields = [
        ("path", "file_path"),
        ("line", "line_number"),
        ("rule_id", "violation_type"),
        ("message", "description"),
        ("severity", "severity"),
        ("snippet", "line_content"),
        ("suggestion", "suggestion"),
    ];
    spec.fields = fields.map(|(a, b)| (a.to_owned(), b.to_owned())).into();
    spec
}

#[test]
fn identity_holds_across_machines_and_edits() {
    let Some(folder) = folder() else { return };
    let of = |file: &str| read_input(&folder, file).1.findings;
    let ssot = |file: &str| {
        let (report, got) = read_spec(&ssot(&folder, file));
        assert_eq!(report.status, SourceStatus::Complete, "{report:?}");
        got.findings
    };
    let ssot = ["1-windows", "2-macos", "3-windows-other-root"]
        .map(|name| ssot(&format!("formats/ssot/seq/{name}.json")));
    let ruff = ["1", "2", "3"].map(|name| of(&format!("formats/sarif/seq-ruff/{name}.sarif")));
    let junit = ["1", "2"].map(|name| of(&format!("formats/junit/seq/netra-e2e-{name}.xml")));
    insta::assert_snapshot!(score(&ssot[0], &ssot[1]), @"58 -> 58: 58 kept, 0 new, 0 gone, 0 moved, 0 shared");
    insta::assert_snapshot!(score(&ssot[1], &ssot[2]), @"58 -> 62: 58 kept, 4 new, 0 gone, 0 moved, 0 shared");
    insta::assert_snapshot!(score(&ruff[0], &ruff[1]), @"356 -> 361: 346 kept, 15 new, 10 gone, 0 moved, 0 shared");
    insta::assert_snapshot!(score(&ruff[1], &ruff[2]), @"361 -> 367: 361 kept, 6 new, 0 gone, 0 moved, 0 shared");
    insta::assert_snapshot!(score(&junit[0], &junit[1]), @"10 -> 10: 8 kept, 2 new, 2 gone, 0 moved, 0 shared");
}

#[test]
fn concatenated_documents_are_read_where_the_pointer_leads() {
    let Some(folder) = folder() else { return };
    let mut spec: SourceSpec = format!(
        "{}#/finding",
        folder
            .join("formats/odd/concatenated-govulncheck.json")
            .display()
    )
    .parse::<Input>()
    .unwrap()
    .into();
    spec.fields = [("message".to_owned(), "osv".to_owned())].into();
    assert_eq!(read_spec(&spec).0.findings, 116);
}

#[test]
fn several_paths_in_one_field_are_several_locations() {
    let Some(folder) = folder() else { return };
    let mut spec = ssot(&folder, "formats/ssot/architecture-105.json");
    (spec.scope, spec.root, spec.collected) = (None, None, None);
    spec.fields.remove("snippet");
    let (report, got) = read_spec(&spec);
    assert_eq!(report.findings, 105, "{report:?}");
    assert_eq!(
        got.findings
            .iter()
            .filter(|f| f.locations.len() > 1)
            .count(),
        96
    );
}

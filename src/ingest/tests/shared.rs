//! Real files beside the repository, where they are, with the counts that a
//! script of another hand made of them.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::super::*;
use super::support::{Collected, read_spec};
use crate::model::{SourceReport, SourceStatus};

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
        let silent = got.records.iter().filter(|r| r.message.is_empty() || r.time.is_none()).count();
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
        assert_eq!((report.format.as_str(), report.findings), ("sarif", want), "{file}: {:?}", report.problems);
        let all = report.findings + report.skipped.values().sum::<u64>();
        assert_eq!(all, counts["results"].as_u64().unwrap(), "{file}");
        let distinct: std::collections::BTreeSet<_> = got.findings.iter().map(|f| &f.fingerprint).collect();
        assert_eq!(distinct.len(), got.findings.len(), "{file}");
        println!("{file}: {} {:?} {:?}", report.findings, report.status, report.problems);
        let first = got.findings.first();
        println!("   {:?}", first.map(|f| (&f.rule_id, f.severity, &f.message, &f.locations)));
        let mut levels = std::collections::BTreeMap::new();
        for f in &got.findings { *levels.entry(f.severity.name()).or_insert(0) += 1; }
        println!("   {levels:?} {}", counts["level_effective"]);
    }
}

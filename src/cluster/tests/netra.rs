//! A real service's logs, where they are at hand.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use super::*;
use crate::model::Record;
use crate::redact::Redactor;

/// The entries of one file, or nothing, and said so, where it is not there.
fn entries(name: &str) -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/netra");
    let Ok(text) = std::fs::read_to_string(folder.join(name)) else {
        println!("skipped: no ../shared/data/netra/{name}");
        return Vec::new();
    };
    let json: Value = serde_json::from_str(&text).expect("valid JSON");
    let entries = json.get("raw_logs").unwrap_or(&json);
    entries.as_array().expect("an array").clone()
}

fn message(entry: &Value) -> &str {
    let fields = ["/jsonPayload/message", "/textPayload"];
    let mut found = fields.iter().filter_map(|field| entry.pointer(field));
    found.next().and_then(Value::as_str).unwrap_or_default()
}

fn clusters_of(entries: &[Value]) -> Vec<Cluster> {
    let mut clusterer = Clusterer::new(Redactor::default());
    for entry in entries {
        let record = Record {
            service: Some("backend".into()),
            ..Record::text(message(entry))
        };
        clusterer.add((), &record, Facts::new());
    }
    clusterer.finish().into_iter().map(|((), c)| c).collect()
}

/// Parts of messages, each of another failure, and how many records have it.
const FAILURES_1303: &[(&str, u64)] = &[
    ("Found other WebSocket Manager classes", 11),
    ("SERVICE_ID contained whitespace", 11),
    ("Sentry SDK not available", 11),
    ("Failed to run migrations", 2),
    ("Continuing without migrations", 8),
    ("URI mismatch", 8),
    ("session middleware error", 2),
    ("PHASE FAILED", 2),
    ("Application startup failed", 2),
    ("Container called exit", 1),
    ("The request failed because", 38),
];

const FAILURES_1750: &[(&str, u64)] = &[
    ("SERVICE_ID contained whitespace", 14),
    ("Sentry SDK not available", 15),
    ("Container called exit", 15),
    ("Middleware setup failure details", 15),
    ("Enhanced middleware setup failed", 15),
    ("Worker failed to boot", 15),
];

/// The cluster of each failure, which holds all its records and no others.
fn check(name: &str, failures: &[(&'static str, u64)]) -> BTreeMap<&'static str, Cluster> {
    let entries = entries(name);
    if entries.is_empty() {
        return BTreeMap::new();
    }
    let clusters = clusters_of(&entries);
    let mut found = BTreeMap::new();
    for (part, count) in failures {
        let of_it: Vec<&Cluster> = clusters
            .iter()
            .filter(|c| c.template.contains(part))
            .collect();
        assert_eq!(
            of_it.len(),
            1,
            "{part}: {:?}",
            of_it.iter().map(|c| &c.template).collect::<Vec<_>>()
        );
        assert_eq!(of_it[0].seen.count, *count, "{part}");
        found.insert(*part, of_it[0].clone());
    }
    let different: BTreeSet<_> = found.values().map(|c| &c.fingerprint).collect();
    assert_eq!(different.len(), failures.len());
    found
}

#[test]
fn each_failure_is_one_cluster_with_the_same_identity_in_both_files() {
    let first = check("gcp-wrapped-20250915T1303.json", FAILURES_1303);
    let second = check("gcloud-read-20250915T1750.json", FAILURES_1750);
    for (part, cluster) in &first {
        if let Some(other) = second.get(part) {
            assert_eq!(cluster.fingerprint, other.fingerprint, "{part}");
        }
    }
}

/// Cloud Logging groups errors itself: each of its groups is one cluster here.
#[test]
fn tracebacks_are_grouped_as_cloud_logging_groups_them() {
    let entries = entries("gcloud-read-20250915T1750.json");
    let mut clusters: BTreeMap<String, BTreeSet<Fingerprint>> = BTreeMap::new();
    for entry in &entries {
        let groups = entry.pointer("/errorGroups/0/id").and_then(Value::as_str);
        if let Some(group) = groups {
            let cluster = clusters_of(std::slice::from_ref(entry)).remove(0);
            clusters
                .entry(group.to_owned())
                .or_default()
                .insert(cluster.fingerprint);
        }
    }
    assert!(clusters.values().all(|of_group| of_group.len() == 1));
    let different: BTreeSet<_> = clusters.values().flatten().collect();
    assert_eq!(different.len(), clusters.len());
}

#[test]
fn the_names_are_in_no_template_and_the_database_timeout_reads_well() {
    let clusters = clusters_of(&entries("gcp-wrapped-20250915T1303.json"));
    let templates: Vec<&str> = clusters.iter().map(|c| c.template.as_str()).collect();
    if templates.is_empty() {
        return;
    }
    let timeout = "Database initialization timeout after <*>s in staging environment.";
    assert!(
        templates.iter().any(|t| t.starts_with(timeout)),
        "{templates:#?}"
    );
    let names = "SSOT WARNING: Found other WebSocket Manager classes: ['<*>']";
    assert!(templates.contains(&names), "{templates:#?}");
}

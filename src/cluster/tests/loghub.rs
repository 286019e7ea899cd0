//! Labelled logs, where they are at hand: a floor under the clusters' quality.
//! `benches/score_clusters.rs` prints the whole table.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::*;
use crate::model::Record;
use crate::redact::Redactor;

fn logs() -> Vec<(Vec<String>, Vec<String>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/loghub");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("skipped: no ../shared/data/loghub");
        return Vec::new();
    };
    let paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    let read = |path: &Path| -> Vec<String> {
        let text = std::fs::read_to_string(path).expect("text");
        text.lines().map(str::to_owned).collect()
    };
    paths
        .iter()
        .filter(|path| path.extension().is_some_and(|e| e == "log"))
        .map(|path| (read(path), read(&path.with_extension("truth"))))
        .collect()
}

fn ids(lines: &[String]) -> Vec<String> {
    let mut clusterer = Clusterer::new(Redactor::default());
    let members: Vec<Member> = lines
        .iter()
        .map(|line| clusterer.add((), &Record::text(line), Facts::new()))
        .collect();
    let (_, known) = clusterer.finish_with_members();
    let id = |member| {
        known
            .fingerprint(member)
            .expect("none is left out")
            .to_string()
    };
    members.into_iter().map(id).collect()
}

type Groups = HashMap<String, Vec<usize>>;

fn groups(ids: impl IntoIterator<Item = String>) -> Groups {
    let mut groups = Groups::new();
    for (line, id) in ids.into_iter().enumerate() {
        groups.entry(id).or_default().push(line);
    }
    groups
}

fn pairs(groups: &Groups) -> f64 {
    let count = |lines: &Vec<usize>| f64::from(u32::try_from(lines.len()).expect("few"));
    groups
        .values()
        .map(count)
        .map(|n| n * (n - 1.0) / 2.0)
        .sum()
}

#[test]
fn labelled_logs_are_grouped_as_labelled() {
    let logs = logs();
    let (mut right, mut lines, mut precisions) = (0, 0, Vec::new());
    for (log, truth) in &logs {
        let found = ids(log);
        let both = found
            .iter()
            .zip(truth)
            .map(|(id, label)| format!("{id} {label}"));
        let (both, found) = (groups(both), groups(found));
        let labelled = groups(truth.iter().cloned());
        let exact = found
            .values()
            .filter(|g| labelled.get(&truth[g[0]]) == Some(g));
        right += exact.map(Vec::len).sum::<usize>();
        lines += log.len();
        precisions.push(pairs(&both) / pairs(&found));
    }
    println!("{right} of {lines} lines, precisions {precisions:?}");
    assert!(right * 100 >= lines * 97, "{right} of {lines} lines");
    assert!(precisions.iter().all(|p| *p >= 0.998), "{precisions:?}");
}

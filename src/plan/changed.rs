//! What changed since the last update, in words.

use crate::model::Problem;
use crate::ownership::Shown;
use crate::render::words;

/// At most this many revisions are remembered.
const REVISIONS: usize = 12;

/// Returns the values that a text of the problem shows now.
pub(super) fn shown(problem: &Problem) -> Shown {
    let mut revisions: Vec<_> = problem.seen.revisions.iter().collect();
    revisions.sort_by_key(|(name, stats)| (std::cmp::Reverse(stats.last_seen), (*name).clone()));
    Shown {
        priority: Some(problem.priority),
        severity: problem.severity,
        count: problem.seen.count,
        last_seen: problem.seen.last_seen,
        revisions: revisions
            .into_iter()
            .take(REVISIONS)
            .map(|(name, _)| name.clone())
            .collect(),
        locations: problem.locations.len(),
        facts: problem
            .facts
            .iter()
            .map(|(name, fact)| (name.clone(), fact.count()))
            .collect(),
        stale: problem.stale.is_some(),
    }
}

/// A clause for each difference that a reader would notice.
pub(super) fn since(before: &Shown, problem: &Problem) -> Vec<String> {
    let now = shown(problem);
    let mut words = Vec::new();
    if let (Some(was), Some(is)) = (before.priority, now.priority)
        && was != is
    {
        words.push(format!("priority {was} is now {is}"));
    }
    if before.severity != now.severity {
        words.push(format!(
            "severity {} is now {}",
            before.severity, now.severity
        ));
    }
    words.extend(new_revisions(before, &now, problem));
    for (name, count) in &now.facts {
        match before.facts.get(name) {
            Some(was) if was != count => words.push(format!("{name}: {was} before, {count} now")),
            _ => {}
        }
    }
    if before.locations != now.locations {
        words.push(format!(
            "{} before, {} now",
            words::count(before.locations as u64, "location", "locations"),
            now.locations
        ));
    }
    match (before.stale, now.stale) {
        (false, true) => words.push("the evidence is stale".to_owned()),
        (true, false) => words.push("there is fresh evidence".to_owned()),
        _ => {}
    }
    words
}

fn new_revisions(before: &Shown, now: &Shown, problem: &Problem) -> Vec<String> {
    if before.revisions.is_empty() {
        return Vec::new();
    }
    now.revisions
        .iter()
        .filter(|name| !before.revisions.contains(name))
        .filter_map(|name| Some((name, problem.seen.revisions.get(name)?)))
        .map(|(name, stats)| {
            let records = words::count(stats.count, "record", "records");
            format!("revision {name} is new, {records}")
        })
        .collect()
}

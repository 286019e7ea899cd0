//! What an issue remembers of the problem that it shows.

use std::collections::BTreeSet;

use super::LabelChanges;
use crate::model::{Form, Key, Like, Problem, Remembered};
use crate::ownership::State;
use crate::plan::changed::shown;
use crate::plan::context::Planning;
use crate::plan::evidence;
use crate::plan::material::material;
use crate::plan::revisions;

/// The state that goes with showing a problem: what was before, brought up to date.
pub(crate) fn state(
    planning: &Planning<'_>,
    problem: &Problem,
    before: Option<&State>,
    labels: LabelChanges,
) -> State {
    let mut state = before
        .cloned()
        .unwrap_or_else(|| State::new(&planning.rules.instance));
    state.aliases.extend(problem.aliases.iter().cloned());
    state.aliases.sort();
    state.aliases.dedup();
    state.aliases.retain(|key| *key != problem.key);
    state.clusters = clusters(problem);
    state.like.clone_from(&problem.like);
    state.rule.clone_from(&problem.rule);
    state.found = evidence::found(planning, problem, before);
    state.sources = if state.found.is_empty() {
        sources(problem)
    } else {
        state.found.keys().cloned().collect()
    };
    state.also = also(problem, &state);
    state.prints = evidence::prints(planning, problem);
    state.texts = evidence::texts(problem);
    state.seen = Some(evidence::said(planning, problem).unwrap_or(planning.now));
    state.unseen_since = None;
    state.counted = Some(planning.now);
    state.labels = labels.ours;
    state.labels_preexisting = labels.met;
    state.labels_removed = labels.off;
    state.material = material(problem, &planning.labels(problem));
    let shown = shown(problem);
    state.earlier_revisions = revisions::earlier(before, &shown.revisions);
    state.shown = shown;
    state.written = Some(planning.now);
    state.clean = 0;
    state.clean_at = None;
    state.closed = None;
    planning.run.clone_into(&mut state.run);
    keep(planning, &mut state);
    state
}

/// Notes which rules file keeps an issue.
pub(crate) fn keep(planning: &Planning<'_>, state: &mut State) {
    if let Some(file) = &planning.rules.identity {
        state.set_keeper(file);
    }
}

/// The log clusters that a problem's identity hangs on.
fn clusters(problem: &Problem) -> Vec<Remembered> {
    /// Sources and environments of one fingerprint each have their own.
    const MOST: usize = 2;
    if !problem.group.iter().any(|(name, _)| name == "fingerprint") {
        return Vec::new();
    }
    let mut clusters: Vec<Remembered> = Vec::new();
    for cluster in problem
        .findings
        .iter()
        .filter_map(|f| f.remembered.as_ref())
    {
        let known = |c: &Remembered| c.form == cluster.form && c.service == cluster.service;
        if clusters.len() < MOST && !clusters.iter().any(known) {
            clusters.push(cluster.clone());
        }
    }
    clusters
}

/// Whether a problem would not be found again by what a state holds under a
/// key. Each new variant of a cluster is an alias more, and no reason to
/// write: the cluster's form finds it.
pub(crate) fn outgrows(problem: &Problem, key: &Key, state: &State) -> bool {
    let known = |k: &Key| k == key || state.aliases.contains(k);
    let clusters = clusters(problem);
    let forms = |all: &[Remembered]| -> BTreeSet<(Option<String>, Form)> {
        let parts = all.iter().map(|c| (c.service.clone(), c.form.clone()));
        parts.collect()
    };
    if !known(&problem.key) {
        return true;
    }
    // Among several of its like, it is known by what tells it from them.
    let told = |like: &Like| (like.said.clone(), like.context.clone());
    if let Some(like) = problem.like.as_ref().filter(|like| like.among)
        && state.like.as_ref().map(told) != Some(told(like))
    {
        return true;
    }
    if clusters.is_empty() {
        return !problem.aliases.iter().all(known);
    }
    forms(&clusters) != forms(&state.clusters)
}

/// The sources whose findings the problem's own rule took.
pub(crate) fn sources(problem: &Problem) -> Vec<String> {
    let all = problem.findings.iter().map(|f| f.source.clone());
    let mut names: Vec<String> = all.filter(|name| !problem.also.contains(name)).collect();
    names.sort();
    names.dedup();
    names
}

/// The sources that report it under other rules: those of now, and of those
/// that did the ones that are still counted with.
fn also(problem: &Problem, state: &State) -> Vec<String> {
    let own = sources(problem);
    let before = state.also.iter();
    let mut names: Vec<String> = problem.also.iter().chain(before).cloned().collect();
    names.sort();
    names.dedup();
    names.retain(|name| state.sources.contains(name) && !own.contains(name));
    names
}

//! Why an issue of a problem that is there is written again.

use super::changed;
use super::compose;
use super::context::{Planning, delta};
use super::evidence;
use super::material;
use crate::model::{Key, Problem};
use crate::ownership::State;

/// Returns why an update is written; `None`: nothing that matters changed.
/// `key` and `state` are of the section that would be written.
pub(super) fn update_reason(
    planning: &Planning<'_>,
    problem: &Problem,
    key: &Key,
    state: &State,
) -> Option<String> {
    if !material::is_same(problem, &planning.labels(problem), &state.material) {
        let changed = changed::since(&state.shown, problem);
        let words = changed.join("; ");
        return Some(if words.is_empty() {
            "rules.yaml changed".to_owned()
        } else {
            words
        });
    }
    let reopened = held_open(planning, problem, state);
    if state.clean > 0 || state.closed.is_some() || reopened {
        return Some("it is seen again".to_owned());
    }
    if compose::outgrows(problem, key, state) {
        return Some("it is told apart by something else now".to_owned());
    }
    if evidence::outgrows(planning, problem, state) {
        return Some("other inputs, tools or tests hold it, too".to_owned());
    }
    heartbeat(planning, problem, state)
}

/// A person opened it, and it is seen for the first time since: from now on it
/// may close.
fn held_open(planning: &Planning<'_>, problem: &Problem, state: &State) -> bool {
    let decisions = &state.decisions;
    let opened = decisions.holds_open(state.last_seen()).map(|open| open.at);
    opened.is_some_and(|at| evidence::seen_after(planning, problem, Some(state), at))
}

/// Newer evidence, and other places and texts, are shown quietly once a
/// heartbeat.
fn heartbeat(planning: &Planning<'_>, problem: &Problem, state: &State) -> Option<String> {
    let every = planning.lifecycle(problem.rule.as_deref()).heartbeat?;
    let due = |at| planning.now - at >= delta(every);
    if !state.written.is_none_or(due) {
        return None;
    }
    if problem.seen.last_seen > state.shown.last_seen {
        return Some("newer evidence".to_owned());
    }
    let moved = state.texts.is_some() && state.texts != evidence::texts(problem);
    moved.then(|| "its places or texts changed".to_owned())
}

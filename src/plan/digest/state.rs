//! What the digest remembers.

use std::collections::BTreeMap;

use super::counting::{PENDING, Pending};
use super::{DigestLine, LineReason, TITLE, issue_of};
use crate::model::key::content_hash;
use crate::model::{Key, Problem};
use crate::ownership::{Ledger, Section, State, hash, short};
use crate::plan::compose;
use crate::plan::context::Planning;
use crate::plan::deleted;

/// At most so many problems that lack runs are remembered.
const MAX_PENDING: usize = 60;
/// Where it remembers which problems it lists.
const LISTED: &str = "listed";
/// At most so many of them.
const MAX_LISTED: usize = 120;

/// Returns the state of the digest with these entries. `known` is what all
/// issues remember of each other.
pub(super) fn state(planning: &Planning<'_>, entries: &[DigestLine<'_>], known: &Ledger) -> State {
    let mut state = State::new(&planning.rules.instance);
    state.material = material(entries);
    let before = issue_of(planning).map(|m| &m.section.state);
    if let Some(before) = before {
        state.more.clone_from(&before.more);
    }
    let ledger = before.map(Ledger::of).unwrap_or_default();
    with_gone(planning, entries, known, ledger).put(&mut state);
    compose::keep(planning, &mut state);
    state.written = Some(planning.now);
    planning.run.clone_into(&mut state.run);
    state.title = Some(hash(TITLE));
    state.labels = vec![planning.rules.label.clone()];
    put_pending(&mut state, entries);
    let listed = entries.iter().take(MAX_LISTED);
    let listed = listed.map(|entry| short(&entry.problem.key).into());
    state.more.insert(
        LISTED.to_owned(),
        serde_json::Value::Array(listed.collect()),
    );
    state
}

/// Adds the entries whose issues are gone.
fn with_gone(
    planning: &Planning<'_>,
    entries: &[DigestLine<'_>],
    known: &Ledger,
    mut ledger: Ledger,
) -> Ledger {
    for problem in entries.iter().map(|entry| entry.problem) {
        if let Some(number) = deleted::withheld(planning, known, problem) {
            ledger.gone.insert(short(&problem.key).to_owned(), number);
        }
    }
    ledger
}

fn put_pending(state: &mut State, entries: &[DigestLine<'_>]) {
    let pending = entries.iter().filter_map(|entry| match &entry.why {
        LineReason::Counting(pending) => Some((&entry.problem.key, pending)),
        LineReason::Settled(_) => None,
    });
    let remembered: BTreeMap<&Key, &Pending> = pending.take(MAX_PENDING).collect();
    state.more.remove(PENDING);
    if !remembered.is_empty()
        && let Ok(value) = serde_json::to_value(&remembered)
    {
        state.more.insert(PENDING.to_owned(), value);
    }
}

/// The digest's state with what only the program reads as wanted, and what goes
/// with the shown text as it is.
pub(super) fn quietly(before: &State, wanted: &State) -> State {
    let mut state = before.clone();
    state.more.clone_from(&wanted.more);
    match before.more.get(LISTED) {
        Some(listed) => state.more.insert(LISTED.to_owned(), listed.clone()),
        None => state.more.remove(LISTED),
    };
    state
}

/// Hashes what of the entries is material: which there are, how urgent, and why.
fn material(entries: &[DigestLine<'_>]) -> String {
    let parts: Vec<_> = entries
        .iter()
        .map(|entry| {
            let p = entry.problem;
            (p.key.as_str(), p.priority, &p.title, entry.reason())
        })
        .collect();
    content_hash(&serde_json::to_string(&parts).unwrap_or_default())
}

/// Whether the digest's text, as last written, has a problem in it.
pub(super) fn is_listed(section: &Section, problem: &Problem) -> bool {
    match section.state.more.get(LISTED).and_then(|v| v.as_array()) {
        Some(listed) => {
            let name = short(&problem.key);
            listed.iter().any(|known| known.as_str() == Some(name))
        }
        None => section.visible.contains(&problem.title),
    }
}

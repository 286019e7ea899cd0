//! What goes first where not all fits.

use std::cmp::Reverse;

use super::Change;
use crate::model::{Priority, Problem, Severity};

/// The order of problems, the most urgent first; the key makes it the same in
/// every run.
pub(super) fn of(problem: &Problem) -> (Priority, Reverse<Severity>, Reverse<u64>, String) {
    (
        problem.priority,
        Reverse(problem.severity),
        Reverse(problem.seen.count),
        problem.key.to_string(),
    )
}

/// Changes of one issue and key together, the most urgent first.
pub(super) fn groups(changes: Vec<Change>) -> Vec<Vec<Change>> {
    let mut groups: Vec<Vec<Change>> = Vec::new();
    for change in changes {
        match groups
            .iter_mut()
            .find(|g| g[0].key() == change.key() && g[0].number() == change.number())
        {
            Some(group) => group.push(change),
            None => groups.push(vec![change]),
        }
    }
    groups.sort_by_key(|g| {
        g.iter()
            .filter_map(Change::priority)
            .min()
            .map_or(9, |p| p as u8)
    });
    groups
}

//! Labels of an issue: the program's, a person's, and which are put on or off.

use crate::model::issue::same_label;
use crate::ownership::State;

/// Labels of an issue, told apart by who put them on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct LabelChanges {
    /// The program's, after the change.
    pub ours: Vec<String>,
    /// Taken off by a person.
    pub off: Vec<String>,
    /// Wanted, and on without the program's doing.
    pub met: Vec<String>,
    /// To be put on.
    pub add: Vec<String>,
    /// To be taken off.
    pub remove: Vec<String>,
}

/// GitHub's limit on an issue.
const MAX_LABELS: usize = 100;

/// Returns which labels go on an issue and which come off.
///
/// Missing ones are added unless a person took them off; only what the program
/// itself put on, and no longer wants, is taken off. GitHub's label names are
/// the same in any case.
pub(crate) fn labels(wanted: &[String], on: &[String], before: Option<&State>) -> LabelChanges {
    let has = |list: &[String], name: &str| list.iter().any(|l| same_label(l, name));
    let ours = before.map(|s| s.labels.as_slice()).unwrap_or_default();
    let mut off: Vec<String> = before.map(|s| s.labels_removed.clone()).unwrap_or_default();
    let met = before
        .map(|s| s.labels_preexisting.as_slice())
        .unwrap_or_default();
    for label in ours.iter().chain(met) {
        if has(wanted, label) && !has(on, label) && !has(&off, label) {
            off.push(label.clone());
        }
    }
    // A person who puts it on again takes back having taken it off.
    off.retain(|label| !has(on, label));
    let mut add: Vec<String> = wanted
        .iter()
        .filter(|label| !has(on, label) && !has(&off, label))
        .cloned()
        .collect();
    // The priority's and the program's own come last, and stay.
    let room = MAX_LABELS.saturating_sub(on.len());
    add.drain(..add.len().saturating_sub(room));
    let remove: Vec<String> = ours
        .iter()
        .filter(|label| !has(wanted, label) && has(on, label))
        .cloned()
        .collect();
    let kept = ours
        .iter()
        .filter(|label| has(wanted, label) && has(on, label));
    let met = wanted
        .iter()
        .filter(|label| has(on, label) && !has(ours, label));
    LabelChanges {
        met: met.cloned().collect(),
        ours: kept.chain(&add).cloned().collect(),
        off,
        add,
        remove,
    }
}

#[cfg(test)]
mod tests;

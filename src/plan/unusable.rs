//! Issues that are not written to: locked ones, and those whose marker cannot
//! be used.

use super::context::Planning;
use super::decision::Decision;
use super::{Change, KeepReason, Kept};

/// Says which issues carry markers that cannot be used.
pub(super) fn report<'a>(planning: &Planning<'_>) -> Decision<'a> {
    let label = &planning.rules.label;
    let detached = planning.observed.detached.iter().map(|detached| Kept {
        key: None,
        number: detached.issue.number,
        title: detached.issue.title.clone(),
        reason: match detached.error.clone() {
            Some(error) => KeepReason::MarkerDamaged {
                error,
                label: label.clone(),
            },
            None => KeepReason::MarkerDeleted {
                label: label.clone(),
            },
        },
    });
    let ignored = planning.observed.ignored.iter();
    let ignored = ignored.map(|(number, author)| Kept {
        key: None,
        number: *number,
        title: String::new(),
        reason: KeepReason::Ignored {
            author: author.clone(),
        },
    });
    Decision {
        kept: detached.chain(ignored).collect(),
        ..Decision::default()
    }
}

/// Nothing is written on a locked issue, labels neither.
pub(super) fn spare_locked<'a>(planning: &Planning<'_>, mut changes: Vec<Change>) -> Decision<'a> {
    let mut decision = Decision::nothing();
    let made = planning.observed.managed.iter().map(|m| &m.issue);
    let persons = planning.observed.pinned.values().filter_map(|p| p.issue());
    for issue in made.chain(persons).filter(|issue| issue.locked) {
        let is_on = |change: &Change| change.number() == Some(issue.number);
        if let Some(change) = changes.iter().find(|change| is_on(change)) {
            decision = decision.and(Decision::keep(change.key(), issue, KeepReason::Locked));
        }
        changes.retain(|change| !is_on(change));
    }
    decision.and(Decision::of(changes))
}

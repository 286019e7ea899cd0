//! Issues that the program made and that are deleted, moved or discussions now:
//! said, and not made once more until a person says so.

use super::context::Planning;
use super::{Change, Remember};
use crate::model::{IssueNumber, Problem};
use crate::observe::Managed;
use crate::ownership::{IssueNumbers, Ledger, short};

/// The issue that a problem had and that is gone, where that is a reason to
/// make no other.
pub(super) fn withheld(
    planning: &Planning<'_>,
    ledger: &Ledger,
    problem: &Problem,
) -> Option<IssueNumber> {
    if planning.lifecycle(problem.rule.as_deref()).reopen.deleted {
        return None;
    }
    problem.keys().find_map(|key| ledger.is_gone(key))
}

/// Returns what the issues that a plan makes are to remember: those that no
/// other issue remembers yet. And where the last of them is remembered.
pub(super) fn remember(planning: &Planning<'_>, changes: &[Change]) -> Option<Remember> {
    if !changes.iter().any(|c| matches!(c, Change::Create(_))) {
        return None;
    }
    let ledger = planning.observed.ledger_of_issues(&planning.rules.instance);
    let ours = |m: &&Managed| {
        m.section.state.instance == planning.rules.instance && m.issue.state.is_open()
    };
    let open = || planning.observed.managed.iter().filter(ours);
    let made: IssueNumbers = open()
        .filter(|m| !planning.is_digest(&m.section))
        .map(|m| (short(&m.section.key).to_owned(), m.issue.number))
        .filter(|(name, number)| ledger.made.get(name) != Some(number))
        .collect();
    let writable = || open().filter(|m| !m.issue.locked);
    let digest = writable().find(|m| planning.is_digest(&m.section));
    let oldest = || writable().min_by_key(|m| m.issue.number);
    Some(Remember {
        made,
        home: digest.or_else(oldest).map(|m| m.issue.number),
    })
}

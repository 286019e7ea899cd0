//! Issues that the program made and that are deleted, moved or discussions now:
//! said, and not made once more until a person says so.

use std::collections::BTreeSet;

use super::context::Planning;
use super::digest;
use super::observe::{self, ObserveError};
use super::observed::{Managed, Observed, Trust};
use super::{Action, Change, Plan, Remember, Write};
use crate::model::{IssueNumber, Key, Problem};
use crate::ownership::{Ledger, Numbers, Section, short};
use crate::rules::Rules;
use crate::tracker::{Found, Reader};

/// What an instance's issues remember of each other.
pub(super) fn ledger(observed: &Observed, instance: &str) -> Ledger {
    let mut all = in_issues(observed, instance);
    all.merge(Ledger {
        made: observed.remembered.clone(),
        ..Ledger::default()
    });
    all.gone.extend(observed.lost.clone());
    all
}

fn in_issues(observed: &Observed, instance: &str) -> Ledger {
    let made = observed.managed.iter().map(|m| &m.live().state);
    let comments = observed.pinned.values().flat_map(|p| &p.comments);
    let mut all = Ledger::default();
    for state in made.chain(comments.map(|(_, section)| &section.state)) {
        if state.instance == instance {
            all.merge(Ledger::of(state));
        }
    }
    all
}

/// Why a problem gets no issue: it had one, which is gone.
pub(super) fn withheld(
    planning: &Planning<'_>,
    ledger: &Ledger,
    problem: &Problem,
) -> Option<(IssueNumber, String)> {
    if planning.lifecycle(problem.rule.as_deref()).reopen.deleted {
        return None;
    }
    let mut keys = std::iter::once(&problem.key).chain(&problem.aliases);
    let number = keys.find_map(|key| ledger.is_gone(key))?;
    let why = format!(
        "its issue #{number} was deleted, moved or made a discussion: `/bot new #{number}` in a comment on the digest files it again"
    );
    Some((number, why))
}

/// Looks for the issues that a plan's creates had before, one request each,
/// and notes those that are gone. Whether anything was learned.
pub(super) async fn look(
    reader: &impl Reader,
    trust: &Trust,
    rules: &Rules,
    plan: &Plan,
    asked: &mut BTreeSet<String>,
    observed: &mut Observed,
) -> Result<bool, ObserveError> {
    let ledger = ledger(observed, &rules.instance);
    let mut learned = false;
    let creates = plan.changes.iter().filter(|c| c.action == Action::Create);
    for key in creates.flat_map(keys) {
        let name = short(&key);
        let Some(number) = ledger.made.get(name).copied() else {
            continue;
        };
        let known = ledger.is_forgiven(name, number) || observed.has(number);
        if !asked.insert(name.to_owned()) || known {
            continue;
        }
        match reader.issue(number).await? {
            // A list that lags, or a label and an author that changed.
            Found::Issue(issue) => {
                let none = BTreeSet::new();
                observe::classify(reader, trust, &rules.label, &none, issue, observed).await?;
            }
            Found::PullRequest => continue,
            Found::Missing | Found::Gone | Found::Transferred(_) => {
                observed.lost.insert(name.to_owned(), number);
            }
        }
        learned = true;
    }
    Ok(learned)
}

/// The keys that a new issue would answer to.
fn keys(change: &Change) -> Vec<Key> {
    let section = match &change.write {
        Write::Create(issue) => Section::find(&issue.body).ok().flatten(),
        _ => None,
    };
    let aliases = section.map(|section| section.state.aliases);
    let mut keys = aliases.unwrap_or_default();
    keys.insert(0, change.key.clone());
    keys
}

/// What the issues that a plan makes are to remember: those that no other
/// issue remembers yet. And where the last of them is remembered.
pub(super) fn remember(planning: &Planning<'_>, changes: &[Change]) -> Option<Remember> {
    if !changes.iter().any(|c| c.action == Action::Create) {
        return None;
    }
    let ledger = in_issues(planning.observed, &planning.rules.instance);
    let ours = |m: &&Managed| {
        m.section.state.instance == planning.rules.instance && m.issue.state.is_open()
    };
    let open = || planning.observed.managed.iter().filter(ours);
    let made: Numbers = open()
        .filter(|m| !digest::is_digest(planning, &m.section))
        .map(|m| (short(&m.section.key).to_owned(), m.issue.number))
        .filter(|(name, number)| ledger.made.get(name) != Some(number))
        .collect();
    let writable = || open().filter(|m| !m.issue.locked);
    let digest = writable().find(|m| digest::is_digest(planning, &m.section));
    let oldest = || writable().min_by_key(|m| m.issue.number);
    Some(Remember {
        made,
        home: digest.or_else(oldest).map(|m| m.issue.number),
    })
}

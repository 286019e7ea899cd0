//! Single reads that settle what a plan takes from lists, which lag.

use std::collections::BTreeSet;

use crate::model::{Issue, IssueNumber, IssueState, Key};
use crate::observe::{ObserveError, Observed, Trust, classify};
use crate::ownership::{Section, short};
use crate::plan::{Change, CreateIssue, Plan, Write};
use crate::rules::Rules;
use crate::tracker::{Found, Reader};

/// Reads by themselves the issues for which a plan closes their twins: a list
/// that lags shows one open that was merged into the twin just now. Whether
/// anything was learned.
pub(crate) async fn survivors(
    reader: &impl Reader,
    trust: &Trust,
    rules: &Rules,
    plan: &Plan,
    asked: &mut BTreeSet<IssueNumber>,
    observed: &mut Observed,
) -> Result<bool, ObserveError> {
    let mut learned = false;
    for number in survivors_of(plan, observed) {
        if !asked.insert(number) {
            continue;
        }
        let found = reader.issue(number).await?;
        let position = observed
            .managed
            .iter()
            .position(|m| m.issue.number == number);
        let Some(position) = position else {
            continue;
        };
        let known = &observed.managed[position].issue;
        if matches!(&found, Found::Issue(issue) if same(issue, known)) {
            continue;
        }
        observed.managed.remove(position);
        if let Found::Issue(issue) = found {
            let none = BTreeSet::new();
            classify(reader, trust, &rules.label, &none, issue, observed).await?;
            observed.managed.sort_by_key(|m| m.issue.number);
        }
        learned = true;
    }
    Ok(learned)
}

fn same(one: &Issue, other: &Issue) -> bool {
    one.state == other.state && one.body == other.body
}

/// Open issues that share a key with one that a plan closes as a duplicate.
fn survivors_of(plan: &Plan, observed: &Observed) -> BTreeSet<IssueNumber> {
    let closes =
        |write: &Write| matches!(write, Write::Edit(p) if p.state == Some(IssueState::Duplicate));
    let twins = plan.changes.iter().filter_map(Change::on);
    let twins = twins.filter(|c| closes(&c.write));
    let twins: BTreeSet<IssueNumber> = twins.map(|c| c.number).collect();
    let managed = || observed.managed.iter();
    let keys: Vec<Key> = managed()
        .filter(|m| twins.contains(&m.issue.number))
        .flat_map(|m| m.keys().cloned())
        .collect();
    observed
        .with_keys(&keys)
        .filter(|m| m.issue.state.is_open() && !twins.contains(&m.issue.number))
        .map(|m| m.issue.number)
        .collect()
}

/// Looks for the issues that a plan's creates had before, one request each,
/// and notes those that are gone. Whether anything was learned.
pub(crate) async fn predecessors(
    reader: &impl Reader,
    trust: &Trust,
    rules: &Rules,
    plan: &Plan,
    asked: &mut BTreeSet<String>,
    observed: &mut Observed,
) -> Result<bool, ObserveError> {
    let ledger = observed.ledger(&rules.instance);
    let mut learned = false;
    let creates = plan.changes.iter().filter_map(|change| match change {
        Change::Create(create) => Some(create),
        Change::On(_) => None,
    });
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
                classify(reader, trust, &rules.label, &none, issue, observed).await?;
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
fn keys(create: &CreateIssue) -> Vec<Key> {
    let section = Section::find(&create.issue.body).ok().flatten();
    let aliases = section.map(|section| section.state.aliases);
    let mut keys = aliases.unwrap_or_default();
    keys.insert(0, create.key.clone());
    keys
}

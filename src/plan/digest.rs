//! The digest: one issue for the problems that have none of their own.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::builder::PlanBuilder;
use super::compose;
use super::context::{Planning, delta};
use super::evidence;
use super::lost;
use super::{Action, Change, ChangeBuilder, CreateIssue};
use crate::model::issue::{IssuePatch, NewIssue};
use crate::model::key::content_hash;
use crate::model::{Issue, IssueState, Key, Problem, Time};
use crate::observe::Managed;
use crate::ownership::{
    Ledger, Section, State, compose as whole, digest_key, hash, remember, replace, short,
};
use crate::render::view::{DigestEntry, DigestView, Provenance};
use crate::render::{TemplateError, words};

/// Where the state of the digest remembers problems that lack runs.
const PENDING: &str = "pending";
/// At most so many are remembered.
const MAX_PENDING: usize = 60;
/// Where it remembers which problems it lists.
const LISTED: &str = "listed";
/// At most so many of them.
const MAX_LISTED: usize = 120;
/// At most so many entries are listed, before the size budget.
const MAX_ENTRIES: usize = 200;
const TITLE: &str = "Problems without an issue of their own";

pub(super) fn key(planning: &Planning<'_>) -> Key {
    digest_key(&planning.rules.instance)
}

/// Whether a section is the digest's.
pub(super) fn is_digest(planning: &Planning<'_>, section: &Section) -> bool {
    section.key == key(planning)
}

/// A problem that has been seen, but not in runs enough.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Pending {
    /// Runs in a row that saw it.
    runs: u32,
    /// The newest evidence that was counted.
    at: Option<Time>,
    /// Checksum of what was read then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bytes: Option<String>,
    /// When that was written, where it says no time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    written: Option<Time>,
    /// The clock of the run that counted last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    counted: Option<Time>,
}

impl Pending {
    /// With one more run counted, if what it read is newer, or differs and an
    /// hour has passed. The same bytes count once a day, where they are collected
    /// anew.
    fn next(self, read: evidence::Reading, now: Time) -> Self {
        let newer = match (read.at, self.at) {
            (Some(new), Some(old)) if new != old => new > old,
            _ => {
                let since = self.counted.map(|at| now - at);
                read.counts(self.bytes.as_deref(), self.written, since)
            }
        };
        if newer {
            Self {
                runs: self.runs + 1,
                ..Self::first(read, now)
            }
        } else {
            self
        }
    }

    fn first(read: evidence::Reading, now: Time) -> Self {
        Self {
            runs: 1,
            at: read.at,
            bytes: Some(read.bytes),
            written: read.written,
            counted: Some(now),
        }
    }
}

fn observed<'a>(planning: &Planning<'a>) -> Option<&'a Managed> {
    let keys = [key(planning)];
    planning
        .observed
        .managed
        .iter()
        .filter(|m| m.keys().any(|k| keys.contains(k)))
        .min_by_key(|m| m.issue.number)
}

fn pending(planning: &Planning<'_>) -> BTreeMap<Key, Pending> {
    observed(planning)
        .and_then(|m| m.section.state.more.get(PENDING))
        .and_then(|value| serde_json::from_value(value.clone()).ok())
        .unwrap_or_default()
}

/// In how many runs a problem has been seen, this one included.
pub(super) fn runs_seen(planning: &Planning<'_>, problem: &Problem) -> u32 {
    counted(planning, problem).runs
}

fn counted(planning: &Planning<'_>, problem: &Problem) -> Pending {
    let read = evidence::reading(planning, problem);
    match pending(planning).remove(&problem.key) {
        Some(known) => known.next(read, planning.now),
        None => Pending::first(read, planning.now),
    }
}

/// One problem of the digest.
struct Entry<'a> {
    problem: &'a Problem,
    /// Why it has no issue of its own.
    reason: String,
    /// It only lacks runs, and has been seen in so many.
    runs: Option<u32>,
}

fn entries<'a>(planning: &Planning<'_>, builder: &mut PlanBuilder<'a>) -> Vec<Entry<'a>> {
    let settled = std::mem::take(&mut builder.digest);
    let settled = settled.into_iter().map(|(problem, reason)| Entry {
        problem,
        reason,
        runs: None,
    });
    let pending = std::mem::take(&mut builder.pending);
    let pending = pending.into_iter().map(|problem| {
        let runs = runs_seen(planning, problem);
        Entry {
            problem,
            reason: format!("seen in {runs} runs so far"),
            runs: Some(runs),
        }
    });
    let mut entries: Vec<_> = settled.chain(pending).collect();
    entries.sort_by_key(|entry| {
        let problem = entry.problem;
        let severity = std::cmp::Reverse(problem.severity);
        (problem.priority, severity, problem.key.to_string())
    });
    entries
}

/// Makes, updates or closes the digest.
pub(super) fn decide(
    planning: &Planning<'_>,
    builder: &mut PlanBuilder<'_>,
) -> Result<(), TemplateError> {
    let entries = entries(planning, builder);
    for entry in entries.iter().filter(|entry| entry.runs.is_none()) {
        builder.leave_out(entry.problem, entry.reason.clone());
    }
    let state = state(planning, &entries, &builder.ledger);
    match observed(planning) {
        None if entries.is_empty() => Ok(()),
        None => create(planning, &entries, state, builder),
        Some(managed) => update(planning, managed, &entries, state, builder),
    }
}

/// What of the entries is material: which there are, how urgent, and why here.
fn material(entries: &[Entry<'_>]) -> String {
    let parts: Vec<_> = entries
        .iter()
        .map(|entry| {
            let p = entry.problem;
            (p.key.as_str(), p.priority, &p.title, &entry.reason)
        })
        .collect();
    content_hash(&serde_json::to_string(&parts).unwrap_or_default())
}

fn state(planning: &Planning<'_>, entries: &[Entry<'_>], known: &Ledger) -> State {
    let mut state = State::new(&planning.rules.instance);
    state.material = material(entries);
    let before = observed(planning).map(|m| &m.section.state);
    let mut ledger = before.map(Ledger::of).unwrap_or_default();
    if let Some(before) = before {
        state.more.clone_from(&before.more);
    }
    for problem in entries.iter().map(|entry| entry.problem) {
        if let Some((number, _)) = lost::withheld(planning, known, problem) {
            ledger.gone.insert(short(&problem.key).to_owned(), number);
        }
    }
    ledger.put(&mut state);
    compose::keep(planning, &mut state);
    state.written = Some(planning.now);
    planning.run.clone_into(&mut state.run);
    state.title = Some(hash(TITLE));
    state.labels = vec![planning.rules.label.clone()];
    let remembered: BTreeMap<&Key, Pending> = entries
        .iter()
        .filter(|entry| entry.runs.is_some())
        .take(MAX_PENDING)
        .map(|entry| (&entry.problem.key, counted(planning, entry.problem)))
        .collect();
    state.more.remove(PENDING);
    if !remembered.is_empty()
        && let Ok(value) = serde_json::to_value(&remembered)
    {
        state.more.insert(PENDING.to_owned(), value);
    }
    let listed = entries.iter().take(MAX_LISTED);
    let listed = listed.map(|entry| short(&entry.problem.key).into());
    state.more.insert(
        LISTED.to_owned(),
        serde_json::Value::Array(listed.collect()),
    );
    state
}

fn visible(planning: &Planning<'_>, entries: &[Entry<'_>]) -> Result<String, TemplateError> {
    let view = DigestView {
        entries: entries
            .iter()
            .take(MAX_ENTRIES)
            .map(
                |Entry {
                     problem, reason, ..
                 }| DigestEntry {
                    priority: problem.priority.name().to_owned(),
                    title: problem.title.clone(),
                    count: words::thousands(problem.seen.count),
                    last_seen: problem.seen.last_seen.map(words::utc),
                    reason: reason.clone(),
                    key: problem.key.to_string(),
                },
            )
            .collect(),
        more: entries.len().saturating_sub(MAX_ENTRIES),
        provenance: Provenance {
            key: key(planning).to_string(),
            rule: None,
            group: Vec::new(),
            run: planning.run.to_owned(),
        },
    };
    planning.renderer.digest(view)
}

fn create(
    planning: &Planning<'_>,
    entries: &[Entry<'_>],
    state: State,
    builder: &mut PlanBuilder<'_>,
) -> Result<(), TemplateError> {
    let body = whole(&key(planning), &visible(planning, entries)?, &state);
    let reason = format!(
        "{} without an issue",
        words::count(entries.len() as u64, "problem", "problems")
    );
    builder.changes.push(Change::Create(CreateIssue {
        key: key(planning),
        reason,
        priority: None,
        issue: NewIssue {
            title: TITLE.to_owned(),
            body,
            labels: state.labels,
            assignees: Vec::new(),
        },
    }));
    Ok(())
}

fn update(
    planning: &Planning<'_>,
    managed: &Managed,
    entries: &[Entry<'_>],
    mut state: State,
    builder: &mut PlanBuilder<'_>,
) -> Result<(), TemplateError> {
    let issue = &managed.issue;
    let before = &managed.section.state;
    if let Some(why) = left_alone(planning, managed, entries) {
        if !entries.is_empty() {
            let waiting = entries.iter().any(|entry| entry.runs.is_some());
            let lost = if issue.locked && waiting {
                ", so the runs that saw a problem cannot be counted in it"
            } else {
                ""
            };
            builder.keep(&key(planning), issue, format!("{why}{lost}"));
        }
        remember_quietly(planning, managed, &state, builder);
        return Ok(());
    }
    let open = issue.state.is_open();
    if entries.is_empty() && (!open || !all_looked(planning)) {
        return Ok(());
    }
    if open && before.material == state.material {
        return Ok(());
    }
    state.labels.clone_from(&before.labels);
    let (action, target, reason) = match (entries.is_empty(), open) {
        (true, _) => (
            Action::Close,
            Some(IssueState::Completed),
            "nothing is left in it",
        ),
        (false, false) => (
            Action::Reopen,
            Some(IssueState::Open),
            "there are new entries",
        ),
        (false, true) => (Action::Update, None, "its entries changed"),
    };
    if action == Action::Close {
        compose::closing(&mut state, IssueState::Completed, planning.now);
    }
    let text = whole(&managed.section.key, &visible(planning, entries)?, &state);
    let patch = IssuePatch {
        title: None,
        body: Some(replace(&issue.body, &managed.section, &text)),
        state: target,
    };
    let key = key(planning);
    let steps = steps(&key, issue, reason);
    builder.changes.push(steps.edit_quietly(action, patch));
    Ok(())
}

/// Why the digest's text stays as a person left it.
fn left_alone(
    planning: &Planning<'_>,
    managed: &Managed,
    entries: &[Entry<'_>],
) -> Option<&'static str> {
    let issue = &managed.issue;
    if issue.locked {
        return Some("the digest is locked");
    }
    if managed.declined() {
        return Some("a person closed the digest as not planned");
    }
    if managed.section.edited() {
        return Some("a person edited the digest");
    }
    if issue.state.is_open() || managed.closed_by_bot() {
        return None;
    }
    let after = delta(planning.rules.lifecycle.reopen.after).max(TimeDelta::days(1));
    let closed_at = issue.closed_at.unwrap_or(issue.updated_at);
    let is_new = |entry: &Entry<'_>| !is_listed(&managed.section, entry.problem);
    if planning.now - closed_at >= after && entries.iter().any(is_new) {
        return None;
    }
    Some("a person closed the digest: it comes back with something new, a day later")
}

/// Whether the digest's text, as last written, has a problem in it.
fn is_listed(section: &Section, problem: &Problem) -> bool {
    match section.state.more.get(LISTED).and_then(|v| v.as_array()) {
        Some(listed) => {
            let name = short(&problem.key);
            listed.iter().any(|known| known.as_str() == Some(name))
        }
        None => section.visible.contains(&problem.title),
    }
}

/// Writes down what only the program reads, and changes no word that is shown.
fn remember_quietly(
    planning: &Planning<'_>,
    managed: &Managed,
    wanted: &State,
    builder: &mut PlanBuilder<'_>,
) {
    let issue = &managed.issue;
    let before = &managed.section.state;
    let mut state = before.clone();
    state.more.clone_from(&wanted.more);
    match before.more.get(LISTED) {
        Some(listed) => state.more.insert(LISTED.to_owned(), listed.clone()),
        None => state.more.remove(LISTED),
    };
    if issue.locked || state == *before {
        return;
    }
    planning.run.clone_into(&mut state.run);
    let body = remember(&issue.body, &managed.section, &state);
    let key = key(planning);
    let steps = steps(&key, issue, "the runs that saw a problem are counted");
    builder.changes.push(steps.edit_body(Action::Update, body));
}

/// An empty digest means something only if everything was looked at.
fn all_looked(planning: &Planning<'_>) -> bool {
    !planning.triage.coverage.is_empty()
        && planning.triage.coverage.iter().all(|l| l.blind.is_none())
}

fn steps<'c>(key: &'c Key, issue: &'c Issue, reason: &'c str) -> ChangeBuilder<'c> {
    ChangeBuilder {
        key,
        issue,
        reason,
        priority: None,
    }
}

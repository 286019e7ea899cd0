//! A plan and a writer -> what was done, failed and was skipped.
//!
//! One failure never stops unrelated changes; only a tracker that refuses the
//! account, or cannot be reached, stops the rest.

mod create;
mod group;
mod made;
mod memory;
mod verify;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde::Serialize;

use crate::model::{IssueNumber, Key};
use crate::observe::Trust;
use crate::plan::{Action, Change, ChangeIssue, CreateIssue, Plan};
use crate::tracker::{TrackerError, Writer};
use made::IssuesSincePlan;
use memory::IssueMemory;

/// The result of applying a plan.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Outcome {
    /// Written, and checked against the answer.
    pub applied: Vec<Done>,
    /// Changes that were tried and failed.
    pub failed: Vec<Undone>,
    /// Not tried: the issue moved, an earlier step failed, or the run was stopped.
    pub skipped: Vec<Undone>,
}

/// A change that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Done {
    /// The kind of change.
    pub action: Action,
    /// The key of the problem.
    pub key: Key,
    /// The issue that was changed.
    pub number: IssueNumber,
    /// The issue's title.
    pub title: String,
    /// Where a person reads it.
    pub url: String,
}

/// A change that was not made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Undone {
    /// The kind of change.
    pub action: Action,
    /// The key of the problem.
    pub key: Key,
    /// The issue that was to be changed; `None` where it was to be made.
    pub number: Option<IssueNumber>,
    /// The issue's title.
    pub title: String,
    /// The reason that the change was not made.
    pub reason: String,
}

impl Outcome {
    /// Something of the plan was not done.
    pub fn is_incomplete(&self) -> bool {
        !self.failed.is_empty() || !self.skipped.is_empty()
    }
}

impl Undone {
    fn create(create: &CreateIssue, reason: impl Into<String>) -> Self {
        Self {
            action: Action::Create,
            key: create.key.clone(),
            number: None,
            title: create.issue.title.clone(),
            reason: reason.into(),
        }
    }

    fn on(change: &ChangeIssue, reason: impl Into<String>) -> Self {
        Self {
            action: change.action,
            key: change.key.clone(),
            number: Some(change.number),
            title: change.title.clone(),
            reason: reason.into(),
        }
    }
}

/// How waiting is done: really, or by a test's clock.
#[allow(async_fn_in_trait)] // one thread applies a plan
pub trait Pause {
    /// Waits for a length of time.
    async fn pause(&self, length: Duration);
}

/// A pause that waits in real time.
#[derive(Debug, Clone, Copy)]
pub struct RealPause;

impl Pause for RealPause {
    async fn pause(&self, length: Duration) {
        tokio::time::sleep(length).await;
    }
}

/// The writer and the other needs of applying a plan.
#[derive(Debug)]
pub struct Applying<'a, W, P> {
    /// The tracker to write to.
    pub writer: &'a W,
    /// The way to wait between tries.
    pub pause: &'a P,
    /// The accounts whose markers count, when it looks for what became of a
    /// create.
    pub trust: &'a Trust,
    /// On every issue of the program.
    pub label: &'a str,
    /// Set when the run is to stop: the write under way is finished, no other begun.
    pub stop: &'a AtomicBool,
}

/// Makes the changes of a plan, in its order, and returns what came of each.
pub async fn apply<W: Writer, P: Pause>(plan: &Plan, applying: &Applying<'_, W, P>) -> Outcome {
    let mut outcome = Outcome::default();
    let mut made = IssuesSincePlan::since(plan.based_on.last_number);
    define_labels(plan, applying).await;
    let mut halted: Option<String> = None;
    let mut silent = 0;
    let mut memory = IssueMemory::of(plan);
    for changes in groups(&plan.changes) {
        if applying.stop.load(Ordering::Relaxed) {
            halted.get_or_insert_with(|| "the run was stopped".to_owned());
        }
        if let Some(why) = &halted {
            outcome.skipped.extend(changes.undone(why));
            continue;
        }
        let verdict = match changes {
            ChangeGroup::On(number, changes) => {
                group::apply(number, &changes, applying, &mut outcome).await
            }
            ChangeGroup::Create(create) => {
                let create = memory.within(create);
                let before = outcome.applied.len();
                let verdict = create::apply(&create, applying, &mut made, &mut outcome).await;
                memory.learn(outcome.applied.get(before..).unwrap_or_default());
                verdict
            }
        };
        match verdict {
            Continuation::Fine => silent = 0,
            Continuation::Failing(_) if silent + 1 < MOST_SILENT => silent += 1,
            Continuation::Failing(why) | Continuation::Hopeless(why) => halted = Some(why),
        }
    }
    if halted.is_none() {
        memory.finish(applying).await;
    }
    outcome
}

/// Changes that are applied together: one that fails ends the others.
enum ChangeGroup<'p> {
    /// A new issue.
    Create(&'p CreateIssue),
    /// All changes of one issue, in order.
    On(IssueNumber, Vec<&'p ChangeIssue>),
}

impl ChangeGroup<'_> {
    fn undone(&self, why: &str) -> Vec<Undone> {
        match self {
            Self::Create(create) => vec![Undone::create(create, why)],
            Self::On(_, changes) => changes.iter().map(|c| Undone::on(c, why)).collect(),
        }
    }
}

/// A plan's changes in the order in which they are applied: those of an issue
/// where its first one stands.
fn groups(changes: &[Change]) -> Vec<ChangeGroup<'_>> {
    let mut positions = BTreeMap::new();
    let mut groups: Vec<ChangeGroup<'_>> = Vec::new();
    for change in changes {
        match change {
            Change::Create(create) => groups.push(ChangeGroup::Create(create)),
            Change::On(change) => {
                let position = *positions.entry(change.number).or_insert(groups.len());
                match groups.get_mut(position) {
                    Some(ChangeGroup::On(_, changes)) => changes.push(change),
                    _ => groups.push(ChangeGroup::On(change.number, vec![change])),
                }
            }
        }
    }
    groups
}

/// Labels that do not exist get their colour and description. Where that is
/// not allowed, GitHub defines them itself when they are put on.
async fn define_labels<W: Writer, P>(plan: &Plan, applying: &Applying<'_, W, P>) {
    for label in &plan.labels {
        if let Err(error) = applying.writer.create_label(label).await {
            tracing::warn!(label = label.name, %error, "the label could not be defined");
            if matches!(verdict(&error), Continuation::Hopeless(_)) {
                return;
            }
        }
    }
}

/// This many issues in a row for which the tracker answers with errors of its
/// own end the run: one may be at fault itself, more are the tracker's.
const MOST_SILENT: u32 = 2;

/// Whether the rest of the run goes on after a failure.
enum Continuation {
    /// Nothing.
    Fine,
    /// The tracker answers, but not as it should: perhaps only here.
    Failing(String),
    /// There is no hope for other changes.
    Hopeless(String),
}

fn verdict(error: &TrackerError) -> Continuation {
    match error {
        TrackerError::Unauthorized { .. }
        | TrackerError::RateLimited { .. }
        | TrackerError::NotFound { .. }
        | TrackerError::Unreachable {
            answered: false, ..
        } => Continuation::Hopeless(error.to_string()),
        TrackerError::Unreachable { answered: true, .. } => {
            Continuation::Failing(error.to_string())
        }
        _ => Continuation::Fine,
    }
}

#[cfg(test)]
mod tests;

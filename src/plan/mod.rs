//! The difference between what is observed and what is desired, as data.
//!
//! Planning is pure: it sees a snapshot of the tracker, the problems and one
//! `now`, and returns what should be written, each with its reason. Nothing
//! in here can write.
//!
//! [`plan()`] reads as the order of the decisions. Each of them is a function
//! that returns a `Decision`; only the `PlanBuilder` puts them together.

mod absent;
mod builder;
mod change;
mod changed;
mod compose;
mod context;
mod decision;
mod decisions;
mod deleted;
mod digest;
mod document;
mod duplicates;
mod evidence;
mod extra_priorities;
mod filing;
mod guard;
mod limits;
mod managed;
mod matching;
mod material;
mod merges;
mod notify;
mod other_rules;
mod pinned;
mod present;
mod priority_raise;
mod reason;
mod revisions;
mod rewrite;
mod unusable;
mod update_reason;
mod urgency;

use crate::render::TemplateError;
use builder::PlanBuilder;

pub(crate) use change::ChangeBuilder;
pub use change::{Action, Basis, Change, ChangeIssue, CreateIssue, DamagedChange, Write};
pub use context::Planning;
pub use document::{BasedOn, Kept, LeftOut, Plan, Remember, VERSION};
pub use guard::{PlanRefusal, guard};
pub use reason::{KeepReason, LeftOutReason, PinnedBy, SavedReason, Unproved, UntrackedReason};

/// Returns what should be written, given all that is known.
///
/// # Errors
/// A template that fails on a problem; names were checked before, so this is
/// one that asks too much of its input.
pub fn plan(planning: &Planning<'_>) -> Result<Plan, TemplateError> {
    // Which issue is whose, and what people decided by command.
    let merges = merges::settle(planning.observed, planning.now);
    let planning = &planning.with_observed(&merges.observed);
    let matched = matching::matched(planning.triage, planning.observed);
    let planning = &planning.with_triage(&matched);
    let decided = decisions::decided(planning);
    let planning = &planning.with_triage(&decided);

    // Problems that are there, and issues whose problem is not.
    let mut builder = PlanBuilder::new(planning);
    for problem in &planning.triage.problems {
        builder.add(present::decide(planning, problem, builder.predecessors())?);
    }
    for decision in absent::decide(planning) {
        builder.add(decision);
    }
    builder.add(merges.remember(planning, builder.changes()));
    builder.add(unusable::report(planning));

    // New issues as far as the limits allow; the rest goes to the digest.
    let wanted = builder.take_wanted();
    builder.add(limits::creates(planning, wanted)?);
    let entries = digest::entries(planning, builder.take_digest(), builder.take_counting());
    builder.add(digest::decide(
        planning,
        &entries,
        &builder.predecessors().ledger,
    )?);

    // What of all changes is made in this run.
    builder.narrow(|changes| unusable::spare_locked(planning, changes));
    builder.narrow(|changes| notify::within_a_day(planning, changes));
    builder.narrow(|changes| limits::within_writes(planning, changes));
    Ok(builder.finish(planning))
}

#[cfg(test)]
mod tests;

//! A plan that does too much at once is not applied without being told to.

use thiserror::Error;

use super::{Change, Plan, Write, notify};
use crate::model::{IssueState, Priority};
use crate::rules::Limits;

/// Below this many, a share says nothing.
const AT_LEAST: usize = 5;
/// Per cent of the managed issues.
const SHARE: usize = 30;

/// Why a plan is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PlanRefusal {
    /// It takes back too much.
    #[error(
        "the plan closes, retitles or takes labels off {touched} of {managed} issues, which is more than {SHARE}%. Was something not read? Look at `bot plan`, and pass --force if it is right"
    )]
    Share {
        /// Issues it would do that to.
        touched: usize,
        /// Issues that the program manages.
        managed: usize,
    },
    /// It would notify too often.
    #[error(
        "the plan notifies people {notifications} times, the limit is {limit} a day (limits.notifications.day). Look at `bot plan`, and pass --force if it is right"
    )]
    Notifications {
        /// How often.
        notifications: usize,
        /// The limit.
        limit: u64,
    },
}

/// Whether a plan may be applied without `--force`.
pub fn guard(plan: &Plan, limits: &Limits) -> Result<(), PlanRefusal> {
    let mut touched: Vec<u64> = plan
        .changes
        .iter()
        .filter_map(Change::on)
        .filter(|change| takes_back(&change.write))
        .map(|change| change.number)
        .collect();
    touched.sort_unstable();
    touched.dedup();
    let touched = touched.len();
    if touched >= AT_LEAST && touched * 100 > plan.managed * SHARE {
        return Err(PlanRefusal::Share {
            touched,
            managed: plan.managed,
        });
    }
    let notifications = plan.changes.iter().filter(|c| notify::counts(c)).count();
    if notifications as u64 > limits.notifications_day {
        return Err(PlanRefusal::Notifications {
            notifications,
            limit: limits.notifications_day,
        });
    }
    Ok(())
}

/// Closing (but for twins, whose problem stays tracked), retitling, taking a
/// label off (but for swapping one priority for another).
fn takes_back(write: &Write) -> bool {
    match write {
        Write::Edit(patch) => {
            let closes = patch
                .state
                .is_some_and(|s| !s.is_open() && s != IssueState::Duplicate);
            closes || patch.title.is_some()
        }
        Write::Labels { remove, .. } => remove.iter().any(|l| Priority::parse(l).is_none()),
        _ => false,
    }
}

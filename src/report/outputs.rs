//! The Action's outputs.
//!
//! A step sets outputs by lines `name=value` in the file that `GITHUB_OUTPUT`
//! names. Values here are numbers and a path, one line each.

use std::fmt::Write as _;
use std::path::Path;

use crate::apply::Outcome;
use crate::plan::{Action, Plan};

/// The lines for a run: how many issues were created, updated and closed, how
/// many changes failed, and where the plan was saved. A plan that was not
/// applied did none of it.
pub fn lines(plan: &Plan, outcome: Option<&Outcome>, saved: Option<&Path>) -> String {
    let count = |actions: &[Action]| {
        let applied = outcome.map(|outcome| outcome.applied.as_slice());
        let mut numbers: Vec<u64> = applied
            .unwrap_or_default()
            .iter()
            .filter(|done| actions.contains(&done.action))
            .map(|done| done.number)
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers.len()
    };
    let updated = [Action::Adopt, Action::Update, Action::Reopen, Action::Label];
    let failed = outcome.map_or(0, |outcome| outcome.failed.len() + outcome.skipped.len());
    let mut out = String::new();
    let _ = writeln!(out, "created={}", count(&[Action::Create]));
    let _ = writeln!(out, "updated={}", count(&updated));
    let _ = writeln!(out, "closed={}", count(&[Action::Close]));
    let _ = writeln!(out, "failed={failed}");
    let _ = writeln!(out, "changes={}", plan.changes.len());
    if let Some(path) = saved
        .and_then(Path::to_str)
        .filter(|path| !path.contains(['\n', '\r']))
    {
        let _ = writeln!(out, "plan={path}");
    }
    out
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::apply::Done;
    use crate::model::{Key, Time};
    use crate::plan::BasedOn;

    #[test]
    fn issues_are_counted_once_each() {
        let at: Time = "2025-09-15T20:00:00Z".parse().unwrap();
        let based_on = BasedOn {
            at,
            issues: 0,
            last_number: 0,
        };
        let plan = Plan::empty("r", "dir:x", based_on);
        let done = |action, number| Done {
            action,
            key: Key::of("main", [("rule", "x")]),
            number,
            title: String::new(),
            url: String::new(),
        };
        let outcome = Outcome {
            applied: vec![
                done(Action::Create, 1),
                done(Action::Label, 2),
                done(Action::Update, 2),
                done(Action::Close, 3),
                done(Action::Comment, 3),
            ],
            ..Outcome::default()
        };
        let told = lines(&plan, Some(&outcome), Some(Path::new("/tmp/a\nb=c")));
        insta::assert_snapshot!(told, @r"
        created=1
        updated=1
        closed=1
        failed=0
        changes=0
        ");
        assert!(lines(&plan, None, Some(Path::new("/t/p.json"))).ends_with("plan=/t/p.json\n"));
    }
}

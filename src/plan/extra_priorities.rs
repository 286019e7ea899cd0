//! Priority labels that another run left: two runs at once, or one that was
//! stopped between its label and its text.

use super::compose;
use super::context::Planning;
use super::{Change, ChangeBuilder};
use crate::model::Problem;
use crate::observe::Managed;

/// Takes off what the program put on and no longer wants, where nothing else of
/// the issue changes.
pub(super) fn take_off(
    planning: &Planning<'_>,
    problem: &Problem,
    managed: &Managed,
) -> Option<Change> {
    let (issue, state) = (&managed.issue, &managed.live().state);
    let labels = compose::labels(&planning.labels(problem), &issue.labels, Some(state));
    let steps = ChangeBuilder {
        key: &managed.section.key,
        issue,
        reason: "another run left a second priority label",
        priority: Some(problem.priority),
    };
    steps.labels(&[], &labels.remove)
}

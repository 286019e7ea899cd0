//! One problem that several sources report under several rules.
//!
//! In a run that reads them all it is one problem, and one rule speaks for it.
//! In a run that reads only some, the rule of those would retell the issue in
//! its own way, and the next run would tell it back. So the rule that the
//! issue is told by goes on to speak, until its own sources are read again.

use super::compose;
use super::context::Planning;
use super::evidence;
use super::{Action, Change, ChangeBuilder};
use crate::model::Problem;
use crate::observe::Managed;
use crate::ownership::{State, remember};

/// Whether a problem comes under another rule than its issue is told by, from
/// sources that the issue's rule has nothing to do with.
pub(super) fn is_of_another_rule(
    planning: &Planning<'_>,
    problem: &Problem,
    state: &State,
) -> bool {
    let speaks = planning.rule(state.rule.as_deref());
    let comes = planning.rule(problem.rule.as_deref());
    let (Some(speaks), Some(comes)) = (speaks, comes) else {
        return false;
    };
    let own = || {
        state
            .sources
            .iter()
            .filter(|name| !state.also.contains(name))
    };
    speaks.id != comes.id
        && own().any(|name| planning.may_be_read(name))
        && !own().any(|name| planning.was_read(name))
}

/// Remembers, once, that these sources report the problem too: it is gone only
/// when none does.
pub(super) fn note(
    planning: &Planning<'_>,
    problem: &Problem,
    managed: &Managed,
) -> Option<Change> {
    let section = managed.live();
    let before = &section.state;
    let mut state = before.clone();
    state.found = evidence::found(planning, problem, Some(before));
    state.sources.extend(compose::sources(problem));
    state.sources.extend(problem.also.iter().cloned());
    state.sources.sort();
    state.sources.dedup();
    state.also.extend(compose::sources(problem));
    state.also.extend(problem.also.iter().cloned());
    state.also.sort();
    state.also.dedup();
    let is_known = state.also == before.also && !evidence::outgrows(planning, problem, before);
    let is_gone = before.clean > 0 || before.unseen_since.is_some() || before.closed.is_some();
    if is_known && !is_gone {
        return None;
    }
    state.clean = 0;
    state.clean_at = None;
    state.unseen_since = None;
    state.counted = Some(planning.now);
    state.closed = None;
    planning.run.clone_into(&mut state.run);
    let steps = ChangeBuilder {
        key: &managed.section.key,
        issue: &managed.issue,
        reason: "another source reports it, under another rule",
        priority: Some(problem.priority),
    };
    Some(match &managed.comment {
        Some((comment, section)) => {
            steps.edit_comment(comment, remember(&comment.body, section, &state))
        }
        None => steps.edit_body(
            Action::Update,
            remember(&managed.issue.body, section, &state),
        ),
    })
}

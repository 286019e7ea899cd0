//! The changes that write down what the commands of one comment decided.

use super::Acting;
use super::effects::CommandEffects;
use crate::command::Home;
use crate::model::issue::{IssuePatch, same_label};
use crate::model::{Issue, IssueState, Key, Priority};
use crate::observe::Managed;
use crate::ownership::{Closed, Ledger, State, Status, remember};
use crate::plan::{Action, Change, ChangeBuilder};

impl CommandEffects {
    /// Returns the changes, in the order in which they are applied.
    pub(super) fn changes(&self, acting: &Acting<'_>) -> Vec<Change> {
        let reason = format!("commanded by {}", acting.said.by);
        let on = |issue| ChangeBuilder {
            key: &self.key,
            issue,
            reason: &reason,
            priority: None,
        };
        let mut changes = self.ledger_changes(acting, on);
        if self.after == self.before {
            return changes;
        }
        changes.extend(self.target_changes(acting, on));
        let issue = acting.home.issue();
        if let (Some(priority), Some((_, state))) = (self.priority, acting.home.tracked()) {
            let (add, remove) = labels(issue, state, priority);
            changes.extend(on(issue).labels(&add, &remove));
        }
        match acting.home {
            Home::Made(managed) => changes.extend(self.on_made(acting, managed, on(issue))),
            Home::Adopted { pinned, .. } => {
                changes.extend(pinned.comments.iter().map(|(comment, section)| {
                    let state = self.remembered(acting, &section.state);
                    on(issue).edit_comment(comment, remember(&comment.body, section, &state))
                }));
            }
            Home::Foreign(_) | Home::Detached(_) => {}
        }
        if let Some(into) = self.merge {
            let text = format!(
                "Duplicate of #{into}: its problem lives there from now on, as {} decided.",
                acting.escaper.code(&acting.said.by)
            );
            changes.push(on(issue).note(Action::Link, &text, acting.run));
        }
        changes
    }

    /// What the digest remembers of issues that are gone, where that changes.
    fn ledger_changes<'i>(
        &self,
        acting: &Acting<'i>,
        on: impl Fn(&'i Issue) -> ChangeBuilder<'i>,
    ) -> Vec<Change> {
        match (&self.ledger, acting.home) {
            (Some(ledger), Home::Made(digest)) if *ledger != Ledger::of(&digest.section.state) => {
                on_target(acting, digest, on(&digest.issue), |state| ledger.put(state))
            }
            _ => Vec::new(),
        }
    }

    /// What changes on the issue that the problem moves to, or comes back from.
    fn target_changes<'i>(
        &self,
        acting: &Acting<'i>,
        on: impl Fn(&'i Issue) -> ChangeBuilder<'i>,
    ) -> Vec<Change> {
        let Some(Home::Made(target)) = acting.other else {
            return Vec::new();
        };
        let number = Some(target.issue.number);
        if self.merge == number {
            self.alias(acting, target, on(&target.issue))
        } else if self.back_from == number && !target.issue.locked {
            self.unalias(acting, target, on(&target.issue))
        } else {
            Vec::new()
        }
    }

    /// The issue that takes the problem over answers to its keys.
    fn alias(
        &self,
        acting: &Acting<'_>,
        target: &Managed,
        steps: ChangeBuilder<'_>,
    ) -> Vec<Change> {
        on_target(acting, target, steps, |state| {
            state.aliases.extend(self.keys(acting));
            state.aliases.sort();
            state.aliases.dedup();
            state.aliases.retain(|key| *key != target.section.key);
            // It is open: what once moved its own problem elsewhere is over.
            state
                .decisions
                .take_merge_back(Status::Reopened, acting.now);
        })
    }

    /// It answers to them no longer.
    fn unalias(
        &self,
        acting: &Acting<'_>,
        target: &Managed,
        steps: ChangeBuilder<'_>,
    ) -> Vec<Change> {
        let keys = self.keys(acting);
        if !target.keys().any(|key| keys.contains(key)) {
            return Vec::new();
        }
        on_target(acting, target, steps, |state| {
            state.aliases.retain(|key| !keys.contains(key));
        })
    }

    /// All keys of this problem.
    fn keys(&self, acting: &Acting<'_>) -> Vec<Key> {
        let known = acting.home.tracked().map(|(_, state)| &state.aliases);
        let aliases = known.into_iter().flatten().cloned();
        aliases.chain([self.key.clone()]).collect()
    }

    /// Where a person edited the text, its state rides in a comment as well:
    /// first there, since closing the issue comes last.
    fn on_made(
        &self,
        acting: &Acting<'_>,
        managed: &Managed,
        steps: ChangeBuilder<'_>,
    ) -> Vec<Change> {
        let issue = &managed.issue;
        let mut changes = Vec::new();
        if let Some((comment, section)) = &managed.comment {
            let state = self.remembered(acting, &section.state);
            let body = remember(&comment.body, section, &state);
            changes.push(steps.edit_comment(comment, body));
        }
        let state = self.remembered(acting, &managed.section.state);
        let patch = IssuePatch {
            title: None,
            body: Some(remember(&issue.body, &managed.section, &state)),
            state: self.status.filter(|status| *status != issue.state),
        };
        let action = match patch.state {
            None => Action::Update,
            Some(IssueState::Open) => Action::Reopen,
            Some(_) => Action::Close,
        };
        changes.push(steps.edit(action, patch));
        changes
    }

    /// The state with what was decided in it.
    fn remembered(&self, acting: &Acting<'_>, before: &State) -> State {
        let mut state = before.clone();
        state.decisions = self.after.clone();
        acting.run.clone_into(&mut state.run);
        match self.status {
            // As if the commenter had closed it: no closing of the program's.
            Some(IssueState::Completed) => state.closed = None,
            Some(IssueState::Open) => {
                state.closed = None;
                state.clean = 0;
                state.clean_at = Some(acting.now);
            }
            Some(how) => {
                state.closed = Some(Closed {
                    at: acting.now,
                    written: None,
                    how,
                });
            }
            None => {}
        }
        if let Some(priority) = self.priority {
            let (add, remove) = labels(acting.home.issue(), before, priority);
            state
                .labels
                .retain(|l| !remove.iter().any(|r| same_label(l, r)));
            state.labels.extend(add);
        }
        state
    }
}

/// Changes what another issue remembers, wherever it remembers it.
fn on_target(
    acting: &Acting<'_>,
    target: &Managed,
    steps: ChangeBuilder<'_>,
    change: impl Fn(&mut State),
) -> Vec<Change> {
    let edited = |state: &State| {
        let mut state = state.clone();
        change(&mut state);
        acting.run.clone_into(&mut state.run);
        state
    };
    let mut changes = Vec::new();
    if let Some((comment, section)) = &target.comment {
        let body = remember(&comment.body, section, &edited(&section.state));
        changes.push(steps.edit_comment(comment, body));
    }
    let section = &target.section;
    let body = remember(&target.issue.body, section, &edited(&section.state));
    changes.push(steps.edit_body(Action::Link, body));
    changes
}

/// The priority's label in place of the one that the program put on.
fn labels(issue: &Issue, before: &State, priority: Priority) -> (Vec<String>, Vec<String>) {
    let is = |label: &String| same_label(label, priority.name());
    let add = (!issue.labels.iter().any(is)).then(|| priority.name().to_owned());
    let ours = before.labels.iter().filter(|label| {
        Priority::parse(label).is_some_and(|p| p != priority)
            && issue.labels.iter().any(|on| same_label(on, label))
    });
    (add.into_iter().collect(), ours.cloned().collect())
}

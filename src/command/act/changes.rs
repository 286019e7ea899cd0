//! The changes that write down what the commands of one comment decided.

use super::CommandContext;
use super::effects::CommandEffects;
use crate::command::CommandTarget;
use crate::model::issue::{IssuePatch, same_label};
use crate::model::{Issue, IssueState, Key, Priority};
use crate::observe::Managed;
use crate::ownership::{Closed, Ledger, State, StatusDecision, remember};
use crate::plan::{Action, Change, ChangeBuilder};

impl CommandEffects {
    /// Returns the changes, in the order in which they are applied.
    pub(super) fn changes(&self, context: &CommandContext<'_>) -> Vec<Change> {
        let reason = format!("commanded by {}", context.source.by);
        let on = |issue| ChangeBuilder {
            key: &self.key,
            issue,
            reason: &reason,
            priority: None,
        };
        let mut changes = self.ledger_changes(context, on);
        if self.after == self.before {
            return changes;
        }
        changes.extend(self.target_changes(context, on));
        let issue = context.target.issue();
        if let (Some(priority), Some((_, state))) = (self.priority, context.target.tracked()) {
            let (add, remove) = labels(issue, state, priority);
            changes.extend(on(issue).labels(&add, &remove));
        }
        match context.target {
            CommandTarget::Made(managed) => {
                changes.extend(self.on_made(context, managed, on(issue)));
            }
            CommandTarget::Adopted { pinned, .. } => {
                changes.extend(pinned.comments.iter().map(|(comment, section)| {
                    let state = self.remembered(context, &section.state);
                    on(issue).edit_comment(comment, remember(&comment.body, section, &state))
                }));
            }
            CommandTarget::Foreign(_) | CommandTarget::Detached(_) => {}
        }
        if let Some(into) = self.merge {
            let text = format!(
                "Duplicate of #{into}: its problem lives there from now on, as {} decided.",
                context.escaper.code(&context.source.by)
            );
            changes.push(on(issue).note(Action::Link, &text, context.run));
        }
        changes
    }

    /// Changes the digest's memory of issues that are gone.
    fn ledger_changes<'i>(
        &self,
        context: &CommandContext<'i>,
        on: impl Fn(&'i Issue) -> ChangeBuilder<'i>,
    ) -> Vec<Change> {
        match (&self.ledger, context.target) {
            (Some(ledger), CommandTarget::Made(digest))
                if *ledger != Ledger::of(&digest.section.state) =>
            {
                on_target(context, digest, on(&digest.issue), |state| {
                    ledger.put(state);
                })
            }
            _ => Vec::new(),
        }
    }

    /// Changes the issue that the problem moves to, or comes back from.
    fn target_changes<'i>(
        &self,
        context: &CommandContext<'i>,
        on: impl Fn(&'i Issue) -> ChangeBuilder<'i>,
    ) -> Vec<Change> {
        let Some(CommandTarget::Made(target)) = context.other else {
            return Vec::new();
        };
        let number = Some(target.issue.number);
        if self.merge == number {
            self.alias(context, target, on(&target.issue))
        } else if self.back_from == number && !target.issue.locked {
            self.unalias(context, target, on(&target.issue))
        } else {
            Vec::new()
        }
    }

    /// The issue that takes the problem over answers to its keys.
    fn alias(
        &self,
        context: &CommandContext<'_>,
        target: &Managed,
        steps: ChangeBuilder<'_>,
    ) -> Vec<Change> {
        on_target(context, target, steps, |state| {
            state.aliases.extend(self.keys(context));
            state.aliases.sort();
            state.aliases.dedup();
            state.aliases.retain(|key| *key != target.section.key);
            // It is open: what once moved its own problem elsewhere is over.
            state
                .decisions
                .take_merge_back(StatusDecision::Reopened, context.now);
        })
    }

    /// It answers to them no longer.
    fn unalias(
        &self,
        context: &CommandContext<'_>,
        target: &Managed,
        steps: ChangeBuilder<'_>,
    ) -> Vec<Change> {
        let keys = self.keys(context);
        if !target.keys().any(|key| keys.contains(key)) {
            return Vec::new();
        }
        on_target(context, target, steps, |state| {
            state.aliases.retain(|key| !keys.contains(key));
        })
    }

    /// All keys of this problem.
    fn keys(&self, context: &CommandContext<'_>) -> Vec<Key> {
        let known = context.target.tracked().map(|(_, state)| &state.aliases);
        let aliases = known.into_iter().flatten().cloned();
        aliases.chain([self.key.clone()]).collect()
    }

    /// Where a person edited the text, its state rides in a comment as well:
    /// first there, since closing the issue comes last.
    fn on_made(
        &self,
        context: &CommandContext<'_>,
        managed: &Managed,
        steps: ChangeBuilder<'_>,
    ) -> Vec<Change> {
        let issue = &managed.issue;
        let mut changes = Vec::new();
        if let Some((comment, section)) = &managed.comment {
            let state = self.remembered(context, &section.state);
            let body = remember(&comment.body, section, &state);
            changes.push(steps.edit_comment(comment, body));
        }
        let state = self.remembered(context, &managed.section.state);
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
    fn remembered(&self, context: &CommandContext<'_>, before: &State) -> State {
        let mut state = before.clone();
        state.decisions = self.after.clone();
        context.run.clone_into(&mut state.run);
        match self.status {
            // As if the commenter had closed it: no closing of the program's.
            Some(IssueState::Completed) => state.closed = None,
            Some(IssueState::Open) => {
                state.closed = None;
                state.clean = 0;
                state.clean_at = Some(context.now);
            }
            Some(how) => {
                state.closed = Some(Closed {
                    at: context.now,
                    written: None,
                    how,
                });
            }
            None => {}
        }
        if let Some(priority) = self.priority {
            let (add, remove) = labels(context.target.issue(), before, priority);
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
    context: &CommandContext<'_>,
    target: &Managed,
    steps: ChangeBuilder<'_>,
    change: impl Fn(&mut State),
) -> Vec<Change> {
    let edited = |state: &State| {
        let mut state = state.clone();
        change(&mut state);
        context.run.clone_into(&mut state.run);
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

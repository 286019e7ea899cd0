//! Commands to a plan: the same changes as a sync makes, for one writer.

mod changes;
mod effects;

use std::collections::BTreeMap;

use super::answer::Reply;
use super::target::CommandTarget;
use super::{Command, MissingIssue, ParsedCommand};
use crate::model::issue::{CommentId, IssueNumber, Login};
use crate::model::{Comment, Key, Time};
use crate::ownership::{marker, normalize};
use crate::plan::{BasedOn, Change, ChangeBuilder, Plan};
use crate::redact::Redactor;
use crate::render::Escaper;
use effects::CommandEffects;

/// The comment that the commands stand in.
#[derive(Debug, Clone)]
pub struct SourceComment {
    /// Its id.
    pub comment: CommentId,
    /// Who wrote it.
    pub by: Login,
    /// When.
    pub at: Time,
}

/// The issue, the comment and the run that commands are carried out with.
#[derive(Debug, Clone, Copy)]
pub struct CommandContext<'a> {
    /// The issue that the comment is on.
    pub target: CommandTarget<'a>,
    /// The issue that a `merge` names, or that one is taken back from, as read.
    pub other: Option<CommandTarget<'a>>,
    /// Numbers that the commands name and that are no issue's, each with why.
    pub missing: &'a BTreeMap<IssueNumber, MissingIssue>,
    /// The comment.
    pub source: &'a SourceComment,
    /// Takes secrets out of what is remembered.
    pub redactor: &'a Redactor,
    /// Writes what is untrusted into comments.
    pub escaper: Escaper,
    /// The run's clock reading.
    pub now: Time,
    /// The run's id.
    pub run: &'a str,
    /// The tracker, as printed.
    pub tracker: &'a str,
    /// rules.yaml's instance.
    pub instance: &'a str,
}

/// The outcome of a comment's commands, before anything is written.
#[derive(Debug, Clone, PartialEq)]
pub struct CommandOutcome {
    /// The changes; to be applied like any plan.
    pub plan: Plan,
    /// Answers, in order of the commands.
    pub replies: Vec<Reply>,
    /// A sync was asked for.
    pub sync: bool,
}

/// Carries out commands that are allowed.
pub fn act(context: &CommandContext<'_>, given: &[ParsedCommand]) -> CommandOutcome {
    let mut effects = CommandEffects::new(context);
    let mut acted = CommandOutcome {
        plan: nothing(context),
        replies: Vec::new(),
        sync: false,
    };
    for one in given {
        match &one.command {
            Err(unreadable) => acted.replies.push(Reply::Unreadable(unreadable.clone())),
            Ok(Command::Help) => acted.replies.push(Reply::Help),
            Ok(Command::Explain) => acted.replies.push(Reply::Explain),
            Ok(Command::Sync) => acted.sync = true,
            Ok(command) => {
                if let Err(why) = effects.decide(context, command) {
                    let name = command.name();
                    acted.replies.push(Reply::Impossible { name, why });
                }
            }
        }
    }
    acted.plan.changes = effects.changes(context);
    acted
}

/// A problem's key, or one that stands for an issue without a problem.
pub(super) fn key(target: CommandTarget<'_>, instance: &str) -> Key {
    match target.tracked() {
        Some((key, _)) => key.clone(),
        None => Key::of(
            instance,
            [("issue", target.issue().number.to_string().as_str())],
        ),
    }
}

/// A plan without changes, of the run that acts.
pub fn nothing(context: &CommandContext<'_>) -> Plan {
    let based_on = BasedOn {
        at: context.now,
        issues: 1,
        last_number: context.target.issue().number,
    };
    Plan::empty(context.run, context.tracker, based_on)
}

/// The change that puts an answer on the issue: the one answer is edited, and
/// `None` where it says so already. `ours`: the program's comments on the issue.
pub fn answering(context: &CommandContext<'_>, text: &str, ours: &[Comment]) -> Option<Change> {
    let issue = context.target.issue();
    let body = marker::answer(text, issue.number);
    let before = marker::find_answer(ours, issue.number);
    if before.is_some_and(|comment| normalize(&comment.body) == normalize(&body)) {
        return None;
    }
    let steps = ChangeBuilder {
        key: &key(context.target, context.instance),
        issue,
        reason: &format!("answers {}", context.source.by),
        priority: None,
    };
    Some(steps.answer(before, body))
}

#[cfg(test)]
mod tests;

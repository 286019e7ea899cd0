//! Commands to a plan: the same changes as a sync makes, for one writer.

mod changes;
mod effects;

use std::collections::BTreeMap;

use super::answer::Reply;
use super::target::Home;
use super::{Command, Given, MissingIssue};
use crate::model::issue::{CommentId, IssueNumber, Login};
use crate::model::{Comment, Key, Time};
use crate::ownership::{marker, normalize};
use crate::plan::{BasedOn, Change, ChangeBuilder, Plan};
use crate::redact::Redactor;
use crate::render::Escaper;
use effects::CommandEffects;

/// The comment that the commands stand in.
#[derive(Debug, Clone)]
pub struct Said {
    /// Its id.
    pub comment: CommentId,
    /// Who wrote it.
    pub by: Login,
    /// When.
    pub at: Time,
}

/// What acting needs to know.
#[derive(Debug, Clone, Copy)]
pub struct Acting<'a> {
    /// The issue that the comment is on.
    pub home: Home<'a>,
    /// The issue that a `merge` names, or that one is taken back from, as read.
    pub other: Option<Home<'a>>,
    /// Numbers that the commands name and that are no issue's, each with why.
    pub missing: &'a BTreeMap<IssueNumber, MissingIssue>,
    /// The comment.
    pub said: &'a Said,
    /// Takes secrets out of what is remembered.
    pub redactor: &'a Redactor,
    /// Writes what is untrusted into comments.
    pub escaper: Escaper,
    /// The run's clock reading.
    pub now: Time,
    /// The run's id.
    pub run: &'a str,
    /// As printed.
    pub target: &'a str,
    /// rules.yaml's instance.
    pub instance: &'a str,
}

/// What becomes of a comment's commands, before anything is written.
#[derive(Debug, Clone, PartialEq)]
pub struct Acted {
    /// The changes; to be applied like any plan.
    pub plan: Plan,
    /// What there is to say, in order of the commands.
    pub replies: Vec<Reply>,
    /// A sync was asked for.
    pub sync: bool,
}

/// Carries out commands that are allowed.
pub fn act(acting: &Acting<'_>, given: &[Given]) -> Acted {
    let mut effects = CommandEffects::new(acting);
    let mut acted = Acted {
        plan: nothing(acting),
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
                if let Err(why) = effects.decide(acting, command) {
                    let name = command.name();
                    acted.replies.push(Reply::Impossible { name, why });
                }
            }
        }
    }
    acted.plan.changes = effects.changes(acting);
    acted
}

/// A problem's key, or one that stands for an issue without a problem.
pub(super) fn key(home: Home<'_>, instance: &str) -> Key {
    match home.tracked() {
        Some((key, _)) => key.clone(),
        None => Key::of(
            instance,
            [("issue", home.issue().number.to_string().as_str())],
        ),
    }
}

/// A plan without changes, of the run that acts.
pub fn nothing(acting: &Acting<'_>) -> Plan {
    let based_on = BasedOn {
        at: acting.now,
        issues: 1,
        last_number: acting.home.issue().number,
    };
    Plan::empty(acting.run, acting.target, based_on)
}

/// The change that puts an answer on the issue: the one answer is edited, and
/// `None` where it says so already. `ours`: the program's comments on the issue.
pub fn answering(acting: &Acting<'_>, text: &str, ours: &[Comment]) -> Option<Change> {
    let issue = acting.home.issue();
    let body = marker::answer(text, issue.number);
    let before = marker::find_answer(ours, issue.number);
    if before.is_some_and(|comment| normalize(&comment.body) == normalize(&body)) {
        return None;
    }
    let steps = ChangeBuilder {
        key: &key(acting.home, acting.instance),
        issue,
        reason: &format!("answers {}", acting.said.by),
        priority: None,
    };
    Some(steps.answer(before, body))
}

#[cfg(test)]
mod tests;

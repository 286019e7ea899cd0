//! A change as it is saved and printed: one flat object with the same members
//! for all actions. Combinations that no plan has are refused when it is read.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Action, Basis, Change, ChangeIssue, CreateIssue, Write};
use crate::model::issue::{CommentId, IssueNumber, IssuePatch, NewIssue};
use crate::model::{Key, Priority};

/// The members of a change. Their names and order are fixed.
#[derive(Serialize, Deserialize)]
pub(super) struct WireChange {
    action: Action,
    key: Key,
    number: Option<IssueNumber>,
    title: String,
    on: On,
    reason: String,
    priority: Option<Priority>,
    #[serde(default)]
    notifies: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    basis: Option<Basis>,
    write: WireWrite,
}

/// The target of a write: the issue itself, or a comment on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum On {
    Body,
    Comment,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum WireWrite {
    Create(NewIssue),
    Edit(IssuePatch),
    Comment {
        body: String,
    },
    EditComment {
        id: CommentId,
        body: String,
    },
    Labels {
        #[serde(default)]
        add: Vec<String>,
        #[serde(default)]
        remove: Vec<String>,
    },
}

/// Why a saved change cannot be applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum DamagedChange {
    /// A new issue with a number, or with a text that it replaces.
    #[error("the plan is damaged: a change that creates an issue names one that is there")]
    CreateOverIssue,
    /// An action on an issue without its number.
    #[error("the plan is damaged: a change of an issue has no number")]
    NoNumber,
    /// The action is not what is written.
    #[error("the plan is damaged: a change's action does not match what it writes")]
    OtherAction,
    /// A comment that is written to the body, or the reverse.
    #[error("the plan is damaged: a change's `on` does not match what it writes")]
    OtherPlace,
    /// The comment that is rewritten is not the one that was read.
    #[error(
        "the plan is damaged: a change rewrites another comment than the one it was planned on"
    )]
    OtherComment,
}

impl From<Change> for WireChange {
    fn from(change: Change) -> Self {
        match change {
            Change::Create(create) => Self {
                action: Action::Create,
                key: create.key,
                number: None,
                title: create.issue.title.clone(),
                on: On::Body,
                reason: create.reason,
                priority: create.priority,
                notifies: true,
                basis: None,
                write: WireWrite::Create(create.issue),
            },
            Change::On(change) => Self {
                action: change.action,
                key: change.key,
                number: Some(change.number),
                title: change.title,
                on: On::of(&change.write),
                reason: change.reason,
                priority: change.priority,
                notifies: change.notifies,
                basis: change.basis,
                write: change.write.into(),
            },
        }
    }
}

impl TryFrom<WireChange> for Change {
    type Error = DamagedChange;

    fn try_from(wire: WireChange) -> Result<Self, DamagedChange> {
        if let (Action::Create, WireWrite::Create(_)) = (wire.action, &wire.write)
            && (wire.number.is_some() || wire.basis.is_some())
        {
            return Err(DamagedChange::CreateOverIssue);
        }
        let write = match (wire.action, wire.write) {
            (Action::Create, WireWrite::Create(issue)) => {
                return Ok(Self::Create(CreateIssue {
                    key: wire.key,
                    reason: wire.reason,
                    priority: wire.priority,
                    issue,
                }));
            }
            (Action::Create, _) | (_, WireWrite::Create(_)) => {
                return Err(DamagedChange::OtherAction);
            }
            (_, WireWrite::Edit(patch)) => Write::Edit(patch),
            (_, WireWrite::Comment { body }) => Write::Comment { body },
            (_, WireWrite::EditComment { id, body }) => Write::EditComment { id, body },
            (_, WireWrite::Labels { add, remove }) => Write::Labels { add, remove },
        };
        if wire.on != On::of(&write) {
            return Err(DamagedChange::OtherPlace);
        }
        if let Some((read, _)) = wire.basis.as_ref().and_then(|basis| basis.comment.as_ref())
            && !matches!(&write, Write::EditComment { id, .. } if id == read)
        {
            return Err(DamagedChange::OtherComment);
        }
        Ok(Self::On(ChangeIssue {
            number: wire.number.ok_or(DamagedChange::NoNumber)?,
            key: wire.key,
            title: wire.title,
            action: wire.action,
            reason: wire.reason,
            priority: wire.priority,
            notifies: wire.notifies,
            basis: wire.basis,
            write,
        }))
    }
}

impl On {
    fn of(write: &Write) -> Self {
        if write.is_comment() {
            Self::Comment
        } else {
            Self::Body
        }
    }
}

impl From<Write> for WireWrite {
    fn from(write: Write) -> Self {
        match write {
            Write::Edit(patch) => Self::Edit(patch),
            Write::Comment { body } => Self::Comment { body },
            Write::EditComment { id, body } => Self::EditComment { id, body },
            Write::Labels { add, remove } => Self::Labels { add, remove },
        }
    }
}

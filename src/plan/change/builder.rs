//! Changes of an existing issue, made alike everywhere.

use super::{Action, Basis, Change, ChangeIssue, Write};
use crate::model::issue::IssuePatch;
use crate::model::{Comment, Issue, IssueState, Key, Priority};
use crate::ownership::marker;

/// Makes the changes of one issue, which have key, reason and priority in common.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ChangeBuilder<'a> {
    /// The key of its problem.
    pub key: &'a Key,
    /// The issue as read.
    pub issue: &'a Issue,
    /// Why it changes.
    pub reason: &'a str,
    /// The problem's priority, where the problem is there.
    pub priority: Option<Priority>,
}

impl ChangeBuilder<'_> {
    fn change(&self, action: Action, write: Write) -> ChangeIssue {
        ChangeIssue {
            number: self.issue.number,
            key: self.key.clone(),
            title: self.issue.title.clone(),
            action,
            reason: self.reason.to_owned(),
            priority: self.priority,
            notifies: false,
            basis: Some(Basis::of(self.issue)),
            write,
        }
    }

    /// Writes title, body and state, in one request. Closing, reopening and
    /// tying to another issue notify.
    pub(crate) fn edit(&self, action: Action, patch: IssuePatch) -> Change {
        let title = patch.title.clone();
        let mut change = self.change(action, Write::Edit(patch));
        change.notifies = matches!(action, Action::Close | Action::Reopen | Action::Link);
        if let Some(title) = title {
            change.title = title;
        }
        Change::On(change)
    }

    /// As [`Self::edit`], of an issue that nobody is told of.
    pub(crate) fn edit_quietly(&self, action: Action, patch: IssuePatch) -> Change {
        Change::On(self.change(action, Write::Edit(patch)))
    }

    /// Writes a body and nothing else of the issue.
    pub(crate) fn edit_body(&self, action: Action, body: String) -> Change {
        let patch = IssuePatch {
            body: Some(body),
            ..IssuePatch::default()
        };
        self.edit(action, patch)
    }

    /// Adds a comment that carries a section.
    pub(crate) fn comment(&self, action: Action, body: String) -> Change {
        Change::On(ChangeIssue {
            notifies: true,
            ..self.change(action, Write::Comment { body })
        })
    }

    /// Rewrites a comment of the program's.
    pub(crate) fn edit_comment(&self, comment: &Comment, body: String) -> Change {
        let id = comment.id;
        let mut change = self.change(Action::Update, Write::EditComment { id, body });
        if let Some(basis) = &mut change.basis {
            basis.comment = Some((id, comment.body.clone()));
        }
        Change::On(change)
    }

    /// Puts labels on and takes others off; `None` where there are neither.
    pub(crate) fn labels(&self, add: &[String], remove: &[String]) -> Option<Change> {
        if add.is_empty() && remove.is_empty() {
            return None;
        }
        let write = Write::Labels {
            add: add.to_vec(),
            remove: remove.to_vec(),
        };
        Some(Change::On(self.change(Action::Label, write)))
    }

    /// Adds a comment for people. It follows another change of the same run, so
    /// nothing is asked of the issue; it names its run, so that one whose fate
    /// is not known can be found.
    pub(crate) fn note(&self, action: Action, text: &str, run: &str) -> Change {
        let body = marker::note(text, self.key, run);
        Change::On(ChangeIssue {
            basis: None,
            notifies: true,
            ..self.change(action, Write::Comment { body })
        })
    }

    /// Closes the issue as a duplicate and says of which. `body` is its text
    /// with the closing remembered, where that can be written.
    pub(crate) fn close_as_duplicate(
        &self,
        body: Option<String>,
        text: &str,
        run: &str,
    ) -> [Change; 2] {
        let patch = IssuePatch {
            title: None,
            body,
            state: Some(IssueState::Duplicate),
        };
        [
            self.edit(Action::Close, patch),
            self.note(Action::Link, text, run),
        ]
    }

    /// Answers people: by the comment that answered before, where there is one.
    pub(crate) fn answer(&self, before: Option<&Comment>, body: String) -> Change {
        let write = match before {
            Some(comment) => Write::EditComment {
                id: comment.id,
                body,
            },
            None => Write::Comment { body },
        };
        Change::On(ChangeIssue {
            basis: None,
            ..self.change(Action::Comment, write)
        })
    }
}

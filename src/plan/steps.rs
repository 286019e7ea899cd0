//! Changes of an existing issue, made alike everywhere.

use super::compose::Labels;
use super::context::Planning;
use super::{Action, Basis, Change, On, Write};
use crate::model::issue::IssuePatch;
use crate::model::{Comment, Issue, Key, Priority};

/// What the changes of one issue have in common.
#[derive(Debug, Clone, Copy)]
pub(super) struct Steps<'a> {
    /// Whose problem.
    pub key: &'a Key,
    /// The issue as read.
    pub issue: &'a Issue,
    /// Why.
    pub reason: &'a str,
    /// The problem's, where it is there.
    pub priority: Option<Priority>,
}

impl Steps<'_> {
    fn change(&self, action: Action, on: On, write: Write) -> Change {
        Change {
            action,
            key: self.key.clone(),
            number: Some(self.issue.number),
            title: self.issue.title.clone(),
            on,
            reason: self.reason.to_owned(),
            priority: self.priority,
            notifies: false,
            basis: Some(Basis::of(self.issue)),
            write,
        }
    }

    /// Title, body and state, in one request. Closing and reopening notify.
    pub(super) fn edit(&self, action: Action, patch: IssuePatch) -> Change {
        let title = patch.title.clone();
        let mut change = self.change(action, On::Body, Write::Edit(patch));
        change.notifies = matches!(action, Action::Close | Action::Reopen);
        if let Some(title) = title {
            change.title = title;
        }
        change
    }

    /// A new comment that carries a section.
    pub(super) fn comment(&self, action: Action, body: String) -> Change {
        Change {
            notifies: true,
            ..self.change(action, On::Comment, Write::Comment { body })
        }
    }

    /// A comment of the program's, rewritten.
    pub(super) fn edit_comment(&self, comment: &Comment, body: String) -> Change {
        let id = comment.id;
        let mut change = self.change(Action::Update, On::Comment, Write::EditComment { id, body });
        if let Some(basis) = &mut change.basis {
            basis.comment = Some((id, comment.body.clone()));
        }
        change
    }

    /// Labels, where any change.
    pub(super) fn labels(&self, labels: &Labels) -> Option<Change> {
        if labels.add.is_empty() && labels.remove.is_empty() {
            return None;
        }
        let write = Write::Labels {
            add: labels.add.clone(),
            remove: labels.remove.clone(),
        };
        Some(self.change(Action::Label, On::Body, write))
    }

    /// A comment for people. It follows another change of the same run, so
    /// nothing is asked of the issue; it names its run, so that one whose fate
    /// is not known can be found.
    pub(super) fn note(&self, planning: &Planning<'_>, action: Action, text: &str) -> Change {
        let text = planning.renderer.redact(text);
        let body = format!("{text}\n\n<!-- bot:note {} {} -->", self.key, planning.run);
        Change {
            basis: None,
            ..self.comment(action, body)
        }
    }
}

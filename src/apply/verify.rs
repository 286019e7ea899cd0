//! Whether an issue is still as the plan saw it.

use thiserror::Error;

use crate::model::Issue;
use crate::plan::{Basis, ChangeIssue, Write};
use crate::tracker::{Found, TrackerError, Writer};

/// Why a change may not be made any more.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum Moved {
    #[error("it was locked since")]
    Locked,
    #[error("it was opened or closed since")]
    State,
    #[error("its text was edited since")]
    Text,
    #[error("its title was edited since")]
    Title,
    #[error("the comment was deleted since")]
    CommentDeleted,
    #[error("the comment was edited since")]
    CommentEdited,
    #[error("it is a pull request")]
    PullRequest,
    #[error("it is not there any more")]
    Missing,
    #[error("it was deleted")]
    Deleted,
    #[error("it was moved to {0}")]
    Transferred(String),
}

/// Checks what a change was planned on. The inner error says why the change may
/// not be made any more.
pub(crate) async fn check<W: Writer>(
    writer: &W,
    change: &ChangeIssue,
    issue: &Issue,
) -> Result<Result<(), Moved>, TrackerError> {
    let Some(basis) = &change.basis else {
        return Ok(Ok(()));
    };
    if let Some(moved) = issue_moved(basis, &change.write, issue) {
        return Ok(Err(moved));
    }
    let Some((id, body)) = &basis.comment else {
        return Ok(Ok(()));
    };
    let comments = writer.comments(issue.number).await?;
    Ok(match comments.iter().find(|c| c.id == *id) {
        None => Err(Moved::CommentDeleted),
        Some(comment) if comment.body != *body => Err(Moved::CommentEdited),
        Some(_) => Ok(()),
    })
}

/// Returns what moved since the plan was made: the text to be replaced, or the
/// issue's state, which decided that it is written at all.
fn issue_moved(basis: &Basis, write: &Write, issue: &Issue) -> Option<Moved> {
    if issue.locked {
        return Some(Moved::Locked);
    }
    if issue.state != basis.state {
        return Some(Moved::State);
    }
    if let Write::Edit(patch) = write {
        if patch.body.is_some() && issue.body != basis.body {
            return Some(Moved::Text);
        }
        if patch.title.is_some() && issue.title != basis.title {
            return Some(Moved::Title);
        }
    }
    None
}

/// Reads the issue at a number. The inner error says why it cannot be written to.
pub(crate) async fn read<W: Writer>(
    writer: &W,
    number: u64,
) -> Result<Result<Issue, Moved>, TrackerError> {
    Ok(match writer.issue(number).await? {
        Found::Issue(issue) => Ok(issue),
        Found::PullRequest => Err(Moved::PullRequest),
        Found::Missing => Err(Moved::Missing),
        Found::Gone => Err(Moved::Deleted),
        Found::Transferred(to) => Err(Moved::Transferred(to)),
    })
}

//! Whether an issue is still as the plan saw it.

use crate::model::Issue;
use crate::plan::{Basis, ChangeIssue, Write};
use crate::tracker::{Found, TrackerError, Writer};

/// Why a change may not be made any more; `None`: nothing moved.
pub(super) async fn moved<W: Writer>(
    writer: &W,
    change: &ChangeIssue,
    issue: &Issue,
) -> Result<Option<String>, TrackerError> {
    let Some(basis) = &change.basis else {
        return Ok(None);
    };
    if let Some(why) = issue_moved(basis, &change.write, issue) {
        return Ok(Some(why));
    }
    if let Some((id, body)) = &basis.comment {
        let comments = writer.comments(issue.number).await?;
        return Ok(match comments.iter().find(|c| c.id == *id) {
            None => Some("the comment was deleted since".to_owned()),
            Some(comment) if comment.body != *body => {
                Some("the comment was edited since".to_owned())
            }
            Some(_) => None,
        });
    }
    Ok(None)
}

/// What is written must still be as it was; so must the issue's state, which
/// decided that it is written at all.
fn issue_moved(basis: &Basis, write: &Write, issue: &Issue) -> Option<String> {
    if issue.locked {
        return Some("it was locked since".to_owned());
    }
    if issue.state != basis.state {
        return Some("it was opened or closed since".to_owned());
    }
    if let Write::Edit(patch) = write {
        if patch.body.is_some() && issue.body != basis.body {
            return Some("its text was edited since".to_owned());
        }
        if patch.title.is_some() && issue.title != basis.title {
            return Some("its title was edited since".to_owned());
        }
    }
    None
}

/// The issue at a number, or why there is none.
pub(super) async fn read<W: Writer>(
    writer: &W,
    number: u64,
) -> Result<Result<Issue, String>, TrackerError> {
    Ok(match writer.issue(number).await? {
        Found::Issue(issue) => Ok(issue),
        Found::PullRequest => Err("it is a pull request".to_owned()),
        Found::Missing => Err("it is not there any more".to_owned()),
        Found::Gone => Err("it was deleted".to_owned()),
        Found::Transferred(to) => Err(format!("it was moved to {to}")),
    })
}

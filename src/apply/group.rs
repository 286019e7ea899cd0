//! The changes of one existing issue.

use std::time::Duration;

use super::create::shrunk;
use super::verify::{self, Moved};
use super::{Applying, Continuation, Done, Outcome, Pause, Undone, verdict};
use crate::model::issue::IssuePatch;
use crate::model::{Comment, Issue, IssueNumber, Key, Time};
use crate::ownership::{Section, normalize, remember};
use crate::plan::{Action, ChangeIssue, Write};
use crate::tracker::{TrackerError, Writer};

/// Applies an issue's changes in order; after the first that fails or has
/// moved, the others are skipped. Returns what a failure means for the rest.
pub(crate) async fn apply<W: Writer, P: Pause>(
    number: IssueNumber,
    changes: &[&ChangeIssue],
    applying: &Applying<'_, W, P>,
    outcome: &mut Outcome,
) -> Continuation {
    for (position, change) in changes.iter().enumerate() {
        let rest = &changes[position..];
        let mut issue = match look(applying.writer, number, change).await {
            Ok(Ok(issue)) => issue,
            Ok(Err(moved)) => {
                let why = moved.to_string();
                outcome
                    .skipped
                    .extend(rest.iter().map(|c| Undone::on(c, &why)));
                return Continuation::Fine;
            }
            Err(error) => return fail(rest, &error, outcome),
        };
        match write(change, &mut issue, applying).await {
            Ok(Written::Now) => outcome.applied.push(Done {
                action: change.action,
                key: change.key.clone(),
                number,
                title: issue.title.clone(),
                url: issue.url.clone(),
            }),
            Ok(Written::Before) => outcome
                .skipped
                .push(Undone::on(change, "another run has written it already")),
            // Somebody was faster between our look and our write: theirs stays.
            Err(error @ TrackerError::Changed { .. }) => {
                let why = error.to_string();
                outcome
                    .skipped
                    .extend(rest.iter().map(|c| Undone::on(c, &why)));
                return Continuation::Fine;
            }
            Err(error) => return fail(rest, &error, outcome),
        }
    }
    Continuation::Fine
}

/// The issue as it is now, or why the change may not be made any more. Waits
/// first, so that little time passes between this look and the write.
async fn look<W: Writer>(
    writer: &W,
    number: IssueNumber,
    change: &ChangeIssue,
) -> Result<Result<Issue, Moved>, TrackerError> {
    writer.ready().await?;
    let issue = match verify::read(writer, number).await? {
        Ok(issue) => issue,
        Err(moved) => return Ok(Err(moved)),
    };
    let checked = verify::check(writer, change, &issue).await?;
    Ok(checked.map(|()| issue))
}

fn fail(changes: &[&ChangeIssue], error: &TrackerError, outcome: &mut Outcome) -> Continuation {
    let reason = error.to_string();
    if let Some((first, rest)) = changes.split_first() {
        outcome.failed.push(Undone::on(first, &reason));
        let why = format!("an earlier step on this issue failed: {reason}");
        outcome
            .skipped
            .extend(rest.iter().map(|c| Undone::on(c, &why)));
    }
    verdict(error)
}

/// Who wrote what a change asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    /// This run.
    Now,
    /// Another run, before.
    Before,
}

/// Writes one change, unless it stands there already.
async fn write<W: Writer, P: Pause>(
    change: &ChangeIssue,
    issue: &mut Issue,
    applying: &Applying<'_, W, P>,
) -> Result<Written, TrackerError> {
    let writer = applying.writer;
    let number = issue.number;
    match &change.write {
        Write::Edit(patch) => {
            let patch = &dated(patch, &issue.body, writer);
            *issue = match writer.edit(number, patch).await {
                Err(error @ TrackerError::Invalid { .. }) => {
                    let Some(body) = patch.body.as_deref().and_then(shrunk) else {
                        return Err(error);
                    };
                    let patch = IssuePatch {
                        body: Some(body),
                        ..patch.clone()
                    };
                    writer.edit(number, &patch).await?
                }
                other => other?,
            };
        }
        Write::Labels { add, remove } => {
            if !add.is_empty() {
                writer.add_labels(number, add).await?;
            }
            for label in remove {
                writer.remove_label(number, label).await?;
            }
        }
        Write::EditComment { id, body } => {
            let before = change.basis.as_ref().and_then(|b| b.comment.as_ref());
            let before = before.map_or("", |(_, body)| body.as_str());
            let body = with_date(body, before, writer.clock());
            writer.edit_comment(number, *id, &body).await?;
        }
        Write::Comment { body } => return comment(change, number, body, applying).await,
    }
    Ok(Written::Now)
}

/// A patch that says of a closing when it was made by the tracker's clock.
fn dated<W: Writer>(patch: &IssuePatch, before: &str, writer: &W) -> IssuePatch {
    let body = patch.body.as_deref();
    IssuePatch {
        body: body.map(|body| with_date(body, before, writer.clock())),
        ..patch.clone()
    }
}

/// A text that remembers a new closing, with the tracker's time of it: a plan
/// may be older than its writing, and its machine's clock may be off.
fn with_date(text: &str, before: &str, clock: Option<Time>) -> String {
    /// Less than this makes no difference to whose closing it was.
    const APART_SECONDS: i64 = 60;
    let closed_in = |text: &str| Some(Section::find(text).ok()??.state.closed);
    let (Some(now), Ok(Some(section))) = (clock, Section::find(text)) else {
        return text.to_owned();
    };
    let mut state = section.state.clone();
    let known = closed_in(before).flatten();
    match &mut state.closed {
        Some(closed)
            if known.as_ref() != Some(closed)
                && (now - closed.at).num_seconds().abs() > APART_SECONDS =>
        {
            closed.written = Some(now);
        }
        _ => return text.to_owned(),
    }
    remember(text, &section, &state)
}

/// Adds a comment once: what another run wrote since is found first, and what
/// became of an unknown outcome is looked for before it is tried again.
async fn comment<W: Writer, P: Pause>(
    change: &ChangeIssue,
    number: IssueNumber,
    body: &str,
    applying: &Applying<'_, W, P>,
) -> Result<Written, TrackerError> {
    let writer = applying.writer;
    if change.action == Action::Adopt && is_there(&writer.comments(number).await?, body) {
        return Ok(Written::Before);
    }
    let mut lost = None;
    for wait in [0, 5, 30] {
        if lost.is_some() {
            applying.pause.pause(Duration::from_secs(wait)).await;
            if is_there(&writer.comments(number).await?, body) {
                return Ok(Written::Now);
            }
            if wait < 30 {
                continue;
            }
        }
        match writer.comment(number, body).await {
            Ok(ours) if change.action == Action::Adopt => {
                return alone(&ours, number, applying).await;
            }
            Ok(_) => return Ok(Written::Now),
            Err(error @ TrackerError::OutcomeUnknown { .. }) => lost = Some(error),
            Err(error) => return Err(error),
        }
    }
    if is_there(&writer.comments(number).await?, body) {
        return Ok(Written::Now);
    }
    Err(lost.unwrap_or(TrackerError::OutcomeUnknown {
        action: "comment".to_owned(),
        what: "it was not found afterwards".to_owned(),
    }))
}

/// Takes our own new evidence back where another run's stands before it.
async fn alone<W: Writer, P: Pause>(
    ours: &Comment,
    number: IssueNumber,
    applying: &Applying<'_, W, P>,
) -> Result<Written, TrackerError> {
    let comments = applying.writer.comments(number).await?;
    let key = key(&ours.body);
    let older = comments.iter().any(|comment| {
        comment.id < ours.id
            && applying.trust.counts(&comment.author)
            && self::key(&comment.body) == key
    });
    if !older {
        return Ok(Written::Now);
    }
    applying.writer.delete_comment(number, ours.id).await?;
    Ok(Written::Before)
}

/// The key of a text's section.
fn key(text: &str) -> Option<Key> {
    Section::find(text).ok().flatten().map(|s| s.key)
}

/// Returns whether a comment with the same section key, or the same text, is
/// there.
fn is_there(comments: &[Comment], body: &str) -> bool {
    let wanted = key(body);
    comments.iter().any(|comment| match &wanted {
        Some(wanted) => key(&comment.body).as_ref() == Some(wanted),
        None => normalize(&comment.body) == normalize(body),
    })
}

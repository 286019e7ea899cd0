//! Creating once.
//!
//! GitHub has no idempotency key and its lists lag. So: one POST, never
//! blindly repeated; before the first of a run, what lists do not show yet is
//! read number by number; on an unknown outcome the key is looked for in the
//! list and beyond it in the same way; and after a create, a twin with a lower
//! number wins.

use std::time::Duration;

use super::made::{IssuesSincePlan, carries};
use super::{Applying, Continuation, Done, Outcome, Pause, Undone, verdict};
use crate::model::issue::IssuePatch;
use crate::model::{Issue, IssueNumber, IssueState, Key};
use crate::ownership::{Section, closed_as_duplicate, compose, replace};
use crate::plan::{Action, CreateIssue};
use crate::render::safe;
use crate::tracker::recent::beyond;
use crate::tracker::{Found, TrackerError, Writer};

/// How long to wait before each look for what became of a create.
const LOOKS: [Duration; 3] = [
    Duration::from_secs(2),
    Duration::from_secs(10),
    Duration::from_secs(30),
];

/// This many missing numbers in a row end a look for a lost create.
const MISSES: u32 = 3;

/// Makes an issue. Returns what a failure means for the rest of the run.
pub(crate) async fn apply<W: Writer, P: Pause>(
    create: &CreateIssue,
    applying: &Applying<'_, W, P>,
    made: &mut IssuesSincePlan,
    outcome: &mut Outcome,
) -> Continuation {
    match once(create, applying, made).await {
        Ok(Created::Made(issue)) => outcome.applied.push(done(create, &issue)),
        Ok(Created::Tracked(number)) => {
            let why = format!("#{number}, made since the plan, tracks it");
            outcome.skipped.push(Undone::create(create, why));
        }
        Ok(Created::Twin { older, ours }) => {
            let why = format!(
                "#{older}, made by another run, tracks it; #{ours} is closed as its duplicate"
            );
            outcome.skipped.push(Undone::create(create, why));
        }
        Err(error) => {
            outcome
                .failed
                .push(Undone::create(create, error.to_string()));
            return verdict(&error);
        }
    }
    Continuation::Fine
}

fn done(create: &CreateIssue, issue: &Issue) -> Done {
    Done {
        action: Action::Create,
        key: create.key.clone(),
        number: issue.number,
        title: issue.title.clone(),
        url: issue.url.clone(),
    }
}

enum Created {
    Made(Box<Issue>),
    /// Nothing was made: this issue is there already.
    Tracked(IssueNumber),
    Twin {
        older: IssueNumber,
        ours: IssueNumber,
    },
}

async fn once<W: Writer, P: Pause>(
    create: &CreateIssue,
    applying: &Applying<'_, W, P>,
    made: &mut IssuesSincePlan,
) -> Result<Created, TrackerError> {
    if let Some(number) = made.tracking(&create.key, applying).await? {
        return Ok(Created::Tracked(number));
    }
    let issue = post(create, applying, made.last()).await?;
    match made.add(&create.key, issue.number, applying).await? {
        None => Ok(Created::Made(Box::new(issue))),
        Some(older) => {
            withdraw(issue.number, older, applying).await?;
            Ok(Created::Twin {
                older,
                ours: issue.number,
            })
        }
    }
}

async fn post<W: Writer, P: Pause>(
    create: &CreateIssue,
    applying: &Applying<'_, W, P>,
    last_number: IssueNumber,
) -> Result<Issue, TrackerError> {
    let writer = applying.writer;
    let mut sent = create.issue.clone();
    let mut answer = writer.create(&sent).await;
    if matches!(answer, Err(TrackerError::Invalid { .. }))
        && let Some(body) = shrunk(&sent.body)
    {
        sent.body = body;
        answer = writer.create(&sent).await;
    }
    let mut lost = match answer {
        Err(error @ TrackerError::OutcomeUnknown { .. }) => error,
        other => return other,
    };
    // Two rounds: looked for, tried once more as it was sent, looked for again.
    for round in 0..2 {
        if let Some(issue) = look(&create.key, applying, last_number).await? {
            return Ok(issue);
        }
        if round == 0 {
            match writer.create(&sent).await {
                Err(error @ TrackerError::OutcomeUnknown { .. }) => lost = error,
                other => return other,
            }
        }
    }
    Err(lost)
}

/// Looks for the issue that a create may have made: three times, with waits
/// between. Of several the oldest counts.
async fn look<W: Writer, P: Pause>(
    key: &Key,
    applying: &Applying<'_, W, P>,
    last_number: IssueNumber,
) -> Result<Option<Issue>, TrackerError> {
    for wait in LOOKS {
        applying.pause.pause(wait).await;
        let mut issues = beyond(applying.writer, last_number, MISSES).await?.issues;
        issues.extend(applying.writer.labelled(applying.label).await?);
        let found = issues
            .into_iter()
            .filter(|issue| issue.number > last_number)
            .filter(|issue| carries(issue, key, applying.trust))
            // A person may have closed it by now: it was made all the same.
            .min_by_key(|issue| (!issue.state.is_open(), issue.number));
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// Closes our own new issue in favour of an older twin; as it is by then: a
/// person may have written in it or closed it already.
async fn withdraw<W: Writer, P: Pause>(
    number: IssueNumber,
    older: IssueNumber,
    applying: &Applying<'_, W, P>,
) -> Result<(), TrackerError> {
    applying.writer.ready().await?;
    let Found::Issue(ours) = applying.writer.issue(number).await? else {
        return Ok(());
    };
    if !ours.state.is_open() || ours.locked {
        return Ok(());
    }
    let section = Section::find(&ours.body).ok().flatten();
    let body = section
        .and_then(|section| closed_as_duplicate(&ours.body, &section, ours.created_at, |_| {}));
    let patch = IssuePatch {
        title: None,
        body,
        state: Some(IssueState::Duplicate),
    };
    applying.writer.edit(number, &patch).await?;
    let text = format!("Duplicate of #{older}, which was made at the same time.");
    applying.writer.comment(number, &text).await?;
    Ok(())
}

/// A body with half of its visible text, for a tracker that refuses the whole.
pub(crate) fn shrunk(body: &str) -> Option<String> {
    let section = Section::find(body).ok().flatten()?;
    if section.visible.len() < 2_000 {
        return None;
    }
    let half = safe::clip(&section.visible, section.visible.len() / 2);
    let visible = format!("{half}\n\n_Cut: the tracker refused the whole text._");
    let smaller = compose(&section.key, &visible, &section.state);
    Some(replace(body, &section, &smaller))
}

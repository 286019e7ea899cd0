//! Creating once.
//!
//! GitHub has no idempotency key and its lists lag. So: one POST, never
//! blindly repeated; on an unknown outcome the key is looked for in the list
//! and by reading the numbers above the last known one, which do not lag;
//! and after a create, a twin with a lower number wins.

use std::collections::BTreeMap;
use std::time::Duration;

use super::{Applying, Done, Outcome, Pause, Undone, is_fatal};
use crate::model::issue::{IssuePatch, NewIssue};
use crate::model::{Issue, IssueNumber, IssueState, Key};
use crate::ownership::{Closed, Section, compose, replace};
use crate::plan::{Action, Change, Trust, Write};
use crate::render::safe;
use crate::tracker::{Found, TrackerError, Writer};

/// How long to wait before each look for what became of a create.
const LOOKS: [Duration; 3] = [
    Duration::from_secs(2),
    Duration::from_secs(10),
    Duration::from_secs(30),
];

/// So many missing numbers in a row end a probe.
const MISSES: u32 = 3;

/// At most so many numbers are probed at a time.
const PROBES: u64 = 50;

/// Makes an issue. Returns why the whole run must stop, if it must.
pub(super) async fn apply<W: Writer, P: Pause>(
    changes: &[&Change],
    applying: &Applying<'_, W, P>,
    tracked: &BTreeMap<Key, IssueNumber>,
    last_number: &mut IssueNumber,
    outcome: &mut Outcome,
) -> Option<String> {
    for change in changes {
        let Write::Create(new) = &change.write else {
            outcome
                .failed
                .push(Undone::of(change, "the plan is damaged"));
            continue;
        };
        if let Some(number) = tracked.get(&change.key) {
            let why = format!("#{number}, made since the plan, tracks it");
            outcome.skipped.push(Undone::of(change, why));
            continue;
        }
        match once(change, new, applying, *last_number).await {
            Ok(Created::Made(issue)) => {
                *last_number = (*last_number).max(issue.number);
                outcome.applied.push(done(change, &issue));
            }
            Ok(Created::Twin { older, ours }) => {
                *last_number = (*last_number).max(ours);
                let why = format!(
                    "#{older}, made by another run, tracks it; #{ours} is closed as its duplicate"
                );
                outcome.skipped.push(Undone::of(change, why));
            }
            Err(error) => {
                outcome.failed.push(Undone::of(change, error.to_string()));
                if is_fatal(&error) {
                    return Some(error.to_string());
                }
            }
        }
    }
    None
}

fn done(change: &Change, issue: &Issue) -> Done {
    Done {
        action: Action::Create,
        key: change.key.clone(),
        number: issue.number,
        title: issue.title.clone(),
        url: issue.url.clone(),
    }
}

enum Created {
    Made(Issue),
    Twin {
        older: IssueNumber,
        ours: IssueNumber,
    },
}

async fn once<W: Writer, P: Pause>(
    change: &Change,
    new: &NewIssue,
    applying: &Applying<'_, W, P>,
    last_number: IssueNumber,
) -> Result<Created, TrackerError> {
    let issue = post(change, new, applying, last_number).await?;
    match older_twin(&change.key, &issue, applying, last_number).await? {
        None => Ok(Created::Made(issue)),
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
    change: &Change,
    new: &NewIssue,
    applying: &Applying<'_, W, P>,
    last_number: IssueNumber,
) -> Result<Issue, TrackerError> {
    let mut lost = match applying.writer.create(new).await {
        Ok(issue) => return Ok(issue),
        Err(TrackerError::Invalid { action, what }) => {
            let Some(body) = shrunk(&new.body) else {
                return Err(TrackerError::Invalid { action, what });
            };
            let smaller = NewIssue {
                body,
                ..new.clone()
            };
            match applying.writer.create(&smaller).await {
                Err(error @ TrackerError::OutcomeUnknown { .. }) => error,
                other => return other,
            }
        }
        Err(error @ TrackerError::OutcomeUnknown { .. }) => error,
        Err(error) => return Err(error),
    };
    // Two rounds: looked for, tried once more, looked for again.
    for round in 0..2 {
        if let Some(issue) = look(&change.key, applying, last_number).await? {
            return Ok(issue);
        }
        if round == 0 {
            match applying.writer.create(new).await {
                Err(error @ TrackerError::OutcomeUnknown { .. }) => lost = error,
                other => return other,
            }
        }
    }
    Err(lost)
}

/// Looks for the issue that a create may have made: thrice, with waits between.
async fn look<W: Writer, P: Pause>(
    key: &Key,
    applying: &Applying<'_, W, P>,
    last_number: IssueNumber,
) -> Result<Option<Issue>, TrackerError> {
    for wait in LOOKS {
        applying.pause.pause(wait).await;
        if let Some(issue) = probe(key, applying, last_number + 1, None).await? {
            return Ok(Some(issue));
        }
        let listed = applying.writer.labelled(applying.label).await?;
        let found = listed
            .into_iter()
            .find(|issue| issue.number > last_number && carries(issue, key, applying.trust));
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// The lowest-numbered open issue of a key from a number on.
async fn probe<W: Writer, P: Pause>(
    key: &Key,
    applying: &Applying<'_, W, P>,
    from: IssueNumber,
    below: Option<IssueNumber>,
) -> Result<Option<Issue>, TrackerError> {
    let mut misses = 0;
    let end = below
        .unwrap_or(from.saturating_add(PROBES))
        .min(from.saturating_add(PROBES));
    for number in from..end {
        match applying.writer.issue(number).await? {
            Found::Issue(issue) => {
                misses = 0;
                if issue.state.is_open() && carries(&issue, key, applying.trust) {
                    return Ok(Some(issue));
                }
            }
            Found::Missing if below.is_none() => {
                misses += 1;
                if misses >= MISSES {
                    return Ok(None);
                }
            }
            _ => misses = 0,
        }
    }
    Ok(None)
}

fn carries(issue: &Issue, key: &Key, trust: &Trust) -> bool {
    trust.counts(&issue.author)
        && matches!(Section::find(&issue.body), Ok(Some(section)) if section.key == *key)
}

/// An open issue of the same key that was made since the tracker was read and
/// has a lower number than ours.
async fn older_twin<W: Writer, P: Pause>(
    key: &Key,
    ours: &Issue,
    applying: &Applying<'_, W, P>,
    last_number: IssueNumber,
) -> Result<Option<IssueNumber>, TrackerError> {
    let from = (last_number + 1).max(ours.number.saturating_sub(PROBES));
    let twin = probe(key, applying, from, Some(ours.number)).await?;
    Ok(twin.map(|issue| issue.number))
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
    let body = section.filter(|s| !s.edited()).map(|section| {
        let mut state = section.state.clone();
        state.closed = Some(Closed {
            at: ours.created_at,
            how: IssueState::Duplicate,
        });
        let text = compose(&section.key, &section.visible, &state);
        replace(&ours.body, &section, &text)
    });
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
pub(super) fn shrunk(body: &str) -> Option<String> {
    let section = Section::find(body).ok().flatten()?;
    if section.visible.len() < 2_000 {
        return None;
    }
    let half = safe::clip(&section.visible, section.visible.len() / 2);
    let visible = format!("{half}\n\n_Cut: the tracker refused the whole text._");
    let smaller = compose(&section.key, &visible, &section.state);
    Some(replace(body, &section, &smaller))
}

//! Reading the tracker, once, at the start.

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

use super::label_history;
use super::observed::{Detached, Managed, Observed, Pinned};
use super::trust::{AuthorTrust, Trust};
use crate::model::issue::{Comment, IssueNumber, Login, same_label};
use crate::model::{Issue, Time};
use crate::ownership::Section;
use crate::tracker::recent::recent;
use crate::tracker::{Found, Reader, TrackerError};

/// Why no plan can be made.
#[derive(Debug, Error)]
pub enum ObserveError {
    /// The tracker cannot be read.
    #[error(transparent)]
    Tracker(#[from] TrackerError),
    /// Issues of the program under an identity that it does not know.
    #[error(
        "issue #{number} carries this program's marker and was written by {login}, \
         who is neither this run's identity ({identity}) nor in `bots`. \
         If {login} runs this program too, add this to rules.yaml: bots: ['{login}']"
    )]
    Unsettled {
        /// The issue.
        number: IssueNumber,
        /// Its author.
        login: Login,
        /// Who this run writes as.
        identity: Login,
    },
    /// The same of a comment, which somebody may also have pasted.
    #[error(
        "a comment of {login} on #{number} (written {}) carries this program's marker, \
         and {login} is neither this run's identity ({identity}) nor in `bots`. \
         If {login} runs this program too, add this to rules.yaml: bots: ['{login}']. \
         If it was pasted, take the lines that begin with `<!-- bot:` out of that comment",
        at.format("%Y-%m-%d %H:%M UTC")
    )]
    UnsettledComment {
        /// The issue that it is on.
        number: IssueNumber,
        /// When it was written.
        at: Time,
        /// Its author.
        login: Login,
        /// Who this run writes as.
        identity: Login,
    },
}

/// Reads labelled issues, pinned ones, and the comments that matter.
pub async fn observe(
    reader: &impl Reader,
    trust: &Trust,
    label: &str,
    pinned: &BTreeSet<IssueNumber>,
) -> Result<Observed, ObserveError> {
    let issues = reader.labelled(label).await?;
    gather(reader, trust, label, pinned, issues, 0).await
}

/// As [`observe`], and also every issue of the trusted accounts, those included
/// that no list shows yet: what a create looks at first, since a label may be
/// gone and lists lag.
pub async fn observe_all(
    reader: &impl Reader,
    trust: &Trust,
    label: &str,
    pinned: &BTreeSet<IssueNumber>,
) -> Result<Observed, ObserveError> {
    let mut issues: BTreeMap<IssueNumber, Issue> = BTreeMap::new();
    if let Trust::Accounts { identity, bots } = trust {
        for login in std::iter::once(identity).chain(bots) {
            let made = reader.made_by(login).await?;
            issues.extend(made.into_iter().map(|issue| (issue.number, issue)));
        }
    }
    let labelled = reader.labelled(label).await?;
    issues.extend(labelled.into_iter().map(|issue| (issue.number, issue)));
    let listed = issues.keys().next_back().copied().unwrap_or(0);
    let recent = recent(reader, listed).await?;
    for issue in recent.issues {
        if trust.counts(&issue.author) {
            issues.entry(issue.number).or_insert(issue);
        }
    }
    let issues = issues.into_values().collect();
    gather(reader, trust, label, pinned, issues, recent.last).await
}

/// One issue with the program's comments on it, whether it made it or not.
pub async fn observe_issue(
    reader: &impl Reader,
    trust: &Trust,
    label: &str,
    number: IssueNumber,
) -> Result<Observed, ObserveError> {
    let issues = match reader.issue(number).await? {
        Found::Issue(issue) => vec![issue],
        _ => Vec::new(),
    };
    gather(reader, trust, label, &BTreeSet::from([number]), issues, 0).await
}

async fn gather(
    reader: &impl Reader,
    trust: &Trust,
    label: &str,
    pinned: &BTreeSet<IssueNumber>,
    issues: Vec<Issue>,
    last_number: IssueNumber,
) -> Result<Observed, ObserveError> {
    let mut observed = Observed {
        managed: Vec::new(),
        pinned: BTreeMap::new(),
        detached: Vec::new(),
        ignored: Vec::new(),
        remembered: BTreeMap::new(),
        lost: BTreeMap::new(),
        labels: reader.labels().await?,
        issues: issues.len(),
        last_number: issues.iter().map(|i| i.number).fold(last_number, u64::max),
    };
    let mut known = BTreeMap::new();
    for issue in issues {
        known.insert(issue.number, issue.clone());
        classify(reader, trust, label, pinned, issue, &mut observed).await?;
    }
    let moved: Vec<IssueNumber> = observed
        .managed
        .iter()
        .filter_map(Managed::merged_into)
        .collect();
    let wanted: BTreeSet<&IssueNumber> = pinned.iter().chain(&moved).collect();
    for number in wanted {
        if observed.managed.iter().any(|m| m.issue.number == *number) {
            continue;
        }
        let found = match known.remove(number) {
            Some(issue) => Found::Issue(issue),
            None => reader.issue(*number).await?,
        };
        let pinned = pinned_issue(reader, trust, *number, found).await?;
        observed.last_number = observed.last_number.max(*number);
        observed.pinned.insert(*number, pinned);
    }
    Ok(observed)
}

/// An issue that rules.yaml names, or that a problem was moved to.
async fn pinned_issue(
    reader: &impl Reader,
    trust: &Trust,
    number: IssueNumber,
    found: Found,
) -> Result<Pinned, ObserveError> {
    let comments = match &found {
        Found::Issue(issue) if issue.comments > 0 => {
            bot_comments(trust, number, reader.comments(number).await?)?
        }
        _ => Vec::new(),
    };
    let labels_removed = match &found {
        Found::Issue(issue) if comments.is_empty() => {
            label_history::taken_off(reader, trust, issue).await?
        }
        _ => Vec::new(),
    };
    Ok(Pinned {
        found,
        comments,
        labels_removed,
    })
}

/// An issue that the program made.
async fn managed_issue(
    reader: &impl Reader,
    trust: &Trust,
    issue: Issue,
    section: Section,
) -> Result<Managed, ObserveError> {
    let number = issue.number;
    let comment = if section.edited() && issue.comments > 0 {
        let all = bot_comments(trust, number, reader.comments(number).await?)?;
        all.into_iter().find(|(_, s)| s.key == section.key)
    } else {
        None
    };
    let mut managed = Managed {
        closer: trust.closer(&issue),
        issue,
        section,
        comment,
    };
    label_history::recognize(reader, trust, &mut managed).await?;
    Ok(managed)
}

/// Tells whose an issue is, and adds it to what was observed.
pub(crate) async fn classify(
    reader: &impl Reader,
    trust: &Trust,
    label: &str,
    pinned: &BTreeSet<IssueNumber>,
    issue: Issue,
    observed: &mut Observed,
) -> Result<(), ObserveError> {
    let standing = trust.author(&issue.author);
    let section = Section::find(&issue.body);
    let number = issue.number;
    match (section, standing) {
        (Ok(Some(section)), AuthorTrust::Ours) => {
            let managed = managed_issue(reader, trust, issue, section).await?;
            observed.managed.push(managed);
        }
        (Ok(Some(_)), _) if pinned.contains(&number) => {}
        (Ok(Some(_)), AuthorTrust::Unsettled) => {
            return Err(ObserveError::Unsettled {
                number,
                login: issue.author.login,
                identity: identity_of(trust),
            });
        }
        (Ok(Some(_)) | Err(_), AuthorTrust::Stranger) => {
            observed.ignored.push((number, issue.author.login));
        }
        (Err(error), AuthorTrust::Ours) => observed.detached.push(Detached {
            key: Section::key_of(&issue.body),
            issue,
            error: Some(error),
        }),
        (Ok(None), AuthorTrust::Ours)
            if *trust != Trust::Folder
                && !pinned.contains(&number)
                && issue.labels.iter().any(|l| same_label(l, label)) =>
        {
            observed.detached.push(Detached {
                issue,
                error: None,
                key: None,
            });
        }
        (Ok(None), _) | (Err(_), AuthorTrust::Unsettled) => {}
    }
    Ok(())
}

/// Who this run writes as; nobody by name in a folder.
fn identity_of(trust: &Trust) -> Login {
    match trust {
        Trust::Accounts { identity, .. } => identity.clone(),
        Trust::Folder => String::new(),
    }
}

/// The program's own comments that carry a section.
fn bot_comments(
    trust: &Trust,
    number: IssueNumber,
    comments: Vec<Comment>,
) -> Result<Vec<(Comment, Section)>, ObserveError> {
    let mut ours = Vec::new();
    for comment in comments {
        let Ok(Some(section)) = Section::find(&comment.body) else {
            continue;
        };
        match trust.author(&comment.author) {
            AuthorTrust::Ours => ours.push((comment, section)),
            AuthorTrust::Unsettled => {
                return Err(ObserveError::UnsettledComment {
                    number,
                    at: comment.created_at,
                    login: comment.author.login,
                    identity: identity_of(trust),
                });
            }
            AuthorTrust::Stranger => {}
        }
    }
    Ok(ours)
}

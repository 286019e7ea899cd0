//! What people decided about an issue by comment command.
//!
//! Each decision stays until a later command on the same matter replaces it,
//! and knows the comment that made it: a command that is delivered twice, or
//! after a later one, changes nothing.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::model::{CommentId, IssueNumber, Login, Priority, Time};

/// At most so many related issues are decided on, so that a state stays small.
pub const MAX_RELATED: usize = 20;
/// Bytes of a reason that is remembered.
pub const MAX_REASON_BYTES: usize = 120;

/// A decision: what, by whom, when and in which comment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided<T> {
    /// The decision.
    pub what: T,
    /// Who gave the command.
    pub by: Login,
    /// When the comment was written.
    pub at: Time,
    /// The comment. Its ids grow with time.
    pub comment: CommentId,
}

/// All that people decided about an issue.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Decisions {
    /// Whether the program keeps quiet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub silence: Option<Decided<Silence>>,
    /// A priority in place of the computed one; `None` in it gives that back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<Decided<Option<Priority>>>,
    /// Open, closed, or somewhere else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Decided<StatusDecision>>,
    /// Related issues, besides those of rules.yaml.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub related: BTreeMap<IssueNumber, Decided<Relation>>,
}

/// Whether the program keeps quiet about an issue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Silence {
    /// Until a time.
    Snoozed {
        /// Its end.
        until: Time,
        /// Why, in the commenter's words, redacted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        because: Option<String>,
    },
    /// For good.
    Muted,
    /// No longer.
    Ended,
}

/// A decision about the issue itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatusDecision {
    /// Closed as done, as if the commenter had closed it.
    Resolved,
    /// Opened, and open until the problem was seen once more.
    Reopened,
    /// Its problem lives in another issue.
    Merged {
        /// Which.
        into: IssueNumber,
    },
}

/// A decision about two issues.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// They belong together.
    Related {
        /// Why, in the commenter's words, redacted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<String>,
    },
    /// They do not, whatever rules.yaml says.
    Unrelated,
}

/// Why the program keeps quiet about an issue at some time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Silenced {
    /// A person muted it.
    Muted {
        /// Who.
        by: Login,
    },
    /// A person snoozed it, and that lasts.
    Snoozed {
        /// Who.
        by: Login,
        /// Its end.
        until: Time,
        /// Why, in the commenter's words, redacted.
        because: Option<String>,
    },
}

impl fmt::Display for Silenced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Muted { by } => write!(f, "muted by {by}"),
            Self::Snoozed { by, until, because } => {
                let until = until.format("%Y-%m-%d %H:%M UTC");
                write!(f, "snoozed by {by} until {until}")?;
                because.iter().try_for_each(|why| write!(f, ": {why}"))
            }
        }
    }
}

impl Decisions {
    /// Nobody decided anything.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Takes from other issues of the same problem what was decided later.
    pub fn merge(&mut self, other: &Self) {
        newer(&mut self.silence, other.silence.as_ref());
        newer(&mut self.priority, other.priority.as_ref());
        newer(&mut self.status, other.status.as_ref());
        for (number, relation) in &other.related {
            match self.related.get_mut(number) {
                Some(known) if known.comment >= relation.comment => {}
                Some(known) => known.clone_from(relation),
                None => {
                    self.related.insert(*number, relation.clone());
                }
            }
        }
    }

    /// Returns why the program keeps quiet at a time; `None`: it does not.
    pub fn silent(&self, now: Time) -> Option<Silenced> {
        let silence = self.silence.as_ref()?;
        let by = silence.by.clone();
        match &silence.what {
            Silence::Muted => Some(Silenced::Muted { by }),
            Silence::Snoozed { until, because } if *until > now => Some(Silenced::Snoozed {
                by,
                until: *until,
                because: because.clone(),
            }),
            Silence::Snoozed { .. } | Silence::Ended => None,
        }
    }

    /// The issue that the problem was moved to.
    pub fn merged_into(&self) -> Option<IssueNumber> {
        match self.status.as_ref()?.what {
            StatusDecision::Merged { into } => Some(into),
            _ => None,
        }
    }

    /// Takes a merge back: the issue has its problem again. The comment that
    /// merged it stays known, so that it decides nothing a second time.
    pub fn take_merge_back(&mut self, what: StatusDecision, now: Time) {
        if self.merged_into().is_some()
            && let Some(status) = &mut self.status
        {
            status.what = what;
            status.at = now;
        }
    }

    /// Whether a person opened the issue and the problem was not seen since.
    pub fn holds_open(&self, last_seen: Option<Time>) -> Option<&Decided<StatusDecision>> {
        let status = self.status.as_ref()?;
        let unseen = last_seen.is_none_or(|seen| seen <= status.at);
        (status.what == StatusDecision::Reopened && unseen).then_some(status)
    }

    /// Drops the reasons, for a state that would grow too large.
    pub(super) fn forget_reasons(&mut self) {
        if let Some(Decided {
            what: Silence::Snoozed { because, .. },
            ..
        }) = &mut self.silence
        {
            *because = None;
        }
        for relation in self.related.values_mut() {
            if let Relation::Related { why } = &mut relation.what {
                *why = None;
            }
        }
    }
}

fn newer<T: Clone>(into: &mut Option<Decided<T>>, from: Option<&Decided<T>>) {
    let known = into.as_ref().map(|decided| decided.comment);
    if let Some(from) = from.filter(|from| known.is_none_or(|known| from.comment > known)) {
        *into = Some(from.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(time: &str) -> Time {
        time.parse().unwrap()
    }

    fn decided<T>(what: T, comment: u64) -> Decided<T> {
        Decided {
            what,
            by: "ada".to_owned(),
            at: at("2025-09-15T20:00:00Z"),
            comment: CommentId(comment),
        }
    }

    #[test]
    fn a_snooze_ends_and_a_mute_does_not() {
        let until = at("2025-09-16T20:00:00Z");
        let because = Some("on holiday".to_owned());
        let mut decisions = Decisions {
            silence: Some(decided(Silence::Snoozed { until, because }, 1)),
            ..Decisions::default()
        };
        insta::assert_snapshot!(decisions.silent(at("2025-09-16T19:59:59Z")).unwrap(),
            @"snoozed by ada until 2025-09-16 20:00 UTC: on holiday");
        assert_eq!(decisions.silent(until), None);
        decisions.silence = Some(decided(Silence::Muted, 2));
        assert_eq!(decisions.silent(until).unwrap().to_string(), "muted by ada");
    }

    #[test]
    fn the_later_comment_wins_whichever_comes_first() {
        let mut early = Decisions {
            silence: Some(decided(Silence::Muted, 1)),
            related: BTreeMap::from([(7, decided(Relation::Unrelated, 9))]),
            ..Decisions::default()
        };
        let late = Decisions {
            silence: Some(decided(Silence::Ended, 2)),
            related: BTreeMap::from([(7, decided(Relation::Related { why: None }, 3))]),
            ..Decisions::default()
        };
        let mut other = late.clone();
        early.merge(&late);
        other.merge(&early);
        assert_eq!(early, other);
        assert_eq!(early.silence.unwrap().what, Silence::Ended);
        assert_eq!(early.related[&7].what, Relation::Unrelated);
    }

    #[test]
    fn a_reopening_holds_until_the_problem_is_seen_again() {
        let decisions = Decisions {
            status: Some(decided(StatusDecision::Reopened, 1)),
            ..Decisions::default()
        };
        assert!(decisions.holds_open(None).is_some());
        assert!(
            decisions
                .holds_open(Some(at("2025-09-15T19:00:00Z")))
                .is_some()
        );
        assert!(
            decisions
                .holds_open(Some(at("2025-09-15T21:00:00Z")))
                .is_none()
        );
    }

    #[test]
    fn they_read_back_as_written() {
        let decisions = Decisions {
            priority: Some(decided(None, 4)),
            status: Some(decided(StatusDecision::Merged { into: 960 }, 5)),
            ..Decisions::default()
        };
        let json = serde_json::to_string(&decisions).unwrap();
        assert_eq!(serde_json::from_str::<Decisions>(&json).unwrap(), decisions);
    }
}

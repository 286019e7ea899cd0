//! What the commands of one comment decide.

use super::{Acting, key};
use crate::command::{Command, CommandError, Home, MissingIssue};
use crate::model::issue::IssueNumber;
use crate::model::{IssueState, Key, Priority};
use crate::observe::Managed;
use crate::ownership::{
    Decided, Decisions, Ledger, MAX_REASON_BYTES, MAX_RELATED, Relation, Silence, Status,
    digest_key,
};
use crate::render::safe;

/// What the commands of one comment come to.
pub(super) struct CommandEffects {
    pub(super) key: Key,
    /// As the tracker remembers it.
    pub(super) before: Decisions,
    pub(super) after: Decisions,
    /// The issue's state, where it changes.
    pub(super) status: Option<IssueState>,
    /// The priority's label to be put on.
    pub(super) priority: Option<Priority>,
    /// The issue that the problem moves to.
    pub(super) merge: Option<IssueNumber>,
    /// The issue that the problem comes back from.
    pub(super) back_from: Option<IssueNumber>,
    /// The digest's new memory, if it changes.
    pub(super) ledger: Option<Ledger>,
}

impl CommandEffects {
    pub(super) fn new(acting: &Acting<'_>) -> Self {
        let before = acting.home.decisions();
        Self {
            key: key(acting.home, acting.instance),
            after: before.clone(),
            before,
            status: None,
            priority: None,
            merge: None,
            back_from: None,
            ledger: None,
        }
    }

    pub(super) fn decide(
        &mut self,
        acting: &Acting<'_>,
        command: &Command,
    ) -> Result<(), CommandError> {
        acting
            .home
            .tracked()
            .ok_or_else(|| untracked(acting.home))?;
        if let Command::New(number) = command {
            return self.make_anew(acting, *number);
        }
        if self.key == digest_key(acting.instance) {
            return Err(CommandError::OnDigest);
        }
        match command {
            Command::Help | Command::Explain | Command::Sync | Command::New(_) => {}
            Command::Snooze { length, because } => {
                let length = chrono::TimeDelta::from_std(*length).unwrap_or_default();
                let until = acting.said.at + length;
                let because = because.as_deref().map(|text| reason(acting, text));
                self.silence(acting, Silence::Snoozed { until, because });
            }
            Command::Unsnooze => self.silence(acting, Silence::Ended),
            Command::Mute => self.silence(acting, Silence::Muted),
            Command::Resolve => self.close(acting)?,
            Command::Reopen => self.open(acting)?,
            Command::Priority(priority) => {
                if is_later(self.before.priority.as_ref(), acting) {
                    self.after.priority = Some(decided(acting, *priority));
                    self.priority = *priority;
                }
            }
            Command::Relate { number, why } => {
                let why = why.as_deref().map(|text| reason(acting, text));
                self.relate(acting, *number, Relation::Related { why })?;
            }
            Command::Unrelate(number) => self.relate(acting, *number, Relation::Unrelated)?,
            Command::Merge(number) => self.move_to(acting, *number)?,
        }
        Ok(())
    }

    /// The digest no longer holds the loss of an issue against its problem.
    fn make_anew(&mut self, acting: &Acting<'_>, number: IssueNumber) -> Result<(), CommandError> {
        let Home::Made(managed) = acting.home else {
            return Err(CommandError::NotOnDigest);
        };
        if self.key != digest_key(acting.instance) {
            return Err(CommandError::NotOnDigest);
        }
        let known = || Ledger::of(&managed.section.state);
        let mut ledger = self.ledger.take().unwrap_or_else(known);
        let gone = ledger.gone.iter().find(|(_, gone)| **gone == number);
        let name = gone.map(|(name, _)| name.clone());
        if let Some(name) = name {
            ledger.gone.remove(&name);
            ledger.anew.insert(name, number);
        } else if !ledger.anew.values().any(|anew| *anew == number) {
            self.ledger = Some(ledger);
            return Err(CommandError::NotInDigest { number });
        }
        self.ledger = Some(ledger);
        Ok(())
    }

    fn silence(&mut self, acting: &Acting<'_>, what: Silence) {
        if is_later(self.before.silence.as_ref(), acting) {
            self.after.silence = Some(decided(acting, what));
        }
    }

    fn close(&mut self, acting: &Acting<'_>) -> Result<(), CommandError> {
        made(acting.home, "close")?;
        self.set_status(acting, Status::Resolved, IssueState::Completed);
        Ok(())
    }

    fn open(&mut self, acting: &Acting<'_>) -> Result<(), CommandError> {
        made(acting.home, "open")?;
        if is_later(self.before.status.as_ref(), acting) {
            self.back_from = self.before.merged_into();
        }
        self.set_status(acting, Status::Reopened, IssueState::Open);
        Ok(())
    }

    fn set_status(&mut self, acting: &Acting<'_>, what: Status, state: IssueState) {
        if is_later(self.before.status.as_ref(), acting) {
            self.after.status = Some(decided(acting, what));
            self.status = Some(state);
            self.merge = None;
        }
    }

    fn relate(
        &mut self,
        acting: &Acting<'_>,
        number: IssueNumber,
        what: Relation,
    ) -> Result<(), CommandError> {
        if number == acting.home.issue().number {
            return Err(CommandError::SameIssue);
        }
        if let Some(why) = acting.missing.get(&number)
            && what != Relation::Unrelated
        {
            return Err(why.clone().into());
        }
        let known = self.before.related.get(&number);
        if known.is_none() && self.after.related.len() >= MAX_RELATED {
            return Err(CommandError::TooManyRelated);
        }
        if is_later(known, acting) {
            self.after.related.insert(number, decided(acting, what));
        }
        Ok(())
    }

    fn move_to(&mut self, acting: &Acting<'_>, into: IssueNumber) -> Result<(), CommandError> {
        let managed = made(acting.home, "close")?;
        if !is_later(self.before.status.as_ref(), acting) {
            return Ok(());
        }
        if into == managed.issue.number {
            return Err(CommandError::SameIssue);
        }
        let other = acting.other.filter(|o| o.issue().number == into);
        let other = other.ok_or_else(|| {
            let why = acting.missing.get(&into).cloned();
            why.unwrap_or(MissingIssue::NotFound { number: into })
        })?;
        takes_over(acting, other)?;
        self.back_from = None;
        self.set_status(acting, Status::Merged { into }, IssueState::Duplicate);
        self.merge = Some(into);
        Ok(())
    }
}

/// Whether an issue can take another's problem over; else why not.
fn takes_over(acting: &Acting<'_>, other: Home<'_>) -> Result<(), CommandError> {
    let issue = other.issue();
    let into = issue.number;
    if matches!(other, Home::Detached(_)) {
        return Err(CommandError::TargetDamaged { into });
    }
    if !issue.state.is_open() {
        return Err(match other.decisions().merged_into() {
            Some(further) => CommandError::TargetMerged { into, further },
            None => CommandError::TargetClosed { into },
        });
    }
    if issue.locked {
        return Err(CommandError::TargetLocked { into });
    }
    let Home::Made(managed) = other else {
        return Ok(());
    };
    let key = &managed.section.key;
    if key.instance() != acting.instance {
        return Err(CommandError::TargetOfOtherInstance {
            into,
            instance: key.instance().to_owned(),
        });
    }
    if *key == digest_key(acting.instance) {
        return Err(CommandError::TargetIsDigest { into });
    }
    Ok(())
}

/// Whether this comment comes after the one that decided last: a command that
/// is delivered twice, or too late, changes nothing.
fn is_later<T>(known: Option<&Decided<T>>, acting: &Acting<'_>) -> bool {
    known.is_none_or(|known| known.comment < acting.said.comment)
}

fn decided<T>(acting: &Acting<'_>, what: T) -> Decided<T> {
    Decided {
        what,
        by: acting.said.by.clone(),
        at: acting.said.at,
        comment: acting.said.comment,
    }
}

/// A person's words as they are remembered: public, so without secrets.
fn reason(acting: &Acting<'_>, text: &str) -> String {
    safe::clip(&acting.redactor.redact(text), MAX_REASON_BYTES).into_owned()
}

fn made<'a>(home: Home<'a>, verb: &'static str) -> Result<&'a Managed, CommandError> {
    match home {
        Home::Made(managed) => Ok(managed),
        _ => Err(CommandError::PersonsIssue { verb }),
    }
}

fn untracked(home: Home<'_>) -> CommandError {
    match home {
        Home::Detached(_) => CommandError::MarkerDamaged,
        _ => CommandError::NoProblem,
    }
}

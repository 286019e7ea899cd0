//! What the commands of one comment decide.

use super::{CommandContext, key};
use crate::command::{Command, CommandError, CommandTarget, MissingIssue};
use crate::model::issue::IssueNumber;
use crate::model::{IssueState, Key, Priority};
use crate::observe::Managed;
use crate::ownership::{
    Decided, Decisions, Ledger, MAX_REASON_BYTES, MAX_RELATED, Relation, Silence, StatusDecision,
    digest_key,
};
use crate::render::safe;

/// The effects of the commands of one comment.
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
    pub(super) fn new(context: &CommandContext<'_>) -> Self {
        let before = context.target.decisions();
        Self {
            key: key(context.target, context.instance),
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
        context: &CommandContext<'_>,
        command: &Command,
    ) -> Result<(), CommandError> {
        context
            .target
            .tracked()
            .ok_or_else(|| untracked(context.target))?;
        if let Command::New(number) = command {
            return self.make_anew(context, *number);
        }
        if self.key == digest_key(context.instance) {
            return Err(CommandError::OnDigest);
        }
        match command {
            Command::Help | Command::Explain | Command::Sync | Command::New(_) => {}
            Command::Snooze { length, because } => {
                let length = chrono::TimeDelta::from_std(*length).unwrap_or_default();
                let until = context.source.at + length;
                let because = because.as_deref().map(|text| reason(context, text));
                self.silence(context, Silence::Snoozed { until, because });
            }
            Command::Unsnooze => self.silence(context, Silence::Ended),
            Command::Mute => self.silence(context, Silence::Muted),
            Command::Resolve => self.close(context)?,
            Command::Reopen => self.open(context)?,
            Command::Priority(priority) => {
                if is_later(self.before.priority.as_ref(), context) {
                    self.after.priority = Some(decided(context, *priority));
                    self.priority = *priority;
                }
            }
            Command::Relate { number, why } => {
                let why = why.as_deref().map(|text| reason(context, text));
                self.relate(context, *number, Relation::Related { why })?;
            }
            Command::Unrelate(number) => self.relate(context, *number, Relation::Unrelated)?,
            Command::Merge(number) => self.move_to(context, *number)?,
        }
        Ok(())
    }

    /// The digest no longer holds the loss of an issue against its problem.
    fn make_anew(
        &mut self,
        context: &CommandContext<'_>,
        number: IssueNumber,
    ) -> Result<(), CommandError> {
        let CommandTarget::Made(managed) = context.target else {
            return Err(CommandError::NotOnDigest);
        };
        if self.key != digest_key(context.instance) {
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

    fn silence(&mut self, context: &CommandContext<'_>, what: Silence) {
        if is_later(self.before.silence.as_ref(), context) {
            self.after.silence = Some(decided(context, what));
        }
    }

    fn close(&mut self, context: &CommandContext<'_>) -> Result<(), CommandError> {
        made(context.target, "close")?;
        self.set_status(context, StatusDecision::Resolved, IssueState::Completed);
        Ok(())
    }

    fn open(&mut self, context: &CommandContext<'_>) -> Result<(), CommandError> {
        made(context.target, "open")?;
        if is_later(self.before.status.as_ref(), context) {
            self.back_from = self.before.merged_into();
        }
        self.set_status(context, StatusDecision::Reopened, IssueState::Open);
        Ok(())
    }

    fn set_status(
        &mut self,
        context: &CommandContext<'_>,
        what: StatusDecision,
        state: IssueState,
    ) {
        if is_later(self.before.status.as_ref(), context) {
            self.after.status = Some(decided(context, what));
            self.status = Some(state);
            self.merge = None;
        }
    }

    fn relate(
        &mut self,
        context: &CommandContext<'_>,
        number: IssueNumber,
        what: Relation,
    ) -> Result<(), CommandError> {
        if number == context.target.issue().number {
            return Err(CommandError::SameIssue);
        }
        if let Some(why) = context.missing.get(&number)
            && what != Relation::Unrelated
        {
            return Err(why.clone().into());
        }
        let known = self.before.related.get(&number);
        if known.is_none() && self.after.related.len() >= MAX_RELATED {
            return Err(CommandError::TooManyRelated);
        }
        if is_later(known, context) {
            self.after.related.insert(number, decided(context, what));
        }
        Ok(())
    }

    fn move_to(
        &mut self,
        context: &CommandContext<'_>,
        into: IssueNumber,
    ) -> Result<(), CommandError> {
        let managed = made(context.target, "close")?;
        if !is_later(self.before.status.as_ref(), context) {
            return Ok(());
        }
        if into == managed.issue.number {
            return Err(CommandError::SameIssue);
        }
        let other = context.other.filter(|o| o.issue().number == into);
        let other = other.ok_or_else(|| {
            let why = context.missing.get(&into).cloned();
            why.unwrap_or(MissingIssue::NotFound { number: into })
        })?;
        takes_over(context, other)?;
        self.back_from = None;
        self.set_status(
            context,
            StatusDecision::Merged { into },
            IssueState::Duplicate,
        );
        self.merge = Some(into);
        Ok(())
    }
}

/// Whether an issue can take another's problem over; else why not.
fn takes_over(context: &CommandContext<'_>, other: CommandTarget<'_>) -> Result<(), CommandError> {
    let issue = other.issue();
    let into = issue.number;
    if matches!(other, CommandTarget::Detached(_)) {
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
    let CommandTarget::Made(managed) = other else {
        return Ok(());
    };
    let key = &managed.section.key;
    if key.instance() != context.instance {
        return Err(CommandError::TargetOfOtherInstance {
            into,
            instance: key.instance().to_owned(),
        });
    }
    if *key == digest_key(context.instance) {
        return Err(CommandError::TargetIsDigest { into });
    }
    Ok(())
}

/// Whether this comment comes after the one that decided last: a command that
/// is delivered twice, or too late, changes nothing.
fn is_later<T>(known: Option<&Decided<T>>, context: &CommandContext<'_>) -> bool {
    known.is_none_or(|known| known.comment < context.source.comment)
}

fn decided<T>(context: &CommandContext<'_>, what: T) -> Decided<T> {
    Decided {
        what,
        by: context.source.by.clone(),
        at: context.source.at,
        comment: context.source.comment,
    }
}

/// A person's words as they are remembered: public, so without secrets.
fn reason(context: &CommandContext<'_>, text: &str) -> String {
    safe::clip(&context.redactor.redact(text), MAX_REASON_BYTES).into_owned()
}

fn made<'a>(target: CommandTarget<'a>, verb: &'static str) -> Result<&'a Managed, CommandError> {
    match target {
        CommandTarget::Made(managed) => Ok(managed),
        _ => Err(CommandError::PersonsIssue { verb }),
    }
}

fn untracked(target: CommandTarget<'_>) -> CommandError {
    match target {
        CommandTarget::Detached(_) => CommandError::MarkerDamaged,
        _ => CommandError::NoProblem,
    }
}

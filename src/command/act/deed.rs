//! What the commands of one comment decide, and the changes that write it down.

use super::{Acting, key};
use crate::command::{Command, Home};
use crate::model::issue::{IssueNumber, IssuePatch, same_label};
use crate::model::{Comment, Issue, IssueState, Key, Priority};
use crate::observe::Managed;
use crate::ownership::{
    Closed, Decided, Decisions, Ledger, MAX_REASON_BYTES, MAX_RELATED, Relation, Silence, State,
    Status, digest_key, remember,
};
use crate::plan::{Action, Basis, Change, On, Write};
use crate::render::safe;

/// What the commands of one comment come to.
pub(super) struct Deed {
    key: Key,
    /// As the tracker remembers it.
    before: Decisions,
    after: Decisions,
    /// The issue's state, where it changes.
    status: Option<IssueState>,
    /// The priority's label to be put on.
    priority: Option<Priority>,
    /// The issue that the problem moves to.
    merge: Option<IssueNumber>,
    /// The issue that the problem comes back from.
    back_from: Option<IssueNumber>,
    /// The digest's new memory, if it changes.
    ledger: Option<Ledger>,
}

impl Deed {
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

    pub(super) fn decide(&mut self, acting: &Acting<'_>, command: &Command) -> Result<(), String> {
        acting
            .home
            .tracked()
            .ok_or_else(|| untracked(acting.home))?;
        if let Command::New(number) = command {
            return self.make_anew(acting, *number);
        }
        if self.key == digest_key(acting.instance) {
            return Err(
                "the digest collects problems that have no issue: rules.yaml decides about them"
                    .to_owned(),
            );
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
    fn make_anew(&mut self, acting: &Acting<'_>, number: IssueNumber) -> Result<(), String> {
        let Home::Made(managed) = acting.home else {
            return Err("it is a command for the digest".to_owned());
        };
        if self.key != digest_key(acting.instance) {
            return Err("it is a command for the digest".to_owned());
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
            return Err(format!(
                "the digest lists no problem whose issue was #{number}"
            ));
        }
        self.ledger = Some(ledger);
        Ok(())
    }

    fn silence(&mut self, acting: &Acting<'_>, what: Silence) {
        if is_later(self.before.silence.as_ref(), acting) {
            self.after.silence = Some(decided(acting, what));
        }
    }

    fn close(&mut self, acting: &Acting<'_>) -> Result<(), String> {
        made(acting.home, "close")?;
        self.set_status(acting, Status::Resolved, IssueState::Completed);
        Ok(())
    }

    fn open(&mut self, acting: &Acting<'_>) -> Result<(), String> {
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
    ) -> Result<(), String> {
        if number == acting.home.issue().number {
            return Err("that is this issue".to_owned());
        }
        if let Some(why) = acting.missing.get(&number)
            && what != Relation::Unrelated
        {
            return Err(why.clone());
        }
        let known = self.before.related.get(&number);
        if known.is_none() && self.after.related.len() >= MAX_RELATED {
            return Err(format!(
                "at most {MAX_RELATED} issues are remembered: put lasting ones into rules.yaml"
            ));
        }
        if is_later(known, acting) {
            self.after.related.insert(number, decided(acting, what));
        }
        Ok(())
    }

    fn move_to(&mut self, acting: &Acting<'_>, into: IssueNumber) -> Result<(), String> {
        let managed = made(acting.home, "close")?;
        if !is_later(self.before.status.as_ref(), acting) {
            return Ok(());
        }
        if into == managed.issue.number {
            return Err("that is this issue".to_owned());
        }
        let other = acting.other.filter(|o| o.issue().number == into);
        let other = other.ok_or_else(|| {
            let why = acting.missing.get(&into).cloned();
            why.unwrap_or_else(|| format!("there is no issue #{into}"))
        })?;
        takes_over(acting, other)?;
        self.back_from = None;
        self.set_status(acting, Status::Merged { into }, IssueState::Duplicate);
        self.merge = Some(into);
        Ok(())
    }

    /// The state with what was decided in it.
    fn remembered(&self, acting: &Acting<'_>, before: &State) -> State {
        let mut state = before.clone();
        state.decisions = self.after.clone();
        acting.run.clone_into(&mut state.run);
        match self.status {
            // As if the commenter had closed it: no closing of the program's.
            Some(IssueState::Completed) => state.closed = None,
            Some(IssueState::Open) => {
                state.closed = None;
                state.clean = 0;
                state.clean_at = Some(acting.now);
            }
            Some(how) => {
                state.closed = Some(Closed {
                    at: acting.now,
                    written: None,
                    how,
                });
            }
            None => {}
        }
        if let Some(priority) = self.priority {
            let (add, remove) = labels(acting.home.issue(), before, priority);
            state
                .labels
                .retain(|l| !remove.iter().any(|r| same_label(l, r)));
            state.labels.extend(add);
        }
        state
    }

    pub(super) fn changes(&self, acting: &Acting<'_>) -> Vec<Change> {
        let mut changes = Vec::new();
        if let (Some(ledger), Home::Made(digest)) = (&self.ledger, acting.home)
            && *ledger != Ledger::of(&digest.section.state)
        {
            self.on_target(acting, digest, &mut changes, |state| ledger.put(state));
        }
        if self.after == self.before {
            return changes;
        }
        if let Some(Home::Made(target)) = acting.other {
            let number = Some(target.issue.number);
            if self.merge == number {
                self.alias(acting, target, &mut changes);
            } else if self.back_from == number && !target.issue.locked {
                self.unalias(acting, target, &mut changes);
            }
        }
        let issue = acting.home.issue();
        if let (Some(priority), Some((_, state))) = (self.priority, acting.home.tracked()) {
            let (add, remove) = labels(issue, state, priority);
            if !add.is_empty() || !remove.is_empty() {
                let write = Write::Labels { add, remove };
                changes.push(self.change(acting, issue, Action::Label, write));
            }
        }
        match acting.home {
            Home::Made(managed) => self.on_made(acting, managed, &mut changes),
            Home::Adopted { pinned, .. } => {
                for (comment, section) in &pinned.comments {
                    let state = self.remembered(acting, &section.state);
                    let body = remember(&comment.body, section, &state);
                    changes.push(self.edit_comment(acting, issue, comment, body));
                }
            }
            Home::Foreign(_) | Home::Detached(_) => {}
        }
        if let Some(into) = self.merge {
            let text = format!(
                "Duplicate of #{into}: its problem lives there from now on, as {} decided.",
                safe::code(&acting.said.by)
            );
            let body = format!("{text}\n\n<!-- bot:note {} {} -->", self.key, acting.run);
            let link = self.change(acting, issue, Action::Link, Write::Comment { body });
            changes.push(Change {
                basis: None,
                ..link
            });
        }
        changes
    }

    /// Where a person edited the text, its state rides in a comment as well:
    /// first there, since closing the issue comes last.
    fn on_made(&self, acting: &Acting<'_>, managed: &Managed, changes: &mut Vec<Change>) {
        let issue = &managed.issue;
        if let Some((comment, section)) = &managed.comment {
            let state = self.remembered(acting, &section.state);
            let body = remember(&comment.body, section, &state);
            changes.push(self.edit_comment(acting, issue, comment, body));
        }
        let state = self.remembered(acting, &managed.section.state);
        let patch = IssuePatch {
            title: None,
            body: Some(remember(&issue.body, &managed.section, &state)),
            state: self.status.filter(|status| *status != issue.state),
        };
        let action = match patch.state {
            None => Action::Update,
            Some(IssueState::Open) => Action::Reopen,
            Some(_) => Action::Close,
        };
        changes.push(self.change(acting, issue, action, Write::Edit(patch)));
    }

    /// The issue that takes the problem over answers to its keys.
    fn alias(&self, acting: &Acting<'_>, target: &Managed, changes: &mut Vec<Change>) {
        self.on_target(acting, target, changes, |state| {
            state.aliases.extend(self.keys(acting));
            state.aliases.sort();
            state.aliases.dedup();
            state.aliases.retain(|key| *key != target.section.key);
            // It is open: what once moved its own problem elsewhere is over.
            state
                .decisions
                .take_merge_back(Status::Reopened, acting.now);
        });
    }

    /// It answers to them no longer.
    fn unalias(&self, acting: &Acting<'_>, target: &Managed, changes: &mut Vec<Change>) {
        let keys = self.keys(acting);
        if target.keys().any(|key| keys.contains(key)) {
            self.on_target(acting, target, changes, |state| {
                state.aliases.retain(|key| !keys.contains(key));
            });
        }
    }

    /// All keys of this problem.
    fn keys(&self, acting: &Acting<'_>) -> Vec<Key> {
        let known = acting.home.tracked().map(|(_, state)| &state.aliases);
        let aliases = known.into_iter().flatten().cloned();
        aliases.chain([self.key.clone()]).collect()
    }

    /// Changes what another issue remembers, wherever it remembers it.
    fn on_target(
        &self,
        acting: &Acting<'_>,
        target: &Managed,
        changes: &mut Vec<Change>,
        change: impl Fn(&mut State),
    ) {
        let edited = |state: &State| {
            let mut state = state.clone();
            change(&mut state);
            acting.run.clone_into(&mut state.run);
            state
        };
        let issue = &target.issue;
        if let Some((comment, section)) = &target.comment {
            let body = remember(&comment.body, section, &edited(&section.state));
            changes.push(self.edit_comment(acting, issue, comment, body));
        }
        let section = &target.section;
        let patch = IssuePatch {
            body: Some(remember(&issue.body, section, &edited(&section.state))),
            ..IssuePatch::default()
        };
        changes.push(self.change(acting, issue, Action::Link, Write::Edit(patch)));
    }

    fn edit_comment(
        &self,
        acting: &Acting<'_>,
        issue: &Issue,
        comment: &Comment,
        body: String,
    ) -> Change {
        let id = comment.id;
        let write = Write::EditComment { id, body };
        let mut change = self.change(acting, issue, Action::Update, write);
        if let Some(basis) = &mut change.basis {
            basis.comment = Some((id, comment.body.clone()));
        }
        change
    }

    pub(super) fn change(
        &self,
        acting: &Acting<'_>,
        issue: &Issue,
        action: Action,
        write: Write,
    ) -> Change {
        let on = match write {
            Write::Comment { .. } | Write::EditComment { .. } => On::Comment,
            _ => On::Body,
        };
        Change {
            action,
            key: self.key.clone(),
            number: Some(issue.number),
            title: issue.title.clone(),
            on,
            reason: format!("commanded by {}", acting.said.by),
            priority: None,
            notifies: matches!(action, Action::Close | Action::Reopen | Action::Link),
            basis: Some(Basis::of(issue)),
            write,
        }
    }
}

/// The priority's label in place of the one that the program put on.
fn labels(issue: &Issue, before: &State, priority: Priority) -> (Vec<String>, Vec<String>) {
    let is = |label: &String| same_label(label, priority.name());
    let add = (!issue.labels.iter().any(is)).then(|| priority.name().to_owned());
    let ours = before.labels.iter().filter(|label| {
        Priority::parse(label).is_some_and(|p| p != priority)
            && issue.labels.iter().any(|on| same_label(on, label))
    });
    (add.into_iter().collect(), ours.cloned().collect())
}

/// Whether an issue can take another's problem over; else why not.
fn takes_over(acting: &Acting<'_>, other: Home<'_>) -> Result<(), String> {
    let issue = other.issue();
    let into = issue.number;
    if matches!(other, Home::Detached(_)) {
        return Err(format!("#{into} lost its marker: restore it first"));
    }
    if let Some(further) = other.decisions().merged_into()
        && !issue.state.is_open()
    {
        return Err(format!(
            "#{into} itself was merged into #{further}: merge there"
        ));
    }
    if !issue.state.is_open() {
        return Err(format!("#{into} is closed"));
    }
    if issue.locked {
        return Err(format!(
            "#{into} is locked, so nothing could be written there: unlock it first"
        ));
    }
    let Home::Made(managed) = other else {
        return Ok(());
    };
    let key = &managed.section.key;
    if key.instance() != acting.instance {
        return Err(format!(
            "#{into} belongs to instance {} of another rules.yaml, which would rewrite it",
            key.instance()
        ));
    }
    if *key == digest_key(acting.instance) {
        return Err(format!(
            "#{into} is the digest, which collects problems that have no issue"
        ));
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

fn made<'a>(home: Home<'a>, verb: &str) -> Result<&'a Managed, String> {
    match home {
        Home::Made(managed) => Ok(managed),
        _ => Err(format!(
            "this issue is a person's: {verb} it yourself, the bot will see it"
        )),
    }
}

fn untracked(home: Home<'_>) -> String {
    match home {
        Home::Detached(_) => {
            "the lines that mark the bot's part of this issue are broken: restore them from the edit history"
                .to_owned()
        }
        _ => "this issue tracks no problem of the bot's".to_owned(),
    }
}

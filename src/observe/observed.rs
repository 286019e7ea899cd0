//! The tracker as read once at the start, told apart by whose it is.

use std::collections::BTreeMap;

use super::trust::Closer;
use crate::model::issue::{Comment, IssueNumber, Label, Login};
use crate::model::{Issue, IssueState, Key, Time};
use crate::ownership::{Closed, IssueNumbers, Ledger, Section, SectionError, State};
use crate::tracker::Found;
use crate::triage::Known;

/// The tracker as read.
#[derive(Debug, Clone, PartialEq)]
pub struct Observed {
    /// Bot-made issues, by number.
    pub managed: Vec<Managed>,
    /// People's issues that rules.yaml pins, by number.
    pub pinned: BTreeMap<IssueNumber, Pinned>,
    /// Bot-made issues whose marker is broken: said, never rewritten.
    pub detached: Vec<Detached>,
    /// Issues with a marker that does not count, each with its author.
    pub ignored: Vec<(IssueNumber, Login)>,
    /// Issues that were made and are known of outside of the tracker, by short key.
    pub remembered: IssueNumbers,
    /// Issues that other issues remember and that are gone, by short key.
    pub lost: IssueNumbers,
    /// The labels that exist in the tracker.
    pub labels: Vec<Label>,
    /// The number of issues read.
    pub issues: usize,
    /// The highest number seen.
    pub last_number: IssueNumber,
}

/// An issue that the bot made, and its usable managed section.
#[derive(Debug, Clone, PartialEq)]
pub struct Managed {
    /// The issue as the tracker gave it.
    pub issue: Issue,
    /// Its managed section.
    pub section: Section,
    /// Where a person edited inside the section: the bot's comment, if there is one.
    pub comment: Option<(Comment, Section)>,
    /// Who closed it, as far as the tracker says.
    pub closer: Option<Closer>,
}

/// A bot-made issue without a usable section.
#[derive(Debug, Clone, PartialEq)]
pub struct Detached {
    /// The issue as the tracker gave it.
    pub issue: Issue,
    /// The damage; `None`: there is no marker left.
    pub error: Option<SectionError>,
    /// Whose problem's it is, where what is left tells.
    pub key: Option<Key>,
}

/// A person's issue that rules.yaml pins.
#[derive(Debug, Clone, PartialEq)]
pub struct Pinned {
    /// The issue, or what is in its place.
    pub found: Found,
    /// The bot's comments, each with its section.
    pub comments: Vec<(Comment, Section)>,
    /// Labels of the bot's that a person took off, where no comment remembers it.
    pub labels_removed: Vec<String>,
}

impl Detached {
    /// Returns whether it seems to be a problem's: by the key that still stands
    /// in its text, else by its title.
    pub fn seems_of(&self, key: &Key, title: &str) -> bool {
        let start = key.as_str().rfind('/').map_or(0, |at| at + 1);
        let (prefix, name) = key.as_str().split_at(start);
        let mut parts = self.issue.body.split(prefix).skip(1).peekable();
        if parts.peek().is_none() {
            return self.issue.title == title;
        }
        parts.any(|part| part.starts_with(name))
    }
}

impl Pinned {
    /// The issue, where there is one.
    pub fn issue(&self) -> Option<&Issue> {
        match &self.found {
            Found::Issue(issue) => Some(issue),
            _ => None,
        }
    }
}

impl Managed {
    /// The section that is kept up to date.
    pub fn live(&self) -> &Section {
        self.comment.as_ref().map_or(&self.section, |(_, s)| s)
    }

    /// All keys it answers to.
    pub fn keys(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.section.key).chain(&self.live().state.aliases)
    }

    /// The program closed it, and nobody touched its state since.
    pub fn closed_by_bot(&self) -> bool {
        self.closing().is_some()
    }

    /// The program's own closing, if nobody touched the issue's state since.
    ///
    /// Who closed it decides, where the tracker says so. Times only decide
    /// where it does not, or where a person uses the program's account, and
    /// then both are of the tracker's clock.
    pub fn closing(&self) -> Option<&Closed> {
        /// A write may have to wait for the tracker's limits.
        const TOLERANCE_MINUTES: i64 = 60;
        let issue = &self.issue;
        let closed = self.live().state.closed.as_ref()?;
        let at_its_time = || {
            let apart = |at: Time| (at - closed.on_tracker()).num_minutes().abs();
            issue
                .closed_at
                .is_some_and(|at| apart(at) <= TOLERANCE_MINUTES)
        };
        let by_program = match self.closer {
            Some(Closer::Program) => true,
            Some(Closer::Other) => false,
            Some(Closer::Shared) | None => at_its_time(),
        };
        (closed.how == issue.state && by_program).then_some(closed)
    }

    /// A person decided that this is not to be worked on.
    pub fn declined(&self) -> bool {
        matches!(
            self.issue.state,
            IssueState::NotPlanned | IssueState::Duplicate
        ) && !self.closed_by_bot()
            && self.live().state.decisions.merged_into().is_none()
    }

    /// The issue that a closed one's problem was moved to. One that a person
    /// opened again has its problem back.
    pub fn merged_into(&self) -> Option<IssueNumber> {
        let into = self.live().state.decisions.merged_into()?;
        (!self.issue.state.is_open()).then_some(into)
    }

    /// The program had closed it as a twin of another, and a person opened it again.
    pub fn reopened_by_person(&self) -> bool {
        self.issue.state.is_open() && self.live().state.closed.is_some()
    }
}

impl Observed {
    /// Bot-made issues that answer to any of some keys.
    pub fn with_keys<'a>(&'a self, keys: &'a [Key]) -> impl Iterator<Item = &'a Managed> {
        self.managed
            .iter()
            .filter(move |m| m.keys().any(|key| keys.contains(key)))
    }

    /// The rules files that keep an instance's issues, each with one of them.
    pub fn keepers(&self, instance: &str) -> BTreeMap<&str, IssueNumber> {
        let ours = self.managed.iter();
        let ours = ours.filter(|m| m.section.state.instance == instance);
        ours.filter_map(|m| {
            let file = m.live().state.keeper()?;
            Some((file, m.issue.number))
        })
        .collect()
    }

    /// Returns whether a number was read as an issue with some marker, good or
    /// bad.
    pub fn has(&self, number: IssueNumber) -> bool {
        self.managed.iter().any(|m| m.issue.number == number)
            || self.detached.iter().any(|d| d.issue.number == number)
            || self.ignored.iter().any(|(n, _)| *n == number)
    }

    /// Returns what triage needs of an instance's issues, open and closed ones.
    pub fn known(&self, instance: &str) -> Known {
        let mut known = Known::default();
        for state in self.states().filter(|s| s.instance == instance) {
            known.clusters.extend(state.clusters.iter().cloned());
            known.prints.extend(state.all_prints());
            for (source, found) in &state.found {
                let formats = known.formats.entry(source.clone()).or_default();
                formats.extend(found.formats.iter().cloned());
                let files = known.files.entry(source.clone()).or_default();
                files.extend(found.files.iter().cloned());
            }
        }
        known
    }

    /// Returns which issues an instance's issues remember, and what is known of
    /// them outside of the tracker.
    pub fn ledger(&self, instance: &str) -> Ledger {
        let mut all = self.ledger_of_issues(instance);
        all.merge(Ledger {
            made: self.remembered.clone(),
            ..Ledger::default()
        });
        all.gone.extend(self.lost.clone());
        all
    }

    /// Returns which issues an instance's issues remember.
    pub fn ledger_of_issues(&self, instance: &str) -> Ledger {
        let mut all = Ledger::default();
        for state in self.states().filter(|s| s.instance == instance) {
            all.merge(Ledger::of(state));
        }
        all
    }

    /// Returns the program's memory, issue by issue.
    pub fn states(&self) -> impl Iterator<Item = &State> {
        let made = self.managed.iter().map(|m| &m.live().state);
        let comments = self.pinned.values().flat_map(|p| &p.comments);
        made.chain(comments.map(|(_, section)| &section.state))
    }
}

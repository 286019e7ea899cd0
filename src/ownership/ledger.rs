//! Which issues the program made, remembered in other issues: so that one that
//! is deleted, moved or made a discussion is known to have been there.

use std::collections::BTreeMap;

use super::{Section, State, remember};
use crate::model::{IssueNumber, Key};

/// Where a state remembers the issues that were made.
const MADE: &str = "made";
/// Where the digest remembers those that are gone.
const GONE: &str = "gone";
/// Where the digest remembers those that a person wants made once more.
const ANEW: &str = "anew";
/// At most so many of each, the newest.
const MOST: usize = 60;
/// GitHub's limit on a body is 65,536 characters.
const MAX_BODY_BYTES: usize = 65_000;

/// Issue numbers by [`short`] key.
pub type IssueNumbers = BTreeMap<String, IssueNumber>;

/// Other issues that a state remembers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ledger {
    /// Made by the program.
    pub made: IssueNumbers,
    /// Made, and found to be gone.
    pub gone: IssueNumbers,
    /// Gone, and by a person's word to be made once more.
    pub anew: IssueNumbers,
}

/// The first digits of a key's hash: enough to tell a tracker's problems apart.
pub fn short(key: &Key) -> &str {
    const DIGITS: usize = 10;
    let key = key.as_str();
    let hash = key.rsplit_once('/').map_or(key, |(_, hash)| hash);
    hash.get(..DIGITS).unwrap_or(hash)
}

impl Ledger {
    /// Reads what a state remembers.
    pub fn of(state: &State) -> Self {
        let read = |name: &str| -> IssueNumbers {
            let value = state.more.get(name).cloned();
            let numbers = value.and_then(|value| serde_json::from_value(value).ok());
            numbers.unwrap_or_default()
        };
        Self {
            made: read(MADE),
            gone: read(GONE),
            anew: read(ANEW),
        }
    }

    /// Adds what another state remembers; of one key the newest issue.
    pub fn merge(&mut self, other: Self) {
        extend(&mut self.made, other.made);
        extend(&mut self.gone, other.gone);
        extend(&mut self.anew, other.anew);
    }

    /// Puts it into a state.
    pub fn put(&self, state: &mut State) {
        for (name, numbers) in [(MADE, &self.made), (GONE, &self.gone), (ANEW, &self.anew)] {
            let mut newest: Vec<_> = numbers.iter().collect();
            newest.sort_by_key(|(_, number)| std::cmp::Reverse(**number));
            let kept: BTreeMap<_, _> = newest.into_iter().take(MOST).collect();
            match serde_json::to_value(&kept) {
                Ok(value) if !kept.is_empty() => state.more.insert(name.to_owned(), value),
                _ => state.more.remove(name),
            };
        }
    }

    /// The issue of a key that is gone, unless a person wants another.
    pub fn is_gone(&self, key: &Key) -> Option<IssueNumber> {
        let name = short(key);
        let gone = self.gone.get(name)?;
        (!self.is_forgiven(name, *gone)).then_some(*gone)
    }

    /// Whether a person wants an issue made once more.
    pub fn is_forgiven(&self, name: &str, number: IssueNumber) -> bool {
        self.anew.get(name).is_some_and(|anew| *anew >= number)
    }
}

fn extend(into: &mut IssueNumbers, from: IssueNumbers) {
    for (name, number) in from {
        let known = into.entry(name).or_insert(number);
        *known = number.max(*known);
    }
}

/// A text whose section remembers more issues that were made; `None` where it
/// has no usable section, no room, or knows them.
pub fn remember_made(text: &str, made: &IssueNumbers) -> Option<String> {
    let section = Section::find(text).ok().flatten()?;
    let mut state = section.state.clone();
    let mut ledger = Ledger::of(&state);
    extend(&mut ledger.made, made.clone());
    ledger.put(&mut state);
    let more = remember(text, &section, &state);
    (state != section.state && more.len() <= MAX_BODY_BYTES).then_some(more)
}

//! Which issue is whose, where several results are alike.
//!
//! Results that are equal but for their place bear ordinals, and when one of
//! them goes, those behind it move up: by their keys alone, the last issue
//! would close. So issues remember what tells their result from its like: what
//! it says, the lines around it, and its line. A result gets the key of the
//! issue that fits it best, and the issue that is left over is the one whose
//! result went. The same holds for a result of which only a version changed.
//!
//! Keys of earlier recipes lead to an issue only where no other result has it.

mod align;
mod pairs;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use crate::model::{Key, Like, Problem};
use crate::observe::{Managed, Observed};
use crate::triage::Triage;
use pairs::{KnownIssue, like_of, pairs};

/// The problems under the keys of their issues.
pub(super) fn matched<'a>(triage: &'a Triage, observed: &Observed) -> Cow<'a, Triage> {
    let index = IssueIndex::of(observed);
    let found = Matches::of(&triage.problems, &index);
    if found.is_empty() {
        return Cow::Borrowed(triage);
    }
    let mut triage = triage.clone();
    for (position, key) in found.keys {
        triage.problems[position].key = key;
    }
    for (position, key) in found.aliases {
        triage.problems[position].aliases.push(key);
    }
    for position in found.among {
        if let Some(like) = &mut triage.problems[position].like {
            like.among = true;
        }
    }
    triage.problems.sort_by(|a, b| a.key.cmp(&b.key));
    Cow::Owned(triage)
}

/// The tracker's issues by what leads to them.
struct IssueIndex<'o> {
    managed: &'o [Managed],
    by_key: HashMap<&'o Key, Vec<usize>>,
    by_base: HashMap<&'o Key, Vec<usize>>,
    /// Keys of the program's comments on people's issues.
    comments: HashSet<&'o Key>,
}

impl<'o> IssueIndex<'o> {
    fn of(observed: &'o Observed) -> Self {
        let mut by_key: HashMap<&Key, Vec<usize>> = HashMap::new();
        let mut by_base: HashMap<&Key, Vec<usize>> = HashMap::new();
        for (position, issue) in observed.managed.iter().enumerate() {
            for key in issue.keys() {
                by_key.entry(key).or_default().push(position);
            }
            if let Some(like) = like_of(issue) {
                by_base.entry(&like.base).or_default().push(position);
            }
        }
        Self {
            managed: &observed.managed,
            by_key,
            by_base,
            comments: observed
                .pinned
                .values()
                .flat_map(|p| &p.comments)
                .map(|(_, section)| &section.key)
                .collect(),
        }
    }

    fn with_key(&self, key: &Key) -> &[usize] {
        self.by_key.get(key).map_or(&[], Vec::as_slice)
    }

    /// The issues of results that are alike: by their own words, or by key.
    fn of_group(&self, base: &Key, members: &[(usize, &Problem, &Like)]) -> Vec<usize> {
        let by_base = self.by_base.get(base).into_iter().flatten();
        let by_key = members.iter().flat_map(|(_, p, _)| self.with_key(&p.key));
        let mut all: Vec<usize> = by_base.chain(by_key).copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// Changes of problems, by their positions.
#[derive(Default)]
struct Matches {
    keys: Vec<(usize, Key)>,
    aliases: Vec<(usize, Key)>,
    among: Vec<usize>,
}

impl Matches {
    fn of(problems: &[Problem], index: &IssueIndex<'_>) -> Self {
        let mut found = Self::default();
        let mut groups: BTreeMap<&Key, Vec<(usize, &Problem, &Like)>> = BTreeMap::new();
        for (position, problem) in problems.iter().enumerate() {
            if let Some(like) = &problem.like {
                let group = groups.entry(&like.base).or_default();
                group.push((position, problem, like));
            }
        }
        for (base, members) in groups {
            found.group(base, &members, index);
        }
        found.former(problems, index);
        found
    }

    fn is_empty(&self) -> bool {
        self.keys.is_empty() && self.aliases.is_empty() && self.among.is_empty()
    }

    fn group(&mut self, base: &Key, members: &[(usize, &Problem, &Like)], index: &IssueIndex<'_>) {
        let issues = index.of_group(base, members);
        if issues.is_empty() {
            return;
        }
        if let ([(_, problem, _)], [issue]) = (members, issues.as_slice())
            && index.managed[*issue].keys().any(|key| *key == problem.key)
        {
            return;
        }
        let known: Vec<KnownIssue<'_>> = issues
            .iter()
            .map(|position| KnownIssue {
                position: *position,
                issue: &index.managed[*position],
            })
            .collect();
        let pairs = pairs(members, &known);
        let of: HashMap<usize, usize> = pairs.into_iter().collect();
        let mut taken: HashSet<Key> = issues
            .iter()
            .flat_map(|position| index.managed[*position].keys().cloned())
            .collect();
        for (position, problem, _) in members {
            self.among.push(*position);
            let key = match of.get(position) {
                Some(issue) => index.managed[*issue].section.key.clone(),
                None if taken.contains(&problem.key) => free(base, &taken),
                None => problem.key.clone(),
            };
            taken.insert(key.clone());
            if key != problem.key {
                self.keys.push((*position, key));
            }
        }
    }

    /// Leads problems without an issue to the one that they had by an earlier
    /// recipe, unless that is another problem's.
    fn former(&mut self, problems: &[Problem], index: &IssueIndex<'_>) {
        let new: HashMap<usize, &Key> = self.keys.iter().map(|(at, key)| (*at, key)).collect();
        let key_of = |at: usize, problem: &'_ Problem| -> Key {
            new.get(&at).map_or(&problem.key, |key| *key).clone()
        };
        let mut claimed: HashSet<usize> = HashSet::new();
        let mut without = Vec::new();
        for (position, problem) in problems.iter().enumerate() {
            let mut all = index.with_key(&key_of(position, problem)).to_vec();
            let aliases = problem.aliases.iter();
            all.extend(aliases.flat_map(|key| index.with_key(key)));
            if all.is_empty() && !problem.former.is_empty() {
                without.push((position, problem));
            }
            claimed.extend(all);
        }
        for (position, problem) in without {
            let former = problem.former.iter().flat_map(|key| index.with_key(key));
            let free = former.filter(|issue| !claimed.contains(issue)).copied();
            let best = free.min_by_key(|issue| {
                let issue = &index.managed[*issue].issue;
                (!issue.state.is_open(), issue.number)
            });
            let by_comment = || {
                let own = index.comments.contains(&problem.key);
                let mut former = problem.former.iter().filter(|_| !own);
                former.find(|key| index.comments.contains(key)).cloned()
            };
            let key = match best {
                Some(issue) => {
                    claimed.insert(issue);
                    Some(index.managed[issue].section.key.clone())
                }
                None => by_comment(),
            };
            self.aliases.extend(key.map(|key| (position, key)));
        }
    }
}

/// A key that no issue of the kind has.
fn free(base: &Key, taken: &HashSet<Key>) -> Key {
    let nth = |n: usize| {
        let n = n.to_string();
        Key::of(base.instance(), [("like", base.as_str()), ("ordinal", &n)])
    };
    (2..taken.len() + 3)
        .map(nth)
        .find(|key| !taken.contains(key))
        .unwrap_or_else(|| nth(0))
}

//! Pairs of results that are alike and issues: the surest first.

use super::align::align;
use crate::model::{Like, Problem};
use crate::observe::Managed;

/// An issue that one of several results may have.
pub(super) struct KnownIssue<'o> {
    pub position: usize,
    pub issue: &'o Managed,
}

/// How sure it is that an issue is a result's, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MatchLevel {
    /// It says the same in the same surroundings.
    Both,
    /// In the same surroundings.
    Context,
    /// It says the same.
    Said,
    /// Its key leads there.
    Key,
    /// Nothing tells it from its like but its order.
    Order,
}

impl MatchLevel {
    const ALL: [Self; 5] = [
        Self::Both,
        Self::Context,
        Self::Said,
        Self::Key,
        Self::Order,
    ];

    /// Returns what a result and its issue have in common; `None`: nothing that
    /// is known.
    fn class(self, like: &Like) -> Option<(Option<&str>, Option<&str>)> {
        match self {
            Self::Both => Some((Some(&like.said), Some(like.context.as_deref()?))),
            Self::Context => Some((None, Some(like.context.as_deref()?))),
            Self::Said => Some((Some(&like.said), None)),
            Self::Key => None,
            Self::Order => Some((None, None)),
        }
    }
}

/// Positions of problems with those of their issues.
pub(super) fn pairs(
    members: &[(usize, &Problem, &Like)],
    known: &[KnownIssue<'_>],
) -> Vec<(usize, usize)> {
    let mut problems: Vec<_> = members.to_vec();
    problems.sort_by_key(|(_, problem, like)| (like.line, &problem.key));
    let mut issues: Vec<&KnownIssue<'_>> = known.iter().collect();
    issues.sort_by_key(|known| (line_of(known), known.issue.issue.number));
    let mut pairs = Vec::new();
    for level in MatchLevel::ALL {
        for open in [true, false] {
            // A closed issue comes back for what is surely its own.
            if level == MatchLevel::Order && !open {
                continue;
            }
            let new = step(level, open, &problems, &issues);
            problems.retain(|(at, ..)| new.iter().all(|(p, _)| p != at));
            issues.retain(|known| new.iter().all(|(_, i)| *i != known.position));
            pairs.extend(new);
        }
    }
    pairs
}

fn line_of(known: &KnownIssue<'_>) -> Option<u32> {
    like_of(known.issue)?.line
}

fn step(
    level: MatchLevel,
    open: bool,
    problems: &[(usize, &Problem, &Like)],
    issues: &[&KnownIssue<'_>],
) -> Vec<(usize, usize)> {
    let issues = || {
        let all = issues.iter();
        all.filter(|known| known.issue.issue.state.is_open() == open)
    };
    if level == MatchLevel::Key {
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        for (at, problem, _) in problems {
            let issue = issues().find(|known| {
                let is_free = pairs.iter().all(|(_, i)| *i != known.position);
                is_free && known.issue.keys().any(|key| *key == problem.key)
            });
            pairs.extend(issue.map(|known| (*at, known.position)));
        }
        return pairs;
    }
    let mut classes: Vec<_> = problems
        .iter()
        .filter_map(|(.., l)| level.class(l))
        .collect();
    classes.sort_unstable();
    classes.dedup();
    let mut pairs = Vec::new();
    for class in classes {
        let of_class = |like: &Like| level.class(like) == Some(class);
        let ours: Vec<_> = problems.iter().filter(|(.., l)| of_class(l)).collect();
        let theirs: Vec<_> = issues()
            .filter(|known| {
                level == MatchLevel::Order || like_of(known.issue).is_some_and(of_class)
            })
            .collect();
        let ours_lines: Vec<_> = ours.iter().map(|(.., like)| like.line).collect();
        let theirs_lines: Vec<_> = theirs.iter().map(|known| line_of(known)).collect();
        for (p, i) in align(&ours_lines, &theirs_lines) {
            pairs.push((ours[p].0, theirs[i].position));
        }
    }
    pairs
}

/// Returns what an issue remembers of what tells its result from others.
pub(super) fn like_of(issue: &Managed) -> Option<&Like> {
    issue.live().state.like.as_ref()
}

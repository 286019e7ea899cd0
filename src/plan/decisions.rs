//! What people decided by comment command, laid over what a run found.
//!
//! rules.yaml is the base; a person's command wins over it and lasts until a
//! later command. Decisions are read from every issue that answers to a
//! problem's key, closed ones too.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use super::context::Planning;
use crate::model::problem::RelatedIssue;
use crate::model::{IssueNumber, Key, Problem, fact};
use crate::observe::{Managed, Observed};
use crate::ownership::{Decided, Decisions, Relation, Silenced};
use crate::triage::Triage;

/// A problem that moved from issue to issue is followed so often.
const MAX_MOVES: usize = 8;

/// The problems as people want them: other priorities and related issues, at
/// home where they were merged to, and one problem where two share a home.
pub(super) fn decided<'a>(planning: &Planning<'a>) -> Cow<'a, Triage> {
    let index = DecisionIndex::of(planning.observed);
    let problems = &planning.triage.problems;
    let homes: Vec<Option<ProblemHome>> = problems.iter().map(|p| index.home(p)).collect();
    if index.nothing_decided && !shares(&homes) {
        return Cow::Borrowed(planning.triage);
    }
    let mut triage = planning.triage.clone();
    for (problem, home) in triage.problems.iter_mut().zip(&homes) {
        settle(problem, home.as_ref(), planning.observed);
        apply(problem, &index.decisions(problem));
    }
    fold(&mut triage, &homes, planning.observed);
    Cow::Owned(triage)
}

/// Where a problem lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum ProblemHome {
    /// In a bot-made issue, by its position.
    Made(usize),
    /// It was moved to a person's issue.
    Person(IssueNumber),
}

/// Issues and what people decided about them, by key.
struct DecisionIndex<'o> {
    observed: &'o Observed,
    managed: HashMap<&'o Key, Vec<usize>>,
    comments: HashMap<&'o Key, &'o Decisions>,
    nothing_decided: bool,
}

impl<'o> DecisionIndex<'o> {
    fn of(observed: &'o Observed) -> Self {
        let mut managed: HashMap<&Key, Vec<usize>> = HashMap::new();
        let mut nothing_decided = true;
        for (position, issue) in observed.managed.iter().enumerate() {
            nothing_decided &= issue.live().state.decisions.is_empty();
            for key in issue.keys() {
                managed.entry(key).or_default().push(position);
            }
        }
        let mut comments = HashMap::new();
        for (_, section) in observed.pinned.values().flat_map(|p| &p.comments) {
            nothing_decided &= section.state.decisions.is_empty();
            comments.insert(&section.key, &section.state.decisions);
        }
        Self {
            observed,
            managed,
            comments,
            nothing_decided,
        }
    }

    fn hits(&self, problem: &Problem) -> Vec<usize> {
        let mut hits: Vec<usize> = problem
            .keys()
            .filter_map(|k| self.managed.get(k))
            .flatten()
            .copied()
            .collect();
        hits.sort_unstable();
        hits.dedup();
        hits
    }

    fn decisions(&self, problem: &Problem) -> Decisions {
        let mut all = Decisions::default();
        for hit in self.hits(problem) {
            all.merge(&self.observed.managed[hit].live().state.decisions);
        }
        for key in problem.keys() {
            if let Some(decisions) = self.comments.get(key) {
                all.merge(decisions);
            }
        }
        all
    }

    /// Where a problem is to be looked for.
    fn home(&self, problem: &Problem) -> Option<ProblemHome> {
        let hits = self.hits(problem);
        let moved = hits
            .iter()
            .find_map(|hit| self.observed.managed[*hit].merged_into());
        if let Some(number) = moved {
            return self.follow(number);
        }
        let open = |hit: &&usize| self.observed.managed[**hit].issue.state.is_open();
        let newest = || {
            let closed = hits.iter().max_by_key(|hit| {
                let issue = &self.observed.managed[**hit].issue;
                (issue.closed_at, issue.number)
            });
            closed.copied()
        };
        let home = hits.iter().find(open).copied().or_else(newest);
        home.map(ProblemHome::Made)
    }

    fn follow(&self, mut number: IssueNumber) -> Option<ProblemHome> {
        for _ in 0..MAX_MOVES {
            let made = &self.observed.managed;
            let Some(position) = made.iter().position(|m| m.issue.number == number) else {
                return Some(ProblemHome::Person(number));
            };
            match made[position].merged_into() {
                Some(further) => number = further,
                None => return Some(ProblemHome::Made(position)),
            }
        }
        None
    }
}

fn apply(problem: &mut Problem, decisions: &Decisions) {
    if let Some(Decided {
        what: Some(priority),
        by,
        ..
    }) = &decisions.priority
    {
        problem.priority = *priority;
        problem.priority_reasons = vec![format!("set by {by} by `/bot priority`")];
    }
    for (number, relation) in &decisions.related {
        problem.related.retain(|r| r.number != *number);
        if let Relation::Related { why } = &relation.what {
            let note = why
                .clone()
                .unwrap_or_else(|| format!("added by {}", relation.by));
            problem.related.push(RelatedIssue {
                number: *number,
                note: Some(note),
            });
        }
    }
}

/// Makes a moved problem answer to its new home's key, or be put on the
/// person's issue that it was moved to.
fn settle(problem: &mut Problem, home: Option<&ProblemHome>, observed: &Observed) {
    match home {
        Some(ProblemHome::Person(number)) => problem.adopt = Some(*number),
        Some(ProblemHome::Made(position)) => {
            let key = &observed.managed[*position].section.key;
            if *key != problem.key && !problem.aliases.contains(key) {
                problem.aliases.push(key.clone());
                problem.adopt = None;
            }
        }
        None => {}
    }
}

fn shares(homes: &[Option<ProblemHome>]) -> bool {
    let mut made: Vec<ProblemHome> = homes.iter().flatten().copied().collect();
    made.retain(|place| matches!(place, ProblemHome::Made(_)));
    let all = made.len();
    made.sort_unstable();
    made.dedup();
    made.len() < all
}

/// Two problems in one bot-made issue would overwrite each other for ever:
/// they are one. The one whose key the issue carries gives title and rule.
fn fold(triage: &mut Triage, homes: &[Option<ProblemHome>], observed: &Observed) {
    let mut by_home: BTreeMap<usize, Vec<Problem>> = BTreeMap::new();
    let mut rest = Vec::new();
    for (problem, home) in std::mem::take(&mut triage.problems).into_iter().zip(homes) {
        match home {
            Some(ProblemHome::Made(position)) => {
                by_home.entry(*position).or_default().push(problem);
            }
            _ => rest.push(problem),
        }
    }
    for (position, mut problems) in by_home {
        let own = &observed.managed[position].section.key;
        let first = problems.iter().position(|p| p.key == *own).unwrap_or(0);
        let mut whole = problems.remove(first);
        for other in problems {
            absorb(&mut whole, other);
        }
        rest.push(whole);
    }
    rest.sort_by(|a, b| a.key.cmp(&b.key));
    triage.problems = rest;
}

fn absorb(into: &mut Problem, from: Problem) {
    into.aliases.push(from.key);
    into.aliases.extend(from.aliases);
    into.aliases.sort();
    into.aliases.dedup();
    into.aliases.retain(|key| *key != into.key);
    into.severity = into.severity.max(from.severity);
    into.seen.merge(&from.seen);
    fact::merge(&mut into.facts, from.facts);
    into.at_least |= from.at_least;
    into.stale = into.stale.min(from.stale);
    union(&mut into.locations, from.locations);
    union(&mut into.services, from.services);
    union(&mut into.environments, from.environments);
    into.findings.extend(from.findings);
    into.findings
        .sort_by_key(|f| std::cmp::Reverse((f.severity, f.seen.count)));
}

fn union<T: Ord>(into: &mut Vec<T>, from: Vec<T>) {
    into.extend(from);
    into.sort();
    into.dedup();
}

/// The issue over which the program keeps quiet about a problem, and why. A
/// mute on any issue of it counts; a snooze on the one that is kept up to date.
pub(super) fn silence<'m>(
    planning: &Planning<'_>,
    hits: &[&'m Managed],
) -> Option<(&'m Managed, Silenced)> {
    let newest = hits
        .iter()
        .filter(|m| m.merged_into().is_none())
        .filter_map(|m| Some((m.live().state.decisions.silence.as_ref()?.comment, *m)))
        .max_by_key(|(comment, _)| *comment);
    let (_, managed) = newest?;
    let why = managed.live().state.decisions.silent(planning.now)?;
    Some((managed, why))
}

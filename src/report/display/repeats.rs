//! What repeats is counted: a screen holds some fifty lines, and a large report
//! leaves out tens of thousands of problems for one and the same reason.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::render::words;

/// So many are listed one by one.
pub(crate) const LISTED: usize = 10;
/// Members of a group that are named.
const NAMED: usize = 3;
/// Groups that are shown; the rest is counted together.
const GROUPS: usize = 15;

/// The items that one reason holds for, in the order of the input.
#[derive(Debug)]
pub(crate) struct ReasonGroup<'t, T> {
    /// The reason.
    pub(crate) reason: Cow<'t, str>,
    /// Never empty.
    pub(crate) members: Vec<&'t T>,
}

impl<T> ReasonGroup<'_, T> {
    /// `A, B, C and 120 more`.
    pub(crate) fn names(&self, name: impl Fn(&T) -> String) -> String {
        let mut named: Vec<String> = self.members.iter().take(NAMED).map(|m| name(m)).collect();
        let more = self.members.len().saturating_sub(NAMED) as u64;
        if more > 0 {
            named.push(format!("{} more", words::thousands(more)));
        }
        words::list(&named)
    }
}

/// Reasons in the order of their first use, and what each holds for.
pub(crate) fn by_reason<'t, T>(
    items: impl IntoIterator<Item = &'t T>,
    reason: impl Fn(&'t T) -> Cow<'t, str>,
) -> Vec<ReasonGroup<'t, T>> {
    let mut places: BTreeMap<Cow<'t, str>, usize> = BTreeMap::new();
    let mut groups: Vec<ReasonGroup<'t, T>> = Vec::new();
    for item in items {
        let reason = reason(item);
        let place = *places.entry(reason.clone()).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.members.push(item),
            None => groups.push(ReasonGroup {
                reason,
                members: vec![item],
            }),
        }
    }
    groups
}

/// A line for each item where there are few, else one for each reason, the
/// most frequent first, and one for the reasons that do not fit.
pub(crate) fn lines<'t, T>(
    items: &'t [T],
    all: bool,
    reason: impl Fn(&'t T) -> Cow<'t, str>,
    one: impl Fn(&T) -> String,
    many: impl Fn(&ReasonGroup<'t, T>) -> String,
    rest: impl Fn(u64, u64) -> String,
) -> Vec<String> {
    if all || items.len() <= LISTED {
        return items.iter().map(one).collect();
    }
    let mut groups = by_reason(items, reason);
    groups.sort_by_key(|group| std::cmp::Reverse(group.members.len()));
    let hidden = groups.split_off(groups.len().min(GROUPS));
    let mut lines: Vec<String> = groups
        .iter()
        .map(|group| match group.members.as_slice() {
            [single] => one(single),
            _ => many(group),
        })
        .collect();
    if !hidden.is_empty() {
        let members = hidden
            .iter()
            .map(|group| group.members.len())
            .sum::<usize>();
        lines.push(rest(members as u64, hidden.len() as u64));
    }
    lines
}

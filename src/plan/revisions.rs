//! Which revisions (what was deployed) an issue has seen, and which is a new
//! release: only that reopens at once what a person closed. A rollback, or an
//! old canary that goes on, is none.

use crate::model::{Occurrences, Print, RevisionSpan, Time};
use crate::ownership::State;

/// At most this many earlier revisions are remembered, the newest of them.
const MOST: usize = 100;

/// The revisions that an issue no longer shows, after another text is shown:
/// those remembered so far, then those that fell out of the text.
pub(super) fn earlier(before: Option<&State>, shown: &[String]) -> Vec<Print> {
    let Some(before) = before else {
        return Vec::new();
    };
    let now: Vec<Print> = shown.iter().map(|name| Print::of(name)).collect();
    // The text names the newest first; here the newest stands last.
    let was_shown = before.shown.revisions.iter().rev().map(|n| Print::of(n));
    let mut earlier: Vec<Print> = Vec::new();
    for print in before.earlier_revisions.iter().copied().chain(was_shown) {
        if !now.contains(&print) && !earlier.contains(&print) {
            earlier.push(print);
        }
    }
    earlier.drain(..earlier.len().saturating_sub(MOST));
    earlier
}

/// Whether a revision shows the problem that was released after a closing: the
/// issue has never seen it, it has a record after the closing, and nothing it
/// logged is older (`logged`: what the problem's sources have of each revision).
pub(super) fn has_new_release(
    seen: &Occurrences,
    logged: &[&RevisionSpan],
    state: &State,
    closed_at: Time,
) -> bool {
    let was_there = |name: &str| {
        let mut spans = logged.iter().filter(|span| span.revision == name);
        spans.any(|span| span.first <= closed_at)
    };
    seen.revisions.iter().any(|(name, stats)| {
        stats.last_seen.is_some_and(|seen| seen > closed_at)
            && !state.shown.revisions.contains(name)
            && !state.earlier_revisions.contains(&Print::of(name))
            && !was_there(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(shown: &[&str], earlier: &[&str]) -> State {
        let mut state = State::new("default");
        state.shown.revisions = shown.iter().map(|&name| name.to_owned()).collect();
        state.earlier_revisions = earlier.iter().map(|name| Print::of(name)).collect();
        state
    }

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn what_falls_out_of_the_text_is_remembered() {
        let before = state(&["v3", "v2"], &["v1"]);
        let prints = |of: &[&str]| -> Vec<Print> { of.iter().map(|n| Print::of(n)).collect() };
        let now = earlier(Some(&before), &names(&["v4", "v3"]));
        assert_eq!(now, prints(&["v1", "v2"]));
        // What is shown again is not remembered twice.
        let now = earlier(Some(&before), &names(&["v1"]));
        assert_eq!(now, prints(&["v2", "v3"]));
        assert_eq!(earlier(None, &names(&["v1"])), []);
    }

    #[test]
    fn the_oldest_are_forgotten_first() {
        let mut before = state(&[], &[]);
        for release in 0..150 {
            before.earlier_revisions = earlier(Some(&before), &names(&["canary"]));
            before.shown.revisions = names(&["canary", &format!("v{release}")]);
        }
        assert_eq!(before.earlier_revisions.len(), MOST);
        assert!(!before.earlier_revisions.contains(&Print::of("v0")));
        assert!(before.earlier_revisions.contains(&Print::of("v148")));
        assert!(!before.earlier_revisions.contains(&Print::of("canary")));
    }

    #[test]
    fn a_rollback_or_an_old_canary_is_no_new_release() {
        let at = |hour: i64| Time::UNIX_EPOCH + chrono::TimeDelta::hours(hour);
        let span = |first: i64| RevisionSpan {
            service: None,
            revision: "v9".to_owned(),
            first: at(first),
            last: at(30),
            records: 5,
        };
        let closed_at = at(20);
        let seen = |hour| Occurrences::once(Some(at(hour)), Some("v9"), None);
        let is_new = |seen: &Occurrences, span: &RevisionSpan, state: &State| {
            has_new_release(seen, &[span], state, closed_at)
        };
        let unknown = state(&["v8"], &["v7"]);
        assert!(is_new(&seen(25), &span(21), &unknown));
        // Seen before the closing only, as far as the problem goes.
        assert!(!is_new(&seen(19), &span(21), &unknown));
        // It logged before the closing, the problem or something else.
        assert!(!is_new(&seen(25), &span(3), &unknown));
        // The issue has shown it, lately or long ago.
        assert!(!is_new(&seen(25), &span(21), &state(&["v9"], &[])));
        assert!(!is_new(&seen(25), &span(21), &state(&["v8"], &["v9"])));
    }
}

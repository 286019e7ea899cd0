//! Whether a raised priority is news. One that people heard of a few days ago
//! and that went and came is not: an issue remembers its peak for a while.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use crate::model::{Priority, Time};
use crate::ownership::State;

/// Where a state remembers the peak, while the priority is below it.
const PEAK: &str = "peak";
/// So long a peak is remembered after the priority was last there.
const DAYS: i64 = 7;

/// The most urgent priority that people heard of lately.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Peak {
    is: Priority,
    /// When the priority was last that urgent.
    at: Time,
}

/// An issue's priority, before and now.
#[derive(Debug, Clone, Copy)]
pub(super) struct PriorityRaise {
    peak: Option<Peak>,
    now: Priority,
}

impl PriorityRaise {
    /// Compares a priority with what a state remembers.
    pub(super) fn of(before: &State, priority: Priority, now: Time) -> Self {
        let known = before.more.get(PEAK).cloned();
        let known: Option<Peak> = known.and_then(|value| serde_json::from_value(value).ok());
        let known = known.filter(|peak| now - peak.at <= TimeDelta::days(DAYS));
        let shown = before.shown.priority.map(|is| Peak { is, at: now });
        let peak = match (known, shown) {
            (Some(known), Some(shown)) if known.is < shown.is => Some(known),
            (known, shown) => shown.or(known),
        };
        Self {
            peak,
            now: priority,
        }
    }

    /// Whether people have not heard of so urgent a priority lately.
    pub(super) fn is_told(self) -> bool {
        self.peak.is_some_and(|peak| self.now < peak.is)
    }

    /// Keeps the peak in a state, while the priority is below it.
    pub(super) fn remember(self, state: &mut State) {
        let peak = self.peak.filter(|peak| peak.is < self.now);
        match peak.and_then(|peak| serde_json::to_value(peak).ok()) {
            Some(value) => state.more.insert(PEAK.to_owned(), value),
            None => state.more.remove(PEAK),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(n: i64) -> Time {
        let start: Time = "2025-09-01T00:00:00Z".parse().unwrap();
        start + TimeDelta::days(n)
    }

    #[test]
    fn a_priority_that_flaps_is_told_once_until_it_was_low_for_a_week() {
        use Priority::{P0, P1, P2};
        let mut state = State::new("main");
        let mut told = Vec::new();
        for (at, priority) in [
            (0, P2),
            (1, P1),
            (2, P2),
            (3, P1),
            (4, P2),
            (10, P1),
            (11, P2),
            (19, P1),
            (20, P0),
            (21, P1),
            (22, P0),
        ] {
            let raise = PriorityRaise::of(&state, priority, day(at));
            if raise.is_told() {
                told.push((at, priority));
            }
            raise.remember(&mut state);
            state.shown.priority = Some(priority);
        }
        assert_eq!(told, [(1, P1), (19, P1), (20, P0)]);
        assert_eq!(state.more.len(), 0);
    }
}

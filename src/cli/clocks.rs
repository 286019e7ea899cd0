//! This machine's clock and the tracker's.
//!
//! The tracker dates closings, comments and issues; files and runs are dated
//! by this machine. Where it is off by minutes or hours, the tracker's clock
//! holds for both.

use std::cell::OnceCell;
use std::time::Duration;

use chrono::TimeDelta;

use crate::model::Time;

/// Less is no reason to say anything.
const WORTH_SAYING: TimeDelta = TimeDelta::minutes(5);

/// More says that one of the two tells nothing, and not which.
const BELIEVABLE: TimeDelta = TimeDelta::days(7);

/// How far apart the clocks are.
#[derive(Debug, Default)]
pub(crate) struct Clocks {
    /// The user said what time it is.
    given: bool,
    skew: OnceCell<TimeDelta>,
}

impl Clocks {
    pub(crate) fn new(given: bool) -> Self {
        Self {
            given,
            skew: OnceCell::new(),
        }
    }

    /// The difference to add to this machine's times to get the tracker's.
    pub(crate) fn skew(&self) -> TimeDelta {
        self.skew.get().copied().unwrap_or_default()
    }

    /// Compares the clocks; returns what there is to say about them.
    pub(crate) fn compare(&self, ours: Time, tracker: Option<Time>) -> Option<String> {
        let skew = tracker? - ours;
        if self.given || skew.abs() < WORTH_SAYING {
            return None;
        }
        let apart = Duration::from_secs(skew.num_minutes().unsigned_abs() * 60);
        let apart = humantime::format_duration(apart);
        let side = if skew > TimeDelta::zero() {
            "behind"
        } else {
            "ahead of"
        };
        let what = format!("this machine's clock is {apart} {side} the tracker's");
        if skew.abs() > BELIEVABLE {
            return Some(format!(
                "{what}, and holds nevertheless: set it, or give --now"
            ));
        }
        // The first comparison of a run holds.
        let _ = self.skew.set(skew);
        Some(format!("{what}, which holds"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared(given: bool, tracker: &str) -> (TimeDelta, Option<String>) {
        let clocks = Clocks::new(given);
        let ours: Time = "2025-09-15T20:00:00Z".parse().unwrap();
        let note = clocks.compare(ours, Some(tracker.parse().unwrap()));
        (clocks.skew(), note)
    }

    #[test]
    fn the_trackers_clock_holds_where_ours_is_off() {
        let (skew, note) = compared(false, "2025-09-16T01:00:30Z");
        assert_eq!(skew, TimeDelta::seconds(5 * 3600 + 30));
        insta::assert_snapshot!(note.unwrap(), @"this machine's clock is 5h behind the tracker's, which holds");
        let (skew, note) = compared(false, "2025-09-15T17:00:00Z");
        assert_eq!(skew, TimeDelta::hours(-3));
        insta::assert_snapshot!(note.unwrap(), @"this machine's clock is 3h ahead of the tracker's, which holds");
    }

    #[test]
    fn ours_holds_where_it_is_right_or_given_or_the_other_is_absurd() {
        assert_eq!(
            compared(false, "2025-09-15T20:04:00Z"),
            (TimeDelta::zero(), None)
        );
        assert_eq!(
            compared(true, "2025-09-15T23:00:00Z"),
            (TimeDelta::zero(), None)
        );
        let (skew, note) = compared(false, "2024-09-15T20:00:00Z");
        assert_eq!(skew, TimeDelta::zero());
        assert!(
            note.unwrap()
                .ends_with("holds nevertheless: set it, or give --now")
        );
        assert_eq!(Clocks::default().compare(Time::UNIX_EPOCH, None), None);
    }
}

//! How far back a source is read that is read on a schedule, and what no read
//! is known to have covered.

use crate::model::source::{Window, WindowSpec};
use crate::model::{SourceReport, SourceStatus, Time};

/// How far back one run looks at a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadWindow {
    schedule: WindowSpec,
    /// Where the last complete read ended.
    since: Option<Time>,
    now: Time,
}

impl ReadWindow {
    /// `since`: where the last complete read ended whose evidence was
    /// published, if that is known. A time after `now` is not believed.
    pub fn new(schedule: WindowSpec, since: Option<Time>, now: Time) -> Self {
        Self {
            schedule,
            since: since.filter(|since| *since <= now),
            now,
        }
    }

    /// Returns what is to be read: from the last complete end, where that is
    /// known, else one period; `overlap` further, and no further than
    /// `at_most`.
    pub fn window(&self) -> Window {
        let since = self.since.unwrap_or(self.now - self.schedule.every);
        let start = since - self.schedule.overlap;
        Window {
            start: start.max(self.now - self.schedule.at_most),
            end: self.now,
        }
    }

    /// Enters a report's window, where its command was given it, and what
    /// lies between the last complete read and this one.
    pub fn report(&self, substituted: bool, report: &mut SourceReport) {
        report.window = substituted.then(|| self.window());
        report.gap = self.gap(report);
    }

    fn gap(&self, report: &SourceReport) -> Option<Window> {
        let (start, end) = (self.since?, self.covered_from(report)?);
        (end > start).then_some(Window { start, end })
    }

    /// From when on the read leaves nothing out, as far as that can be told.
    fn covered_from(&self, report: &SourceReport) -> Option<Time> {
        let asked = match (report.window, report.collected) {
            (Some(window), _) => Some(window.start),
            (None, Some(collected)) => {
                Some(collected - self.schedule.every - self.schedule.overlap)
            }
            (None, None) => None,
        };
        // A capped read holds the newest records.
        let kept = report.oldest.filter(|_| report.cap.is_some());
        asked.max(kept)
    }
}

/// Up to when a read leaves nothing out; `None` where it does.
pub fn complete_end(report: &SourceReport) -> Option<Time> {
    if report.status != SourceStatus::Complete {
        return None;
    }
    match report.window {
        Some(window) => Some(window.end),
        None => report.collected.max(report.newest),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn at(text: &str) -> Time {
        format!("2025-09-15T{text}:00Z").parse().unwrap()
    }

    fn read_window(since: Option<&str>) -> ReadWindow {
        let schedule = WindowSpec {
            every: Duration::from_hours(1),
            overlap: Duration::from_mins(10),
            at_most: Duration::from_hours(6),
        };
        ReadWindow::new(schedule, since.map(at), at("20:00"))
    }

    fn window(start: &str, end: &str) -> Window {
        Window {
            start: at(start),
            end: at(end),
        }
    }

    fn told(since: Option<&str>, change: impl FnOnce(&mut SourceReport)) -> SourceReport {
        let mut report = SourceReport::new("backend", "gcp");
        change(&mut report);
        read_window(since).report(true, &mut report);
        report
    }

    #[test]
    fn it_starts_at_the_last_complete_end_where_that_is_known() {
        assert_eq!(read_window(None).window(), window("18:50", "20:00"));
        assert_eq!(
            read_window(Some("19:30")).window(),
            window("19:20", "20:00")
        );
        assert_eq!(
            read_window(Some("17:30")).window(),
            window("17:20", "20:00")
        );
    }

    #[test]
    fn an_end_in_the_future_is_not_believed() {
        assert_eq!(
            read_window(Some("21:00")).window(),
            window("18:50", "20:00")
        );
    }

    #[test]
    fn it_reaches_no_further_than_at_most_and_says_what_it_left() {
        let report = told(Some("09:00"), |_| {});
        assert_eq!(report.window, Some(window("14:00", "20:00")));
        assert_eq!(report.gap, Some(window("09:00", "14:00")));
    }

    #[test]
    fn reads_that_meet_leave_no_gap() {
        assert_eq!(told(Some("17:30"), |_| {}).gap, None);
        assert_eq!(told(None, |_| {}).gap, None);
    }

    #[test]
    fn a_capped_read_leaves_what_is_before_its_oldest_record() {
        let report = told(Some("19:00"), |report| {
            report.cap = Some(50);
            report.oldest = Some(at("19:57"));
        });
        assert_eq!(report.gap, Some(window("19:00", "19:57")));
    }

    #[test]
    fn a_file_covers_one_period_before_it_was_collected() {
        let mut report = SourceReport::new("backend", "gcp");
        report.collected = Some(at("19:55"));
        read_window(Some("18:00")).report(false, &mut report);
        assert_eq!(
            (report.window, report.gap),
            (None, Some(window("18:00", "18:45")))
        );
        report.collected = None;
        report.newest = Some(at("19:55"));
        read_window(Some("18:00")).report(false, &mut report);
        assert_eq!(report.gap, None, "when it was collected is not known");
    }

    #[test]
    fn only_a_complete_read_has_an_end() {
        let mut report = told(None, |_| {});
        assert_eq!(complete_end(&report), Some(at("20:00")));
        report.window = None;
        assert_eq!(complete_end(&report), None);
        report.newest = Some(at("19:58"));
        assert_eq!(complete_end(&report), Some(at("19:58")));
        report.partial("capped");
        assert_eq!(complete_end(&report), None);
    }
}

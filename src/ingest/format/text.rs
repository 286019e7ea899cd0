//! Logs as plain text: a line with what goes on with it is a record.

use crate::ingest::error::ReadError;
use crate::ingest::framing::items::{Item, Seen};
use crate::ingest::results::blocks::Parse;
use crate::ingest::results::stats::Part;
use crate::logline::stamp::Moment;
use crate::logline::{self, ansi, header, layout};
use crate::model::{Record, Sink, Time};

/// Reads lines and traces.
#[derive(Debug)]
pub(crate) struct Text {
    /// Until when lines may have been written: times without a year are of the
    /// last year that is not later.
    pub(crate) until: Option<Time>,
}

impl Parse for Text {
    type Memory = ();

    fn item<S: Sink>(
        &self,
        item: Item<'_>,
        (): &mut (),
        out: &mut Part<S>,
    ) -> Result<(), ReadError> {
        let text = item.text();
        let moment = match item.stamp {
            Seen::Yes(stamp) => stamp.and_then(|stamp| stamp.moment(self.until)),
            Seen::NotYet => self.moment(&text),
        };
        out.tally.zone_assumed |= moment.is_some_and(|moment| moment.zone_assumed);
        // A level that it says is read of the whole record (`cluster::assemble`).
        out.record(&Record {
            time: moment.map(|moment| moment.time),
            layout: layout::of(&text),
            ..Record::text(&text)
        });
        if item.cut {
            out.tally.skip("cut", 1);
        }
        Ok(())
    }
}

impl Text {
    /// When a line was written, as its header says.
    fn moment(&self, text: &str) -> Option<Moment> {
        let plain = ansi::strip(logline::head(text));
        header::stamp(&plain).0?.moment(self.until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_stand_in_the_header() {
        let at = |line| {
            Text { until: None }
                .moment(line)
                .map(|m| m.time.timestamp())
        };
        assert_eq!(at("2025-09-15T20:03:01Z x"), Some(1_757_966_581));
        assert_eq!(at("[2025-09-15 20:03:01] x"), Some(1_757_966_581));
        assert_eq!(
            at("\u{1b}[2m2025-09-15 20:03:01\u{1b}[0m x"),
            Some(1_757_966_581)
        );
        assert_eq!(at("17/06/09 20:10:40 INFO x"), None);
        assert_eq!(at("2025 was good"), None);
    }
}

//! Logs as plain text: a line with what goes on with it is a record.

use crate::ingest::error::ReadError;
use crate::ingest::format::detect::{json, text, xml};
use crate::ingest::format::spec::{
    FormatReader, FormatSpec, LogContext, LogFraming, LogReader, LooksLike,
};
use crate::ingest::framing::items::{HeaderStamp, Item};
use crate::ingest::results::blocks::{LogParser, ReadEntries};
use crate::ingest::results::stats::PartialRead;
use crate::logline::stamp::Moment;
use crate::logline::{self, ansi, header, layout};
use crate::model::{Format, Record, Sink, Time};

/// The entry of the format: what tells it from others, and its reader.
pub(crate) const FORMAT: FormatSpec = FormatSpec {
    format: Format::Text,
    looks_like: &[LooksLike::Text(is_log)],
    reader: FormatReader::Log(LogReader {
        framing: LogFraming::Traces,
        may_be_empty: true,
        parser: |_, LogContext { until, .. }| Ok(Box::new(TextLog { until })),
    }),
};

/// Text with times, levels or stack traces, which is no data.
fn is_log(head: &[u8]) -> bool {
    let is_data = json::is_json(head) && json::is_whole_json(head.trim_ascii_start());
    !is_data && !xml::is_markup(head) && text::is_log(head)
}

/// Reads lines and traces.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TextLog {
    /// Until when lines may have been written: times without a year are of the
    /// last year that is not later.
    pub(crate) until: Option<Time>,
}

impl LogParser for TextLog {
    fn reader(&self) -> Box<dyn ReadEntries + '_> {
        Box::new(*self)
    }
}

impl ReadEntries for TextLog {
    fn item(
        &mut self,
        item: Item<'_>,
        out: &mut PartialRead<dyn Sink + '_>,
    ) -> Result<(), ReadError> {
        let text = item.text();
        let moment = match item.stamp {
            HeaderStamp::Yes(stamp) => stamp.and_then(|stamp| stamp.moment(self.until)),
            HeaderStamp::NotYet => self.moment(&text),
        };
        out.stats.zone_assumed |= moment.is_some_and(|moment| moment.zone_assumed);
        // A level that it says is read of the whole record (`cluster::assemble`).
        out.record(&Record {
            time: moment.map(|moment| moment.time),
            layout: layout::of(&text),
            ..Record::text(&text)
        });
        if item.cut {
            out.stats.skip("cut", 1);
        }
        Ok(())
    }
}

impl TextLog {
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
            TextLog { until: None }
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

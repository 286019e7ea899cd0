//! The time in a line's header, in the shapes that loggers write.
//!
//! Sources: ISO 8601 and RFC 3339; RFC 3164 and RFC 5424 (syslog); Apache's
//! and nginx's common log format and error logs; glog; PHP, Tomcat, Redis,
//! Erlang; `java.util.logging`; Python's `logging` (a comma before the
//! milliseconds); Go's `log` (slashes in the date).

mod cursor;
mod shapes;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, TimeDelta};

use crate::model::Time;

/// A time as a header writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp {
    /// Where it starts in the line.
    pub(crate) start: usize,
    /// Where it ends, its brackets included.
    pub(crate) end: usize,
    /// It says day and month by name, and no year, as syslog does.
    pub(crate) is_syslog: bool,
    /// In UTC, to more than a microsecond, as Kubernetes and Docker write it.
    pub(crate) is_nano: bool,
    date: Date,
    /// Hour, minute, second, nanosecond.
    clock: [u32; 4],
    /// Seconds east of Greenwich, where it says so.
    zone: Option<i32>,
}

/// The day, as far as it is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Date {
    /// Year, month, day.
    Full(i32, u32, u32),
    /// Month, day.
    NoYear(u32, u32),
    /// Seconds since 1970 stand for all.
    Epoch(i64),
    /// None, or month and day can't be told apart.
    None,
}

/// When a line was written, and how sure that is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    /// In UTC.
    pub(crate) time: Time,
    /// It does not say its zone: UTC is assumed.
    pub(crate) zone_assumed: bool,
}

impl Stamp {
    /// The same in a line with so many bytes more before it.
    pub(crate) fn shifted(self, by: usize) -> Self {
        Self {
            start: self.start + by,
            end: self.end + by,
            ..self
        }
    }

    /// The moment. Where there is no year it is the latest one that does not
    /// put the time after `now` by more than a day; `None` without `now`.
    pub(crate) fn moment(self, now: Option<Time>) -> Option<Moment> {
        let (year, month, day) = match self.date {
            Date::Full(year, month, day) => (year, month, day),
            Date::NoYear(month, day) => return self.latest(month, day, now?),
            Date::Epoch(seconds) => {
                let [.., nanos] = self.clock;
                return Some(Moment {
                    time: DateTime::from_timestamp(seconds, nanos)?,
                    zone_assumed: false,
                });
            }
            Date::None => return None,
        };
        self.at(year, month, day)
    }

    fn latest(self, month: u32, day: u32, now: Time) -> Option<Moment> {
        let limit = now + TimeDelta::days(1);
        // 29 February is not in every year.
        (limit.year() - 8..=limit.year())
            .rev()
            .find_map(|year| self.at(year, month, day).filter(|m| m.time <= limit))
    }

    fn at(self, year: i32, month: u32, day: u32) -> Option<Moment> {
        let [hour, minute, second, nano] = self.clock;
        // A leap second is the last of its minute.
        let second = second.min(59);
        let naive: NaiveDateTime = NaiveDate::from_ymd_opt(year, month, day)?
            .and_hms_nano_opt(hour, minute, second, nano)?;
        let time = match self.zone {
            None | Some(0) => naive.and_utc(),
            Some(east) => naive
                .and_local_timezone(FixedOffset::east_opt(east)?)
                .single()?
                .to_utc(),
        };
        Some(Moment {
            time,
            zone_assumed: self.zone.is_none(),
        })
    }
}

/// The time that a line starts with.
pub(crate) fn read(line: &str) -> Option<Stamp> {
    shapes::at(line.as_bytes(), 0)
}

/// The time in a line's header: at its start, or behind a few words that a
/// header may begin with (a level, a thread in brackets, an address).
pub(crate) fn find(line: &str) -> Option<Stamp> {
    /// Words that may stand before a time.
    const WORDS: usize = 4;
    let bytes = line.as_bytes();
    let mut at = 0;
    for _ in 0..=WORDS {
        if let Some(stamp) = shapes::at(bytes, at) {
            return Some(stamp);
        }
        at = next_word(bytes, at)?;
    }
    None
}

/// A longer word is none of a header.
const LONGEST: usize = 64;

/// Returns where the next word starts, if the one here may stand in a header.
fn next_word(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes.get(at..)?;
    let start = rest.get(..LONGEST).unwrap_or(rest);
    let len = match rest.first()? {
        b'[' => memchr::memchr(b']', start)? + 1,
        b'<' => memchr::memchr(b'>', start)? + 1,
        _ => header_word(rest)?,
    };
    if len > LONGEST {
        return None;
    }
    let blanks = rest
        .get(len..)?
        .iter()
        .take_while(|b| **b == b' ' || **b == b'\t');
    Some(at + len + blanks.count())
}

/// The length of a word that is no prose: it has no small letters, or a digit,
/// or is a pair.
fn header_word(rest: &[u8]) -> Option<usize> {
    let (mut is_prose, mut is_header) = (false, false);
    for (at, byte) in rest.iter().take(LONGEST + 1).enumerate() {
        match byte {
            b' ' | b'\t' => return (is_header || !is_prose).then_some(at),
            b'a'..=b'z' => is_prose = true,
            b'0'..=b'9' | b'=' => is_header = true,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests;

//! Where a line's header ends and its body starts.

use super::carrier::{self, Cri};
use super::stamp::{self, Stamp};
use super::{is_prose, level};

/// The header that a logger puts before its message, behind that of what passed
/// it on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LineHeader {
    /// Its time, if it has one: of what passed it on, else of the logger.
    pub(crate) stamp: Option<Stamp>,
    /// The logger's own part has a time.
    pub(crate) has_time: bool,
    /// Where the body starts. It begins with its own indentation.
    pub(crate) body: usize,
}

/// The prefix by which something passed a line on: the name of a container, a
/// time, syslog's host and program. Lines with and without it are lines of the
/// same kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Carrier {
    /// Where the line starts that it passed on.
    pub(crate) end: usize,
    /// The next line belongs to this one (CRI).
    pub(crate) is_part: bool,
    stamp: Option<Stamp>,
}

/// Reads what passed a line on.
pub(crate) fn carrier(line: &str) -> Carrier {
    if is_prose(line) {
        return Carrier::default();
    }
    carrier_of(line)
}

/// As [`carrier()`], of a line that is no prose.
fn carrier_of(line: &str) -> Carrier {
    let name = carrier::name(line);
    let rest = line.get(name..).unwrap_or_default();
    let before = name + carrier::priority(rest).map_or(0, |(_, len)| len);
    let none = Carrier {
        end: before,
        ..Carrier::default()
    };
    let inner = line.get(before..).unwrap_or_default();
    if !may_carry(inner) && before == name {
        return none;
    }
    let Some(stamp) = stamp::read(inner).map(|stamp| stamp.shifted(before)) else {
        return none;
    };
    let has_priority = before > name;
    let cri = carrier::cri(line, stamp.end);
    let end = match cri {
        Some(Cri { body, .. }) => Some(body),
        None if stamp.is_syslog || has_priority => {
            carrier::syslog(line, stamp.end, !stamp.is_syslog)
        }
        None => stamp.is_nano.then(|| carrier::skip_blank(line, stamp.end)),
    };
    let Some(end) = end else { return none };
    Carrier {
        end,
        is_part: cri.is_some_and(|cri| cri.is_part),
        stamp: Some(stamp),
    }
}

/// Times that others put before a line begin with a year or a month's name.
fn may_carry(line: &str) -> bool {
    matches!(
        line.as_bytes(),
        [b'0'..=b'9', _, _, _, b'-', ..] | [b'A'..=b'S', b'a'..=b'z', b'a'..=b'z', b' ', ..]
    )
}

/// The parts before a line's body, read once for all who ask.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parts {
    pub(crate) carrier: Carrier,
    /// `None` where the line has none.
    pub(crate) header: Option<LineHeader>,
}

impl Parts {
    /// Reads those of a line.
    pub(crate) fn of(line: &str) -> Self {
        if is_prose(line) {
            let body = level::leading(line);
            return Self {
                carrier: Carrier::default(),
                header: body.map(|body| LineHeader {
                    stamp: None,
                    has_time: false,
                    body,
                }),
            };
        }
        let carrier = carrier_of(line);
        // What was not prose with all that is before it is looked at again
        // only behind a carrier.
        let header = if carrier.end > 0 {
            read_behind(line, carrier)
        } else {
            timed(line, carrier)
        };
        Self { carrier, header }
    }

    /// As [`stamp()`], which looks again only where a carrier has no time.
    pub(crate) fn stamp(&self, line: &str) -> Option<Stamp> {
        if self.carrier.stamp.is_none() && self.carrier.end > 0 {
            return stamp(line).0;
        }
        self.header
            .map_or(self.carrier.stamp, |header| header.stamp)
    }
}

/// Reads the header that a line starts with; `None` where it has none.
///
/// Only what every logger of a kind writes is a header: a time, or a level at
/// the very start.
pub(crate) fn read(line: &str) -> Option<LineHeader> {
    read_behind(line, carrier(line))
}

/// As [`read`], where the carrier is known.
pub(crate) fn read_behind(line: &str, carrier: Carrier) -> Option<LineHeader> {
    let rest = line.get(carrier.end..)?;
    if is_prose(rest) {
        let body = level::leading(rest)? + carrier.end;
        return Some(LineHeader {
            stamp: carrier.stamp,
            has_time: false,
            body,
        });
    }
    timed(line, carrier)
}

/// As [`read_behind`], where what is behind the carrier is no prose.
fn timed(line: &str, carrier: Carrier) -> Option<LineHeader> {
    let rest = line.get(carrier.end..)?;
    let own = stamp::find(rest).map(|stamp| stamp.shifted(carrier.end));
    let body = match own {
        Some(stamp) => carrier::skip_blank(line, stamp.end),
        None => carrier.end + level::leading(rest)?,
    };
    Some(LineHeader {
        stamp: carrier.stamp.or(own),
        has_time: own.is_some(),
        body,
    })
}

/// The time of a line, and where what follows it and what passed it on starts.
pub(crate) fn stamp(line: &str) -> (Option<Stamp>, usize) {
    if is_prose(line) {
        return (None, 0);
    }
    stamp_in(line)
}

/// As [`stamp()`], of a line that is no prose.
pub(crate) fn stamp_in(line: &str) -> (Option<Stamp>, usize) {
    let carrier = carrier_of(line);
    if carrier.stamp.is_some() {
        return (carrier.stamp, carrier.end);
    }
    let own = stamp::find(line.get(carrier.end..).unwrap_or_default());
    let own = own.map(|stamp| stamp.shifted(carrier.end));
    (own, own.map_or(carrier.end, |stamp| stamp.end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_begin_behind_what_passes_a_line_on() {
        for (line, body) in [
            ("web-1  | 2026-11-25 08:02:13,1 ERROR x", "ERROR x"),
            ("[2026-11-25 08:02:13] Traceback", "Traceback"),
            (
                "2026-11-25 08:02:13.123 ERROR 1 --- [main] c.S : x",
                "ERROR 1 --- [main] c.S : x",
            ),
            ("ERROR it broke", "it broke"),
            ("fail: Shop.Pay[0]", "Shop.Pay[0]"),
            ("E/AndroidRuntime( 1234): \tat a.B", "\tat a.B"),
        ] {
            let header = read(line).expect(line);
            assert_eq!(&line[header.body..], body, "{line}");
        }
        for (line, rest) in [
            (
                "2026-11-25T08:02:13.123456789Z   File \"a.py\"",
                "  File \"a.py\"",
            ),
            (
                "2026-11-25T08:02:13.123456789Z stderr F \tat a.B",
                "\tat a.B",
            ),
            ("2026-11-25T08:02:13Z stdout P half of", "half of"),
            ("web-1  | Traceback (most", "Traceback (most"),
            ("Nov 25 08:02:13 h app[12]: \tat a.B", "\tat a.B"),
            ("<11>Nov 25 08:02:13 h app[12]: x", "x"),
            ("<11>1 2026-11-25T08:02:13Z h app 12 - - x", "x"),
            ("<11>1 2026-11-25T08:02:13Z h app 12 ID [a b=\"c\"] x", "x"),
            ("<3>plain kernel line", "plain kernel line"),
        ] {
            assert_eq!(
                (&line[carrier(line).end..], read(line)),
                (rest, None),
                "{line}"
            );
        }
        for line in [
            "",
            "x",
            "  indented",
            "java.lang.A: b",
            "\tat a.B(C.java:1)",
            "an ERROR in it",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }
}

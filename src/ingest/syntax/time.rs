//! Times as logs and reports write them.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta};

use crate::logline::stamp::{self, Moment};
use crate::model::Time;

/// Reads RFC 3339, ISO 8601 without a zone (taken as UTC), with a space for
/// the `T`, a bare date, and what loggers write (`logline::stamp`). `None` for
/// anything else.
pub(crate) fn parse(text: &str) -> Option<Time> {
    exact(text)
        .or_else(|| naive(text.trim()))
        .or_else(|| logged(text.trim()).map(|moment| moment.time))
}

/// A text that is nothing but a logger's time.
fn logged(text: &str) -> Option<Moment> {
    let stamp = stamp::read(text)?;
    (stamp.end == text.len())
        .then(|| stamp.moment(None))
        .flatten()
}

/// As [`parse`], but only a time that says its zone.
pub(crate) fn exact(text: &str) -> Option<Time> {
    let text = text.trim();
    utc(text)
        .or_else(|| DateTime::parse_from_rfc3339(text).ok().map(|t| t.to_utc()))
        .or_else(|| zoned(text))
        .or_else(|| Some(logged(text).filter(|moment| !moment.zone_assumed)?.time))
}

/// The shape of nearly all log entries, `2025-09-15T20:03:13.303478Z` or with
/// `+00:00`, some ten times as fast as the general way.
fn utc(text: &str) -> Option<Time> {
    let bytes = text.as_bytes();
    let digits = |from: usize, n: usize| -> Option<u32> {
        bytes.get(from..from + n)?.iter().try_fold(0, |sum, byte| {
            byte.is_ascii_digit()
                .then(|| sum * 10 + u32::from(byte - b'0'))
        })
    };
    let is = |at: usize, byte: u8| bytes.get(at) == Some(&byte);
    let separated = is(4, b'-') && is(7, b'-') && is(10, b'T') && is(13, b':') && is(16, b':');
    if !separated {
        return None;
    }
    let fraction = bytes.get(20..).filter(|_| is(19, b'.')).map_or(0, |rest| {
        rest.iter()
            .take_while(|b| b.is_ascii_digit())
            .count()
            .min(9)
    });
    let nanos = digits(20, fraction).unwrap_or(0) * 10u32.pow(9 - u32::try_from(fraction).ok()?);
    let zone = if fraction > 0 { 20 + fraction } else { 19 };
    if !matches!(bytes.get(zone..), Some(b"Z" | b"+00:00")) {
        return None;
    }
    NaiveDate::from_ymd_opt(
        i32::try_from(digits(0, 4)?).ok()?,
        digits(5, 2)?,
        digits(8, 2)?,
    )?
    .and_hms_nano_opt(digits(11, 2)?, digits(14, 2)?, digits(17, 2)?, nanos)
    .map(|time| time.and_utc())
}

fn zoned(text: &str) -> Option<Time> {
    [
        "%Y-%m-%dT%H:%M:%S%.f%#z",
        "%Y-%m-%d %H:%M:%S%.f%#z",
        "%Y-%m-%d %H:%M:%S%.f %#z",
        "%Y-%m-%dT%H:%M%#z",
    ]
    .iter()
    .find_map(|format| DateTime::parse_from_str(text, format).ok())
    .map(|time| time.to_utc())
}

fn naive(text: &str) -> Option<Time> {
    let text = text.strip_suffix(" UTC").unwrap_or(text);
    [
        "%Y-%m-%dT%H:%M:%S%.f",
        "%Y-%m-%d %H:%M:%S%.f",
        "%Y-%m-%dT%H:%M",
    ]
    .iter()
    .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
    .or_else(|| {
        NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .ok()?
            .and_hms_opt(0, 0, 0)
    })
    .map(|time| time.and_utc())
}

/// Seconds, milliseconds, microseconds or nanoseconds since 1970: told apart
/// by size, which is unambiguous from 1973 to 5138.
pub(crate) fn epoch(number: f64) -> Option<Time> {
    let size = number.abs();
    let seconds = match size {
        _ if size < 1e11 => number,
        _ if size < 1e14 => number / 1e3,
        _ if size < 1e17 => number / 1e6,
        _ => number / 1e9,
    };
    if !seconds.is_finite() || seconds.abs() > 1e11 {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "bounded above")]
    let millis = (seconds * 1e3).round() as i64;
    DateTime::UNIX_EPOCH.checked_add_signed(TimeDelta::try_milliseconds(millis)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shapes_of_logs_and_reports() {
        let want = "2025-09-15T20:03:13.303478+00:00";
        for same in [
            "2025-09-15T20:03:13.303478Z",
            "2025-09-15T20:03:13.303478+00:00",
            "2025-09-15T22:03:13.303478+02:00",
            "2025-09-15 20:03:13.303478",
            "2025-09-15T20:03:13.303478",
            "2025-09-15 20:03:13.303478+00",
            "2025-09-15 20:03:13.303478 UTC",
        ] {
            assert_eq!(
                parse(same).map(|t| t.to_rfc3339()).as_deref(),
                Some(want),
                "{same}"
            );
        }
        for same in [
            "2025-09-15 20:03:13,303478",
            "2025/09/15 20:03:13.303478",
            "15/Sep/2025:22:03:13.303478 +0200",
        ] {
            let time = parse(same).map(|t| t.to_rfc3339());
            assert_eq!(time.as_deref(), Some(want), "{same}");
        }
        assert_eq!(
            parse("2025-09-15 20:03:13,303")
                .unwrap()
                .timestamp_subsec_millis(),
            303
        );
        assert_eq!(exact("2025-09-15 20:03:13,303"), None);
        assert_eq!(
            parse("2025-09-15").unwrap().to_rfc3339(),
            "2025-09-15T00:00:00+00:00"
        );
        assert_eq!(
            parse("2025-09-15T20:03:13Z").unwrap().timestamp(),
            1_757_966_593
        );
        for bad in [
            "",
            "now",
            "2025-13-01T00:00:00Z",
            "2025-09-15T20:03:13.Z",
            "é025-09-15T20:03:13Z",
        ] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn epochs_by_size() {
        for number in [
            1_757_966_593.0,
            1_757_966_593e3,
            1_757_966_593e6,
            1_757_966_593e9,
        ] {
            assert_eq!(epoch(number).unwrap().timestamp(), 1_757_966_593);
        }
        assert_eq!(epoch(f64::NAN), None);
        assert_eq!(epoch(f64::MAX), None);
    }
}

//! The shapes of times, each read at one place of a line.

use super::cursor::Cursor;
use super::{Date, Stamp};

/// Bytes of `2026-11-25T08:02:13.1234567Z`.
const NANO: usize = 28;

/// The time that stands here, in whatever shape.
pub(crate) fn at(bytes: &[u8], at: usize) -> Option<Stamp> {
    if !may_start(bytes, at) {
        return None;
    }
    let mut here = Cursor { bytes, at };
    let start = at;
    key(&mut here);
    let open = here.take(b"[(<\"");
    let first = here.peek()?;
    let (date, clock) = match first {
        b'0'..=b'9' => numeric(&mut here, open)?,
        // glog, whose level is its first letter; tornado's stands apart.
        b'I' | b'W' | b'E' | b'F' | b'D'
            if here.bytes.get(here.at + 1).is_some_and(u8::is_ascii_digit) =>
        {
            glog(&mut here)?
        }
        b'A'..=b'Z' | b'a'..=b'z' => named_month(&mut here)?,
        b' ' if open == Some(b'[') => since_boot(&mut here)?,
        _ => return None,
    };
    let is_syslog = first.is_ascii_alphabetic() && matches!(date, Date::NoYear(..));
    let date = year_behind(&mut here, date);
    let zone = zone(&mut here);
    let date = if open == Some(b'[') && region(&mut here) {
        Date::None
    } else {
        date
    };
    close(&mut here, open);
    Some(Stamp {
        start,
        end: here.at,
        is_syslog: is_syslog && open.is_none(),
        is_nano: open.is_none() && here.at >= start + NANO && bytes.get(here.at - 1) == Some(&b'Z'),
        date,
        clock,
        zone,
    })
}

/// A quick look: false where no time starts.
fn may_start(bytes: &[u8], at: usize) -> bool {
    let is = |offset: usize, any: &[u8]| bytes.get(at + offset).is_some_and(|b| any.contains(b));
    match bytes.get(at) {
        Some(b'0'..=b'9' | b'[' | b'(' | b'<' | b'"' | b'@') => true,
        Some(b'a'..=b'z' | b'A'..=b'Z') => {
            // A month or weekday, glog's letter, or a key.
            is(3, b" ,-")
                || bytes.get(at + 1).is_some_and(u8::is_ascii_digit)
                || is(0, b"td") && (is(1, b"=") || is(2, b"=") || is(4, b"=") || is(9, b"="))
        }
        _ => false,
    }
}

/// `time=`, `ts=` and the like of key-value loggers.
fn key(here: &mut Cursor<'_>) {
    const KEYS: [&[u8]; 6] = [
        b"time=",
        b"ts=",
        b"t=",
        b"timestamp=",
        b"@timestamp=",
        b"date=",
    ];
    let rest = here.bytes.get(here.at..).unwrap_or_default();
    if !matches!(rest.first(), Some(b't' | b'@' | b'd')) {
        return;
    }
    if let Some(key) = KEYS.iter().find(|key| rest.starts_with(key)) {
        here.at += key.len();
    }
}

type DateAndClock = (Date, [u32; 4]);

fn numeric(here: &mut Cursor<'_>, open: Option<u8>) -> Option<DateAndClock> {
    let start = here.at;
    let digits = here
        .bytes
        .get(start..)?
        .iter()
        .take_while(|b| b.is_ascii_digit())
        .count();
    let after = here.bytes.get(start + digits).copied();
    match (digits, after?) {
        (4, b'-' | b'/' | b'.') => year_first(here),
        (1 | 2, b'-' | b' ' | b'/' | b'.') => day_first(here),
        (1 | 2, b':') => Some((Date::None, clock(here)?)),
        (8, b'T') => basic(here),
        (10, b'.') => epoch(here),
        (6, b' ') => compact(here),
        (1..=7, b'.') if open == Some(b'[') => since_boot(here),
        _ => None,
    }
}

/// `2026-11-25T08:02:13.771Z`, with a space or a comma, slashes or dots.
fn year_first(here: &mut Cursor<'_>) -> Option<DateAndClock> {
    let year = i32::try_from(here.digits(4)?).ok()?;
    let dash = here.take(b"-/.")?;
    let month = here.number(1..=2)?;
    here.take(&[dash])?;
    let day = here.number(1..=2)?;
    is_day(month, day)?;
    here.take(b"Tt _-,")?;
    here.blanks();
    Some((Date::Full(year, month, day), clock(here)?))
}

/// `20260301T100000Z`
fn basic(here: &mut Cursor<'_>) -> Option<DateAndClock> {
    let (year, month, day) = (here.digits(4)?, here.digits(2)?, here.digits(2)?);
    is_day(month, day)?;
    here.take(b"T")?;
    let clock = [here.digits(2)?, here.digits(2)?, here.digits(2)?, 0];
    is_clock(clock)?;
    Some((Date::Full(i32::try_from(year).ok()?, month, day), clock))
}

/// `25/Nov/2026:08:02:13`, `25-Nov-2026 08:02:13`, `25 Nov 2026 08:02:13.771`,
/// `11-25 08:02:13.771`, `25.11.2026 08:02:13`.
fn day_first(here: &mut Cursor<'_>) -> Option<DateAndClock> {
    let first = here.number(1..=2)?;
    let dash = here.take(b"-/. ")?;
    if here.peek()?.is_ascii_alphabetic() {
        let month = here.month()?;
        is_day(month, first)?;
        here.take(&[dash])?;
        let year = i32::try_from(here.number(4..=4)?).ok()?;
        here.take(b": ")?;
        here.take(b":");
        return Some((Date::Full(year, month, first), clock(here)?));
    }
    if dash == b' ' {
        return None;
    }
    let second = here.number(1..=2)?;
    let date = match here.take(&[dash]) {
        // Android.
        None if dash == b'-' => Date::NoYear(first, second),
        None => return None,
        Some(_) => full(first, second, here.number(2..=4)?, dash),
    };
    match date {
        Date::Full(_, month, day) | Date::NoYear(month, day) => is_day(month, day)?,
        Date::None | Date::Epoch(_) => {}
    }
    here.take(b" T,")?;
    here.blanks();
    Some((date, clock(here)?))
}

/// Three numbers, the last of which may be the year: dots put the day first;
/// with slashes and dashes only a number above 12 tells.
fn full(first: u32, second: u32, last: u32, dash: u8) -> Date {
    let Ok(year) = i32::try_from(last) else {
        return Date::None;
    };
    match (first, second) {
        _ if last < 100 => Date::None,
        _ if dash == b'.' || first > 12 => Date::Full(year, second, first),
        _ if second > 12 => Date::Full(year, first, second),
        _ if first == second => Date::Full(year, first, second),
        _ => Date::None,
    }
}

/// `081109 203615`
fn compact(here: &mut Cursor<'_>) -> Option<DateAndClock> {
    let (_, month, day) = (here.digits(2)?, here.digits(2)?, here.digits(2)?);
    is_day(month, day)?;
    here.take(b" ")?;
    let clock = [here.digits(2)?, here.digits(2)?, here.digits(2)?, 0];
    is_clock(clock)?;
    matches!(here.peek(), None | Some(b' ')).then_some((Date::None, clock))
}

/// `E1125 08:02:13.771000`, `E20261125 08:02:13`; tornado's `E 261125` is not
/// of this shape.
fn glog(here: &mut Cursor<'_>) -> Option<DateAndClock> {
    here.at += 1;
    let digits = here
        .bytes
        .get(here.at..)?
        .iter()
        .take_while(|b| b.is_ascii_digit())
        .count();
    let year = match digits {
        4 => None,
        8 => Some(i32::try_from(here.digits(4)?).ok()?),
        _ => return None,
    };
    let (month, day) = (here.digits(2)?, here.digits(2)?);
    is_day(month, day)?;
    here.take(b" ")?;
    let date = year.map_or(Date::NoYear(month, day), |year| {
        Date::Full(year, month, day)
    });
    Some((date, clock(here)?))
}

/// `Nov 25 08:02:13`, `Wed Nov 25 08:02:13.771 2026`, `Nov 25, 2026 8:02:13 PM`.
fn named_month(here: &mut Cursor<'_>) -> Option<DateAndClock> {
    if here.weekday().is_some() {
        here.take(b",");
        here.take(b" ")?;
    }
    if here.peek()?.is_ascii_digit() {
        return day_first(here);
    }
    let month = here.month()?;
    here.take(b" -")?;
    here.blanks();
    let day = here.number(1..=2)?;
    is_day(month, day)?;
    let comma = here.take(b",");
    here.take(b" ")?;
    let mut year = *here;
    let year = match year.number(4..=4) {
        Some(number) => {
            here.at = year.at;
            here.take(b" ,")?;
            if here.take(b"@").is_some() {
                here.take(b" ");
            }
            Some(i32::try_from(number).ok()?)
        }
        None if comma.is_some() => return None,
        None => None,
    };
    here.blanks();
    let date = year.map_or(Date::NoYear(month, day), |year| {
        Date::Full(year, month, day)
    });
    Some((date, clock(here)?))
}

/// The year that `ctime` writes behind the clock, and a zone's name before it.
fn year_behind(here: &mut Cursor<'_>, date: Date) -> Date {
    let Date::NoYear(month, day) = date else {
        return date;
    };
    let mut ahead = *here;
    if ahead.take(b" ").is_none() {
        return date;
    }
    let mut zoned = ahead;
    if [b'U', b'G'].iter().any(|b| zoned.take(&[*b]).is_some()) {
        while zoned.peek().is_some_and(|b| b.is_ascii_uppercase()) {
            zoned.at += 1;
        }
        if zoned.take(b" ").is_some() {
            ahead = zoned;
        }
    }
    let year = ahead
        .number(4..=4)
        .filter(|year| (1990..2100).contains(year));
    let ends = matches!(ahead.peek(), None | Some(b' ' | b']' | b':' | b','));
    match year.map(i32::try_from) {
        Some(Ok(year)) if ends => {
            here.at = ahead.at;
            Date::Full(year, month, day)
        }
        _ => date,
    }
}

/// `1138278089.855`
fn epoch(here: &mut Cursor<'_>) -> Option<DateAndClock> {
    let seconds = here.number(10..=10)?;
    here.take(b".")?;
    let nanos = here.fraction()?;
    Some((Date::Epoch(i64::from(seconds)), [0, 0, 0, nanos]))
}

/// The kernel's `[   12.345678]`.
fn since_boot(here: &mut Cursor<'_>) -> Option<DateAndClock> {
    here.blanks();
    here.number(1..=9)?;
    here.take(b".")?;
    here.fraction()?;
    matches!(here.peek(), Some(b']')).then_some((Date::None, [0; 4]))
}

/// `08:02:13`, `08.02.13`, with a fraction, `8:02:13 PM`, `8:02PM`.
fn clock(here: &mut Cursor<'_>) -> Option<[u32; 4]> {
    let hour = here.number(1..=2)?;
    let colon = here.take(b":.")?;
    let minute = here.digits(2)?;
    let mut clock = [hour, minute, 0, 0];
    match here.take(&[colon]) {
        Some(_) => {
            clock[2] = here.digits(2)?;
            let mut fraction = *here;
            if fraction.take(b".,:").is_some()
                && let Some(nanos) = fraction.fraction()
            {
                clock[3] = nanos;
                *here = fraction;
            }
        }
        None => is_half_day(here)?,
    }
    let mut half = *here;
    half.take(b" ");
    let is_pm = match half.take(b"APap") {
        Some(b'P' | b'p') => Some(true),
        Some(_) => Some(false),
        None => None,
    };
    let ends = |half: &Cursor<'_>| !half.peek().is_some_and(|b| b.is_ascii_alphanumeric());
    if let Some(is_pm) = is_pm
        && half.take(b"Mm").is_some()
        && ends(&half)
    {
        *here = half;
        clock[0] = clock[0] % 12 + if is_pm { 12 } else { 0 };
    }
    is_clock(clock)?;
    Some(clock)
}

/// Hours and minutes alone are a time only with `AM` or `PM`.
fn is_half_day(here: &Cursor<'_>) -> Option<()> {
    let rest = here.bytes.get(here.at..here.at + 2)?;
    matches!(rest, b"AM" | b"PM").then_some(())
}

fn is_day(month: u32, day: u32) -> Option<()> {
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some(())
}

fn is_clock([hour, minute, second, _]: [u32; 4]) -> Option<()> {
    (hour < 24 && minute < 60 && second <= 60).then_some(())
}

/// `Z`, `+01:00`, `+0100`, `+01`, ` UTC`, ` GMT`; seconds east.
fn zone(here: &mut Cursor<'_>) -> Option<i32> {
    if here.take(b"Z").is_some() {
        return Some(0);
    }
    let mut ahead = *here;
    ahead.take(b" ");
    let rest = ahead.bytes.get(ahead.at..)?;
    if let Some(name) = [&b"UTC"[..], b"GMT", b"Z"]
        .iter()
        .find(|name| rest.starts_with(name))
    {
        ahead.at += name.len();
        if ahead.peek().is_some_and(|b| b.is_ascii_alphanumeric()) {
            return None;
        }
        *here = ahead;
        return Some(0);
    }
    let sign = match ahead.take(b"+-")? {
        b'+' => 1,
        _ => -1,
    };
    let hours = ahead.digits(2)?;
    let colon = ahead.take(b":");
    let minutes = match (ahead.digits(2), colon) {
        (Some(minutes), _) => minutes,
        (None, Some(_)) => return None,
        (None, None) => 0,
    };
    let ends = !ahead.peek().is_some_and(|b| b.is_ascii_alphanumeric());
    if !ends || hours > 14 || minutes > 59 {
        return None;
    }
    *here = ahead;
    Some(sign * i32::try_from(hours * 3600 + minutes * 60).ok()?)
}

/// The name of a zone whose offset is not known, before a bracket: ` Europe/London`.
fn region(here: &mut Cursor<'_>) -> bool {
    let mut ahead = *here;
    if ahead.take(b" ").is_none() {
        return false;
    }
    let start = ahead.at;
    while ahead
        .peek()
        .is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'/' | b'_'))
    {
        ahead.at += 1;
    }
    let is_region = ahead.peek() == Some(b']') && ahead.at > start;
    if is_region {
        *here = ahead;
    }
    is_region
}

/// Goes behind the bracket or quote that was opened.
fn close(here: &mut Cursor<'_>, open: Option<u8>) {
    let closing: &[u8] = match open {
        Some(b'[') => b"]",
        Some(b'(') => b")",
        Some(b'<') => b">",
        Some(b'"') => b"\"",
        _ => b"",
    };
    here.take(closing);
}

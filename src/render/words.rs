//! Numbers, times and lengths as people read them.

use chrono::TimeDelta;

use crate::model::Time;

/// Writes a time as `2025-09-15 20:03:01 UTC`.
pub fn utc(time: Time) -> String {
    time.format("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// `20:03:01` on the day that the reader already knows, else with the date.
pub fn utc_near(time: Time, day: Time) -> String {
    if time.date_naive() == day.date_naive() {
        time.format("%H:%M:%S").to_string()
    } else {
        time.format("%Y-%m-%d %H:%M:%S").to_string()
    }
}

/// `5 m 43 s`, `2 h 5 m`, `3 d 4 h`: the two largest units.
pub fn span(length: TimeDelta) -> String {
    let seconds = length.num_seconds().max(0);
    let parts = [
        (seconds / 86400, "d"),
        (seconds / 3600 % 24, "h"),
        (seconds / 60 % 60, "m"),
        (seconds % 60, "s"),
    ];
    let first = parts.iter().position(|(n, _)| *n > 0).unwrap_or(3);
    parts
        .iter()
        .skip(first)
        .take(2)
        .filter(|(n, _)| *n > 0)
        .map(|(n, unit)| format!("{n} {unit}"))
        .reduce(|a, b| format!("{a} {b}"))
        .unwrap_or_else(|| "0 s".to_owned())
}

/// `1 record`, `11 records`.
pub fn count(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", thousands(n), if n == 1 { one } else { many })
}

/// Writes a number as `12,345`.
pub fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Eight levels of a Unicode sparkline, a space for none; empty where nothing
/// would be told.
pub fn sparkline(bins: &[u64]) -> String {
    const LEVELS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let max = bins.iter().copied().max().unwrap_or(0);
    if max == 0 || bins.iter().filter(|n| **n > 0).count() < 2 {
        return String::new();
    }
    bins.iter()
        .map(|n| match n {
            0 => '·',
            n => LEVELS[usize::try_from((n * 7).div_ceil(max)).unwrap_or(7).min(7)],
        })
        .collect()
}

/// The first line of a text that is not empty, cut after so many characters.
pub fn one_line(text: &str, chars: usize) -> String {
    let line = text.lines().map(str::trim).find(|l| !l.is_empty());
    let line = line.unwrap_or_default();
    match line.char_indices().nth(chars) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line.to_owned(),
    }
}

/// `a`, `a and b`, `a, b and c`.
pub fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_show_their_two_largest_units() {
        let span = |s| span(TimeDelta::seconds(s));
        assert_eq!(span(343), "5 m 43 s");
        assert_eq!(span(0), "0 s");
        assert_eq!(span(3600), "1 h");
        assert_eq!(span(90_061), "1 d 1 h");
        assert_eq!(span(-5), "0 s");
    }

    #[test]
    fn numbers_and_lists() {
        assert_eq!(count(1, "record", "records"), "1 record");
        assert_eq!(count(1_234_567, "record", "records"), "1,234,567 records");
        assert_eq!(list(&["a".into(), "b".into(), "c".into()]), "a, b and c");
    }

    #[test]
    fn a_sparkline_tells_something_or_is_not_there() {
        assert_eq!(sparkline(&[0, 0, 5]), "");
        assert_eq!(sparkline(&[1, 0, 7]), "▂·█");
    }
}

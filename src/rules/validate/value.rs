//! Single values: names, durations, dates, expressions.

use std::time::Duration;

use chrono::{NaiveDate, NaiveTime};
use globset::{GlobBuilder, GlobMatcher};
use regex::{Regex, RegexBuilder};

use crate::model::{Severity, Time};
use crate::rules::de::At;
use crate::rules::diagnostic::{Code, suggest};
use crate::rules::document::NodeId;

use super::Checker;

/// Bytes of a compiled regular expression: `(a{1000}){1000}` is refused.
const REGEX_BYTES: usize = 1 << 20;
const NAME_CHARS: usize = 100;

impl Checker<'_> {
    /// A name of letters, digits and `.`, `_`, `-`.
    pub(super) fn name(&mut self, name: &At<String>, what: &str) -> String {
        let is_name = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        let text = &name.value;
        if text.is_empty() || text.len() > NAME_CHARS || !text.chars().all(is_name) {
            let message = format!("`{}` cannot be {what}", shown(text));
            self.error(name.id, Code::BadName, message).help = Some(format!(
                "up to {NAME_CHARS} of A-Z, a-z, 0-9, `.`, `_` and `-`"
            ));
        }
        text.clone()
    }

    /// A name that templates can address.
    pub(super) fn identifier(&mut self, id: NodeId, name: &str, what: &str) {
        let mut chars = name.chars();
        let starts = chars
            .next()
            .is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
        if !starts || !chars.all(|c| c.is_ascii_alphanumeric() || c == '_') {
            let message = format!("`{}` cannot be {what}", shown(name));
            self.error(id, Code::BadName, message).help =
                Some("letters, digits and `_`, not a digit first".to_owned());
        }
    }

    /// One line that is not blank.
    pub(super) fn word(&mut self, text: &At<String>, what: &str) -> String {
        let blank = text.value.trim().is_empty();
        if blank || text.value.chars().any(char::is_control) {
            let message = format!("`{}` cannot be {what}", shown(&text.value));
            self.error(text.id, Code::BadName, message);
        }
        text.value.clone()
    }

    /// An account: letters, digits, `-`, `_` and `.`; apps end in `[bot]`.
    pub(super) fn login(&mut self, login: &At<String>) -> String {
        let text = login.value.as_str();
        let name = text.strip_suffix("[bot]").unwrap_or(text);
        let is_name = |name: &str| {
            !name.is_empty()
                && name.len() <= NAME_CHARS
                && name
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
        };
        if is_name(name) {
            return text.to_owned();
        }
        let message = format!("`{}` cannot be a login", shown(text));
        let bare = text.trim().trim_start_matches('@');
        let help = match bare {
            team if team.contains('/') => "a team cannot be assigned; name its people".to_owned(),
            bare if is_name(bare.strip_suffix("[bot]").unwrap_or(bare)) => {
                format!("did you mean `{bare}`?")
            }
            _ => "letters, digits, `-`, `_` and `.`; apps end in `[bot]`".to_owned(),
        };
        self.error(login.id, Code::BadName, message).help = Some(help);
        text.to_owned()
    }

    pub(super) fn label(&mut self, label: &At<String>) -> String {
        let most = self.dialect.limits.label_chars;
        if label.value.chars().count() > most {
            let message = format!("a label of more than {most} characters");
            self.error(label.id, Code::OutOfRange, message);
        }
        if label.value.contains(',') {
            let message = "a label with a comma: trackers split lists of labels there";
            self.error(label.id, Code::BadName, message);
        }
        self.word(label, "a label")
    }

    pub(super) fn duration(&mut self, text: &At<String>) -> Duration {
        match humantime::parse_duration(&text.value) {
            Ok(duration) if duration <= Duration::from_hours(3660 * 24) => duration,
            Ok(_) => {
                let message = format!("`{}` is longer than ten years", shown(&text.value));
                self.error(text.id, Code::OutOfRange, message);
                Duration::ZERO
            }
            Err(why) => {
                let message = format!("`{}` is not a duration: {why}", shown(&text.value));
                self.error(text.id, Code::BadDuration, message).help =
                    Some("write 90s, 10m, 2h, 7d or a sum such as `1h 30m`".to_owned());
                Duration::ZERO
            }
        }
    }

    pub(super) fn positive_duration(&mut self, text: &At<String>) -> Duration {
        let before = self.problems.len();
        let duration = self.duration(text);
        if duration.is_zero() && self.problems.len() == before {
            self.error(text.id, Code::OutOfRange, "a duration of nothing");
        }
        duration
    }

    /// A day (its start, in UTC) or a moment.
    pub(super) fn date(&mut self, text: &At<String>) -> Time {
        let day = NaiveDate::parse_from_str(&text.value, "%Y-%m-%d")
            .map(|day| day.and_time(NaiveTime::MIN).and_utc());
        let moment = || chrono::DateTime::parse_from_rfc3339(&text.value).map(|t| t.to_utc());
        day.or_else(|_| moment()).unwrap_or_else(|_| {
            let message = format!("`{}` is not a date", shown(&text.value));
            self.error(text.id, Code::BadDate, message).help = Some("write 2026-12-31".to_owned());
            Time::default()
        })
    }

    pub(super) fn regex(&mut self, id: NodeId, pattern: &str) -> Option<Regex> {
        match RegexBuilder::new(pattern).size_limit(REGEX_BYTES).build() {
            Ok(regex) => Some(regex),
            Err(why) => {
                // The crate draws the pattern over several lines; the last says why.
                let why = why.to_string();
                let why = why.lines().last().unwrap_or_default();
                let why = why.trim().trim_start_matches("error: ");
                let message = format!("not a regular expression: `{}`: {why}", shown(pattern));
                self.error(id, Code::BadRegex, message).help =
                    Some("syntax: https://docs.rs/regex/latest/regex/#syntax".to_owned());
                None
            }
        }
    }

    /// A glob; with `is_path`, `*` stays within a folder.
    pub(super) fn glob(&mut self, id: NodeId, glob: &str, is_path: bool) -> Option<GlobMatcher> {
        match GlobBuilder::new(glob).literal_separator(is_path).build() {
            Ok(glob) => Some(glob.compile_matcher()),
            Err(why) => {
                let message = format!("not a glob: `{}`: {}", shown(glob), why.kind());
                self.error(id, Code::BadGlob, message);
                None
            }
        }
    }

    /// A JSON Pointer (RFC 6901): empty, or `/` before each step; `~` only in `~0` and `~1`.
    pub(super) fn pointer(&mut self, id: NodeId, pointer: &str) -> String {
        let steps_ok = pointer.is_empty() || pointer.starts_with('/');
        let escapes_ok = pointer
            .split('~')
            .skip(1)
            .all(|rest| rest.starts_with(['0', '1']));
        if !steps_ok || !escapes_ok {
            let message = format!("`{}` is not a JSON Pointer", shown(pointer));
            self.error(id, Code::BadPointer, message).help =
                Some("write /step/step; `~` in a step is ~0, `/` is ~1".to_owned());
        }
        pointer.to_owned()
    }

    /// One of the program's five severities, or a name that tools use for one.
    pub(super) fn severity(&mut self, id: NodeId, name: &str) -> Severity {
        Severity::parse(name).unwrap_or_else(|| {
            let message = format!("`{}` is not a severity", shown(name));
            let names = Severity::ALL.map(Severity::name);
            self.error(id, Code::UnknownValue, message).help = Some(suggest(name, &names));
            Severity::default()
        })
    }

    /// A number within bounds.
    pub(super) fn number(
        &mut self,
        number: Option<&At<u64>>,
        least: u64,
        most: u64,
    ) -> Option<u64> {
        let number = number?;
        if number.value < least || number.value > most {
            let message = format!("{} is out of range", number.value);
            self.error(number.id, Code::OutOfRange, message).help =
                Some(format!("{least} to {most}"));
        }
        Some(number.value)
    }
}

/// The pattern between slashes: how a regular expression is told from other texts.
pub(super) fn between_slashes(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('/')?.strip_suffix('/')?;
    (!inner.is_empty()).then_some(inner)
}

/// A text short enough for a message, on one line.
pub(super) fn shown(text: &str) -> String {
    let mut short: String = text.chars().take(60).flat_map(char::escape_debug).collect();
    if text.chars().count() > 60 {
        short.push('…');
    }
    short
        .replace("\\'", "'")
        .replace("\\\"", "\"")
        .replace("\\\\", "\\")
}

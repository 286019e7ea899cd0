//! `limits`, `lifecycle`, `redact` and `commands`.

use std::collections::BTreeMap;

use crate::model::CommandName;
use crate::redact::{PERSONAL, PatternError, Redactor};
use crate::rules::de::At;
use crate::rules::diagnostic::{Code, suggest};
use crate::rules::{Close, CommandConfig, Lifecycle, Limits, Reopen, raw};

use super::Checker;
use super::value::shown;

/// For limits that are a person's choice alone.
const MANY: u64 = 1_000_000;
/// Room for the marker, the first line and the links.
const MIN_BODY: u64 = 2_000;

impl Checker<'_> {
    pub(super) fn limits(&mut self, raw: &raw::RawLimits) -> Limits {
        let usual = Limits::default();
        let tracker = &self.dialect.limits;
        let max_creates = u64::from(tracker.creates_per_minute);
        let max_body = tracker.body_bytes;
        let (new, creates) = (&raw.new_issues, raw.creates_per_minute.as_ref());
        let body = self.number(raw.body_bytes.as_ref(), MIN_BODY, max_body as u64);
        let mut upto =
            |given: &Option<At<u64>>, usual| self.number(given.as_ref(), 0, MANY).unwrap_or(usual);
        Limits {
            new_issues_run: upto(&new.run, usual.new_issues_run),
            new_issues_day: upto(&new.day, usual.new_issues_day),
            new_issues_open: upto(&new.open, usual.new_issues_open),
            notifications_day: upto(&raw.notifications.day, usual.notifications_day),
            writes: upto(&raw.writes, usual.writes),
            creates_per_minute: self
                .number(creates, 1, max_creates)
                .unwrap_or(usual.creates_per_minute.min(max_creates)),
            body_bytes: body
                .and_then(|bytes| usize::try_from(bytes).ok())
                .unwrap_or(usual.body_bytes.min(max_body)),
        }
    }

    /// What is given, else as `base` has it.
    pub(super) fn lifecycle(&mut self, raw: &raw::RawLifecycle, base: &Lifecycle) -> Lifecycle {
        let (close, reopen) = (&raw.close, &raw.reopen);
        let clean = self.number(close.clean_runs.as_ref(), 1, 1000);
        Lifecycle {
            close: Close {
                clean_runs: clean
                    .and_then(|runs| u32::try_from(runs).ok())
                    .unwrap_or(base.close.clean_runs),
                quiet: (close.quiet.as_ref()).map_or(base.close.quiet, |d| self.duration(d)),
            },
            reopen: Reopen {
                within: (reopen.within.as_ref()).map_or(base.reopen.within, |d| self.duration(d)),
                after: (reopen.after.as_ref()).map_or(base.reopen.after, |d| self.duration(d)),
                deleted: reopen.deleted.unwrap_or(base.reopen.deleted),
            },
            heartbeat: match &raw.heartbeat {
                Some(never) if never.value == "never" => None,
                Some(every) => Some(self.positive_duration(every)),
                None => base.heartbeat,
            },
            untracked: raw.untracked.unwrap_or(base.untracked),
        }
    }

    pub(super) fn redact(&mut self, raw: &raw::Redact) -> Redactor {
        let patterns: Vec<(String, String)> = raw
            .patterns
            .iter()
            .filter_map(|p| self.pattern(p))
            .collect();
        let allow: Vec<String> = raw.allow.iter().map(|a| self.word(a, "a value")).collect();
        let kinds: Vec<String> = raw
            .allow_kinds
            .iter()
            .filter_map(|k| self.kind(k))
            .collect();
        // Each pattern was tried, so all of them work or the file is refused.
        let redactor = Redactor::with(patterns, allow).unwrap_or_default();
        redactor.showing(kinds)
    }

    /// Only personal data is shown by its kind: secrets are never.
    fn kind(&mut self, kind: &At<String>) -> Option<String> {
        if PERSONAL.contains(&kind.value.as_str()) {
            return Some(kind.value.clone());
        }
        let message = format!("no kind of personal data `{}`", shown(&kind.value));
        self.error(kind.id, Code::UnknownValue, message).help =
            Some(suggest(&kind.value, &PERSONAL));
        None
    }

    fn pattern(&mut self, at: &At<raw::Pattern>) -> Option<(String, String)> {
        let (kind, pattern) = (&at.value.kind, &at.value.regex);
        if kind.is_none() {
            self.missing(at.id, "kind", "it is shown in the secret's place");
        }
        if pattern.is_none() {
            self.missing(at.id, "regex", "what is replaced");
        }
        let (kind, pattern) = (kind.as_ref()?, pattern.as_ref()?);
        self.regex(pattern.id, &pattern.value)?;
        let named = (kind.value.clone(), pattern.value.clone());
        if let Err(why) = Redactor::with([named.clone()], std::iter::empty::<String>()) {
            let (id, code) = match why {
                PatternError::Name(_) => (kind.id, Code::BadName),
                PatternError::Regex { .. } | PatternError::Empty(_) => (pattern.id, Code::BadRegex),
            };
            self.error(id, code, why.to_string());
        }
        Some(named)
    }

    pub(super) fn commands(&mut self, raw: &raw::Commands) -> CommandConfig {
        let usual = CommandConfig::default();
        let mut default = usual.default;
        let mut permissions = BTreeMap::new();
        for (name, role) in &raw.permissions {
            if name == "default" {
                default = role.value;
            } else if let Some(command) = known_command(name) {
                permissions.insert(command, role.value);
            } else {
                let message = format!("no command `{}`", shown(name));
                self.error(role.id, Code::UnknownKey, message).help =
                    Some(suggest(name, &CommandName::ALL.map(CommandName::as_str)));
            }
        }
        CommandConfig {
            default,
            permissions,
        }
    }
}

/// rules.yaml writes names in lower case.
fn known_command(name: &str) -> Option<CommandName> {
    CommandName::parse(name).filter(|command| command.as_str() == name)
}

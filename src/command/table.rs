//! The table of commands: the parser, the help and the documentation all come
//! from it.

use std::time::Duration;

use super::Command;
use super::error::ArgumentError;
use crate::model::{CommandName, IssueNumber, Priority};

/// A snooze is at least this long, and at most.
const SNOOZE: [Duration; 2] = [Duration::from_hours(1), Duration::from_hours(24 * 366)];

/// One command.
#[derive(Debug)]
pub struct CommandEntry {
    /// The word after `/bot`.
    pub name: CommandName,
    /// The arguments, as help shows them.
    pub arguments: &'static str,
    /// Its effect, a sentence without a full stop.
    pub summary: &'static str,
    /// Reads the arguments, trimmed; else what is wrong with them.
    read: fn(&str) -> Result<Command, ArgumentError>,
}

/// All commands, in the order in which help shows them.
pub const TABLE: &[CommandEntry] = &[
    CommandEntry {
        name: CommandName::Help,
        arguments: "",
        summary: "Shows this table",
        read: |text| nothing(text, Command::Help),
    },
    CommandEntry {
        name: CommandName::Explain,
        arguments: "",
        summary: "Says why this issue exists, what was decided about it, and what the next run would change",
        read: |text| nothing(text, Command::Explain),
    },
    CommandEntry {
        name: CommandName::Sync,
        arguments: "",
        summary: "Reads the sources now and brings the issues up to date",
        read: |text| nothing(text, Command::Sync),
    },
    CommandEntry {
        name: CommandName::Snooze,
        arguments: "LENGTH [because REASON]",
        summary: "Keeps quiet about this problem for a while, such as `7d`, `12h` or `2weeks`",
        read: snooze,
    },
    CommandEntry {
        name: CommandName::Unsnooze,
        arguments: "",
        summary: "Ends a snooze or a mute",
        read: |text| nothing(text, Command::Unsnooze),
    },
    CommandEntry {
        name: CommandName::Mute,
        arguments: "",
        summary: "Keeps quiet about this problem for good; closes nothing",
        read: |text| nothing(text, Command::Mute),
    },
    CommandEntry {
        name: CommandName::Resolve,
        arguments: "",
        summary: "Closes this issue as done; it comes back only on evidence that is newer",
        read: |text| nothing(text, Command::Resolve),
    },
    CommandEntry {
        name: CommandName::Reopen,
        arguments: "",
        summary: "Opens this issue and keeps it open until the problem is seen again",
        read: |text| nothing(text, Command::Reopen),
    },
    CommandEntry {
        name: CommandName::Priority,
        arguments: "P0|P1|P2|P3|auto",
        summary: "Sets the priority; `auto` gives it back to rules.yaml",
        read: priority,
    },
    CommandEntry {
        name: CommandName::Relate,
        arguments: "#NUMBER [REASON]",
        summary: "Lists an issue as related to this one",
        read: relate,
    },
    CommandEntry {
        name: CommandName::Unrelate,
        arguments: "#NUMBER",
        summary: "Lists it no longer, whoever listed it",
        read: |text| number(text).map(Command::Unrelate),
    },
    CommandEntry {
        name: CommandName::Merge,
        arguments: "#NUMBER",
        summary: "Moves this problem to another issue for good and closes this one as its duplicate",
        read: |text| number(text).map(Command::Merge),
    },
    CommandEntry {
        name: CommandName::New,
        arguments: "#NUMBER",
        summary: "On the digest: files the problem again whose issue #NUMBER was deleted, moved or made a discussion",
        read: |text| number(text).map(Command::New),
    },
];

impl CommandEntry {
    /// As it is typed.
    pub fn usage(&self) -> String {
        format!("/bot {} {}", self.name, self.arguments)
            .trim_end()
            .to_owned()
    }

    pub(super) fn read(&self, arguments: &str) -> Result<Command, ArgumentError> {
        (self.read)(arguments)
    }
}

/// The table as Markdown.
pub fn markdown() -> String {
    let rows = TABLE.iter().map(|entry| {
        let usage = entry.usage().replace('|', "\\|");
        format!("| `{usage}` | {} |\n", entry.summary)
    });
    format!(
        "| command | what it does |\n|---|---|\n{}",
        rows.collect::<String>()
    )
}

fn nothing(text: &str, command: Command) -> Result<Command, ArgumentError> {
    if text.is_empty() {
        Ok(command)
    } else {
        Err(ArgumentError::Unexpected)
    }
}

fn snooze(text: &str) -> Result<Command, ArgumentError> {
    let (length, rest) = first_word(text);
    let Ok(length) = humantime::parse_duration(length) else {
        return Err(ArgumentError::Length);
    };
    if length < SNOOZE[0] || length > SNOOZE[1] {
        return Err(ArgumentError::SnoozeLength);
    }
    let because = match first_word(rest) {
        ("", _) => None,
        (word, reason) if word.eq_ignore_ascii_case("because") && !reason.is_empty() => {
            Some(reason.to_owned())
        }
        _ => return Err(ArgumentError::Reason),
    };
    Ok(Command::Snooze { length, because })
}

fn priority(text: &str) -> Result<Command, ArgumentError> {
    if text.eq_ignore_ascii_case("auto") {
        return Ok(Command::Priority(None));
    }
    match Priority::parse(text) {
        Some(priority) => Ok(Command::Priority(Some(priority))),
        None => Err(ArgumentError::Priority),
    }
}

fn relate(text: &str) -> Result<Command, ArgumentError> {
    let (first, why) = first_word(text);
    Ok(Command::Relate {
        number: number(first)?,
        why: (!why.is_empty()).then(|| why.to_owned()),
    })
}

fn number(text: &str) -> Result<IssueNumber, ArgumentError> {
    let digits = text.strip_prefix('#').unwrap_or(text);
    match digits.parse() {
        Ok(number) if number > 0 && digits.bytes().all(|b| b.is_ascii_digit()) => Ok(number),
        _ => Err(ArgumentError::Number),
    }
}

/// The first word of a trimmed text, and the rest, trimmed.
pub(super) fn first_word(text: &str) -> (&str, &str) {
    match text.split_once(char::is_whitespace) {
        Some((word, rest)) => (word, rest.trim()),
        None => (text, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_its_entry() {
        let names: Vec<_> = TABLE.iter().map(|entry| entry.name).collect();
        assert_eq!(names, CommandName::ALL);
    }

    /// The documentation shows the table as it is.
    #[test]
    fn the_documentation_has_every_command() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/commands.md");
        let text = std::fs::read_to_string(path).unwrap();
        assert!(text.contains(&markdown()), "docs/commands.md is old");
    }
}

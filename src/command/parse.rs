//! A comment's text to the commands in it. Pure.

use super::Command;
use super::markdown::spoken_lines;
use super::table::{TABLE, first_word};
use crate::model::{CommandName, similar};

/// What a command begins with, at the start of a line.
const PREFIX: &str = "/bot";
/// At most so many commands are taken from a comment.
const MAX_COMMANDS: usize = 10;
/// At most so much of what was typed is repeated in an answer.
const SHOWN_BYTES: usize = 80;

/// A command this many edits off is suggested.
const MOST_EDITS: usize = 2;

/// A command as given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The table's name of it, where it has one: what permission it needs.
    pub name: Option<CommandName>,
    /// What it asks for, or what is wrong with it.
    pub command: Result<Command, Misuse>,
}

/// A command that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misuse {
    /// The line as typed, untrusted, cut.
    pub typed: String,
    /// What is wrong, and what would be right.
    pub what: String,
}

/// The commands of a comment, in order. Text that is shown rather than said
/// (code, quotes, lists, links, HTML) holds none.
pub fn parse(markdown: &str) -> Vec<Given> {
    let lines = spoken_lines(markdown);
    let mut commands = lines.iter().filter_map(|line| arguments_of(line));
    let mut given: Vec<Given> = commands.by_ref().take(MAX_COMMANDS).map(one).collect();
    if let Some(further) = commands.next() {
        let what = format!("at most {MAX_COMMANDS} commands a comment are taken");
        given.push(misused(None, further, what));
    }
    given
}

fn arguments_of(line: &str) -> Option<&str> {
    let rest = line.trim().strip_prefix(PREFIX)?;
    let whole_word = rest.is_empty() || rest.starts_with(char::is_whitespace);
    whole_word.then(|| rest.trim())
}

fn one(text: &str) -> Given {
    let (word, arguments) = first_word(text);
    let name = if word.is_empty() { "help" } else { word };
    let entry = TABLE
        .iter()
        .find(|e| e.name.as_str().eq_ignore_ascii_case(name));
    let Some(entry) = entry else {
        return misused(None, text, unknown(name));
    };
    match entry.read(arguments) {
        Ok(command) => Given {
            name: Some(entry.name),
            command: Ok(command),
        },
        Err(what) => {
            let what = format!("{what}. Write `{}`", entry.usage());
            misused(Some(entry.name), text, what)
        }
    }
}

fn misused(name: Option<CommandName>, text: &str, what: String) -> Given {
    let typed = crate::render::safe::clip(&format!("{PREFIX} {text}"), SHOWN_BYTES).into_owned();
    Given {
        name,
        command: Err(Misuse { typed, what }),
    }
}

fn unknown(word: &str) -> String {
    let names = TABLE.iter().map(|entry| entry.name.as_str());
    let meant = similar::nearest_within(word, names, MOST_EDITS);
    let entry = TABLE
        .iter()
        .find(|entry| Some(entry.name.as_str()) == meant);
    match entry {
        Some(entry) => format!(
            "there is no such command. Did you mean `{}`?",
            entry.usage()
        ),
        None => format!("there is no such command. `{PREFIX} help` shows all"),
    }
}

#[cfg(test)]
mod tests;

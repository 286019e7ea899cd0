//! A comment's text to the commands in it. Pure.

use super::Command;
use super::error::{SyntaxError, UnreadableCommand};
use super::markdown::spoken_lines;
use super::table::{TABLE, first_word};
use crate::model::{CommandName, similar};

/// The word that a command begins with, at the start of a line.
const PREFIX: &str = "/bot";
/// The maximum number of commands in one comment.
const MAX_COMMANDS: usize = 10;
/// At most so much of what was typed is repeated in an answer.
const SHOWN_BYTES: usize = 80;

/// A command this many edits off is suggested.
const MOST_EDITS: usize = 2;

/// A command as given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedCommand {
    /// The table's name of it, where it has one: what permission it needs.
    pub name: Option<CommandName>,
    /// The command, or why it cannot be read.
    pub command: Result<Command, UnreadableCommand>,
}

/// The commands of a comment, in order. Text that is shown rather than said
/// (code, quotes, lists, links, HTML) holds none.
pub fn parse(markdown: &str) -> Vec<ParsedCommand> {
    let lines = spoken_lines(markdown);
    let mut commands = lines.iter().filter_map(|line| arguments_of(line));
    let mut given: Vec<ParsedCommand> = commands.by_ref().take(MAX_COMMANDS).map(one).collect();
    if let Some(further) = commands.next() {
        let error = SyntaxError::TooMany { most: MAX_COMMANDS };
        given.push(unreadable(None, further, error));
    }
    given
}

fn arguments_of(line: &str) -> Option<&str> {
    let rest = line.trim().strip_prefix(PREFIX)?;
    let whole_word = rest.is_empty() || rest.starts_with(char::is_whitespace);
    whole_word.then(|| rest.trim())
}

fn one(text: &str) -> ParsedCommand {
    let (word, arguments) = first_word(text);
    let name = if word.is_empty() { "help" } else { word };
    let entry = TABLE
        .iter()
        .find(|e| e.name.as_str().eq_ignore_ascii_case(name));
    let Some(entry) = entry else {
        return unreadable(None, text, unknown(name));
    };
    match entry.read(arguments) {
        Ok(command) => ParsedCommand {
            name: Some(entry.name),
            command: Ok(command),
        },
        Err(error) => {
            let error = SyntaxError::arguments(error, entry);
            unreadable(Some(entry.name), text, error)
        }
    }
}

fn unreadable(name: Option<CommandName>, text: &str, error: SyntaxError) -> ParsedCommand {
    let typed = crate::render::safe::clip(&format!("{PREFIX} {text}"), SHOWN_BYTES).into_owned();
    ParsedCommand {
        name,
        command: Err(UnreadableCommand { typed, error }),
    }
}

fn unknown(word: &str) -> SyntaxError {
    let names = TABLE.iter().map(|entry| entry.name.as_str());
    let meant = similar::nearest_within(word, names, MOST_EDITS);
    let entry = TABLE
        .iter()
        .find(|entry| Some(entry.name.as_str()) == meant);
    match entry {
        Some(entry) => SyntaxError::Misspelt {
            usage: entry.usage(),
        },
        None => SyntaxError::Unknown { prefix: PREFIX },
    }
}

#[cfg(test)]
mod tests;

//! The one comment that answers commands on an issue. It is edited with each
//! answer, so that an issue never fills with the program's own words.

use super::error::{CommandError, UnreadableCommand};
use super::table;
use crate::model::{CommandName, Role};
use crate::render::Escaper;
use crate::tracker::Reaction;

/// Something to say about a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// The table of commands.
    Help,
    /// Why this issue.
    Explain,
    /// It cannot be read.
    Unreadable(UnreadableCommand),
    /// It cannot be carried out here.
    Impossible {
        /// The command.
        name: CommandName,
        /// Why not.
        why: CommandError,
    },
    /// The commenter may give other commands, but not this one.
    Refused {
        /// The command, where it is one.
        name: Option<CommandName>,
        /// The role that it takes.
        needed: Role,
    },
    /// The result of a sync, in a line.
    Synced(String),
    /// A decision could not be written; why not.
    Failed(String),
}

/// The answer as Markdown; `None`: a reaction says enough. `explained` stands
/// for each [`Reply::Explain`].
pub fn text(replies: &[Reply], explained: &str, escaper: Escaper) -> Option<String> {
    if replies.is_empty() {
        return None;
    }
    let parts: Vec<String> = replies
        .iter()
        .map(|reply| one(reply, explained, escaper))
        .collect();
    Some(parts.join("\n\n"))
}

fn one(reply: &Reply, explained: &str, escaper: Escaper) -> String {
    match reply {
        Reply::Help => format!(
            "Commands, each at the start of a line of a new comment:\n\n{}",
            table::markdown().trim_end()
        ),
        Reply::Explain => explained.to_owned(),
        Reply::Unreadable(UnreadableCommand { typed, error }) => {
            let stop = if error.is_question() { "" } else { "." };
            format!("{}: {error}{stop}", escaper.code(typed))
        }
        Reply::Impossible { name, why } => format!("`/bot {name}` cannot be done: {why}."),
        Reply::Refused { name, needed } => {
            let name = name.map_or("…", CommandName::as_str);
            format!("`/bot {name}` requires the `{}` role.", needed.name())
        }
        Reply::Synced(what) => format!("Synced: {}.", escaper.text(what)),
        Reply::Failed(why) => format!("It could not be written: {}.", escaper.text(why)),
    }
}

/// Returns the reaction to a comment: whether all of it was done.
pub fn reaction(replies: &[Reply]) -> Reaction {
    let failed = |reply: &Reply| {
        matches!(
            reply,
            Reply::Unreadable(_) | Reply::Impossible { .. } | Reply::Failed(_)
        )
    };
    let refused = |reply: &Reply| matches!(reply, Reply::Refused { .. });
    if replies.iter().any(failed) {
        Reaction::Confused
    } else if replies.iter().any(refused) {
        Reaction::Refused
    } else {
        Reaction::Done
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{MissingIssue, parse};
    use crate::tracker::Dialect;

    #[test]
    fn an_answer_says_what_is_wrong_and_holds_no_command() {
        let Err(unreadable) = parse("/bot snoze @all `x`").remove(0).command else {
            panic!("it reads");
        };
        let replies = [
            Reply::Unreadable(unreadable),
            Reply::Impossible {
                name: CommandName::Merge,
                why: MissingIssue::NotFound { number: 7 }.into(),
            },
            Reply::Refused {
                name: Some(CommandName::Mute),
                needed: Role::Write,
            },
            Reply::Synced("2 to create".to_owned()),
        ];
        let github = Escaper::new(Dialect::GITHUB);
        let answer = text(&replies, "", github).unwrap();
        insta::assert_snapshot!(answer, @r"
        `/bot snoze ＠all x`: there is no such command. Did you mean `/bot snooze LENGTH [because REASON]`?

        `/bot merge` cannot be done: there is no issue #7.

        `/bot mute` requires the `write` role.

        Synced: 2 to create.
        ");
        assert_eq!(parse(&answer), []);
        assert_eq!(text(&[], "", github), None);
    }
}

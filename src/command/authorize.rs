//! Who may give which command.
//!
//! What counts is the commenter's role in the repository at the moment, asked
//! from the tracker: `author_association` in a payload is a hint of the past,
//! and says nothing of triage.

use super::ParsedCommand;
use crate::model::Role;
use crate::model::issue::Author;
use crate::observe::Trust;
use crate::ownership::marker;
use crate::rules::CommandConfig;

/// Why a comment is not read at all; `None`: it may hold commands.
///
/// Bots are not obeyed, so that none can make another run in circles. A token
/// of a person writes in that person's name: what the program wrote itself is
/// told by its marks, so that the person can still give commands.
pub fn ignored(author: &Author, body: &str, trust: &Trust, bots: &[String]) -> Option<String> {
    let login = &author.login;
    let is = |other: &String| other.eq_ignore_ascii_case(login);
    if author.bot || login.ends_with("[bot]") || bots.iter().any(is) {
        return Some(format!("{login} is a bot"));
    }
    let own = matches!(trust, Trust::Accounts { identity, .. } if is(identity));
    (own && marker::is_in(body)).then(|| "it is the program's own comment".to_owned())
}

/// The commands told apart by whether a role allows them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SortedCommands {
    /// May be carried out, or answered where they cannot be read.
    pub allowed: Vec<ParsedCommand>,
    /// May not, each with the role it takes.
    pub refused: Vec<(ParsedCommand, Role)>,
}

/// Sorts commands by what the commenter's role allows. A command that nobody
/// knows takes the default role, so that strangers get no answers.
pub fn sort(
    given: Vec<ParsedCommand>,
    role: Option<Role>,
    config: &CommandConfig,
) -> SortedCommands {
    let mut sorted = SortedCommands::default();
    for one in given {
        let needed = config.needed(one.name);
        if role.is_some_and(|role| role >= needed) {
            sorted.allowed.push(one);
        } else {
            sorted.refused.push((one, needed));
        }
    }
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::parse;
    use crate::model::CommandName;

    fn author(login: &str, bot: bool) -> Author {
        Author {
            login: login.to_owned(),
            bot,
            can_write: true,
        }
    }

    #[test]
    fn bots_and_the_program_itself_are_not_obeyed() {
        let trust = Trust::Accounts {
            identity: "ada".to_owned(),
            bots: Vec::new(),
        };
        let bots = vec!["helper".to_owned()];
        let why = |author: &Author, body: &str| ignored(author, body, &trust, &bots);
        assert!(why(&author("renovate[bot]", true), "/bot mute").is_some());
        assert!(why(&author("x[bot]", false), "/bot mute").is_some());
        assert!(why(&author("Helper", false), "/bot mute").is_some());
        assert!(why(&author("ada", false), "/bot mute\n<!-- bot:answer 1 -->").is_some());
        assert_eq!(why(&author("ada", false), "/bot mute"), None);
        assert_eq!(why(&author("eve", false), "/bot mute"), None);
    }

    #[test]
    fn each_command_takes_its_own_role() {
        let config = CommandConfig {
            default: Role::Triage,
            permissions: [(CommandName::Merge, Role::Maintain)].into(),
        };
        let names = |role| {
            let sorted = sort(parse("/bot mute\n/bot merge #1\n/bot fly"), role, &config);
            (sorted.allowed.len(), sorted.refused.len())
        };
        assert_eq!(names(None), (0, 3));
        assert_eq!(names(Some(Role::Read)), (0, 3));
        assert_eq!(names(Some(Role::Triage)), (2, 1));
        assert_eq!(names(Some(Role::Admin)), (3, 0));
    }
}

//! Whose markers count, and who closed an issue.

use crate::model::Issue;
use crate::model::issue::{Author, Login};

/// The accounts whose markers count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trust {
    /// All: a folder that only its owner writes.
    Folder,
    /// Those of some accounts.
    Accounts {
        /// The account that writes.
        identity: Login,
        /// Others, from rules.yaml.
        bots: Vec<Login>,
    },
}

/// Who closed an issue, as far as the tracker says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closer {
    /// An account that only the program uses.
    Program,
    /// An account that the program and a person use.
    Shared,
    /// Somebody else.
    Other,
}

/// The weight of an author's marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthorTrust {
    /// It counts.
    Ours,
    /// Another bot, or someone with write access: probably the program under
    /// another identity. Nothing is written until that is settled.
    Unsettled,
    /// Anybody: ignored.
    Stranger,
}

impl Trust {
    /// Returns whether a marker by this author counts.
    pub fn counts(&self, author: &Author) -> bool {
        self.author(author) == AuthorTrust::Ours
    }

    /// Who closed an issue; `None`: the tracker does not say.
    pub fn closer(&self, issue: &Issue) -> Option<Closer> {
        let login = issue.closed_by.as_ref()?;
        let is_app = issue.author.bot && issue.author.login.eq_ignore_ascii_case(login);
        Some(match self {
            Self::Folder if is_app => Closer::Program,
            Self::Accounts { identity, bots }
                if std::iter::once(identity)
                    .chain(bots)
                    .any(|ours| ours.eq_ignore_ascii_case(login)) =>
            {
                if is_app || login.ends_with("[bot]") {
                    Closer::Program
                } else {
                    Closer::Shared
                }
            }
            _ => Closer::Other,
        })
    }

    /// Returns whether an account is one of the program's that no person uses.
    pub fn is_program(&self, login: &str) -> bool {
        let Self::Accounts { identity, bots } = self else {
            return false;
        };
        let mut ours = std::iter::once(identity).chain(bots);
        login.ends_with("[bot]") && ours.any(|name| name.eq_ignore_ascii_case(login))
    }

    /// Returns the weight of a marker by this author.
    pub fn author(&self, author: &Author) -> AuthorTrust {
        match self {
            Self::Folder => AuthorTrust::Ours,
            Self::Accounts { identity, bots } => {
                let is = |login: &Login| login.eq_ignore_ascii_case(&author.login);
                if is(identity) || bots.iter().any(is) {
                    AuthorTrust::Ours
                } else if author.bot || author.can_write {
                    AuthorTrust::Unsettled
                } else {
                    AuthorTrust::Stranger
                }
            }
        }
    }
}

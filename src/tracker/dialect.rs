//! What one kind of tracker does differently from another, as data: what it
//! accepts, acts on and links, and where its credentials are.
//!
//! Each tracker's folder holds its own [`Dialect`]. Rules, templates, plans and
//! the command line ask it, and name no tracker themselves.

use std::ops::RangeInclusive;

use super::{Reaction, dir, github};
use crate::model::Target;

/// One kind of tracker.
#[derive(Debug, PartialEq, Eq)]
pub struct Dialect {
    /// Its name in messages.
    pub name: &'static str,
    /// Who else uses it.
    pub hosting: Hosting,
    /// The largest texts and the highest rates that it accepts.
    pub limits: TrackerLimits,
    /// The markup that it acts on in text.
    pub markup: Markup,
    /// The names it has for the program's reactions.
    pub reactions: ReactionNames,
    /// How addresses of its pages are formed.
    pub links: LinkForms,
    /// Where the user puts a token.
    pub credentials: Credentials,
}

/// Who else uses a tracker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hosting {
    /// A service with accounts: markers count by who wrote them, and numbers
    /// are its own.
    Service,
    /// A folder of the user's: all markers in it count, everything may be filed
    /// there, and it may stand for a tracker whose numbers its issues name.
    Folder,
}

/// The largest texts and the highest rates that a tracker accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrackerLimits {
    /// Characters of a title.
    pub title_chars: usize,
    /// Characters of a label's name.
    pub label_chars: usize,
    /// Characters of a label's description.
    pub label_description_chars: usize,
    /// Labels on one issue.
    pub labels: usize,
    /// Bytes of an issue's or a comment's body.
    pub body_bytes: usize,
    /// Issues and comments made in a minute.
    pub creates_per_minute: u32,
}

/// The markup that a tracker acts on in text, beside Markdown itself. Wherever
/// untrusted text holds it, `render::safe` writes one of its characters in the
/// full-width form. Closing words (`fixes #1`) need no entry: they act on
/// references only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Markup {
    /// The sign before an account's name, which notifies it.
    pub mention: char,
    /// Signs before a number that make a reference.
    pub references: &'static [char],
    /// Words before `-` and a number that make a reference, in lower case.
    pub reference_words: &'static [&'static str],
    /// Words before `-` and an identifier that make a link, in lower case.
    pub identifier_words: &'static [&'static str],
    /// Names of entities that stand for one of the signs above.
    pub sign_entities: &'static [&'static str],
    /// How many hexadecimal digits are linked as a commit.
    pub commit_digits: RangeInclusive<usize>,
    /// Parts of an address that make it a reference, on any host.
    pub item_paths: &'static [&'static str],
    /// Names between colons that are shown as images.
    pub pictures: &'static [&'static str],
    /// Languages of fenced blocks that are drawn or applied, not shown.
    pub drawn_languages: &'static [&'static str],
}

/// The names that a tracker has for the program's reactions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReactionNames {
    /// The name of [`Reaction::Done`].
    pub done: &'static str,
    /// The name of [`Reaction::Confused`].
    pub confused: &'static str,
    /// The name of [`Reaction::Refused`].
    pub refused: &'static str,
}

/// How addresses of a tracker's pages are formed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkForms {
    /// The server that is meant where none is named.
    pub server: &'static str,
    /// Between a repository's address and a commit, before a file's path.
    pub files: &'static str,
    /// After a file's path, before the number of a line.
    pub line: &'static str,
}

/// Where the user puts a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// Environment variables that may hold it; the first that is set counts.
    pub token_variables: &'static [&'static str],
}

impl Dialect {
    /// GitHub, and servers that speak its REST API.
    pub const GITHUB: &'static Self = &github::DIALECT;
    /// A folder of Markdown files.
    pub const DIR: &'static Self = &dir::DIALECT;

    /// Returns the dialect of a target. Reads nothing.
    pub fn of(target: &Target) -> &'static Self {
        match target {
            Target::GitHub(_) => Self::GITHUB,
            Target::Dir(_) => Self::DIR,
        }
    }
}

impl ReactionNames {
    /// Returns the name of a reaction.
    pub fn name(&self, reaction: Reaction) -> &'static str {
        match reaction {
            Reaction::Done => self.done,
            Reaction::Confused => self.confused,
            Reaction::Refused => self.refused,
        }
    }
}

impl LinkForms {
    /// Returns the address of a repository's files at a commit, to which a
    /// path is appended.
    pub fn files_at(&self, server: Option<&str>, repository: &str, commit: &str) -> String {
        let server = server.unwrap_or(self.server);
        format!("{server}/{repository}{}{commit}", self.files)
    }
}

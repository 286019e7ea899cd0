//! Why a command is not carried out.

use thiserror::Error;

use super::table::CommandEntry;
use crate::model::IssueNumber;
use crate::ownership::MAX_RELATED;

/// Why a command that can be read is not carried out.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CommandError {
    /// The issue tracks no problem.
    #[error("this issue tracks no problem of the bot's")]
    NoProblem,
    /// The issue's marker is damaged.
    #[error(
        "the lines that mark the bot's part of this issue are broken: restore them from the edit history"
    )]
    MarkerDamaged,
    /// The issue is the digest, about which rules.yaml decides.
    #[error("the digest collects problems that have no issue: rules.yaml decides about them")]
    OnDigest,
    /// It is a command for the digest, and the issue is another one.
    #[error("it is a command for the digest")]
    NotOnDigest,
    /// The digest lists no problem of such an issue.
    #[error("the digest lists no problem whose issue was #{number}")]
    NotInDigest {
        /// The issue's number.
        number: IssueNumber,
    },
    /// The issue is a person's, who opens and closes it.
    #[error("this issue is a person's: {verb} it yourself, the bot will see it")]
    PersonsIssue {
        /// The next step for the person.
        verb: &'static str,
    },
    /// The number is the issue's own.
    #[error("that is this issue")]
    SameIssue,
    /// There is no issue of the number.
    #[error(transparent)]
    Missing(#[from] MissingIssue),
    /// No more related issues are remembered.
    #[error("at most {MAX_RELATED} issues are remembered: put lasting ones into rules.yaml")]
    TooManyRelated,
    /// The issue to merge into has a damaged marker.
    #[error("#{into} lost its marker: restore it first")]
    TargetDamaged {
        /// Its number.
        into: IssueNumber,
    },
    /// The issue to merge into was itself merged.
    #[error("#{into} itself was merged into #{further}: merge there")]
    TargetMerged {
        /// Its number.
        into: IssueNumber,
        /// The issue that has its problem.
        further: IssueNumber,
    },
    /// The issue to merge into is closed.
    #[error("#{into} is closed")]
    TargetClosed {
        /// Its number.
        into: IssueNumber,
    },
    /// The issue to merge into is locked.
    #[error("#{into} is locked, so nothing could be written there: unlock it first")]
    TargetLocked {
        /// Its number.
        into: IssueNumber,
    },
    /// The issue to merge into is another instance's.
    #[error("#{into} belongs to instance {instance} of another rules.yaml, which would rewrite it")]
    TargetOfOtherInstance {
        /// Its number.
        into: IssueNumber,
        /// The instance.
        instance: String,
    },
    /// The issue to merge into is the digest.
    #[error("#{into} is the digest, which collects problems that have no issue")]
    TargetIsDigest {
        /// Its number.
        into: IssueNumber,
    },
}

/// Why a number that a command names is no issue's.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MissingIssue {
    /// Nothing is there.
    #[error("there is no issue #{number}")]
    NotFound {
        /// The number.
        number: IssueNumber,
    },
    /// The issue was deleted.
    #[error("#{number} was deleted")]
    Deleted {
        /// The number.
        number: IssueNumber,
    },
    /// The issue was moved to another repository.
    #[error("#{number} moved to {to}")]
    Moved {
        /// The number.
        number: IssueNumber,
        /// Where it is.
        to: String,
    },
}

/// A command that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadableCommand {
    /// The line as typed, untrusted, cut.
    pub typed: String,
    /// The mistake, and what would be right.
    pub error: SyntaxError,
}

/// A mistake in a command, for which it cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SyntaxError {
    /// A comment holds more commands than are taken.
    #[error("at most {most} commands a comment are taken")]
    TooMany {
        /// The number that is taken.
        most: usize,
    },
    /// There is no such command; one is much like it.
    #[error("there is no such command. Did you mean `{usage}`?")]
    Misspelt {
        /// The one that is like it.
        usage: String,
    },
    /// There is no such command.
    #[error("there is no such command. `{prefix} help` shows all")]
    Unknown {
        /// The word that commands begin with.
        prefix: &'static str,
    },
    /// The arguments of the command are invalid.
    #[error("{error}. Write `{usage}`")]
    Arguments {
        /// The mistake.
        error: ArgumentError,
        /// How the command is typed.
        usage: String,
    },
}

/// A mistake in the arguments of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ArgumentError {
    /// The command takes none.
    #[error("nothing follows it")]
    Unexpected,
    /// A length of time is missing.
    #[error("a length follows it, such as 7d")]
    Length,
    /// A snooze is too short or too long.
    #[error("a snooze lasts between an hour and a year")]
    SnoozeLength,
    /// Something else than a reason follows the length.
    #[error("after the length only `because` and a reason follow")]
    Reason,
    /// A priority is missing.
    #[error("P0, P1, P2, P3 or auto follows it")]
    Priority,
    /// An issue's number is missing.
    #[error("an issue's number follows it, such as #960")]
    Number,
}

impl SyntaxError {
    pub(super) fn arguments(error: ArgumentError, entry: &CommandEntry) -> Self {
        Self::Arguments {
            error,
            usage: entry.usage(),
        }
    }

    /// Whether its sentence ends as a question.
    pub(super) fn is_question(&self) -> bool {
        matches!(self, Self::Misspelt { .. })
    }
}

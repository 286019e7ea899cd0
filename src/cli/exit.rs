//! How a run ends.

use std::fmt;
use std::process::ExitCode;

/// Exit codes; their meaning is fixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done, or nothing to do.
    Done,
    /// Some change failed or lost a race, or a source of rules.yaml failed or was partial.
    Incomplete,
    /// Bad usage, rules, template, input or tracker: nothing was written.
    Unusable,
    /// `--exit-code`, and the plan has changes.
    Changes,
    /// The guard refused.
    Refused,
    /// A defect of the program.
    Defect,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Incomplete => 1,
            Exit::Unusable => 2,
            Exit::Changes => 3,
            Exit::Refused => 4,
            Exit::Defect => 70,
        })
    }
}

/// Why a run could not be done: one clear message, with what to do.
#[derive(Debug)]
pub struct Failure {
    /// How it ends.
    pub exit: Exit,
    /// What is wrong, where, and what to do.
    pub message: String,
}

impl Failure {
    /// Returns a failure before anything was written.
    pub fn unusable(message: impl fmt::Display) -> Self {
        Self {
            exit: Exit::Unusable,
            message: message.to_string(),
        }
    }

    /// Returns the failure of a plan that the guard refused.
    pub fn refused(message: impl fmt::Display) -> Self {
        Self {
            exit: Exit::Refused,
            message: message.to_string(),
        }
    }
}

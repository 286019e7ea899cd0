//! What a text is written with, beside the problem that it is of.

use super::links::Links;
use crate::model::{IssueNumber, SourceReport};

/// The inputs of a text beside the problem that it is of.
#[derive(Debug, Clone)]
pub struct RenderContext<'a> {
    /// The problem's status, which is the first word of the text.
    pub status: ProblemStatus,
    /// What changed since the last update, a clause each.
    pub changed: Vec<String>,
    /// The issue that tracked it before, closed too long ago to be opened again.
    pub cites: Option<IssueNumber>,
    /// All sources of this run.
    pub sources: &'a [SourceReport],
    /// This run's id.
    pub run: &'a str,
    /// Where files and queries can be looked at.
    pub links: &'a Links,
}

/// The status of a problem as its issue shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProblemStatus {
    /// Reported for the first time.
    New,
    /// Reported before.
    Again,
    /// Was closed.
    Back,
}

impl ProblemStatus {
    /// Returns the first words of a text.
    pub fn words(&self, stale: bool) -> &'static str {
        match self {
            _ if stale => "Stale evidence",
            Self::New => "New",
            Self::Again => "Seen again",
            Self::Back => "Came back",
        }
    }
}

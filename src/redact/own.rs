//! What rules.yaml adds to the rules that everybody has.

use std::collections::BTreeSet;

use regex::Regex;

use super::span;

/// A pattern of rules.yaml that can't be used.
#[derive(Debug, thiserror::Error)]
pub enum PatternError {
    /// Its name would not read as a placeholder's kind.
    #[error("redaction pattern {0:?}: a name has lower-case letters, digits and dashes only")]
    Name(String),
    /// Its regular expression is none.
    #[error("redaction pattern {name:?}: {source}")]
    Regex {
        /// The pattern's name.
        name: String,
        /// What is wrong with it.
        source: Box<regex::Error>,
    },
    /// It would match everywhere.
    #[error("redaction pattern {0:?} matches the empty text")]
    Empty(String),
}

/// Patterns by name, and what is shown.
#[derive(Debug, Default)]
pub(crate) struct OwnPatterns {
    pub(crate) patterns: Vec<(String, Regex)>,
    pub(crate) allow: BTreeSet<String>,
    /// Kinds of personal data that are shown.
    pub(crate) kinds: BTreeSet<String>,
}

/// Checks a pattern and its name.
pub(crate) fn pattern(name: String, pattern: &str) -> Result<(String, Regex), PatternError> {
    if name.is_empty() || !name.chars().all(span::is_kind) {
        return Err(PatternError::Name(name));
    }
    match Regex::new(pattern) {
        Ok(regex) if regex.is_match("") => Err(PatternError::Empty(name)),
        Ok(regex) => Ok((name, regex)),
        Err(source) => Err(PatternError::Regex {
            name,
            source: Box::new(source),
        }),
    }
}

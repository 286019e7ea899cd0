//! What is wrong with a rules.yaml, for people and for editors.

use std::fmt;
use std::path::PathBuf;

use serde::Serialize;

use crate::model::similar;

/// One problem of a rules.yaml.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Diagnostic {
    /// From 1; 0 where the whole file is meant.
    pub line: usize,
    /// In characters, from 1; 0 where the whole file is meant.
    pub column: usize,
    /// Whether the file can be used in spite of it.
    pub level: Level,
    /// What kind of problem; stable.
    pub code: Code,
    /// One sentence, without a full stop.
    pub message: String,
    /// Where in the document: `rules[2].match.severity`; empty for the whole.
    pub path: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

/// How bad a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The file is refused.
    Error,
    /// The file works, but probably not as it was meant.
    Warning,
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])* $variant:ident = $name:literal,)*) => {
        /// Kinds of problem. Names are stable: scripts may look for them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        pub enum Code {
            $($(#[doc = $doc])* #[serde(rename = $name)] $variant,)*
        }

        impl Code {
            /// All codes, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name that people and scripts see.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

codes! {
    /// The file cannot be read, or is not UTF-8.
    Unreadable = "unreadable",
    /// Not YAML.
    Syntax = "syntax",
    /// Nothing in it.
    Empty = "empty",
    /// More than one YAML document.
    SeveralDocuments = "several-documents",
    /// The same key twice in one mapping.
    DuplicateKey = "duplicate-key",
    /// Nested too deep.
    TooDeep = "too-deep",
    /// Too large, as written or once its aliases are expanded.
    TooLarge = "too-large",
    /// A key that means nothing here.
    UnknownKey = "unknown-key",
    /// A value of another type than expected.
    WrongType = "wrong-type",
    /// A word that is none of those expected.
    UnknownValue = "unknown-value",
    /// A key that must be there is not.
    MissingKey = "missing-key",
    /// A key whose value is empty, or cut off by a comment.
    NoValue = "no-value",
    /// A number or length out of bounds.
    OutOfRange = "out-of-range",
    /// A name with characters that names cannot have.
    BadName = "bad-name",
    /// Not a regular expression.
    BadRegex = "bad-regex",
    /// Not a glob.
    BadGlob = "bad-glob",
    /// Not a duration.
    BadDuration = "bad-duration",
    /// Not a date.
    BadDate = "bad-date",
    /// Not a JSON Pointer.
    BadPointer = "bad-pointer",
    /// Not a target.
    BadTarget = "bad-target",
    /// A title that cannot be filled in.
    BadTitle = "bad-title",
    /// Two sources or rules of one name.
    DuplicateName = "duplicate-name",
    /// An earlier id in `was` that is another rule's id or earlier id.
    WasClash = "was-clash",
    /// A match that takes nothing in particular.
    EmptyMatch = "empty-match",
    /// Two keys that contradict each other.
    Conflict = "conflict",
    /// A source that `sources` does not have.
    UnknownSource = "unknown-source",
    /// A fact that the rule does not define.
    UnknownFact = "unknown-fact",
    /// A fact that finds nothing in the format of its rule's sources.
    NeverFound = "never-found",
    /// A file that a section names cannot be used.
    BadFile = "bad-file",
    /// A rule that never gets anything: an earlier one takes the same.
    Unreachable = "unreachable",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Diagnostic {
    /// As compilers say it: `FILE:LINE:COLUMN: error[CODE]: MESSAGE`, then
    /// where in the document and what to do, each on a line of its own.
    pub fn text(&self, file: &str) -> String {
        let level = match self.level {
            Level::Error => "error",
            Level::Warning => "warning",
        };
        let place = match self.line {
            0 => String::new(),
            line => format!("{line}:{}:", self.column),
        };
        let mut text = format!("{file}:{place} {level}[{}]: {}", self.code, self.message);
        if !self.path.is_empty() {
            text.push_str("\n  at: ");
            text.push_str(&self.path);
        }
        if let Some(help) = &self.help {
            text.push_str("\n  help: ");
            text.push_str(help);
        }
        text
    }
}

/// Keys and values of the file can hold line breaks and control characters;
/// what is said of them cannot.
fn one_line(text: &str) -> String {
    if !text.contains(char::is_control) {
        return text.to_owned();
    }
    text.chars()
        .flat_map(|c| {
            let escaped = c.is_control().then(|| c.escape_default());
            let plain = (!c.is_control()).then_some(c);
            escaped.into_iter().flatten().chain(plain)
        })
        .collect()
}

/// All problems of one rules.yaml, in the order of its lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
pub struct Diagnostics {
    /// The file, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<PathBuf>,
    /// At least one where this is an error.
    pub list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Diagnostics in the order of lines, without repeats.
    pub fn new(file: Option<PathBuf>, mut list: Vec<Diagnostic>) -> Self {
        for diagnostic in &mut list {
            diagnostic.message = one_line(&diagnostic.message);
            diagnostic.path = one_line(&diagnostic.path);
        }
        list.sort();
        list.dedup();
        Self { file, list }
    }

    /// Each as people read it, in the order of lines.
    pub fn lines(&self) -> Vec<String> {
        let file = self
            .file
            .as_ref()
            .map_or_else(|| "rules.yaml".to_owned(), |p| p.display().to_string());
        self.list.iter().map(|d| d.text(&file)).collect()
    }

    /// Those at a level.
    pub fn at(&self, level: Level) -> impl Iterator<Item = &Diagnostic> {
        self.list.iter().filter(move |d| d.level == level)
    }

    /// Returns whether one of them keeps the file from being used.
    pub fn has_errors(&self) -> bool {
        self.at(Level::Error).next().is_some()
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lines().join("\n"))
    }
}

/// Help that names what was probably meant, else what there is.
pub(super) fn suggest(name: &str, known: &[&str]) -> String {
    match similar::nearest(name, known.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("known here: {}", known.join(", ")),
    }
}

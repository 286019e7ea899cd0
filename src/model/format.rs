//! The formats by name and kind.
//!
//! They are an enumeration here, and not only constants of `ingest`, as rules,
//! states and links speak of formats that they don't read. What reads one is a
//! `FormatSpec` of `ingest`; the compiler checks that there is one for each.

use std::str::FromStr;

use thiserror::Error;

use super::FindingKind;

use super::similar;

macro_rules! formats {
    ($($(#[$doc:meta])* $variant:ident = $name:literal: $kind:ident,)*) => {
        /// How a source writes what it has to say.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Format {
            $($(#[$doc])* $variant,)*
        }

        impl Format {
            /// All of them, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Returns the name that INPUT and rules.yaml use.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// Returns what its items are. Any JSON holds results, unless its
            /// source maps a time.
            pub fn kind(self) -> FindingKind {
                match self {
                    $(Self::$variant => FindingKind::$kind,)*
                }
            }
        }
    };
}

formats! {
    /// Google Cloud Logging entries.
    Gcp = "gcp": Log,
    /// Lines of text.
    Text = "text": Log,
    /// Any JSON, mapped by the source's `fields`.
    Json = "json": Result,
    /// The program's own JSON Lines.
    Findings = "findings": Result,
    /// SARIF 2.1.0.
    Sarif = "sarif": Result,
    /// `JUnit` XML.
    Junit = "junit": Test,
    /// Checkstyle XML.
    Checkstyle = "checkstyle": Result,
    /// `ESLint`'s JSON.
    Eslint = "eslint": Result,
    /// JSON messages of rustc and clippy, through cargo.
    Cargo = "cargo": Result,
    /// Reviewdog Diagnostic Format, a document or JSON Lines.
    Rdjson = "rdjson": Result,
    /// Code Climate issues; GitLab's code quality.
    CodeClimate = "codeclimate": Result,
    /// GitHub's code scanning alerts.
    GithubAlerts = "github-alerts": Result,
    /// SonarQube's generic issues.
    Sonar = "sonar": Result,
    /// dependency-cruiser's JSON.
    Depcruise = "depcruise": Result,
    /// jscpd's JSON.
    Jscpd = "jscpd": Result,
    /// import-linter's printed report.
    Importlinter = "importlinter": Result,
}

impl Format {
    /// Returns the format of exactly this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|known| known.name() == name)
    }

    /// Returns whether it is a log, whose silence proves nothing, and not a
    /// report.
    pub fn is_log(self) -> bool {
        self.kind() == FindingKind::Log
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        // reviewdog tells its two apart; here the content does.
        let name = if name == "rdjsonl" { "rdjson" } else { name };
        Self::named(name).ok_or_else(|| UnknownFormat::new(name))
    }
}

/// A name that is not a format's.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{name}` is not a format. {hint}")]
pub struct UnknownFormat {
    name: String,
    hint: String,
}

impl UnknownFormat {
    fn new(name: &str) -> Self {
        let names = || Format::ALL.iter().map(|format| format.name());
        let hint = match similar::nearest(name, names()) {
            Some(known) => format!("Did you mean `{known}`?"),
            None => format!("Known are: {}.", names().collect::<Vec<_>>().join(", ")),
        };
        Self {
            name: name.to_owned(),
            hint,
        }
    }
}

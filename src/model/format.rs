//! The formats by name.

use std::str::FromStr;

use thiserror::Error;

macro_rules! formats {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// How a source writes what it has to say.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Format {
            $($(#[$doc])* $variant,)*
        }

        impl Format {
            /// All of them, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The name that INPUT and rules.yaml use.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

formats! {
    /// Google Cloud Logging entries.
    Gcp = "gcp",
    /// Lines of text.
    Text = "text",
    /// Any JSON, mapped by the source's `fields`.
    Json = "json",
    /// The program's own JSON Lines.
    Findings = "findings",
    /// SARIF 2.1.0.
    Sarif = "sarif",
    /// `JUnit` XML.
    Junit = "junit",
    /// Checkstyle XML.
    Checkstyle = "checkstyle",
    /// `ESLint`'s JSON.
    Eslint = "eslint",
    /// JSON messages of rustc and clippy, through cargo.
    Cargo = "cargo",
    /// Reviewdog Diagnostic Format, a document or JSON Lines.
    Rdjson = "rdjson",
    /// Code Climate issues; GitLab's code quality.
    CodeClimate = "codeclimate",
    /// GitHub's code scanning alerts.
    GithubAlerts = "github-alerts",
    /// SonarQube's generic issues.
    Sonar = "sonar",
    /// dependency-cruiser's JSON.
    Depcruise = "depcruise",
    /// jscpd's JSON.
    Jscpd = "jscpd",
    /// import-linter's printed report.
    Importlinter = "importlinter",
}

impl Format {
    /// A log, whose silence proves nothing; not a report.
    pub fn is_log(self) -> bool {
        matches!(self, Self::Gcp | Self::Text)
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        // reviewdog tells its two apart; here the content does.
        let name = if name == "rdjsonl" { "rdjson" } else { name };
        let known = Self::ALL.iter().find(|format| format.name() == name);
        known.copied().ok_or_else(|| UnknownFormat::new(name))
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
        let nearest = names()
            .map(|known| {
                (
                    strsim::damerau_levenshtein(known, &name.to_lowercase()),
                    known,
                )
            })
            .min()
            .filter(|(distance, known)| *distance <= known.len().div_ceil(3));
        let hint = match nearest {
            Some((_, known)) => format!("Did you mean `{known}`?"),
            None => format!("Known are: {}.", names().collect::<Vec<_>>().join(", ")),
        };
        Self {
            name: name.to_owned(),
            hint,
        }
    }
}

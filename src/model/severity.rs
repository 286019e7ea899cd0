//! How bad one record or finding says it is.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Low to high. What a tool calls it is folded into these five.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Also debug, trace, default and what says nothing.
    #[default]
    Info,
    /// Also SARIF's `note`, and `low`.
    Notice,
    /// Also `medium`, `minor`.
    Warning,
    /// Also `high`, `major`.
    Error,
    /// Also fatal, alert, emergency, blocker.
    Critical,
}

impl Severity {
    /// Reads a logger's number: syslog's priorities (RFC 5424, section 6.2.1) and
    /// bunyan's levels, which pino shares, have none in common.
    pub fn from_number(number: u32) -> Option<Self> {
        Some(match number {
            0..=2 | 60 => Self::Critical,
            3 | 50 => Self::Error,
            4 | 40 => Self::Warning,
            5 => Self::Notice,
            6 | 7 | 10 | 20 | 30 => Self::Info,
            _ => return None,
        })
    }

    /// All of them, low to high.
    pub const ALL: [Self; 5] = [
        Self::Info,
        Self::Notice,
        Self::Warning,
        Self::Error,
        Self::Critical,
    ];

    /// The name in lower case, as rules.yaml and reports write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Notice => "notice",
            Self::Warning => "warning",
            Self::Error => "error",
            Self::Critical => "critical",
        }
    }

    /// Reads the names that logs and analyzers use, in any case; `None` for others.
    ///
    /// Sources: RFC 5424 (syslog), Cloud Logging's `LogSeverity`, SARIF 2.1.0 `level`,
    /// Code Climate and SonarQube severities.
    pub fn parse(name: &str) -> Option<Self> {
        const NAMES: &[(&str, Severity)] = &[
            ("trace", Severity::Info),
            ("debug", Severity::Info),
            ("default", Severity::Info),
            ("verbose", Severity::Info),
            ("fine", Severity::Info),
            ("info", Severity::Info),
            ("information", Severity::Info),
            ("informational", Severity::Info),
            ("none", Severity::Info),
            ("note", Severity::Notice),
            ("notice", Severity::Notice),
            ("low", Severity::Notice),
            ("hint", Severity::Notice),
            ("style", Severity::Notice),
            ("warn", Severity::Warning),
            ("warning", Severity::Warning),
            ("medium", Severity::Warning),
            ("moderate", Severity::Warning),
            ("minor", Severity::Warning),
            ("err", Severity::Error),
            ("error", Severity::Error),
            ("high", Severity::Error),
            ("major", Severity::Error),
            ("severe", Severity::Error),
            ("crit", Severity::Critical),
            ("critical", Severity::Critical),
            ("fatal", Severity::Critical),
            ("panic", Severity::Critical),
            ("alert", Severity::Critical),
            ("emerg", Severity::Critical),
            ("emergency", Severity::Critical),
            ("blocker", Severity::Critical),
        ];
        let name = name.trim();
        NAMES
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, severity)| *severity)
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_is_low_to_high_and_names_round_trip() {
        assert!(Severity::ALL.is_sorted());
        for severity in Severity::ALL {
            assert_eq!(Severity::parse(severity.name()), Some(severity));
        }
        assert_eq!(Severity::parse("EMERGENCY"), Some(Severity::Critical));
        assert_eq!(Severity::parse("DEBUG"), Some(Severity::Info));
        assert_eq!(Severity::parse("purple"), None);
    }
}

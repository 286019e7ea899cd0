//! What a tool says of one of its rules.

use serde::{Deserialize, Serialize};

/// What a tool says of one of its rules: the same for all its results.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct RuleInfo {
    /// What it looks for, in a few words (SARIF's `shortDescription`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
}

impl RuleInfo {
    /// Redacts its text.
    #[must_use]
    pub fn redacted(&self, redact: impl Fn(String) -> String) -> Self {
        let Self { summary } = self;
        Self {
            summary: summary.clone().map(redact),
        }
    }
}

//! What somebody may do in a repository.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A role in a repository, as GitHub's `role_name` says it; low to high.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
// The schema of rules.yaml shows this name.
#[schemars(rename = "Permission")]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// May read.
    Read,
    /// May manage issues.
    Triage,
    /// May push.
    Write,
    /// May manage the repository, but for what is sensitive.
    Maintain,
    /// May do everything.
    Admin,
}

impl Role {
    /// Returns the name that rules.yaml and GitHub use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Triage => "triage",
            Self::Write => "write",
            Self::Maintain => "maintain",
            Self::Admin => "admin",
        }
    }
}

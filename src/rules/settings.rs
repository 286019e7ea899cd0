//! What holds for the whole file: limits, lifecycle, redaction, commands.

use std::collections::BTreeMap;
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{CommandName, Role};

/// Bounds on what a run writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// New issues in one run.
    pub new_issues_run: u64,
    /// New issues in 24 hours.
    pub new_issues_day: u64,
    /// Issues of the program open at a time.
    pub new_issues_open: u64,
    /// Writes that notify people, in 24 hours.
    pub notifications_day: u64,
    /// Writes in one run.
    pub writes: u64,
    /// Issues and comments made in a minute; 1 to 80.
    pub creates_per_minute: u64,
    /// Bytes of a body; 2,000 to 65,535.
    pub body_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            new_issues_run: 5,
            new_issues_day: 10,
            new_issues_open: 50,
            notifications_day: 20,
            writes: 200,
            creates_per_minute: 20,
            body_bytes: 60_000,
        }
    }
}

const DAY: Duration = Duration::from_hours(24);

/// When issues close, come back and are refreshed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lifecycle {
    /// The conditions for closing an issue whose problem is gone.
    pub close: Close,
    /// The conditions for reopening one.
    pub reopen: Reopen,
    /// The least time between two quiet refreshes; `None`: never.
    pub heartbeat: Option<Duration>,
    /// What becomes of an issue that rules.yaml does not track any more.
    pub untracked: Untracked,
}

/// What becomes of an issue whose findings are there, and which rules.yaml
/// gives to something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Untracked {
    /// It is closed as not planned.
    #[default]
    Close,
    /// It stays open, and the report says so.
    Leave,
}

impl Default for Lifecycle {
    fn default() -> Self {
        Self {
            close: Close {
                clean_runs: 3,
                quiet: 7 * DAY,
            },
            reopen: Reopen {
                within: 30 * DAY,
                after: DAY,
                deleted: false,
            },
            heartbeat: Some(DAY),
            untracked: Untracked::default(),
        }
    }
}

/// The conditions for closing an issue whose problem is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Close {
    /// Runs in a row that looked and did not see it; 1 or more.
    pub clean_runs: u32,
    pub(super) quiet: Duration,
}

impl Close {
    /// Time without a record that it takes besides: none for analyzers and
    /// tests, whose reports are whole each time.
    pub fn quiet(&self, is_log: bool) -> Duration {
        if is_log { self.quiet } else { Duration::ZERO }
    }
}

/// The conditions for reopening a closed issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reopen {
    /// One that the bot closed longer ago stays closed; a new one cites it.
    pub within: Duration,
    /// One that a person closed is reopened only on evidence this much newer.
    pub after: Duration,
    /// One that was deleted, moved or made a discussion is filed once more.
    pub deleted: bool,
}

/// Who may give comment commands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandConfig {
    /// The least role for commands without an own one.
    pub default: Role,
    /// By the command's name.
    pub permissions: BTreeMap<CommandName, Role>,
}

impl CommandConfig {
    /// Returns the least role that may give a command; the default for one that
    /// nobody knows.
    pub fn needed(&self, command: Option<CommandName>) -> Role {
        command
            .and_then(|name| self.permissions.get(&name).copied())
            .unwrap_or(self.default)
    }
}

impl Default for CommandConfig {
    fn default() -> Self {
        Self {
            default: Role::Triage,
            permissions: BTreeMap::new(),
        }
    }
}

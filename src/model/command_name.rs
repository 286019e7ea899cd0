//! The names of comment commands: rules.yaml gives permissions to them, and
//! `command` reads, documents and carries them out.

/// The name of a comment command: what follows `/bot`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CommandName {
    /// Shows the commands.
    Help,
    /// Explains the issue.
    Explain,
    /// Runs a sync.
    Sync,
    /// Silences the problem for a while.
    Snooze,
    /// Ends a snooze or a mute.
    Unsnooze,
    /// Silences the problem permanently.
    Mute,
    /// Closes the issue as done.
    Resolve,
    /// Opens the issue.
    Reopen,
    /// Sets the priority.
    Priority,
    /// Lists another issue as related.
    Relate,
    /// Takes a related issue off the list.
    Unrelate,
    /// Moves the problem to another issue.
    Merge,
    /// Files a problem again whose issue is gone.
    New,
}

impl CommandName {
    /// All names, in the order in which help shows them.
    pub const ALL: [Self; 13] = [
        Self::Help,
        Self::Explain,
        Self::Sync,
        Self::Snooze,
        Self::Unsnooze,
        Self::Mute,
        Self::Resolve,
        Self::Reopen,
        Self::Priority,
        Self::Relate,
        Self::Unrelate,
        Self::Merge,
        Self::New,
    ];

    /// Returns the name as it is typed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Help => "help",
            Self::Explain => "explain",
            Self::Sync => "sync",
            Self::Snooze => "snooze",
            Self::Unsnooze => "unsnooze",
            Self::Mute => "mute",
            Self::Resolve => "resolve",
            Self::Reopen => "reopen",
            Self::Priority => "priority",
            Self::Relate => "relate",
            Self::Unrelate => "unrelate",
            Self::Merge => "merge",
            Self::New => "new",
        }
    }

    /// Reads a name as typed, in any case.
    pub fn parse(text: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|name| name.as_str().eq_ignore_ascii_case(text))
    }
}

impl std::fmt::Display for CommandName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

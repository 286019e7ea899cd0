//! The program's words as types. Nothing here reads, writes or renders, and
//! nothing here depends on another module of the crate.

pub mod command_name;
pub mod coverage;
pub mod fact;
pub mod finding;
pub mod format;
pub mod issue;
pub mod key;
pub mod number;
pub mod occurrences;
pub mod parse_words;
pub mod priority;
pub mod problem;
pub mod record;
pub mod remembered;
pub mod role;
pub mod rule_info;
pub mod severity;
pub mod similar;
pub mod sink;
pub mod source;
pub mod target;

pub use command_name::CommandName;
pub use coverage::{Coverage, Print, Tool};
pub use fact::{Fact, Facts};
pub use finding::{Finding, FindingKind, Kin, Location, RawFinding, Sample};
pub use format::Format;
pub use issue::{Comment, CommentId, Issue, IssueNumber, IssueState, Login};
pub use key::{Fingerprint, Key, content_hash};
pub use number::Number;
pub use occurrences::{Occurrences, RevisionStats};
pub use priority::Priority;
pub use problem::{Like, Problem};
pub use record::{Raw, Record};
pub use remembered::{Form, Remembered};
pub use role::Role;
pub use rule_info::RuleInfo;
pub use severity::Severity;
pub use sink::Sink;
pub use source::{RevisionSpan, SourceReport, SourceSpec, SourceStatus};
pub use target::{BadTarget, Repository, Target};

/// Every time in the program is in UTC.
pub type Time = chrono::DateTime<chrono::Utc>;

//! One result as its format says it, before it is made a finding.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use crate::ingest::syntax::scalar::Scalar;
use crate::model::{Location, RuleInfo, Sample, Severity, Time};

/// One result. What a finding keeps is owned; what is only looked at on the
/// way is lent from the item, as reports hold millions.
#[derive(Debug, Clone, Default)]
pub(crate) struct ParsedResult<'a> {
    pub(crate) tool: String,
    pub(crate) rule_id: Option<String>,
    /// What the tool says of that rule.
    pub(crate) rule: Option<Arc<RuleInfo>>,
    /// The tool's name for it.
    pub(crate) severity: Option<Cow<'a, str>>,
    pub(crate) message: String,
    /// With paths as written, the primary one first.
    pub(crate) locations: Vec<Location>,
    pub(crate) identity: IdentityBasis<'a>,
    /// What recipe 1 knew it by, where that was something else.
    pub(crate) former: Option<IdentityBasis<'a>>,
    /// The primary path as recipe 1 knew it, where that was another.
    pub(crate) former_path: Option<String>,
    /// The lines around its own, where they are at hand.
    pub(crate) context: Option<Cow<'a, str>>,
    /// A secret was found: its value is not shown.
    pub(crate) secret: bool,
    /// 0 counts as 1.
    pub(crate) count: u64,
    pub(crate) first_seen: Option<Time>,
    pub(crate) last_seen: Option<Time>,
    pub(crate) service: Option<String>,
    pub(crate) environment: Option<String>,
    pub(crate) labels: BTreeMap<String, String>,
    pub(crate) samples: Vec<Sample>,
    pub(crate) suggestion: Option<String>,
    pub(crate) raw: Value,
}

/// The basis on which a result is known from one run to the next.
#[derive(Debug, Clone, Default)]
pub(crate) enum IdentityBasis<'a> {
    /// This value is its fingerprint.
    Exactly(Cow<'a, str>),
    /// A value of this name that the tool gives, with rule and path.
    By(Cow<'a, str>, Cow<'a, str>),
    /// The text of its line, or a name that stands for the place.
    ByLine(Cow<'a, str>),
    /// A function's or class's name, and the message.
    BySymbol(Cow<'a, str>),
    /// Its message.
    #[default]
    ByMessage,
}

/// A place of which the path is known; lines and columns count from 1.
pub(crate) fn location(
    path: Scalar<'_>,
    line: &Scalar<'_>,
    column: &Scalar<'_>,
) -> Option<Location> {
    Some(Location {
        path: path.string()?,
        line: line.number().filter(|n| *n > 0),
        column: column.number().filter(|n| *n > 0),
    })
}

/// Text that a tool shows with a result.
pub(crate) fn sample(text: String) -> Sample {
    Sample {
        time: None,
        severity: Severity::default(),
        logger: None,
        text,
    }
}

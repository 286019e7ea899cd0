//! Which records and findings a rule takes.

use std::borrow::Cow;

use globset::GlobMatcher;
use memchr::memmem::Finder;
use regex::Regex;

use crate::model::{Finding, FindingKind, RawFinding, Record, Severity, record::scalar_text};

/// Keys of a condition on records and findings, besides `labels.NAME`, JSON
/// Pointers, `any`, `all` and `not`; each with what it means.
pub(super) const KEYS: &[(&str, &str)] = &[
    ("source", "The source's name, exact, a glob or a /regex/"),
    (
        "tool",
        "What reported it (`log` for log records), exact, a glob or a /regex/",
    ),
    (
        "rule_id",
        "The analyzer's own rule, exact, a glob or a /regex/",
    ),
    ("service", "The service, exact, a glob or a /regex/"),
    ("environment", "The environment, exact, a glob or a /regex/"),
    (
        "path",
        "The file of any of its locations, exact, a glob (`*` within a folder, `**` across) or a /regex/",
    ),
    ("message", "A part of the message, or a /regex/"),
    ("severity", "At least this severity, or {is: SEVERITY}"),
];

/// A condition on records and findings, ready to be asked.
#[derive(Debug, Clone, Default)]
pub struct Matcher {
    /// All of these, cheap ones first.
    tests: Vec<FindingTest>,
}

impl Matcher {
    /// All of `tests`; none takes everything.
    pub(super) fn all(mut tests: Vec<FindingTest>) -> Self {
        tests.sort_by_key(FindingTest::cost);
        Self { tests }
    }

    /// Takes what both take.
    pub(super) fn and(mut self, other: Self) -> Self {
        self.tests.extend(other.tests);
        Self::all(self.tests)
    }

    /// Returns whether it takes a record of a source.
    pub fn record(&self, source: &str, record: &Record<'_>) -> bool {
        self.takes(&MatchedEntry { source, record })
    }

    /// Returns whether it takes a finding.
    pub fn finding(&self, finding: &RawFinding) -> bool {
        self.takes(finding)
    }

    /// Returns whether it takes a finding, whatever its tool wrote besides.
    pub fn redacted(&self, finding: &Finding) -> bool {
        self.takes(finding)
    }

    fn takes(&self, subject: &impl Subject) -> bool {
        self.tests.iter().all(|test| test.holds(subject))
    }

    /// Returns whether it looks into the entry or result as its tool wrote it.
    pub(super) fn looks_inside(&self) -> bool {
        self.tests.iter().any(|test| match test {
            FindingTest::Pointer(..) => true,
            FindingTest::Any(matchers) | FindingTest::All(matchers) => {
                matchers.iter().any(Self::looks_inside)
            }
            FindingTest::Not(matcher) => matcher.looks_inside(),
            _ => false,
        })
    }

    /// A text that is in every message it takes.
    pub(super) fn needed_literal(&self) -> Option<&str> {
        self.tests.iter().find_map(|test| match test {
            FindingTest::Message(TextTest::Part { text, .. }) => Some(text.as_str()),
            _ => None,
        })
    }
}

/// One test of a condition.
#[derive(Debug, Clone)]
pub(super) enum FindingTest {
    Severity(SeverityTest),
    Source(TextTest),
    Tool(TextTest),
    RuleId(TextTest),
    Service(TextTest),
    Environment(TextTest),
    Path(TextTest),
    Message(TextTest),
    Label(String, TextTest),
    Pointer(String, TextTest),
    Any(Vec<Matcher>),
    All(Vec<Matcher>),
    Not(Box<Matcher>),
}

impl FindingTest {
    fn cost(&self) -> u8 {
        match self {
            Self::Severity(_) => 0,
            Self::Source(_) | Self::Tool(_) | Self::RuleId(_) => 1,
            Self::Service(_) | Self::Environment(_) | Self::Path(_) => 2,
            Self::Message(TextTest::Part { .. }) => 3,
            Self::Message(_) => 4,
            Self::Any(_) | Self::All(_) | Self::Not(_) => 5,
            // These look into the entry's JSON.
            Self::Label(..) | Self::Pointer(..) => 6,
        }
    }

    fn holds(&self, subject: &impl Subject) -> bool {
        let is = |text: &TextTest, value: Option<&str>| value.is_some_and(|v| text.matches(v));
        match self {
            Self::Severity(test) => test.holds(subject.severity()),
            Self::Source(text) => text.matches(subject.source()),
            Self::Tool(text) => text.matches(subject.tool()),
            Self::RuleId(text) => is(text, subject.rule_id()),
            Self::Service(text) => is(text, subject.service()),
            Self::Environment(text) => is(text, subject.environment()),
            Self::Path(text) => subject.any_path(|path| text.matches(path)),
            Self::Message(text) => text.matches(subject.message()),
            Self::Label(name, text) => is(text, subject.label(name).as_deref()),
            Self::Pointer(pointer, text) => is(text, subject.at(pointer).as_deref()),
            Self::Any(matchers) => matchers.iter().any(|m| m.takes(subject)),
            Self::All(matchers) => matchers.iter().all(|m| m.takes(subject)),
            Self::Not(matcher) => !matcher.takes(subject),
        }
    }
}

/// A test of a severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SeverityTest {
    AtLeast(Severity),
    Is(Severity),
}

impl SeverityTest {
    pub(super) fn holds(self, severity: Severity) -> bool {
        match self {
            Self::AtLeast(least) => severity >= least,
            Self::Is(is) => severity == is,
        }
    }
}

/// A test of a text.
#[derive(Debug, Clone)]
pub(super) enum TextTest {
    /// The whole text.
    Exact(String),
    /// The whole text, or a glob of it: names with brackets are names, too.
    Glob { text: String, glob: GlobMatcher },
    /// Anywhere in the text.
    Part {
        text: String,
        finder: Box<Finder<'static>>,
    },
    /// Anywhere in the text.
    Regex(Regex),
    /// One of them.
    AnyOf(Vec<Self>),
}

impl TextTest {
    /// Anywhere in the text.
    pub(super) fn part(text: &str) -> Self {
        Self::Part {
            text: text.to_owned(),
            finder: Box::new(Finder::new(text).into_owned()),
        }
    }

    pub(super) fn matches(&self, value: &str) -> bool {
        match self {
            Self::Exact(text) => text == value,
            Self::Glob { text, glob } => text == value || glob.is_match(value),
            Self::Part { finder, .. } => finder.find(value.as_bytes()).is_some(),
            Self::Regex(regex) => regex.is_match(value),
            Self::AnyOf(texts) => texts.iter().any(|text| text.matches(value)),
        }
    }
}

/// What a condition asks of a record or finding.
trait Subject {
    fn source(&self) -> &str;
    fn tool(&self) -> &str;
    fn rule_id(&self) -> Option<&str>;
    fn service(&self) -> Option<&str>;
    fn environment(&self) -> Option<&str>;
    fn severity(&self) -> Severity;
    fn message(&self) -> &str;
    fn any_path(&self, test: impl Fn(&str) -> bool) -> bool;
    fn label(&self, name: &str) -> Option<Cow<'_, str>>;
    fn at(&self, pointer: &str) -> Option<String>;
}

struct MatchedEntry<'r> {
    source: &'r str,
    record: &'r Record<'r>,
}

impl Subject for MatchedEntry<'_> {
    fn source(&self) -> &str {
        self.source
    }
    fn tool(&self) -> &'static str {
        FindingKind::LOG_TOOL
    }
    fn rule_id(&self) -> Option<&str> {
        None
    }
    fn service(&self) -> Option<&str> {
        self.record.service.as_deref()
    }
    fn environment(&self) -> Option<&str> {
        self.record.environment.as_deref()
    }
    fn severity(&self) -> Severity {
        self.record.severity.unwrap_or_default()
    }
    fn message(&self) -> &str {
        &self.record.message
    }
    fn any_path(&self, _test: impl Fn(&str) -> bool) -> bool {
        false
    }
    fn label(&self, name: &str) -> Option<Cow<'_, str>> {
        self.record.label(name).map(Cow::Owned)
    }
    fn at(&self, pointer: &str) -> Option<String> {
        self.record.pointer_text(pointer)
    }
}

/// A result as its tool wrote it, and as a finding, whose raw form is gone.
macro_rules! subject {
    ($($type:ty: |$this:ident, $pointer:ident| $at:expr;)*) => {$(
        impl Subject for $type {
            fn source(&self) -> &str {
                &self.source
            }
            fn tool(&self) -> &str {
                &self.tool
            }
            fn rule_id(&self) -> Option<&str> {
                self.rule_id.as_deref()
            }
            fn service(&self) -> Option<&str> {
                self.service.as_deref()
            }
            fn environment(&self) -> Option<&str> {
                self.environment.as_deref()
            }
            fn severity(&self) -> Severity {
                self.severity
            }
            fn message(&self) -> &str {
                &self.message
            }
            fn any_path(&self, test: impl Fn(&str) -> bool) -> bool {
                self.locations.iter().any(|l| test(&l.path))
            }
            fn label(&self, name: &str) -> Option<Cow<'_, str>> {
                self.labels.get(name).map(|v| Cow::Borrowed(v.as_str()))
            }
            fn at(&self, $pointer: &str) -> Option<String> {
                let $this = self;
                $at
            }
        }
    )*};
}

subject! {
    RawFinding: |this, pointer| this.raw.pointer(pointer).and_then(scalar_text);
    Finding: |_this, _pointer| None;
}

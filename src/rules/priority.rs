//! How urgent a problem is, and why.

use crate::model::{Facts, Finding, Occurrences, Priority, Severity};

use super::Rule;
use super::facts::FactSpec;
use super::matcher::{Matcher, SeverityTest, TextTest};

/// Keys of a condition on problems, besides `labels.NAME`, `facts.NAME`,
/// `any`, `all` and `not`; each with what it means.
pub(super) const KEYS: &[(&str, &str)] = &[
    ("severity", "At least this severity, or {is: SEVERITY}"),
    ("count", "At least this many records or results"),
    ("instances", "On at least this many instances"),
    (
        "source",
        "One of its findings is of this source, exact, a glob or a /regex/",
    ),
    (
        "tool",
        "One of its findings is by this tool, exact, a glob or a /regex/",
    ),
    (
        "rule_id",
        "One of its findings has this analyzer's rule, exact, a glob or a /regex/",
    ),
    ("service", "One of its services, exact, a glob or a /regex/"),
    (
        "environment",
        "One of its environments, exact, a glob or a /regex/",
    ),
    (
        "path",
        "The file of one of its locations, exact, a glob or a /regex/",
    ),
];

/// The facts of a problem that its priority is decided by.
#[derive(Debug, Clone, Copy)]
pub struct ProblemFacts<'p> {
    /// The worst of its findings.
    pub severity: Severity,
    /// When, how often, on what.
    pub seen: &'p Occurrences,
    /// Folded over its findings.
    pub facts: &'p Facts,
    /// Its findings: their services, environments, locations and labels count.
    pub findings: &'p [Finding],
}

/// One step towards a priority.
#[derive(Debug, Clone)]
pub struct PriorityClause {
    /// The priority where it holds.
    pub is: Priority,
    /// Why, in rules.yaml's words.
    pub because: Option<String>,
    /// When it holds; always, where `None`.
    pub when: Option<ProblemCondition>,
}

/// A condition on problems.
#[derive(Debug, Clone)]
pub struct ProblemCondition {
    /// All of these.
    pub(super) tests: Vec<ProblemTest>,
}

/// One test of a condition on problems.
#[derive(Debug, Clone)]
pub(super) enum ProblemTest {
    Severity(SeverityTest),
    Count(u64),
    Instances(u64),
    /// One of its findings; the key and the value as rules.yaml has them.
    Finding {
        matcher: Matcher,
        key: String,
        shown: String,
    },
    /// So many values; of a number, so large.
    FactAtLeast(String, f64),
    /// One of its values.
    FactIs(String, TextTest, String),
    Any(Vec<ProblemCondition>),
    All(Vec<ProblemCondition>),
    Not(Box<ProblemCondition>),
}

impl Rule {
    /// A problem's priority and why: sentences without a full stop.
    ///
    /// Without a clause that holds, the severity decides: critical is P1,
    /// error P2, anything lower P3. Nothing is P0 unless a person says so.
    pub fn priority(&self, problem: &ProblemFacts<'_>) -> (Priority, Vec<String>) {
        for clause in &self.priority {
            let asked = Asked {
                problem,
                is: clause.is,
                specs: &self.facts,
            };
            let Some(mut why) = clause.holds(&asked) else {
                continue;
            };
            if let Some(because) = &clause.because {
                why.insert(0, because.clone());
            }
            if why.is_empty() {
                why.push(format!("rule {} says {}", self.id, clause.is));
            }
            return (clause.is, why);
        }
        if problem.findings.iter().any(Finding::is_secret) {
            let why = "it is a secret in the code (P1 unless rules.yaml says otherwise)";
            return (Priority::P1, vec![why.to_owned()]);
        }
        by_severity(problem.severity)
    }
}

fn by_severity(severity: Severity) -> (Priority, Vec<String>) {
    let priority = match severity {
        Severity::Critical => Priority::P1,
        Severity::Error => Priority::P2,
        Severity::Info | Severity::Notice | Severity::Warning => Priority::P3,
    };
    let why = format!("severity is {severity} ({priority} unless rules.yaml says otherwise)");
    (priority, vec![why])
}

impl PriorityClause {
    /// Returns why it holds; `None` where it does not.
    fn holds(&self, asked: &Asked<'_>) -> Option<Vec<String>> {
        match &self.when {
            None => Some(Vec::new()),
            Some(when) => when.holds(asked),
        }
    }
}

impl ProblemCondition {
    fn holds(&self, asked: &Asked<'_>) -> Option<Vec<String>> {
        let mut why = Vec::new();
        for test in &self.tests {
            why.extend(test.holds(asked)?);
        }
        Some(why)
    }
}

impl ProblemTest {
    fn holds(&self, asked: &Asked<'_>) -> Option<Vec<String>> {
        let Asked { problem, is, .. } = asked;
        let severity = problem.severity;
        match self {
            Self::Severity(test) => say(test.holds(severity), || match test {
                SeverityTest::AtLeast(least) => {
                    format!("severity is {severity} (at least {least}: {is})")
                }
                SeverityTest::Is(_) => format!("severity is {severity} ({is})"),
            }),
            Self::Count(least) => say(problem.seen.count >= *least, || {
                let records = counted(problem.seen.count, "record");
                format!("{records} (at least {least}: {is})")
            }),
            Self::Instances(least) => {
                let count = problem.seen.instances.len() as u64;
                say(count >= *least, || {
                    format!("{} (at least {least}: {is})", counted(count, "instance"))
                })
            }
            Self::Finding {
                matcher,
                key,
                shown,
            } => say(problem.findings.iter().any(|f| matcher.redacted(f)), || {
                format!("{key} is {shown} ({is})")
            }),
            Self::FactAtLeast(name, least) => asked.fact_at_least(name, *least),
            Self::FactIs(name, text, shown) => {
                let values = problem.facts.get(name)?.values();
                say(values.iter().any(|v| text.matches(v)), || {
                    format!("{name} is {shown} ({is})")
                })
            }
            Self::Any(whens) => whens.iter().find_map(|w| w.holds(asked)),
            Self::All(whens) => {
                let whys: Option<Vec<_>> = whens.iter().map(|w| w.holds(asked)).collect();
                whys.map(|whys| whys.concat())
            }
            Self::Not(when) => match when.holds(asked) {
                Some(_) => None,
                None => Some(Vec::new()),
            },
        }
    }
}

/// What a clause is asked about.
struct Asked<'p> {
    problem: &'p ProblemFacts<'p>,
    /// What it would decide.
    is: Priority,
    specs: &'p [(String, FactSpec)],
}

impl Asked<'_> {
    /// Returns why a fact is at least so large: the number that a `number` fact
    /// holds, else how many values there are.
    #[allow(clippy::cast_precision_loss)] // far below 2^52 values
    fn fact_at_least(&self, fact: &str, least: f64) -> Option<Vec<String>> {
        let is = self.is;
        let found = self.problem.facts.get(fact)?;
        let is_number = |(name, spec): &(String, FactSpec)| name == fact && spec.is_number();
        if self.specs.iter().any(is_number) {
            let value: f64 = found.values().first()?.parse().ok()?;
            return say(value >= least, || {
                format!("{fact} is {value} (at least {least}: {is})")
            });
        }
        let count = found.count();
        say(count as f64 >= least, || {
            format!("{count} of {fact} (at least {least}: {is})")
        })
    }
}

fn counted(count: u64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn say(holds: bool, why: impl FnOnce() -> String) -> Option<Vec<String>> {
    holds.then(|| vec![why()])
}

//! Conditions: `match`, `alive` and `when`.

use crate::rules::de::is_null;
use crate::rules::diagnostic::{Code, suggest};
use crate::rules::document::{Entry, NodeId, Value};
use crate::rules::matcher::{self, FindingTest, Matcher, SeverityTest, TextTest};
use crate::rules::priority::{self, ProblemCondition, ProblemTest};
use crate::rules::raw;

use super::Checker;
use super::value::{between_slashes, shown};

/// How a text of a condition is compared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Compare {
    Name,
    Path,
    Part,
}

impl Checker<'_> {
    /// A condition on records and findings.
    pub(super) fn matcher(&mut self, condition: raw::Condition) -> Matcher {
        self.matcher_at(condition.0.0)
    }

    fn matcher_at(&mut self, id: NodeId) -> Matcher {
        let Some(entries) = self.condition(id) else {
            return Matcher::default();
        };
        let tests = entries.iter().filter_map(|e| self.match_test(e)).collect();
        Matcher::all(tests)
    }

    fn match_test(&mut self, entry: &Entry) -> Option<FindingTest> {
        let id = entry.value;
        let key = entry.key.as_str();
        if let Some(label) = key.strip_prefix("labels.") {
            return Some(FindingTest::Label(
                label.to_owned(),
                self.text(id, Compare::Name)?,
            ));
        }
        if key.starts_with('/') {
            let pointer = self.pointer(id, key);
            return Some(FindingTest::Pointer(pointer, self.text(id, Compare::Name)?));
        }
        Some(match key {
            "source" => FindingTest::Source(self.text(id, Compare::Name)?),
            "tool" => FindingTest::Tool(self.text(id, Compare::Name)?),
            "rule_id" => FindingTest::RuleId(self.text(id, Compare::Name)?),
            "service" => FindingTest::Service(self.text(id, Compare::Name)?),
            "environment" => FindingTest::Environment(self.text(id, Compare::Name)?),
            "path" => FindingTest::Path(self.text(id, Compare::Path)?),
            "message" => FindingTest::Message(self.text(id, Compare::Part)?),
            "severity" => FindingTest::Severity(self.severity_test(id)?),
            "any" => FindingTest::Any(self.each(id, Self::matcher_at)?),
            "all" => FindingTest::All(self.each(id, Self::matcher_at)?),
            "not" => FindingTest::Not(Box::new(self.matcher_at(id))),
            _ => {
                self.unknown_condition(entry, matcher::KEYS, &["labels.NAME", "/JSON/POINTER"]);
                return None;
            }
        })
    }

    /// A condition on problems.
    pub(super) fn when(&mut self, when: raw::When) -> ProblemCondition {
        self.when_at(when.0.0)
    }

    fn when_at(&mut self, id: NodeId) -> ProblemCondition {
        let entries = self.condition(id).unwrap_or_default();
        let tests = entries.iter().filter_map(|e| self.when_test(e)).collect();
        ProblemCondition { tests }
    }

    fn when_test(&mut self, entry: &Entry) -> Option<ProblemTest> {
        let id = entry.value;
        let key = entry.key.as_str();
        if let Some(fact) = key.strip_prefix("facts.") {
            return self.fact_test(id, fact);
        }
        Some(match key {
            "severity" => ProblemTest::Severity(self.severity_test(id)?),
            "count" => ProblemTest::Count(self.at_least(id)?),
            "instances" => ProblemTest::Instances(self.at_least(id)?),
            "any" => ProblemTest::Any(self.each(id, Self::when_at)?),
            "all" => ProblemTest::All(self.each(id, Self::when_at)?),
            "not" => ProblemTest::Not(Box::new(self.when_at(id))),
            _ if key.starts_with("labels.") || priority::KEYS.iter().any(|(k, _)| *k == key) => {
                ProblemTest::Finding {
                    matcher: Matcher::all(vec![self.match_test(entry)?]),
                    key: key.to_owned(),
                    shown: self.words(id),
                }
            }
            _ => {
                self.unknown_condition(entry, priority::KEYS, &["facts.NAME", "labels.NAME"]);
                return None;
            }
        })
    }

    /// A number is "at least"; a text is one of the fact's values.
    fn fact_test(&mut self, id: NodeId, fact: &str) -> Option<ProblemTest> {
        if let Value::Scalar { text, plain: true } = self.document.value(id)
            && let Ok(least) = text.parse::<f64>()
        {
            return Some(ProblemTest::FactAtLeast(fact.to_owned(), least));
        }
        let text = self.text(id, Compare::Name)?;
        let words = self.words(id);
        Some(ProblemTest::FactIs(fact.to_owned(), text, words))
    }

    fn at_least(&mut self, id: NodeId) -> Option<u64> {
        let number = self.scalar(id).and_then(|text| text.parse().ok());
        if number.is_none() {
            let message = "expected a whole number: the least that counts";
            self.error(id, Code::WrongType, message);
        }
        number
    }

    /// The keys of a condition; `None`, and said, where it has none.
    fn condition(&mut self, id: NodeId) -> Option<Vec<Entry>> {
        match self.document.value(id) {
            Value::Map(entries) if !entries.is_empty() => return Some(entries.clone()),
            Value::Scalar { text, plain: true } if !is_null(text) => {}
            Value::Scalar { plain: false, .. } | Value::List(_) => {}
            Value::Map(_) | Value::Scalar { .. } => {
                let message = "a condition without a key would take everything";
                self.error(id, Code::EmptyMatch, message).help =
                    Some("say what it takes; `severity: info` takes everything".to_owned());
                return None;
            }
        }
        let message = "expected keys and values, such as {severity: error}";
        self.error(id, Code::WrongType, message);
        None
    }

    fn each<T>(
        &mut self,
        id: NodeId,
        mut read: impl FnMut(&mut Self, NodeId) -> T,
    ) -> Option<Vec<T>> {
        match self.document.value(id) {
            Value::List(items) if !items.is_empty() => {
                let items = items.clone();
                Some(items.into_iter().map(|item| read(self, item)).collect())
            }
            _ => {
                let message = "expected a list of conditions with at least one";
                self.error(id, Code::WrongType, message);
                None
            }
        }
    }

    fn severity_test(&mut self, id: NodeId) -> Option<SeverityTest> {
        if let Value::Map(entries) = self.document.value(id) {
            if let [Entry { key, value, .. }] = entries.as_slice()
                && key == "is"
                && let Some(name) = self.scalar(*value)
            {
                return Some(SeverityTest::Is(self.severity(*value, &name)));
            }
        } else if let Some(name) = self.scalar(id) {
            return Some(SeverityTest::AtLeast(self.severity(id, &name)));
        }
        let message = "expected a severity, or {is: SEVERITY}";
        self.error(id, Code::WrongType, message);
        None
    }

    /// A text, or a list of texts of which one will do.
    fn text(&mut self, id: NodeId, compare: Compare) -> Option<TextTest> {
        if let Value::List(items) = self.document.value(id) {
            let items = items.clone();
            if items.is_empty() {
                self.error(id, Code::EmptyMatch, "an empty list matches nothing");
            }
            let texts = items.into_iter().filter_map(|i| self.one_text(i, compare));
            return Some(TextTest::AnyOf(texts.collect()));
        }
        self.one_text(id, compare)
    }

    fn one_text(&mut self, id: NodeId, compare: Compare) -> Option<TextTest> {
        let Some(text) = self.scalar(id) else {
            let message = "expected a text, or a list of texts of which one will do";
            self.error(id, Code::WrongType, message);
            return None;
        };
        if text.is_empty() {
            self.error(
                id,
                Code::EmptyMatch,
                "an empty text matches nothing in particular",
            );
            return None;
        }
        if let Some(pattern) = between_slashes(&text) {
            return self.regex(id, pattern).map(TextTest::Regex);
        }
        if compare == Compare::Part {
            return Some(TextTest::part(&text));
        }
        if !text.contains(['*', '?', '[', '{']) {
            return Some(TextTest::Exact(text));
        }
        let glob = self.glob(id, &text, compare == Compare::Path)?;
        Some(TextTest::Glob { text, glob })
    }

    fn scalar(&self, id: NodeId) -> Option<String> {
        match self.document.value(id) {
            Value::Scalar { text, plain } if !(*plain && is_null(text)) => Some(text.clone()),
            _ => None,
        }
    }

    /// A text or list as a reason shows it.
    fn words(&self, id: NodeId) -> String {
        match self.document.value(id) {
            Value::List(items) => {
                let words: Vec<String> = items.iter().filter_map(|i| self.scalar(*i)).collect();
                words.join(" or ")
            }
            _ => self.scalar(id).unwrap_or_default(),
        }
    }

    fn unknown_condition(&mut self, entry: &Entry, keys: &[(&str, &str)], more: &[&str]) {
        let mut known: Vec<&str> = keys.iter().map(|(key, _)| *key).collect();
        known.extend(["any", "all", "not"]);
        known.extend(more);
        let message = format!("unknown key `{}`", shown(&entry.key));
        let mut problem = self.document.error_at_key(entry, Code::UnknownKey, message);
        problem.help = Some(suggest(&entry.key, &known));
        self.problems.push(problem);
    }

    /// The names of sources that a condition asks for exactly, and where.
    pub(super) fn exact_sources(&self, id: NodeId) -> Vec<(NodeId, String)> {
        match self.document.value(id) {
            Value::Map(entries) => entries
                .iter()
                .flat_map(|entry| match entry.key.as_str() {
                    "source" => self.exact_texts(entry.value),
                    "any" | "all" | "not" => self.exact_sources(entry.value),
                    _ => Vec::new(),
                })
                .collect(),
            Value::List(items) => items.iter().flat_map(|i| self.exact_sources(*i)).collect(),
            Value::Scalar { .. } => Vec::new(),
        }
    }

    pub(super) fn exact_texts(&self, id: NodeId) -> Vec<(NodeId, String)> {
        match self.document.value(id) {
            Value::List(items) => items.iter().flat_map(|i| self.exact_texts(*i)).collect(),
            Value::Scalar { text, .. }
                if between_slashes(text).is_none() && !text.contains(['*', '?', '[', '{']) =>
            {
                vec![(id, text.clone())]
            }
            _ => Vec::new(),
        }
    }
}

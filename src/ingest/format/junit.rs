//! `JUnit` XML, in the dialects that test runners write.
//!
//! There is no specification; the shapes are those of
//! <https://github.com/testmoapp/junitxml> and of Ant, Surefire, pytest, Jest,
//! Bazel and `go-junit-report`: suites in suites, and several results in one
//! test case. A failing test is one finding, whatever it fails with, known by
//! class, name and file; a test that is listed twice is one, too.

use std::collections::{BTreeMap, HashSet};
use std::io::Read;

use indexmap::IndexMap;
use indexmap::map::Entry;
use serde_json::{Value, json};

use crate::ingest::error::ReadError;
use crate::ingest::format::spec::{FormatReader, FormatSpec, LooksLike, ResultsReader, Tools};
use crate::ingest::results::collect::Results;
use crate::ingest::results::identity::test_names;
use crate::ingest::results::parsed::{IdentityBasis, ParsedResult};
use crate::ingest::syntax::time;
use crate::ingest::syntax::xml::{Attributes, Xml, XmlNode};
use crate::model::{FindingKind, Format, Location, Print, Sample, Severity, Time};

/// The entry of the format: what tells it from others, and its reader.
pub(crate) const FORMAT: FormatSpec = FormatSpec {
    format: Format::Junit,
    looks_like: &[LooksLike::XmlRoot(&["testsuites", "testsuite"])],
    reader: FormatReader::Results(ResultsReader {
        tools: Tools::One(TOOL),
        read: |report, input, results| read(Xml::new(input.read, report.limits.depth), results),
    }),
};

/// What tests are reported by.
const TOOL: &str = FindingKind::TEST_TOOL;

/// Bytes of a failure's text that are kept.
const MAX_TEXT: usize = 64 << 10;

/// Reads a report of tests.
pub(crate) fn read<R: Read>(xml: Xml<R>, results: &mut Results<'_>) -> Result<(), ReadError> {
    let mut report = JunitReport {
        xml,
        suites: Vec::new(),
        failing: IndexMap::new(),
        results,
        cases: 0,
    };
    report.results.lists_tests();
    report.root()?;
    report.deliver();
    Ok(())
}

/// What tells a test apart.
type TestKey = (String, String, Option<String>);

struct JunitReport<'r, 's, R: Read> {
    xml: Xml<R>,
    suites: Vec<Suite>,
    failing: IndexMap<TestKey, ParsedResult<'static>>,
    results: &'r mut Results<'s>,
    cases: u64,
}

/// A suite the reader is in.
#[derive(Debug, Default)]
struct Suite {
    name: Option<String>,
    time: Option<Time>,
}

/// A way in which one test ended.
#[derive(Debug)]
struct TestOutcome {
    kind: &'static str,
    class: Option<String>,
    message: Option<String>,
    text: String,
}

impl<R: Read> JunitReport<'_, '_, R> {
    fn root(&mut self) -> Result<(), ReadError> {
        while let Some(node) = self.xml.next()? {
            match node {
                XmlNode::Start(name, attributes) => match name.as_str() {
                    "testsuites" | "testsuite" => self.suite(&attributes)?,
                    _ => {
                        return Err(ReadError::new(format!(
                            "is XML of another kind: its root is <{name}>"
                        ))
                        .at(self.xml.place()));
                    }
                },
                XmlNode::Text(text) if text.trim().is_empty() => {}
                XmlNode::Text(_) | XmlNode::End => {
                    return Err(ReadError::new("not valid XML")
                        .at(self.xml.place())
                        .detail("text outside of its root"));
                }
            }
        }
        if self.cases == 0 {
            self.results.partial("holds no test case: nothing was run");
        }
        Ok(())
    }

    fn suite(&mut self, attributes: &Attributes) -> Result<(), ReadError> {
        let timestamp = attributes.get("timestamp");
        self.suites.push(Suite {
            name: attributes.owned("name"),
            // Without its zone a time could be any of a day.
            time: timestamp.and_then(time::exact),
        });
        self.results.collected(timestamp.and_then(time::exact));
        while let Some(node) = self.xml.next()? {
            match node {
                XmlNode::Start(name, attributes) => match name.as_str() {
                    "testsuite" | "testsuites" => self.suite(&attributes)?,
                    "testcase" => self.case(&attributes)?,
                    _ => self.skip()?,
                },
                XmlNode::End => break,
                XmlNode::Text(_) => {}
            }
        }
        self.suites.pop();
        Ok(())
    }

    fn case(&mut self, attributes: &Attributes) -> Result<(), ReadError> {
        self.cases += 1;
        if attributes
            .get("name")
            .or(attributes.get("classname"))
            .is_none()
        {
            let what = "a <testcase> has neither `name` nor `classname`";
            return Err(ReadError::new(what).at(self.xml.place()));
        }
        let mut outcomes = Vec::new();
        let mut skipped = did_not_run(attributes);
        let mut flaky = false;
        while let Some(node) = self.xml.next()? {
            match node {
                XmlNode::Start(name, attributes) => match name.as_str() {
                    "failure" => outcomes.push(self.outcome("failure", &attributes)?),
                    "error" => outcomes.push(self.outcome("error", &attributes)?),
                    "skipped" | "disabled" | "ignored" => {
                        skipped = true;
                        self.skip()?;
                    }
                    // Surefire: it passed in the end.
                    "flakyFailure" | "flakyError" => {
                        flaky = true;
                        self.skip()?;
                    }
                    _ => self.skip()?,
                },
                XmlNode::End => break,
                XmlNode::Text(_) => {}
            }
        }
        match outcomes.first() {
            Some(_) => self.failed(attributes, &outcomes),
            None if skipped => {
                self.results.skip("skipped");
                let test = self.print(attributes);
                self.results.lists_tests().skipped.insert(test);
            }
            None => {
                self.results.skip(if flaky { "flaky" } else { "passed" });
                let test = self.print(attributes);
                self.results.lists_tests().passed.insert(test);
            }
        }
        Ok(())
    }

    /// Returns what issues remember the test by.
    fn print(&mut self, attributes: &Attributes) -> Print {
        let (class, name, file) = self.key(attributes);
        self.results.print(ParsedResult {
            tool: TOOL.to_owned(),
            message: String::new(),
            locations: file.into_iter().map(whole_file).collect(),
            identity: IdentityBasis::ByLine(
                test_names::stable(&test(&class, &name)).into_owned().into(),
            ),
            ..ParsedResult::default()
        })
    }

    fn key(&self, attributes: &Attributes) -> TestKey {
        let class = attributes.owned("classname");
        let name = attributes.owned("name").unwrap_or_default();
        let class = class.unwrap_or_else(|| self.suite_name());
        (class, name, attributes.owned("file"))
    }

    fn suite_name(&self) -> String {
        let mut names = self.suites.iter().rev();
        names
            .find_map(|suite| suite.name.clone())
            .unwrap_or_default()
    }

    fn outcome(
        &mut self,
        kind: &'static str,
        attributes: &Attributes,
    ) -> Result<TestOutcome, ReadError> {
        let mut text = String::new();
        let mut depth = 0;
        while let Some(node) = self.xml.next()? {
            match node {
                XmlNode::Start(..) => depth += 1,
                XmlNode::End if depth == 0 => break,
                XmlNode::End => depth -= 1,
                XmlNode::Text(more) => {
                    let room = MAX_TEXT.saturating_sub(text.len());
                    text.push_str(&more[..more.floor_char_boundary(room)]);
                }
            }
        }
        Ok(TestOutcome {
            kind,
            class: attributes.owned("type"),
            message: attributes.owned("message"),
            text,
        })
    }

    /// Passes over the element that was just opened.
    fn skip(&mut self) -> Result<(), ReadError> {
        let mut depth = 1;
        while depth > 0 {
            match self.xml.next()? {
                Some(XmlNode::Start(..)) => depth += 1,
                Some(XmlNode::End) => depth -= 1,
                Some(XmlNode::Text(_)) => {}
                None => return Ok(()),
            }
        }
        Ok(())
    }

    fn failed(&mut self, attributes: &Attributes, outcomes: &[TestOutcome]) {
        let suite = self.suite_name();
        let key = self.key(attributes);
        let time = self.suites.iter().rev().find_map(|suite| suite.time);
        match self.failing.entry(key) {
            Entry::Occupied(mut slot) => {
                let parsed = slot.get_mut();
                parsed.count += 1;
                parsed.last_seen = parsed.last_seen.max(time);
            }
            Entry::Vacant(slot) => {
                let parsed = parsed(slot.key(), &suite, attributes, outcomes, time);
                slot.insert(parsed);
            }
        }
    }

    fn deliver(&mut self) {
        let failing = std::mem::take(&mut self.failing);
        let parents = parents(failing.keys());
        for (key, parsed) in failing {
            if parents.contains(&(key.0, key.1)) {
                self.results.skip("parents of failing subtests");
                continue;
            }
            let raw = self.results.keep(parsed.raw.clone());
            self.results.push(ParsedResult { raw, ..parsed });
        }
    }
}

/// Tests of which a subtest fails: class and name. Go reports both, and they
/// are one problem.
fn parents<'k>(failing: impl Iterator<Item = &'k TestKey>) -> HashSet<(String, String)> {
    let mut parents = HashSet::new();
    for (class, name, _) in failing {
        let is_go = ["Test", "Fuzz", "Example", "Benchmark"]
            .iter()
            .any(|start| name.starts_with(start));
        for (at, _) in name.match_indices('/').filter(|_| is_go) {
            parents.insert((class.clone(), name[..at].to_owned()));
        }
    }
    parents
}

/// Returns whether an attribute says that the test was left out, as
/// `GoogleTest`'s do.
fn did_not_run(attributes: &Attributes) -> bool {
    const WORDS: [&str; 6] = [
        "notrun",
        "suppressed",
        "skipped",
        "disabled",
        "ignored",
        "pending",
    ];
    let says = |name| {
        let value = attributes.get(name).unwrap_or_default();
        WORDS.iter().any(|word| value.eq_ignore_ascii_case(word))
    };
    says("status") || says("result")
}

/// Class and name as one.
fn test(class: &str, name: &str) -> String {
    let parts = [class, name].into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(".")
}

fn whole_file(path: String) -> Location {
    Location {
        path,
        ..Location::default()
    }
}

fn parsed(
    (class, name, file): &TestKey,
    suite: &str,
    attributes: &Attributes,
    outcomes: &[TestOutcome],
    time: Option<Time>,
) -> ParsedResult<'static> {
    let test = test(class, name);
    let stable = test_names::stable(&test).into_owned();
    let said = outcomes.first().and_then(TestOutcome::headline);
    let message = said.map_or_else(|| test.clone(), |said| format!("{test}: {said}"));
    let label =
        |name: &str, value: &str| (!value.is_empty()).then(|| (name.to_owned(), value.to_owned()));
    let first = outcomes.first();
    let labels = [
        label("class", &test_names::stable(class)),
        label("test", &test_names::stable(name)),
        label("suite", suite),
        label("kind", first.map_or("", |outcome| outcome.kind)),
        label(
            "type",
            first
                .and_then(|outcome| outcome.class.as_deref())
                .unwrap_or_default(),
        ),
    ];
    ParsedResult {
        tool: TOOL.to_owned(),
        rule_id: None,
        severity: Some("error".into()),
        message,
        locations: file
            .iter()
            .map(|path| Location {
                path: path.clone(),
                line: attributes.number("line"),
                column: None,
            })
            .collect(),
        former: (stable != test).then(|| IdentityBasis::ByLine(test.clone().into())),
        identity: IdentityBasis::ByLine(stable.into()),
        count: 1,
        first_seen: time,
        last_seen: time,
        labels: labels.into_iter().flatten().collect::<BTreeMap<_, _>>(),
        samples: outcomes
            .iter()
            .filter_map(|outcome| outcome.sample(time))
            .collect(),
        raw: raw(class, name, outcomes),
        ..ParsedResult::default()
    }
}

fn raw(class: &str, name: &str, outcomes: &[TestOutcome]) -> Value {
    let results = outcomes.iter().map(|outcome| {
        json!({"kind": outcome.kind, "type": outcome.class, "message": outcome.message, "text": outcome.text})
    });
    json!({"classname": class, "name": name, "results": results.collect::<Vec<_>>()})
}

impl TestOutcome {
    /// Its first line that says something.
    fn headline(&self) -> Option<String> {
        let lines = self
            .message
            .iter()
            .flat_map(|message| message.lines())
            .chain(self.text.lines());
        let mut lines = lines.map(str::trim).filter(|line| !line.is_empty());
        let first = lines.next()?;
        // pytest shows the test's code first, and what it raised behind an `E`;
        // of exceptions that led to one another, the last is what failed.
        let mut raised = None;
        for line in lines {
            if line.starts_with("During handling of the above exception")
                || line.starts_with("The above exception was the direct cause")
            {
                raised = None;
            }
            raised = raised.or_else(|| line.strip_prefix("E  "));
        }
        Some(raised.unwrap_or(first).trim().to_owned())
    }

    fn sample(&self, time: Option<Time>) -> Option<Sample> {
        let text = if self.text.trim().is_empty() {
            self.message.clone()?
        } else {
            self.text.trim().to_owned()
        };
        Some(Sample {
            time,
            severity: Severity::Error,
            logger: None,
            text,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headline(message: Option<&str>, text: &str) -> Option<String> {
        let outcome = TestOutcome {
            kind: "failure",
            class: None,
            message: message.map(ToOwned::to_owned),
            text: text.to_owned(),
        };
        outcome.headline()
    }

    #[test]
    fn a_failure_is_called_by_its_message_or_by_what_was_raised() {
        for (message, text, expected) in [
            (Some("402 != 200\nmore"), "at x", "402 != 200"),
            (None, "\n  exited with 1\nmore", "exited with 1"),
            (
                Some("self = <T>"),
                "def test():\n>  f()\nE   AssertionError: 143 != 0\nE    +  where 143 = f()",
                "AssertionError: 143 != 0",
            ),
            (
                None,
                "E   OSError: no\nDuring handling of the above exception, another exception occurred:\nE   RuntimeError: not available",
                "RuntimeError: not available",
            ),
        ] {
            assert_eq!(headline(message, text).as_deref(), Some(expected));
        }
        assert_eq!(headline(None, " \n"), None);
    }
}

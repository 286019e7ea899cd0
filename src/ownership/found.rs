//! How a source came to report a problem: what must have been looked at again
//! before its silence says that the problem is gone.

use serde::{Deserialize, Serialize};

use crate::model::coverage::stem;
use crate::model::{Coverage, Print, Time, Tool};

/// Inputs and tools that are remembered by name, a source.
const MAX_NAMED: usize = 8;
/// Bytes of a name that is remembered as it is.
const MAX_NAME: usize = 80;
/// Tests and files that are remembered, a source.
const MAX_TESTS: usize = 100;
const MAX_FILES: usize = 40;
const MAX_PARTS: usize = 40;

/// How one source came to report a problem.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FoundBy {
    /// The formats it was read as.
    #[serde(rename = "as", default, skip_serializing_if = "Vec::is_empty")]
    pub formats: Vec<String>,
    /// The tools that found it.
    #[serde(rename = "by", default, skip_serializing_if = "Vec::is_empty")]
    pub tools: Vec<Tool>,
    /// Tools that found something else beside, where the format names no others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub beside: Vec<String>,
    /// The inputs that hold it, where one of them may be missing.
    #[serde(rename = "in", default, skip_serializing_if = "Vec::is_empty")]
    pub inputs: Vec<FoundIn>,
    /// All inputs there were, where too many hold it to name them.
    #[serde(rename = "of", default, skip_serializing_if = "is_zero")]
    pub of_inputs: usize,
    /// Its files, where the tool lists what it analyzes; of a long path, its
    /// hash.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
    /// The tool's list held files without a result.
    #[serde(default, skip_serializing_if = "is_false")]
    pub exhaustive: bool,
    /// The parts of the project that hold it, where the format says which were
    /// looked at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<String>,
    /// The tests that fail, where the format lists those that pass.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tests: Vec<Print>,
    /// There were more tests than are remembered.
    #[serde(default, skip_serializing_if = "is_false")]
    pub more_tests: bool,
    /// Rules ignored some of its records while others were taken: that they are
    /// ignored says nothing of the others.
    #[serde(default, skip_serializing_if = "is_false")]
    pub ignored_too: bool,
    /// The time of the newest evidence that counted, with the problem or
    /// without it, where the source says one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Time>,
    /// Checksum of what was read then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<String>,
    /// When its newest file was written: the same bytes of another time were
    /// collected anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written: Option<Time>,
}

/// An input that holds a problem.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FoundIn {
    /// Its name among the source's inputs; of a long one, its hash.
    pub name: String,
    /// How many inputs had that name but for numbers; 1 goes unsaid.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub of: usize,
}

impl FoundBy {
    /// What a read looked at of the inputs of a problem: `bits` name them, all
    /// of them where there are none.
    pub fn set_inputs(&mut self, coverage: &Coverage, bits: Option<u64>) {
        if !coverage.may_miss {
            return;
        }
        let holds = |bit: Option<u8>| bits.is_none_or(|all| bit.is_some_and(|b| all >> b & 1 == 1));
        let mut named: Vec<FoundIn> = coverage
            .inputs
            .iter()
            .filter(|input| holds(input.bit))
            .map(|input| FoundIn::of(&input.name, coverage, bits.is_none()))
            .collect();
        named.sort();
        named.dedup();
        if named.len() > MAX_NAMED {
            self.of_inputs = coverage.inputs.len();
        } else {
            self.inputs = named;
        }
    }

    /// Keeps of an earlier state what this read did not look at: it is asked
    /// for as well.
    pub fn keep_unread(&mut self, before: &Self, coverage: &Coverage, is_log: bool) {
        let unread = before.inputs.iter().filter(|i| !i.is_in(coverage, is_log));
        for input in unread {
            if self.inputs.len() < MAX_NAMED && !self.inputs.contains(input) {
                self.inputs.push(input.clone());
            }
        }
        for format in &before.formats {
            if !coverage.formats.contains(format) && !self.formats.contains(format) {
                self.formats.push(format.clone());
            }
        }
        for tool in &before.tools {
            let ran = coverage.tools.contains_key(tool) || coverage.unnamed_tools;
            if !ran && !self.tools.contains(tool) && self.tools.len() < MAX_NAMED {
                self.tools.push(tool.clone());
            }
        }
        for part in &before.parts {
            if !Self::is_looked_at(part, coverage) {
                self.add_part(part);
            }
        }
        let tests = coverage.tests.as_ref();
        let passed = |test: &Print| tests.is_some_and(|tests| tests.passed.contains(test));
        for test in before.tests.iter().filter(|test| !passed(test)) {
            self.add_test(*test);
        }
        self.more_tests |= before.more_tests;
    }

    /// Remembers a failing test.
    pub fn add_test(&mut self, test: Print) {
        if self.tests.contains(&test) {
        } else if self.tests.len() < MAX_TESTS {
            self.tests.push(test);
        } else {
            self.more_tests = true;
        }
    }

    /// Remembers a file.
    pub fn add_file(&mut self, path: &str) {
        let file = short(path);
        if self.files.len() < MAX_FILES && !self.files.contains(&file) {
            self.files.push(file);
        }
    }

    /// Remembers a part of the project.
    pub fn add_part(&mut self, part: &str) {
        let part = short(part);
        if self.parts.len() < MAX_PARTS && !self.parts.contains(&part) {
            self.parts.push(part);
        }
    }

    /// Whether a part, as it is remembered, was looked at.
    pub fn is_looked_at(part: &str, coverage: &Coverage) -> bool {
        let parts = &coverage.parts;
        parts.contains(&Print::of(part))
            || Print::try_from(part.to_owned()).is_ok_and(|print| parts.contains(&print))
    }

    /// Remembers a tool.
    pub fn add_tool(&mut self, tool: Tool) {
        if self.tools.len() < MAX_NAMED && !self.tools.contains(&tool) {
            self.tools.push(tool);
        }
    }

    /// Whether all that another one asks for is asked for by this one, so that
    /// it need not be written.
    pub fn covers(&self, now: &Self) -> bool {
        let stems = |inputs: &[FoundIn]| -> Vec<String> {
            inputs.iter().map(|input| stem(&input.name)).collect()
        };
        let known = stems(&self.inputs);
        let inputs = self.of_inputs > 0
            || now.inputs.is_empty()
            || stems(&now.inputs).iter().all(|s| known.contains(s));
        now.formats.iter().all(|f| self.formats.contains(f))
            && (self.tools.len() >= MAX_NAMED || now.tools.iter().all(|t| self.tools.contains(t)))
            // Issues of earlier versions remember none.
            && (self.parts.is_empty()
                || self.parts.len() >= MAX_PARTS
                || now.parts.iter().all(|p| self.parts.contains(p)))
            && (self.ignored_too || !now.ignored_too)
            && (self.more_tests || now.tests.iter().all(|t| self.tests.contains(t)))
            && (self.inputs.len() >= MAX_NAMED || inputs)
    }

    /// Makes it shorter, at the cost of asking for more than needs be.
    /// Returns whether there was anything to drop.
    pub(super) fn shorten(&mut self) -> bool {
        if let Some(most) = [MAX_TESTS / 4, 1]
            .into_iter()
            .find(|n| self.tests.len() > *n)
        {
            self.tests.truncate(most);
            self.more_tests = true;
        } else if !self.files.is_empty() {
            self.files.clear();
        } else if !self.parts.is_empty() {
            self.parts.clear();
        } else if !self.inputs.is_empty() {
            self.of_inputs = self.inputs.iter().map(|input| input.of).sum();
            self.inputs.clear();
        } else {
            return false;
        }
        true
    }
}

impl FoundIn {
    fn of(name: &str, coverage: &Coverage, stems: bool) -> Self {
        let shown = if stems { stem(name) } else { name.to_owned() };
        Self {
            name: short(&shown),
            of: if stems { 1 } else { coverage.siblings(name) },
        }
    }

    /// Whether a read looked at it: by its own name, or there are as many that
    /// differ only in numbers. A log goes on in a file of another number.
    pub fn is_in(&self, coverage: &Coverage, is_log: bool) -> bool {
        let mut names = coverage.inputs.iter().map(|input| &input.name);
        if is_log {
            return names.any(|name| short(&stem(name)) == self.name);
        }
        if names.any(|name| short(name) == self.name) {
            return true;
        }
        coverage.siblings(&self.name) >= self.of
    }
}

/// A name as it is remembered.
fn short(name: &str) -> String {
    if name.len() <= MAX_NAME {
        return name.to_owned();
    }
    Print::of(name).to_string()
}

fn one() -> usize {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn is_one(n: &usize) -> bool {
    *n == 1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn is_zero(n: &usize) -> bool {
    *n == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn is_false(b: &bool) -> bool {
    !*b
}

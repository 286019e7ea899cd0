//! What a read of a source looked at, as far as its inputs say it: what the
//! absence of a problem is asked of.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use super::key::content_hash;
use super::{Fingerprint, Time};

/// Inputs that findings can tell apart; the last one stands for all that follow.
pub const MAX_TOLD_APART: usize = 64;

/// The parts of a project that a read of a source looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Coverage {
    /// The formats that inputs were read as.
    pub formats: BTreeSet<String>,
    /// The inputs, in the order in which they were read.
    pub inputs: Vec<InputRead>,
    /// The source names several inputs, or a pattern for them, so that one may
    /// be missing.
    pub may_miss: bool,
    /// The tools that ran, and what each lists as analyzed; `None`: nothing.
    pub tools: BTreeMap<Tool, Option<Listed>>,
    /// Some input's format does not name its tools unless they found something.
    pub unnamed_tools: bool,
    /// Files of issues that the source's checkout does not have any more.
    pub gone: BTreeSet<String>,
    /// Parts of the project (packages) that were looked at, where the format
    /// says so.
    pub parts: HashSet<Print>,
    /// Tools that found something.
    pub reporting: BTreeSet<String>,
    /// The outcome of each test, where the format lists them.
    pub tests: Option<Tests>,
    /// Checksum of all that was read, in order.
    pub content: u64,
    /// Clusters of issues of which rules ignore records.
    pub ignored: HashSet<Print>,
    /// Rules ignore more different messages than are looked through for what
    /// issues remember.
    pub ignored_untold: bool,
    /// The run itself collected it (a command): when that was says nothing of
    /// how old a report is.
    pub collected_by_run: bool,
}

/// One input of a source.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct InputRead {
    /// Its path, for files of a glob from the first folder that varies.
    pub name: String,
    /// The bit by which findings name it; `None`: it holds none.
    pub bit: Option<u8>,
    /// The time of its evidence, where it says one.
    pub time: Option<Time>,
}

/// A tool, and which of its analyses, where a report tells several apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// SARIF's `automationDetails.id` without the part that names the run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
}

/// Files that a tool lists.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listed {
    /// Short hashes of their paths.
    pub files: HashSet<Print>,
    /// The list holds files without a result: it is of what was analyzed.
    pub exhaustive: bool,
}

/// The outcomes of tests.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tests {
    /// Tests that ran and passed.
    pub passed: HashSet<Print>,
    /// Were listed and did not run.
    pub skipped: HashSet<Print>,
}

/// A short hash of a name: 40 bits, as issues remember it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Print(u64);

impl Print {
    const DIGITS: usize = 10;

    /// Returns the hash of a text.
    pub fn of(text: &str) -> Self {
        Self::read(&content_hash(text)).unwrap_or(Self(0))
    }

    /// Of a finding's identity.
    pub fn of_fingerprint(fingerprint: &Fingerprint) -> Self {
        let text = fingerprint.as_str();
        let is_hash = text.len() == 16 && text.bytes().all(|b| b.is_ascii_hexdigit());
        let own = if is_hash { Self::read(text) } else { None };
        own.unwrap_or_else(|| Self::of(text))
    }

    fn read(hex: &str) -> Option<Self> {
        u64::from_str_radix(hex.get(..Self::DIGITS)?, 16)
            .ok()
            .map(Self)
    }
}

impl fmt::Display for Print {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:010x}", self.0)
    }
}

impl From<Print> for String {
    fn from(print: Print) -> Self {
        print.to_string()
    }
}

impl TryFrom<String> for Print {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::read(&text).ok_or("not a short hash")
    }
}

impl Coverage {
    /// Takes in what another input of the same source shows.
    pub fn merge(&mut self, other: Self) {
        self.formats.extend(other.formats);
        self.inputs.extend(other.inputs);
        self.may_miss |= other.may_miss;
        self.unnamed_tools |= other.unnamed_tools;
        self.gone.extend(other.gone);
        self.parts.extend(other.parts);
        self.reporting.extend(other.reporting);
        for (tool, listed) in other.tools {
            match self.tools.get_mut(&tool) {
                Some(known) => *known = both(known.take(), listed),
                None => {
                    self.tools.insert(tool, listed);
                }
            }
        }
        if let Some(tests) = other.tests {
            let all = self.tests.get_or_insert_default();
            all.passed.extend(tests.passed);
            all.skipped.extend(tests.skipped);
        }
        self.content = self.content.rotate_left(9) ^ other.content;
    }

    /// The time of the evidence of its oldest input.
    pub fn oldest_input(&self) -> Option<Time> {
        self.inputs.iter().filter_map(|input| input.time).min()
    }

    /// Returns how many inputs have the same name but for numbers and hashes.
    pub fn siblings(&self, name: &str) -> usize {
        let stem = stem(name);
        let same = |input: &&InputRead| self::stem(&input.name) == stem;
        self.inputs.iter().filter(same).count()
    }
}

/// Returns which of a tool's analyses a SARIF run is: its
/// `automationDetails.id` up to the last slash (3.17.3); an id without one, but
/// for what changes from run to run.
pub fn category(id: &str) -> String {
    match id.rsplit_once('/') {
        Some((category, _)) => category.to_owned(),
        None => stem(id),
    }
}

/// A package as a part of a project: its tests, benches and examples are parts
/// of their own, as they are compiled only where that is asked for.
pub fn part(package: &str, kind: Option<&str>) -> String {
    match kind {
        Some(kind) => format!("{package} ({kind})"),
        None => package.to_owned(),
    }
}

/// Two lists of one tool: where one of its runs lists nothing, nothing is known.
fn both(a: Option<Listed>, b: Option<Listed>) -> Option<Listed> {
    let (mut a, b) = (a?, b?);
    a.files.extend(b.files);
    a.exhaustive |= b.exhaustive;
    Some(a)
}

/// An input's name without what changes from run to run: numbers, dates, long
/// hexadecimal words, and what separates them.
pub fn stem(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut rest = name;
    while !rest.is_empty() {
        let end = rest
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        let varies = varies(word);
        if varies {
            let kept = out.trim_end_matches(['-', '_', '.', 'T', ':']).len();
            out.truncate(kept);
        } else {
            out.extend(word.chars().filter(|c| !c.is_ascii_digit()));
        }
        let mut chars = after.chars();
        if let Some(separator) = chars.next()
            && !(separator == '/' && out.ends_with('/'))
        {
            out.push(separator);
        }
        rest = chars.as_str();
    }
    out
}

/// A number, a date's part, or eight and more hexadecimal digits.
fn varies(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let is_number = !word.is_empty() && digits == word.len();
    let is_time = digits > 3
        && word
            .bytes()
            .all(|b| b.is_ascii_digit() || b"TZ".contains(&b));
    let is_hash = word.len() >= 8 && digits > 0 && word.bytes().all(|b| b.is_ascii_hexdigit());
    is_number || is_time || is_hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stem_is_what_stays_from_run_to_run() {
        for (name, want) in [
            ("ruff-24.sarif", "ruff.sarif"),
            ("ruff.sarif", "ruff.sarif"),
            ("app.log.1", "app.log"),
            ("logs/2025-09-15T20/api.json", "logs/api.json"),
            ("shard-1-of-4.xml", "shard-of.xml"),
            ("report_0a1b2c3d4e.xml", "report.xml"),
            ("TEST-com.acme.CartTest.xml", "TEST-com.acme.CartTest.xml"),
        ] {
            assert_eq!(stem(name), want, "{name}");
        }
    }

    #[test]
    fn prints_read_back_and_are_stable() {
        let print = Print::of_fingerprint(&Fingerprint::of("v", &[("a", "b")]));
        let json = serde_json::to_string(&print).unwrap();
        assert_eq!(serde_json::from_str::<Print>(&json).unwrap(), print);
        insta::assert_snapshot!(Print::of("src/a.py"), @"4cb4854bf9");
    }
}

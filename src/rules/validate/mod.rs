//! rules.yaml as typed to rules.yaml as checked: everything that is wrong with
//! it is said at once, each with its line.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::de::{self, At};
use super::diagnostic::{Code, Diagnostic, Diagnostics, Level, suggest};
use super::document::{Document, NodeId};
use super::prefilter::Prefilter;
use super::{Lifecycle, Limits, Rule, Rules, Source, Stage, Titles, raw};
use crate::model::{BadTarget, Target};
use crate::redact::Redactor;
use crate::tracker::Dialect;

mod comments;
mod condition;
mod fact;
mod open;
mod rule;
mod section;
mod settings;
mod source;
mod value;

/// The version of rules.yaml that this program reads.
const VERSION: u64 = 1;

pub(super) fn check(
    text: &str,
    base_dir: &Path,
    path: Option<&Path>,
) -> Result<Rules, Diagnostics> {
    let told = |list| Diagnostics::new(path.map(Path::to_owned), list);
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (document, mut problems) = Document::parse(text).map_err(told)?;
    let (file, wrong) = de::read::<raw::File>(&document);
    problems.extend(wrong);
    let Some(file) = file else {
        return Err(told(problems));
    };
    let mut checker = Checker {
        document: &document,
        dialect: dialect(&file),
        titles: file.titles.unwrap_or_default(),
        base_dir,
        problems,
    };
    let mut rules = checker.file(&file);
    checker.comments(text);
    let diagnostics = told(checker.problems);
    if diagnostics.has_errors() {
        return Err(diagnostics);
    }
    rules.path = path.map(Path::to_owned);
    rules.warnings = diagnostics;
    Ok(rules)
}

/// The tracker whose limits hold: the file's target. Without one, it is in
/// GitHub's environment that the target is found.
fn dialect(file: &raw::File) -> &'static Dialect {
    let target = file.target.as_ref().and_then(|t| t.value.parse().ok());
    target.map_or(Dialect::GITHUB, |target| Dialect::of(&target))
}

pub(super) fn without_file() -> Rules {
    let mut rules = Rules::blank();
    rules.unmatched.rule.action = super::Action::File;
    rules
}

/// Collects problems while it turns what was typed into what is meant.
///
/// Its methods return `Some` or a default where a value is wrong: the problem
/// is recorded, so what they return then is never used.
struct Checker<'d> {
    document: &'d Document,
    /// What the tracker accepts.
    dialect: &'static Dialect,
    /// What titles may be made of.
    titles: Titles,
    base_dir: &'d Path,
    problems: Vec<Diagnostic>,
}

impl Checker<'_> {
    fn error(&mut self, id: NodeId, code: Code, message: impl Into<String>) -> &mut Diagnostic {
        self.push(self.document.error(id, code, message))
    }

    fn warning(&mut self, id: NodeId, code: Code, message: impl Into<String>) -> &mut Diagnostic {
        let mut problem = self.document.error(id, code, message);
        problem.level = Level::Warning;
        self.push(problem)
    }

    /// A key that is not there, said once: not where it is there but wrong.
    fn missing(&mut self, id: NodeId, key: &str, help: &str) {
        if !self.document.has(id, key) {
            let message = format!("`{key}` is missing");
            self.error(id, Code::MissingKey, message).help = Some(help.to_owned());
        }
    }

    fn push(&mut self, problem: Diagnostic) -> &mut Diagnostic {
        self.problems.push(problem);
        let last = self.problems.len() - 1;
        &mut self.problems[last]
    }

    fn file(&mut self, file: &raw::File) -> Rules {
        self.version(file.version.as_ref());
        let mut rules = Rules::blank();
        rules.target = file.target.as_ref().and_then(|t| self.target(t));
        if let Some(instance) = &file.instance {
            rules.instance = self.name(instance, "an instance");
        }
        rules.stage = file.stage.unwrap_or_default();
        rules.titles = self.titles;
        if let Some(label) = &file.label {
            rules.label = self.label(label);
        }
        rules.bots = file.bots.iter().map(|b| self.login(b)).collect();
        rules.limits = self.limits(&file.limits);
        rules.lifecycle = self.lifecycle(&file.lifecycle, &Lifecycle::default());
        rules.redact = self.redact(&file.redact);
        rules.commands = self.commands(&file.commands);
        rules.sources = self.sources(&file.sources);
        self.rules(file, &mut rules);
        self.source_names(file, &rules.sources);
        self.facts_of_formats(&file.rules, &rules);
        rules
    }

    fn rules(&mut self, file: &raw::File, rules: &mut Rules) {
        let none = raw::RawRule::default();
        let defaults = file.defaults.as_ref().map_or(&none, |d| &d.value);
        if let Some(given) = &file.defaults {
            self.only_for_rules(given);
        }
        rules.rules = file
            .rules
            .iter()
            .map(|rule| self.rule(rule, defaults, &rules.lifecycle))
            .collect();
        self.ids(&file.rules);
        self.reachable(&file.rules);
        rules.unmatched = self.unmatched(file.unmatched, defaults, &rules.lifecycle);
        let needs = rules.rules.iter().map(|r| r.matcher.needed_literal());
        rules.prefilter = Prefilter::new(needs);
    }

    fn version(&mut self, version: Option<&At<u64>>) {
        let Some(version) = version.filter(|v| v.value != VERSION) else {
            return;
        };
        let message = format!("version {} is not known", version.value);
        self.error(version.id, Code::OutOfRange, message).help =
            Some(format!("this program reads version {VERSION}"));
    }

    fn target(&mut self, target: &At<String>) -> Option<Target> {
        let parsed = target.value.parse();
        parsed
            .map_err(|why: BadTarget| self.error(target.id, Code::BadTarget, why.to_string()))
            .ok()
    }

    /// Ids are unique, and no earlier id belongs to two rules.
    fn ids(&mut self, rules: &[At<raw::RawRule>]) {
        let mut seen = BTreeSet::new();
        for id in rules.iter().filter_map(|r| r.value.id.as_ref()) {
            if !seen.insert(id.value.as_str()) {
                let message = format!("a second rule `{}`", id.value);
                self.error(id.id, Code::DuplicateName, message).help =
                    Some("ids are part of identity: give each rule its own".to_owned());
            }
        }
        let mut earlier = BTreeMap::new();
        for rule in rules {
            let own = rule.value.id.as_ref().map_or("", |id| id.value.as_str());
            for was in &rule.value.was {
                let name = was.value.as_str();
                let clash = match earlier.insert(name, own) {
                    _ if seen.contains(name) => format!("`{name}` is the id of a rule here"),
                    Some(other) => format!("`{name}` is already an earlier id of `{other}`"),
                    None => continue,
                };
                self.error(was.id, Code::WasClash, clash).help =
                    Some("an issue made under that id could belong to only one of them".to_owned());
            }
        }
    }

    /// No rule takes exactly what an earlier one takes.
    fn reachable(&mut self, rules: &[At<raw::RawRule>]) {
        let matches: Vec<NodeId> = rules
            .iter()
            .filter_map(|r| r.value.matches.map(|m| m.0.0))
            .collect();
        for (i, later) in matches.iter().enumerate() {
            let same = |earlier: &&NodeId| self.document.same(**earlier, *later);
            if matches[..i].iter().find(same).is_some() {
                let message = "an earlier rule takes the same: this one gets nothing";
                self.warning(*later, Code::Unreachable, message);
            }
        }
    }

    /// Sources that matches name exactly are in `sources`, where there are any.
    ///
    /// A warning, since the command line can name further sources.
    fn source_names(&mut self, file: &raw::File, sources: &[Source]) {
        let known: Vec<&str> = sources.iter().map(|s| s.spec.name.as_str()).collect();
        if known.is_empty() {
            return;
        }
        let conditions = file.rules.iter().filter_map(|r| r.value.matches);
        for condition in conditions {
            for (id, name) in self.exact_sources(condition.0.0) {
                if !known.contains(&name.as_str()) {
                    let message = format!("`sources` has no `{name}`");
                    self.warning(id, Code::UnknownSource, message).help =
                        Some(suggest(&name, &known));
                }
            }
        }
    }
}

impl Rules {
    /// An empty rules.yaml.
    fn blank() -> Self {
        let lifecycle = Lifecycle::default();
        Self {
            path: None,
            identity: None,
            target: None,
            instance: "main".to_owned(),
            stage: Stage::default(),
            titles: Titles::default(),
            label: "bot".to_owned(),
            bots: Vec::new(),
            sources: Vec::new(),
            rules: Vec::new(),
            unmatched: super::Unmatched {
                rule: Rule::blank("unmatched", lifecycle.clone()),
                at_least: crate::model::Severity::Info,
            },
            limits: Limits::default(),
            lifecycle,
            redact: Redactor::default(),
            commands: super::CommandConfig::default(),
            warnings: Diagnostics::new(None, Vec::new()),
            prefilter: Prefilter::default(),
        }
    }
}

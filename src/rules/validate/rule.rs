//! `rules`, `defaults` and `unmatched`.

use std::io::Read;
use std::path::{Component, Path};
use std::time::Duration;

use crate::model::fact::Fold;
use crate::model::problem::{RelatedIssue, Section};
use crate::model::{Priority, Severity};
use crate::rules::de::{At, Tree, is_null};
use crate::rules::diagnostic::{Code, suggest};
use crate::rules::document::{NodeId, Value};
use crate::rules::facts::{FactSpec, Place};
use crate::rules::matcher::Matcher;
use crate::rules::raw::Of;
use crate::rules::{
    Action, Adopt, DistinctAtLeast, GroupBy, Lifecycle, Open, PriorityClause, Rate, Rule, Suppress,
    Unmatched, raw,
};

use super::Checker;
use super::value::{between_slashes, shown};

/// Bytes of a section's file.
const MAX_SECTION: u64 = 64 << 10;
/// Kept for what no rule takes.
const RESERVED: &str = "unmatched";

impl Rule {
    /// A rule that takes everything and says nothing.
    pub(super) fn blank(id: &str, lifecycle: Lifecycle) -> Self {
        Self {
            id: id.to_owned(),
            was: Vec::new(),
            matcher: Matcher::default(),
            facts: Vec::new(),
            group_by: vec![GroupBy::Fingerprint],
            open: Open::default(),
            adopt: Adopt::None,
            title: None,
            template: "issue".to_owned(),
            priority: Vec::new(),
            labels: Vec::new(),
            assignees: Vec::new(),
            related: Vec::new(),
            sections: Vec::new(),
            action: Action::Report,
            stage: None,
            suppress: None,
            lifecycle,
        }
    }
}

impl Checker<'_> {
    /// A rule, with the defaults merged in.
    pub(super) fn rule(
        &mut self,
        at: &At<raw::Rule>,
        defaults: &raw::Rule,
        lifecycle: &Lifecycle,
    ) -> Rule {
        let own = &at.value;
        let id = self.rule_id(at);
        let matcher = self.rule_matcher(at, defaults);
        let mut rule = self.merged(&id, own, defaults, lifecycle);
        rule.action = own.action.or(defaults.action).unwrap_or_default();
        rule.was = own
            .was
            .iter()
            .map(|w| self.name(w, "a rule's id"))
            .collect();
        rule.matcher = matcher;
        rule.adopt = self.adopt(own, defaults);
        self.fact_names(&rule, own, defaults);
        rule
    }

    fn rule_id(&mut self, at: &At<raw::Rule>) -> String {
        let Some(id) = &at.value.id else {
            self.missing(at.id, "id", "it names the rule in issues and reports");
            return String::new();
        };
        if id.value == RESERVED {
            let message = format!("`{RESERVED}` is what no rule takes");
            self.error(id.id, Code::BadName, message);
        }
        self.name(id, "a rule's id")
    }

    fn rule_matcher(&mut self, at: &At<raw::Rule>, defaults: &raw::Rule) -> Matcher {
        let Some(condition) = at.value.matches else {
            if self.document.has(at.id, "match") {
                let message = "a rule that matches nothing in particular";
                self.error(at.id, Code::EmptyMatch, message);
            }
            self.missing(at.id, "match", "say what the rule takes");
            return Matcher::default();
        };
        let own = self.matcher(condition);
        match defaults.matches {
            Some(shared) => own.and(self.matcher(shared)),
            None => own,
        }
    }

    /// What a rule and `unmatched` have in common: lists add, the rest fills.
    fn merged(
        &mut self,
        id: &str,
        own: &raw::Rule,
        defaults: &raw::Rule,
        lifecycle: &Lifecycle,
    ) -> Rule {
        let lifecycle = self.lifecycle(&defaults.lifecycle, lifecycle);
        let lifecycle = self.lifecycle(&own.lifecycle, &lifecycle);
        let mut rule = Rule::blank(id, lifecycle);
        rule.facts = self.facts(own, defaults);
        rule.group_by = self.group_by(own, defaults);
        rule.open = self.open(&own.open, &defaults.open);
        let title = own.title.as_ref().or(defaults.title.as_ref());
        rule.title = title.map(|t| self.word(t, "a title"));
        if let Some(template) = own.template.as_ref().or(defaults.template.as_ref()) {
            rule.template = self.name(template, "a template's name");
        }
        let clauses = own.priority.iter().chain(&defaults.priority);
        rule.priority = clauses.filter_map(|c| self.clause(c)).collect();
        let labels = own.labels.iter().chain(&defaults.labels);
        rule.labels = distinct(labels.map(|l| self.label(l)).collect());
        let assignees = own.assignees.iter().chain(&defaults.assignees);
        rule.assignees = distinct(assignees.map(|a| self.word(a, "a login")).collect());
        rule.related = self.related(own, defaults);
        rule.sections = self.sections(own, defaults);
        rule.stage = own.stage.or(defaults.stage);
        let suppress = own.suppress.as_ref().or(defaults.suppress.as_ref());
        rule.suppress = suppress.and_then(|s| self.suppress(s));
        rule
    }

    /// `defaults` say nothing that makes a rule the rule it is.
    pub(super) fn only_for_rules(&mut self, defaults: &At<raw::Rule>) {
        for key in ["id", "was", "issue"] {
            if self.document.has(defaults.id, key) {
                let message = format!("`{key}` belongs to one rule, not to `defaults`");
                self.error(defaults.id, Code::Conflict, message);
            }
        }
    }

    fn adopt(&mut self, own: &raw::Rule, defaults: &raw::Rule) -> Adopt {
        let word = own.adopt;
        if let Some(issue) = &own.issue {
            if issue.value == 0 {
                self.error(issue.id, Code::OutOfRange, "issues are numbered from 1");
            }
            if word.is_some_and(|w| w != raw::AdoptWord::Pinned) {
                let message = "`issue` pins one; `adopt` says otherwise";
                self.error(issue.id, Code::Conflict, message).help =
                    Some("leave one of them out".to_owned());
            }
            return Adopt::Pinned(issue.value);
        }
        match word.or(defaults.adopt) {
            None | Some(raw::AdoptWord::Pinned) => Adopt::None,
            Some(raw::AdoptWord::Suggest) => Adopt::Suggest,
            Some(raw::AdoptWord::Auto) => Adopt::Auto,
        }
    }

    fn facts(&mut self, own: &raw::Rule, defaults: &raw::Rule) -> Vec<(String, FactSpec)> {
        let shared = defaults.facts.iter();
        let shared = shared.filter(|(name, _)| !own.facts.contains_key(*name));
        let mut facts = Vec::new();
        for (name, spec) in own.facts.iter().chain(shared) {
            self.identifier(spec.id, name, "a fact's name");
            if let Some(spec) = self.fact(spec) {
                facts.push((name.clone(), spec));
            }
        }
        facts
    }

    fn fact(&mut self, at: &At<raw::Fact>) -> Option<FactSpec> {
        let raw = &at.value;
        let of = raw.of.as_ref();
        match (&raw.list, &raw.distinct, &raw.number, &raw.text) {
            (Some(list), None, None, None) => {
                let pattern = between_slashes(&list.value).unwrap_or(&list.value);
                let regex = self.regex(list.id, pattern)?;
                match self.fold(of, &[Of::Latest, Of::All]) {
                    Of::All => Some(FactSpec::ListAll(regex)),
                    _ => Some(FactSpec::ListLatest(regex)),
                }
            }
            (None, Some(distinct), None, None) => {
                self.fold(of, &[Of::All]);
                Some(FactSpec::Distinct(self.fact_place(distinct)?))
            }
            (None, None, Some(number), None) => {
                let place = self.fact_place(number)?;
                Some(
                    match self.fold(of, &[Of::Latest, Of::Max, Of::Min, Of::Sum]) {
                        Of::Max => FactSpec::Number(place, Fold::Max),
                        Of::Min => FactSpec::Number(place, Fold::Min),
                        Of::Sum => FactSpec::Number(place, Fold::Sum),
                        Of::Latest | Of::All => FactSpec::NumberLatest(place),
                    },
                )
            }
            (None, None, None, Some(text)) => {
                self.fold(of, &[Of::Latest]);
                Some(FactSpec::Text(self.fact_place(text)?))
            }
            _ => {
                let message = "a fact is exactly one of `list`, `distinct`, `number` and `text`";
                self.error(at.id, Code::Conflict, message);
                None
            }
        }
    }

    /// How values fold, one of `known`; the first where nothing is said.
    fn fold(&mut self, of: Option<&At<Of>>, known: &[Of]) -> Of {
        let usual = known.first().copied().unwrap_or(Of::Latest);
        let Some(of) = of else { return usual };
        if known.contains(&of.value) {
            return of.value;
        }
        let names: Vec<&str> = known.iter().map(|k| k.name()).collect();
        let message = format!("this kind of fact has no `of: {}`", of.value.name());
        self.error(of.id, Code::Conflict, message).help =
            Some(format!("known here: {}", names.join(", ")));
        usual
    }

    fn fact_place(&mut self, at: &At<String>) -> Option<Place> {
        if let Some(pattern) = between_slashes(&at.value) {
            return self.regex(at.id, pattern).map(Place::Message);
        }
        if at.value.starts_with('/') {
            return Some(Place::Pointer(self.pointer(at.id, &at.value)));
        }
        let message = format!("`{}` is no JSON Pointer", shown(&at.value));
        self.error(at.id, Code::BadPointer, message).help =
            Some("write /step/step, or a regular expression as /…/".to_owned());
        None
    }

    fn group_by(&mut self, own: &raw::Rule, defaults: &raw::Rule) -> Vec<GroupBy> {
        let Some(names) = own.group_by.as_ref().or(defaults.group_by.as_ref()) else {
            return vec![GroupBy::Fingerprint];
        };
        let mut group = Vec::new();
        for name in names {
            match GroupBy::parse(&name.value) {
                Some(by) if group.contains(&by) => {
                    let message = format!("`{}` twice", name.value);
                    self.error(name.id, Code::DuplicateName, message);
                }
                Some(by) => group.push(by),
                None => {
                    let mut known: Vec<&str> = GroupBy::PLAIN.iter().map(|(n, _)| *n).collect();
                    known.extend(["labels.NAME", "facts.NAME"]);
                    let message = format!("nothing is grouped by `{}`", shown(&name.value));
                    self.error(name.id, Code::UnknownValue, message).help =
                        Some(suggest(&name.value, &known));
                }
            }
        }
        if group.is_empty() {
            group.push(GroupBy::Rule);
        }
        group
    }

    fn open(&mut self, own: &raw::Open, defaults: &raw::Open) -> Open {
        let count = own.count.as_ref().or(defaults.count.as_ref());
        let runs = own.runs.as_ref().or(defaults.runs.as_ref());
        let rate = own.rate.as_ref().or(defaults.rate.as_ref());
        let distinct = own.distinct.as_ref().or(defaults.distinct.as_ref());
        let runs = self.number(runs, 1, 1000);
        Open {
            count: self.number(count, 1, u64::MAX).unwrap_or(1),
            runs: runs.and_then(|r| u32::try_from(r).ok()).unwrap_or(1),
            rate: rate.map(|r| self.rate(r)),
            distinct: distinct.and_then(|d| self.distinct(d)),
        }
    }

    fn rate(&mut self, at: &At<raw::Rate>) -> Rate {
        if at.value.over.is_none() {
            self.missing(at.id, "over", "more than how many");
        }
        let per = at.value.per.as_ref().map(|p| self.positive_duration(p));
        if per.is_none() {
            self.missing(at.id, "per", "within what time, such as 1h");
        }
        Rate {
            over: at.value.over.unwrap_or_default(),
            per: per.unwrap_or(Duration::from_secs(1)),
        }
    }

    fn distinct(&mut self, at: &At<raw::DistinctAtLeast>) -> Option<DistinctAtLeast> {
        if at.value.at_least.is_none() {
            self.missing(at.id, "at_least", "how many different values");
        }
        let Some(fact) = &at.value.fact else {
            self.missing(at.id, "fact", "the name of a fact of the rule");
            return None;
        };
        Some(DistinctAtLeast {
            fact: fact.value.clone(),
            at_least: at.value.at_least.unwrap_or_default(),
        })
    }

    fn clause(&mut self, at: &At<raw::Clause>) -> Option<PriorityClause> {
        let Some(is) = &at.value.is else {
            self.missing(at.id, "is", "P0, P1, P2 or P3");
            return None;
        };
        let Some(priority) = Priority::parse(&is.value) else {
            let message = format!("`{}` is not a priority", shown(&is.value));
            self.error(is.id, Code::UnknownValue, message).help =
                Some(suggest(&is.value, &Priority::ALL.map(Priority::name)));
            return None;
        };
        Some(PriorityClause {
            is: priority,
            because: at.value.because.clone().filter(|b| !b.trim().is_empty()),
            when: at.value.when.map(|w| self.when(w)),
        })
    }

    fn related(&mut self, own: &raw::Rule, defaults: &raw::Rule) -> Vec<RelatedIssue> {
        let mut related: Vec<RelatedIssue> = Vec::new();
        for at in own.related.iter().chain(&defaults.related) {
            let Some(issue) = &at.value.issue else {
                self.missing(at.id, "issue", "its number");
                continue;
            };
            if issue.value == 0 {
                self.error(issue.id, Code::OutOfRange, "issues are numbered from 1");
            }
            if related.iter().all(|r| r.number != issue.value) {
                related.push(RelatedIssue {
                    number: issue.value,
                    note: at.value.note.clone(),
                });
            }
        }
        related
    }

    fn sections(&mut self, own: &raw::Rule, defaults: &raw::Rule) -> Vec<(String, Section)> {
        let shared = defaults.sections.iter();
        let shared = shared.filter(|(name, _)| !own.sections.contains_key(*name));
        let mut sections = Vec::new();
        for (name, at) in own.sections.iter().chain(shared) {
            self.identifier(at.id, name, "a section's name");
            let section = match &at.value {
                raw::Section::Text(text) => Section::Text(text.clone()),
                raw::Section::List(steps) => Section::List(steps.clone()),
                raw::Section::File(file) => Section::Text(self.section_file(at.id, &file.file)),
            };
            sections.push((name.clone(), section));
        }
        sections
    }

    /// The text of a file inside the folder of rules.yaml.
    fn section_file(&mut self, id: NodeId, file: &str) -> String {
        read_inside(self.base_dir, file).unwrap_or_else(|why| {
            let message = format!("cannot use `{}`: {why}", shown(file));
            self.error(id, Code::BadFile, message);
            String::new()
        })
    }

    fn suppress(&mut self, at: &At<raw::Suppress>) -> Option<Suppress> {
        let because = at.value.because.as_ref().map(|b| self.word(b, "a reason"));
        if because.is_none() {
            self.missing(at.id, "because", "readers will ask why nothing is filed");
        }
        let Some(until) = &at.value.until else {
            self.missing(at.id, "until", "the day it ends, such as 2026-12-31");
            return None;
        };
        Some(Suppress {
            until: self.date(until),
            because: because?,
        })
    }

    /// Facts that a rule names are facts that it has.
    fn fact_names(&mut self, rule: &Rule, own: &raw::Rule, defaults: &raw::Rule) {
        let names = || -> Vec<&str> {
            let all = own.facts.keys().chain(defaults.facts.keys());
            all.map(String::as_str).collect()
        };
        if let Some(title) = own.title.as_ref().or(defaults.title.as_ref()) {
            for fact in facts_in_title(&title.value) {
                self.known_fact(title.id, fact, &names());
            }
        }
        for by in own.group_by.iter().chain(&defaults.group_by).flatten() {
            let Some(GroupBy::Fact(fact)) = GroupBy::parse(&by.value) else {
                continue;
            };
            self.known_fact(by.id, &fact, &names());
            if rule
                .facts
                .iter()
                .any(|(n, spec)| *n == fact && spec.is_number())
            {
                let message = format!("`{fact}` is a number: each change would be a new issue");
                self.error(by.id, Code::Conflict, message);
            }
        }
        if let Some(distinct) = own
            .open
            .distinct
            .as_ref()
            .or(defaults.open.distinct.as_ref())
            && let Some(fact) = &distinct.value.fact
        {
            self.known_fact(fact.id, &fact.value, &names());
        }
        for clause in own.priority.iter().chain(&defaults.priority) {
            let Some(when) = clause.value.when else {
                continue;
            };
            for (id, fact) in self.facts_in_condition(when.0.0) {
                self.known_fact(id, &fact, &names());
            }
        }
    }

    fn known_fact(&mut self, id: NodeId, fact: &str, names: &[&str]) {
        if !names.contains(&fact) {
            let message = format!("the rule has no fact `{}`", shown(fact));
            self.error(id, Code::UnknownFact, message).help = Some(if names.is_empty() {
                "add it under `facts`".to_owned()
            } else {
                suggest(fact, names)
            });
        }
    }

    fn facts_in_condition(&self, id: NodeId) -> Vec<(NodeId, String)> {
        match self.document.value(id) {
            Value::Map(entries) => entries
                .iter()
                .flat_map(|entry| match entry.key.strip_prefix("facts.") {
                    Some(fact) => vec![(entry.value, fact.to_owned())],
                    None => self.facts_in_condition(entry.value),
                })
                .collect(),
            Value::List(items) => {
                let inside = items.iter().flat_map(|i| self.facts_in_condition(*i));
                inside.collect()
            }
            Value::Scalar { .. } => Vec::new(),
        }
    }

    /// `unmatched`: a word, or `{file: …}`.
    pub(super) fn unmatched(
        &mut self,
        raw: Option<Tree>,
        defaults: &raw::Rule,
        lifecycle: &Lifecycle,
    ) -> Unmatched {
        let rule = self.merged(RESERVED, &raw::Rule::default(), defaults, lifecycle);
        let mut unmatched = Unmatched {
            rule,
            at_least: Severity::Info,
        };
        let Some(Tree(id)) = raw else {
            return unmatched;
        };
        match self.document.value(id) {
            Value::Scalar { text, plain } if !(*plain && is_null(text)) => {
                let text = text.clone();
                unmatched.rule.action = self.action(id, &text);
            }
            Value::Scalar { .. } => {}
            Value::List(_) | Value::Map(_) => self.unmatched_map(id, defaults, &mut unmatched),
        }
        unmatched
    }

    fn action(&mut self, id: NodeId, word: &str) -> Action {
        match word {
            "file" => Action::File,
            "digest" => Action::Digest,
            "report" => Action::Report,
            "ignore" => Action::Ignore,
            other => {
                let message = format!("unknown value `{}`", shown(other));
                let known = ["report", "file", "ignore", "digest", "{file: …}"];
                self.error(id, Code::UnknownValue, message).help = Some(suggest(other, &known));
                Action::Report
            }
        }
    }

    fn unmatched_map(&mut self, id: NodeId, defaults: &raw::Rule, unmatched: &mut Unmatched) {
        let (map, problems) = crate::rules::de::read_at::<raw::UnmatchedMap>(self.document, id);
        self.problems.extend(problems);
        let Some(map) = map else { return };
        let Some(file) = map.file else {
            self.missing(id, "file", "from when on it is filed");
            return;
        };
        let open = raw::Open {
            count: file.count,
            runs: file.runs,
            rate: file.rate,
            distinct: None,
        };
        unmatched.rule.action = Action::File;
        unmatched.rule.open = self.open(&open, &defaults.open);
        if let Some(severity) = &file.severity {
            unmatched.at_least = self.severity(severity.id, &severity.value);
        }
    }
}

/// In order, without repeats.
fn distinct(mut texts: Vec<String>) -> Vec<String> {
    let mut seen = std::collections::BTreeSet::new();
    texts.retain(|text| seen.insert(text.clone()));
    texts
}

/// The facts that a title's placeholders name.
fn facts_in_title(title: &str) -> Vec<&str> {
    let inside = title
        .split("{{")
        .skip(1)
        .filter_map(|rest| rest.split_once("}}"))
        .flat_map(|(inside, _)| {
            inside.split(|c: char| !c.is_ascii_alphanumeric() && !"._@/".contains(c))
        });
    let facts = inside.filter_map(|word| {
        word.trim_start_matches(['@', '/', '.'])
            .strip_prefix("facts.")
    });
    facts
        .filter_map(|rest| rest.split('.').next())
        .filter(|name| !name.is_empty())
        .collect()
}

/// Reads a text file that lies inside a folder, wherever its links lead.
fn read_inside(folder: &Path, file: &str) -> Result<String, String> {
    let relative = Path::new(file);
    let plain = relative
        .components()
        .all(|c| matches!(c, Component::Normal(_) | Component::CurDir));
    if !plain {
        return Err("only files inside the folder of rules.yaml".to_owned());
    }
    let here = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    let root = here.canonicalize().map_err(|e| e.to_string())?;
    let path = root
        .join(relative)
        .canonicalize()
        .map_err(|e| e.to_string())?;
    if !path.starts_with(&root) {
        return Err("it leads out of the folder of rules.yaml".to_owned());
    }
    if !path.is_file() {
        return Err("not a regular file".to_owned());
    }
    let file = std::fs::File::open(&path).map_err(|e| e.to_string())?;
    let mut text = String::new();
    file.take(MAX_SECTION + 1)
        .read_to_string(&mut text)
        .map_err(|e| e.to_string())?;
    if text.len() as u64 > MAX_SECTION {
        return Err(format!("more than {MAX_SECTION} bytes"));
    }
    Ok(text)
}

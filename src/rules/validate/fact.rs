//! `facts`, and that what a rule names is among them.

use crate::model::Format;
use crate::model::fact::Fold;
use crate::render::title;
use crate::rules::de::At;
use crate::rules::diagnostic::{Code, suggest};
use crate::rules::document::{NodeId, Value};
use crate::rules::facts::{FactSource, FactSpec};
use crate::rules::raw::Of;
use crate::rules::{GroupBy, Rule, Rules, raw};

use super::Checker;
use super::value::{between_slashes, shown};

impl Checker<'_> {
    pub(super) fn facts(
        &mut self,
        own: &raw::RawRule,
        defaults: &raw::RawRule,
    ) -> Vec<(String, FactSpec)> {
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

    fn fact(&mut self, at: &At<raw::RawFact>) -> Option<FactSpec> {
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

    fn fact_place(&mut self, at: &At<String>) -> Option<FactSource> {
        if let Some(pattern) = between_slashes(&at.value) {
            return self.regex(at.id, pattern).map(FactSource::Message);
        }
        if at.value.starts_with('/') {
            return Some(FactSource::Pointer(self.pointer(at.id, &at.value)));
        }
        let message = format!("`{}` is not a JSON Pointer", shown(&at.value));
        self.error(at.id, Code::BadPointer, message).help =
            Some("write /step/step, or a regular expression as /…/".to_owned());
        None
    }

    /// Facts that a rule names are facts that it has.
    pub(super) fn fact_names(&mut self, rule: &Rule, own: &raw::RawRule, defaults: &raw::RawRule) {
        let names = || -> Vec<&str> {
            let all = own.facts.keys().chain(defaults.facts.keys());
            all.map(String::as_str).collect()
        };
        if let Some(title) = own.title.as_ref().or(defaults.title.as_ref()) {
            for wrong in title::check(&title.value, &names(), self.titles) {
                self.error(title.id, Code::BadTitle, wrong.message).help = wrong.help;
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

    /// What no rule takes has only the facts of `defaults`.
    pub(super) fn title_of_unmatched(&mut self, defaults: &raw::RawRule) {
        let names: Vec<&str> = defaults.facts.keys().map(String::as_str).collect();
        let Some(title) = &defaults.title else { return };
        for wrong in title::check(&title.value, &names, self.titles) {
            let message = format!("{}, for what no rule takes", wrong.message);
            self.warning(title.id, Code::BadTitle, message).help =
                Some("its title is then made of names alone".to_owned());
        }
    }

    /// JSON Pointers lead nowhere in lines of text.
    ///
    /// A warning, since the command line can name other inputs.
    pub(super) fn facts_of_formats(&mut self, rules: &[At<raw::RawRule>], checked: &Rules) {
        for (at, rule) in rules.iter().zip(&checked.rules) {
            let Some(condition) = at.value.matches else {
                continue;
            };
            let names = self.only_sources(condition.0.0);
            let is_text = |(_, name): &(NodeId, String)| {
                let source = checked.source(name);
                source.is_some_and(|s| s.spec.format == Some(Format::Text))
            };
            if names.is_empty() || !names.iter().all(is_text) {
                continue;
            }
            for (name, spec) in &rule.facts {
                let own = at.value.facts.get(name).filter(|_| spec.looks_inside());
                let Some(own) = own else { continue };
                let message = format!(
                    "`{}` finds nothing: lines of text have no JSON Pointers",
                    shown(name)
                );
                self.warning(own.id, Code::NeverFound, message).help =
                    Some("write a regular expression on the message, as /…/".to_owned());
            }
        }
    }

    /// The sources that a condition takes from, where it names all of them.
    fn only_sources(&self, id: NodeId) -> Vec<(NodeId, String)> {
        let Value::Map(entries) = self.document.value(id) else {
            return Vec::new();
        };
        let source = entries.iter().find(|entry| entry.key == "source");
        source.map_or_else(Vec::new, |entry| self.exact_texts(entry.value))
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
}

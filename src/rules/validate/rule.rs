//! `rules` and `defaults`.

use crate::model::Priority;
use crate::model::problem::RelatedIssue;
use crate::rules::de::At;
use crate::rules::diagnostic::{Code, suggest};
use crate::rules::matcher::Matcher;
use crate::rules::{Action, Adopt, GroupBy, Lifecycle, Open, PriorityClause, Rule, Suppress, raw};

use super::Checker;
use super::value::shown;

/// Kept for what no rule takes.
pub(super) const RESERVED: &str = "unmatched";

/// Labels that the program adds: the priority's, and its own.
const OWN_LABELS: usize = 2;

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
        at: &At<raw::RawRule>,
        defaults: &raw::RawRule,
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
        rule.adopt = self.adopt(own);
        self.fact_names(&rule, own, defaults);
        rule
    }

    fn rule_id(&mut self, at: &At<raw::RawRule>) -> String {
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

    fn rule_matcher(&mut self, at: &At<raw::RawRule>, defaults: &raw::RawRule) -> Matcher {
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
    pub(super) fn merged(
        &mut self,
        id: &str,
        own: &raw::RawRule,
        defaults: &raw::RawRule,
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
        let most = self.dialect.limits.labels - OWN_LABELS;
        if let Some(label) = own.labels.first().or(defaults.labels.first())
            && rule.labels.len() > most
        {
            let message = format!("more than {most} labels, with those of `defaults`");
            self.error(label.id, Code::OutOfRange, message);
        }
        let assignees = own.assignees.iter().chain(&defaults.assignees);
        rule.assignees = distinct(assignees.map(|a| self.login(a)).collect());
        rule.related = self.related(own, defaults);
        rule.sections = self.sections(own, defaults);
        rule.stage = own.stage.or(defaults.stage);
        let suppress = own.suppress.as_ref().or(defaults.suppress.as_ref());
        rule.suppress = suppress.and_then(|s| self.suppress(s));
        rule
    }

    /// `defaults` say nothing that makes a rule the rule it is.
    pub(super) fn only_for_rules(&mut self, defaults: &At<raw::RawRule>) {
        for key in ["id", "was", "issue"] {
            if self.document.has(defaults.id, key) {
                let message = format!("`{key}` belongs to one rule, not to `defaults`");
                self.error(defaults.id, Code::Conflict, message);
            }
        }
    }

    fn adopt(&mut self, own: &raw::RawRule) -> Adopt {
        let Some(issue) = &own.issue else {
            return Adopt::None;
        };
        if issue.value == 0 {
            self.error(issue.id, Code::OutOfRange, "issues are numbered from 1");
        }
        Adopt::Pinned(issue.value)
    }

    fn group_by(&mut self, own: &raw::RawRule, defaults: &raw::RawRule) -> Vec<GroupBy> {
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

    fn related(&mut self, own: &raw::RawRule, defaults: &raw::RawRule) -> Vec<RelatedIssue> {
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

    fn suppress(&mut self, at: &At<raw::RawSuppress>) -> Option<Suppress> {
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
}

/// In order, without repeats.
fn distinct(mut texts: Vec<String>) -> Vec<String> {
    let mut seen = std::collections::BTreeSet::new();
    texts.retain(|text| seen.insert(text.clone()));
    texts
}

//! `open` and `unmatched`: from when on there is an issue.

use std::time::Duration;

use crate::model::Severity;
use crate::rules::de::{self, At, Tree, is_null};
use crate::rules::diagnostic::{Code, suggest};
use crate::rules::document::{NodeId, Value};
use crate::rules::{Action, DistinctAtLeast, Lifecycle, Open, Rate, Unmatched, raw};

use super::Checker;
use super::rule::RESERVED;
use super::value::shown;

impl Checker<'_> {
    pub(super) fn open(&mut self, own: &raw::RawOpen, defaults: &raw::RawOpen) -> Open {
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

    fn rate(&mut self, at: &At<raw::RawRate>) -> Rate {
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

    /// `unmatched`: a word, or `{file: …}`.
    pub(super) fn unmatched(
        &mut self,
        raw: Option<Tree>,
        defaults: &raw::RawRule,
        lifecycle: &Lifecycle,
    ) -> Unmatched {
        let rule = self.merged(RESERVED, &raw::RawRule::default(), defaults, lifecycle);
        let mut unmatched = Unmatched {
            rule,
            at_least: Severity::Info,
        };
        let Some(Tree(id)) = raw else {
            return unmatched;
        };
        self.unmatched_action(id, defaults, &mut unmatched);
        if matches!(unmatched.rule.action, Action::File | Action::Digest) {
            self.title_of_unmatched(defaults);
        }
        unmatched
    }

    fn unmatched_action(&mut self, id: NodeId, defaults: &raw::RawRule, unmatched: &mut Unmatched) {
        match self.document.value(id) {
            Value::Scalar { text, plain } if !(*plain && is_null(text)) => {
                let text = text.clone();
                unmatched.rule.action = self.action(id, &text);
            }
            Value::Scalar { .. } => {}
            Value::List(_) | Value::Map(_) => self.unmatched_map(id, defaults, unmatched),
        }
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

    fn unmatched_map(&mut self, id: NodeId, defaults: &raw::RawRule, unmatched: &mut Unmatched) {
        let (map, problems) = de::read_at::<raw::UnmatchedMap>(self.document, id);
        self.problems.extend(problems);
        let Some(map) = map else { return };
        let Some(file) = map.file else {
            self.missing(id, "file", "from when on it is filed");
            return;
        };
        let open = raw::RawOpen {
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

//! Facts that a rule defines and nothing has: a wrong pointer or expression,
//! which would leave titles, priorities and groups silently without them.

use std::collections::BTreeSet;

use super::collect::rule_at;
use crate::model::{Problem, SourceReport};
use crate::rules::{Rule, Rules};

/// Says in the sources of each rule's problems which of its facts found nothing.
pub(super) fn tell(problems: &[Problem], rules: &Rules, sources: &mut [SourceReport]) {
    let positions = (0..rules.rules.len()).map(Some).chain([None]);
    for rule in positions.map(|position| rule_at(rules, position)) {
        if rule.facts.is_empty() {
            continue;
        }
        let is_its = |p: &&Problem| p.rule.as_deref().unwrap_or(UNMATCHED) == rule.id;
        let its: Vec<&Problem> = problems.iter().filter(is_its).collect();
        if its.is_empty() {
            continue;
        }
        let notes = notes(rule, &its);
        let findings = its.iter().flat_map(|p| &p.findings);
        let behind: BTreeSet<&str> = findings.map(|f| f.source.as_str()).collect();
        for source in sources
            .iter_mut()
            .filter(|s| behind.contains(s.name.as_str()))
        {
            source.problems.extend(notes.iter().cloned());
        }
    }
}

/// The id of what no rule takes.
const UNMATCHED: &str = "unmatched";

fn notes(rule: &Rule, problems: &[&Problem]) -> Vec<String> {
    let seen: u64 = problems.iter().map(|p| p.seen.count).sum();
    let mut notes = Vec::new();
    for (name, _) in &rule.facts {
        let lack = problems.iter().filter(|p| !p.facts.contains_key(name));
        let lack = lack.count();
        let titled = rule.title.as_deref();
        let titled = titled.is_some_and(|title| title.contains(&format!("facts.{name}.")));
        if lack == problems.len() {
            let what = format!("rule {}: its fact `{name}` found nothing", rule.id);
            notes.push(format!("{what} in all {seen} that the rule took"));
        }
        if titled && lack > 0 {
            notes.push(format!(
                "rule {}: its title needs the fact `{name}`, which {lack} of {} problems lack: their titles are made of names",
                rule.id,
                problems.len()
            ));
        }
    }
    notes
}

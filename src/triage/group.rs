//! Findings that share one key, as problems.

use std::collections::{BTreeMap, BTreeSet};

use super::collect::{fact_value, rule_at};
use super::{LeftOut, Taken, title};
use crate::model::problem::{Disposition, Staleness};
use crate::model::{
    Facts, Finding, Key, Occurrences, Problem, Severity, SourceReport, SourceStatus, Time, fact,
};
use crate::rules::{Action, Adopt, GroupBy, ProblemFacts, Rule, Rules};

/// Problems by key, and what becomes none.
pub(super) fn problems(
    taken: Vec<Taken>,
    rules: &Rules,
    sources: &[SourceReport],
    now: Time,
) -> (Vec<Problem>, Vec<LeftOut>) {
    let mut groups: BTreeMap<(Key, Option<usize>), Group> = BTreeMap::new();
    for one in taken {
        let rule = rule_at(rules, one.rule);
        let values = values(rule, &one);
        let key = key_of(&rules.instance, &rule.id, &values, None);
        let group = groups.entry((key, one.rule)).or_default();
        group
            .aliases
            .extend(aliases(&rules.instance, rule, &values, &one.finding));
        group.values = values;
        group.findings.push(one.finding);
    }
    let mut problems = Vec::new();
    let mut left_out = Vec::new();
    for ((key, position), group) in groups {
        let rule = rule_at(rules, position);
        let matched = position.is_some();
        let problem = problem(key, rule, matched, group, rules, sources, now);
        if problem.disposition == Disposition::Report {
            left_out.push(reported(&problem));
        }
        problems.push(problem);
    }
    (problems, left_out)
}

#[derive(Default)]
struct Group {
    values: Vec<(String, String)>,
    aliases: BTreeSet<Key>,
    findings: Vec<Finding>,
}

/// Names and values of `group_by`.
pub(super) fn values(rule: &Rule, taken: &Taken) -> Vec<(String, String)> {
    let finding = &taken.finding;
    rule.group_by
        .iter()
        .enumerate()
        .map(|(i, part)| {
            let known = taken.group.get(i).cloned().flatten();
            let value = known.unwrap_or_else(|| value(part, rule, finding));
            (part.name().into_owned(), value)
        })
        .collect()
}

fn value(part: &GroupBy, rule: &Rule, finding: &Finding) -> String {
    let text = match part {
        GroupBy::Rule => Some(rule.id.as_str()),
        GroupBy::RuleId => finding.rule_id.as_deref(),
        GroupBy::Fingerprint => Some(finding.fingerprint.as_str()),
        GroupBy::Tool => Some(finding.tool.as_str()),
        GroupBy::Path => finding.path(),
        GroupBy::Directory => finding.path().map(directory),
        GroupBy::Service => finding.service.as_deref(),
        GroupBy::Environment => finding.environment.as_deref(),
        GroupBy::Label(name) => finding.labels.get(name).map(String::as_str),
        GroupBy::Fact(name) => return fact_value(finding.facts.get(name)),
    };
    text.unwrap_or_default().to_owned()
}

fn directory(path: &str) -> &str {
    path.rsplit_once('/')
        .map_or(".", |(directory, _)| directory)
}

/// The key of some values, with one of them replaced.
fn key_of(
    instance: &str,
    rule_id: &str,
    values: &[(String, String)],
    replace: Option<(&str, &str)>,
) -> Key {
    let parts = values.iter().map(|(name, value)| {
        let value = match (replace, name.as_str()) {
            (Some((replaced, new)), name) if replaced == name => new,
            (_, "rule") => rule_id,
            _ => value.as_str(),
        };
        (name.as_str(), value)
    });
    Key::of(instance, parts)
}

/// Keys that the same problem had under earlier ids of its rule, or has under
/// other fingerprints of the same finding.
fn aliases(
    instance: &str,
    rule: &Rule,
    values: &[(String, String)],
    finding: &Finding,
) -> Vec<Key> {
    let by = |part: &GroupBy| rule.group_by.contains(part);
    let mut keys = Vec::new();
    if by(&GroupBy::Rule) {
        keys.extend(rule.was.iter().map(|id| key_of(instance, id, values, None)));
    }
    if by(&GroupBy::Fingerprint) {
        keys.extend(finding.aliases.iter().map(|other| {
            key_of(
                instance,
                &rule.id,
                values,
                Some(("fingerprint", other.as_str())),
            )
        }));
    }
    keys
}

fn problem(
    key: Key,
    rule: &Rule,
    matched: bool,
    mut group: Group,
    rules: &Rules,
    sources: &[SourceReport],
    now: Time,
) -> Problem {
    group.aliases.remove(&key);
    group.findings.sort_by(|a, b| {
        (b.severity, b.seen.count, &a.fingerprint, &a.locations).cmp(&(
            a.severity,
            a.seen.count,
            &b.fingerprint,
            &b.locations,
        ))
    });
    let findings = group.findings;
    let severity = findings
        .iter()
        .map(|f| f.severity)
        .max()
        .unwrap_or_default();
    let mut seen = Occurrences::default();
    let mut facts = Facts::new();
    for finding in &findings {
        seen.merge(&finding.seen);
        fact::merge(&mut facts, finding.facts.clone());
    }
    let (priority, priority_reasons) = rule.priority(&ProblemFacts {
        severity,
        seen: &seen,
        facts: &facts,
        findings: &findings,
    });
    let behind: Vec<&SourceReport> = sources
        .iter()
        .filter(|s| findings.iter().any(|f| f.source == s.name))
        .collect();
    let locations: BTreeSet<_> = findings.iter().flat_map(|f| f.locations.clone()).collect();
    Problem {
        title: title::of(rule, matched, &findings, &facts, severity),
        adopt: match rule.adopt {
            Adopt::Pinned(number) => Some(number),
            Adopt::None => None,
        },
        disposition: disposition(rule, matched, severity, rules),
        at_least: behind.iter().any(|s| s.status != SourceStatus::Complete),
        stale: stale(rules, &behind, seen.last_seen, now),
        key,
        aliases: group.aliases.into_iter().collect(),
        rule: matched.then(|| rule.id.clone()),
        group: group.values,
        severity,
        priority,
        priority_reasons,
        labels: rule.labels.clone(),
        assignees: rule.assignees.clone(),
        related: rule.related.clone(),
        sections: rule.sections.clone(),
        template: rule.template.clone(),
        seen,
        facts,
        locations: locations.into_iter().collect(),
        services: distinct(findings.iter().filter_map(|f| f.service.as_ref())),
        environments: distinct(findings.iter().filter_map(|f| f.environment.as_ref())),
        findings,
    }
}

fn distinct<'a>(values: impl Iterator<Item = &'a String>) -> Vec<String> {
    values
        .cloned()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect()
}

fn disposition(rule: &Rule, matched: bool, severity: Severity, rules: &Rules) -> Disposition {
    let action = if matched {
        rule.action
    } else {
        rules.unmatched.action(severity)
    };
    match action {
        Action::File => Disposition::File,
        Action::Digest => Disposition::Digest,
        Action::Report | Action::Ignore => Disposition::Report,
    }
}

/// Whether the newest evidence is older than the strictest of its sources
/// allows, and how old it is.
fn stale(
    rules: &Rules,
    behind: &[&SourceReport],
    last_seen: Option<Time>,
    now: Time,
) -> Option<Staleness> {
    let max_age = behind
        .iter()
        .filter_map(|s| rules.source(&s.name)?.spec.max_age)
        .min()?;
    let last_seen = last_seen?;
    let age = (now - last_seen).num_seconds();
    // A time without a zone can lie before the records it came with.
    let collected = behind.iter().filter_map(|s| s.collected).max();
    let collected = collected.filter(|collected| *collected >= last_seen);
    (age > i64::try_from(max_age.as_secs()).unwrap_or(i64::MAX)).then(|| Staleness {
        age,
        collected_at_age: collected.map(|collected| (collected - last_seen).num_seconds()),
    })
}

fn reported(problem: &Problem) -> LeftOut {
    let reason = match &problem.rule {
        Some(id) => format!("rule {id} only reports"),
        None => "no rule takes it".to_owned(),
    };
    LeftOut {
        key: Some(problem.key.clone()),
        rule: problem.rule.clone(),
        title: problem.title.clone(),
        count: problem.seen.count,
        reason,
    }
}

//! Findings that share one key, as problems.

use std::collections::{BTreeMap, BTreeSet};

use super::collect::{fact_value, rule_at};
use super::{Reading, Reported, RoutedFinding, title};
use crate::ingest::subject;
use crate::model::problem::{Disposition, Staleness};
use crate::model::{
    Facts, Finding, Fingerprint, Key, Like, Location, Occurrences, Problem, Severity, SourceReport,
    SourceStatus, Time, content_hash, fact,
};
use crate::render::Escaper;
use crate::rules::{Action, Adopt, GroupBy, ProblemFacts, Rule, Rules};

/// Problems by key, and what becomes none.
pub(super) fn problems(
    taken: Vec<RoutedFinding>,
    sources: &[SourceReport],
    reading: &Reading<'_>,
) -> (Vec<Problem>, Vec<Reported>) {
    let rules = reading.rules;
    let mut groups: BTreeMap<(Key, Option<usize>), Group> = BTreeMap::new();
    for one in taken {
        let rule = rule_at(rules, one.rule);
        let values = values(rule, &one);
        let key = key_of(&rules.instance, &rule.id, &values, None);
        let group = groups.entry((key, one.rule)).or_default();
        group
            .aliases
            .extend(aliases(&rules.instance, rule, &values, &one.finding));
        group
            .former
            .extend(former(&rules.instance, rule, &values, &one.finding));
        group.like = like(&rules.instance, rule, &values, &one.finding);
        group.values = values;
        group.findings.push(one.finding);
    }
    let mut problems = Vec::new();
    let judge = Judge {
        rules,
        sources,
        now: reading.now,
        escaper: reading.escaper,
    };
    for (key, (position, group)) in judge.joined(groups) {
        problems.push(judge.problem(key, position, group));
    }
    title::tell_apart(&mut problems, reading.escaper);
    let all_reported = problems
        .iter()
        .filter(|problem| problem.disposition == Disposition::Report)
        .map(reported)
        .collect();
    (problems, all_reported)
}

#[derive(Default)]
struct Group {
    values: Vec<(String, String)>,
    aliases: BTreeSet<Key>,
    former: BTreeSet<Key>,
    like: Option<Like>,
    findings: Vec<Finding>,
    /// Sources whose findings another rule took.
    also: BTreeSet<String>,
}

impl Group {
    fn sources(&self) -> impl Iterator<Item = &String> {
        self.findings.iter().map(|finding| &finding.source)
    }

    /// Takes in what another rule took of the same problem.
    fn absorb(&mut self, other: Self) {
        let own: BTreeSet<String> = self.sources().cloned().collect();
        let others = other.sources().chain(&other.also);
        self.also
            .extend(others.filter(|name| !own.contains(*name)).cloned());
        self.aliases.extend(other.aliases);
        self.former.extend(other.former);
        self.like = self.like.take().or(other.like);
        self.findings.extend(other.findings);
    }
}

/// Names and values of `group_by`.
pub(super) fn values(rule: &Rule, taken: &RoutedFinding) -> Vec<(String, String)> {
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
    if by(&GroupBy::Fingerprint) && finding.remembered.is_some() {
        keys.extend(by_fingerprints(instance, rule, values, &finding.aliases));
    }
    keys
}

fn by_fingerprints<'f>(
    instance: &'f str,
    rule: &'f Rule,
    values: &'f [(String, String)],
    prints: &'f [Fingerprint],
) -> impl Iterator<Item = Key> + 'f {
    prints.iter().map(move |other| {
        let other = Some(("fingerprint", other.as_str()));
        key_of(instance, &rule.id, values, other)
    })
}

/// Keys that earlier recipes of fingerprints gave an analyzer's result.
fn former(instance: &str, rule: &Rule, values: &[(String, String)], finding: &Finding) -> Vec<Key> {
    if finding.remembered.is_some() || !rule.group_by.contains(&GroupBy::Fingerprint) {
        return Vec::new();
    }
    by_fingerprints(instance, rule, values, &finding.aliases).collect()
}

/// Returns what tells an analyzer's result from its like.
fn like(
    instance: &str,
    rule: &Rule,
    values: &[(String, String)],
    finding: &Finding,
) -> Option<Like> {
    if finding.remembered.is_some() || !rule.group_by.contains(&GroupBy::Fingerprint) {
        return None;
    }
    let base = finding
        .kin
        .as_ref()
        .map_or(&finding.fingerprint, |k| &k.base);
    let base = Some(("fingerprint", base.as_str()));
    Some(Like {
        base: key_of(instance, &rule.id, values, base),
        said: content_hash(&subject(&finding.message)),
        context: finding.kin.as_ref().and_then(|k| k.context.clone()),
        line: finding.locations.first().and_then(|l| l.line),
        among: false,
    })
}

/// What the findings of a problem say together.
struct FindingsSummary {
    /// The most severe and most frequent first.
    findings: Vec<Finding>,
    severity: Severity,
    seen: Occurrences,
    facts: Facts,
}

impl FindingsSummary {
    fn of(mut findings: Vec<Finding>) -> Self {
        findings.sort_by(|a, b| {
            (b.severity, b.seen.count, &a.fingerprint, &a.locations).cmp(&(
                a.severity,
                a.seen.count,
                &b.fingerprint,
                &b.locations,
            ))
        });
        let severities = findings.iter().map(|f| f.severity);
        let severity = severities.max().unwrap_or_default();
        let mut seen = Occurrences::default();
        let mut facts = Facts::new();
        for finding in &findings {
            seen.merge(&finding.seen);
            fact::merge(&mut facts, finding.facts.clone());
        }
        Self {
            findings,
            severity,
            seen,
            facts,
        }
    }

    fn locations(&self) -> Vec<Location> {
        let all = self.findings.iter().flat_map(|f| f.locations.clone());
        all.collect::<BTreeSet<_>>().into_iter().collect()
    }

    fn distinct<'f>(&'f self, value: fn(&'f Finding) -> Option<&'f String>) -> Vec<String> {
        let all = self.findings.iter().filter_map(value).cloned();
        all.collect::<BTreeSet<_>>().into_iter().collect()
    }
}

/// What a group of findings is judged by.
struct Judge<'j> {
    rules: &'j Rules,
    sources: &'j [SourceReport],
    now: Time,
    escaper: Escaper,
}

impl Judge<'_> {
    /// Groups by key alone: what two rules took of one problem, from two
    /// sources, is one problem still. The rule that does the most about it
    /// speaks for it, of equal ones the first in rules.yaml.
    fn joined(
        &self,
        groups: BTreeMap<(Key, Option<usize>), Group>,
    ) -> BTreeMap<Key, (Option<usize>, Group)> {
        let mut joined: BTreeMap<Key, (Option<usize>, Group)> = BTreeMap::new();
        for ((key, position), group) in groups {
            let Some((other_position, other)) = joined.remove(&key) else {
                joined.insert(key, (position, group));
                continue;
            };
            let here = self.rank(position, &group);
            let first = here < self.rank(other_position, &other);
            let (position, mut group, other) = if first {
                (position, group, other)
            } else {
                (other_position, other, group)
            };
            group.absorb(other);
            joined.insert(key, (position, group));
        }
        joined
    }

    /// Less speaks first. A person's issue that a rule names is the issue.
    fn rank(&self, position: Option<usize>, group: &Group) -> (u8, bool, usize) {
        let severity = group.findings.iter().map(|f| f.severity).max();
        let rule = rule_at(self.rules, position);
        let matched = position.is_some();
        let does = match disposition(rule, matched, severity.unwrap_or_default(), self.rules) {
            Disposition::File => 0,
            Disposition::Digest => 1,
            Disposition::Report => 2,
        };
        let is_pinned = matches!(rule.adopt, Adopt::Pinned(_));
        (does, !is_pinned, position.unwrap_or(usize::MAX))
    }

    /// The problem of a group that the rule at this position took.
    fn problem(&self, key: Key, position: Option<usize>, mut group: Group) -> Problem {
        let rule = rule_at(self.rules, position);
        let matched = position.is_some();
        group.aliases.remove(&key);
        let folded = FindingsSummary::of(group.findings);
        let (priority, priority_reasons) = rule.priority(&ProblemFacts {
            severity: folded.severity,
            seen: &folded.seen,
            facts: &folded.facts,
            findings: &folded.findings,
        });
        let behind = self.behind(&folded.findings);
        let also = group.also.into_iter().collect();
        let (title, titled) = title::of(
            rule,
            matched,
            &folded.findings,
            &folded.facts,
            folded.severity,
            title::Style {
                escaper: self.escaper,
                titles: self.rules.titles,
            },
        );
        Problem {
            title,
            titled,
            adopt: match rule.adopt {
                Adopt::Pinned(number) => Some(number),
                Adopt::None => None,
            },
            disposition: disposition(rule, matched, folded.severity, self.rules),
            at_least: behind.iter().any(|s| s.status != SourceStatus::Complete),
            stale: self.stale(&behind, folded.seen.last_seen),
            key,
            aliases: group.aliases.into_iter().collect(),
            former: group.former.into_iter().collect(),
            like: group.like,
            also,
            rule: matched.then(|| rule.id.clone()),
            group: group.values,
            severity: folded.severity,
            priority,
            priority_reasons,
            labels: rule.labels.clone(),
            assignees: rule.assignees.clone(),
            related: rule.related.clone(),
            sections: rule.sections.clone(),
            template: rule.template.clone(),
            locations: folded.locations(),
            services: folded.distinct(|f| f.service.as_ref()),
            environments: folded.distinct(|f| f.environment.as_ref()),
            seen: folded.seen,
            facts: folded.facts,
            findings: folded.findings,
        }
    }

    /// The sources that reported any of the findings.
    fn behind(&self, findings: &[Finding]) -> Vec<&SourceReport> {
        let reported = |s: &&SourceReport| findings.iter().any(|f| f.source == s.name);
        self.sources.iter().filter(reported).collect()
    }

    /// Returns whether the newest evidence is older than the strictest of its
    /// sources allows, and how old it is.
    fn stale(&self, behind: &[&SourceReport], last_seen: Option<Time>) -> Option<Staleness> {
        let max_age = behind
            .iter()
            .filter_map(|s| self.rules.source(&s.name)?.spec.max_age)
            .min()?;
        let last_seen = last_seen?;
        let age = (self.now - last_seen).num_seconds();
        // A time without a zone can lie before the records it came with.
        let collected = behind.iter().filter_map(|s| s.collected).max();
        let collected = collected.filter(|collected| *collected >= last_seen);
        (age > i64::try_from(max_age.as_secs()).unwrap_or(i64::MAX)).then(|| Staleness {
            age,
            collected_at_age: collected.map(|collected| (collected - last_seen).num_seconds()),
        })
    }
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

fn reported(problem: &Problem) -> Reported {
    Reported {
        key: problem.key.clone(),
        rule: problem.rule.clone(),
        title: problem.title.clone(),
        count: problem.seen.count,
    }
}

//! What a problem is called.

mod plain;
mod unique;

use crate::model::problem::Titled;
use crate::model::{Facts, Finding, FindingKind, Severity};
use crate::render::Escaper;
use crate::render::plain::{TITLE_CHARS, cut};
use crate::render::title::{TitleContext, is_identifier, is_of_a_sample, render};
use crate::rules::{Rule, Titles};

pub(super) use unique::tell_apart;

/// How titles are written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    pub(super) escaper: Escaper,
    pub(super) titles: Titles,
}

/// The rule's title, else what is wrong in plain words; by identifiers alone
/// where rules.yaml wants no others.
pub(super) fn of(
    rule: &Rule,
    matched: bool,
    findings: &[Finding],
    facts: &Facts,
    severity: Severity,
    style: Style,
) -> (String, Titled) {
    let Style { escaper, titles } = style;
    let context = TitleContext {
        facts: Some(facts),
        names: names(findings, severity),
        words: if titles == Titles::Plain {
            plain::named(findings)
        } else {
            Vec::new()
        },
    };
    let template = rule.title.as_deref();
    let rendered = template.and_then(|title| render(title, &context, escaper).ok());
    if let Some(title) = rendered.filter(|title| !title.is_empty()) {
        let is_of_a_sample = template.is_some_and(is_of_a_sample);
        let titled = if is_of_a_sample {
            Titled::Kept
        } else {
            Titled::Follows
        };
        return (title, titled);
    }
    let plain = match titles {
        Titles::Plain => plain::title(findings).map(|title| cut(&title, TITLE_CHARS)),
        Titles::Identifiers => None,
    };
    let title =
        plain.unwrap_or_else(|| fallback(matched.then_some(rule.id.as_str()), findings, severity));
    (escaper.title(&title), Titled::Kept)
}

/// Names that all findings share.
fn names(findings: &[Finding], severity: Severity) -> Vec<(&'static str, String)> {
    let shared = |get: fn(&Finding) -> Option<&str>| -> Option<String> {
        let first = findings.first().and_then(get)?;
        findings
            .iter()
            .all(|f| get(f) == Some(first))
            .then(|| first.to_owned())
    };
    let all = [
        ("tool", shared(|f| Some(f.tool.as_str()))),
        ("rule_id", shared(|f| f.rule_id.as_deref())),
        ("service", shared(|f| f.service.as_deref())),
        ("environment", shared(|f| f.environment.as_deref())),
        ("path", shared(Finding::path)),
        ("severity", Some(severity.name().to_owned())),
    ];
    all.into_iter()
        .filter_map(|(name, value)| value.map(|v| (name, v)))
        .collect()
}

fn fallback(rule: Option<&str>, findings: &[Finding], severity: Severity) -> String {
    let Some(first) = findings.first() else {
        return rule.unwrap_or("Problem").to_owned();
    };
    let names = names(findings, severity);
    let name = |wanted: &str| {
        let found = names.iter().find(|(name, _)| *name == wanted);
        found.map(|(_, v)| v.clone()).filter(|v| is_identifier(v))
    };
    let kind = if first.kind() == FindingKind::Log {
        format!("{} in the log", capitalized(severity.name()))
    } else {
        name("tool").unwrap_or_else(|| "Analyzers".to_owned())
    };
    let place = name("path").or_else(|| name("service"));
    let what = name("rule_id")
        .or_else(|| rule.map(str::to_owned))
        .or_else(|| error_name(&first.message));
    let place = place.map(|p| format!(" of {p}")).unwrap_or_default();
    let what = what.unwrap_or_else(|| first.fingerprint.as_str().chars().take(8).collect());
    format!("{kind}{place}: {what}")
}

/// The name of an exception in a message: the one word of log text that is an
/// identifier by its form.
pub(super) fn error_name(message: &str) -> Option<String> {
    message
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '.'))
        .filter(|word| is_identifier(word) && word.len() <= 60)
        .find(|word| {
            ["Error", "Exception", "Failure", "Panic"]
                .iter()
                .any(|end| word.ends_with(end) && word.len() > end.len())
                && word.starts_with(|c: char| c.is_ascii_alphabetic())
        })
        .map(|word| word.trim_matches('.').to_owned())
}

fn capitalized(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

#[cfg(test)]
mod tests;

//! What is wrong, in plain words, by the kind of the problem.
//!
//! - a test: `TestCheckout › test_refund: AssertionError: 402 != 200`
//! - an advisory: `CVE-2024-1234 in openssl (alpine 3.19)`
//! - a result: `SQL query built from user input in routes/search.ts (js/sql-injection)`
//! - results of one rule: `Unused import (py/unused-import)`
//! - a log: `checkout: asyncpg.ConnectionFailure: connection to … refused`

use std::collections::BTreeSet;

use crate::model::{Finding, FindingKind};
use crate::render::plain::{TITLE_CHARS, cut, steady, words};
use crate::triage::advisory::Advisory;
use crate::triage::title::error_name;

/// Characters of a rule's id.
const ID_CHARS: usize = 50;

/// Says what findings of one problem have in common; `None` where that is
/// nothing that could be said in words.
pub(super) fn title(findings: &[Finding]) -> Option<String> {
    let first = findings.first()?;
    match first.kind() {
        FindingKind::Log => log(first),
        FindingKind::Test => test(findings),
        FindingKind::Result => advisory(findings).or_else(|| result(findings)),
    }
}

/// What a title of rules.yaml may name, in plain words; what is not there is left out.
pub(super) fn named(findings: &[Finding]) -> Vec<(&'static str, String)> {
    let Some(first) = findings.first() else {
        return Vec::new();
    };
    let label = |name: &str| first.labels.get(name).map(|label| words(label));
    let said = match first.kind() {
        FindingKind::Test => failure(first).unwrap_or(&first.message),
        FindingKind::Log | FindingKind::Result => &first.message,
    };
    let message = steady(&words(said));
    let advisory = Advisory::of(first);
    let all = [
        ("message", Some(without_header(&message))),
        ("exception", error_name(&first.message)),
        ("test", label("test")),
        ("suite", label("class").or_else(|| label("suite"))),
        ("package", advisory.as_ref().map(|a| words(&a.package))),
        ("advisory", advisory.as_ref().map(|a| words(&a.id))),
        ("rule", shared(findings, summary).map(words)),
    ];
    let all = all
        .into_iter()
        .filter_map(|(name, text)| Some((name, text?)));
    all.map(|(name, text)| (name, cut(&text, TITLE_CHARS)))
        .collect()
}

fn log(finding: &Finding) -> Option<String> {
    let text = without_header(&steady(&words(&finding.message)));
    let service = finding
        .service
        .as_deref()
        .map(words)
        .filter(|s| !s.is_empty());
    says_something(&text).then(|| match service {
        Some(service) => format!("{service}: {text}"),
        None => text,
    })
}

fn test(findings: &[Finding]) -> Option<String> {
    let first = findings.first()?;
    let (class, name) = test_name(first);
    let short = words(last_part(class));
    let name_words = words(name);
    let test = match (short.is_empty() || class == name, name_words.is_empty()) {
        (_, true) => short,
        (true, _) => name_words,
        _ => format!("{short} › {name_words}"),
    };
    let failure = failure(first).map(|text| steady(&words(text)));
    let failure = failure.unwrap_or_default();
    match (says_something(&test), says_something(&failure)) {
        (true, true) => Some(format!("{test}: {failure}")),
        (true, false) => Some(test),
        (false, true) => Some(failure),
        (false, false) => None,
    }
}

/// The class and the name of a test; empty where its report has none.
fn test_name(finding: &Finding) -> (&str, &str) {
    let label = |name: &str| finding.labels.get(name).map_or("", String::as_str);
    (label("class"), label("test"))
}

/// Returns what a test's message says behind the test's name.
fn failure(finding: &Finding) -> Option<&str> {
    let (class, name) = test_name(finding);
    let parts = [class, name].into_iter().filter(|part| !part.is_empty());
    let whole = parts.collect::<Vec<_>>().join(".");
    finding.message.strip_prefix(&whole)?.strip_prefix(": ")
}

/// The last part of a qualified name or a path.
fn last_part(class: &str) -> &str {
    let end = class.trim_end_matches(['.', '/', '\\']);
    let is_sentence = end.contains(' ');
    if is_sentence {
        return end;
    }
    end.rsplit(['.', '/', '\\', '$']).next().unwrap_or(end)
}

fn advisory(findings: &[Finding]) -> Option<String> {
    let all: Option<Vec<Advisory>> = findings.iter().map(Advisory::of).collect();
    let all = all?;
    let first = all.first()?;
    if !all.iter().all(|one| one == first) {
        return None;
    }
    let title = format!("{} in {}", words(&first.id), words(&first.package));
    let targets: BTreeSet<String> = findings.iter().filter_map(target).collect();
    Some(match targets.first() {
        Some(target) if targets.len() == 1 => format!("{title} ({target})"),
        _ => title,
    })
}

/// Where a package is: the image that a scanner names beside its archive, else
/// the manifest.
fn target(finding: &Finding) -> Option<String> {
    let path = finding.path()?;
    let image = path
        .strip_suffix(')')
        .and_then(|path| Some(path.rsplit_once(" (")?.1));
    let target = words(image.unwrap_or_else(|| path.rsplit('/').next().unwrap_or(path)));
    (!target.is_empty()).then_some(target)
}

fn result(findings: &[Finding]) -> Option<String> {
    let rule = shared(findings, |f| f.rule_id.as_deref());
    let what = what(findings, rule)?;
    // A rule's id that is a sentence has been said.
    let id = rule
        .map(words)
        .filter(|id| !id.is_empty() && !id.contains(' ') && !what.contains(id.as_str()))
        .map(|id| format!(" ({})", cut(&id, ID_CHARS)))
        .unwrap_or_default();
    let place = shared(findings, Finding::path)
        .filter(|_| findings.len() == 1)
        .map(words)
        .filter(|path| !path.is_empty() && !what.contains(path.as_str()));
    let Some(path) = place else {
        return Some(fitting(&what, &id));
    };
    let whole = format!("{what} in {path}{id}");
    if whole.chars().count() <= TITLE_CHARS {
        return Some(whole);
    }
    let file = path.rsplit('/').next().unwrap_or(&path);
    Some(fitting(&what, &format!(" in {file}{id}")))
}

/// What is wrong, cut so that what stands behind it fits.
fn fitting(what: &str, behind: &str) -> String {
    let room = TITLE_CHARS
        .saturating_sub(behind.chars().count())
        .max(TITLE_CHARS / 3);
    format!("{}{behind}", cut(what, room))
}

/// A value that all findings have.
fn shared(findings: &[Finding], get: fn(&Finding) -> Option<&str>) -> Option<&str> {
    let value = get(findings.first()?)?;
    let is_same = |finding: &Finding| get(finding) == Some(value);
    findings.iter().all(is_same).then_some(value)
}

fn summary(finding: &Finding) -> Option<&str> {
    finding.rule.as_ref()?.summary.as_deref()
}

/// What a rule is about, by its own words, else by what its results say alike.
fn what(findings: &[Finding], rule: Option<&str>) -> Option<String> {
    let own = shared(findings, summary)
        // Ruff's has places for what a result fills in.
        .filter(|text| Some(*text) != rule && !text.contains('{'))
        .map(|text| sentence(&words(text)))
        .filter(|text| text.contains(' '));
    let is_secret = || findings.iter().all(Finding::is_secret);
    let message = || {
        let all = findings
            .iter()
            .map(|f| steady(&sentence(&words(&f.message))));
        alike(&all.collect::<Vec<_>>())
    };
    let said = own.or_else(|| {
        if is_secret() {
            Some("Secret found".to_owned())
        } else {
            message()
        }
    });
    said.filter(|text| says_something(text))
        .or_else(|| rule.map(words).filter(|id| says_something(id)))
}

/// The first sentence: what follows it explains.
fn sentence(text: &str) -> String {
    let end = text
        .match_indices(". ")
        .map(|(at, _)| at)
        .find(|at| *at >= 20);
    let text = end.map_or(text, |at| &text[..at]);
    text.trim_end_matches('.').to_owned()
}

/// The words that texts share, with a gap for what differs; `None` where they
/// are built differently.
fn alike(texts: &[String]) -> Option<String> {
    let (first, rest) = texts.split_first()?;
    let mut shared: Vec<&str> = first.split(' ').collect();
    for text in rest {
        let words: Vec<&str> = text.split(' ').collect();
        if words.len() != shared.len() {
            return None;
        }
        for (ours, theirs) in shared.iter_mut().zip(words) {
            if *ours != theirs {
                *ours = "…";
            }
        }
    }
    shared.dedup_by(|a, b| *a == "…" && *b == "…");
    Some(shared.join(" ").trim_matches(['…', ' ']).to_owned())
}

/// A line of a log without what stands before its message: times, levels,
/// threads, loggers' punctuation.
fn without_header(text: &str) -> String {
    const LEVELS: [&str; 14] = [
        "trace", "debug", "info", "notice", "warn", "warning", "error", "err", "severe",
        "critical", "crit", "fatal", "alert", "utc",
    ];
    let mut rest = text;
    while let Some((word, more)) = rest.split_once(' ') {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let is_header = bare.is_empty()
            || bare.chars().all(|c| c.is_ascii_digit())
            || LEVELS.iter().any(|level| bare.eq_ignore_ascii_case(level));
        // `Error: card declined` says what it is.
        let is_message =
            word.ends_with(':') && !bare.is_empty() && !bare.chars().all(char::is_uppercase);
        if !is_header || is_message {
            break;
        }
        rest = more;
    }
    rest.trim_start_matches(['…', ' ', '-', ':', ','])
        .to_owned()
}

/// Whether a text has a word in it.
fn says_something(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    words.any(|word| word.chars().nth(1).is_some() && word.chars().any(char::is_alphabetic))
}

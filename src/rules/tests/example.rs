//! The rules.yaml at the root, and what is filled in where one is silent.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::*;
use crate::model::source::Origin;
use crate::model::{CommandName, Facts, Role, Sink, SourceSpec, fact};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn example() -> Rules {
    Rules::load(&root().join("rules.yaml")).unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn the_worked_example_checks_clean() {
    let rules = example();
    assert_eq!(rules.warnings.to_string(), "");
    assert_eq!(rules.target, "dir:examples/issues".parse().ok());
    let ssot = &rules.rules[0];
    assert_eq!(ssot.id, "websocket-manager-ssot");
    assert_eq!(ssot.adopt, Adopt::Pinned(960));
    let related: Vec<u64> = ssot.related.iter().map(|r| r.number).collect();
    assert_eq!(related, [885, 1182, 1263, 1270, 1167]);
    assert_eq!(
        ssot.labels,
        [
            "architecture",
            "ssot",
            "websocket",
            "compliance",
            "manager-consolidation"
        ]
    );
    let backend = rules.source("backend").unwrap();
    assert_eq!(backend.spec.cap, Some(50));
    assert_eq!(
        backend.spec.from,
        Origin::Paths(vec![root().join("examples/logs/*.json")])
    );
}

/// The messages of the worked example's log, and which rule takes each.
#[test]
fn the_worked_example_takes_what_its_log_says() {
    let rules = example();
    let taken = |severity, message: &'static str| {
        let record = Record {
            severity: Some(severity),
            ..Record::text(message)
        };
        let position = rules.first_match("backend", &record);
        position.map(|i| rules.rules[i].id.as_str())
    };
    for (severity, message, rule) in [
        (
            Severity::Warning,
            "SSOT WARNING: Found other WebSocket Manager classes: ['a.B']",
            Some("websocket-manager-ssot"),
        ),
        (
            Severity::Error,
            "CRITICAL STARTUP FAILURE: Database initialization timeout after 25.0s in staging",
            Some("database-initialization"),
        ),
        (
            Severity::Error,
            "Application startup failed. Exiting.",
            Some("database-initialization"),
        ),
        (
            Severity::Error,
            "Failed to run migrations: (psycopg2.OperationalError) connection to server failed",
            Some("migrations"),
        ),
        (
            Severity::Warning,
            "Continuing without migrations",
            Some("migrations"),
        ),
        (
            Severity::Error,
            "The request failed because either the HTTP response was malformed or connection to the instance had an error.",
            Some("malformed-responses"),
        ),
        (
            Severity::Warning,
            "   WARNING:  OAuth URI mismatch (non-critical in staging): a vs b",
            Some("oauth-uri-mismatch"),
        ),
        (
            Severity::Warning,
            "SERVICE_ID contained whitespace - sanitized",
            Some("service-id-whitespace"),
        ),
        (
            Severity::Warning,
            "Sentry SDK not available - install sentry-sdk[fastapi]",
            Some("sentry-sdk-missing"),
        ),
        (Severity::Warning, "Container called exit(3).", None),
    ] {
        assert_eq!(taken(severity, message), rule, "{message}");
    }
}

#[test]
fn what_is_not_said_has_a_default() {
    let rules = rules("version: 1");
    assert_eq!(rules.instance, "main");
    assert_eq!(rules.label, "bot");
    assert_eq!(rules.stage, Stage::File);
    assert_eq!(rules.limits, Limits::default());
    assert_eq!(rules.lifecycle, Lifecycle::default());
    assert_eq!(rules.unmatched.action(Severity::Critical), Action::Report);
    assert_eq!(rules.commands.needed(Some(CommandName::Mute)), Role::Triage);
    let day = std::time::Duration::from_hours(24);
    assert_eq!(rules.lifecycle.close.quiet(true), 7 * day);
    assert_eq!(
        rules.lifecycle.close.quiet(false),
        std::time::Duration::ZERO
    );
}

#[test]
fn without_a_file_everything_is_filed() {
    let rules = Rules::without_file();
    assert_eq!(rules.first_match("any", &Record::text("x")), None);
    assert_eq!(rules.unmatched.action(Severity::Info), Action::File);
    assert_eq!(rules.unmatched.rule.group_by, [GroupBy::Fingerprint]);
    assert_eq!(rules.target, None);
}

#[test]
fn lists_of_defaults_add_and_the_rest_fills() {
    let rules = rules(
        "defaults:
  labels: [ops, bot-made]
  related: [{issue: 1, note: shared}]
  title: shared
  priority: [{is: P2}]
  open: {count: 4, runs: 2}
  facts: {a: {text: /a}, b: {text: /b}}
  sections: {impact: shared, expected: shared}
  lifecycle: {close: {clean_runs: 9}}
lifecycle: {close: {quiet: 1d}, heartbeat: never}
rules:
  - id: r
    match: {tool: x}
    labels: [own, ops]
    related: [{issue: 2}, {issue: 1, note: own}]
    priority: [{is: P0, when: {count: 5}}]
    open: {count: 1}
    facts: {a: {number: /a, of: max}}
    sections: {impact: own}
unmatched: {file: {severity: error, runs: 3}}",
    );
    let rule = &rules.rules[0];
    assert_eq!(rule.labels, ["own", "ops", "bot-made"]);
    let notes: Vec<_> = rule
        .related
        .iter()
        .map(|r| (r.number, r.note.as_deref()))
        .collect();
    assert_eq!(notes, [(2, None), (1, Some("own"))]);
    assert_eq!(rule.title.as_deref(), Some("shared"));
    assert_eq!(rule.priority.len(), 2);
    assert_eq!((rule.open.count, rule.open.runs), (1, 2));
    let facts: Vec<&str> = rule.facts.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(facts, ["a", "b"]);
    assert!(matches!(rule.facts[0].1, FactSpec::Number(..)));
    let sections: Vec<&str> = rule
        .sections
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(sections, ["impact", "expected"]);
    assert_eq!(rule.sections[0].1, Section::Text("own".into()));
    assert_eq!(rule.lifecycle.close.clean_runs, 9);
    assert_eq!(
        rule.lifecycle.close.quiet(true),
        std::time::Duration::from_hours(24)
    );
    assert_eq!(rule.lifecycle.heartbeat, None);

    let unmatched = &rules.unmatched;
    assert_eq!(unmatched.rule.labels, ["ops", "bot-made"]);
    assert_eq!(
        (unmatched.rule.open.count, unmatched.rule.open.runs),
        (4, 3)
    );
    assert_eq!(unmatched.action(Severity::Warning), Action::Report);
    assert_eq!(unmatched.action(Severity::Error), Action::File);
}

#[test]
fn a_suppression_ends_by_itself() {
    let rule = rule("{id: a, match: {tool: x}, suppress: {until: 2026-12-31, because: known}}");
    let suppress = rule.suppress.unwrap();
    let at = |text: &str| text.parse::<Time>().unwrap();
    assert!(suppress.is_active(at("2026-12-30T23:59:59Z")));
    assert!(!suppress.is_active(at("2026-12-31T00:00:00Z")));
}

#[test]
fn globs_are_what_was_typed_not_the_folder_it_stands_in() {
    let yaml =
        "sources: [{name: a, path: 'x/*.json'}, {name: b, path: y.json}, {name: c, path: '-'}]";
    let rules = Rules::parse(yaml, Path::new("/odd[1]")).unwrap();
    let from: Vec<_> = rules.sources.iter().map(|s| s.spec.from.clone()).collect();
    assert_eq!(from[0], Origin::Paths(vec!["/odd[[]1[]]/x/*.json".into()]));
    assert_eq!(from[1], Origin::Paths(vec!["/odd[1]/y.json".into()]));
    assert_eq!(from[2], Origin::Stdin);
}

/// The example's rules on the real log and report that they are about.
#[test]
fn the_worked_example_on_its_data() {
    let folder = root().join("../shared/data/netra");
    let read = |name: &str| -> Option<serde_json::Value> {
        let text = std::fs::read_to_string(folder.join(name)).ok()?;
        serde_json::from_str(&text).ok()
    };
    let (Some(log), Some(report)) = (
        read("gcp-wrapped-20250915T1303.json"),
        read("architecture-compliance.json"),
    ) else {
        println!("skipped: {} has no such data", folder.display());
        return;
    };
    let rules = Arc::new(example());
    let inputs = [
        ("backend", "gcp", "/raw_logs", &log),
        ("architecture", "json", "/violations", &report),
    ];
    let mut taken: BTreeMap<String, (u64, Facts)> = BTreeMap::new();
    for (name, format, select, value) in inputs {
        let mut sink = Taken {
            rules: Arc::clone(&rules),
            source: name.to_owned(),
            by_rule: BTreeMap::new(),
        };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("input.json");
        std::fs::write(&path, value.to_string()).unwrap();
        let spec = SourceSpec {
            from: Origin::Paths(vec![path]),
            format: Some(format.parse().unwrap()),
            select: Some(select.to_owned()),
            ..rules.source(name).unwrap().spec.clone()
        };
        let read = crate::ingest::read(&spec, &crate::ingest::Limits::default(), &mut sink);
        assert!(read.records + read.findings > 0, "{:?}", read.problems);
        taken.extend(sink.by_rule);
    }
    let counts: Vec<String> = taken
        .iter()
        .map(|(rule, (n, _))| format!("{rule} {n}"))
        .collect();
    insta::assert_snapshot!(counts.join("\n"), @r"
    architecture 15
    database-initialization 10
    deployments 6
    malformed-responses 38
    migrations 10
    oauth-uri-mismatch 8
    sentry-sdk-missing 11
    service-id-whitespace 11
    unmatched 1
    websocket-manager-ssot 11
    ");
    let facts = &taken["websocket-manager-ssot"].1;
    assert_eq!(facts["classes"].count(), 11);
    assert_eq!(facts["instances"].count(), 11);
    let timeout = &taken["database-initialization"].1["timeout_seconds"];
    assert_eq!(timeout.values(), ["25"]);
}

/// Counts what each rule takes, and folds its facts.
struct Taken {
    rules: Arc<Rules>,
    source: String,
    by_rule: BTreeMap<String, (u64, Facts)>,
}

impl Taken {
    fn add(&mut self, position: Option<usize>, facts: impl Fn(&Rule) -> Facts) {
        let rules = Arc::clone(&self.rules);
        let rule = position.map_or(&rules.unmatched.rule, |i| &rules.rules[i]);
        let entry = self.by_rule.entry(rule.id.clone()).or_default();
        entry.0 += 1;
        fact::merge(&mut entry.1, facts(rule));
    }
}

impl Sink for Taken {
    fn fork(&self) -> Self {
        Self {
            rules: Arc::clone(&self.rules),
            source: self.source.clone(),
            by_rule: BTreeMap::new(),
        }
    }

    fn record(&mut self, record: &Record<'_>) {
        let position = self.rules.first_match(&self.source, record);
        self.add(position, |rule| rule.facts_of(record));
    }

    fn finding(&mut self, finding: RawFinding) {
        let position = self.rules.first_match_finding(&finding);
        self.add(position, |rule| rule.facts_of_finding(&finding));
    }

    fn join(&mut self, later: Self) {
        for (rule, (count, facts)) in later.by_rule {
            let entry = self.by_rule.entry(rule).or_default();
            entry.0 += count;
            fact::merge(&mut entry.1, facts);
        }
    }
}

//! Priorities and their reasons.

use super::*;
use crate::model::{Fact, Facts, Finding, Fingerprint, Number, Occurrences, Priority};

fn decided(clauses: &str, facts: &Facts, finding: &Finding) -> String {
    let known = "n: {number: /n, of: max}, last: {number: /l}, ids: {distinct: /i}";
    let rule = rule(&format!(
        "{{id: a, match: {{tool: log}}, facts: {{{known}}}, priority: {clauses}}}"
    ));
    let (priority, why) = rule.priority(&ProblemFacts {
        severity: finding.severity,
        seen: &finding.seen,
        facts,
        findings: std::slice::from_ref(finding),
    });
    format!("{priority}: {}", why.join("; "))
}

fn error() -> Finding {
    let mut finding = Finding::new("s", "log", Fingerprint::given("f"), "m".into());
    finding.severity = Severity::Error;
    finding.service = Some("api".into());
    finding.environment = Some("production".into());
    finding.labels.insert("team".into(), "web".into());
    finding.seen = Occurrences::once(None, None, Some("i-1"));
    finding.seen.count = 12;
    finding
}

#[test]
fn the_first_clause_that_holds_decides() {
    let facts = Facts::from([
        (
            "n".to_owned(),
            Fact::Number {
                value: Number::of(25.5).unwrap(),
                fold: crate::model::fact::Fold::Max,
            },
        ),
        ("last".to_owned(), Fact::latest(None, ["9".to_owned()])),
        (
            "ids".to_owned(),
            Fact::distinct(["a", "b"].map(str::to_owned)),
        ),
    ]);
    let said: Vec<String> = [
        "[{is: P1, when: {severity: error}}, {is: P2}]",
        "[{is: P1, when: {severity: critical}}, {is: P2, because: 'drift, not blocking'}]",
        "[{is: P0, because: users see it, when: {environment: prod*, count: 10}}]",
        "[{is: P0, when: {count: 13}}, {is: P3}]",
        "[{is: P1, when: {facts.n: 25}}]",
        "[{is: P1, when: {facts.n: 26}}, {is: P2, when: {facts.last: 9}}]",
        "[{is: P1, when: {facts.ids: 2}}]",
        "[{is: P1, when: {facts.ids: 'a'}}]",
        "[{is: P1, when: {facts.ids: [x, b]}}]",
        "[{is: P1, when: {any: [{count: 99}, {service: api}]}}]",
        "[{is: P1, when: {all: [{count: 1}, {labels.team: web}]}}]",
        "[{is: P0, when: {not: {severity: error}}}, {is: P1, when: {instances: 1}}]",
        "[{is: P0, when: {severity: {is: critical}}}]",
    ]
    .iter()
    .map(|clauses| decided(clauses, &facts, &error()))
    .collect();
    insta::assert_snapshot!(said.join("\n"), @r"
    P1: severity is error (at least error: P1)
    P2: drift, not blocking
    P0: users see it; environment is prod* (P0); 12 records (at least 10: P0)
    P3: rule a says P3
    P1: n is 25.5 (at least 25: P1)
    P2: last is 9 (at least 9: P2)
    P1: 2 of ids (at least 2: P1)
    P1: ids is a (P1)
    P1: ids is x or b (P1)
    P1: service is api (P1)
    P1: 12 records (at least 1: P1); labels.team is web (P1)
    P1: 1 instance (at least 1: P1)
    P2: severity is error (P2 unless rules.yaml says otherwise)
    ");
}

#[test]
fn a_fact_that_is_absent_never_holds() {
    let said = decided("[{is: P0, when: {facts.ids: 0}}]", &Facts::new(), &error());
    assert_eq!(
        said,
        "P2: severity is error (P2 unless rules.yaml says otherwise)"
    );
}

#[test]
fn nothing_is_p0_unless_a_person_says_so() {
    for (severity, expected) in [
        (Severity::Critical, Priority::P1),
        (Severity::Error, Priority::P2),
        (Severity::Warning, Priority::P3),
        (Severity::Notice, Priority::P3),
        (Severity::Info, Priority::P3),
    ] {
        let rule = Rules::without_file().unmatched.rule;
        let (priority, why) = rule.priority(&ProblemFacts {
            severity,
            seen: &Occurrences::default(),
            facts: &Facts::new(),
            findings: &[],
        });
        assert_eq!((priority, why.len()), (expected, 1));
    }
}

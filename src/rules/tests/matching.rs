//! What rules take, and the facts they pull out.

use super::*;
use crate::model::fact::Fold;
use crate::model::{Fact, Facts, Fingerprint, Location, Number};

fn takes(matches: &str, record: &Record<'_>) -> bool {
    let rule = rule(&format!("{{id: a, match: {matches}}}"));
    rule.matcher.record("backend", record)
}

fn warning() -> Record<'static> {
    let json = r#"{"labels":{"zone":"eu-1"},"n":{"a/b":7},"ok":true}"#;
    Record {
        severity: Some(Severity::Warning),
        service: Some("api".into()),
        environment: Some("staging".into()),
        ..entry(json, "Found other classes: ['a', 'b']")
    }
}

#[test]
fn keys_of_a_record() {
    let record = warning();
    for (matches, expected) in [
        ("{source: backend}", true),
        ("{source: back}", false),
        ("{source: 'b*d'}", true),
        ("{source: [other, backend]}", true),
        ("{service: /^a/}", true),
        ("{service: pi}", false),
        ("{environment: '{staging,production}'}", true),
        ("{tool: log}", true),
        ("{rule_id: '*'}", false),
        ("{path: '**'}", false),
        ("{message: other classes}", true),
        ("{message: Other}", false),
        ("{message: 'other*'}", false),
        (r"{message: '/\[.a/'}", true),
        ("{severity: notice}", true),
        ("{severity: warning}", true),
        ("{severity: error}", false),
        ("{severity: {is: notice}}", false),
        ("{severity: {is: WARN}}", true),
        ("{labels.zone: eu-1}", true),
        ("{labels.zone: 'us-*'}", false),
        ("{labels.absent: '*'}", false),
        ("{/labels/zone: 'eu-*'}", true),
        ("{/n/a~1b: 7}", true),
        ("{/n/a~1b: [6, 7]}", true),
        ("{/ok: true}", true),
        ("{/absent: '*'}", false),
        ("{service: api, severity: error}", false),
        ("{any: [{severity: error}, {service: api}]}", true),
        ("{all: [{severity: info}, {service: api}]}", true),
        ("{all: [{severity: error}, {service: api}]}", false),
        ("{not: {service: api}}", false),
        (
            "{service: api, not: {any: [{message: x}, {severity: critical}]}}",
            true,
        ),
    ] {
        assert_eq!(takes(matches, &record), expected, "{matches}");
    }
}

#[test]
fn a_record_without_a_severity_is_info() {
    assert!(takes("{severity: info}", &Record::text("x")));
    assert!(!takes("{severity: notice}", &Record::text("x")));
}

#[test]
fn keys_of_a_finding() {
    let mut finding = RawFinding::new("lint", "eslint", Fingerprint::given("f"), "bad".into());
    finding.rule_id = Some("import/no-cycle".into());
    finding.locations = ["src/a/x.js", "lib/y.js"]
        .map(|path| Location {
            path: path.into(),
            ..Location::default()
        })
        .to_vec();
    finding.labels.insert("team".into(), "web".into());
    finding.raw = serde_json::json!({"meta": {"fixable": true}});
    for (matches, expected) in [
        ("{source: lint, tool: eslint}", true),
        ("{rule_id: import/no-cycle}", true),
        ("{rule_id: 'import*'}", true),
        ("{path: 'src/*.js'}", false),
        ("{path: 'src/**/*.js'}", true),
        ("{path: 'lib/*.js'}", true),
        ("{path: lib}", false),
        ("{labels.team: web}", true),
        ("{/meta/fixable: true}", true),
        ("{message: ba}", true),
        ("{severity: notice}", false),
    ] {
        let rule = rule(&format!("{{id: a, match: {matches}}}"));
        assert_eq!(rule.matcher.finding(&finding), expected, "{matches}");
    }
}

#[test]
fn rules_say_whether_they_look_into_results() {
    for (text, expected) in [
        (
            "rules: [{id: a, match: {tool: x, labels.team: web}}]",
            false,
        ),
        ("rules: [{id: a, match: {/meta/fixable: true}}]", true),
        (
            "rules: [{id: a, match: {any: [{tool: x}, {not: {/n: 1}}]}}]",
            true,
        ),
        (
            "rules: [{id: a, match: {tool: x}, facts: {n: {distinct: /n}}}]",
            true,
        ),
        (
            "rules: [{id: a, match: {tool: x}, facts: {n: {list: '(x)'}}}]",
            false,
        ),
    ] {
        assert_eq!(rules(text).look_inside(), expected, "{text}");
    }
}

#[test]
fn names_with_brackets_are_names() {
    let mut record = warning();
    record.service = Some("bot[1]".into());
    assert!(takes("{service: 'bot[1]'}", &record));
}

#[test]
fn defaults_narrow_every_rule() {
    let rules =
        rules("defaults: {match: {severity: error}}\nrules: [{id: a, match: {service: api}}]");
    assert_eq!(rules.first_match("backend", &warning()), None);
}

#[test]
fn the_first_rule_takes_it() {
    let rules = rules(
        "rules:
  - {id: words, match: {message: zebra}}
  - {id: part, match: {message: Found other}}
  - {id: longer, match: {message: Found other classes}}
  - {id: all, match: {severity: info}}",
    );
    assert_eq!(rules.first_match("backend", &warning()), Some(1));
    assert_eq!(
        rules.first_match("backend", &Record::text("zebra Found other")),
        Some(0)
    );
    assert_eq!(rules.first_match("backend", &Record::text("x")), Some(3));
}

fn facts(spec: &str, record: &Record<'_>) -> Option<Fact> {
    let rule = rule(&format!(
        "{{id: a, match: {{tool: log}}, facts: {{x: {spec}}}}}"
    ));
    rule.facts_of(record).remove("x")
}

#[test]
fn facts_of_each_kind() {
    let record = warning();
    let latest = |values: &[&str]| Some(Fact::latest(None, values.iter().map(|v| (*v).to_owned())));
    let distinct = |values: &[&str]| Some(Fact::distinct(values.iter().map(|v| (*v).to_owned())));
    let number = |value, fold| {
        let value = Number::of(value)?;
        Some(Fact::Number { value, fold })
    };
    for (spec, expected) in [
        (r#"{list: "'([^']+)'"}"#, latest(&["a", "b"])),
        (r#"{list: "/'([^']+)'/", of: all}"#, distinct(&["a", "b"])),
        (r#"{list: "'.'"}"#, latest(&["'a'", "'b'"])),
        ("{list: '[0-9]+'}", None),
        ("{distinct: /labels/zone}", distinct(&["eu-1"])),
        ("{distinct: '/other (\\w+)/'}", distinct(&["classes"])),
        ("{distinct: /labels/absent}", None),
        ("{number: /n/a~1b, of: max}", number(7.0, Fold::Max)),
        ("{number: /n/a~1b, of: min}", number(7.0, Fold::Min)),
        ("{number: /n/a~1b, of: sum}", number(7.0, Fold::Sum)),
        ("{number: /n/a~1b}", latest(&["7"])),
        ("{number: /labels/zone, of: max}", None),
        ("{number: /labels/zone}", None),
        ("{text: /labels/zone}", latest(&["eu-1"])),
        ("{text: '/Found (zzz)?/'}", latest(&["Found "])),
        ("{text: /labels}", None),
    ] {
        assert_eq!(facts(spec, &record), expected, "{spec}");
    }
}

#[test]
fn facts_of_a_finding_come_from_its_raw_result() {
    let mut finding = RawFinding::new("a", "b", Fingerprint::given("f"), "4852 lines".into());
    finding.raw = serde_json::json!({"limit": 300});
    let rule = rule(
        "{id: a, match: {tool: b}, facts: {limit: {number: /limit, of: max}, lines: {number: '/([0-9]+) lines/'}}}",
    );
    let facts: Facts = rule.facts_of_finding(&finding);
    assert_eq!(facts["limit"].values(), ["300"]);
    assert_eq!(facts["lines"].values(), ["4852"]);
}

#[test]
fn values_are_cut_and_not_in_the_middle_of_a_character() {
    let long = "é".repeat(MAX_CHARS + 50);
    let fact = facts("{text: '/é+/'}", &Record::text(&long)).unwrap();
    assert_eq!(fact.values()[0].chars().count(), MAX_CHARS);
}

/// The shared pass over messages changes nothing but the time it takes.
mod prefilter {
    use super::*;
    use proptest::prelude::*;

    fn condition() -> impl Strategy<Value = String> {
        let leaf = prop_oneof![
            "[ab]{1,3}".prop_map(|part| format!("{{message: '{part}'}}")),
            "[ab]{1,2}".prop_map(|part| format!("{{message: '/{part}$/'}}")),
            "[ab]".prop_map(|service| format!("{{service: {service}}}")),
            ("[ab]{1,3}", "[ab]").prop_map(|(m, s)| format!("{{message: {m}, service: {s}}}")),
        ];
        leaf.prop_recursive(2, 6, 2, |inner| {
            prop_oneof![
                (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{{any: [{a}, {b}]}}")),
                (inner.clone(), "[ab]").prop_map(|(a, b)| format!("{{not: {a}, message: {b}}}")),
            ]
        })
    }

    proptest! {
        #[test]
        fn agrees_with_asking_each_rule(
            conditions in proptest::collection::vec(condition(), 0..80),
            message in "[abc]{0,12}",
            service in "[ab]",
        ) {
            let list: Vec<String> = conditions
                .iter()
                .enumerate()
                .map(|(i, condition)| format!("{{id: r{i}, match: {condition}}}"))
                .collect();
            let rules = rules(&format!("rules: [{}]", list.join(", ")));
            let record = Record {
                service: Some(service.as_str().into()),
                ..Record::text(&message)
            };
            let one_by_one = rules.rules.iter().position(|r| r.matcher.record("s", &record));
            prop_assert_eq!(rules.first_match("s", &record), one_by_one);
        }
    }
}

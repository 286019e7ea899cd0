//! What problems are called.

use std::sync::Arc;

use super::plain::title;
use super::*;
use crate::model::{Fingerprint, Location, RuleInfo};
use crate::tracker::Dialect;

fn finding(tool: &str, message: &str) -> Finding {
    Finding::new(
        "s",
        tool,
        Fingerprint::given("0123456789abcdef"),
        message.to_owned(),
    )
}

fn result(rule: &str, path: &str, message: &str) -> Finding {
    Finding {
        rule_id: Some(rule.to_owned()),
        locations: vec![Location {
            path: path.to_owned(),
            line: Some(3),
            column: None,
        }],
        ..finding("CodeQL", message)
    }
}

fn about(summary: &str, finding: Finding) -> Finding {
    Finding {
        rule: Some(Arc::new(RuleInfo {
            summary: Some(summary.to_owned()),
        })),
        ..finding
    }
}

fn test(class: &str, name: &str, message: &str) -> Finding {
    let mut finding = finding("junit", message);
    finding.labels.insert("class".to_owned(), class.to_owned());
    finding.labels.insert("test".to_owned(), name.to_owned());
    finding
}

fn called(findings: &[Finding]) -> String {
    title(findings).unwrap_or_default()
}

#[test]
fn a_result_is_called_by_its_rule_and_its_place() {
    let sql = result(
        "js/sql-injection",
        "routes/search.ts",
        "This query depends on a value.",
    );
    assert_eq!(
        called(&[about(
            "Database query built from user-controlled sources",
            sql.clone()
        )]),
        "Database query built from user-controlled sources in routes/search.ts (js/sql-injection)"
    );
    // Without words for the rule, by the result's first sentence.
    assert_eq!(
        called(&[sql]),
        "This query depends on a value in routes/search.ts (js/sql-injection)"
    );
}

#[test]
fn results_of_one_rule_are_called_by_what_they_say_alike() {
    let unused =
        |name: &str, path: &str| result("F401", path, &format!("`{name}` imported but unused"));
    assert_eq!(
        called(&[unused("os", "a.py"), unused("sys", "b.py")]),
        "imported but unused (F401)"
    );
    let other = result("F401", "c.py", "unused");
    assert_eq!(called(&[unused("os", "a.py"), other]), "F401");
}

#[test]
fn a_long_place_is_its_file_and_everything_fits() {
    let path = format!("{}end/of.rs", "folder/".repeat(20));
    let title = called(&[result("rule", &path, &"words ".repeat(40))]);
    assert!(title.ends_with("… in of.rs (rule)"), "{title}");
    assert!(title.chars().count() <= TITLE_CHARS, "{title}");
}

#[test]
fn a_test_is_called_by_its_name_and_its_failure() {
    let failed = test(
        "shop.tests.TestCheckout",
        "test_refund",
        "shop.tests.TestCheckout.test_refund: AssertionError: 402 != 200",
    );
    assert_eq!(
        called(&[failed]),
        "TestCheckout › test_refund: AssertionError: 402 != 200"
    );
    let timed_out = test("", "works", "works: timed out after 30013 ms");
    assert_eq!(called(&[timed_out]), "works: timed out after …");
    let silent = test("a.Bee", "cee", "a.Bee.cee");
    assert_eq!(called(&[silent]), "Bee › cee");
}

#[test]
fn an_advisory_is_called_by_its_number_and_its_package() {
    let trivy = result(
        "container_scanning",
        "images/alpine.tar.gz (alpine 3.19)",
        "CVE-2024-1234 - openssl - 3.1.4 - openssl: overflow",
    );
    assert_eq!(called(&[trivy]), "CVE-2024-1234 in openssl (alpine 3.19)");
}

#[test]
fn a_secret_is_called_one_and_nothing_of_it_is_shown() {
    let mut secret = result("generic-api-key", "src/pay.py", "A secret was found here.");
    secret.labels.insert("secret".to_owned(), "true".to_owned());
    assert_eq!(
        called(&[secret]),
        "Secret found in src/pay.py (generic-api-key)"
    );
}

#[test]
fn a_log_is_called_by_its_service_and_its_words() {
    let mut log = finding(
        "log",
        "asyncpg.ConnectionFailure: connection to <*> refused",
    );
    assert_eq!(
        called(&[log.clone()]),
        "asyncpg.ConnectionFailure: connection to … refused"
    );
    log.service = Some("checkout".to_owned());
    assert_eq!(
        called(&[log]),
        "checkout: asyncpg.ConnectionFailure: connection to … refused"
    );
    for (template, expected) in [
        (
            "<*> ERROR <*> - Port <*> was already in use",
            "Port … was already in use",
        ),
        (
            "ERROR worker exited with code <*>",
            "worker exited with code …",
        ),
        (
            "Error: card declined in charge (app/pay.js)",
            "Error: card declined in charge (app/pay.js)",
        ),
        ("<*> <*>", ""),
    ] {
        assert_eq!(called(&[finding("log", template)]), expected);
    }
}

#[test]
fn what_says_nothing_is_called_by_identifiers() {
    let rule = crate::rules::Rules::without_file().unmatched.rule;
    let called = |finding: &Finding, titles| {
        let style = Style {
            escaper: Escaper::new(Dialect::GITHUB),
            titles,
        };
        let findings = std::slice::from_ref(finding);
        of(
            &rule,
            false,
            findings,
            &Facts::new(),
            Severity::Error,
            style,
        )
        .0
    };
    let mut log = finding("log", "please close #1 (psycopg2.OperationalError) @all");
    assert_eq!(
        called(&log, Titles::Plain),
        "please close 1 (psycopg2.OperationalError) all"
    );
    assert_eq!(
        called(&log, Titles::Identifiers),
        "Error in the log: psycopg2.OperationalError"
    );
    log.message = "<*>".to_owned();
    log.service = Some("api".to_owned());
    assert_eq!(
        called(&log, Titles::Plain),
        "Error in the log of api: 01234567"
    );
}

#[test]
fn a_title_of_rules_yaml_names_a_test_and_what_it_said() {
    let failed = test("a.Bee", "cee", "a.Bee.cee: AssertionError: 402 != 200");
    let named = super::plain::named(&[failed]);
    let value = |name: &str| {
        let found = named.iter().find(|(n, _)| *n == name);
        found.map(|(_, value)| value.as_str())
    };
    assert_eq!(value("message"), Some("AssertionError: 402 != 200"));
    assert_eq!(
        (value("suite"), value("test")),
        (Some("a.Bee"), Some("cee"))
    );
    assert_eq!(value("package"), None);
}

//! Values that YAML takes for comments, and other values that mean something
//! else than they say.

use super::*;

/// What is said of a file: `LINE:COLUMN LEVEL MESSAGE (HELP)`.
fn said(yaml: &str) -> Vec<String> {
    let diagnostics = match Rules::parse(yaml, Path::new(".")) {
        Ok(rules) => rules.warnings,
        Err(found) => found,
    };
    let one = |d: &Diagnostic| {
        let level = if d.level == Level::Error {
            "error"
        } else {
            "warning"
        };
        let help = d.help.as_deref().unwrap_or_default();
        format!("{}:{} {level} {} ({help})", d.line, d.column, d.message)
    };
    diagnostics.list.iter().map(one).collect()
}

fn rule(lines: &str) -> String {
    format!("rules:\n  - id: a\n    match: {{tool: x}}\n    {lines}")
}

#[test]
fn an_issue_that_is_a_comment_is_an_error() {
    assert_eq!(
        said(&rule("issue: #12")),
        [
            "4:5 error `issue` has no value: `#12` is a comment in YAML (write `issue: 12`, or '#12' in quotes where it is a text)"
        ]
    );
    assert_eq!(
        said(&rule("issue: # 12")),
        [
            "4:5 error `issue` has no value: `# 12` is a comment in YAML (write `issue: 12`, or '# 12' in quotes where it is a text)"
        ]
    );
    assert_eq!(
        said(&rule("issue: '#12'")),
        ["4:12 error expected a whole number, 0 or more, found the text `#12` (write 12)"]
    );
    assert_eq!(
        said("label: #bug"),
        ["1:1 error `label` has no value: `#bug` is a comment in YAML (write '#bug' in quotes)"]
    );
    assert_eq!(
        said(&rule("labels: #bug")),
        ["4:11 error expected a list, found nothing (write '#bug' in quotes)"]
    );
}

#[test]
fn an_empty_value_is_said_and_null_is_meant() {
    assert_eq!(
        said(&rule("issue:")),
        [
            "4:5 warning `issue` has no value: it counts as not there (give it a value, take it out, or write `null`)"
        ]
    );
    assert_eq!(
        said(&rule("issue: # none so far")),
        [
            "4:5 warning `issue` has no value: it counts as not there (give it a value, take it out, or write `null`)"
        ]
    );
    for meant in [
        "issue: null",
        "issue: ~",
        "issue: 12",
        "issue: 12 # agreed",
        "title: 'Fix #12'",
    ] {
        assert_eq!(said(&rule(meant)), [""; 0], "{meant}");
    }
}

#[test]
fn a_text_that_a_comment_cuts_off_is_said() {
    assert_eq!(
        said(&rule("title: Fix é #12 now")),
        [
            "4:12 warning `#12` after it is a comment in YAML, no part of it (write 'Fix é #12 now' in quotes)"
        ]
    );

    assert_eq!(said(&rule("title: Fix it # soon")), [""; 0]);
}

#[test]
fn logins_are_accounts() {
    assert_eq!(
        said(&rule("assignees: ['@alice']")),
        ["4:17 error `@alice` cannot be a login (did you mean `alice`?)"]
    );
    assert_eq!(
        said(&rule("assignees: ['@acme/backend']")),
        [
            "4:17 error `@acme/backend` cannot be a login (a team cannot be assigned; name its people)"
        ]
    );
    assert_eq!(
        said("bots: [a b]"),
        [
            "1:8 error `a b` cannot be a login (letters, digits, `-`, `_` and `.`; apps end in `[bot]`)"
        ]
    );
    let known = "bots: ['github-actions[bot]', alice_acme, a.b-c]";
    assert_eq!(said(known), [""; 0]);
}

#[test]
fn a_fact_that_text_cannot_have_is_said() {
    let with = |format: &str, fact: &str| {
        said(&format!(
            "sources: [{{name: a, path: b, format: {format}}}]\nrules: [{{id: a, match: {{source: a}}, facts: {{n: {{{fact}}}}}}}]"
        ))
    };
    assert_eq!(with("text", "number: /status").len(), 1);
    assert_eq!(with("gcp", "number: /status"), [""; 0]);
    assert_eq!(with("text", "number: '/status=(\\d+)/'"), [""; 0]);
}

#[test]
fn a_title_for_what_no_rule_takes_has_the_facts_of_defaults() {
    let rule = "rules: [{id: a, match: {tool: x}, facts: {n: {number: /n}}}]";
    let with = |rest: &str| {
        said(&format!(
            "defaults: {{title: '{{{{facts.n.count}}}} of it'}}\n{rule}\n{rest}"
        ))
    };
    assert_eq!(
        with("unmatched: file"),
        [
            "1:19 warning there is no `facts.n.count` here, for what no rule takes (its title is then made of names alone)"
        ]
    );
    assert_eq!(with("unmatched: report"), [""; 0]);
}

//! Issues of a program that did not remember how a problem was found, and
//! answers of a service that are no log.

use serde_json::{Value, json};

use crate::absence::{Project, at, sarif, tool};

const RULES: &str = "
sources: [{name: lint, path: lint.sarif}, {name: app, path: app.log, format: text}, {name: build, path: build.jsonl, format: cargo}]
rules: [{id: lint, match: {source: lint}, title: Bad code}, {id: app, match: {source: app, severity: error}, title: Declined}, {id: build, match: {source: build}, title: Unused}]
lifecycle: {close: {clean_runs: 2, quiet: 1h}}
";

/// What the sources held when the issues were filed, and what they hold later.
fn write(story: &Project, day: u32, is_there: bool) {
    let mut run = tool("ruff", if is_there { &["a.py"] } else { &[] }, 24 * day);
    if is_there {
        let region = &mut run["results"][0]["locations"][0]["physicalLocation"]["region"];
        *region = json!({"startLine": 3, "snippet": {"text": "eval(x)"}});
    }
    story.file("lint.sarif", &sarif(&[run]));
    let said = if is_there {
        "ERROR payment 4711 was declined by the bank"
    } else {
        "INFO up"
    };
    story.file("app.log", &format!("{} {said}\n", at(24 * day)));
    let (id, target) = (
        "path+file:///w/shop/crates/cart#0.1.0",
        json!({"kind": ["lib"], "name": "cart"}),
    );
    let warning = json!({"reason": "compiler-message", "package_id": id, "target": target,
        "message": {"message": "unused variable: `total`", "code": {"code": "unused_variables"}, "level": "warning",
            "spans": [{"file_name": "crates/cart/src/lib.rs", "is_primary": true, "line_start": 3, "column_start": 9, "text": [{"text": "let total = 1;"}]}],
            "children": []}});
    let rest = [
        json!({"reason": "compiler-artifact", "package_id": id, "target": target}),
        json!({"reason": "build-finished", "success": true, "day": day}),
    ];
    let lines = is_there.then_some(warning).into_iter().chain(rest);
    let lines: Vec<String> = lines.map(|line: Value| line.to_string()).collect();
    story.file("build.jsonl", &lines.join("\n"));
}

/// A tracker as the program of then wrote it.
fn filed_then() -> Project {
    let story = Project::new(RULES);
    let fixtures = crate::bot::root().join("tests/it/fixtures/no-memory");
    for entry in std::fs::read_dir(fixtures).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let text = std::fs::read_to_string(entry.path()).unwrap();
        story.file(&format!("issues/{name}"), &text);
    }
    story
}

#[test]
fn issues_without_memory_are_not_written_for_it_and_close_by_complete_reads() {
    let story = filed_then();
    let before = story.bot.files("issues");
    write(&story, 0, true);
    for hour in 1..4 {
        story.sync(hour).did(&[]);
    }
    assert_eq!(story.bot.files("issues"), before);
    assert!(!before.contains("\"found\""));
    for day in 1..4 {
        write(&story, day, false);
        story.sync(24 * day);
    }
    for number in 1..4 {
        let text = story.issue(number);
        assert!(text.contains("state: completed"), "{text}");
        assert!(text.contains("looked for in 2 clean runs"), "{text}");
    }
}

#[test]
fn issues_without_memory_get_it_with_the_next_write() {
    let story = filed_then();
    write(&story, 2, true);
    let ran = story.sync(48);
    let written = (1..4).filter(|n| story.issue(*n).contains("\"found\":"));
    let written: Vec<String> = written.map(|n| format!("update #{n}")).collect();
    assert_eq!(ran.lines, written);
    // Of the log the evidence is newer; of the reports nothing changed.
    assert!(ran.lines.contains(&"update #1".to_owned()), "{ran:#?}");
}

#[test]
fn an_error_of_cloud_logging_keeps_issues() {
    let rules = "
sources: [{name: prod, path: prod.json, format: gcp}]
rules: [{id: prod, match: {source: prod, severity: error}, title: Refused}]
lifecycle: {close: {clean_runs: 2, quiet: 1h}}
";
    let story = Project::new(rules);
    let entry = |day: u32, severity: &str, text: &str| {
        let id = format!("a{day}");
        json!([{"insertId": id, "timestamp": at(24 * day), "severity": severity, "logName": "projects/p/logs/stderr",
            "resource": {"type": "cloud_run_revision", "labels": {"service_name": "shop"}}, "textPayload": text}])
    };
    let refused = "payment gateway refused the connection";
    story.file("prod.json", &entry(0, "ERROR", refused).to_string());
    story.sync(0).did(&["create"]);
    let error = json!({"error": {"code": 403, "message": "Permission denied for all log views", "status": "PERMISSION_DENIED"}});
    for (day, answer) in [
        (1, error.clone()),
        (2, error.clone()),
        (3, json!([error])),
        (4, error["error"].clone()),
        (5, json!({})),
        (6, json!([])),
    ] {
        story.file("prod.json", &answer.to_string());
        let ran = story.sync(24 * day);
        assert_eq!(ran.lines.len(), 1, "{ran:#?}");
        assert!(
            ran.lines[0].starts_with("keep #1: source prod "),
            "{ran:#?}"
        );
        assert!(story.is_open(1));
    }
    for day in 7..10 {
        story.file("prod.json", &entry(day, "INFO", "up").to_string());
        story.sync(24 * day);
    }
    assert!(!story.is_open(1));
}

#[test]
fn a_format_that_is_named_wrongly_is_told_with_the_one_of_before() {
    let rules = "sources: [{name: app, path: app.out}]\nunmatched: {file: {severity: error}}\n";
    let story = Project::new(rules);
    let text = format!("{} ERROR payment was declined\n", at(0));
    story.file("app.out", &text);
    story.sync(0).did(&["create"]);
    story.rules(&rules.replace("app.out", "app.out, format: junit"));
    let ran = story.sync(24);
    ran.did(&["keep #1: source app failed"]);
    let why = "its `format` says junit, and what it found before was text";
    assert!(ran.out.contains(why), "{ran:#?}");
}

//! The shared cases of what must not count as gone, over several runs.

use std::path::PathBuf;

use crate::absence::Project;
use crate::bot::shared;

const RULES: &str = "
sources: [{name: lint, path: 'in/*'}]
unmatched: file
";

/// A case's input.
fn case(path: &str) -> Option<PathBuf> {
    shared(&format!("cases/{path}"))
}

fn put(story: &Project, path: &PathBuf, name: &str) {
    story.file(name, &std::fs::read_to_string(path).unwrap());
}

#[test]
fn documents_that_are_no_reports_close_nothing() {
    let Some(folder) = case("crash-docs/in") else {
        return;
    };
    let story = Project::new(&RULES.replace("'in/*'", "lint.sarif"));
    put(&story, &folder.join("good.sarif"), "lint.sarif");
    story.sync(0).did(&["create"]);
    let bad = [
        "error.txt",
        "killed.txt",
        "null.json",
        "string.json",
        "page.html",
        "empty",
        "newline",
        "array.json",
        "object.json",
        "runs-empty.json",
        "runs-null.json",
        "truncated.sarif",
        "apierror.json",
        "zero.json",
        "undefined.txt",
        "xmldecl.xml",
        "cs-empty.xml",
    ];
    for (hours, name) in bad.iter().enumerate() {
        put(&story, &folder.join(name), "lint.sarif");
        let ran = story.sync(5 * (1 + u32::try_from(hours).unwrap()));
        assert_eq!(ran.code, 1, "{name}: {ran:#?}");
        assert_eq!(ran.lines.len(), 1, "{name}: {ran:#?}");
        assert!(ran.lines[0].starts_with("keep #1: "), "{name}: {ran:#?}");
    }
}

#[test]
fn a_file_that_is_missing_closes_nothing() {
    let Some(folder) = case("glob-missing-file/in") else {
        return;
    };
    let files = ["backend.sarif", "frontend.sarif"];
    for (gone, left) in [(0, 1), (1, 0)] {
        let story = Project::new(RULES);
        for name in files {
            put(&story, &folder.join(name), &format!("in/{name}"));
        }
        story.sync(0);
        let before = story.bot.files("issues");
        let open = before.matches("state: open").count();
        std::fs::remove_file(story.bot.path(&format!("in/{}", files[gone]))).unwrap();
        let text = std::fs::read_to_string(folder.join(files[left])).unwrap();
        for day in 1..6 {
            // The rest is made anew each day.
            let anew = " ".repeat(usize::try_from(day).unwrap());
            story.file(&format!("in/{}", files[left]), &format!("{text}{anew}"));
            story.sync(24 * day);
        }
        let after = story.bot.files("issues");
        assert_eq!(after.matches("state: open").count(), open, "{after}");
    }
}

#[test]
fn a_suite_that_failed_to_run_comes_back() {
    let Some(report) = case("jest-suite-failed/in/report.xml") else {
        return;
    };
    let story = Project::new(&RULES.replace("'in/*'", "junit.xml"));
    put(&story, &report, "junit.xml");
    story.sync(0);
    assert!(story.is_open(1));
    assert!(!story.issue(1).contains("1970"), "{}", story.issue(1));
    story.edit(
        "state: open",
        "state: completed\nclosed_at: 2025-09-02T00:00:00Z",
    );
    let text = std::fs::read_to_string(&report).unwrap();
    story.file("junit.xml", &format!("{text}\n"));
    let ran = story.sync(24 * 4);
    assert!(ran.lines.contains(&"reopen #1".to_owned()), "{ran:#?}");
}

#[test]
fn a_line_that_moved_is_shown_where_it_is() {
    let Some(folder) = case("line-moved/in") else {
        return;
    };
    let story = Project::new(&RULES.replace("'in/*'", "lint.sarif"));
    put(&story, &folder.join("1.sarif"), "lint.sarif");
    story.sync(0).did(&["create"]);
    assert!(story.issue(1).contains("app/db.py:9"));
    put(&story, &folder.join("2.sarif"), "lint.sarif");
    story.sync(25).did(&["update #1"]);
    assert!(
        story.issue(1).contains("app/db.py:509"),
        "{}",
        story.issue(1)
    );
}

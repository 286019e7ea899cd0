//! Evidence in time: older never replaces newer, what cannot be right decides
//! nothing, the same bytes are no news.

use serde_json::json;

use crate::absence::{Project, at, sarif, tool};

const LINT: &str = "
sources: [{name: lint, path: lint.sarif}]
rules: [{id: lint, match: {source: lint}, title: Bad code}]
";

/// A log whose result has a level.
fn leveled(level: &str, hour: u32) -> String {
    let mut run = tool("ruff", &["a.py"], hour);
    run["results"][0]["level"] = json!(level);
    sarif(&[run])
}

#[test]
fn a_report_of_an_earlier_time_changes_and_closes_nothing() {
    let story = Project::new(LINT);
    story.file("lint.sarif", &leveled("error", 24 * 5));
    story.sync(24 * 5).did(&["create"]);
    story.file("lint.sarif", &leveled("note", 24));
    story
        .sync(24 * 6)
        .did(&["keep #1: the evidence is older than what it shows"]);
    for day in 1..5 {
        story.file("lint.sarif", &sarif(&[tool("ruff", &[], 24 * day)]));
        story
            .sync(24 * (6 + day))
            .did(&["keep #1: the evidence of source lint is older than what is known"]);
    }
    for day in 11..14 {
        story.file("lint.sarif", &sarif(&[tool("ruff", &[], 24 * day)]));
        story.sync(24 * day);
    }
    assert!(!story.is_open(1));
}

#[test]
fn what_a_person_closed_stays_closed_for_a_line_of_the_future() {
    let story = Project::new(&LOGS.replace("file", "{file: {severity: error}}"));
    let lines = [
        (
            "2031-01-01T00:00:00Z",
            "ERROR payment was declined by the bank",
        ),
        (&at(1), "INFO up"),
    ];
    story.file("app.log", &log(&lines));
    story.sync(2).did(&["create"]);
    story.edit(
        "state: open",
        &format!("state: completed\nclosed_at: {}", at(3)),
    );
    story
        .sync(4)
        .did(&["keep #1: it is closed, and no evidence is newer"]);
}

#[test]
fn what_a_person_opened_may_close_once_it_was_seen_again() {
    let story = Project::new(LINT);
    let report = |files: &[&str], day: u32| {
        story.file("lint.sarif", &sarif(&[tool("ruff", files, 24 * day)]));
        story.sync(24 * day)
    };
    report(&["a.py"], 0).did(&["create"]);
    let opened = json!({"status": {"what": "reopened", "by": "ada", "at": at(12), "comment": 7}});
    story.edit(
        "\"visible\":",
        &format!("\"decisions\":{opened},\"visible\":"),
    );
    report(&[], 1).did(&["keep #1: opened again by ada"]);
    report(&["a.py"], 2).did(&["update #1"]);
    report(&["a.py"], 3).did(&[]);
    for day in 4..7 {
        assert!(story.is_open(1));
        report(&[], day);
    }
    assert!(!story.is_open(1));
}

/// A report without a time.
fn timeless(files: &[&str], note: &str) -> String {
    let mut run = tool("ruff", files, 0);
    run.as_object_mut().unwrap().remove("invocations");
    run["properties"] = json!({"note": note});
    sarif(&[run])
}

#[test]
fn the_same_bytes_close_and_open_nothing() {
    let story = Project::new(LINT);
    story.file("lint.sarif", &timeless(&["a.py"], ""));
    story.sync(0).did(&["create"]);
    story.file("lint.sarif", &timeless(&[], ""));
    story.sync(24).did(&["update #1"]);
    for hour in 25..40 {
        // Downloaded anew each hour.
        story.file("lint.sarif", &timeless(&[], ""));
        story.sync(hour).did(&[]);
    }
    // Others, but not an hour later.
    story.file("lint.sarif", &timeless(&[], "a"));
    story.sync(41).did(&["update #1"]);
    story.file("lint.sarif", &timeless(&[], "b"));
    story.sync(41).did(&[]);
    story.file("lint.sarif", &timeless(&[], "c"));
    story.sync(43).did(&["close #1", "comment #1"]);
}

#[test]
fn runs_count_for_opening_as_they_do_for_closing() {
    let rules = LINT.replace("title: Bad code", "title: Bad code, open: {runs: 2}");
    let report = |story: &Project, text: &str| {
        story.file("lint.sarif", text);
    };
    // Without a time: other bytes, an hour later.
    let story = Project::new(&rules);
    report(&story, &timeless(&["a.py"], ""));
    story.sync(0).did(&["create"]);
    assert!(story.issue(1).contains("Problems without an issue"));
    report(&story, &timeless(&["a.py"], ""));
    story.sync(5).did(&[]);
    report(&story, &timeless(&["a.py"], "b"));
    story.sync(6).did(&["create", "close #1"]);
    // With one: a newer.
    let story = Project::new(&rules);
    report(&story, &sarif(&[tool("ruff", &["a.py"], 0)]));
    story.sync(0).did(&["create"]);
    story.sync(5).did(&[]);
    report(&story, &sarif(&[tool("ruff", &["a.py"], 7)]));
    story.sync(7).did(&["create", "close #1"]);
}

const LOGS: &str = "
sources: [{name: app, path: app.log, format: text}]
unmatched: file
";

fn log(lines: &[(&str, &str)]) -> String {
    let lines = lines.iter().map(|(time, text)| format!("{time} {text}"));
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

#[test]
fn a_line_of_the_future_stops_nothing() {
    let rules =
        "rules: [{id: pay, match: {message: 'was declined'}, group_by: [rule], title: Declined}]\n";
    let story = Project::new(&format!("{LOGS}{rules}"));
    let error = "ERROR payment was declined by the bank";
    story.file(
        "app.log",
        &log(&[("2031-01-01T00:00:00Z", error), (&at(1), error)]),
    );
    let ran = story.sync(2);
    ran.did(&["create"]);
    assert!(ran.out.contains("cannot be right"), "{ran:#?}");
    let text = story.issue(1);
    assert!(
        text.contains(&format!("\"last_seen\":\"{}\"", at(1))),
        "{text}"
    );
    // It gets worse, and that is told.
    let worse = "CRITICAL payment was declined by the bank";
    story.file(
        "app.log",
        &log(&[("2031-01-01T00:00:00Z", error), (&at(5), worse)]),
    );
    let ran = story.sync(6);
    assert!(ran.lines.contains(&"update #1".to_owned()), "{ran:#?}");
    // It closes, though another line is of the future.
    for day in 1..12 {
        let other = [
            ("2031-01-01T00:00:00Z", "INFO up"),
            (&at(24 * day), "INFO up"),
        ];
        story.file("app.log", &log(&other));
        story.sync(24 * day);
    }
    assert!(!story.is_open(1), "{}", story.issue(1));
}

#[test]
fn quiet_time_is_counted_from_what_is_known() {
    let rules = format!("{LOGS}lifecycle: {{heartbeat: never}}\n");
    let story = Project::new(&rules);
    let error = "ERROR payment was declined by the bank";
    for day in 0..8 {
        story.file("app.log", &log(&[(&at(24 * day), error)]));
        let ran = story.sync(24 * day);
        assert_eq!(ran.lines.len(), usize::from(day == 0), "{ran:#?}");
    }
    // Seen for the last time on the seventh day, and not written since the first.
    for day in 8..14 {
        story.file("app.log", &log(&[(&at(24 * day), "INFO up")]));
        let ran = story.sync(24 * day);
        assert!(story.is_open(1), "{ran:#?}");
    }
    let text = story.issue(1);
    assert!(
        text.contains("**Not seen since 2025-09-09 00:00:00 UTC**"),
        "{text}"
    );
    for day in 14..17 {
        story.file("app.log", &log(&[(&at(24 * day), "INFO up")]));
        story.sync(24 * day);
    }
    assert!(!story.is_open(1));
}

#[test]
fn a_moved_line_is_shown_at_its_new_place() {
    let story = Project::new(LINT);
    let moved = |line: u32, hour| {
        let mut run = tool("ruff", &["a.py"], hour);
        let region = &mut run["results"][0]["locations"][0]["physicalLocation"]["region"];
        *region = json!({"startLine": line, "snippet": {"text": "eval(x)"}});
        sarif(&[run])
    };
    story.file("lint.sarif", &moved(9, 0));
    story.sync(0).did(&["create"]);
    story.file("lint.sarif", &moved(509, 2));
    story.sync(2).did(&[]);
    story.file("lint.sarif", &moved(509, 25));
    story.sync(25).did(&["update #1"]);
    let text = story.issue(1);
    assert!(
        text.contains("a.py:509") && !text.contains("a.py:9"),
        "{text}"
    );
    story.file("lint.sarif", &moved(509, 50));
    story.sync(50).did(&[]);
}

#[test]
fn an_edited_issue_counts_its_clean_runs() {
    let story = Project::new(LINT);
    story.file("lint.sarif", &sarif(&[tool("ruff", &["a.py"], 0)]));
    story.sync(0).did(&["create"]);
    story.edit("## Evidence", "## Evidence, as I see it");
    for day in 1..4 {
        story.file("lint.sarif", &sarif(&[tool("ruff", &[], 24 * day)]));
        story.sync(24 * day);
    }
    assert!(!story.is_open(1));
    assert!(story.issue(1).contains("as I see it"));
}

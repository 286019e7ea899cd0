//! What becomes of an issue: the table of the lifecycle, through the binary,
//! on a folder that a person edits between runs.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::bot::{Bot, Run};

const RULES: &str = "
version: 1
target: dir:issues
sources:
  - name: lint
    path: lint.json
    format: json
    select: /findings
    collected: /at
    fields: {rule_id: rule, path: file, severity: severity, message: message}
rules:
  - id: lint
    match: {source: lint}
    group_by: [rule_id]
    title: 'lint: {{rule_id}}'
    labels: [lint]
";

/// A project over time.
struct Story {
    bot: Bot,
}

/// What a run did: `action #number` or `keep #number: reason`, in order.
struct Told {
    run: Run,
    lines: Vec<String>,
}

impl Story {
    fn new() -> Self {
        Self::with_rules(RULES)
    }

    fn with_rules(rules: &str) -> Self {
        let bot = Bot::new();
        bot.write("rules.yaml", rules);
        Self { bot }
    }

    /// Both problems filed: a as #1, b as #2.
    fn begin() -> Self {
        let story = Self::new();
        story.sync(0, &["a"]);
        story.sync(0, &["a", "b"]);
        story
    }

    /// A sync on a day at an hour, of a report made just then.
    fn sync(&self, day: u32, rules: &[&str]) -> Told {
        self.sync_with(day, rules, "warning", "")
    }

    fn sync_with(&self, day: u32, rules: &[&str], severity: &str, options: &str) -> Told {
        let at = date(day);
        let findings: Vec<Value> = rules
            .iter()
            .map(|rule| json!({"rule": rule, "file": format!("src/{rule}.rs"), "severity": severity, "message": "wrong"}))
            .collect();
        let report = json!({"at": at, "findings": findings});
        self.bot.write("lint.json", report.to_string());
        self.run(&format!("sync --format json --now {at} {options}"))
    }

    fn run(&self, arguments: &str) -> Told {
        let run = self.bot.run(arguments);
        let mut lines = Vec::new();
        if let Ok(json) = serde_json::from_str::<Value>(&run.out) {
            for change in json["changes"].as_array().into_iter().flatten() {
                let action = change["action"].as_str().unwrap();
                let number = change["number"].as_u64().map(|n| format!(" #{n}"));
                lines.push(format!("{action}{}", number.unwrap_or_default()));
            }
            for kept in json["kept"].as_array().into_iter().flatten() {
                lines.push(format!(
                    "keep #{}: {}",
                    kept["number"],
                    kept["reason"].as_str().unwrap()
                ));
            }
            for left in json["left_out"].as_array().into_iter().flatten() {
                lines.push(format!("leave: {}", left["reason"].as_str().unwrap()));
            }
        }
        Told { run, lines }
    }

    /// The file of an issue.
    fn file(&self, number: u64) -> PathBuf {
        let folder = self.bot.path("issues");
        std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .find(|path| {
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                path.is_file() && name.starts_with(&format!("{number}-"))
            })
            .unwrap()
    }

    fn issue(&self, number: u64) -> String {
        std::fs::read_to_string(self.file(number)).unwrap()
    }

    /// A person changes an issue's file.
    fn edit(&self, number: u64, from: &str, to: &str) {
        let text = self.issue(number);
        assert!(text.contains(from), "no `{from}` in {text}");
        std::fs::write(self.file(number), text.replacen(from, to, 1)).unwrap();
    }

    fn close(&self, number: u64, state: &str, day: u32) {
        let to = format!("state: {state}\nclosed_at: {}", date(day));
        self.edit(number, "state: open", &to);
    }
}

impl Told {
    #[track_caller]
    fn is(&self, expected: &[&str]) {
        assert_eq!(self.lines, expected, "{:#?}", self.run);
    }
}

fn date(day: u32) -> String {
    format!("2025-{:02}-{:02}T10:00:00Z", 8 + day / 30, 1 + day % 30)
}

#[test]
fn a_problem_is_filed_once() {
    let story = Story::new();
    story.sync(0, &["a", "b"]).is(&["create", "create"]);
    story.sync(0, &["a", "b"]).is(&[]);
    // A day later nothing but time has passed.
    story.sync(2, &["b", "a"]).is(&[]);
}

#[test]
fn what_is_gone_is_closed_after_three_clean_runs() {
    let story = Story::begin();
    story.sync(1, &["b"]).is(&["update #1"]);
    assert!(story.issue(1).contains("**Not seen since"));
    // The same evidence read again is no second clean run.
    story.sync(1, &["b"]).is(&[]);
    story.sync(2, &["b"]).is(&["update #1"]);
    story.sync(3, &["b"]).is(&["close #1", "comment #1"]);
    assert!(
        story.issue(1).contains("state: completed") || story.issue(1).contains("state: closed")
    );
    story.sync(4, &["b"]).is(&[]);
}

#[test]
fn clean_runs_count_only_in_a_row() {
    let story = Story::begin();
    story.sync(1, &["b"]);
    story.sync(2, &["b"]);
    story.sync(3, &["a", "b"]).is(&["update #1"]);
    assert!(!story.issue(1).contains("**Not seen since"));
    story.sync(4, &["b"]).is(&["update #1"]);
    story.sync(5, &["b"]).is(&["update #1"]);
}

#[test]
fn what_the_bot_closed_comes_back() {
    let story = Story::begin();
    for day in 1..4 {
        story.sync(day, &["b"]);
    }
    story.sync(10, &["a", "b"]).is(&["reopen #1", "comment #1"]);
    assert!(story.issue(1).contains("state: open"));
    story.sync(10, &["a", "b"]).is(&[]);
}

#[test]
fn what_was_closed_long_ago_is_a_new_issue_that_cites_it() {
    let story = Story::begin();
    for day in 1..4 {
        story.sync(day, &["b"]);
    }
    story.sync(50, &["a", "b"]).is(&["create"]);
    assert!(
        story
            .issue(3)
            .contains("It was tracked in #1, which was closed.")
    );
    story.sync(51, &["a", "b"]).is(&[]);
}

#[test]
fn a_person_s_closing_is_respected() {
    let story = Story::begin();
    story.close(1, "completed", 1);
    story.close(2, "not_planned", 1);
    story.sync(1, &["a", "b"]).is(&[
        "keep #1: it is closed, and no evidence is newer",
        "keep #2: a person closed it as not planned",
    ]);
    // Newer evidence, but not by more than a day.
    let told = story.sync(2, &["a", "b"]);
    assert!(
        told.lines[0].starts_with("keep #1: a person closed it"),
        "{:?}",
        told.lines
    );
    let told = story.sync(4, &["a", "b"]);
    assert_eq!(told.lines[..2], ["reopen #1", "comment #1"]);
    assert_eq!(told.lines[2], "keep #2: a person closed it as not planned");
}

#[test]
fn what_was_not_looked_at_is_not_gone() {
    let story = Story::new();
    story.sync(0, &["a", "b"]);
    // Another source alone says nothing of this one.
    story
        .bot
        .write("other.jsonl", "{\"version\":1,\"status\":\"complete\"}\n");
    let told = story.run(&format!(
        "sync other=findings:other.jsonl --format json --now {}",
        date(1)
    ));
    told.is(&[
        "keep #1: source lint was not read in this run",
        "keep #2: source lint was not read in this run",
    ]);
    // Neither does a broken report, nor a rule that is gone.
    story.bot.write("lint.json", "{\"findings\": [");
    let told = story.run(&format!("sync --format json --now {}", date(2)));
    assert_eq!(told.run.code, 1, "{:?}", told.run);
    told.is(&["keep #1: source lint failed", "keep #2: source lint failed"]);
    story.bot.write(
        "rules.yaml",
        RULES
            .replace("id: lint", "id: other")
            .replace("severity: severity", "severity: severity, tool: t"),
    );
    let told = story.sync(3, &[]);
    assert!(
        told.lines.iter().all(|l| l.contains("orphaned")),
        "{:?}",
        told.lines
    );
}

#[test]
fn a_renamed_rule_finds_its_issues() {
    let by_rule = RULES
        .replace("group_by: [rule_id]", "group_by: [rule]")
        .replace("'lint: {{rule_id}}'", "Lint");
    let story = Story::with_rules(&by_rule);
    story.sync(0, &["a"]).is(&["create"]);
    story.bot.write(
        "rules.yaml",
        by_rule.replace("id: lint", "id: style\n    was: [lint]"),
    );
    let told = story.sync(1, &["a"]);
    assert!(
        told.lines.iter().all(|l| l == "update #1"),
        "{:?}",
        told.lines
    );
    story.sync(2, &["a"]).is(&[]);
}

#[test]
fn a_person_s_words_labels_and_title_stay() {
    let story = Story::new();
    story.sync(0, &["a"]);
    story.edit(1, "<!-- bot:begin", "My words above.\n\n<!-- bot:begin");
    story.edit(1, "title: 'lint: a'", "title: Mine");
    story.edit(1, "- lint\n", "- mine\n");
    story.sync_with(2, &["a"], "error", "");
    let text = story.issue(1);
    assert!(text.contains("My words above.\n\n<!-- bot:begin"), "{text}");
    assert!(
        text.contains("title: Mine") && text.contains("- mine\n"),
        "{text}"
    );
    assert!(!text.contains("- lint\n"), "{text}");
    assert!(
        text.contains("- P2\n") && !text.contains("- P3\n"),
        "{text}"
    );
    story.sync_with(2, &["a"], "error", "").is(&[]);
}

#[test]
fn a_raised_priority_is_told() {
    let story = Story::new();
    story.sync(0, &["a"]);
    story
        .sync_with(1, &["a"], "critical", "")
        .is(&["label #1", "update #1", "comment #1"]);
    assert!(story.issue(1).contains("priority P3 is now P1"));
    // Lowered again, it is only shown.
    story
        .sync_with(2, &["a"], "error", "")
        .is(&["label #1", "update #1"]);
}

#[test]
fn an_edit_inside_moves_updates_to_a_comment() {
    let story = Story::new();
    story.sync(0, &["a"]);
    story.edit(1, "## Evidence", "## Evidence, corrected by me");
    let told = story.sync_with(1, &["a"], "error", "");
    assert_eq!(
        told.lines,
        [
            "label #1",
            "update #1",
            "comment #1",
            "keep #1: a person edited its text; updates go to a comment"
        ]
    );
    assert!(story.issue(1).contains("corrected by me"));
    let comments = story.bot.files("issues/1.comments");
    assert!(comments.contains("bot:begin"), "{comments}");
    story.sync_with(2, &["a"], "error", "").is(&[]);
}

#[test]
fn a_deleted_marker_detaches() {
    let story = Story::new();
    story.sync(0, &["a"]);
    let text = story.issue(1);
    let begin = text.find("<!-- bot:begin").unwrap();
    let line = text[begin..].lines().next().unwrap().to_owned();
    story.edit(1, &format!("{line}\n"), "");
    let told = story.sync_with(1, &["a"], "error", "");
    assert_eq!(told.lines.len(), 2, "{:?}", told.lines);
    assert!(
        told.lines.iter().all(|l| l.starts_with("keep #1: ")),
        "{:?}",
        told.lines
    );
}

#[test]
fn twins_are_healed_in_favour_of_the_oldest() {
    let story = Story::new();
    story.sync(0, &["a"]);
    let twin = story.issue(1);
    story.bot.write("issues/7-twin.md", twin);
    story.sync(1, &["a"]).is(&["close #7", "link #7"]);
    assert!(story.issue(7).contains("duplicate"));
    story.sync(2, &["a"]).is(&[]);
}

#[test]
fn what_is_over_the_limits_goes_to_the_digest() {
    let limits = format!("{RULES}limits: {{new_issues: {{run: 2, day: 4}}}}\n");
    let story = Story::with_rules(&limits);
    let told = story.sync(0, &["a", "b", "c"]);
    assert_eq!(told.lines[..3], ["create", "create", "create"]);
    assert!(
        story
            .issue(3)
            .contains("over the limit of new issues a run (2)")
    );
    // The next day there is room, and nothing is left for the digest.
    let told = story.sync(2, &["a", "b", "c"]);
    assert_eq!(told.lines, ["create", "close #3"]);
    story.sync(3, &["a", "b", "c"]).is(&[]);
}

#[test]
fn the_guard_refuses_to_close_most_of_it() {
    let story = Story::with_rules(&format!(
        "{RULES}limits: {{new_issues: {{run: 20, day: 20}}}}\n"
    ));
    let rules = ["a", "b", "c", "d", "e", "f"];
    story.sync(0, &rules);
    story.sync(1, &[]);
    story.sync(2, &[]);
    let refused = story.sync(3, &[]);
    assert_eq!(refused.run.code, 4, "{:?}", refused.run);
    assert!(refused.run.err.contains("--force"), "{:?}", refused.run);
    assert!(story.issue(1).contains("state: open"));
    let forced = story.sync_with(3, &[], "", "--force");
    assert_eq!(forced.run.code, 0, "{:?}", forced.run);
    assert!(!story.issue(1).contains("state: open"));
}

#[test]
fn suppressed_observed_and_thin_problems_are_left_out() {
    let with = |more: &str| Story::with_rules(&format!("{RULES}    {more}\n"));
    let story = with("suppress: {until: 2025-08-10, because: vendor fixes it}");
    story
        .sync(0, &["a"])
        .is(&["leave: suppressed until 2025-08-10: vendor fixes it"]);
    story.sync(15, &["a"]).is(&["create"]);
    let story = with("stage: observe");
    story
        .sync(0, &["a"])
        .is(&["leave: observed only: its stage is `observe`"]);
    let story = with("open: {count: 2}");
    story
        .sync(0, &["a"])
        .is(&["leave: seen 1 times, filed from 2"]);
    story.sync(0, &["a", "a"]).is(&["create"]);
    // On the way out there is no threshold: one is enough to keep it.
    story.sync(1, &["a"]).is(&[]);
}

#[test]
fn a_locked_issue_is_left_alone() {
    let story = Story::new();
    story.sync(0, &["a"]);
    story.edit(1, "state: open", "state: open\nlocked: true");
    story
        .sync_with(1, &["a"], "critical", "")
        .is(&["keep #1: it is locked"]);
}

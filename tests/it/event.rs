//! Comment commands from a webhook's payload to a folder, through the binary.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::json;

/// A folder with rules, inputs and issues, at a time.
pub struct Garden {
    folder: tempfile::TempDir,
    comments: u64,
    hour: i64,
}

/// One result of a tool, as the `findings` format has it.
pub fn finding(rule: &str, severity: &str, hour: i64) -> String {
    let seen = time(hour);
    json!({
        "tool": "lint", "rule_id": rule, "severity": severity,
        "message": format!("{rule} is wrong"), "fingerprint": rule,
        "location": { "path": format!("src/{rule}.rs"), "line": 1 },
        "first_seen": seen, "last_seen": seen,
    })
    .to_string()
}

/// So many hours after an arbitrary Monday.
pub fn time(hour: i64) -> String {
    let start: chrono::DateTime<chrono::Utc> = "2025-09-15T00:00:00Z".parse().unwrap();
    (start + chrono::TimeDelta::hours(hour)).to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

const RULES: &str = "version: 1
target: dir:issues
unmatched: file
lifecycle: {close: {clean_runs: 2, quiet: 1h}}
";

impl Garden {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("rules.yaml"), RULES).unwrap();
        Self {
            folder,
            comments: 100,
            hour: 0,
        }
    }

    /// With an issue for each of these rules, numbered from 1.
    pub fn with(rules: &[&str]) -> Self {
        let mut garden = Self::new();
        garden.sync(rules, "error");
        garden
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn bot(&self, args: &[&str]) -> Output {
        let now = time(self.hour);
        let output = Command::new(env!("CARGO_BIN_EXE_bot"))
            .env_clear()
            .current_dir(self.folder.path())
            .args(["--now", &now])
            .args(args)
            .output()
            .unwrap();
        let shown = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{args:?}: {shown}");
        output
    }

    /// Six hours later, with these problems and no other.
    pub fn sync(&mut self, rules: &[&str], severity: &str) -> String {
        self.hour += 6;
        let mut lines = vec![r#"{"version":1,"status":"complete"}"#.to_owned()];
        lines.extend(rules.iter().map(|rule| finding(rule, severity, self.hour)));
        let path = self.path("lint.jsonl");
        std::fs::write(&path, lines.join("\n")).unwrap();
        // A report without a result is as new as its file.
        let written: chrono::DateTime<chrono::Utc> = time(self.hour).parse().unwrap();
        let file = std::fs::File::options().write(true).open(&path).unwrap();
        file.set_modified(written.into()).unwrap();
        let output = self.bot(&["sync", "findings:lint.jsonl"]);
        String::from_utf8(output.stdout).unwrap()
    }

    /// A day later, with no problem: the same bytes, written anew, count once a day.
    fn sync_clean(&mut self) -> String {
        self.hour += 18;
        self.sync(&[], "error")
    }

    /// A comment as a person writes it; its payload.
    pub fn comment(&mut self, number: u64, body: &str, by: &str) -> PathBuf {
        let id = self.last_comment() + 1;
        self.comments = id;
        let folder = self.path(&format!("issues/{number}.comments"));
        std::fs::create_dir_all(&folder).unwrap();
        let file = format!("---\nauthor: {by}\n---\n{body}");
        std::fs::write(folder.join(format!("{id}.md")), file).unwrap();
        let payload = json!({
            "action": "created",
            "issue": { "number": number },
            "comment": {
                "id": id, "body": body, "created_at": time(self.hour),
                "user": { "login": by, "type": if by.ends_with("[bot]") { "Bot" } else { "User" } },
            },
        });
        let path = self.path(&format!("event-{id}.json"));
        std::fs::write(&path, payload.to_string()).unwrap();
        path
    }

    fn last_comment(&self) -> u64 {
        let files = self.everything();
        let of_comments = files
            .iter()
            .filter(|(path, _)| path.to_str().unwrap().contains(".comments/"));
        let ids = of_comments
            .map(|(path, _)| path.file_stem().unwrap().to_str().unwrap().parse().unwrap());
        ids.max().unwrap_or(100)
    }

    pub fn event(&self, payload: &Path) -> String {
        let path = payload.to_str().unwrap();
        let args = ["event", "--name", "issue_comment", "--path", path];
        let output = self.bot(&[&args[..], &["findings:lint.jsonl"]].concat());
        String::from_utf8(output.stderr).unwrap()
    }

    /// Gives a command as a person who may.
    pub fn say(&mut self, number: u64, body: &str) {
        let payload = self.comment(number, body, "ada");
        self.event(&payload);
    }

    /// An issue's file.
    pub fn issue(&self, number: u64) -> String {
        let start = format!("{number}-");
        let mut files = std::fs::read_dir(self.path("issues")).unwrap();
        let file = files
            .find_map(|f| {
                Some(f.unwrap().path())
                    .filter(|p| p.file_name().unwrap().to_str().unwrap().starts_with(&start))
            })
            .unwrap();
        std::fs::read_to_string(file).unwrap()
    }

    /// What a reader sees of an issue, and its front matter but for times.
    fn shown(&self, number: u64) -> String {
        let text = self.issue(number);
        let lines = text
            .lines()
            .filter(|line| !line.starts_with("<!-- bot:state") && !line.starts_with("updated_at"));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// All files of the folder.
    fn everything(&self) -> Vec<(PathBuf, String)> {
        let mut files = Vec::new();
        let mut folders = vec![self.path("issues")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    files.push((path.clone(), std::fs::read_to_string(path).unwrap()));
                }
            }
        }
        files.sort();
        files
    }

    /// The bot's comments on an issue.
    fn answers(&self, number: u64) -> Vec<String> {
        let folder = self.path(&format!("issues/{number}.comments"));
        let files = std::fs::read_dir(folder).unwrap();
        let texts = files.map(|f| std::fs::read_to_string(f.unwrap().path()).unwrap());
        texts
            .filter(|text| text.contains("<!-- bot:answer"))
            .collect()
    }

    fn reactions(&self, number: u64) -> String {
        let id = self.comments;
        let path = self.path(&format!("issues/{number}.comments/{id}.md"));
        let text = std::fs::read_to_string(path).unwrap();
        let on = text.lines().skip_while(|l| *l != "reactions:").skip(1);
        on.take_while(|l| l.starts_with("- ")).collect()
    }
}

#[test]
fn a_snooze_is_silent_until_its_end_and_a_mute_for_good() {
    for (command, then) in [
        ("/bot snooze 1d because of the move", true),
        ("/bot mute", false),
    ] {
        let mut garden = Garden::with(&["a"]);
        garden.say(1, command);
        assert_eq!(garden.reactions(1), "- '+1'");
        let before = garden.shown(1);
        for severity in ["warning", "critical", "error"] {
            let said = garden.sync(&["a"], severity);
            assert_eq!(garden.shown(1), before, "{command}");
            assert!(said.contains("by ada"), "{said}");
        }
        garden.hour += 24;
        garden.sync(&["a"], "critical");
        assert_eq!(garden.shown(1) != before, then, "{command}");
    }
}

#[test]
fn a_mute_closes_nothing_and_is_taken_back() {
    let mut garden = Garden::with(&["a"]);
    garden.say(1, "/bot mute");
    for _ in 0..4 {
        garden.sync(&[], "error");
    }
    assert!(garden.issue(1).contains("state: open"));
    garden.say(1, "/bot unsnooze");
    for severity in ["warning", "critical", "error"] {
        let before = garden.shown(1);
        garden.sync(&["a"], severity);
        assert_ne!(garden.shown(1), before, "{severity}");
    }
}

#[test]
fn a_priority_outlives_syncs_until_it_is_given_back() {
    let mut garden = Garden::with(&["a"]);
    garden.say(1, "/bot priority P0");
    assert!(garden.issue(1).contains("- P0\n"));
    for severity in ["info", "critical", "warning"] {
        garden.sync(&["a"], severity);
        let issue = garden.issue(1);
        assert!(issue.contains("**P0**: set by ada by"), "{issue}");
        assert!(
            issue.contains("- P0\n") && !issue.contains("- P1\n"),
            "{issue}"
        );
    }
    garden.say(1, "/bot priority auto");
    for _ in 0..3 {
        garden.sync(&["a"], "info");
        let issue = garden.issue(1);
        assert!(
            issue.contains("- P3\n") && !issue.contains("- P0\n"),
            "{issue}"
        );
    }
}

#[test]
fn related_issues_come_and_go_by_command() {
    let mut garden = Garden::with(&["a", "b"]);
    garden.say(1, "/bot relate #2 the same cause\n/bot relate #885");
    for severity in ["warning", "error", "warning"] {
        garden.sync(&["a", "b"], severity);
        let issue = garden.issue(1);
        assert!(
            issue.contains("- #2 the same cause") && issue.contains("- #885 added by ada"),
            "{issue}"
        );
    }
    garden.say(1, "/bot unrelate #2");
    for severity in ["error", "warning", "error"] {
        garden.sync(&["a", "b"], severity);
        let issue = garden.issue(1);
        assert!(
            !issue.contains("- #2 ") && issue.contains("- #885 "),
            "{issue}"
        );
    }
}

#[test]
fn a_resolved_issue_stays_closed_on_the_same_evidence() {
    let mut garden = Garden::with(&["a"]);
    garden.say(1, "/bot resolve");
    assert!(garden.issue(1).contains("state: completed"));
    // Within a day of the closing, newer evidence is not news yet.
    for _ in 0..3 {
        garden.sync(&["a"], "error");
        assert!(garden.issue(1).contains("state: completed"));
    }
    garden.hour += 24;
    garden.sync(&["a"], "error");
    assert!(garden.issue(1).contains("state: open"));
}

#[test]
fn a_reopened_issue_stays_open_until_it_was_seen_again() {
    let mut garden = Garden::with(&["a"]);
    for _ in 0..3 {
        garden.sync_clean();
    }
    assert!(garden.issue(1).contains("state: completed"));
    garden.say(1, "/bot reopen");
    for _ in 0..3 {
        let said = garden.sync_clean();
        assert!(garden.issue(1).contains("state: open"), "{said}");
    }
    garden.sync(&["a"], "error");
    for _ in 0..3 {
        garden.sync_clean();
    }
    assert!(garden.issue(1).contains("state: completed"));
}

#[test]
fn a_merged_problem_lives_in_the_other_issue_from_now_on() {
    let mut garden = Garden::with(&["a", "b"]);
    garden.say(2, "/bot merge #1");
    assert!(garden.issue(2).contains("state: duplicate"));
    for severity in ["warning", "error", "warning"] {
        garden.sync(&["a", "b"], severity);
        let one = garden.issue(1);
        assert!(
            one.contains("src/a.rs") && one.contains("src/b.rs"),
            "{one}"
        );
        assert!(garden.issue(2).contains("state: duplicate"));
        assert!(!garden.path("issues").join("3.md").exists());
    }
    // Nothing left to say: two problems do not fight over one issue.
    let before = garden.everything();
    garden.hour -= 6;
    garden.sync(&["a", "b"], "warning");
    assert_eq!(garden.everything(), before);
    // Either alone keeps it open.
    garden.sync(&["b"], "warning");
    assert!(garden.issue(1).contains("src/b.rs"));
    assert_eq!(
        std::fs::read_dir(garden.path("issues"))
            .unwrap()
            .filter(|f| f
                .as_ref()
                .unwrap()
                .path()
                .extension()
                .is_some_and(|e| e == "md"))
            .count(),
        2
    );
}

#[test]
fn a_problem_can_move_to_a_person_s_issue() {
    let mut garden = Garden::with(&["a", "b"]);
    let theirs = "---\ntitle: Mine\nauthor: ada\n---\nMy own words.\n";
    std::fs::write(garden.path("issues/50-mine.md"), theirs).unwrap();
    garden.say(2, "/bot merge #50");
    assert!(garden.issue(2).contains("state: duplicate"));
    for severity in ["warning", "error", "warning"] {
        garden.sync(&["a", "b"], severity);
        let evidence: Vec<String> = garden
            .everything()
            .into_iter()
            .filter(|(path, text)| {
                path.to_str().unwrap().contains("50.comments") && text.contains("src/b.rs")
            })
            .map(|(_, text)| text)
            .collect();
        assert_eq!(evidence.len(), 1);
        assert!(garden.issue(50).ends_with("My own words.\n"));
        assert!(garden.issue(2).contains("state: duplicate"));
    }
    // Decisions on it ride in the comment.
    garden.say(50, "/bot mute\n/bot resolve");
    assert!(garden.answers(50)[0].contains("this issue is a person's"));
    let before = garden.everything();
    garden.sync(&["a", "b"], "critical");
    let after = garden.everything();
    let theirs = |files: &[(PathBuf, String)]| -> Vec<String> {
        let on = files
            .iter()
            .filter(|(p, _)| p.to_str().unwrap().contains("50.comments"));
        on.map(|(_, text)| text.clone()).collect()
    };
    assert_eq!(theirs(&before), theirs(&after));
}

#[test]
fn a_delivery_that_comes_twice_has_one_effect() {
    let mut garden = Garden::with(&["a", "b"]);
    let commands = "/bot snooze 7d\n/bot priority P0\n/bot relate #885\n/bot help\n/bot explain";
    let payload = garden.comment(1, commands, "ada");
    garden.event(&payload);
    let later = garden.comment(1, "/bot unsnooze", "ada");
    garden.event(&later);
    let answers = garden.answers(1);
    assert_eq!(answers.len(), 1);
    let before = garden.issue(1);
    garden.event(&payload);
    garden.event(&later);
    assert_eq!(garden.issue(1), before);
    assert_eq!(garden.answers(1).len(), 1);
}

#[test]
fn what_cannot_be_read_is_answered_once_and_edited() {
    let mut garden = Garden::with(&["a"]);
    garden.say(1, "/bot snoze 7d");
    assert_eq!(garden.reactions(1), "- confused");
    garden.say(1, "/bot merge #77");
    let answers = garden.answers(1);
    assert_eq!(answers.len(), 1);
    assert!(answers[0].contains("there is no issue #77") && !answers[0].contains("snoze"));
}

#[test]
fn what_is_shown_and_what_bots_say_is_no_command() {
    let mut garden = Garden::with(&["a"]);
    let shown = "```\n/bot mute\n```\n> /bot mute\n\n`/bot mute`\n- /bot mute\n";
    for (body, by) in [
        (shown, "ada"),
        ("/bot mute", "renovate[bot]"),
        ("/bot mute", "bot[bot]"),
    ] {
        let payload = garden.comment(1, body, by);
        let before = garden.everything();
        let said = garden.event(&payload);
        assert!(said.starts_with("nothing to do: "), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        assert_eq!(garden.everything(), before, "{body}");
    }
}

#[test]
fn explain_shows_what_was_decided_and_what_rules_say() {
    let mut garden = Garden::with(&["a"]);
    garden.say(1, "/bot priority P0\n/bot explain");
    let answer = garden.answers(1).remove(0);
    let text = answer.split("---\n").nth(2).unwrap();
    for name in ["1", "#1", "v1/main/1f7254b25065c147f9ad"] {
        let output = garden.bot(&["explain", name, "findings:lint.jsonl"]);
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(text.starts_with(said.trim_end()), "{name}: {said}");
    }
    insta::assert_snapshot!(text, @r"
    **Why #1**

    - Problem: `v1/main/1f7254b25065c147f9ad`
    - Rule: none takes it, filed as unmatched
    - Sources: `findings`
    - Last shown: severity error · 1 record or result · last 2025-09-15 06:00:00 UTC · 1 location
    - Priority: P0, set by `ada` on 2025-09-15; it would be P2 by rules.yaml (severity is error (P2 unless rules.yaml says otherwise))
    - The next run: update: priority P2 is now P0

    <!-- bot:answer 1 -->
    ");
}

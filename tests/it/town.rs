//! A repository on the strict stand-in, where people act between runs of the
//! binary and time passes only when a test says so.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use issue_gardener::ownership::{Section, State};
use issue_gardener::tracker::github::Clock as _;
use serde_json::{Value, json};

use crate::bot::Run;
use crate::fake_github::{Fake, Kind, Served, TestClock};

pub const RULES: &str = "version: 1
target: octo/garden
unmatched: file
limits: {creates_per_minute: 80}
lifecycle: {close: {clean_runs: 2, quiet: 1h}}
";

pub struct Town {
    pub fake: Fake,
    url: String,
    _served: Served,
    folder: tempfile::TempDir,
    rules: String,
}

impl Town {
    pub fn new() -> Self {
        Self::with_rules(RULES)
    }

    pub fn with_rules(rules: &str) -> Self {
        let fake = Fake::with_clock(TestClock::stopped());
        let served = fake.serve();
        let town = Self {
            url: served.url.clone(),
            _served: served,
            fake,
            folder: tempfile::tempdir().unwrap(),
            rules: "rules.yaml".to_owned(),
        };
        town.write("rules.yaml", rules);
        town
    }

    /// With an issue for each of these, numbered from 1.
    pub fn of(found: &[&str]) -> Self {
        let town = Self::new();
        assert_eq!(town.sync(found, "error").code, 0);
        town
    }

    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }

    /// Runs with another rules file from now on.
    pub fn use_rules(&mut self, name: &str, text: &str) {
        self.write(name, text);
        name.clone_into(&mut self.rules);
    }

    /// Moves the rules file.
    pub fn rename(&mut self, from: &str, to: &str) {
        let path = self.write(to, "");
        std::fs::rename(self.folder.path().join(from), path).unwrap();
        to.clone_into(&mut self.rules);
    }

    pub fn later(&self, hours: u64) {
        self.fake.clock().advance(Duration::from_hours(hours));
    }

    /// A run two hours later, over a report of just then.
    pub fn sync(&self, found: &[&str], severity: &str) -> Run {
        self.later(2);
        self.report(found, severity);
        self.again()
    }

    pub fn report(&self, found: &[&str], severity: &str) {
        let now = self.fake.clock().date().to_rfc3339();
        let mut lines = vec![json!({"version": 1, "status": "complete"}).to_string()];
        lines.extend(found.iter().map(|rule| {
            json!({
                "tool": "lint", "rule_id": rule, "severity": severity,
                "message": format!("{rule} is wrong"), "fingerprint": rule,
                "location": { "path": format!("src/{rule}.rs"), "line": 1 },
                "first_seen": now, "last_seen": now,
            })
            .to_string()
        }));
        // A report that is made anew differs; the same bytes are no news.
        let hours = self.fake.clock().date().timestamp() / 3600 % 10_000;
        let anew = "\n".repeat(usize::try_from(hours).unwrap());
        self.write("lint.jsonl", &format!("{}{anew}", lines.join("\n")));
    }

    /// The same input once more.
    pub fn again(&self) -> Run {
        self.run(&["sync", "--format", "json", "lint=findings:lint.jsonl"])
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(&[], arguments)
    }

    /// With more in its environment.
    pub fn run_with(&self, more: &[(&str, &str)], arguments: &[&str]) -> Run {
        let output = Command::new(env!("CARGO_BIN_EXE_bot"))
            .env_clear()
            .env("GITHUB_API_URL", &self.url)
            .env("GITHUB_TOKEN", "bot-token")
            .envs(more.iter().copied())
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .args(arguments)
            .args(["--now", &self.fake.clock().date().to_rfc3339()])
            .args(["--rules", &self.rules])
            .output()
            .unwrap();
        Run {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// The owner comments; the answer, where there is one.
    pub fn say(&self, number: u64, body: &str) -> String {
        self.later(1);
        let now = self.fake.clock().elapsed();
        let id = self.fake.server().world.comment(number, "olga", body, now);
        let payload = json!({
            "action": "created",
            "issue": { "number": number },
            "comment": {
                "id": id, "body": body, "created_at": self.fake.clock().date().to_rfc3339(),
                "user": { "login": "olga", "type": "User" }, "author_association": "OWNER",
            },
            "repository": { "full_name": "octo/garden" },
        });
        let path = self.write("event.json", &payload.to_string());
        let path = path.to_str().unwrap();
        let run = self.run(&[
            "event",
            "--name",
            "issue_comment",
            "--path",
            path,
            "lint=findings:lint.jsonl",
        ]);
        assert!([0, 1].contains(&run.code), "{run:?}");
        let server = self.fake.server();
        let mut bodies = server.world.comments.values();
        let answer = bodies.find(|c| c.issue == number && c.body.contains("<!-- bot:answer"));
        answer.map(|c| c.body.clone()).unwrap_or_default()
    }

    pub fn issue(&self, number: u64) -> crate::fake_github::Issue {
        self.fake.server().world.issue(number).unwrap().clone()
    }

    pub fn state(&self, number: u64) -> State {
        Section::find(&self.issue(number).body)
            .unwrap()
            .unwrap()
            .state
    }

    /// How an issue stands: `open`, or why it is closed.
    pub fn stands(&self, number: u64) -> &'static str {
        let issue = self.issue(number);
        match issue.reason {
            _ if issue.open => "open",
            reason => reason.unwrap_or("completed"),
        }
    }

    pub fn comments(&self, number: u64) -> Vec<String> {
        let server = self.fake.server();
        let on = server.world.comments.values().filter(|c| c.issue == number);
        on.map(|c| c.body.clone()).collect()
    }

    pub fn reopen(&self, number: u64) {
        let now = self.fake.clock().elapsed();
        self.fake.server().world.reopen(number, now);
    }

    pub fn close(&self, number: u64, how: &'static str) {
        let now = self.fake.clock().elapsed();
        self.fake.server().world.close(number, how, now);
    }

    pub fn change(&self, number: u64, change: impl FnOnce(&mut crate::fake_github::Issue)) {
        let now = self.fake.clock().elapsed();
        self.fake.server().world.change(number, now, change);
    }

    /// What becomes of an issue that is deleted, moved or made a discussion.
    pub fn lose(&self, number: u64, kind: Kind) {
        self.change(number, |issue| issue.kind = kind);
    }

    /// How many issues the program made, lost ones included.
    pub fn made(&self) -> usize {
        let server = self.fake.server();
        let issues = server.world.issues();
        issues.filter(|i| i.author == "gardener[bot]").count()
    }

    /// A further run over the same input writes nothing.
    #[track_caller]
    pub fn is_settled(&self) {
        let before = self.fake.writes();
        let run = self.again();
        assert_eq!(self.fake.writes(), before, "{run:?}");
    }
}

/// The reasons for which issues are kept.
pub fn kept(run: &Run) -> String {
    let json: Value = run.json();
    let kept = json["kept"].as_array().cloned().unwrap_or_default();
    let lines = kept
        .iter()
        .map(|k| format!("#{} {}", k["number"], k["reason"].as_str().unwrap()));
    lines.collect::<Vec<_>>().join("\n")
}

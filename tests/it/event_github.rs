//! Comment commands over HTTP, where people have roles; and the events that
//! GitHub documents, replayed.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

use crate::emulate::{node_runs, npm_packages};
use crate::event::finding;
use crate::fake_github::{Fake, Served, TestClock};

const RULES: &str = "version: 1
target: octo/garden
unmatched: file
limits: {creates_per_minute: 60}
commands: {permissions: {merge: maintain}}
";

/// A repository with one issue of the program's, and a folder to run in.
struct Place {
    fake: Fake,
    url: String,
    _served: Served,
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let fake = Fake::with_clock(TestClock::real());
        let served = fake.serve();
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("rules.yaml"), RULES).unwrap();
        let header = r#"{"version":1,"status":"complete"}"#;
        let lines = format!("{header}\n{}", finding("a", "error", 0));
        std::fs::write(folder.path().join("lint.jsonl"), lines).unwrap();
        let place = Self {
            url: served.url.clone(),
            _served: served,
            fake,
            folder,
        };
        place.run(&["sync", "findings:lint.jsonl"]);
        place
    }

    fn run(&self, args: &[&str]) -> Output {
        let output = Command::new(env!("CARGO_BIN_EXE_bot"))
            .env_clear()
            .env("GITHUB_API_URL", &self.url)
            .env("GITHUB_TOKEN", "bot-token")
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .args(args)
            .output()
            .unwrap();
        let shown = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{args:?}: {shown}");
        output
    }

    /// Someone comments; what the program says of it, and its reactions.
    fn comment(&self, by: &str, body: &str) -> (String, Vec<String>) {
        let id = self
            .fake
            .server()
            .world
            .comment(1, by, body, std::time::Duration::ZERO);
        let payload = json!({
            "action": "created",
            "issue": { "number": 1 },
            "comment": {
                "id": id, "body": body, "created_at": "2025-09-15T20:00:00Z",
                "user": { "login": by, "type": "User" }, "author_association": "OWNER",
            },
            "repository": { "full_name": "Octo/Garden" },
        });
        let path = self.file("event.json", &payload.to_string());
        let path = path.to_str().unwrap();
        let said = self.run(&[
            "event",
            "--name",
            "issue_comment",
            "--path",
            path,
            "findings:lint.jsonl",
        ]);
        let server = self.fake.server();
        let reactions = server.world.reactions.get(&id).cloned().unwrap_or_default();
        (
            String::from_utf8(said.stderr).unwrap(),
            reactions.into_iter().map(|(_, content)| content).collect(),
        )
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    fn role(&self, login: &str, role: &'static str) {
        let mut server = self.fake.server();
        server.world.account(login, false, "OWNER");
        server.world.roles.insert(login.to_owned(), role);
    }

    fn body(&self) -> String {
        self.fake.server().world.issue(1).unwrap().body.clone()
    }

    fn writes(&self) -> usize {
        let server = self.fake.server();
        server
            .log
            .iter()
            .filter(|e| e.method != http::Method::GET)
            .count()
    }
}

/// What the payload says of the commenter (`author_association`) is not asked.
#[test]
fn a_stranger_gets_a_quiet_reaction_and_nothing_else() {
    let place = Place::new();
    place.role("reader", "read");
    for by in ["stranger", "reader"] {
        let (body, writes) = (place.body(), place.writes());
        let (said, reactions) = place.comment(by, "/bot mute\n/bot help\n/bot fly\n/bot sync");
        assert_eq!(reactions, ["-1"], "{by}");
        assert!(said.contains("may not give these commands"), "{said}");
        assert_eq!((place.body(), place.writes()), (body, writes + 1), "{by}");
    }
}

#[test]
fn the_role_at_the_moment_decides_per_command() {
    let place = Place::new();
    place.role("tom", "triage");
    let (_, reactions) = place.comment("tom", "/bot priority P0");
    assert_eq!(reactions, ["+1"]);
    assert!(place.body().contains("\"by\":\"tom\""));
    let other = place.fake.opened_by("olga", "A person's issue", "Words.");
    let commands = format!("/bot merge #1\n/bot relate #{other}");
    let (_, reactions) = place.comment("tom", &commands);
    assert_eq!(reactions, ["-1"]);
    let related = format!("\"related\":{{\"{other}\"");
    assert!(place.body().contains(&related));
    let answers = |place: &Place| -> Vec<String> {
        let server = place.fake.server();
        let bodies = server.world.comments.values().map(|c| c.body.clone());
        bodies.filter(|b| b.contains("<!-- bot:answer")).collect()
    };
    assert_eq!(answers(&place).len(), 1);
    assert!(answers(&place)[0].starts_with("`/bot merge` requires the `maintain` role."));
    // The answer is the program's own comment: it is found and edited.
    place.role("tom", "maintain");
    let (_, reactions) = place.comment("tom", "/bot merge #1");
    assert_eq!(reactions, ["confused"]);
    assert_eq!(answers(&place).len(), 1);
    assert!(answers(&place)[0].contains("that is this issue"));
}

#[test]
fn another_repository_s_comment_is_not_about_these_issues() {
    let place = Place::new();
    let payload = json!({
        "action": "created", "issue": { "number": 1 },
        "comment": { "id": 1, "body": "/bot mute", "created_at": "2025-09-15T20:00:00Z",
                     "user": { "login": "olga", "type": "User" } },
        "repository": { "full_name": "octo/other" },
    });
    let path = place.file("event.json", &payload.to_string());
    let before = place.fake.server().log.len();
    let said = place.run(&[
        "event",
        "--name",
        "issue_comment",
        "--path",
        path.to_str().unwrap(),
    ]);
    assert_eq!(
        String::from_utf8(said.stderr).unwrap(),
        "nothing to do: the comment is in octo/other, the target is octo/garden\n"
    );
    assert_eq!(place.fake.server().log.len(), before);
}

/// Every example of every event that GitHub's webhooks document.
#[test]
fn every_documented_event_is_acted_on_or_ignored_with_a_line() {
    let Some(examples) = examples() else { return };
    let place = Place::new();
    let before = place.writes();
    let mut seen = 0;
    for event in examples.as_array().unwrap() {
        let name = event["name"].as_str().unwrap();
        for example in event["examples"].as_array().unwrap() {
            let path = place.file("event.json", &example.to_string());
            let path = path.to_str().unwrap();
            // These are runs, and tests of their own.
            let dry: &[&str] = match name {
                "workflow_dispatch" | "schedule" => &["--dry-run", "findings:lint.jsonl"],
                _ => &[],
            };
            let args = [&["event", "--name", name, "--path", path], dry].concat();
            let output = place.run(&args);
            let said = String::from_utf8(output.stderr).unwrap();
            if dry.is_empty() {
                assert!(said.starts_with("nothing to do: "), "{name}: {said}");
                assert_eq!(said.lines().count(), 1, "{name}: {said}");
                assert!(output.stdout.is_empty(), "{name}");
            }
            seen += 1;
        }
    }
    assert!(seen > 100, "{seen}");
    assert_eq!(place.writes(), before);
}

/// From the npm package, installed by its lock file.
fn examples() -> Option<Value> {
    if !node_runs() {
        assert!(std::env::var_os("CI").is_none(), "CI has no Node");
        println!("skipped: the documented events need node and npm");
        return None;
    }
    let package = npm_packages("webhooks").join("node_modules/@octokit/webhooks-examples");
    let text = std::fs::read_to_string(package.join("api.github.com/index.json")).unwrap();
    Some(serde_json::from_str(&text).unwrap())
}

//! Commands are told what to read: from where the last complete read ended.

use crate::bot::{Bot, Run};

const RULES: &str = r#"
version: 1
target: dir:issues
sources:
  - name: backend
    command: [/bin/sh, -c, 'echo "$0 $1" >>told; cat log.json', '{{window.start}}', '{{window.end}}']
    format: gcp
    query: severity>=ERROR
    window: {every: 1h, overlap: 10m, at_most: 6h}
    cap: 3
    max_age: 2h
rules:
  - id: timeouts
    match: {message: timed out}
unmatched: report
"#;

fn bot() -> Bot {
    let bot = Bot::new();
    bot.write("rules.yaml", RULES);
    logs(&bot, &["18:30:00", "18:40:00"]);
    bot
}

fn logs(bot: &Bot, times: &[&str]) {
    let entries: Vec<_> = times
        .iter()
        .map(|time| {
            serde_json::json!({
                "insertId": time, "timestamp": format!("2025-09-15T{time}Z"),
                "severity": "ERROR", "textPayload": "query timed out",
            })
        })
        .collect();
    bot.write("log.json", serde_json::to_vec(&entries).unwrap());
}

fn sync(bot: &Bot, at: &str) -> Run {
    bot.run(&format!("sync --cache cache --now 2025-09-{at}:00Z"))
}

/// What the last command was told.
fn told(bot: &Bot) -> String {
    bot.read("told").lines().last().unwrap().to_owned()
}

#[test]
fn a_window_starts_at_the_last_complete_end() {
    let bot = bot();
    assert_eq!(sync(&bot, "15T19:00").code, 0);
    assert_eq!(told(&bot), "2025-09-15T17:50:00Z 2025-09-15T19:00:00Z");
    // Two runs that the scheduler dropped.
    assert_eq!(sync(&bot, "15T22:00").code, 0);
    assert_eq!(told(&bot), "2025-09-15T18:50:00Z 2025-09-15T22:00:00Z");
    // Where nothing is kept, nothing is known.
    let run = bot.run("sync --now 2025-09-15T22:05:00Z");
    assert_eq!(
        (run.code, told(&bot)),
        (0, "2025-09-15T20:55:00Z 2025-09-15T22:05:00Z".into())
    );
}

#[test]
fn only_what_was_published_is_not_read_again() {
    let bot = bot();
    let start = || told(&bot).split_once(' ').unwrap().0.to_owned();
    assert_eq!(sync(&bot, "15T19:00").code, 0);
    bot.run("sync --cache cache --dry-run --now 2025-09-15T20:00:00Z");
    bot.run("plan --cache cache --now 2025-09-15T20:00:00Z");
    assert_eq!(start(), "2025-09-15T18:50:00Z");
    bot.write("log.json", "[{]");
    assert_eq!(sync(&bot, "15T20:00").code, 1, "a failed read");
    logs(&bot, &["19:30:00", "19:40:00", "19:50:00"]);
    assert_eq!(sync(&bot, "15T20:00").code, 1, "a capped read");
    logs(&bot, &["19:30:00"]);
    assert_eq!(sync(&bot, "15T20:00").code, 0);
    assert_eq!(start(), "2025-09-15T18:50:00Z");
    assert_eq!(sync(&bot, "15T20:30").code, 0);
    assert_eq!(start(), "2025-09-15T19:50:00Z");
}

#[test]
fn a_gap_is_said() {
    let bot = bot();
    sync(&bot, "15T19:00");
    logs(&bot, &["23:30:00", "23:40:00"]);
    let run = sync(&bot, "16T05:00");
    let gap = "no complete read of 2025-09-15 19:00:00 to 23:00:00 UTC is known";
    assert!(run.out.contains(gap), "{run:?}");
    // What is published is not rewritten for it: nothing material changed but
    // that the evidence is stale now.
    let issue = bot.files("issues");
    assert!(issue.contains(gap), "{issue}");
    assert!(
        issue.contains("asked for 2025-09-15 23:00:00 to 2025-09-16 05:00:00 UTC"),
        "{issue}"
    );
    assert!(
        issue.contains("the newest evidence was 5 h 20 m old when it was collected"),
        "{issue}"
    );
    // The next read meets this one.
    let run = sync(&bot, "16T06:00");
    assert!(!run.out.contains("is known"), "{run:?}");
}

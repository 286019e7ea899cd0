//! What issues keep of their clusters: yesterday's merges hold today, on a
//! machine that knows nothing else.

use crate::bot::{Bot, Run};

const RULES: &str = "
version: 1
target: dir:issues
sources: [{name: backend, path: log.json, format: gcp}]
unmatched: file
limits: {new_issues: {run: 20}}
";

/// Syncs a day's messages.
fn day(bot: &Bot, day: u32, messages: &[&str]) -> Run {
    let entries: Vec<_> = messages
        .iter()
        .enumerate()
        .map(|(second, message)| {
            serde_json::json!({
                "insertId": format!("{day}-{second}"),
                "timestamp": format!("2025-09-{day}T12:00:{second:02}Z"),
                "severity": "ERROR", "textPayload": message,
            })
        })
        .collect();
    bot.write("log.json", serde_json::to_vec(&entries).unwrap());
    let run = bot.run(&format!("sync --format json --now 2025-09-{day}T13:00:00Z"));
    assert_eq!(run.code, 0, "{run:?}");
    run
}

fn actions(run: &Run) -> Vec<String> {
    let json = run.json();
    let changes = json["changes"].as_array().unwrap().iter();
    let told = |c: &serde_json::Value| format!("{} {}", c["action"].as_str().unwrap(), c["number"]);
    changes.map(told).collect()
}

fn bot() -> Bot {
    let bot = Bot::new();
    bot.write("rules.yaml", RULES);
    bot
}

fn key(bot: &Bot, issue: &str) -> String {
    let text = bot.files("issues");
    let from = text.find(issue).unwrap();
    let begin = text[from..].find("<!-- bot:begin ").unwrap() + from;
    text[begin..].lines().next().unwrap().to_owned()
}

const FIVE: [&str; 5] = [
    "session of ann was closed",
    "session of bob was closed",
    "session of eve was closed",
    "session of joe was closed",
    "session of sue was closed",
];

#[test]
fn one_variant_that_is_left_is_still_the_same_problem() {
    let bot = bot();
    assert_eq!(actions(&day(&bot, 10, &FIVE)), ["create null"]);
    for (date, message) in [(11, FIVE[3]), (12, "session of kim was closed")] {
        let run = day(&bot, date, &[message]);
        assert_eq!(actions(&run), ["update 1"], "newer evidence, once a day");
    }
}

#[test]
fn a_new_variant_is_no_reason_to_write() {
    let bot = bot();
    day(&bot, 10, &FIVE);
    let before = bot.files("issues");
    let again = bot.read("log.json").replace("ann", "zoe");
    bot.write("log.json", again);
    let run = bot.run("sync --format json --now 2025-09-10T14:00:00Z");
    assert_eq!((run.code, actions(&run)), (0, Vec::new()));
    assert_eq!(bot.files("issues"), before);
}

#[test]
fn what_merges_later_merges_into_the_oldest_issue_under_its_key() {
    let bot = bot();
    assert_eq!(actions(&day(&bot, 10, &FIVE[2..3])), ["create null"]);
    let run = day(&bot, 11, &FIVE[..1]);
    assert_eq!(actions(&run), ["update 1", "create null"], "a clean run");
    let opened = key(&bot, "issues/1-");
    let run = day(&bot, 12, &FIVE);
    assert_eq!(actions(&run), ["close 2", "link 2", "update 1"], "{run:?}");
    assert_eq!(key(&bot, "issues/1-"), opened);
    let text = bot.files("issues");
    assert!(text.contains("Duplicate of #1"), "{text}");
    // Every one of them is #1's now.
    for (date, message) in [
        (13, FIVE[0]),
        (14, FIVE[2]),
        (15, "session of kim was closed"),
    ] {
        assert_eq!(actions(&day(&bot, date, &[message])), ["update 1"]);
    }
    assert_eq!(key(&bot, "issues/1-"), opened);
}

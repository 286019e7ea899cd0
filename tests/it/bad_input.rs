//! What is wrong is one clear line with a hint, exit 2, and nothing written.

use crate::bot::Bot;
use crate::fake_github::Fake;

/// Runs and asserts exit 2, one error, no trace of a write.
fn refused(bot: &Bot, arguments: &str) -> String {
    let run = bot.run(arguments);
    assert_eq!(run.code, 2, "{arguments}: {run:?}");
    assert!(!bot.files(".").contains("bot:begin"), "{arguments} wrote");
    let message = run.err.trim().to_owned();
    assert!(message.starts_with("error: "), "{arguments}: {message}");
    message
}

#[test]
fn inputs_that_cannot_be_read() {
    let bot = Bot::with_examples();
    bot.write("empty.json", "");
    bot.write(
        "cut.json",
        r#"{"raw_logs": [{"severity": "ERROR", "textPay"#,
    );
    bot.write("array.json", r#"{"raw_logs": []}"#);
    bot.write("reports.zip", "PK\x03\x04\x14\0../../report.json");
    let messages: Vec<String> = [
        "sync backend=missing.json",
        "sync backend=empty.json",
        "sync backend=gcp:cut.json#/raw_logs",
        "sync backend=gcp:array.json#/logs",
        "sync backend=nosuch:array.json",
        "sync examples",
        "sync reports.zip",
        "apply missing-plan.json",
        "apply array.json",
    ]
    .iter()
    .map(|arguments| refused(&bot, arguments))
    .collect();
    insta::assert_snapshot!("unreadable_inputs", messages.join("\n"));
}

#[test]
fn rules_and_templates_that_cannot_be_used() {
    let bot = Bot::with_examples();
    let rules = bot.read("rules.yaml");
    bot.write("typo.yaml", rules.replace("unmatched:", "unmatchd:"));
    bot.write(
        "title.yaml",
        rules.replace("facts.classes.count", "facts.clases.count"),
    );
    bot.write(
        "broken/issue.md.hbs",
        "{{#if headline.stat}}x{{/if}}\n{{{title}}}",
    );
    bot.write("cyclic/related.md.hbs", "{{> related}}");
    let messages: Vec<String> = [
        "sync --rules typo.yaml",
        "sync --rules title.yaml",
        "sync --rules missing.yaml",
        "sync --templates broken",
        "sync --templates cyclic",
        "sync --to dir:",
        "sync --to somewhere",
    ]
    .iter()
    .map(|arguments| refused(&bot, arguments))
    .collect();
    insta::assert_snapshot!("unusable_rules", messages.join("\n"));
}

#[test]
fn without_rules_nothing_goes_to_github() {
    let bot = Bot::new();
    bot.write("log.txt", "ERROR it broke\n");
    let message = refused(&bot, "sync text:log.txt --to github:octo/garden");
    assert!(message.contains("there is no rules.yaml"), "{message}");
    let run = bot.run("sync text:log.txt");
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(bot.files(".bot/issues").matches("bot:begin").count(), 1);
}

#[test]
fn trackers_that_cannot_be_read() {
    let fake = Fake::new();
    let served = fake.serve();
    let url = fake.config().api_url;
    let bot = |token: &str, url: &str| {
        Bot::with_examples()
            .env("GITHUB_TOKEN", token)
            .env("GITHUB_API_URL", url)
    };
    let bad_token = refused(&bot("nobody's", &url), "sync --to octo/garden");
    assert!(bad_token.contains("GITHUB_TOKEN"), "{bad_token}");
    assert!(!bad_token.contains("nobody's"), "{bad_token}");
    let missing = refused(&bot("bot-token", &url), "sync --to octo/nowhere");
    assert!(missing.contains("octo/nowhere was not found"), "{missing}");
    assert_eq!(fake.writes(), 0);
    drop(served);
}

#[test]
fn usage_errors_are_clap_s_own() {
    let bot = Bot::new();
    assert_eq!(bot.run("sinc").code, 2);
    assert_eq!(bot.run("--help").code, 0);
}

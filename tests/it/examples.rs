//! The README's main job, as a new user runs it.

use crate::bot::Bot;

/// Run ids differ from run to run.
fn settings() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.add_filter(r"\d{8}T\d{6}-[a-z]{4}", "RUN");
    settings.add_filter(r#""visible":"[0-9a-f]{16}""#, r#""visible":"HASH""#);
    settings
}

#[test]
fn the_first_sync_files_and_the_second_writes_nothing() {
    let bot = Bot::with_examples();
    let first = bot.run("sync");
    assert_eq!(first.code, 0, "{first:?}");
    settings().bind(|| {
        insta::assert_snapshot!("first_sync", first.out);
        insta::assert_snapshot!("issues_after_first_sync", bot.files("examples/issues"));
    });
    let before = bot.files("examples/issues");
    let second = bot.run("sync");
    assert_eq!(second.code, 0, "{second:?}");
    assert!(second.out.contains("nothing to do"), "{}", second.out);
    assert_eq!(bot.files("examples/issues"), before);
}

#[test]
fn a_plan_is_saved_and_applied_exactly() {
    let bot = Bot::with_examples();
    let planned = bot.run("plan --out plan.json --exit-code");
    assert_eq!(planned.code, 3, "{planned:?}");
    assert!(!bot.files("examples/issues").contains("bot:begin"));
    let applied = bot.run("apply plan.json --format json");
    assert_eq!(applied.code, 0, "{applied:?}");
    assert_eq!(bot.run("plan --exit-code").code, 0);
    // The plan is of a tracker that has moved since: nothing is written twice.
    let again = bot.run("apply plan.json");
    assert_eq!(again.code, 1, "{again:?}");
    let issues = bot.files("examples/issues");
    assert_eq!(issues.matches("bot:begin").count(), 6, "{issues}");
}

#[test]
fn json_output_has_the_fixed_shape() {
    let bot = Bot::with_examples();
    let plan = bot.run("sync --format json").json();
    for name in [
        "version", "run", "target", "based_on", "complete", "changes", "kept", "left_out",
        "sources", "applied", "failed", "skipped",
    ] {
        assert!(plan.get(name).is_some(), "no `{name}` in {plan}");
    }
    for change in plan["changes"].as_array().unwrap() {
        for name in ["action", "key", "number", "title", "on", "reason"] {
            assert!(change.get(name).is_some(), "no `{name}` in {change}");
        }
        assert!(
            change.get("write").is_none(),
            "payloads are for saved plans"
        );
    }
    let source = &plan["sources"][0];
    for name in [
        "name", "status", "records", "findings", "newest", "window", "cap",
    ] {
        assert!(source.get(name).is_some(), "no `{name}` in {source}");
    }
}

#[test]
fn findings_read_back_as_the_same_problems() {
    let bot = Bot::with_examples();
    let findings = bot.run("findings architecture=examples/compliance.json");
    assert_eq!(findings.code, 0, "{findings:?}");
    bot.write("again.jsonl", &findings.out);
    let keys = |inputs: &str| -> Vec<String> {
        let plan = bot.run(&format!("plan {inputs} --format json")).json();
        let changes = plan["changes"].as_array().unwrap().iter();
        changes
            .map(|c| c["key"].as_str().unwrap().to_owned())
            .collect()
    };
    let first = keys("architecture=examples/compliance.json");
    assert_eq!(first.len(), 2);
    assert_eq!(first, keys("architecture=findings:again.jsonl"));
}

#[test]
fn no_secret_of_the_examples_is_published() {
    let bot = Bot::with_examples();
    let run = bot.run("sync -v");
    let everything = format!("{}{}{}", run.out, run.err, bot.files("examples/issues"));
    assert!(!everything.contains(concat!("s3cr", "3tPw")));
    let secret = concat!("ghp_", "0123456789abcdefghijABCDEFGHIJ012345");
    bot.write("log.txt", format!("ERROR token {secret} was refused\n"));
    for command in ["findings", "cluster", "render", "plan", "sync -v"] {
        let run = bot.run(&format!(
            "{command} backend=text:log.txt --rules rules.yaml"
        ));
        assert!(
            !format!("{}{}", run.out, run.err).contains(secret),
            "{command}"
        );
    }
    assert!(!bot.files("examples/issues").contains(secret));
}

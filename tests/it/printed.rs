//! What reaches a terminal, and what a pipe.

use crate::bot::Bot;

const RULES: &str = "\
target: dir:issues
rules:
  - id: all
    match: {severity: info}
    issue: 12
  - id: never
    match: {severity: info}
";

/// Something is said on every stream: a warning of rules.yaml, a plan, an error.
fn printed(bot: &Bot, options: &str) -> [String; 3] {
    let planned = bot.run(&format!("plan {options} x.log"));
    let wrong = bot.run(&format!("plan {options} --no-such-option"));
    let failed = bot.run(&format!("plan {options} absent.log"));
    [
        planned.out + &planned.err,
        wrong.out + &wrong.err,
        failed.out + &failed.err,
    ]
}

fn bot() -> Bot {
    let bot = Bot::new();
    bot.write("rules.yaml", RULES);
    bot.write(
        "x.log",
        "2025-09-15T20:00:00Z ERROR \u{1b}[31mboom\u{1b}[0m\n",
    );
    bot
}

#[test]
fn no_escape_sequence_reaches_a_pipe() {
    for text in printed(&bot(), "") {
        assert!(!text.contains('\u{1b}'), "{text:?}");
        assert!(!text.is_empty());
    }
    for (name, value) in [
        ("NO_COLOR", "1"),
        ("CLICOLOR", "0"),
        ("TERM", "xterm-256color"),
    ] {
        for text in printed(&bot().env(name, value), "") {
            assert!(!text.contains('\u{1b}'), "{name}: {text:?}");
        }
    }
}

#[test]
fn colour_is_there_where_it_is_asked_for() {
    let [planned, wrong, _] = printed(&bot(), "--color always");
    assert!(planned.contains('\u{1b}') && wrong.contains('\u{1b}'));
    let [planned, wrong, _] = printed(&bot().env("CLICOLOR_FORCE", "1"), "");
    assert!(planned.contains('\u{1b}') && wrong.contains('\u{1b}'));
    // The option comes before the environment, and `NO_COLOR` before the rest.
    for text in printed(&bot().env("CLICOLOR_FORCE", "1"), "--color never") {
        assert!(!text.contains('\u{1b}'), "{text:?}");
    }
    for text in printed(&bot().env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1"), "") {
        assert!(!text.contains('\u{1b}'), "{text:?}");
    }
}

#[test]
fn why_a_read_is_partial_is_told_to_whoever_keeps_the_run_alone() {
    let bot = Bot::new();
    let rules = "target: dir:issues\nrules: [{id: all, match: {severity: info}}]\n";
    bot.write("rules.yaml", rules);
    bot.write(
        "r.jsonl",
        "{\"tool\":\"ruff\",\"rule_id\":\"E1\",\"message\":\"m\",\"severity\":\"error\"}\n\
         {\"tool\":\"ruff\",\"message\":\"n\",\"related\":\"of another line\"}\n",
    );
    let run = bot.run("sync findings:r.jsonl");
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.out.contains("1 unreadable: line 2: "), "{}", run.out);
    let issues = bot.files("issues");
    assert!(
        issues.contains("at least: the read was partial"),
        "{issues}"
    );
    assert!(!issues.contains("unreadable"), "{issues}");
    for text in [&issues, &run.out, &run.err] {
        for word in ["of another line", "u64", "struct", "invalid type"] {
            assert!(!text.contains(word), "{word}: {text}");
        }
    }
}

#[test]
fn a_fact_that_nothing_has_is_said_at_the_first_read() {
    let bot = Bot::new();
    let rules = "target: dir:issues\nrules:\n  - id: slow\n    match: {severity: info}\n    \
                 facts: {n: {number: '/took ([0-9]+) s/'}}\n    title: '{{facts.n.count}} slow'\n";
    bot.write("rules.yaml", rules);
    bot.write("x.log", "2025-09-15T20:00:00Z ERROR query took long\n");
    let run = bot.run("plan text:x.log");
    assert!(
        run.out
            .contains("rule slow: its fact `n` found nothing in all 1 that the rule took"),
        "{}",
        run.out
    );
    assert!(
        run.out
            .contains("its title needs the fact `n`, which 1 of 1 problems lack")
    );
    bot.write("x.log", "2025-09-15T20:00:00Z ERROR query took 12 s\n");
    let run = bot.run("plan text:x.log");
    assert!(!run.out.contains("its fact"), "{}", run.out);
}

#[test]
fn a_large_report_is_summed_up() {
    let bot = Bot::new();
    bot.write("rules.yaml", "target: dir:issues\nunmatched: report\n");
    let lines: Vec<String> = (0..3_000)
        .map(|n| format!("{{\"tool\":\"ruff\",\"rule_id\":\"E{n}\",\"message\":\"m{n}\",\"severity\":\"error\"}}"))
        .collect();
    bot.write("r.jsonl", lines.join("\n"));
    let run = bot.run("plan findings:r.jsonl");
    assert!(run.out.lines().count() < 10, "{}", run.out);
    assert!(
        run.out.contains("leave 3,000 problems: no rule takes it ("),
        "{}",
        run.out
    );
    assert_eq!(
        run.out.lines().last(),
        Some("nothing to do, 3,000 left out in dir:issues")
    );
    assert!(bot.run("plan -v findings:r.jsonl").out.lines().count() > 3_000);
}

//! One problem, one issue: through the binary, on a folder.

use serde_json::{Value, json};

use crate::bot::{Bot, Run};

/// Two sources, each with a rule of its own.
const TWO_RULES: &str = "
version: 1
target: dir:issues
rules:
  - id: scan
    match: {source: scan}
    title: 'scan: {{rule_id}}'
    labels: [scan]
    priority: [{is: P1}]
  - id: night
    match: {source: night}
    title: 'night: {{rule_id}}'
    labels: [night]
    priority: [{is: P3}]
";

fn findings(ids: &[&str], at: &str) -> String {
    let mut lines = vec![json!({"version": 1, "status": "complete"}).to_string()];
    lines.extend(ids.iter().map(|id| {
        json!({
            "tool": "check", "rule_id": id, "severity": "error", "fingerprint": format!("finger-{id}"),
            "message": format!("{id} is wrong"), "last_seen": at,
            "location": {"path": format!("src/{id}.rs"), "line": 1},
        })
        .to_string()
    }));
    lines.join("\n")
}

fn at(day: u32, hour: u32) -> String {
    format!("2025-09-{day:02}T{hour:02}:00:00Z")
}

/// A run over findings that were seen just then.
fn run(bot: &Bot, day: u32, hour: u32, inputs: &[(&str, &[&str])]) -> Run {
    let now = at(day, hour);
    let mut arguments = format!("sync --format json --now {now}");
    for (source, ids) in inputs {
        let name = format!("{source}.jsonl");
        bot.write(&name, findings(ids, &now));
        // A report is as old as the run that made it.
        let file = std::fs::File::options().append(true).open(bot.path(&name));
        let time: chrono::DateTime<chrono::Utc> = now.parse().unwrap();
        file.unwrap().set_modified(time.into()).unwrap();
        arguments.push_str(&format!(" {source}=findings:{source}.jsonl"));
    }
    bot.run(&arguments)
}

fn done(run: &Run) -> Vec<String> {
    let json = run.json();
    let applied = json["applied"].as_array().unwrap().iter();
    applied
        .map(|d| format!("{} #{}", d["action"].as_str().unwrap(), d["number"]))
        .collect()
}

fn issues(bot: &Bot) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(bot.path("issues"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains("-check-") || name.contains("-scan-"))
        .collect();
    names.sort();
    names
}

#[test]
fn one_finding_in_two_sources_under_two_rules_is_one_issue() {
    let bot = Bot::new();
    bot.write("rules.yaml", TWO_RULES);
    let both: [(&str, &[&str]); 2] = [("scan", &["a"]), ("night", &["a"])];
    let first = run(&bot, 1, 10, &both);
    assert_eq!(done(&first), ["create #1"], "{first:?}");
    assert_eq!(issues(&bot), ["1-scan-a.md"]);
    for hour in 11..14 {
        assert_eq!(done(&run(&bot, 1, hour, &both)), [""; 0]);
    }
}

#[test]
fn sources_that_take_turns_write_once() {
    for together in [false, true] {
        let bot = Bot::new();
        bot.write("rules.yaml", TWO_RULES);
        let scan: [(&str, &[&str]); 1] = [("scan", &["a"])];
        let night: [(&str, &[&str]); 1] = [("night", &["a"])];
        let both: [(&str, &[&str]); 2] = [("scan", &["a"]), ("night", &["a"])];
        let first = run(&bot, 1, 8, if together { &both } else { &scan });
        assert_eq!(done(&first), ["create #1"]);
        let second = done(&run(&bot, 1, 9, &night));
        let expected: &[&str] = if together { &[] } else { &["update #1"] };
        assert_eq!(
            second, expected,
            "that this source reports it too is remembered"
        );
        for hour in 10..14 {
            let inputs = if hour % 2 == 0 { &scan } else { &night };
            let told = run(&bot, 1, hour, inputs);
            assert_eq!(done(&told), [""; 0], "{hour}: {told:?}");
        }
        assert_eq!(issues(&bot), ["1-scan-a.md"]);
    }
}

/// What only one of two sources still reports is not gone.
#[test]
fn a_problem_is_gone_when_no_source_reports_it() {
    let bot = Bot::new();
    bot.write("rules.yaml", TWO_RULES);
    run(&bot, 1, 8, &[("scan", &["a"]), ("night", &["a"])]);
    for day in 2..8 {
        let told = run(&bot, day, 8, &[("scan", &[])]);
        assert_eq!(done(&told), [""; 0], "day {day}: {told:?}");
    }
    // Read together, and only the other one has it: it is told by that one's rule.
    let told = done(&run(&bot, 8, 8, &[("scan", &[]), ("night", &["a"])]));
    assert!(told.contains(&"update #1".to_owned()), "{told:?}");
    assert_eq!(
        done(&run(&bot, 8, 10, &[("scan", &[]), ("night", &["a"])])),
        [""; 0]
    );
    let mut all = Vec::new();
    for day in 10..16 {
        all.extend(done(&run(&bot, day, 8, &[("scan", &[]), ("night", &[])])));
    }
    assert!(all.contains(&"close #1".to_owned()), "{all:?}");
}

const ALL: &str = "
version: 1
target: dir:issues
rules:
  - id: check
    match: {tool: check}
    title: 'check: {{rule_id}}'
";

/// The issue's file with something replaced.
fn edit(bot: &Bot, name: &str, from: &str, to: &str) {
    let path = format!("issues/{name}");
    let text = bot.read(&path);
    assert!(text.contains(from), "no `{from}` in {text}");
    bot.write(&path, text.replacen(from, to, 1));
}

#[test]
fn a_damaged_issue_with_another_title_is_not_filed_again() {
    let damages = [
        ("bot:begin v1/", "bot:begin v1"),
        ("<!-- bot:begin", "<!-- bt:begin"),
        ("<!-- bot:state {\"v\":1", "<!-- bot:state {\"v\":"),
        ("<!-- bot:state {", "<!-- bot:stat {"),
        ("<!-- bot:end -->", ""),
    ];
    for (from, to) in damages {
        let bot = Bot::new();
        bot.write("rules.yaml", ALL);
        run(&bot, 1, 8, &[("check", &["a"])]);
        edit(&bot, "1-check-a.md", "'check: a'", "'mine: a'");
        edit(&bot, "1-check-a.md", from, to);
        let before = bot.read("issues/1-check-a.md");
        let told = run(&bot, 2, 8, &[("check", &["a", "b"])]);
        assert_eq!(done(&told), ["create #2"], "{from}: {told:?}");
        let kept = told.json()["kept"].to_string();
        assert!(kept.contains("nothing is filed beside it"), "{kept}");
        assert_eq!(bot.read("issues/1-check-a.md"), before);
        assert_eq!(issues(&bot), ["1-check-a.md", "2-check-b.md"]);
    }
}

/// A damaged issue whose key is known stands in nobody's way.
#[test]
fn a_damaged_issue_keeps_only_its_own_problem() {
    let bot = Bot::new();
    bot.write("rules.yaml", ALL);
    run(&bot, 1, 8, &[("check", &["a"])]);
    edit(&bot, "1-check-a.md", "<!-- bot:end -->", "");
    edit(&bot, "1-check-a.md", "check: a", "check: b");
    let told = run(&bot, 2, 8, &[("check", &["b"])]);
    assert_eq!(done(&told), ["create #2"], "{told:?}");
}

fn planned(bot: &Bot) {
    bot.write("check.jsonl", findings(&["a", "b"], &at(1, 8)));
    let told = bot.run("plan check=findings:check.jsonl --out plan.json");
    assert_eq!(told.code, 0, "{told:?}");
}

#[test]
fn a_plan_for_a_folder_is_applied_once() {
    for unlabelled in [false, true] {
        let bot = Bot::new();
        bot.write("rules.yaml", ALL);
        planned(&bot);
        assert_eq!(bot.run("apply plan.json").code, 0);
        let made = issues(&bot);
        assert_eq!(made.len(), 2);
        if unlabelled {
            edit(&bot, &made[0], "- bot", "- mine");
        }
        let again = bot.run("apply plan.json");
        assert_eq!(again.code, 1, "{again:?}");
        assert!(
            again.err.contains("#1, made since the plan, tracks it"),
            "{again:?}"
        );
        assert_eq!(issues(&bot), made);
    }
}

#[test]
fn a_plan_is_applied_to_its_own_tracker_or_not_at_all() {
    let bot = Bot::new();
    bot.write("rules.yaml", ALL);
    planned(&bot);
    for other in ["dir:elsewhere", "octo/garden"] {
        let told = bot.run(&format!("apply plan.json --to {other}"));
        assert_eq!(told.code, 2, "{told:?}");
        assert!(told.err.contains("is a plan for dir:issues"), "{told:?}");
        assert!(!bot.path("issues").exists() && !bot.path("elsewhere").exists());
    }
    let told = bot.run("apply plan.json --to dir:./issues/");
    assert_eq!(told.code, 0, "{told:?}");
    assert_eq!(issues(&bot).len(), 2);
}

/// The bot's own closing is its own when the plan was applied hours later.
#[test]
fn a_closing_applied_long_after_its_plan_is_the_bots() {
    let bot = Bot::new();
    bot.write(
        "rules.yaml",
        format!("{ALL}lifecycle: {{close: {{clean_runs: 1}}}}\n"),
    );
    run(&bot, 1, 8, &[("check", &["a"])]);
    bot.write("check.jsonl", findings(&[], &at(2, 8)));
    let now = at(2, 8);
    bot.run(&format!(
        "plan check=findings:check.jsonl --out plan.json --now {now}"
    ));
    let applied = bot.run(&format!("apply plan.json --now {}", at(2, 20)));
    assert_eq!(applied.code, 0, "{applied:?}");
    assert!(!bot.read("issues/1-check-a.md").contains("state: open"));
    let told = run(&bot, 2, 21, &[("check", &["a"])]);
    assert!(done(&told).contains(&"reopen #1".to_owned()), "{told:?}");
}

#[test]
fn the_json_of_a_problem_in_two_sources_counts_both() {
    let bot = Bot::new();
    bot.write("rules.yaml", TWO_RULES);
    let told = run(&bot, 1, 10, &[("scan", &["a"]), ("night", &["a"])]);
    let creates: Vec<Value> = told.json()["changes"].as_array().unwrap().clone();
    assert_eq!(creates.len(), 1);
    let text = bot.read("issues/1-scan-a.md");
    assert!(text.contains(r#""sources":["night","scan"]"#), "{text}");
    assert!(text.contains(r#""also":["night"]"#), "{text}");
}

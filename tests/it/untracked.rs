//! A problem that is there, and that rules.yaml gives to something else, is
//! not said to be gone.

use crate::absence::{Project, at, sarif, tool};

const LINT: &str = "
sources: [{name: lint, path: lint.sarif}]
rules:
  - {id: lint, match: {tool: ruff}, group_by: [rule_id], title: Bad code}
";

fn filed() -> Project {
    let story = Project::new(LINT);
    report(&story, 0);
    story.sync(0).did(&["create"]);
    story
}

fn report(story: &Project, day: u32) {
    story.file("lint.sarif", &sarif(&[tool("ruff", &["a.py"], 24 * day)]));
}

/// Runs three days with other rules; the text says why it is closed.
#[track_caller]
fn closes_as_untracked(rules: &str, why: &str) {
    let story = filed();
    story.rules(rules);
    for day in 1..4 {
        assert!(story.is_open(1));
        report(&story, day);
        let ran = story.sync(24 * day);
        assert!(story.issue(1).contains(why), "no `{why}` in {ran:#?}");
        assert!(!story.issue(1).contains("looked for in"), "{ran:#?}");
    }
    let text = story.issue(1);
    assert!(text.contains("state: not_planned"), "{text}");
    let comments = story.bot.files("issues/1.comments");
    let said = format!("Closed as not planned: no longer tracked: {why}");
    assert!(comments.contains(&said), "{comments}");
    // Taken back, it is tracked again.
    story.rules(LINT);
    report(&story, 5);
    let ran = story.sync(24 * 5);
    assert!(ran.lines.contains(&"reopen #1".to_owned()), "{ran:#?}");
}

#[test]
fn what_a_rule_ignores_is_not_gone() {
    let ignored = LINT.replace(
        "rules:\n",
        "rules:\n  - {id: noise, match: {rule_id: bad}, do: ignore}\n",
    );
    closes_as_untracked(&ignored, "rules.yaml ignores it (rule noise)");
}

#[test]
fn what_an_earlier_rule_takes_is_not_gone() {
    let earlier = LINT.replace(
        "rules:\n",
        "rules:\n  - {id: first, match: {rule_id: bad}}\n",
    );
    closes_as_untracked(&earlier, "rule first of rules.yaml takes it now");
}

#[test]
fn what_a_narrower_match_leaves_is_not_gone() {
    let narrow = LINT.replace("{tool: ruff}", "{tool: ruff, path: 'src/**'}");
    closes_as_untracked(&narrow, "no rule of rules.yaml takes it now");
}

#[test]
fn what_is_grouped_otherwise_is_not_gone() {
    let grouped = LINT.replace("[rule_id]", "[path]");
    closes_as_untracked(&grouped, "rules.yaml groups it in another way now");
}

#[test]
fn it_stays_open_where_rules_say_so() {
    let story = filed();
    let narrow = LINT.replace("{tool: ruff}", "{tool: ruff, path: 'src/**'}");
    story.rules(&format!("{narrow}lifecycle: {{untracked: leave}}\n"));
    for day in 1..5 {
        report(&story, day);
        story
            .sync(24 * day)
            .did(&["keep #1: no longer tracked: no rule of rules.yaml takes it now"]);
    }
}

#[test]
fn a_renamed_rule_hints_at_was() {
    let story = filed();
    let by_rule = LINT.replace("[rule_id]", "[rule]");
    let story_by_rule = Project::new(&by_rule);
    report(&story_by_rule, 0);
    story_by_rule.sync(0).did(&["create"]);
    for (story, rules) in [
        (story_by_rule, by_rule),
        (story, LINT.replace("[rule_id]", "[path]")),
    ] {
        story.rules(&rules.replace("id: lint", "id: style"));
        report(&story, 1);
        let ran = story.sync(24);
        let hint = "keep #1: orphaned: there is no rule lint any more. Rule style takes it now: if that is its new name, give it `was: [lint]`";
        assert!(ran.lines.contains(&hint.to_owned()), "{ran:#?}");
        assert!(story.is_open(1));
    }
}

const LOGS: &str = "
sources: [{name: app, path: app.log, format: text}]
rules:
  - {id: pay, match: {message: 'was declined'}, title: Declined}
lifecycle: {close: {clean_runs: 2, quiet: 1h}}
";

/// The rules with one before the others.
fn with_noise(condition: &str) -> String {
    let noise = format!("rules:\n  - {{id: noise, match: {condition}, do: ignore}}\n");
    LOGS.replace("rules:\n", &noise)
}

fn log(story: &Project, day: u32, texts: &[&str]) {
    hourly(story, 24 * day, texts);
}

fn hourly(story: &Project, hour: u32, texts: &[&str]) {
    let lines = texts.iter().map(|text| format!("{} {text}\n", at(hour)));
    story.file("app.log", &lines.collect::<String>());
}

const DECLINED: &str = "ERROR payment 4711 was declined by the bank";

#[test]
fn log_records_that_a_rule_ignores_are_not_gone() {
    let story = Project::new(LOGS);
    log(&story, 0, &[DECLINED, "INFO up"]);
    story.sync(0).did(&["create"]);
    story.rules(&with_noise("{message: declined}"));
    for day in 1..3 {
        assert!(story.is_open(1));
        log(&story, day, &["ERROR payment 12 was declined by the bank"]);
        let ran = story.sync(24 * day);
        let why = "rules.yaml ignores it (rule noise)";
        assert!(story.issue(1).contains(why), "{ran:#?}");
    }
    let text = story.issue(1);
    assert!(text.contains("state: not_planned"), "{text}");
    assert!(!text.contains("looked for in"), "{text}");
    // Taken back, it is tracked again.
    story.rules(LOGS);
    log(&story, 4, &[DECLINED]);
    let ran = story.sync(24 * 4);
    assert!(ran.lines.contains(&"reopen #1".to_owned()), "{ran:#?}");
}

#[test]
fn log_records_that_are_gone_beside_ignored_ones_are_gone() {
    let story = Project::new(&with_noise("{message: 'health check'}"));
    log(&story, 0, &[DECLINED, "INFO health check 1"]);
    story.sync(0).did(&["create"]);
    for day in 1..3 {
        log(&story, day, &["INFO health check 2", "INFO up"]);
        story.sync(24 * day);
    }
    let text = story.issue(1);
    assert!(text.contains("state: completed"), "{text}");
    assert!(text.contains("looked for in 2 clean runs"), "{text}");
}

#[test]
fn what_was_ignored_in_part_while_it_was_there_is_gone_with_the_other_part() {
    let story = Project::new(&with_noise("{message: payment 12 was}"));
    let trial = "ERROR payment 12 was declined by the bank";
    log(&story, 0, &[DECLINED, trial]);
    story.sync(0).did(&["create"]);
    // That it is ignored in part is known from now on, and written once.
    hourly(&story, 1, &[DECLINED, trial]);
    story.sync(1).did(&["update #1"]);
    hourly(&story, 2, &[DECLINED, trial]);
    story.sync(2).did(&[]);
    for day in 2..4 {
        log(&story, day, &[trial]);
        story.sync(24 * day);
    }
    let text = story.issue(1);
    assert!(text.contains("state: completed"), "{text}");
    assert!(!text.contains("no longer tracked"), "{text}");
}

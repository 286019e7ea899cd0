//! A test's problem is gone when the test ran and passed.

use crate::absence::{Project, at};

const TESTS: &str = "
sources: [{name: tests, path: 'junit*.xml'}]
rules: [{id: tests, match: {source: tests}}]
";

/// A `JUnit` report of a day.
fn junit(day: u32, cases: &str) -> String {
    let time = at(24 * day);
    format!(
        r#"<testsuites><testsuite name="cart" timestamp="{time}">{cases}</testsuite></testsuites>"#
    )
}

const FAILS: &str = r#"<testcase classname="Cart" name="adds"><failure message="no"/></testcase>"#;
const PASSES: &str = r#"<testcase classname="Cart" name="adds"/>"#;
const OTHER: &str = r#"<testcase classname="Cart" name="removes"/>"#;

fn failing() -> Project {
    let story = Project::new(TESTS);
    story.file("junit.xml", &junit(0, &format!("{FAILS}{OTHER}")));
    story.sync(0).did(&["create"]);
    story
}

#[test]
fn a_test_that_did_not_run_is_kept() {
    let skipped = [
        r#"<testcase classname="Cart" name="adds"><skipped/></testcase>"#,
        r#"<testcase classname="Cart" name="adds"><disabled/></testcase>"#,
        r#"<testcase classname="Cart" name="adds" status="notrun" result="suppressed"/>"#,
    ];
    for case in skipped {
        let story = failing();
        for day in 1..5 {
            story.file("junit.xml", &junit(day, &format!("{case}{OTHER}")));
            story.keeps(day..day + 1, "its test was skipped");
        }
    }
    let story = failing();
    for day in 1..5 {
        story.file("junit.xml", &junit(day, OTHER));
        story.keeps(day..day + 1, "its test did not run");
    }
}

#[test]
fn a_test_that_ran_and_passed_is_gone() {
    let story = failing();
    for day in 1..4 {
        story.file("junit.xml", &junit(day, PASSES));
        assert!(story.is_open(1));
        story.sync(24 * day);
    }
    assert!(!story.is_open(1));
}

#[test]
fn every_test_of_a_problem_has_to_pass() {
    let rules = TESTS.replace(
        "source: tests}",
        "source: tests}, group_by: [labels.class], title: Cart",
    );
    let story = Project::new(&rules);
    let also = FAILS.replace("adds", "removes");
    story.file("junit.xml", &junit(0, FAILS));
    story.sync(0).did(&["create"]);
    story.file("junit.xml", &junit(1, &format!("{FAILS}{also}")));
    story.sync(24).did(&["update #1"]);
    for day in 2..6 {
        story.file("junit.xml", &junit(day, PASSES));
        story.keeps(day..day + 1, "its test did not run");
    }
    for day in 6..9 {
        story.file("junit.xml", &junit(day, &format!("{PASSES}{OTHER}")));
        story.sync(24 * day);
    }
    assert!(!story.is_open(1));
}

#[test]
fn a_shard_that_is_missing_proves_nothing() {
    let story = Project::new(TESTS);
    story.file("junit-1.xml", &junit(0, FAILS));
    story.file("junit-2.xml", &junit(0, OTHER));
    story.sync(0).did(&["create"]);
    // The shards were cut in another way: both are there.
    story.file("junit-1.xml", &junit(1, OTHER));
    story.file("junit-2.xml", &junit(1, PASSES));
    story.sync(24).did(&["update #1"]);
    std::fs::remove_file(story.bot.path("junit-1.xml")).unwrap();
    for day in 2..6 {
        story.file("junit-2.xml", &junit(day, PASSES));
        let ran = story.sync(24 * day);
        assert!(
            ran.lines
                .iter()
                .any(|l| l.contains("junit-1.xml of source tests")),
            "{ran:#?}"
        );
    }
    assert!(story.is_open(1));
}

#[test]
fn times_that_are_not_exact_decide_nothing() {
    for stamp in [
        "1970-01-01T00:00:00",
        "1970-01-01T00:00:00Z",
        "2031-01-01T00:00:00Z",
        "2025-09-01T12:00:00",
    ] {
        let story = Project::new(TESTS);
        let write = |day: u32, case: &str| {
            let text = format!(
                r#"<testsuite name="cart" timestamp="{stamp}" id="{day}">{case}</testsuite>"#
            );
            story.file("junit.xml", &text);
        };
        write(0, FAILS);
        story.sync(0).did(&["create"]);
        for day in 1..4 {
            write(day, PASSES);
            story.sync(24 * day);
        }
        assert!(!story.is_open(1), "{stamp}");
        let text = story.issue(1);
        assert!(!text.contains("1970") && !text.contains("2031"), "{text}");
        write(5, FAILS);
        let ran = story.sync(24 * 5);
        assert!(
            ran.lines.contains(&"reopen #1".to_owned()),
            "{stamp}: {ran:#?}"
        );
    }
}

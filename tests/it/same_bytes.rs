//! A report that says no time and is byte for byte the one before: read again
//! it is no news, written anew it counts once a day.

use crate::absence::{Project, sarif, tool};

const RULES: &str = "sources: [{name: lint, path: lint.sarif}]\nunmatched: file\n";

fn clean() -> String {
    let mut run = tool("lint", &[], 0);
    run.as_object_mut().unwrap().remove("invocations");
    sarif(&[run])
}

fn found() -> String {
    let mut run = tool("lint", &["src/a.rs"], 0);
    run.as_object_mut().unwrap().remove("invocations");
    sarif(&[run])
}

#[test]
fn read_again_they_never_close_an_issue() {
    let project = Project::new(RULES);
    project.file("lint.sarif", &found()).sync(0);
    project.file("lint.sarif", &clean());
    for day in 1..10 {
        project.sync(24 * day);
    }
    assert!(project.is_open(1), "{}", project.issue(1));
}

#[test]
fn written_anew_each_hour_they_count_once_a_day() {
    let project = Project::new(RULES);
    project.file("lint.sarif", &found()).sync(0);
    for hour in 1..24 {
        project.file("lint.sarif", &clean()).sync(hour);
        assert!(project.is_open(1), "hour {hour}: {}", project.issue(1));
    }
}

#[test]
fn written_anew_each_day_they_close_it_after_three() {
    let project = Project::new(RULES);
    project.file("lint.sarif", &found()).sync(0);
    for day in 1..4 {
        assert!(project.is_open(1), "day {day}: {}", project.issue(1));
        project.file("lint.sarif", &clean()).sync(24 * day);
    }
    assert!(!project.is_open(1), "{}", project.issue(1));
}

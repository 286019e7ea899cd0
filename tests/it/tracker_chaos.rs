//! What a client's answers are worth, whatever goes wrong: an error that
//! claims that nothing happened is right, a success is one, and nobody's
//! words are overwritten.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use issue_gardener::model::issue::{Issue, IssuePatch, NewIssue};
use issue_gardener::tracker::github::{Clock as _, GitHub};
use issue_gardener::tracker::{Found, Reader as _, TrackerError, Writer as _};

use crate::fake_github::{Act, Conduct, Fake};
use crate::schedules::{self, Way};

/// How often a thing must and may be there.
type Bounds = (usize, usize);

/// What a schedule did, and what must have come of it.
#[derive(Default)]
struct Expected {
    issues: BTreeMap<String, Bounds>,
    comments: BTreeMap<String, Bounds>,
    /// Lines that an edit said it wrote.
    lines: Vec<(u64, String)>,
    crashed: bool,
    unknown: bool,
    changed: bool,
}

impl Met {
    fn note(&self, fake: &Fake, expected: &Expected) {
        let server = fake.server();
        for (times, met) in [
            (&self.unknown, expected.unknown),
            (&self.changed, expected.changed),
            (&self.crashed, expected.crashed),
            (&self.raced, server.people.raced > 0),
            (&self.waited, server.limits.conduct.refused > 0),
        ] {
            times.fetch_add(u64::from(met), Ordering::Relaxed);
        }
    }
}

/// How many schedules met with what they are for.
#[derive(Default)]
struct Met {
    unknown: AtomicU64,
    changed: AtomicU64,
    crashed: AtomicU64,
    raced: AtomicU64,
    waited: AtomicU64,
}

#[test]
fn answers_are_true_under_any_schedule() {
    let met = Met::default();
    let name = "answers_are_true_under_any_schedule";
    let ran = schedules::run(name, Way::InProcess, 10_000, async |fake, seed| {
        scenario(fake, seed, &met).await;
    });
    if ran < 10_000 {
        return;
    }
    for (what, times) in [
        ("an unknown outcome", &met.unknown),
        ("an edit given up for a person's", &met.changed),
        ("a crash", &met.crashed),
        ("a race", &met.raced),
        ("a limit", &met.waited),
    ] {
        let times = times.load(Ordering::Relaxed);
        assert!(times > 20, "only {times} schedules met with {what}");
    }
}

#[test]
fn answers_are_true_over_http() {
    let met = Met::default();
    let name = "answers_are_true_over_http";
    schedules::run(name, Way::OverHttp, 300, async |fake, seed| {
        scenario(fake, seed, &met).await;
    });
}

async fn scenario(fake: &Fake, seed: u64, met: &Met) {
    if let Some(chance) = &mut fake.server().faults.chance {
        chance.acts = vec![
            Act::WriteAbove,
            Act::WriteBelow,
            Act::WriteInside,
            Act::Comment,
        ];
        chance.races = seed % 2 == 1;
    }
    let now = fake.clock().elapsed();
    let numbers = [1, 2].map(|n| {
        fake.server()
            .world
            .open_issue("olga", &format!("issue {n}"), "first line\n", now)
    });
    let mut expected = Expected::default();
    for run in 0..3 {
        let client = fake.client();
        for number in numbers {
            let name = format!("run {run}, #{number}");
            let step = step(&client, number, &name, &mut expected);
            if fake.until_crash(step).await.is_err() {
                expected.crashed = true;
                break;
            }
        }
    }
    check(fake, &expected);
    met.note(fake, &expected);
    fake.calm();
    settles(fake, &expected).await;
}

/// One of everything. What is under way when a client dies may have happened.
async fn step(client: &GitHub, number: u64, name: &str, expected: &mut Expected) {
    let issue = NewIssue {
        title: name.to_owned(),
        body: "made by the bot".to_owned(),
        labels: vec!["bot".to_owned()],
        assignees: Vec::new(),
    };
    expected.issues.insert(name.to_owned(), (0, 1));
    let made = client.create(&issue).await;
    expected.issues.insert(name.to_owned(), bounds(&made));
    expected.unknown |= matches!(made, Err(TrackerError::OutcomeUnknown { .. }));
    expected.comments.insert(name.to_owned(), (0, 1));
    let commented = client.comment(number, name).await;
    expected
        .comments
        .insert(name.to_owned(), bounds(&commented));
    if let Ok(Found::Issue(before)) = client.issue(number).await {
        let patch = IssuePatch {
            body: Some(format!("{}\n{name}", before.body)),
            ..IssuePatch::default()
        };
        match client.edit(number, &patch).await {
            Ok(_) => expected.lines.push((number, name.to_owned())),
            Err(TrackerError::Changed { .. }) => expected.changed = true,
            Err(_) => {}
        }
    }
    let _ = client
        .add_labels(number, &[format!("run-{}", name.len())])
        .await;
}

/// How often something was made, by the answer to making it.
fn bounds<T>(made: &Result<T, TrackerError>) -> Bounds {
    match made {
        Ok(_) | Err(TrackerError::NotStored { .. }) => (1, 1),
        Err(TrackerError::OutcomeUnknown { .. }) => (0, 1),
        Err(_) => (0, 0),
    }
}

fn check(fake: &Fake, expected: &Expected) {
    let server = fake.server();
    for (title, (least, most)) in &expected.issues {
        let count = server
            .world
            .issues()
            .filter(|issue| issue.title == *title)
            .count();
        assert!(
            (*least..=*most).contains(&count),
            "`{title}` is there {count} times"
        );
    }
    for (body, (least, most)) in &expected.comments {
        let count = server
            .world
            .comments
            .values()
            .filter(|c| c.body == *body)
            .count();
        assert!(
            (*least..=*most).contains(&count),
            "comment `{body}` is there {count} times"
        );
    }
    for (number, line) in &expected.lines {
        let issue = server.world.issue(*number).unwrap();
        assert!(issue.body.contains(line), "#{number} has no line `{line}`");
    }
    assert_eq!(server.people.overruled(&server.world), Vec::<String>::new());
    let Conduct { during_wait, .. } = server.limits.conduct;
    // Who comes back from the dead knows of no limit.
    if !expected.crashed {
        assert_eq!(during_wait, 0, "requests during a wait");
    }
}

/// Once nothing goes wrong, lists hold what was made.
async fn settles(fake: &Fake, expected: &Expected) {
    fake.clock().advance(std::time::Duration::from_mins(10));
    let found: Vec<Issue> = fake.client().made_by("gardener[bot]").await.unwrap();
    for (title, (least, most)) in &expected.issues {
        let count = found.iter().filter(|issue| issue.title == *title).count();
        assert!(
            (*least..=*most).contains(&count),
            "`{title}` is listed {count} times"
        );
    }
}

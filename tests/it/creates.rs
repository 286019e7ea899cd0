//! Never two issues of one problem, not even a closed one, as long as one run
//! writes at a time; whatever lists leave out, and whenever a server fails.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use issue_gardener::apply::{Applying, Outcome, apply};
use issue_gardener::model::issue::NewIssue;
use issue_gardener::model::{Key, Time};
use issue_gardener::observe::Trust;
use issue_gardener::ownership::{Section, State, compose};
use issue_gardener::plan::{Action, Change, CreateIssue, Plan};
use issue_gardener::tracker::Reader as _;
use issue_gardener::tracker::github::{Clock as _, GitHub};

use crate::fake_github::{Fake, Fault, Request};
use crate::tracker_converge::{ByClock, FOUND, RULE_SET, input, planned, run};

/// Long enough that no list of a test shows what the test made.
const FOR_EVER: Duration = Duration::from_hours(1000);

fn trust() -> Trust {
    Trust::Accounts {
        identity: "gardener[bot]".to_owned(),
        bots: RULE_SET.bots.clone(),
    }
}

async fn applied(fake: &Fake, client: &GitHub, plan: &Plan) -> Outcome {
    let applying = Applying {
        writer: client,
        pause: &ByClock(fake.clock().clone()),
        trust: &trust(),
        label: &RULE_SET.label,
        stop: &AtomicBool::new(false),
    };
    apply(plan, &applying).await
}

/// A plan that makes issues and nothing else, over a tracker that was empty.
fn plan_of(names: &[&str], text: &str, now: Time) -> Plan {
    let mut plan = Plan::empty(
        "test",
        "github:octo/garden",
        issue_gardener::plan::BasedOn {
            at: now,
            issues: 0,
            last_number: 0,
        },
    );
    plan.changes = names.iter().map(|name| create(name, text)).collect();
    plan
}

fn create(name: &str, text: &str) -> Change {
    let key = Key::of("main", [("rule", name)]);
    Change::Create(CreateIssue {
        reason: "test".to_owned(),
        priority: None,
        issue: NewIssue {
            title: name.to_owned(),
            body: compose(&key, text, &State::new("main")),
            labels: vec![RULE_SET.label.clone()],
            assignees: Vec::new(),
        },
        key,
    })
}

/// Numbers of the issues of each key, open and closed.
pub fn all_by_key(fake: &Fake) -> BTreeMap<Key, Vec<u64>> {
    let mut all: BTreeMap<Key, Vec<u64>> = BTreeMap::new();
    for issue in fake.server().world.issues() {
        if let Ok(Some(section)) = Section::find(&issue.body) {
            all.entry(section.key).or_default().push(issue.number);
        }
    }
    all
}

fn made(fake: &Fake) -> Vec<Vec<u64>> {
    all_by_key(fake).into_values().collect()
}

#[tokio::test]
async fn a_second_run_within_seconds_files_nothing_again() {
    let fake = Fake::new();
    fake.server().lag = FOR_EVER;
    fake.opened_by("olga", "A person's issue", "It holds words of hers.\n");
    for _ in 0..4 {
        let input = input(&FOUND, fake.clock().date());
        let outcome = run(&fake, "bot-token", &input).await.unwrap();
        assert_eq!(outcome.failed, []);
        fake.clock().advance(Duration::from_secs(3));
    }
    assert_eq!(made(&fake).len(), 3);
    assert!(made(&fake).iter().all(|numbers| numbers.len() == 1));
    let open = fake.server().world.issues().filter(|i| i.open).count();
    assert_eq!(open, 4);
}

/// A problem that the first run did not have is filed beside those that no
/// list shows, and only it.
#[tokio::test]
async fn what_is_new_is_filed_beside_what_lists_leave_out() {
    let fake = Fake::new();
    fake.server().lag = FOR_EVER;
    fake.opened_by("olga", "A person's issue", "It holds words of hers.\n");
    let first = input(&FOUND[..3], fake.clock().date());
    run(&fake, "bot-token", &first).await.unwrap();
    let all = input(&FOUND, fake.clock().date());
    let outcome = run(&fake, "bot-token", &all).await.unwrap();
    let creates = outcome
        .applied
        .iter()
        .filter(|d| d.action == Action::Create);
    assert_eq!(creates.count(), 1);
    let mut made = made(&fake);
    made.sort();
    assert_eq!(made, [[2], [3], [4]]);
}

/// Plans that were made at the same time: every create of the second finds
/// what the first made, and nothing is made to be withdrawn.
#[tokio::test]
async fn every_create_of_an_old_plan_finds_its_twin() {
    let fake = Fake::new();
    fake.server().lag = FOR_EVER;
    let names = ["a", "b", "c", "d", "e"];
    let plan = plan_of(&names, "text", fake.clock().date());
    let first = applied(&fake, &fake.client(), &plan).await;
    assert_eq!(first.applied.len(), 5);
    let second = applied(&fake, &fake.client(), &plan).await;
    assert_eq!((second.applied, second.failed), (vec![], vec![]));
    assert_eq!(second.skipped.len(), 5);
    assert_eq!(
        second.skipped[4].reason,
        "#5, made since the plan, tracks it"
    );
    assert!(made(&fake).iter().all(|numbers| numbers.len() == 1));
}

/// A rival makes all of a run's issues between its look and its first create.
#[tokio::test]
async fn a_rivals_issues_are_found_by_all_creates_that_follow() {
    let fake = Fake::new();
    fake.server().lag = FOR_EVER;
    let names = ["a", "b", "c", "d"];
    let plan = plan_of(&names, "text", fake.clock().date());
    let bodies: Vec<String> = plan
        .changes
        .iter()
        .map(|change| match change {
            Change::Create(create) => create.issue.body.clone(),
            Change::On(_) => String::new(),
        })
        .collect();
    fake.server().before_creation = Some(Box::new(move |world, now| {
        for body in &bodies {
            world.open_issue("gardener[bot]", "a rival's", body, now);
        }
    }));
    let outcome = applied(&fake, &fake.client(), &plan).await;
    assert_eq!(outcome.applied, []);
    assert_eq!(outcome.failed, []);
    let all = made(&fake);
    assert_eq!(all.iter().filter(|numbers| numbers.len() == 2).count(), 1);
    assert_eq!(all.iter().filter(|numbers| numbers.len() == 1).count(), 3);
}

/// Two requests beside the newest page: no more is read where nothing is hidden.
#[tokio::test]
async fn looking_past_the_lists_costs_two_requests() {
    let fake = Fake::new();
    fake.opened_by("olga", "A person's issue", "It holds words of hers.\n");
    let client = fake.client();
    let before = fake.requests();
    let found = issue_gardener::tracker::recent::recent(&client, 0)
        .await
        .unwrap();
    assert_eq!((found.last, fake.requests() - before), (1, 3));
}

/// The fate of a create whose body was cut is looked for, and the cut body is
/// what is tried again.
#[tokio::test]
async fn a_cut_body_whose_fate_is_unknown_is_sent_again_cut() {
    let fake = Fake::new();
    let long = "words of a long text. ".repeat(3_200);
    let plan = plan_of(&["a"], &long, fake.clock().date());
    let is_cut = |request: &Request| {
        let body = request.body["body"].as_str();
        request.is_creation() && body.is_some_and(|body| body.len() < 60_000)
    };
    fake.next(is_cut, Fault::TimeoutBefore);
    let outcome = applied(&fake, &fake.client(), &plan).await;
    assert_eq!(outcome.failed, []);
    assert_eq!(outcome.applied.len(), 1);
    let sent: Vec<u16> = {
        let server = fake.server();
        let creates = server
            .log
            .iter()
            .filter(|entry| entry.is_write() && entry.path.ends_with("/issues"));
        creates.filter_map(|entry| entry.status).collect()
    };
    assert_eq!(
        sent,
        [422, 201],
        "the long one once, then the cut one twice, of which one had no answer"
    );
}

/// A server that goes away ends the run: what is left is skipped, not tried.
#[tokio::test]
async fn a_server_that_goes_away_stops_the_rest() {
    let fake = Fake::new();
    let names: Vec<String> = (0..30).map(|n| format!("problem {n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let plan = plan_of(&names, "text", fake.clock().date());
    let client = fake.client();
    client.labels().await.unwrap();
    fake.server().away_after = Some(20);
    let outcome = applied(&fake, &client, &plan).await;
    assert!(!outcome.applied.is_empty());
    assert_eq!(outcome.failed.len(), 1, "{:?}", outcome.failed);
    assert_eq!(outcome.applied.len() + outcome.skipped.len(), 29);
    assert!(
        outcome.skipped[0].reason.contains("could not be reached"),
        "{}",
        outcome.skipped[0].reason
    );
}

/// One issue that the server cannot serve leaves the others their turn.
#[tokio::test]
async fn one_issue_that_fails_does_not_stop_the_others() {
    let fake = Fake::new();
    fake.opened_by("olga", "A person's issue", "It holds words of hers.\n");
    let now = fake.clock().date();
    run(&fake, "bot-token", &input(&FOUND, now)).await.unwrap();
    fake.clock().advance(Duration::from_hours(30));
    let later = input(&FOUND, fake.clock().date());
    let client = fake.client();
    let plan = planned(&client, &trust(), &later, fake.clock().date())
        .await
        .unwrap();
    assert_eq!(plan.changes.len(), 4);
    for _ in 0..5 {
        fake.next(
            |request: &Request| request.path.ends_with("/issues/2"),
            Fault::BadGatewayBefore,
        );
    }
    let outcome = applied(&fake, &client, &plan).await;
    assert_eq!((outcome.applied.len(), outcome.failed.len()), (3, 1));
}

/// Who pastes the bot's words is told so; nobody is taken for the author of
/// the issue that they are on.
#[tokio::test]
async fn a_pasted_comment_is_told_from_the_issue() {
    let fake = Fake::new();
    fake.opened_by("olga", "A person's issue", "It holds words of hers.\n");
    let now = fake.clock().date();
    run(&fake, "bot-token", &input(&FOUND, now)).await.unwrap();
    let pasted = {
        let server = fake.server();
        let theirs = server.world.comments.values().find(|c| c.issue == 1);
        theirs.unwrap().body.clone()
    };
    let later = fake.clock().elapsed();
    fake.server().world.comment(1, "olga", &pasted, later);
    let client = fake.client();
    let result = planned(&client, &trust(), &input(&FOUND, now), now).await;
    let error = result.unwrap_err().to_string();
    assert!(
        error.starts_with("a comment of olga on #1 (written 2025-09-15 20:0"),
        "{error}"
    );
    assert!(
        error.contains("bots: ['olga']") && error.contains("If it was pasted"),
        "{error}"
    );
}

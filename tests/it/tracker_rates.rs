//! The client within GitHub's limits: fast enough, and never too fast.

use std::sync::Arc;
use std::time::Duration;

use issue_gardener::model::issue::{IssuePatch, NewIssue};
use issue_gardener::tracker::github::{Clock as _, FolderCache, GitHub, MemoryCache};
use issue_gardener::tracker::{Reader as _, TrackerError, Writer as _};

use crate::fake_github::{Conduct, Fake, Fault, Request, Telling, TestClock};

const MINUTE: Duration = Duration::from_mins(1);

fn issue(n: usize) -> NewIssue {
    NewIssue {
        title: format!("Problem {n}"),
        body: "What is known.".to_owned(),
        labels: vec!["bot".to_owned()],
        assignees: Vec::new(),
    }
}

async fn create(client: &GitHub, count: usize) {
    for n in 0..count {
        client.create(&issue(n)).await.unwrap();
    }
}

#[tokio::test]
async fn two_hundred_issues_take_what_their_limit_forces() {
    let fake = Fake::new();
    let client = fake.client();
    let forecast = client.forecast(200, 0);
    create(&client, 200).await;
    let (took, forced) = (fake.clock().elapsed(), MINUTE * 200 / 20);
    assert!(took <= forced.mul_f64(1.1), "{took:?}");
    assert!(
        took.abs_diff(forecast) < MINUTE / 20,
        "{took:?}, forecast {forecast:?}"
    );
    assert_eq!(fake.server().limits.conduct, Conduct::default());
    assert_eq!(client.stats().writes, 200);
}

/// As fast as allowed, with edits and comments between, past the hour's quota.
#[tokio::test]
async fn no_limit_of_githubs_is_ever_passed() {
    let fake = Fake::new();
    let mut config = fake.config();
    config.creates_per_minute = 500;
    let client = fake.client_of(config);
    for n in 0..550 {
        let made = client.create(&issue(n)).await.unwrap();
        if n % 10 == 0 {
            client.comment(made.number, "more").await.unwrap();
            client
                .add_labels(made.number, &["more".to_owned()])
                .await
                .unwrap();
        }
    }
    assert!(fake.clock().elapsed() > Duration::from_hours(1));
    assert_eq!(fake.server().limits.conduct, Conduct::default());
}

#[tokio::test]
async fn a_secondary_limit_is_waited_out_in_silence() {
    for telling in [Telling::RetryAfter, Telling::Words, Telling::Bare] {
        let fake = Fake::new();
        {
            let limits = &mut fake.server().limits;
            limits.creations_a_minute = 10;
            limits.telling = telling;
        }
        let client = fake.client();
        create(&client, 30).await;
        let conduct = fake.server().limits.conduct;
        // Slower than the server wants, it is refused now and then, and each
        // time waits: nothing is sent meanwhile, nothing refused twice.
        assert_eq!((conduct.during_wait, conduct.hasty), (0, 0), "{telling:?}");
        assert!(
            conduct.refused > 0 && conduct.refused < 5,
            "{telling:?} {conduct:?}"
        );
        assert_eq!(fake.server().world.issues().count(), 30);
    }
}

#[tokio::test]
async fn waits_without_a_header_are_a_minute_and_grow() {
    let fake = Fake::new();
    fake.server().limits.telling = Telling::Bare;
    fake.server().limits.penalty = MINUTE * 6;
    let client = fake.client();
    fake.next(|_| true, Fault::Limit(Telling::Bare));
    assert_eq!(client.all_issues().await.unwrap(), []);
    // 60 s, 120 s and 240 s: the fourth request comes after the limit.
    assert_eq!(client.stats().refused, 3);
    assert_eq!(client.stats().waited, MINUTE * 7);
}

/// A limit that outlasts patience fails at once, and stays failed without a request.
#[tokio::test]
async fn a_wait_too_long_is_an_error() {
    let fake = Fake::new();
    fake.server().limits.requests_an_hour = 3;
    let client = fake.client();
    for _ in 0..3 {
        client.all_issues().await.unwrap();
    }
    assert_eq!(client.quota().map(|quota| quota.remaining), Some(0));
    for _ in 0..2 {
        match client.all_issues().await {
            Err(TrackerError::RateLimited { wait }) => assert!(wait > MINUTE * 50, "{wait:?}"),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(fake.requests(), 3, "the quota was seen to be used up");
    fake.clock().advance(Duration::from_hours(1));
    client.all_issues().await.unwrap();
    assert_eq!(fake.server().limits.conduct.refused, 0);
}

#[tokio::test]
async fn a_primary_limit_is_waited_for_until_its_reset() {
    let fake = Fake::new();
    fake.server().limits.requests_an_hour = 3;
    let mut config = fake.config();
    config.max_wait = Duration::from_hours(2);
    let client = fake.client_of(config);
    for _ in 0..7 {
        client.all_issues().await.unwrap();
    }
    let hours = fake.clock().elapsed().as_secs_f64() / 3600.0;
    assert!((2.0..2.1).contains(&hours), "{hours}");
    assert_eq!(fake.server().limits.conduct.refused, 0);
}

#[tokio::test]
async fn no_request_of_any_kind_is_sent_during_a_wait() {
    let fake = Fake::new();
    let number = fake.opened_by("olga", "t", "b");
    let client = fake.client();
    client.issue(number).await.unwrap();
    fake.next(Request::is_write, Fault::Limit(Telling::RetryAfter));
    let patch = IssuePatch {
        body: Some("new".to_owned()),
        ..IssuePatch::default()
    };
    let made = issue(1);
    let (edited, read, created) = tokio::join!(
        client.edit(number, &patch),
        client.all_issues(),
        client.create(&made),
    );
    edited.unwrap();
    read.unwrap();
    created.unwrap();
    let conduct = fake.server().limits.conduct;
    assert_eq!((conduct.during_wait, conduct.refused), (0, 1));
}

/// What an unchanged run reads: five thousand issues in fifty pages, and the
/// second time nothing but 304.
#[tokio::test]
async fn five_thousand_issues_are_fifty_requests_and_then_not_modified() {
    let folder = tempfile::tempdir().unwrap();
    let fake = Fake::new();
    {
        let mut server = fake.server();
        for n in 0..5000 {
            let title = format!("Problem {n}");
            let number = server
                .world
                .open_issue("gardener[bot]", &title, "body", Duration::ZERO);
            server
                .world
                .add_labels("gardener[bot]", number, &["bot".to_owned()], Duration::ZERO);
        }
    }
    let caches: [Arc<dyn issue_gardener::tracker::github::Cache>; 2] = [
        Arc::new(MemoryCache::default()),
        Arc::new(FolderCache::new(folder.path())),
    ];
    for cache in caches {
        let run = async || {
            let mut config = fake.config();
            config.cache = Some(Arc::clone(&cache));
            let client = fake.client_of(config);
            client.identity().await.unwrap();
            let issues = client.labelled("bot").await.unwrap();
            client.labels().await.unwrap();
            (issues, client.stats())
        };
        let (before, first) = run().await;
        let (after, second) = run().await;
        assert_eq!((before.len(), &before), (5000, &after));
        assert_eq!((first.requests, first.not_modified), (52, 0));
        assert_eq!((second.requests, second.not_modified), (52, 52));
        // What changed is read anew, and only that page.
        fake.server()
            .world
            .close(4321, "completed", fake.clock().elapsed());
        let (changed, third) = run().await;
        assert_eq!(third.not_modified, 51);
        assert!(!changed[4320].state.is_open());
        fake.server().world.reopen(4321, fake.clock().elapsed());
    }
}

/// Over a socket and by a clock that runs: the second edit waits its second.
#[tokio::test]
async fn the_pace_is_kept_in_real_time() {
    let fake = Fake::with_clock(TestClock::real());
    let _served = fake.serve();
    fake.server().world.next_number_is(960);
    let number = fake.opened_by("olga", "t", "b");
    let client = fake.client();
    let started = std::time::Instant::now();
    for label in ["one", "two"] {
        client
            .add_labels(number, &[label.to_owned()])
            .await
            .unwrap();
    }
    assert!(started.elapsed() >= Duration::from_secs(1));
    assert_eq!(
        (number, fake.server().limits.conduct),
        (960, Conduct::default())
    );
}

//! Schedules of what reads can be, under the faults of the harness: skipped
//! and missing tests, another kind of file, reports of an earlier run or of the
//! future, a source that is renamed. Where no read proves that the problem is
//! gone, nothing closes it; once one does, it closes.

use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use issue_gardener::apply::{Applying, Outcome, Pause, apply};
use issue_gardener::ingest::Limits;
use issue_gardener::model::Time;
use issue_gardener::model::source::{Origin, SourceSpec};
use issue_gardener::observe::Trust;
use issue_gardener::reconcile::{self, Desired};
use issue_gardener::render::{Escaper, Links, Renderer, Templates};
use issue_gardener::rules::Rules;
use issue_gardener::tracker::github::{Clock as _, GitHub};
use issue_gardener::tracker::{Dialect, Reader as _};
use issue_gardener::triage::{self, Job, Reading};

use crate::fake_github::{Fake, TestClock};
use crate::schedules::{self, Way};

const RULES: &str = "
version: 1
lifecycle: {close: {clean_runs: 1}, heartbeat: 1d}
unmatched: {file: {severity: error}}
";

static RULE_SET: LazyLock<Arc<Rules>> =
    LazyLock::new(|| Arc::new(Rules::parse(RULES, Path::new(".")).expect("good rules")));
static RENDERER: LazyLock<Renderer> = LazyLock::new(|| {
    let templates = Templates::embedded(Escaper::new(Dialect::GITHUB)).expect("good templates");
    Renderer::new(templates, RULE_SET.redact.clone(), 60_000)
});

/// What a run reads of a test that fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Read {
    Fails,
    Skipped,
    LeftOut,
    /// The job that writes the report crashed.
    Crashed,
    /// Another tool's report in its place.
    OtherKind,
    /// It passed, in a run before it failed.
    Earlier,
    /// It fails, by a clock that is ahead.
    Ahead,
    Passes,
}

const PROVE_NOTHING: [Read; 7] = [
    Read::Fails,
    Read::Skipped,
    Read::LeftOut,
    Read::Crashed,
    Read::OtherKind,
    Read::Earlier,
    Read::Ahead,
];

#[test]
fn nothing_closes_what_no_read_proves_gone() {
    schedules::run(
        "nothing_closes_what_no_read_proves_gone",
        Way::InProcess,
        1_000,
        scenario,
    );
}

async fn scenario(fake: &Fake, seed: u64) {
    let mut rng = fastrand::Rng::with_seed(seed ^ 0x517c_c1b7_2722_0a95);
    if let Some(chance) = &mut fake.server().faults.chance {
        // What closes it is the program.
        chance.acts = Vec::new();
        chance.people = 0;
    }
    let mut name = "tests";
    let first = fake.clock().date();
    for round in 0..rng.usize(3..8) {
        fake.clock().advance(Duration::from_hours(2));
        let read = match round {
            0 => Read::Fails,
            _ => PROVE_NOTHING[rng.usize(..PROVE_NOTHING.len())],
        };
        if rng.u8(..6) == 0 {
            name = "suite";
        }
        let one = run(fake, name, read, first);
        let _ = fake.until_crash(Box::pin(one)).await;
        assert_eq!(completed(fake), 0, "{read:?} of {name} closed it");
    }
    fake.calm();
    settles(fake, name, Read::Fails, first).await;
    assert_eq!((open(fake), completed(fake)), (1, 0));
    fake.clock().advance(Duration::from_hours(2));
    settles(fake, name, Read::Passes, first).await;
    assert_eq!((open(fake), completed(fake)), (0, 1));
}

/// Calm runs, the last of which has nothing to do.
async fn settles(fake: &Fake, name: &str, read: Read, first: Time) {
    fake.clock().advance(Duration::from_hours(2));
    for _ in 0..3 {
        let outcome = run(fake, name, read, first).await.expect("a calm run");
        assert_eq!(outcome.failed, [], "in a calm run");
    }
    let writes = fake.writes();
    run(fake, name, read, first).await.expect("a calm run");
    assert_eq!(fake.writes(), writes, "a further run writes");
}

fn open(fake: &Fake) -> usize {
    let server = fake.server();
    let issues = server.world.issues().filter(|issue| issue.open);
    issues.filter(|issue| is_the_test(&issue.body)).count()
}

/// A log under a name that is not known is filed, too.
fn is_the_test(body: &str) -> bool {
    body.contains("Cart.adds")
}

fn completed(fake: &Fake) -> usize {
    let server = fake.server();
    let closed = server.world.issues().filter(|issue| !issue.open);
    closed
        .filter(|issue| issue.reason == Some("completed") && is_the_test(&issue.body))
        .count()
}

/// The text of a report.
fn report(read: Read, now: Time, first: Time) -> String {
    let case =
        |inside: &str| format!(r#"<testcase classname="Cart" name="adds">{inside}</testcase>"#);
    let (time, cases) = match read {
        Read::Crashed => return format!("{} ERROR out of memory\n", now.to_rfc3339()),
        Read::OtherKind => {
            return serde_json::json!({"version": "2.1.0", "runs": [
                {"tool": {"driver": {"name": "ruff"}}, "results": []}
            ]})
            .to_string();
        }
        Read::Fails => (now, case("<failure message='no'/>")),
        Read::Ahead => {
            let ahead = now + chrono::TimeDelta::days(400);
            (ahead, case("<failure message='no'/>"))
        }
        Read::Skipped => (now, case("<skipped/>")),
        Read::LeftOut => (now, String::new()),
        Read::Earlier => (first - chrono::TimeDelta::days(1), case("")),
        Read::Passes => (now, case("")),
    };
    let time = time.to_rfc3339();
    format!(
        r#"<testsuite name="cart" timestamp="{time}">{cases}<testcase classname="Cart" name="removes"/></testsuite>"#
    )
}

/// Waits by the server's clock.
struct ByClock(TestClock);

impl Pause for ByClock {
    async fn pause(&self, length: Duration) {
        self.0.sleep(length).await;
    }
}

/// One run of the program; `None` where it could not read the tracker.
async fn run(fake: &Fake, name: &str, read: Read, first: Time) -> Option<Outcome> {
    let now = fake.clock().date();
    let mut file = tempfile::NamedTempFile::new().unwrap();
    std::io::Write::write_all(&mut file, report(read, now, first).as_bytes()).unwrap();
    let job = Job {
        spec: SourceSpec {
            name: name.to_owned(),
            from: Origin::Paths(vec![file.path().to_owned()]),
            ..SourceSpec::default()
        },
        alive: None,
        read_window: None,
        window_substituted: false,
    };
    let mut config = fake.config();
    config.token = Some("bot-token".into());
    let client = fake.client_of(config);
    sync(&client, &ByClock(fake.clock().clone()), &job, now).await
}

async fn sync(client: &GitHub, pause: &ByClock, job: &Job, now: Time) -> Option<Outcome> {
    let identity = client.identity().await.ok()?;
    let trust = Trust::Accounts {
        identity: identity.login,
        bots: RULE_SET.bots.clone(),
    };
    let observed = reconcile::fetch(client, &trust, &RULE_SET).await.ok()?;
    let reading = Reading {
        escaper: Escaper::new(Dialect::GITHUB),
        rules: &RULE_SET,
        limits: &Limits::default(),
        known: &observed.known(&RULE_SET.instance),
        skew: chrono::TimeDelta::zero(),
        now,
    };
    let triage = triage::read(std::slice::from_ref(job), &reading);
    let desired = Desired {
        rules: &RULE_SET,
        triage: &triage,
        renderer: &RENDERER,
        links: &Links::default(),
        now,
        run: "test",
        target: "github:octo/garden",
    };
    let plan = reconcile::plan_against(client, &trust, observed, &desired)
        .await
        .ok()?;
    let applying = Applying {
        writer: client,
        pause,
        trust: &trust,
        label: &RULE_SET.label,
        stop: &AtomicBool::new(false),
    };
    Some(apply(&plan, &applying).await)
}

//! Whole runs, read to write, under schedules of faults, people and crashes:
//! once the faults stop, there is one open issue a key, nobody was overruled,
//! and a further run writes nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use issue_gardener::apply::{Applying, Outcome, Pause, apply};
use issue_gardener::ingest::Limits;
use issue_gardener::model::source::{Origin, SourceSpec};
use issue_gardener::model::{Key, Time};
use issue_gardener::ownership::Section;
use issue_gardener::plan::{self, Action, ObserveError, Plan, Planning, Trust};
use issue_gardener::render::{Links, Renderer, Templates};
use issue_gardener::rules::Rules;
use issue_gardener::tracker::Reader as _;
use issue_gardener::tracker::github::{Clock as _, GitHub};
use issue_gardener::triage::{Job, Triage, collect, triage};

use crate::fake_github::{Fake, TestClock};
use crate::schedules::{self, Way};

const RULES: &str = "
version: 1
bots: ['gardener[bot]', 'second[bot]']
lifecycle: {close: {clean_runs: 1, quiet: 1h}, reopen: {within: 30d, after: 1h}, heartbeat: 1d}
unmatched: file
rules:
  - id: pinned
    match: {rule_id: pinned}
    group_by: [rule]
    issue: 1
    title: 'A pinned problem'
    labels: [architecture]
";

/// What the analyzer can find.
const FOUND: [&str; 4] = ["pinned", "first", "second", "third"];

static RULE_SET: LazyLock<Arc<Rules>> =
    LazyLock::new(|| Arc::new(Rules::parse(RULES, Path::new(".")).expect("good rules")));
static RENDERER: LazyLock<Renderer> = LazyLock::new(|| {
    let templates = Templates::embedded().expect("good templates");
    Renderer::new(templates, RULE_SET.redact.clone(), 60_000)
});

#[test]
fn runs_converge_under_any_schedule() {
    schedules::run(
        "runs_converge_under_any_schedule",
        Way::InProcess,
        10_000,
        scenario,
    );
}

#[test]
fn runs_converge_over_http() {
    schedules::run("runs_converge_over_http", Way::OverHttp, 300, scenario);
}

async fn scenario(fake: &Fake, seed: u64) {
    let mut rng = fastrand::Rng::with_seed(seed ^ 0x9e37_79b9_7f4a_7c15);
    fake.server().world.account("second[bot]", true, "NONE");
    fake.server()
        .world
        .token("second-token", "second[bot]", true);
    fake.opened_by("olga", "A person's issue", "It holds words of hers.\n");
    for _ in 0..rng.usize(2..5) {
        fake.clock().advance(Duration::from_hours(2));
        let present: Vec<&str> = FOUND.into_iter().filter(|_| rng.u8(..4) > 0).collect();
        let input = input(&present, fake.clock().date());
        let one = run(fake, "bot-token", &input);
        if rng.u8(..4) == 0 {
            let both = async { tokio::join!(one, run(fake, "second-token", &input)) };
            let _ = fake.until_crash(both).await;
        } else {
            let _ = fake.until_crash(one).await;
        }
    }
    fake.calm();
    settles(fake).await;
}

/// A few calm runs over everything, the last of which has nothing to do.
async fn settles(fake: &Fake) {
    fake.clock().advance(Duration::from_hours(2));
    let input = input(&FOUND, fake.clock().date());
    for _ in 0..3 {
        let outcome = run(fake, "bot-token", &input).await.expect("a calm run");
        assert_eq!(outcome.failed, [], "in a calm run");
    }
    let writes = fake.writes();
    let last = run(fake, "bot-token", &input).await.expect("a calm run");
    assert_eq!(last, Outcome::default(), "a further run does something");
    assert_eq!(fake.writes(), writes, "a further run writes");
    let server = fake.server();
    assert_eq!(server.people.overruled(&server.world), Vec::<String>::new());
    drop(server);
    for (key, numbers) in open_by_key(fake) {
        assert!(numbers.len() < 2, "{key} is open as {numbers:?}");
    }
}

/// Numbers of open bot-made issues by the key in their marker, but for those
/// that a person opened again.
fn open_by_key(fake: &Fake) -> BTreeMap<Key, Vec<u64>> {
    let mut open: BTreeMap<Key, Vec<u64>> = BTreeMap::new();
    let server = fake.server();
    for issue in server
        .world
        .issues()
        .filter(|issue| issue.open && issue.author.ends_with("[bot]"))
        .filter(|issue| !server.people.reopened.contains(&issue.number))
    {
        if let Ok(Some(section)) = Section::find(&issue.body) {
            open.entry(section.key).or_default().push(issue.number);
        }
    }
    open
}

/// A finding each, seen just now.
fn input(present: &[&str], now: Time) -> Triage {
    let mut file = tempfile::NamedTempFile::with_suffix(".jsonl").unwrap();
    writeln!(file, r#"{{"version": 1, "status": "complete"}}"#).unwrap();
    for rule_id in present {
        let finding = serde_json::json!({
            "tool": "check", "rule_id": rule_id, "severity": "error", "fingerprint": rule_id,
            "message": format!("Found by {rule_id}"), "last_seen": now.to_rfc3339(),
            "location": {"path": format!("src/{rule_id}.rs"), "line": 1},
        });
        writeln!(file, "{finding}").unwrap();
    }
    let job = Job {
        spec: SourceSpec {
            name: "check".to_owned(),
            from: Origin::Paths(vec![file.path().to_owned()]),
            format: Some("findings".to_owned()),
            ..SourceSpec::default()
        },
        alive: None,
    };
    let collected = collect(&RULE_SET, &[job], &Limits::default(), &RULE_SET.redact);
    triage(collected, &RULE_SET, now)
}

/// Waits by the server's clock.
struct ByClock(TestClock);

impl Pause for ByClock {
    async fn pause(&self, length: Duration) {
        self.0.sleep(length).await;
    }
}

/// One run of the program; `None` where it could not read the tracker.
async fn run(fake: &Fake, token: &str, input: &Triage) -> Option<Outcome> {
    let mut config = fake.config();
    config.token = Some(token.into());
    let client = fake.client_of(config);
    let identity = client.identity().await.ok()?;
    let trust = Trust::Accounts {
        identity: identity.login,
        bots: RULE_SET.bots.clone(),
    };
    let now = fake.clock().date();
    let plan = planned(&client, &trust, input, now).await.ok()?;
    let applying = Applying {
        writer: &client,
        pause: &ByClock(fake.clock().clone()),
        trust: &trust,
        label: &RULE_SET.label,
        stop: &AtomicBool::new(false),
    };
    Some(apply(&plan, &applying).await)
}

/// A plan; where it would create, over all issues of the accounts.
async fn planned(
    client: &GitHub,
    trust: &Trust,
    input: &Triage,
    now: Time,
) -> Result<Plan, ObserveError> {
    let pinned = BTreeSet::from([1]);
    let draft = |observed: &plan::Observed| {
        plan::plan(&Planning {
            rules: &RULE_SET,
            triage: input,
            observed,
            renderer: &RENDERER,
            links: &Links::default(),
            now,
            run: "test",
            target: "github:octo/garden",
        })
        .expect("templates that render")
    };
    let observed = plan::observe(client, trust, &RULE_SET.label, &pinned).await?;
    let plan = draft(&observed);
    if !plan
        .changes
        .iter()
        .any(|change| change.action == Action::Create)
    {
        return Ok(plan);
    }
    let observed = plan::observe_all(client, trust, &RULE_SET.label, &pinned).await?;
    Ok(draft(&observed))
}

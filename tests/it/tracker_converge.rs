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
use issue_gardener::model::{Format, Key, Time};
use issue_gardener::observe::{ObserveError, Observed, Trust, observe, observe_all};
use issue_gardener::ownership::Section;
use issue_gardener::plan::{self, Action, Plan, Planning};
use issue_gardener::render::{Escaper, Links, Renderer, Templates};
use issue_gardener::rules::Rules;
use issue_gardener::tracker::github::{Clock as _, GitHub};
use issue_gardener::tracker::{Dialect, Reader as _};
use issue_gardener::triage::{self, Job, Known, Reading, Triage};

use crate::emulate::Emulate;
use crate::fake_github::{Act, Fake, TestClock};
use crate::schedules::{self, Way};

pub const RULES: &str = "
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
pub const FOUND: [&str; 4] = ["pinned", "first", "second", "third"];

pub static RULE_SET: LazyLock<Arc<Rules>> =
    LazyLock::new(|| Arc::new(Rules::parse(RULES, Path::new(".")).expect("good rules")));
static RENDERER: LazyLock<Renderer> = LazyLock::new(|| {
    let templates = Templates::embedded(Escaper::new(Dialect::GITHUB)).expect("good templates");
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

/// The same on a server that others wrote, where nothing goes wrong.
#[tokio::test]
async fn runs_converge_on_emulate() {
    let Some(emulate) = Emulate::start() else {
        return;
    };
    let pinned = emulate
        .issue_at(1, "A person's issue", "It holds words of hers.\n")
        .await;
    let now = pinned.created_at;
    let pause = ByClock(TestClock::stopped());
    let later = |hours| now + chrono::TimeDelta::hours(hours);
    for (hours, present) in [(1, &FOUND[..]), (3, &FOUND[..3]), (5, &FOUND[..])] {
        let input = input(present, later(hours));
        let outcome = sync(&emulate.client(), &pause, &input, later(hours))
            .await
            .unwrap();
        assert_eq!((outcome.failed, outcome.skipped), (vec![], vec![]));
        let client = emulate.client();
        let again = sync(&client, &pause, &input, later(hours)).await.unwrap();
        assert_eq!((again, client.stats().writes), (Outcome::default(), 0));
    }
    let issues = emulate.client().all_issues().await.unwrap();
    assert_eq!(issues.len(), 4);
    assert_eq!(
        (&issues[0].title, &issues[0].body),
        (&pinned.title, &pinned.body)
    );
    assert_eq!(emulate.client().comments(1).await.unwrap().len(), 1);
}

/// Ten legs of one build that file the same problems, without a fault.
#[tokio::test]
async fn ten_runs_at_once_leave_one_issue_each() {
    let fake = Fake::new();
    fake.opened_by("olga", "A person's issue", "It holds words of hers.\n");
    let input = Arc::new(input(&FOUND, fake.clock().date()));
    let legs = tokio::task::LocalSet::new();
    for _ in 0..10 {
        let (fake, input) = (fake.clone(), Arc::clone(&input));
        legs.spawn_local(async move { run(&fake, "bot-token", &input).await });
    }
    legs.await;
    settles(&fake).await;
    assert_eq!(open_by_key(&fake).len(), 3);
    assert_eq!(fake.server().limits.conduct.refused, 0);
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
        let two_at_once = rng.u8(..4) == 0;
        people_unlabel(fake, !two_at_once);
        if two_at_once {
            let both = async { tokio::join!(one, run(fake, "second-token", &input)) };
            let _ = fake.until_crash(Box::pin(both)).await;
        } else {
            let _ = fake.until_crash(Box::pin(one)).await;
        }
    }
    fake.calm();
    settles(fake).await;
}

/// What one run has just put on and a person takes off, another run at the same
/// time cannot know of: GitHub tells who took a label off in another place.
fn people_unlabel(fake: &Fake, may: bool) {
    if let Some(chance) = &mut fake.server().faults.chance {
        chance.acts = Act::ALL.to_vec();
        chance.acts.retain(|act| may || *act != Act::Unlabel);
    }
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
        assert!(
            numbers.len() < 2,
            "{key} is open as {}",
            shown(fake, &numbers)
        );
    }
}

fn shown(fake: &Fake, numbers: &[u64]) -> String {
    let server = fake.server();
    let shown = numbers.iter().map(|number| {
        let issue = server.world.issue(*number).unwrap();
        format!(
            "#{number} by {} {:?} {:?} ",
            issue.author, issue.labels, issue.body
        )
    });
    shown.collect()
}

/// Numbers of open bot-made issues by the key in their marker, but for those
/// that a person opened again, or took the program's label off: such a one is
/// out of sight until the next create looks at all issues.
fn open_by_key(fake: &Fake) -> BTreeMap<Key, Vec<u64>> {
    let mut open: BTreeMap<Key, Vec<u64>> = BTreeMap::new();
    let server = fake.server();
    for issue in server
        .world
        .issues()
        .filter(|issue| issue.open && issue.author.ends_with("[bot]"))
        .filter(|issue| !server.people.reopened.contains(&issue.number))
        .filter(|issue| issue.labels.contains(&RULE_SET.label))
    {
        if let Ok(Some(section)) = Section::find(&issue.body) {
            open.entry(section.key).or_default().push(issue.number);
        }
    }
    open
}

/// A finding each, seen just now.
pub fn input(present: &[&str], now: Time) -> Triage {
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
            format: Some(Format::Findings),
            ..SourceSpec::default()
        },
        alive: None,
        read_window: None,
        window_substituted: false,
    };
    let reading = Reading {
        escaper: Escaper::new(Dialect::GITHUB),
        rules: &RULE_SET,
        limits: &Limits::default(),
        known: &Known::default(),
        now,
        skew: chrono::TimeDelta::zero(),
    };
    triage::read(&[job], &reading)
}

/// Waits by the server's clock.
pub struct ByClock(pub TestClock);

impl Pause for ByClock {
    async fn pause(&self, length: Duration) {
        self.0.sleep(length).await;
    }
}

/// One run of the program; `None` where it could not read the tracker.
pub async fn run(fake: &Fake, token: &str, input: &Triage) -> Option<Outcome> {
    let mut config = fake.config();
    config.token = Some(token.into());
    let client = fake.client_of(config);
    let pause = ByClock(fake.clock().clone());
    sync(&client, &pause, input, fake.clock().date()).await
}

pub async fn sync(client: &GitHub, pause: &ByClock, input: &Triage, now: Time) -> Option<Outcome> {
    let identity = client.identity().await.ok()?;
    let trust = Trust::Accounts {
        identity: identity.login,
        bots: RULE_SET.bots.clone(),
    };
    let plan = planned(client, &trust, input, now).await.ok()?;
    let applying = Applying {
        writer: client,
        pause,
        trust: &trust,
        label: &RULE_SET.label,
        stop: &AtomicBool::new(false),
    };
    Some(apply(&plan, &applying).await)
}

/// A plan; where it would create, over all issues of the accounts.
pub async fn planned(
    client: &GitHub,
    trust: &Trust,
    input: &Triage,
    now: Time,
) -> Result<Plan, ObserveError> {
    let pinned = BTreeSet::from([1]);
    let draft = |observed: &Observed| {
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
    let observed = observe(client, trust, &RULE_SET.label, &pinned).await?;
    let plan = draft(&observed);
    if !plan
        .changes
        .iter()
        .any(|change| change.action() == Action::Create)
    {
        return Ok(plan);
    }
    let observed = observe_all(client, trust, &RULE_SET.label, &pinned).await?;
    Ok(draft(&observed))
}

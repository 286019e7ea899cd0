//! Whole syncs under schedules of faults, people and other bots.
//!
//! Once the faults stop and the runs settle: one open issue a key, every
//! person's byte where it was, nothing open that a person closed as not
//! planned, and a further run that writes nothing.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use issue_gardener::apply::{Applying, Outcome, Pause, apply};
use issue_gardener::model::{Finding, Fingerprint, Key, Severity, SourceReport, Time};
use issue_gardener::ownership::Section;
use issue_gardener::plan::{Desired, Plan, PlanError, Trust, against};
use issue_gardener::redact::Redactor;
use issue_gardener::render::{Links, Renderer, Templates};
use issue_gardener::rules::Rules;
use issue_gardener::tracker::Reader as _;
use issue_gardener::tracker::github::{Clock as _, GitHub};
use issue_gardener::triage::{Collected, Taken, Triage, triage};

use crate::fake_github::{Fake, TestClock};
use crate::schedules::{self, Way};

const RULES: &str = "
version: 1
sources: [{name: lint, path: lint.json, format: findings}]
rules:
  - id: lint
    match: {source: lint}
    group_by: [fingerprint]
    title: 'lint: {{rule_id}}'
    labels: [lint]
limits: {new_issues: {run: 50, day: 500, open: 500}, notifications: {day: 1000}, creates_per_minute: 60}
";

/// What all runs of a test share.
struct Bot {
    rules: Rules,
    renderer: Renderer,
}

impl Bot {
    fn new() -> Self {
        let rules = Rules::parse(RULES, Path::new(".")).unwrap();
        let templates = Templates::embedded().unwrap();
        let renderer = Renderer::new(templates, Redactor::new(), rules.limits.body_bytes);
        Self { rules, renderer }
    }

    /// What a run finds that sees some of the problems.
    fn finds(&self, problems: &[usize], now: Time) -> Triage {
        let mut source = SourceReport::new("lint", "findings");
        source.collected = Some(now);
        let findings = problems.iter().map(|n| Taken {
            rule: Some(0),
            group: Vec::new(),
            finding: finding(*n, now),
        });
        let collected = Collected {
            findings: findings.collect(),
            sources: vec![source],
            alive: BTreeMap::new(),
        };
        triage(collected, &self.rules, now)
    }

    async fn plan(
        &self,
        client: &GitHub,
        found: &Triage,
        now: Time,
        run: &str,
    ) -> Result<(Plan, Trust), PlanError> {
        let identity = client
            .identity()
            .await
            .map_err(issue_gardener::plan::ObserveError::from)?;
        let trust = Trust::Accounts {
            identity: identity.login,
            bots: Vec::new(),
        };
        let desired = Desired {
            rules: &self.rules,
            triage: found,
            renderer: &self.renderer,
            links: &Links::default(),
            now,
            run,
            target: "github:octo/garden",
        };
        let plan = against(client, &trust, &desired).await?;
        Ok((plan, trust))
    }

    /// One whole run; `None` where the tracker could not be read.
    async fn sync(&self, fake: &Fake, problems: &[usize], run: &str) -> Option<(Plan, Outcome)> {
        let now = fake.clock().date();
        let client = fake.client();
        let found = self.finds(problems, now);
        let (plan, trust) = self.plan(&client, &found, now, run).await.ok()?;
        let outcome = apply(
            &plan,
            &Applying {
                writer: &client,
                pause: &Virtual(fake.clock().clone()),
                trust: &trust,
                label: &self.rules.label,
                stop: &AtomicBool::new(false),
            },
        )
        .await;
        Some((plan, outcome))
    }
}

fn finding(n: usize, now: Time) -> Finding {
    let fingerprint = Fingerprint::given(format!("problem-{n}"));
    let mut finding = Finding::new("lint", "lint", fingerprint, format!("message {n}"));
    finding.rule_id = Some(format!("rule-{n}"));
    finding.severity = Severity::Warning;
    finding.seen.first_seen = Some(now);
    finding.seen.last_seen = Some(now);
    finding
}

struct Virtual(TestClock);

impl Pause for Virtual {
    async fn pause(&self, length: Duration) {
        self.0.sleep(length).await;
    }
}

/// How many schedules met with what they are for.
#[derive(Default)]
struct Met {
    failed: AtomicU64,
    crashed: AtomicU64,
    kept: AtomicU64,
    healed: AtomicU64,
}

#[test]
fn syncs_converge_under_any_schedule() {
    let met = Met::default();
    let bot = Bot::new();
    let name = "syncs_converge_under_any_schedule";
    let ran = schedules::run(name, Way::InProcess, 10_000, async |fake, seed| {
        scenario(&bot, fake, seed, &met).await;
    });
    if ran < 10_000 {
        return;
    }
    for (what, times) in [
        ("a failed write", &met.failed),
        ("a crash", &met.crashed),
        ("an issue kept for a person", &met.kept),
        ("a healed twin", &met.healed),
    ] {
        let times = times.load(Ordering::Relaxed);
        assert!(times > 50, "only {times} schedules met with {what}");
    }
}

#[test]
fn syncs_converge_over_http() {
    let met = Met::default();
    let bot = Bot::new();
    schedules::run(
        "syncs_converge_over_http",
        Way::OverHttp,
        300,
        async |fake, seed| {
            scenario(&bot, fake, seed, &met).await;
        },
    );
}

async fn scenario(bot: &Bot, fake: &Fake, seed: u64, met: &Met) {
    let mut rng = fastrand::Rng::with_seed(seed ^ 0x5eed);
    if let Some(chance) = &mut fake.server().faults.chance {
        chance.races = false;
    }
    let two = rng.u8(..4) == 0;
    for run in 0..3 {
        let problems: Vec<usize> = (0..3).filter(|_| rng.u8(..4) > 0).collect();
        let step = async {
            let name = format!("r{run}");
            if two {
                let other = format!("o{run}");
                let both = [
                    bot.sync(fake, &problems, &name),
                    bot.sync(fake, &problems, &other),
                ];
                let [a, b] = both;
                futures_join(a, b).await;
            } else if let Some((plan, outcome)) = bot.sync(fake, &problems, &name).await {
                met.kept
                    .fetch_add(u64::from(!plan.kept.is_empty()), Ordering::Relaxed);
                met.failed
                    .fetch_add(u64::from(!outcome.failed.is_empty()), Ordering::Relaxed);
            }
        };
        if fake.until_crash(step).await.is_err() {
            met.crashed.fetch_add(1, Ordering::Relaxed);
        }
        fake.clock().advance(Duration::from_hours(2));
    }
    fake.calm();
    settle(bot, fake, met).await;
    check(fake);
}

async fn futures_join(
    a: impl Future<Output = Option<(Plan, Outcome)>>,
    b: impl Future<Output = Option<(Plan, Outcome)>>,
) {
    tokio::join!(a, b);
}

/// Runs until nothing is left to do, and once more.
async fn settle(bot: &Bot, fake: &Fake, met: &Met) {
    for run in 0..8 {
        // Past any lag, and past the day that a person's closing is left alone.
        fake.clock().advance(Duration::from_hours(26));
        let (plan, outcome) = bot
            .sync(fake, &[0, 1, 2], &format!("s{run}"))
            .await
            .expect("the tracker can be read");
        assert_eq!(outcome.failed, [], "a calm run fails");
        let links = plan
            .changes
            .iter()
            .filter(|c| c.action == issue_gardener::plan::Action::Link);
        met.healed
            .fetch_add(u64::from(links.count() > 0), Ordering::Relaxed);
        let heartbeats_only = plan.changes.iter().all(|c| c.reason == "newer evidence");
        if heartbeats_only && run > 0 {
            let writes = fake.writes();
            let (plan, _) = bot.sync(fake, &[0, 1, 2], "last").await.unwrap();
            assert!(plan.is_noop(), "a further run plans {:#?}", plan.changes);
            assert_eq!(fake.writes(), writes, "a further run writes");
            return;
        }
    }
    panic!("it does not settle");
}

fn check(fake: &Fake) {
    let server = fake.server();
    assert_eq!(server.people.overruled(&server.world), Vec::<String>::new());
    let mut open: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for issue in server.world.issues().filter(|issue| issue.open) {
        // A twin that the program closed and a person opened again stays open;
        // one whose label a person took off is found only before a create.
        let reopened = |section: &Section| section.state.closed.is_some();
        if let Ok(Some(section)) = Section::find(&issue.body)
            && !reopened(&section)
            && issue.labels.iter().any(|label| label == "bot")
        {
            open.entry(section.key.to_string())
                .or_default()
                .push(issue.number);
        }
    }
    for (key, numbers) in &open {
        assert_eq!(numbers.len(), 1, "{key} is open as {numbers:?}");
    }
    for n in 0..3 {
        let key = Key::of("main", [("fingerprint", format!("problem-{n}").as_str())]);
        let tracked = server
            .world
            .issues()
            .any(|issue| issue.body.contains(key.as_str()));
        assert!(tracked, "problem {n} has no issue");
    }
}

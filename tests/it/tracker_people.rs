//! Schedules of what people do to whole issues between runs of a single writer:
//! they lock, merge by command and take it back, delete, move, close and open
//! the digest, edit the program's comments. Never are there two open issues of
//! one problem; nothing is written on a locked issue, no word of theirs goes,
//! what they deleted is not made again, and a further run writes nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use issue_gardener::apply::{Applying, Outcome, apply};
use issue_gardener::command::act::{CommandContext, SourceComment, act};
use issue_gardener::command::{CommandTarget, parse};
use issue_gardener::ingest::Limits;
use issue_gardener::model::issue::CommentId;
use issue_gardener::model::source::{Origin, SourceSpec};
use issue_gardener::model::{Format, Key, Time};
use issue_gardener::observe::{Trust, observe_issue};
use issue_gardener::ownership::digest_key;
use issue_gardener::ownership::{IssueNumbers, Ledger, Section, short};
use issue_gardener::plan::{Action, Plan};
use issue_gardener::reconcile::{self, Desired};
use issue_gardener::render::{Escaper, Links, Renderer, Templates};
use issue_gardener::rules::Rules;
use issue_gardener::tracker::Dialect;
use issue_gardener::tracker::github::{Clock as _, GitHub};
use issue_gardener::triage::{self, Job, Reading};

use crate::fake_github::{Act, Fake, Issue, Kind, World};
use crate::schedules::{self, Way};
use crate::tracker_converge::ByClock;

const RULES: &str = "
version: 1
lifecycle: {close: {clean_runs: 1, quiet: 1h}, reopen: {within: 300d, after: 1h}, heartbeat: 1d}
unmatched: file
rules:
  - {id: small, match: {rule_id: 'small-*'}, do: digest, title: Something small}
";

/// What the analyzer can find; the small ones go to the digest.
const FOUND: [&str; 5] = ["first", "second", "third", "small-one", "small-two"];
const BOT: &str = "gardener[bot]";
const TARGET: &str = "github:octo/garden";

static RULE_SET: LazyLock<Arc<Rules>> =
    LazyLock::new(|| Arc::new(Rules::parse(RULES, Path::new(".")).expect("good rules")));
static RENDERER: LazyLock<Renderer> = LazyLock::new(|| {
    let templates = Templates::embedded(Escaper::new(Dialect::GITHUB)).expect("good templates");
    Renderer::new(templates, RULE_SET.redact.clone(), 60_000)
});

#[test]
fn what_people_do_to_whole_issues_stays() {
    schedules::run(
        "what_people_do_to_whole_issues_stays",
        Way::InProcess,
        1_000,
        scenario,
    );
}

/// What a person does between two runs.
#[derive(Debug, Clone, Copy)]
enum Deed {
    Lock,
    Unlock,
    Merge,
    /// Of whatever is closed: a merge is taken back by it.
    Reopen,
    Close,
    CloseDigest,
    OpenDigest,
    WriteInside,
    EditComment,
    Lose(Kind),
}

const DEEDS: [Deed; 14] = [
    Deed::Lock,
    Deed::Lock,
    Deed::Unlock,
    Deed::Merge,
    Deed::Merge,
    Deed::Reopen,
    Deed::Reopen,
    Deed::Close,
    Deed::CloseDigest,
    Deed::OpenDigest,
    Deed::WriteInside,
    Deed::EditComment,
    Deed::Lose(Kind::Deleted),
    Deed::Lose(Kind::Transferred),
];

/// One schedule.
struct Story<'f> {
    fake: &'f Fake,
    rng: fastrand::Rng,
    /// What the cache folder holds, where there is one.
    cache: Option<IssueNumbers>,
    /// Problems whose issue is gone, and is remembered somewhere.
    lost: BTreeMap<Key, u64>,
    /// What comments of the program's show since a person edited them.
    edited: BTreeMap<u64, String>,
}

async fn scenario(fake: &Fake, seed: u64) {
    let mut rng = fastrand::Rng::with_seed(seed ^ 0x2545_f491_4f6c_dd1d);
    if let Some(chance) = &mut fake.server().faults.chance {
        chance.acts = vec![Act::WriteAbove, Act::WriteBelow, Act::Label, Act::Comment];
    }
    let cache = rng.bool().then(IssueNumbers::new);
    let mut story = Story {
        fake,
        rng,
        cache,
        lost: BTreeMap::new(),
        edited: BTreeMap::new(),
    };
    for _ in 0..story.rng.usize(3..8) {
        let hours = [1, 3, 30][story.rng.usize(..3)];
        fake.clock().advance(Duration::from_hours(hours));
        for _ in 0..story.rng.usize(..3) {
            story.act().await;
        }
        story.run_at_random().await;
    }
    fake.calm();
    story.settles().await;
}

impl Story<'_> {
    /// A number of the program's issues that are as asked.
    fn pick(&mut self, is: impl Fn(&Issue) -> bool) -> Option<u64> {
        let server = self.fake.server();
        let made: Vec<u64> = made(&server.world)
            .filter(|i| is(i))
            .map(|i| i.number)
            .collect();
        drop(server);
        self.rng.choice(made)
    }

    async fn act(&mut self) {
        let deed = DEEDS[self.rng.usize(..DEEDS.len())];
        let number = match deed {
            Deed::Unlock => self.pick(|i| i.locked),
            Deed::Reopen => self.pick(|i| !i.open),
            Deed::Close | Deed::Merge => self.pick(|i| i.open),
            Deed::CloseDigest => self.pick(|i| i.open && is_digest(i)),
            Deed::OpenDigest => self.pick(|i| !i.open && is_digest(i)),
            _ => self.pick(|_| true),
        };
        let Some(number) = number else {
            return;
        };
        let now = self.fake.clock().elapsed();
        let told = (now, format!("olga: {deed:?} #{number}"));
        self.fake.server().people.told.push(told);
        match deed {
            Deed::Lock => self.change(number, |issue| issue.locked = true),
            Deed::Unlock => self.change(number, |issue| issue.locked = false),
            Deed::Merge => self.merge(number).await,
            Deed::Reopen | Deed::OpenDigest => self.by_hand(Act::Reopen, number),
            Deed::Close | Deed::CloseDigest => {
                let how = [Act::CloseCompleted, Act::CloseNotPlanned][self.rng.usize(..2)];
                self.by_hand(how, number);
            }
            Deed::WriteInside => self.by_hand(Act::WriteInside, number),
            Deed::EditComment => self.edit_comment(number),
            Deed::Lose(kind) => self.lose(number, kind),
        }
    }

    fn change(&self, number: u64, change: impl FnOnce(&mut Issue)) {
        let now = self.fake.clock().elapsed();
        self.fake.server().world.change(number, now, change);
    }

    fn by_hand(&self, act: Act, number: u64) {
        let now = self.fake.clock().elapsed();
        let server = &mut *self.fake.server();
        server.people.act_on(&mut server.world, act, number, 0, now);
    }

    /// Edits a comment of the program's that carries a section.
    fn edit_comment(&mut self, number: u64) {
        let mut server = self.fake.server();
        let mut comments = server.world.comments.values_mut();
        let comment = comments.find(|c| c.issue == number && c.body.contains("<!-- bot:state"));
        let Some(comment) = comment else {
            return;
        };
        let mut lines: Vec<&str> = comment.body.lines().collect();
        lines.insert(lines.len() / 2, "Words of a person in a comment.");
        comment.body = lines.join("\r\n");
        self.edited.insert(comment.id, shown(&comment.body));
    }

    /// An issue goes, if anything is left that remembers it.
    fn lose(&mut self, number: u64, kind: Kind) {
        let issue = self.fake.server().world.issue(number).unwrap().clone();
        let Ok(Some(section)) = Section::find(&issue.body) else {
            return;
        };
        if !is_digest(&issue) {
            let name = short(&section.key);
            let is_known = match &self.cache {
                Some(cache) => cache.get(name) == Some(&number),
                None => self.lost.is_empty() && self.remember(name, number),
            };
            if !is_known {
                return;
            }
            self.lost.insert(section.key, number);
        } else if self.cache.is_none() {
            return;
        }
        self.change(number, |issue| issue.kind = kind);
    }

    /// Whether another issue remembers one.
    fn remember(&self, name: &str, number: u64) -> bool {
        let server = self.fake.server();
        let mut others = made(&server.world).filter(|i| i.number != number);
        others.any(|i| {
            let section = Section::find(&i.body).ok().flatten();
            section.is_some_and(|s| Ledger::of(&s.state).made.get(name) == Some(&number))
        })
    }

    async fn merge(&mut self, number: u64) {
        let Some(into) = self.pick(|i| i.number != number) else {
            return;
        };
        let body = format!("/bot merge #{into}");
        let now = self.fake.clock().elapsed();
        let id = {
            let mut server = self.fake.server();
            server.people.told.push((now, format!("  into #{into}")));
            server.world.comment(number, "olga", &body, now)
        };
        let locked = self.locked();
        let start = self.fake.requests();
        let merge = merge(self.fake, number, into, CommentId(id), &body);
        let _ = self.fake.until_crash(Box::pin(merge)).await;
        self.stands(start, &locked);
    }

    async fn run_at_random(&mut self) {
        let found: Vec<&str> = FOUND.into_iter().filter(|_| self.rng.u8(..4) > 0).collect();
        let severity = ["critical", "error", "warning"][self.rng.usize(..3)];
        self.run(&found, severity).await;
    }

    /// A run, after which all holds that is to hold at any time.
    async fn run(&mut self, found: &[&str], severity: &str) -> Option<Outcome> {
        let locked = self.locked();
        let start = self.fake.requests();
        let remembered = self.cache.clone().unwrap_or_default();
        let run = run(self.fake, found, severity, remembered);
        let outcome = self.fake.until_crash(Box::pin(run)).await;
        let outcome = outcome.ok().flatten();
        if let (Some(cache), Some(outcome)) = (&mut self.cache, &outcome) {
            let made = outcome.applied.iter();
            let made = made.filter(|d| d.action == Action::Create && d.key != digest_key("main"));
            cache.extend(made.map(|d| (short(&d.key).to_owned(), d.number)));
        }
        self.stands(start, &locked);
        outcome
    }

    fn locked(&self) -> BTreeSet<u64> {
        let server = self.fake.server();
        let issues = server.world.issues().filter(|i| i.locked);
        issues.map(|i| i.number).collect()
    }

    fn stands(&self, start: usize, locked: &BTreeSet<u64>) {
        let server = self.fake.server();
        for entry in server.log[start..].iter().filter(|entry| entry.is_write()) {
            let number = written(&server.world, &entry.path);
            assert!(
                number.is_none_or(|n| !locked.contains(&n)),
                "{entry:?} on a locked issue"
            );
        }
        let mut open: BTreeMap<Key, u64> = BTreeMap::new();
        for issue in made(&server.world).filter(|i| i.open) {
            if let Ok(Some(section)) = Section::find(&issue.body)
                && let Some(other) = open.insert(section.key, issue.number)
            {
                panic!("#{other} and #{} are one problem's", issue.number);
            }
        }
        for issue in made(&server.world) {
            if let Ok(Some(section)) = Section::find(&issue.body)
                && let Some(lost) = self.lost.get(&section.key)
            {
                panic!(
                    "#{} is made again, was #{lost}:\n{}",
                    issue.number,
                    told(&server.world)
                );
            }
        }
        for (id, text) in &self.edited {
            let body = server.world.comments.get(id).map(|c| shown(&c.body));
            assert_eq!(body.as_ref(), Some(text), "comment {id}");
        }
        assert_eq!(server.people.overruled(&server.world), Vec::<String>::new());
    }

    /// A few calm runs, the last of which has nothing to do.
    async fn settles(&mut self) {
        let hours = [2, 30, 100][self.rng.usize(..3)];
        self.fake.clock().advance(Duration::from_hours(hours));
        for _ in 0..3 {
            let outcome = self.run(&FOUND, "error").await.expect("a calm run");
            assert_eq!(outcome.failed, [], "in a calm run");
        }
        let writes = self.fake.writes();
        let last = self.run(&FOUND, "error").await.expect("a calm run");
        assert_eq!(last, Outcome::default(), "a further run does something");
        assert_eq!(self.fake.writes(), writes, "a further run writes");
    }
}

/// The program's issues that are still there.
fn made(world: &World) -> impl Iterator<Item = &Issue> {
    let issues = world.issues().filter(|i| i.kind == Kind::Issue);
    issues.filter(|i| i.author == BOT)
}

fn is_digest(issue: &Issue) -> bool {
    let section = Section::find(&issue.body).ok().flatten();
    section.is_some_and(|section| section.key == digest_key("main"))
}

/// All issues, a line each, for a schedule that fails.
fn told(world: &World) -> String {
    let lines = world.issues().map(|i| {
        let section = Section::find(&i.body).ok().flatten();
        let state = section.map(|s| (s.key, s.state.aliases, s.state.decisions, s.state.more));
        format!(
            "#{} {:?} {} open {} {:?} {:?} locked {} {state:?}\n",
            i.number, i.kind, i.title, i.open, i.reason, i.labels, i.locked
        )
    });
    lines.collect()
}

/// The part of a text that people read.
fn shown(body: &str) -> String {
    let text = body.split("<!-- bot:state").next().unwrap_or_default();
    text.replace("\r\n", "\n")
}

/// The issue that a write was on.
fn written(world: &World, path: &str) -> Option<u64> {
    let (_, rest) = path.split_once("/issues/")?;
    let mut parts = rest.split('/');
    match parts.next()? {
        "comments" => {
            let id: u64 = parts.next()?.parse().ok()?;
            world.comments.get(&id).map(|c| c.issue)
        }
        number => number.parse().ok(),
    }
}

fn trust() -> Trust {
    Trust::Accounts {
        identity: BOT.to_owned(),
        bots: Vec::new(),
    }
}

fn client(fake: &Fake) -> GitHub {
    let mut config = fake.config();
    config.token = Some("bot-token".into());
    fake.client_of(config)
}

async fn write(fake: &Fake, client: &GitHub, plan: &Plan) -> Outcome {
    let applying = Applying {
        writer: client,
        pause: &ByClock(fake.clock().clone()),
        trust: &trust(),
        label: &RULE_SET.label,
        stop: &AtomicBool::new(false),
    };
    apply(plan, &applying).await
}

/// One run of the program; `None` where it could not read the tracker.
async fn run(
    fake: &Fake,
    found: &[&str],
    severity: &str,
    remembered: IssueNumbers,
) -> Option<Outcome> {
    let (client, now) = (client(fake), fake.clock().date());
    let mut observed = reconcile::fetch(&client, &trust(), &RULE_SET).await.ok()?;
    observed.remembered = remembered;
    let reading = Reading {
        escaper: Escaper::new(Dialect::GITHUB),
        rules: &RULE_SET,
        limits: &Limits::default(),
        known: &observed.known("main"),
        skew: chrono::TimeDelta::zero(),
        now,
    };
    let file = report(found, severity, now);
    let triage = triage::read(&[job(file.path())], &reading);
    let desired = Desired {
        rules: &RULE_SET,
        triage: &triage,
        renderer: &RENDERER,
        links: &Links::default(),
        now,
        run: "test",
        target: TARGET,
    };
    let plan = reconcile::plan_against(&client, &trust(), observed, &desired)
        .await
        .ok()?;
    Some(write(fake, &client, &plan).await)
}

fn report(found: &[&str], severity: &str, now: Time) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::with_suffix(".jsonl").unwrap();
    writeln!(file, r#"{{"version": 1, "status": "complete"}}"#).unwrap();
    for rule_id in found {
        let finding = serde_json::json!({
            "tool": "check", "rule_id": rule_id, "severity": severity, "fingerprint": rule_id,
            "message": format!("Found by {rule_id}"), "last_seen": now.to_rfc3339(),
            "location": {"path": format!("src/{rule_id}.rs"), "line": 1},
        });
        writeln!(file, "{finding}").unwrap();
    }
    file
}

fn job(path: &Path) -> Job {
    Job {
        spec: SourceSpec {
            name: "check".to_owned(),
            from: Origin::Paths(vec![path.to_owned()]),
            format: Some(Format::Findings),
            ..SourceSpec::default()
        },
        alive: None,
        read_window: None,
        window_substituted: false,
    }
}

/// The command `merge`, as it is carried out.
async fn merge(
    fake: &Fake,
    number: u64,
    into: u64,
    comment: CommentId,
    body: &str,
) -> Option<Outcome> {
    let (client, now) = (client(fake), fake.clock().date());
    let see = |number| {
        let client = &client;
        async move { observe_issue(client, &trust(), &RULE_SET.label, number).await }
    };
    let observed = see(number).await.ok()?;
    let home = CommandTarget::of(&observed, number)?;
    if home.issue().locked {
        return None;
    }
    let others = see(into).await.ok()?;
    let acting = CommandContext {
        escaper: Escaper::new(Dialect::GITHUB),
        target: home,
        other: CommandTarget::of(&others, into),
        missing: &BTreeMap::new(),
        source: &SourceComment {
            comment,
            by: "olga".to_owned(),
            at: now,
        },
        redactor: &RULE_SET.redact,
        now,
        run: "test",
        tracker: TARGET,
        instance: "main",
    };
    let acted = act(&acting, &parse(body));
    Some(write(fake, &client, &acted.plan).await)
}

//! A project over time: rules, what its reports say, a tracker and a clock.
//!
//! A test settles the tracker by running the program on a report, changes one
//! side (the report, the tracker, the rules, the clock), and looks at the plan.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use chrono::TimeDelta;
use serde_json::json;

use super::Memory;
use super::memory::BOT;
use crate::apply::{Applying, Outcome, Pause, apply};
use crate::ingest::Limits;
use crate::model::{IssueNumber, Time};
use crate::observe::Trust;
use crate::ownership::{Decisions, Section, State, remember};
use crate::plan::Plan;
use crate::reconcile::{Desired, fetch, plan_against};
use crate::render::{Escaper, Links, Renderer, Templates};
use crate::rules::Rules;
use crate::tracker::Dialect;
use crate::triage::{self, Job, Known, Reading, Triage};

/// One source of results, and one rule that groups them by their rule.
const RULES: &str = "
version: 1
target: dir:issues
bots: []
sources:
  - {name: lint, path: lint.jsonl, format: findings}
rules:
  - id: lint
    match: {source: lint}
    group_by: [rule_id]
    title: 'lint: {{rule_id}}'
    labels: [lint]
";

/// A result of the report: `a` in `src/a.rs`, a warning.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    /// Its rule.
    pub rule: &'static str,
    /// As the tool writes it.
    pub severity: &'static str,
    /// Where.
    pub path: String,
    /// On which line.
    pub line: u32,
    /// When it was seen last, where the tool says so.
    pub at: Option<&'static str>,
}

impl From<&'static str> for Seen {
    fn from(rule: &'static str) -> Self {
        Self {
            rule,
            severity: "warning",
            path: format!("src/{rule}.rs"),
            line: 3,
            at: None,
        }
    }
}

/// A project over time.
pub(crate) struct World {
    /// The tracker.
    pub tracker: Memory,
    /// Sources of rules.yaml that the next runs do not read.
    pub unread: Vec<&'static str>,
    /// Whether applying is to stop.
    pub stop: AtomicBool,
    folder: tempfile::TempDir,
    rules: Arc<Rules>,
    now: Time,
    runs: u32,
}

/// Waiting is not waited for.
struct NoPause;

impl Pause for NoPause {
    async fn pause(&self, _length: Duration) {}
}

impl World {
    /// With one rule for everything.
    pub(crate) fn new() -> Self {
        Self::with_rules("")
    }

    /// With more of rules.yaml behind the usual.
    pub(crate) fn with_rules(more: &str) -> Self {
        Self::of(&format!("{RULES}{more}"))
    }

    /// With these rules.
    pub(crate) fn of(rules: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let rules = parse(rules, folder.path());
        let now = "2025-09-01T10:00:00Z".parse().unwrap();
        let tracker = Memory::default();
        tracker.set_now(now);
        Self {
            tracker,
            unread: Vec::new(),
            stop: AtomicBool::new(false),
            folder,
            rules,
            now,
            runs: 0,
        }
    }

    /// A tracker in which the report's problems have their issues.
    pub(crate) fn settled(report: &[&'static str]) -> Self {
        let mut world = Self::new();
        world.run(report);
        world.later(24);
        world
    }

    /// rules.yaml is edited.
    pub(crate) fn set_rules(&mut self, rules: &str) {
        self.rules = parse(rules, self.folder.path());
    }

    /// rules.yaml as it is.
    pub(crate) fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Hours pass.
    pub(crate) fn later(&mut self, hours: i64) {
        self.now += TimeDelta::hours(hours);
        self.tracker.set_now(self.now);
    }

    /// The issue with a title.
    pub(crate) fn number(&self, title: &str) -> IssueNumber {
        let all = self.tracker.all();
        all.iter()
            .find(|issue| issue.title == title)
            .unwrap()
            .number
    }

    /// What the next runs read.
    pub(crate) fn report(&self, seen: &[Seen]) {
        let mut text = json!({"version": 1, "status": "complete"}).to_string();
        for one in seen {
            let line = json!({
                "tool": "lint", "rule_id": one.rule, "severity": one.severity,
                "message": "wrong", "location": {"path": one.path, "line": one.line},
                "last_seen": one.at,
            });
            text.push('\n');
            text.push_str(&line.to_string());
        }
        self.write("lint.jsonl", &text);
    }

    /// Plans over a report of these rules.
    pub(crate) fn plan_of(&self, report: &[&'static str]) -> Plan {
        let seen: Vec<Seen> = report.iter().map(|rule| Seen::from(*rule)).collect();
        self.report(&seen);
        self.plan()
    }

    /// A person's decision, as a comment command leaves it in an issue.
    pub(crate) fn decide(&self, number: IssueNumber, decide: impl FnOnce(&mut Decisions)) {
        self.remember(number, |state| decide(&mut state.decisions));
    }

    /// Another run changes what an issue remembers.
    pub(crate) fn remember(&self, number: IssueNumber, change: impl FnOnce(&mut State)) {
        let body = self.tracker.get(number).body;
        let section = Section::find(&body).unwrap().unwrap();
        let mut state = section.state.clone();
        change(&mut state);
        let body = remember(&body, &section, &state);
        self.tracker.person(number, |issue| issue.body = body);
    }

    /// The report cannot be read.
    pub(crate) fn break_report(&self) {
        self.write("lint.jsonl", "{");
    }

    /// A file that some source reads.
    pub(crate) fn write(&self, file: &str, text: &str) {
        std::fs::write(self.folder.path().join(file), text).unwrap();
    }

    /// A file that some source read is not there any more.
    pub(crate) fn remove(&self, file: &str) {
        std::fs::remove_file(self.folder.path().join(file)).unwrap();
    }

    fn triage(&self, known: &Known) -> Triage {
        let file = self.folder.path().join("lint.jsonl");
        // A report that is made anew differs; the same bytes are no news.
        if let Ok(text) = std::fs::read_to_string(&file) {
            let made = usize::try_from(self.now.timestamp() / 3600 % 10_000).unwrap();
            let text = format!("{}{}", text.trim_end(), "\n".repeat(made));
            std::fs::write(&file, text).unwrap();
        }
        let jobs: Vec<Job> = self
            .rules
            .sources
            .iter()
            .filter(|source| !self.unread.contains(&source.spec.name.as_str()))
            .map(|source| Job {
                spec: source.spec.clone(),
                alive: source.alive.clone(),
                read_window: None,
                window_substituted: false,
            })
            .collect();
        let reading = Reading {
            escaper: Escaper::new(Dialect::GITHUB),
            rules: &self.rules,
            limits: &Limits::default(),
            known,
            now: self.now,
            skew: chrono::TimeDelta::zero(),
        };
        triage::read(&jobs, &reading)
    }

    fn trust() -> Trust {
        Trust::Accounts {
            identity: BOT.to_owned(),
            bots: Vec::new(),
        }
    }

    /// The plan over the report as it is.
    pub(crate) fn plan(&self) -> Plan {
        let trust = Self::trust();
        let observed = block_on(fetch(&self.tracker, &trust, &self.rules)).unwrap();
        let triage = self.triage(&observed.known(&self.rules.instance));
        let renderer = Renderer::new(
            Templates::embedded(Escaper::new(Dialect::GITHUB)).unwrap(),
            self.rules.redact.clone(),
            self.rules.limits.body_bytes,
        );
        let desired = Desired {
            rules: &self.rules,
            triage: &triage,
            renderer: &renderer,
            links: &Links::default(),
            now: self.now,
            run: &format!("run-{}", self.runs),
            target: "memory",
        };
        block_on(plan_against(&self.tracker, &trust, observed, &desired)).unwrap()
    }

    /// Applies a plan.
    pub(crate) fn apply(&mut self, plan: &Plan) -> Outcome {
        self.runs += 1;
        block_on(apply(
            plan,
            &Applying {
                writer: &self.tracker,
                pause: &NoPause,
                trust: &Self::trust(),
                label: &self.rules.label,
                stop: &self.stop,
            },
        ))
    }

    /// Plans over a report and applies it; the plan in short.
    pub(crate) fn run(&mut self, report: &[&'static str]) -> Vec<String> {
        let seen: Vec<Seen> = report.iter().map(|rule| Seen::from(*rule)).collect();
        self.run_on(&seen)
    }

    /// As [`World::run`], of results in full.
    pub(crate) fn run_on(&mut self, seen: &[Seen]) -> Vec<String> {
        self.report(seen);
        self.rerun()
    }

    /// Plans over the files as they are and applies it; the plan in short.
    pub(crate) fn rerun(&mut self) -> Vec<String> {
        let plan = self.plan();
        let outcome = self.apply(&plan);
        assert!(!outcome.is_incomplete(), "{outcome:#?}");
        short(&plan)
    }
}

/// A plan in short: its changes, then what it keeps, then what it leaves out.
pub(crate) fn short(plan: &Plan) -> Vec<String> {
    let number = |number: Option<u64>| number.map_or_else(String::new, |n| format!(" #{n}"));
    let changes = plan.changes.iter().map(|change| {
        let action = change.action().name();
        format!("{action}{}: {}", number(change.number()), change.reason())
    });
    let kept = plan
        .kept
        .iter()
        .map(|kept| format!("keep #{}: {}", kept.number, kept.reason));
    let left = plan
        .left_out
        .iter()
        .map(|left| format!("leave {}: {}", left.title, left.reason));
    changes.chain(kept).chain(left).collect()
}

fn parse(rules: &str, folder: &Path) -> Arc<Rules> {
    Arc::new(Rules::parse(rules, folder).unwrap_or_else(|problems| panic!("{problems}")))
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(future)
}

//! Sources read into findings, each with the rule that takes it.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use chrono::TimeDelta;

use super::clean::Cleaner;
use super::ignored::Ignored;
use super::rollouts::Rollouts;
use super::{Fate, Known, ReadWindow, RoutedFinding};
use crate::cluster::{Assembler, Clusterer, Counts};
use crate::ingest::{self, Limits};
use crate::model::source::Origin;
use crate::model::{
    Fact, Facts, Print, RawFinding, Record, Sink, SourceReport, SourceSpec, SourceStatus, Time,
};
use crate::render::Escaper;
use crate::rules::{Action, GroupBy, Matcher, Rule, Rules};

/// Clocks differ by so much; later times are not believed.
const SKEW_MINUTES: i64 = 10;

/// One source to read, and how to tell that it is alive.
#[derive(Debug, Clone)]
pub struct Job {
    /// How to read it.
    pub spec: SourceSpec,
    /// Takes records that show that it is alive.
    pub alive: Option<Matcher>,
    /// How far back it is read, where it is read on a schedule.
    pub read_window: Option<ReadWindow>,
    /// Its command has the window in its arguments.
    pub window_substituted: bool,
}

/// Where findings are kept. What a rule ignores is only counted in its source.
pub trait FindingSink: Send {
    /// An empty one for another part of the input.
    #[must_use]
    fn fork(&self) -> Self;
    /// Takes one finding.
    fn keep(&mut self, taken: RoutedFinding);
    /// Takes in the part that follows.
    fn join(&mut self, later: Self);
}

/// All that was read.
#[derive(Debug, Clone)]
pub struct ReadResult<K> {
    /// Findings with their rules.
    pub findings: K,
    /// In the order of the jobs.
    pub sources: Vec<SourceReport>,
    /// Source -> a sign of life was seen; only sources that say how to tell.
    pub alive: BTreeMap<String, bool>,
    /// Findings that issues remember, and rules ignore.
    pub ignored: HashMap<(String, Print), Fate>,
}

/// The inputs of reading beside the sources.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    /// The checked rules.
    pub rules: &'a Arc<Rules>,
    /// Bounds on what is read.
    pub limits: &'a Limits,
    /// What issues remember.
    pub known: &'a Known,
    /// Writes titles as the tracker takes them.
    pub escaper: Escaper,
    /// The run's only clock reading.
    pub now: Time,
    /// What brings this machine's clock, which dates files, to `now`'s.
    pub skew: chrono::TimeDelta,
}

/// Reads all sources. Failures are in the reports.
pub fn collect<K: FindingSink>(jobs: &[Job], reading: &Reading<'_>, findings: K) -> ReadResult<K> {
    let mut all = ReadResult {
        findings,
        sources: Vec::new(),
        alive: BTreeMap::new(),
        ignored: HashMap::new(),
    };
    let limits = &Limits {
        latest: Some(reading.now + TimeDelta::minutes(SKEW_MINUTES)),
        ..reading.limits.clone()
    };
    for job in jobs {
        let mut collector = Collector::new(job, reading, all.findings.fork());
        let mut report = ingest::read(&job.spec, limits, &mut collector);
        if report.status != SourceStatus::Failed && is_guessed(&job.spec) {
            let formats = &report.coverage.formats;
            if let Some(why) = reading.known.other_kind(&job.spec.name, formats) {
                report.failed(why);
            }
        }
        if report.status == SourceStatus::Failed
            && let Some(format) = job.spec.format
            && let Some(why) = reading.known.other_format(&job.spec.name, format)
        {
            report.failed(why);
        }
        if let (Some(root), Some(files)) =
            (&job.spec.checkout, reading.known.files.get(&job.spec.name))
        {
            report.coverage.gone = ingest::gone(root, files);
        }
        if matches!(job.spec.from, Origin::Command(_)) {
            report.collected = Some(reading.now);
            report.coverage.collected_by_run = true;
        }
        if let Some(window) = &job.read_window {
            window.report(job.window_substituted, &mut report);
        }
        if report.status != SourceStatus::Failed {
            collector.settle();
            if job.alive.is_some() {
                all.alive.insert(report.name.clone(), collector.taker.alive);
            }
            let dropped = collector.taker.dropped(&mut report).into_iter();
            let name = &job.spec.name;
            let dropped = dropped.map(|(print, fate)| ((name.clone(), print), fate));
            all.ignored.extend(dropped);
            all.findings.join(collector.finish(&mut report));
        }
        Cleaner::new(reading.rules.redact.clone()).report(&mut report);
        all.sources.push(report);
    }
    all
}

/// Nobody said in which format it is.
fn is_guessed(spec: &SourceSpec) -> bool {
    spec.format.is_none() && spec.fields.is_empty()
}

/// What tells log clusters apart beside their fingerprint.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Route {
    rule: Option<usize>,
    group: Vec<Option<String>>,
}

/// Takes one source's entries and results.
struct Collector<K> {
    assembler: Assembler,
    taker: Taker<K>,
    /// Entries that are no record of their own.
    set_aside: Counts,
    entries: u64,
}

impl<K: FindingSink> Collector<K> {
    fn new(job: &Job, reading: &Reading<'_>, findings: K) -> Self {
        let redactor = &reading.rules.redact;
        let mut clusterer = Clusterer::new(redactor.clone());
        for cluster in &reading.known.clusters {
            clusterer.remember(cluster.clone());
        }
        Self {
            assembler: Assembler::new(),
            taker: Taker {
                rules: Arc::clone(reading.rules),
                source: job.spec.name.as_str().into(),
                environment: job.spec.environment.as_deref().map(Arc::from),
                service: job.spec.service.as_deref().map(Arc::from),
                alive_when: job.alive.clone().map(Arc::new),
                cleaner: Cleaner::new(redactor.clone()),
                clusterer,
                rollouts: Rollouts::default(),
                findings,
                watched: Arc::new(reading.known.prints.clone()),
                dropped: HashMap::new(),
                unseen: Ignored::new(redactor, reading.known),
                ignored: 0,
                alive: false,
            },
            set_aside: Counts::default(),
            entries: 0,
        }
    }

    /// Passes on what the assembler holds back.
    fn settle(&mut self) {
        let Self {
            assembler, taker, ..
        } = self;
        assembler.finish(&mut |record, _| taker.record(record));
        self.set_aside = assembler.counts();
    }

    /// Findings of a settled collector; what was set aside is told in the report.
    fn finish(mut self, report: &mut SourceReport) -> K {
        for (name, count) in self.set_aside.by_name() {
            report.skip(&name, count);
        }
        report.skip("ignored by a rule", self.taker.ignored);
        let left_out = self.taker.clusterer.left_out();
        if left_out > 0 {
            report.partial(format!(
                "{left_out} records are in no cluster: there are more distinct messages than are kept"
            ));
        }
        let rollouts = std::mem::take(&mut self.taker.rollouts);
        report.revisions = rollouts.finish(&self.taker.cleaner);
        self.taker.finish()
    }
}

impl<K: FindingSink> Sink for Collector<K> {
    fn fork(&self) -> Self {
        Self {
            assembler: self.assembler.fork(),
            taker: self.taker.fork(),
            set_aside: Counts::default(),
            entries: 0,
        }
    }

    fn record(&mut self, record: &Record<'_>) {
        let Self {
            assembler, taker, ..
        } = self;
        assembler.push(record, self.entries, &mut |record, _| taker.record(record));
        self.entries += 1;
    }

    fn finding(&mut self, finding: RawFinding) {
        self.taker.finding(finding);
    }

    fn join(&mut self, later: Self) {
        let Self {
            assembler, taker, ..
        } = self;
        taker.join(later.taker);
        assembler.join(later.assembler, &mut |record, _| taker.record(record));
    }

    fn swap_unordered(&mut self, other: &mut Self) {
        self.taker.swap_unordered(&mut other.taker);
    }

    fn wants_raw(&self) -> bool {
        self.taker.rules.look_inside()
    }
}

/// Takes whole records and results: the rule, its facts, the cluster.
struct Taker<K> {
    rules: Arc<Rules>,
    source: Arc<str>,
    /// Of what names none.
    environment: Option<Arc<str>>,
    service: Option<Arc<str>>,
    alive_when: Option<Arc<Matcher>>,
    cleaner: Cleaner,
    clusterer: Clusterer<Route>,
    rollouts: Rollouts,
    findings: K,
    /// Findings that issues remember.
    watched: Arc<HashSet<Print>>,
    /// Those of them that rules ignore.
    dropped: HashMap<Print, Fate>,
    /// Records that rules ignore.
    unseen: Ignored,
    ignored: u64,
    alive: bool,
}

impl<K: FindingSink> Taker<K> {
    fn fork(&self) -> Self {
        Self {
            rules: Arc::clone(&self.rules),
            source: Arc::clone(&self.source),
            environment: self.environment.clone(),
            service: self.service.clone(),
            alive_when: self.alive_when.clone(),
            cleaner: self.cleaner.fork(),
            clusterer: self.clusterer.fork(),
            rollouts: Rollouts::default(),
            findings: self.findings.fork(),
            watched: Arc::clone(&self.watched),
            dropped: HashMap::new(),
            unseen: self.unseen.fork(),
            ignored: 0,
            alive: false,
        }
    }

    fn join(&mut self, later: Self) {
        self.clusterer.merge(later.clusterer);
        self.rollouts.join(later.rollouts);
        self.findings.join(later.findings);
        self.ignored += later.ignored;
        self.dropped.extend(later.dropped);
        self.unseen.join(later.unseen);
        self.alive |= later.alive;
    }

    /// All but findings, and what costs nothing.
    fn swap_unordered(&mut self, other: &mut Self) {
        self.clusterer.swap(&mut other.clusterer);
        self.unseen.swap(&mut other.unseen);
        std::mem::swap(&mut self.rollouts, &mut other.rollouts);
        std::mem::swap(&mut self.cleaner, &mut other.cleaner);
    }

    fn finish(self) -> K {
        let Self {
            source,
            clusterer,
            mut findings,
            cleaner,
            ..
        } = self;
        for (route, cluster) in clusterer.finish() {
            findings.keep(RoutedFinding {
                rule: route.rule,
                group: route.group,
                finding: cleaner.cluster(&source, cluster),
            });
        }
        findings
    }

    fn record(&mut self, record: &Record<'_>) {
        let (environment, service) = (self.environment.clone(), self.service.clone());
        let record = &with_defaults(record, environment.as_deref(), service.as_deref());
        self.rollouts.saw(record);
        if let Some(alive_when) = &self.alive_when {
            self.alive = self.alive || alive_when.record(&self.source, record);
        }
        let rules = Arc::clone(&self.rules);
        let position = rules.first_match(&self.source, record);
        let rule = rule_at(&rules, position);
        if let (Action::Ignore, Some(position)) = (rule.action, position) {
            self.ignored += 1;
            self.unseen.add(position, record);
            return;
        }
        let facts = self.cleaner.facts(rule.facts_of(record));
        let group = record_group(rule, record, &facts)
            .into_iter()
            .map(|value| value.map(|text| self.cleaner.text(text)))
            .collect();
        let route = Route {
            rule: position,
            group,
        };
        self.clusterer.add(route, record, facts);
    }

    /// Notes that a rule ignores what an issue tells of.
    fn drop_known(&mut self, rule: &str, finding: &RawFinding) {
        if self.watched.is_empty() {
            return;
        }
        let all = std::iter::once(&finding.fingerprint).chain(&finding.aliases);
        for print in all.map(Print::of_fingerprint) {
            if self.watched.contains(&print) {
                let rule = rule.to_owned();
                self.dropped.insert(print, Fate::Ignored { rule });
            }
        }
    }

    /// Returns what rules ignore of what issues remember.
    fn dropped(&mut self, report: &mut SourceReport) -> HashMap<Print, Fate> {
        let (mut all, is_too_much) = self.unseen.finish(&self.rules, &self.watched);
        report.coverage.ignored = all.keys().copied().collect();
        report.coverage.ignored_untold = is_too_much;
        all.extend(std::mem::take(&mut self.dropped));
        all
    }

    fn finding(&mut self, mut finding: RawFinding) {
        let rules = Arc::clone(&self.rules);
        let default = |value: &Option<Arc<str>>| value.as_deref().map(str::to_owned);
        finding.environment = finding.environment.or_else(|| default(&self.environment));
        finding.service = finding.service.or_else(|| default(&self.service));
        let position = rules.first_match_finding(&finding);
        let rule = rule_at(&rules, position);
        if rule.action == Action::Ignore && position.is_some() {
            self.ignored += 1;
            self.drop_known(&rule.id, &finding);
            return;
        }
        let facts = rule.facts_of_finding(&finding);
        let finding = self.cleaner.finding(finding, facts);
        self.findings.keep(RoutedFinding {
            rule: position,
            group: Vec::new(),
            finding,
        });
    }
}

/// A record with what its source says of all its records.
fn with_defaults<'a>(
    record: &'a Record<'a>,
    environment: Option<&'a str>,
    service: Option<&'a str>,
) -> Cow<'a, Record<'a>> {
    let lacks =
        |value: &Option<Cow<'_, str>>, default: Option<&str>| value.is_none() && default.is_some();
    if !lacks(&record.environment, environment) && !lacks(&record.service, service) {
        return Cow::Borrowed(record);
    }
    let or = |value: &'a Option<Cow<'_, str>>, default: Option<&'a str>| {
        value.as_deref().or(default).map(Cow::Borrowed)
    };
    Cow::Owned(Record {
        environment: or(&record.environment, environment),
        service: or(&record.service, service),
        ..record.clone()
    })
}

/// The rule at a position, or what holds for the unmatched.
pub(super) fn rule_at(rules: &Rules, position: Option<usize>) -> &Rule {
    position
        .and_then(|i| rules.rules.get(i))
        .unwrap_or(&rules.unmatched.rule)
}

/// Values of `group_by` that are known only while the record is at hand; the
/// others stay `None`.
fn record_group(rule: &Rule, record: &Record<'_>, facts: &Facts) -> Vec<Option<String>> {
    rule.group_by
        .iter()
        .map(|part| match part {
            GroupBy::Label(name) => Some(record.label(name).unwrap_or_default()),
            GroupBy::Environment => {
                Some(record.environment.as_deref().unwrap_or_default().to_owned())
            }
            GroupBy::Fact(name) => Some(fact_value(facts.get(name))),
            _ => None,
        })
        .collect()
}

/// A fact as one value of a key.
pub(super) fn fact_value(fact: Option<&Fact>) -> String {
    fact.map(|fact| fact.values().join(",")).unwrap_or_default()
}

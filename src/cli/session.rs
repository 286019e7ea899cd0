//! What every command that reads or plans starts from.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anstream::ColorChoice;
use chrono::Utc;

use super::args::{Color, Common, OutputFormat};
use super::clocks::Clocks;
use super::exit::{Exit, Failure};
use super::inputs;
use super::read_cursors::ReadCursors;
use crate::apply::Outcome;
use crate::ingest::Limits;
use crate::model::{SourceReport, SourceStatus, Target, Time};
use crate::observe::Trust;
use crate::plan::Plan;
use crate::redact::Redactor;
use crate::render::{Escaper, Links, Renderer, Templates};
use crate::report::display::Detail;
use crate::report::{Streams, outputs, summary};
use crate::rules::Rules;
use crate::tracker::{AnyTracker, Dialect, Hosting, Opening, Reader as _};
use crate::triage::{self, Known, Reading, Triage};

/// The checked settings of a run.
pub(crate) struct Session {
    pub rules: Arc<Rules>,
    pub redactor: Redactor,
    pub renderer: Renderer,
    pub links: Links,
    /// By this machine's clock, or as given.
    pub now: Time,
    clocks: Clocks,
    pub run: String,
    pub limits: Limits,
    pub cache: Option<PathBuf>,
    pub streams: Streams,
}

impl Session {
    /// Reads and checks rules and templates.
    pub(crate) fn open(common: &Common) -> Result<Self, Failure> {
        let rules = rules(common)?;
        let redactor = rules.redact.clone();
        // A target that cannot be read is reported where it is needed.
        let dialect = target(common, &rules).map_or(Dialect::GITHUB, |target| Dialect::of(&target));
        let escaper = Escaper::new(dialect);
        let templates =
            Templates::with_folder(&common.templates, escaper).map_err(Failure::unusable)?;
        check_templates(&rules, &templates)?;
        let renderer = Renderer::new(templates, redactor.clone(), rules.limits.body_bytes);
        let now = common.now.unwrap_or_else(clock);
        Ok(Self {
            rules: Arc::new(rules),
            renderer,
            links: links(dialect),
            now,
            clocks: Clocks::new(common.now.is_some()),
            run: run_id(now),
            cache: common.cache.clone(),
            limits: Limits {
                commands: !common.no_commands,
                until: Some(now),
                ..Limits::default()
            },
            streams: Streams {
                redactor: redactor.clone(),
                ..common.streams()
            },
            redactor,
        })
    }

    /// Reads the inputs into problems. An INPUT that cannot be read, and a
    /// required source that failed, end the run before anything is written.
    pub(crate) fn read(
        &self,
        inputs: &[String],
        cursors: &ReadCursors,
        known: &Known,
    ) -> Result<Triage, Failure> {
        let jobs = inputs::jobs(inputs, &self.rules, cursors, self.now())?;
        let triage = triage::read(&jobs.jobs, &self.reading(known));
        self.usable(&triage.sources, jobs.named)?;
        Ok(triage)
    }

    /// The run's time: by the tracker's clock, where this machine's is off.
    pub(crate) fn now(&self) -> Time {
        self.now + self.clocks.skew()
    }

    /// Returns what reading is a function of, beside the sources.
    pub(crate) fn reading<'a>(&'a self, known: &'a Known) -> Reading<'a> {
        Reading {
            rules: &self.rules,
            limits: &self.limits,
            known,
            escaper: self.renderer.escaper(),
            now: self.now(),
            skew: self.clocks.skew(),
        }
    }

    /// Checks that the run may go on with what was read: not without an INPUT
    /// that was `named`, nor without a required source.
    pub(crate) fn usable(&self, sources: &[SourceReport], named: bool) -> Result<(), Failure> {
        let required = |name: &str| self.rules.source(name).is_some_and(|s| s.spec.required);
        let failed = |report: &&SourceReport| report.status == SourceStatus::Failed;
        match sources
            .iter()
            .filter(failed)
            .find(|s| named || required(&s.name))
        {
            None => Ok(()),
            Some(report) => {
                let message = report.problems.join("; ");
                Err(Failure::unusable(self.redactor.redact(&message)))
            }
        }
    }

    /// As [`Session::read`], by itself: without what a target knows.
    pub(crate) fn read_alone(&self, inputs: &[String]) -> Result<Triage, Failure> {
        self.read(inputs, &ReadCursors::unknown(), &Known::default())
    }

    /// Returns where the reads ended that a target knows of.
    pub(crate) fn cursors(&self, target: &Target) -> ReadCursors {
        ReadCursors::open(
            self.cache.as_deref(),
            &target.to_string(),
            &self.rules.instance,
        )
    }

    /// Keeps where the reads of a plan ended, once all that it says is written.
    pub(crate) fn keep_cursors(&self, mut cursors: ReadCursors, plan: &Plan, outcome: &Outcome) {
        if outcome.is_incomplete() || plan.deferred {
            return;
        }
        let rules = &self.rules;
        let read = plan.sources.iter();
        cursors.keep(read.filter_map(|report| Some((&rules.source(&report.name)?.spec, report))));
    }

    /// The target, by option, rules.yaml or environment.
    pub(crate) fn target(&self, common: &Common) -> Result<Target, Failure> {
        target(common, &self.rules).and_then(|target| self.allowed(target))
    }

    /// Without rules.yaml everything is filed: into a folder only.
    fn allowed(&self, target: Target) -> Result<Target, Failure> {
        if self.rules.path.is_none() && Dialect::of(&target).hosting != Hosting::Folder {
            return Err(Failure::unusable(
                "there is no rules.yaml, so everything would be filed: that goes to dir:PATH only. Write a rules.yaml, or give --rules FILE",
            ));
        }
        Ok(target)
    }

    /// Opens the tracker for reading, and says whose markers count.
    pub(crate) async fn tracker(&self, target: &Target) -> Result<(AnyTracker, Trust), Failure> {
        let dialect = Dialect::of(target);
        let limit = dialect.limits.creates_per_minute;
        let opening = Opening {
            now: self.now,
            creates_per_minute: u32::try_from(self.rules.limits.creates_per_minute)
                .map_or(limit, |wanted| wanted.min(limit)),
            cache: self.cache.as_deref(),
            variable: var,
        };
        let tracker = AnyTracker::open(target, &opening).map_err(Failure::unusable)?;
        let trust = match dialect.hosting {
            Hosting::Folder => Trust::Folder,
            Hosting::Service => Trust::Accounts {
                identity: tracker.identity().await.map_err(Failure::unusable)?.login,
                bots: self.rules.bots.clone(),
            },
        };
        if let Some(note) = self.clocks.compare(clock(), tracker.clock()) {
            self.streams.note(&note);
        }
        Ok((tracker, trust))
    }
}

impl Common {
    /// When styles are kept.
    pub(crate) fn color(&self) -> ColorChoice {
        match self.color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        }
    }

    /// Returns where results and notes go.
    pub(crate) fn streams(&self) -> Streams {
        Streams {
            json: self.format == OutputFormat::Json,
            color: self.color(),
            quiet: self.quiet,
            annotate: var("GITHUB_ACTIONS").is_some_and(|set| set == "true"),
            detail: if self.verbose > 0 {
                Detail::Texts
            } else {
                Detail::Brief
            },
            redactor: Redactor::new(),
        }
    }
}

/// How a run ends whose plan is applied as far as it goes.
pub(crate) fn exit_of(triage_complete: bool, undone: bool) -> Exit {
    if undone || !triage_complete {
        Exit::Incomplete
    } else {
        Exit::Done
    }
}

/// rules.yaml, or what holds without one. A file that was named must be there.
pub(crate) fn rules(common: &Common) -> Result<Rules, Failure> {
    let path = &common.rules;
    if !path.exists() && path == Path::new("rules.yaml") {
        return Ok(Rules::without_file());
    }
    let rules = Rules::load(path).map_err(Failure::unusable)?;
    for warning in rules.warnings.lines() {
        tracing::warn!("{warning}");
    }
    Ok(rules)
}

/// The target, by option, rules.yaml or environment.
fn target(common: &Common, rules: &Rules) -> Result<Target, Failure> {
    let parse = |text: &str| text.parse().map_err(Failure::unusable);
    if let Some(to) = &common.to {
        return parse(to);
    }
    if let Some(target) = &rules.target {
        return Ok(target.clone());
    }
    if rules.path.is_none() {
        return Ok(Target::Dir(".bot/issues".into()));
    }
    match var("GITHUB_REPOSITORY") {
        Some(repository) => parse(&repository),
        None => Err(Failure::unusable(
            "no target: give --to github:OWNER/REPO or --to dir:PATH, or set `target` in rules.yaml",
        )),
    }
}

/// Templates that rules name and that are none.
pub(crate) fn template_problems(rules: &Rules, templates: &Templates) -> Vec<String> {
    let mut problems = Vec::new();
    for rule in &rules.rules {
        if !templates.has(&rule.template) {
            problems.push(format!(
                "rule {}: there is no template `{}`",
                rule.id, rule.template
            ));
        }
    }
    problems
}

fn check_templates(rules: &Rules, templates: &Templates) -> Result<(), Failure> {
    let problems = template_problems(rules, templates);
    if problems.is_empty() {
        return Ok(());
    }
    Err(Failure::unusable(problems.join("\n")))
}

/// Permanent links need to know the commit that the findings are of.
fn links(dialect: &'static Dialect) -> Links {
    match (var("GITHUB_REPOSITORY"), var("GITHUB_SHA")) {
        (Some(repository), Some(commit)) => {
            let server = var("GITHUB_SERVER_URL");
            Links::to_commit(&dialect.links, server.as_deref(), &repository, &commit)
        }
        _ => Links::default(),
    }
}

/// Tells the Action: its step summary, its outputs, and the plan as a file,
/// each where the runner gives a place for it.
pub(crate) fn write_summary(
    session: &Session,
    plan: &Plan,
    outcome: Option<&Outcome>,
) -> Result<(), Failure> {
    let failed = |path: &Path, error: std::io::Error| Failure {
        exit: Exit::Incomplete,
        message: format!("{}: {error}", path.display()),
    };
    if let Some(path) = var("GITHUB_STEP_SUMMARY").map(PathBuf::from) {
        let text = summary::markdown(plan, outcome, &session.redactor);
        summary::append(&path, &text).map_err(|error| failed(&path, error))?;
    }
    if let Some(path) = var("GITHUB_OUTPUT").map(PathBuf::from) {
        let saved = save_for_action(plan).map_err(|error| failed(&path, error))?;
        let lines = outputs::lines(plan, outcome, saved.as_deref());
        summary::append(&path, &lines).map_err(|error| failed(&path, error))?;
    }
    Ok(())
}

/// The plan beside the runner's other temporary files.
fn save_for_action(plan: &Plan) -> std::io::Result<Option<PathBuf>> {
    let Some(folder) = var("RUNNER_TEMP") else {
        return Ok(None);
    };
    let path = Path::new(&folder).join("bot-plan.json");
    std::fs::write(&path, serde_json::to_string_pretty(plan)?)?;
    Ok(Some(path))
}

/// The Action's run, or the time and four letters.
fn run_id(now: Time) -> String {
    if let Some(run) = var("GITHUB_RUN_ID") {
        let attempt = var("GITHUB_RUN_ATTEMPT");
        return format!("gh-{run}-{}", attempt.as_deref().unwrap_or("1"));
    }
    let tail: String = std::iter::repeat_with(fastrand::lowercase)
        .take(4)
        .collect();
    format!("{}-{tail}", now.format("%Y%m%dT%H%M%S"))
}

/// A variable that is set and not empty.
pub(crate) fn var(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

#[expect(clippy::disallowed_methods, reason = "the one reading of the clock")]
fn clock() -> Time {
    Utc::now()
}

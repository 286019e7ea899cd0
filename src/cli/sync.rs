//! `bot sync` and `bot plan`.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::args::{self, Common};
use super::exit::{Exit, Failure};
use super::session::{Session, exit_of, write_summary};
use crate::apply::{Applying, Outcome, RealPause, apply};
use crate::model::SourceStatus;
use crate::plan::{Desired, Plan, Trust, against, guard};
use crate::tracker::{Any, Target};
use crate::triage::Triage;

/// Reads, plans and applies.
pub(super) async fn sync(common: &Common, args: &args::Sync) -> Result<Exit, Failure> {
    let session = Session::open(common)?;
    let target = session.target(common)?;
    let ends = session.ends(&target);
    let triage = session.read(&args.inputs.inputs, &ends)?;
    let (tracker, trust) = session.tracker(&target, !args.dry_run).await?;
    let plan = make(&session, &triage, &target, &tracker, &trust).await?;
    if args.dry_run {
        session.streams.plan(&plan).map_err(Failure::unusable)?;
        write_summary(&session, &plan, None)?;
        return Ok(exit_of(read_all(&plan), false));
    }
    if !args.force
        && let Err(refusal) = guard(&plan, &session.rules.limits)
    {
        write_summary(&session, &plan, None)?;
        return Err(Failure::refused(refusal));
    }
    say_budget(&session, &plan, &tracker);
    let outcome = write(&session, &plan, &tracker, &trust).await;
    session.keep_ends(ends, &plan, &outcome);
    session
        .streams
        .synced(&plan, &outcome)
        .map_err(Failure::unusable)?;
    write_summary(&session, &plan, Some(&outcome))?;
    Ok(exit_of(read_all(&plan), outcome.is_incomplete()))
}

/// Reads and plans.
pub(super) async fn plan(common: &Common, args: &args::Plan) -> Result<Exit, Failure> {
    let session = Session::open(common)?;
    let target = session.target(common)?;
    let triage = session.read(&args.inputs.inputs, &session.ends(&target))?;
    let (tracker, trust) = session.tracker(&target, false).await?;
    let plan = make(&session, &triage, &target, &tracker, &trust).await?;
    if let Some(path) = &args.out {
        save(&plan, path)?;
    }
    session.streams.plan(&plan).map_err(Failure::unusable)?;
    write_summary(&session, &plan, None)?;
    if args.exit_code && !plan.is_noop() {
        return Ok(Exit::Changes);
    }
    Ok(exit_of(read_all(&plan), false))
}

/// Says before it writes what writing takes, where that is worth knowing.
fn say_budget(session: &Session, plan: &Plan, tracker: &Any) {
    /// Shorter ones are over before they are read.
    const WORTH_TELLING: Duration = Duration::from_secs(30);
    let Any::GitHub(github) = tracker else { return };
    if let Some(name) = github.renamed() {
        let note = format!("{} is called {name} now: change the target", plan.target);
        session.streams.note(&note);
    }
    let notified = plan.changes.iter().filter(|c| c.notifies).count();
    let others = plan.writes().saturating_sub(notified) + plan.labels.len();
    let takes = github.forecast(notified, others);
    if takes > WORTH_TELLING {
        let takes = humantime::format_duration(Duration::from_secs(takes.as_secs()));
        session.streams.note(&format!(
            "{} writes take about {takes} at GitHub's pace",
            plan.writes()
        ));
    }
    // Each write is preceded by a look at what it replaces.
    let requests = 2 * plan.writes() as u64;
    if let Some(quota) = github.quota().filter(|q| q.remaining < requests) {
        let resets = humantime::format_duration(Duration::from_secs(quota.resets_in.as_secs()));
        session.streams.note(&format!(
            "about {requests} requests are needed, {} are left for {resets}: what does not fit waits, or is left to the next run",
            quota.remaining
        ));
    }
}

fn read_all(plan: &Plan) -> bool {
    plan.sources
        .iter()
        .all(|s| s.status == SourceStatus::Complete)
}

fn save(plan: &Plan, path: &Path) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(plan).map_err(Failure::unusable)?;
    std::fs::write(path, text)
        .map_err(|error| Failure::unusable(format!("{}: {error}", path.display())))
}

/// A plan over the tracker as it is, read anew.
pub(super) async fn make(
    session: &Session,
    triage: &Triage,
    target: &Target,
    tracker: &Any,
    trust: &Trust,
) -> Result<Plan, Failure> {
    let desired = Desired {
        rules: &session.rules,
        triage,
        renderer: &session.renderer,
        links: &session.links,
        now: session.now,
        run: &session.run,
        target: &target.to_string(),
    };
    against(tracker, trust, &desired)
        .await
        .map_err(Failure::unusable)
}

/// Applies a plan; a signal lets the write under way finish and begins no other.
pub(super) async fn write(session: &Session, plan: &Plan, tracker: &Any, trust: &Trust) -> Outcome {
    let stop = Arc::new(AtomicBool::new(false));
    let watcher = tokio::spawn(watch_signals(Arc::clone(&stop)));
    let outcome = apply(
        plan,
        &Applying {
            writer: tracker,
            pause: &RealPause,
            trust,
            label: &session.rules.label,
            stop: &stop,
        },
    )
    .await;
    watcher.abort();
    outcome
}

async fn watch_signals(stop: Arc<AtomicBool>) {
    let interrupted = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    tokio::select! {
        () = interrupted => {}
        () = terminated() => {}
    }
    stop.store(true, Ordering::Relaxed);
    tracing::warn!("stopping after the write under way");
}

#[cfg(unix)]
async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut signal) => {
            signal.recv().await;
        }
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending().await
}

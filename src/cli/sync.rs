//! `bot sync` and `bot plan`.

use std::path::Path;
use std::time::Duration;

use super::args::{self, Common};
use super::exit::{Exit, Failure};
use super::open_tracker::OpenTracker;
use super::session::{Session, exit_of, write_summary};
use crate::model::SourceStatus;
use crate::plan::{Plan, guard};
use crate::tracker::{Dialect, Reader as _, Writer as _};

/// Reads, plans and applies.
pub(crate) async fn sync(common: &Common, args: &args::SyncArgs) -> Result<Exit, Failure> {
    let session = Session::open(common)?;
    let target = session.target(common)?;
    let opened = OpenTracker::open(&session, &target).await?;
    let cursors = session.cursors(&target);
    let (plan, _) = opened.plan(&args.inputs, &cursors, !args.dry_run).await?;
    if args.dry_run {
        session.streams.plan(&plan).map_err(Failure::unusable)?;
        write_summary(&session, &plan, None)?;
        return Ok(exit_of(is_whole(&plan), false));
    }
    if !args.force
        && let Err(refusal) = guard(&plan, &session.rules.limits)
    {
        write_summary(&session, &plan, None)?;
        return Err(Failure::refused(refusal));
    }
    say_budget(&opened, &plan);
    let outcome = opened.write(&plan).await;
    session.keep_cursors(cursors, &plan, &outcome);
    session
        .streams
        .synced(&plan, &outcome)
        .map_err(Failure::unusable)?;
    write_summary(&session, &plan, Some(&outcome))?;
    Ok(exit_of(is_whole(&plan), outcome.is_incomplete()))
}

/// Reads sources and tracker, and prints the plan.
pub(crate) async fn plan(common: &Common, args: &args::PlanArgs) -> Result<Exit, Failure> {
    let session = Session::open(common)?;
    let target = session.target(common)?;
    let opened = OpenTracker::open(&session, &target).await?;
    let cursors = session.cursors(&target);
    let (plan, _) = opened.plan(&args.inputs, &cursors, false).await?;
    if let Some(path) = &args.out {
        save(&plan, path)?;
    }
    session.streams.plan(&plan).map_err(Failure::unusable)?;
    write_summary(&session, &plan, None)?;
    if args.exit_code && !plan.is_noop() {
        return Ok(Exit::Changes);
    }
    Ok(exit_of(is_whole(&plan), false))
}

/// Says before it writes what writing takes, where that is worth knowing.
fn say_budget(opened: &OpenTracker<'_>, plan: &Plan) {
    /// Shorter ones are over before they are read.
    const WORTH_TELLING: Duration = Duration::from_secs(30);
    let session = opened.session;
    if let Some(name) = opened.tracker.renamed() {
        let note = format!("{} is called {name} now: change the target", plan.target);
        session.streams.note(&note);
    }
    let notified = plan.changes.iter().filter(|c| c.notifies()).count();
    let others = plan.writes().saturating_sub(notified) + plan.labels.len();
    let takes = opened.tracker.forecast(notified, others);
    if takes > WORTH_TELLING {
        let takes = humantime::format_duration(Duration::from_secs(takes.as_secs()));
        session.streams.note(&format!(
            "{} writes take about {takes} at {}'s pace",
            plan.writes(),
            Dialect::of(opened.target).name,
        ));
    }
    // Each write is preceded by a look at what it replaces.
    let requests = 2 * plan.writes() as u64;
    if let Some(quota) = opened.tracker.quota().filter(|q| q.remaining < requests) {
        let resets = humantime::format_duration(Duration::from_secs(quota.resets_in.as_secs()));
        session.streams.note(&format!(
            "about {requests} requests are needed, {} are left for {resets}: what does not fit waits, or is left to the next run",
            quota.remaining
        ));
    }
}

/// All sources were read, and rules.yaml asks for nothing that is not there.
fn is_whole(plan: &Plan) -> bool {
    let mut sources = plan.sources.iter();
    plan.errors.is_empty() && sources.all(|s| s.status == SourceStatus::Complete)
}

fn save(plan: &Plan, path: &Path) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(plan).map_err(Failure::unusable)?;
    std::fs::write(path, text)
        .map_err(|error| Failure::unusable(format!("{}: {error}", path.display())))
}

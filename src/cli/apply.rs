//! `bot apply`.

use super::args::{self, Common};
use super::exit::{Exit, Failure};
use super::open_tracker::OpenTracker;
use super::session::{Session, exit_of, write_summary};
use crate::model::{Target, parse_words};
use crate::plan::{Plan, VERSION, guard};
use crate::tracker;
use crate::tracker::Writer as _;

/// Applies a saved plan.
pub(crate) async fn run(common: &Common, args: &args::ApplyArgs) -> Result<Exit, Failure> {
    let session = Session::open(common)?;
    let plan = load(&args.plan)?;
    let target: Target = plan.target.parse().map_err(Failure::unusable)?;
    if let Some(other) = &common.to {
        let other: Target = other.parse().map_err(Failure::unusable)?;
        if !tracker::is_same(&other, &target) {
            return Err(Failure::unusable(format!(
                "{} is a plan for {target}, not for {other}: its numbers and texts are that tracker's. Plan again with --to {other}",
                args.plan.display()
            )));
        }
    }
    if !args.force {
        guard(&plan, &session.rules.limits).map_err(Failure::refused)?;
    }
    let opened = OpenTracker::open(&session, &target).await?;
    opened.tracker.claim().map_err(Failure::unusable)?;
    let outcome = opened.write(&plan).await;
    session
        .streams
        .synced(&plan, &outcome)
        .map_err(Failure::unusable)?;
    write_summary(&session, &plan, Some(&outcome))?;
    Ok(exit_of(true, outcome.is_incomplete()))
}

fn load(path: &std::path::Path) -> Result<Plan, Failure> {
    let shown = path.display();
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::unusable(format!("{shown}: {error}")))?;
    let plan: Plan = serde_json::from_str(&text).map_err(|error| {
        let why = parse_words::plain(&error.to_string());
        Failure::unusable(format!(
            "{shown}: not a plan of this program: {why}. `bot plan --out FILE` writes one"
        ))
    })?;
    if plan.version != VERSION {
        return Err(Failure::unusable(format!(
            "{shown}: a plan of version {}, this program applies {VERSION}: plan again",
            plan.version
        )));
    }
    Ok(plan)
}

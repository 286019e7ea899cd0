//! Where a run reads and writes: a tracker, and whose markers count there.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::args::Inputs;
use super::exit::Failure;
use super::keeper::Keeper;
use super::made::Made;
use super::read_cursors::ReadCursors;
use super::session::Session;
use crate::apply::{Applying, Outcome, RealPause, apply};
use crate::model::Target;
use crate::observe::Trust;
use crate::plan::Plan;
use crate::reconcile::{Desired, fetch, plan_against};
use crate::rules::Rules;
use crate::tracker::{AnyTracker, Writer as _};
use crate::triage::Triage;

/// A target that is open for reading and writing.
pub(crate) struct OpenTracker<'s> {
    pub session: &'s Session,
    pub target: &'s Target,
    pub tracker: AnyTracker,
    pub trust: Trust,
}

impl<'s> OpenTracker<'s> {
    pub(crate) async fn open(session: &'s Session, target: &'s Target) -> Result<Self, Failure> {
        let (tracker, trust) = session.tracker(target).await?;
        Ok(Self {
            session,
            target,
            tracker,
            trust,
        })
    }

    /// Reads the tracker, then the inputs, and plans. The tracker comes first:
    /// its issues tell which log messages were one before. With `claim`, no
    /// other run writes to a folder from then on.
    pub(crate) async fn plan(
        &self,
        inputs: &Inputs,
        cursors: &ReadCursors,
        claim: bool,
    ) -> Result<(Plan, Triage), Failure> {
        let session = self.session;
        let mut observed = fetch(&self.tracker, &self.trust, &session.rules)
            .await
            .map_err(Failure::unusable)?;
        observed.remembered = self.made().numbers();
        let keeper = Keeper::of(&session.rules, self.target);
        let mut rules = Rules::clone(&session.rules);
        if let Some(keeper) = &keeper {
            keeper.alone(&rules, self.target, &observed)?;
            rules.identity = Some(keeper.name());
        }
        let known = observed.known(&session.rules.instance);
        let triage = session.read(&inputs.inputs, cursors, &known)?;
        if claim {
            self.tracker.claim().map_err(Failure::unusable)?;
        }
        let desired = Desired {
            rules: &rules,
            triage: &triage,
            renderer: &session.renderer,
            links: &session.links,
            now: session.now(),
            run: &session.run,
            target: &self.target.to_string(),
        };
        let plan = plan_against(&self.tracker, &self.trust, observed, &desired)
            .await
            .map_err(Failure::unusable)?;
        Ok((plan, triage))
    }

    /// The target's issues, as the cache remembers them.
    fn made(&self) -> Made {
        let session = self.session;
        let instance = &session.rules.instance;
        Made::open(session.cache.as_deref(), &self.target.to_string(), instance)
    }

    /// Applies a plan; a signal lets the write under way finish and begins no other.
    pub(crate) async fn write(&self, plan: &Plan) -> Outcome {
        let stop = Arc::new(AtomicBool::new(false));
        let watcher = tokio::spawn(watch_signals(Arc::clone(&stop)));
        let outcome = apply(
            plan,
            &Applying {
                writer: &self.tracker,
                pause: &RealPause,
                trust: &self.trust,
                label: &self.session.rules.label,
                stop: &stop,
            },
        )
        .await;
        watcher.abort();
        self.made().keep(&outcome);
        outcome
    }
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

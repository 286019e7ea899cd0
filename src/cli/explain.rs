//! `bot explain`.

use super::args::{self, Common};
use super::exit::{Exit, Failure};
use super::open_tracker::OpenTracker;
use super::session::Session;
use crate::command::CommandTarget;
use crate::command::explain::{Next, markdown};
use crate::model::{IssueNumber, Key};
use crate::observe::{Trust, observe, observe_issue};
use crate::rules::Adopt;
use crate::tracker::AnyTracker;

/// Says why an issue is there, as the comment command does.
pub(crate) async fn run(common: &Common, args: &args::ExplainArgs) -> Result<Exit, Failure> {
    let session = Session::open(common)?;
    let target = session.target(common)?;
    let opened = OpenTracker::open(&session, &target).await?;
    let (tracker, trust) = (&opened.tracker, &opened.trust);
    let number = find(&session, tracker, trust, &args.issue).await?;
    let label = &session.rules.label;
    let observed = observe_issue(tracker, trust, label, number)
        .await
        .map_err(Failure::unusable)?;
    let issue = CommandTarget::of(&observed, number)
        .ok_or_else(|| Failure::unusable(format!("there is no issue #{number} in {target}")))?;
    let planned = opened
        .plan(&args.inputs, &session.cursors(&target), false)
        .await;
    let next = match &planned {
        Ok((plan, triage)) => Next::Known {
            plan,
            problem: triage
                .problems
                .iter()
                .find(|p| issue.tracked().is_some_and(|(key, _)| p.has_key(key))),
        },
        Err(failure) => Next::Unknown(&failure.message),
    };
    let text = markdown(issue, &session.rules, next, session.renderer.escaper());
    session.streams.out(&(text + "\n"));
    Ok(Exit::Done)
}

/// The issue of a number, with or without `#`, or of a problem's key.
async fn find(
    session: &Session,
    tracker: &AnyTracker,
    trust: &Trust,
    given: &str,
) -> Result<IssueNumber, Failure> {
    if let Ok(number) = given.strip_prefix('#').unwrap_or(given).parse() {
        return Ok(number);
    }
    let Some(key) = Key::parse(given) else {
        return Err(Failure::unusable(format!(
            "`{given}` is neither an issue's number nor a problem's key, such as v1/main/0123456789abcdef0123"
        )));
    };
    let pinned = session
        .rules
        .rules
        .iter()
        .filter_map(|rule| match rule.adopt {
            Adopt::Pinned(number) => Some(number),
            Adopt::None => None,
        });
    let pinned = pinned.collect();
    let observed = observe(tracker, trust, &session.rules.label, &pinned)
        .await
        .map_err(Failure::unusable)?;
    let made = observed
        .managed
        .iter()
        .find(|m| m.keys().any(|k| *k == key));
    let adopted = || {
        let mut pinned = observed.pinned.iter();
        pinned.find(|(_, p)| p.comments.iter().any(|(_, s)| s.key == key))
    };
    made.map(|m| m.issue.number)
        .or_else(|| adopted().map(|(number, _)| *number))
        .ok_or_else(|| Failure::unusable(format!("no issue has the key {key}")))
}

//! A plan over a tracker as it is: reads, plans, and reads again what the plan
//! hangs on, until nothing more is learned.

mod doubts;

use std::collections::BTreeSet;

use thiserror::Error;

use crate::model::{IssueNumber, Time};
use crate::observe::{ObserveError, Observed, Trust, observe, observe_all};
use crate::plan::{Change, Plan, Planning, plan};
use crate::render::{Links, Renderer, TemplateError};
use crate::rules::{Adopt, Rules};
use crate::tracker::Reader;
use crate::triage::Triage;

/// The input of a plan, beside the tracker.
#[derive(Debug, Clone, Copy)]
pub struct Desired<'a> {
    /// The checked rules.
    pub rules: &'a Rules,
    /// The problems, and how their sources were read.
    pub triage: &'a Triage,
    /// Renders problems as Markdown.
    pub renderer: &'a Renderer,
    /// Where files and queries can be looked at.
    pub links: &'a Links,
    /// The run's only clock reading.
    pub now: Time,
    /// The run's id.
    pub run: &'a str,
    /// The tracker's name as printed.
    pub target: &'a str,
}

/// Why there is no plan.
#[derive(Debug, Error)]
pub enum PlanError {
    /// The tracker cannot be read, or whose issues they are is not settled.
    #[error(transparent)]
    Observe(#[from] ObserveError),
    /// A template fails on a problem.
    #[error(transparent)]
    Template(#[from] TemplateError),
}

impl<'a> Desired<'a> {
    fn over(&self, observed: &'a Observed) -> Result<Plan, TemplateError> {
        plan(&Planning {
            rules: self.rules,
            triage: self.triage,
            observed,
            renderer: self.renderer,
            links: self.links,
            now: self.now,
            run: self.run,
            target: self.target,
        })
    }
}

/// Reads the state of the tracker that a plan is made from.
pub async fn fetch(
    reader: &impl Reader,
    trust: &Trust,
    rules: &Rules,
) -> Result<Observed, ObserveError> {
    observe(reader, trust, &rules.label, &pinned(rules)).await
}

/// Plans over what was read. A folder is read once more: it is locked now.
/// Where the plan would create on a server, every issue of the trusted accounts
/// is looked through first: a label may be gone.
pub async fn plan_against(
    reader: &impl Reader,
    trust: &Trust,
    observed: Observed,
    desired: &Desired<'_>,
) -> Result<Plan, PlanError> {
    let rules = desired.rules;
    let folder = *trust == Trust::Folder;
    let remembered = observed.remembered.clone();
    let mut observed = if folder {
        fetch(reader, trust, rules).await?
    } else {
        observed
    };
    observed.remembered.clone_from(&remembered);
    let mut plan = desired.over(&observed)?;
    let creates = |plan: &Plan| plan.changes.iter().any(|c| matches!(c, Change::Create(_)));
    if creates(&plan) && !folder {
        observed = observe_all(reader, trust, &rules.label, &pinned(rules)).await?;
        observed.remembered = remembered;
        plan = desired.over(&observed)?;
    }
    let mut read = BTreeSet::new();
    while !folder
        && doubts::survivors(reader, trust, rules, &plan, &mut read, &mut observed).await?
    {
        plan = desired.over(&observed)?;
    }
    // What is gone makes room for others, which may be gone as well.
    let mut asked = BTreeSet::new();
    while creates(&plan)
        && doubts::predecessors(reader, trust, rules, &plan, &mut asked, &mut observed).await?
    {
        plan = desired.over(&observed)?;
    }
    Ok(plan)
}

/// Issues that rules.yaml names.
fn pinned(rules: &Rules) -> BTreeSet<IssueNumber> {
    let pins = rules.rules.iter().filter_map(|rule| match rule.adopt {
        Adopt::Pinned(number) => Some(number),
        Adopt::None => None,
    });
    pins.collect()
}

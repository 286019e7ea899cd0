//! INPUTs and rules.yaml's sources, as jobs.

use std::path::Path;

use super::exit::Failure;
use crate::ingest::Input;
use crate::rules::Rules;
use crate::triage::Job;

/// What is to be read, and whether the user named it.
#[derive(Debug)]
pub(super) struct Jobs {
    /// In order.
    pub jobs: Vec<Job>,
    /// Named on the command line: one that cannot be read is bad usage.
    pub named: bool,
}

/// INPUTs with the settings of their sources; without any, rules.yaml's sources.
pub(super) fn jobs(inputs: &[String], rules: &Rules) -> Result<Jobs, Failure> {
    let jobs: Vec<Job> = if inputs.is_empty() {
        rules
            .sources
            .iter()
            .map(|source| Job {
                spec: source.spec.clone(),
                alive: source.alive.clone(),
            })
            .collect()
    } else {
        inputs
            .iter()
            .map(|text| named(text, rules))
            .collect::<Result<_, _>>()?
    };
    if jobs.is_empty() {
        return Err(Failure::unusable(
            "nothing to read: name an INPUT, or give rules.yaml `sources`",
        ));
    }
    let mut names = std::collections::BTreeSet::new();
    if let Some(twice) = jobs.iter().find(|job| !names.insert(job.spec.name.clone())) {
        let name = &twice.spec.name;
        return Err(Failure::unusable(format!(
            "two inputs are called `{name}`: give one another name, as in other={name}.json"
        )));
    }
    Ok(Jobs {
        jobs,
        named: !inputs.is_empty(),
    })
}

fn named(text: &str, rules: &Rules) -> Result<Job, Failure> {
    let input = Input::parse(text, Path::exists).map_err(Failure::unusable)?;
    let source = rules.source(&input.name);
    Ok(Job {
        spec: input.onto(source.map(|s| &s.spec)),
        alive: source.and_then(|s| s.alive.clone()),
    })
}

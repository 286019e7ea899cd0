//! INPUTs and rules.yaml's sources, as jobs.

use std::path::Path;

use chrono::SecondsFormat;

use super::exit::Failure;
use crate::ingest::Input;
use crate::model::source::Origin;
use crate::model::{SourceSpec, Time};
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
pub(super) fn jobs(inputs: &[String], rules: &Rules, now: Time) -> Result<Jobs, Failure> {
    let jobs: Vec<Job> = if inputs.is_empty() {
        rules
            .sources
            .iter()
            .map(|source| Job {
                spec: windowed(source.spec.clone(), now),
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

/// A source with its command's `{{window.start}}` and `{{window.end}}` filled
/// in: `every` and `overlap` back from now.
fn windowed(mut spec: SourceSpec, now: Time) -> SourceSpec {
    let (Origin::Command(arguments), Some(window)) = (&mut spec.from, spec.window) else {
        return spec;
    };
    let start = now - (window.every + window.overlap);
    for argument in arguments {
        for (name, time) in [("window.start", start), ("window.end", now)] {
            let time = time.to_rfc3339_opts(SecondsFormat::Secs, true);
            for hole in [format!("{{{{{name}}}}}"), format!("{{{{ {name} }}}}")] {
                *argument = argument.replace(&hole, &time);
            }
        }
    }
    spec
}

fn named(text: &str, rules: &Rules) -> Result<Job, Failure> {
    let input = Input::parse(text, Path::exists).map_err(Failure::unusable)?;
    let source = rules.source(&input.name);
    Ok(Job {
        spec: input.onto(source.map(|s| &s.spec)),
        alive: source.and_then(|s| s.alive.clone()),
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::model::source::WindowSpec;

    #[test]
    fn a_command_is_told_its_window() {
        let spec = SourceSpec {
            from: Origin::Command(vec![
                "read".into(),
                "a>={{window.start}} a<{{ window.end }}".into(),
            ]),
            window: Some(WindowSpec {
                every: Duration::from_hours(1),
                overlap: Duration::from_mins(10),
            }),
            ..SourceSpec::default()
        };
        let now = "2025-09-15T20:10:00Z".parse().unwrap();
        let Origin::Command(arguments) = windowed(spec, now).from else {
            panic!("it is a command");
        };
        assert_eq!(
            arguments[1],
            "a>=2025-09-15T19:00:00Z a<2025-09-15T20:10:00Z"
        );
    }
}

//! INPUTs and rules.yaml's sources, as jobs.

use std::path::{Path, PathBuf};

use chrono::SecondsFormat;

use super::exit::Failure;
use super::read_cursors::ReadCursors;
use super::session::var;
use crate::ingest::Input;
use crate::model::source::{Origin, Window};
use crate::model::{SourceSpec, Time};
use crate::rules::Rules;
use crate::triage::{Job, ReadWindow};

/// The sources to read, and whether the user named them.
#[derive(Debug)]
pub(crate) struct Jobs {
    /// In order.
    pub jobs: Vec<Job>,
    /// Named on the command line: one that cannot be read is bad usage.
    pub named: bool,
}

/// INPUTs with the settings of their sources; without any, rules.yaml's sources.
pub(crate) fn jobs(
    inputs: &[String],
    rules: &Rules,
    cursors: &ReadCursors,
    now: Time,
) -> Result<Jobs, Failure> {
    let specs: Vec<SourceSpec> = if inputs.is_empty() {
        rules.sources.iter().map(|s| s.spec.clone()).collect()
    } else {
        inputs
            .iter()
            .map(|text| named(text, rules))
            .collect::<Result<_, _>>()?
    };
    let top = top_level();
    let repository = var("GITHUB_REPOSITORY");
    let repository = repository.and_then(|r| Some(r.split_once('/')?.1.to_owned()));
    let jobs: Vec<Job> = specs
        .into_iter()
        .map(|spec| {
            let spec = SourceSpec {
                top: top.clone(),
                repository: repository.clone(),
                ..spec
            };
            job(spec, rules, cursors, now)
        })
        .collect();
    if jobs.is_empty() {
        return Err(Failure::unusable(
            "nothing to read: name an INPUT, or give rules.yaml `sources`",
        ));
    }
    let mut names = std::collections::BTreeSet::new();
    if let Some(twice) = jobs.iter().find(|job| !names.insert(job.spec.name.clone())) {
        let name = &twice.spec.name;
        let other = inputs.iter().rfind(|text| !text.contains('=')).cloned();
        let other = other.unwrap_or_else(|| format!("{name}.json"));
        return Err(Failure::unusable(format!(
            "two inputs are called `{name}`, as a source is by its format unless it is named: name one, as in other={other}"
        )));
    }
    Ok(Jobs {
        jobs,
        named: !inputs.is_empty(),
    })
}

/// The top level of the git repository around the working folder.
fn top_level() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    let top = here.ancestors().find(|folder| folder.join(".git").exists());
    top.map(Path::to_owned)
}

fn job(mut spec: SourceSpec, rules: &Rules, cursors: &ReadCursors, now: Time) -> Job {
    let read_window = spec
        .window
        .map(|schedule| ReadWindow::new(schedule, cursors.of(&spec), now));
    let window_substituted = match (&mut spec.from, &read_window) {
        (Origin::Command(arguments), Some(read_window)) => {
            substitute(arguments, read_window.window())
        }
        _ => false,
    };
    Job {
        alive: rules.source(&spec.name).and_then(|s| s.alive.clone()),
        spec,
        read_window,
        window_substituted,
    }
}

/// Fills in a command's `{{window.start}}` and `{{window.end}}`. Returns whether
/// it has the first, without which the command does not know what to read.
fn substitute(arguments: &mut [String], window: Window) -> bool {
    let mut start = false;
    for argument in arguments {
        for (name, time) in [("window.start", window.start), ("window.end", window.end)] {
            let time = time.to_rfc3339_opts(SecondsFormat::Secs, true);
            for hole in [format!("{{{{{name}}}}}"), format!("{{{{ {name} }}}}")] {
                start |= name == "window.start" && argument.contains(&hole);
                *argument = argument.replace(&hole, &time);
            }
        }
    }
    start
}

fn named(text: &str, rules: &Rules) -> Result<SourceSpec, Failure> {
    let input = Input::parse(text, Path::exists).map_err(Failure::unusable)?;
    // A source of rules.yaml may be called as its file is.
    let stem = || input.stem().filter(|_| input.name.is_none());
    let by_stem = stem().and_then(|stem| rules.source(&stem));
    let source = by_stem.or_else(|| rules.source(&input.source_name()));
    Ok(input.clone().onto(source.map(|s| &s.spec)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_substituted_in_a_command() {
        let mut arguments = [
            "read".to_owned(),
            "a>={{window.start}} a<{{ window.end }}".to_owned(),
        ];
        let window = Window {
            start: "2025-09-15T19:00:00Z".parse().unwrap(),
            end: "2025-09-15T20:10:00Z".parse().unwrap(),
        };
        assert!(substitute(&mut arguments, window));
        assert_eq!(
            arguments[1],
            "a>=2025-09-15T19:00:00Z a<2025-09-15T20:10:00Z"
        );
        assert!(!substitute(&mut arguments, window));
    }
}

//! `bot check`.

use super::args::Common;
use super::exit::{Exit, Failure};
use super::session::{rules, template_problems};
use crate::render::Templates;

/// Prints every problem of rules.yaml and of the templates at once.
pub(super) fn run(common: &Common) -> Result<Exit, Failure> {
    let mut problems = Vec::new();
    let rules = match rules(common) {
        Ok(rules) => Some(rules),
        Err(failure) => {
            problems.push(failure.message);
            None
        }
    };
    let templates = match Templates::with_folder(&common.templates) {
        Ok(templates) => Some(templates),
        Err(error) => {
            problems.push(error.to_string());
            None
        }
    };
    if let (Some(rules), Some(templates)) = (&rules, &templates) {
        problems.extend(template_problems(rules, templates));
    }
    if !problems.is_empty() {
        return Err(Failure::unusable(problems.join("\n")));
    }
    let streams = common.streams();
    if let Some(rules) = &rules {
        for warning in &rules.warnings.list {
            streams.note(&format!("warning: {}", warning.message));
        }
        let count = rules.rules.len();
        let what = rules.path.as_ref().map_or_else(
            || "no rules.yaml: everything is filed, into a folder only".to_owned(),
            |path| format!("{}: {count} rules", path.display()),
        );
        streams.note(&format!("{what}; templates are well"));
    }
    Ok(Exit::Done)
}

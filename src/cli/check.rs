//! `bot check`.

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;

use super::args::Common;
use super::exit::{Exit, Failure};
use super::session::template_problems;
use crate::render::{Escaper, TemplateError, Templates, words};
use crate::rules::{Diagnostics, Level, Rules};
use crate::tracker::Dialect;

/// Templates are checked alike for every tracker.
const ESCAPER: Escaper = Escaper::new(Dialect::GITHUB);

/// What was found, as `--format json` prints it.
#[derive(Serialize)]
struct Report {
    /// Errors and warnings of rules.yaml, by line.
    rules: Diagnostics,
    /// Sentences.
    templates: Vec<String>,
}

/// Prints every problem of rules.yaml and of the templates at once.
pub(crate) fn run(common: &Common) -> Result<Exit, Failure> {
    let loaded = load(&common.rules);
    let templates = Templates::with_folder(&common.templates, ESCAPER);
    let template_problems = match (&loaded, &templates) {
        (_, Err(TemplateError::Invalid(all))) => all.iter().map(ToString::to_string).collect(),
        (_, Err(error)) => vec![error.to_string()],
        (Ok(rules), Ok(templates)) => template_problems(rules, templates),
        (Err(_), Ok(_)) => Vec::new(),
    };
    let checked = loaded.as_ref().ok().map(words);
    let report = Report {
        rules: loaded.map_or_else(|problems| problems, |rules| rules.warnings),
        templates: template_problems,
    };
    let streams = common.streams();
    if streams.json {
        let text = serde_json::to_string_pretty(&report).map_err(Failure::unusable)?;
        streams.out(&(text + "\n"));
    } else {
        streams.out(&report.text());
    }
    if report.rules.has_errors() || !report.templates.is_empty() {
        return Ok(Exit::Unusable);
    }
    streams.note(&format!(
        "{}; the templates are valid",
        checked.unwrap_or_default()
    ));
    Ok(Exit::Done)
}

/// The file; without one, unless it was named, what holds then.
fn load(path: &Path) -> Result<Rules, Diagnostics> {
    if !path.exists() && path == Path::new("rules.yaml") {
        return Ok(Rules::without_file());
    }
    Rules::load(path)
}

fn words(rules: &Rules) -> String {
    let count = rules.rules.len();
    rules.path.as_ref().map_or_else(
        || "no rules.yaml: everything is filed, into a folder only".to_owned(),
        |path| {
            format!(
                "{}: {}",
                path.display(),
                words::count(count as u64, "rule", "rules")
            )
        },
    )
}

impl Report {
    fn text(&self) -> String {
        let mut text = String::new();
        for problem in self.rules.lines().into_iter().chain(self.templates.clone()) {
            text.push_str(&problem);
            text.push('\n');
        }
        let count = |level| self.rules.at(level).count();
        let errors = count(Level::Error) + self.templates.len();
        if errors > 0 {
            let warnings = count(Level::Warning);
            let _ = writeln!(text, "errors: {errors}, warnings: {warnings}");
        }
        text
    }
}

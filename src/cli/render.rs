//! `bot render`.

use std::path::Path;

use super::args::{self, Common};
use super::exit::{Exit, Failure};
use super::session::{Session, exit_of};
use crate::model::problem::Disposition;
use crate::model::{Problem, SourceStatus};
use crate::render::{ProblemStatus, RenderContext};

/// Prints the Markdown that would be filed, whole.
pub(crate) fn run(common: &Common, args: &args::RenderArgs) -> Result<Exit, Failure> {
    let session = Session::open(common)?;
    let triage = session.read_alone(&args.inputs.inputs)?;
    let context = RenderContext {
        status: ProblemStatus::New,
        changed: Vec::new(),
        cites: None,
        sources: &triage.sources,
        run: &session.run,
        links: &session.links,
    };
    let filed = triage
        .problems
        .iter()
        .filter(|p| p.disposition == Disposition::File);
    for problem in filed {
        let text = if problem.adopt.is_some() {
            session.renderer.evidence(problem, &context)
        } else {
            session.renderer.issue(problem, &context)
        }
        .map_err(Failure::unusable)?;
        let text = format!("# {}\n\n{text}\n", problem.title);
        match &args.out {
            None => session.streams.out(&format!("{text}\n")),
            Some(folder) => write(folder, problem, &text)?,
        }
    }
    let complete = triage
        .sources
        .iter()
        .all(|s| s.status == SourceStatus::Complete);
    Ok(exit_of(complete, false))
}

/// One file a problem, named by its rule and key.
fn write(folder: &Path, problem: &Problem, text: &str) -> Result<(), Failure> {
    let failed = |path: &Path, error: std::io::Error| {
        Failure::unusable(format!("{}: {error}", path.display()))
    };
    std::fs::create_dir_all(folder).map_err(|e| failed(folder, e))?;
    let rule: String = problem
        .rule
        .as_deref()
        .unwrap_or("unmatched")
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || c == '-' {
                c
            } else {
                '-'
            }
        })
        .collect();
    let hash = problem.key.as_str().rsplit('/').next().unwrap_or_default();
    let path = folder.join(format!("{rule}-{hash}.md"));
    std::fs::write(&path, text).map_err(|e| failed(&path, e))
}

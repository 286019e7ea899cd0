//! `bot cluster`.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use super::args::{self, Common};
use super::exit::{Exit, Failure};
use super::inputs;
use super::read_cursors::ReadCursors;
use super::session::{Session, exit_of};
use crate::cluster::{Assignments, Summarizer};
use crate::ingest;
use crate::model::SourceStatus;

/// Folds logs into clusters, without rules, and prints them as JSON.
pub(crate) fn run(common: &Common, args: &args::ClusterArgs) -> Result<Exit, Failure> {
    let session = Session::open(common)?;
    let jobs = inputs::jobs(
        &args.inputs.inputs,
        &session.rules,
        &ReadCursors::unknown(),
        session.now,
    )?;
    let mut summarizer = Summarizer::new(session.redactor.clone(), args.assignments.is_some());
    let mut complete = true;
    for job in &jobs.jobs {
        let report = ingest::read(&job.spec, &session.limits, &mut summarizer);
        if report.status == SourceStatus::Failed {
            return Err(Failure::unusable(report.problems.join("; ")));
        }
        summarizer.settle();
        complete &= report.status == SourceStatus::Complete;
        session.streams.note_source(&report);
    }
    let summary = summarizer.finish();
    if let (Some(path), Some(assignments)) = (&args.assignments, &summary.assignments) {
        write(path, assignments)?;
    }
    let text = serde_json::to_string_pretty(&summary).map_err(Failure::unusable)?;
    session.streams.out(&(text + "\n"));
    Ok(exit_of(complete, false))
}

fn write(path: &Path, assignments: &Assignments) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::unusable(format!("{}: {error}", path.display()));
    let file = File::create(path).map_err(failed)?;
    let mut file = BufWriter::new(file);
    assignments.write(&mut file).map_err(failed)?;
    file.flush().map_err(failed)
}

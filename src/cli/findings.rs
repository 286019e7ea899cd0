//! `bot findings`.

use super::args::{Common, Inputs};
use super::exit::{Exit, Failure};
use super::session::{Session, exit_of};
use crate::ingest::findings::{Header, HeaderStatus, Line};
use crate::model::SourceStatus;

/// Prints a header and one line a finding.
pub(super) fn run(common: &Common, args: &Inputs) -> Result<Exit, Failure> {
    let session = Session::open(common)?;
    let triage = session.read_alone(&args.inputs)?;
    let worst = triage.sources.iter().map(|s| s.status).max();
    let mut header = Header::complete();
    header.status = match worst {
        None | Some(SourceStatus::Complete) => HeaderStatus::Complete,
        Some(SourceStatus::Partial) => HeaderStatus::Partial,
        Some(SourceStatus::Failed) => HeaderStatus::Failed,
    };
    let mut out = json(&header)?;
    for problem in &triage.problems {
        for finding in &problem.findings {
            out.push_str(&json(&Line::from(finding))?);
        }
    }
    session.streams.out(&session.redactor.redact(&out));
    for source in &triage.sources {
        session.streams.note_source(source);
    }
    Ok(exit_of(header.status == HeaderStatus::Complete, false))
}

fn json(value: &impl serde::Serialize) -> Result<String, Failure> {
    let line = serde_json::to_string(value).map_err(Failure::unusable)?;
    Ok(line + "\n")
}

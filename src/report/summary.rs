//! The Action's step summary.
//!
//! GitHub shows what is appended to the file named by `GITHUB_STEP_SUMMARY`
//! as Markdown on the run's page.

use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::Path;

use crate::apply::{Outcome, Undone};
use crate::plan::{Plan, display};
use crate::redact::Redactor;
use crate::render::{safe, source_words};

/// Rows of a table, at the most.
const ROWS: usize = 50;

/// Appends the summary of a run to a file.
pub fn append(path: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    file.write_all(text.as_bytes())
}

/// A run as Markdown.
pub fn markdown(plan: &Plan, outcome: Option<&Outcome>, redactor: &Redactor) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "## bot: {}\n", safe::text(&display::summary(plan)));
    sources(&mut out, plan);
    match outcome {
        Some(outcome) => done(&mut out, outcome),
        None => changes(&mut out, plan),
    }
    table(
        &mut out,
        "Kept as they are",
        ["issue", "why"],
        plan.kept.iter().map(|k| {
            [
                format!("#{} {}", k.number, safe::cell(&k.title)),
                safe::cell(&k.reason),
            ]
        }),
    );
    table(
        &mut out,
        "Left out",
        ["problem", "why"],
        plan.left_out
            .iter()
            .map(|l| [safe::cell(&l.title), safe::cell(&l.reason)]),
    );
    redactor.redact(&out).into_owned()
}

fn sources(out: &mut String, plan: &Plan) {
    table(
        out,
        "Sources",
        ["source", "read"],
        plan.sources
            .iter()
            .map(|s| [safe::cell_code(&s.name), safe::cell(&source_words(s))]),
    );
}

fn changes(out: &mut String, plan: &Plan) {
    table(
        out,
        "Planned",
        ["change", "why"],
        plan.changes.iter().map(|c| {
            let number = c.number.map(|n| format!(" #{n}")).unwrap_or_default();
            [
                format!("{}{number} {}", c.action.name(), safe::cell(&c.title)),
                safe::cell(&c.reason),
            ]
        }),
    );
}

fn done(out: &mut String, outcome: &Outcome) {
    table(
        out,
        "Done",
        ["change", "issue"],
        outcome.applied.iter().map(|d| {
            [
                d.action.name().to_owned(),
                format!("#{} {}", d.number, safe::cell(&d.title)),
            ]
        }),
    );
    undone(out, "Failed", &outcome.failed);
    undone(out, "Skipped", &outcome.skipped);
}

fn undone(out: &mut String, title: &str, list: &[Undone]) {
    table(
        out,
        title,
        ["change", "why"],
        list.iter().map(|u| {
            let number = u.number.map(|n| format!(" #{n}")).unwrap_or_default();
            [
                format!("{}{number} {}", u.action.name(), safe::cell(&u.title)),
                safe::cell(&u.reason),
            ]
        }),
    );
}

/// A table under a heading; nothing where there is no row.
fn table(
    out: &mut String,
    title: &str,
    head: [&str; 2],
    rows: impl ExactSizeIterator<Item = [String; 2]>,
) {
    let all = rows.len();
    if all == 0 {
        return;
    }
    let _ = writeln!(
        out,
        "### {title}\n\n| {} | {} |\n|---|---|",
        head[0], head[1]
    );
    for [first, second] in rows.take(ROWS) {
        let _ = writeln!(out, "| {first} | {second} |");
    }
    if all > ROWS {
        let _ = writeln!(out, "\n{} more are not shown.", all - ROWS);
    }
    let _ = writeln!(out);
}

//! The Action's step summary.
//!
//! GitHub shows what is appended to the file named by `GITHUB_STEP_SUMMARY`
//! as Markdown on the run's page: what was done and why, what failed first,
//! how fresh the sources are, and what was kept or left out.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::Path;

use super::display;
use crate::apply::{Done, Outcome, Undone};
use crate::model::{SourceReport, SourceStatus};
use crate::plan::Plan;
use crate::redact::Redactor;
use crate::render::{Escaper, report_words, safe, words};
use crate::tracker::Dialect;

/// Step summaries are GitHub's, wherever issues are.
const MARKDOWN: Escaper = Escaper::new(Dialect::GITHUB);

/// Rows of a table, at the most.
const ROWS: usize = 50;
/// Issues named in one row, at the most.
const NAMED: usize = 20;
/// GitHub takes summaries of a step up to 1 MiB and drops larger ones whole.
/// <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits>
const MAX_BYTES: usize = 900 * 1024;

/// Appends the summary of a run to a file.
pub fn append(path: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    file.write_all(text.as_bytes())
}

/// A run as Markdown. Without an outcome, nothing was written.
pub fn markdown(plan: &Plan, outcome: Option<&Outcome>, redactor: &Redactor) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "## {}\n", MARKDOWN.text(&headline(plan, outcome)));
    let _ = writeln!(out, "{}\n", subline(plan, outcome));
    for error in &plan.errors {
        let _ = writeln!(out, "**Error:** {}\n", MARKDOWN.text(error));
    }
    match outcome {
        Some(outcome) => {
            undone(&mut out, "Failed", &outcome.failed);
            undone(&mut out, "Skipped", &outcome.skipped);
            done(&mut out, plan, &outcome.applied);
        }
        None => planned(&mut out, plan),
    }
    sources(&mut out, &plan.sources);
    grouped(
        &mut out,
        "Kept as they are",
        ["why", "issues"],
        plan.kept
            .iter()
            .map(|k| (k.reason.to_string(), format!("#{}", k.number))),
    );
    grouped(
        &mut out,
        "Left out",
        ["why", "problems"],
        plan.left_out
            .iter()
            .map(|l| (l.reason.to_string(), MARKDOWN.cell(&l.title))),
    );
    safe::clip(&redactor.redact(&out), MAX_BYTES).into_owned()
}

fn headline(plan: &Plan, outcome: Option<&Outcome>) -> String {
    let Some(outcome) = outcome else {
        return format!("Planned: {}", display::summary(plan));
    };
    let mut parts = vec![words::count(
        outcome.applied.len() as u64,
        "change",
        "changes",
    )];
    if !outcome.failed.is_empty() {
        parts.push(format!("{} failed", outcome.failed.len()));
    }
    if !outcome.skipped.is_empty() {
        parts.push(format!("{} skipped", outcome.skipped.len()));
    }
    format!("{} in {}", parts.join(", "), plan.target)
}

fn subline(plan: &Plan, outcome: Option<&Outcome>) -> String {
    let dry = if outcome.is_none() {
        "Nothing was written. "
    } else {
        ""
    };
    let issues = words::count(plan.based_on.issues as u64, "issue", "issues");
    let at = words::utc(plan.based_on.at);
    let run = MARKDOWN.own_code(&plan.run);
    format!("{dry}Compared with {issues} as of {at}, run {run}.")
}

fn sources(out: &mut String, sources: &[SourceReport]) {
    let rows = sources.iter().map(|source| {
        let newest = source.newest.or(source.collected).or(source.modified);
        [
            MARKDOWN.cell_code(&source.name),
            status(source.status).to_owned(),
            newest.map_or_else(|| "unknown".to_owned(), words::utc),
            MARKDOWN.cell(&report_words(source)),
        ]
    });
    table(
        out,
        "Sources",
        ["source", "status", "newest evidence", "read"],
        rows,
    );
}

fn status(status: SourceStatus) -> &'static str {
    match status {
        SourceStatus::Complete => "complete",
        SourceStatus::Partial => "**partial**",
        SourceStatus::Failed => "**failed**",
    }
}

fn planned(out: &mut String, plan: &Plan) {
    let rows = plan.changes.iter().map(|change| {
        let number = change
            .number()
            .map_or_else(|| "new".to_owned(), |n| format!("#{n}"));
        [
            change.action().name().to_owned(),
            format!("{number} {}", MARKDOWN.cell(change.title())),
            MARKDOWN.cell(change.reason()),
        ]
    });
    table(out, "Planned", ["change", "issue", "why"], rows);
}

fn done(out: &mut String, plan: &Plan, applied: &[Done]) {
    let rows = applied.iter().map(|done| {
        let planned = plan.changes.iter().find(|c| {
            c.action() == done.action
                && *c.key() == done.key
                && c.number().is_none_or(|number| number == done.number)
        });
        [
            done.action.name().to_owned(),
            format!("{} {}", issue(done), MARKDOWN.cell(&done.title)),
            planned.map_or_else(String::new, |change| MARKDOWN.cell(change.reason())),
        ]
    });
    table(out, "Done", ["change", "issue", "why"], rows);
}

fn issue(done: &Done) -> String {
    match safe::url(&done.url) {
        Some(url) => format!("[#{}]({url})", done.number),
        None => format!("#{}", done.number),
    }
}

fn undone(out: &mut String, title: &str, list: &[Undone]) {
    let rows = list.iter().map(|undone| {
        let number = undone
            .number
            .map_or_else(|| "new".to_owned(), |n| format!("#{n}"));
        [
            undone.action.name().to_owned(),
            format!("{number} {}", MARKDOWN.cell(&undone.title)),
            MARKDOWN.cell(&undone.reason),
        ]
    });
    table(out, title, ["change", "issue", "why"], rows);
}

/// A table with one row a reason, in order of their first use.
fn grouped(
    out: &mut String,
    title: &str,
    head: [&str; 2],
    items: impl Iterator<Item = (String, String)>,
) {
    let mut order: Vec<String> = Vec::new();
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (reason, name) in items {
        let group = groups.entry(reason.clone()).or_default();
        if group.is_empty() {
            order.push(reason);
        }
        group.push(name);
    }
    let rows: Vec<[String; 2]> = order
        .into_iter()
        .map(|reason| {
            let names = groups.remove(&reason).unwrap_or_default();
            let mut shown = names
                .iter()
                .take(NAMED)
                .cloned()
                .collect::<Vec<_>>()
                .join(" · ");
            if names.len() > NAMED {
                let _ = write!(shown, " · and {} more", names.len() - NAMED);
            }
            [MARKDOWN.cell(&reason), shown]
        })
        .collect();
    table(out, title, head, rows.into_iter());
}

/// A table under a heading; nothing where there is no row.
fn table<const N: usize>(
    out: &mut String,
    title: &str,
    head: [&str; N],
    rows: impl ExactSizeIterator<Item = [String; N]>,
) {
    let all = rows.len();
    if all == 0 {
        return;
    }
    let _ = writeln!(out, "### {title}\n\n| {} |", head.join(" | "));
    let _ = writeln!(out, "|{}", "---|".repeat(N));
    for row in rows.take(ROWS) {
        let _ = writeln!(out, "| {} |", row.join(" | "));
    }
    if all > ROWS {
        let _ = writeln!(out, "\n{} more are not shown.", all - ROWS);
    }
    let _ = writeln!(out);
}

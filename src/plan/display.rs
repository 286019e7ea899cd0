//! A plan as a colleague would read it.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use similar::{ChangeTag, TextDiff};

use super::{Action, Change, Plan, Write};
use crate::apply::Outcome;
use crate::model::SourceStatus;
use crate::render::{safe, source_words, words};

const ADD: Style = AnsiColor::Green.on_default();
const EDIT: Style = AnsiColor::Yellow.on_default();
const REMOVE: Style = AnsiColor::Red.on_default();
const DIM: Style = Style::new().dimmed();
const BOLD: Style = Style::new().bold();

/// At most this many lines of a new text are shown.
const LINES: usize = 12;

/// How much is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// What is done.
    Brief,
    /// And the texts.
    Texts,
}

/// The plan, with styles; a stream that is no terminal strips them.
pub fn plan(plan: &Plan, detail: Detail) -> String {
    let mut out = String::new();
    for source in &plan.sources {
        let mark = match source.status {
            SourceStatus::Complete => paint(ADD, "✓"),
            SourceStatus::Partial => paint(EDIT, "~"),
            SourceStatus::Failed => paint(REMOVE, "✗"),
        };
        let words = safe::terminal(&source_words(source));
        let _ = writeln!(out, "{mark} {}: {words}", safe::terminal(&source.name));
    }
    if !plan.changes.is_empty() {
        let _ = writeln!(out);
    }
    for one in &plan.changes {
        change(&mut out, one, detail);
    }
    for kept in &plan.kept {
        let line = format!("  = keep #{} {}: {}", kept.number, kept.title, kept.reason);
        let _ = writeln!(out, "{}", paint(DIM, &safe::terminal(&line)));
    }
    for left in &plan.left_out {
        let line = format!("  · leave {}: {}", left.title, left.reason);
        let _ = writeln!(out, "{}", paint(DIM, &safe::terminal(&line)));
    }
    let _ = writeln!(out, "\n{}", paint(BOLD, &summary(plan)));
    out
}

/// `2 to create, 1 to update, 3 kept in github:o/r`.
pub fn summary(plan: &Plan) -> String {
    const ORDER: [Action; 8] = [
        Action::Create,
        Action::Adopt,
        Action::Update,
        Action::Reopen,
        Action::Close,
        Action::Label,
        Action::Comment,
        Action::Link,
    ];
    let mut parts: Vec<String> = ORDER
        .into_iter()
        .filter_map(|action| {
            let n = plan.changes.iter().filter(|c| c.action == action).count();
            (n > 0).then(|| format!("{n} to {}", action.name()))
        })
        .collect();
    if parts.is_empty() {
        parts.push("nothing to do".to_owned());
    }
    if !plan.kept.is_empty() {
        parts.push(format!("{} kept", plan.kept.len()));
    }
    if !plan.left_out.is_empty() {
        parts.push(format!("{} left out", plan.left_out.len()));
    }
    format!("{} in {}", parts.join(", "), safe::terminal(&plan.target))
}

fn paint(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

fn change(out: &mut String, change: &Change, detail: Detail) {
    let (sign, style) = match change.action {
        Action::Create | Action::Adopt | Action::Comment | Action::Link => ("+", ADD),
        Action::Close => ("-", REMOVE),
        Action::Update | Action::Reopen | Action::Label => ("~", EDIT),
    };
    let number = change.number.map(|n| format!(" #{n}")).unwrap_or_default();
    let head = format!("{sign} {}{number} {}", change.action.name(), change.title);
    let _ = writeln!(out, "{}", paint(style, &safe::terminal(&head)));
    let _ = writeln!(out, "    {}", safe::terminal(&change.reason));
    labels(out, &change.write);
    if detail == Detail::Texts {
        text(out, &change.write);
        edits(out, change);
    }
}

/// What a rewrite changes, as a diff.
fn edits(out: &mut String, change: &Change) {
    let Some(basis) = &change.basis else { return };
    match &change.write {
        Write::Edit(patch) => {
            if let Some(title) = &patch.title {
                out.push_str(&diff(&basis.title, title));
            }
            if let Some(body) = &patch.body {
                out.push_str(&diff(&basis.body, body));
            }
        }
        Write::EditComment { body, .. } => {
            if let Some((_, before)) = &basis.comment {
                out.push_str(&diff(before, body));
            }
        }
        _ => {}
    }
}

fn labels(out: &mut String, write: &Write) {
    let (add, remove) = match write {
        Write::Create(issue) => (issue.labels.as_slice(), &[][..]),
        Write::Labels { add, remove } => (add.as_slice(), remove.as_slice()),
        _ => return,
    };
    if !add.is_empty() {
        let _ = writeln!(
            out,
            "    labels {}",
            paint(ADD, &format!("+ {}", safe::terminal(&words::list(add))))
        );
    }
    if !remove.is_empty() {
        let _ = writeln!(
            out,
            "    labels {}",
            paint(
                REMOVE,
                &format!("- {}", safe::terminal(&words::list(remove)))
            )
        );
    }
}

fn text(out: &mut String, write: &Write) {
    let body = match write {
        Write::Create(issue) => Some(&issue.body),
        Write::Comment { body } => Some(body),
        _ => None,
    };
    let lines: Vec<&str> = body
        .map(|b| b.lines().filter(|l| !l.starts_with("<!-- bot:")).collect())
        .unwrap_or_default();
    for line in lines.iter().take(LINES) {
        let _ = writeln!(
            out,
            "    {}",
            paint(ADD, &format!("| {}", safe::terminal(line)))
        );
    }
    if lines.len() > LINES {
        let _ = writeln!(
            out,
            "    {}",
            paint(DIM, &format!("| … {} lines more", lines.len() - LINES))
        );
    }
}

/// What came of a plan, one line each and a count.
pub fn outcome(outcome: &Outcome) -> String {
    let mut out = String::new();
    for done in &outcome.applied {
        let line = format!("✓ {} #{} {}", done.action.name(), done.number, done.url);
        let _ = writeln!(out, "{}", paint(ADD, &safe::terminal(&line)));
    }
    let count = format!(
        "{} done, {} failed, {} skipped",
        outcome.applied.len(),
        outcome.failed.len(),
        outcome.skipped.len()
    );
    let _ = writeln!(out, "{}", paint(BOLD, &count));
    out
}

/// Line differences of two texts, three lines of context around each.
fn diff(before: &str, after: &str) -> String {
    let diff = TextDiff::from_lines(before, after);
    let mut out = String::new();
    for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
        for line in hunk.iter_changes() {
            if line.value().starts_with("<!-- bot:state ") {
                continue;
            }
            let (sign, style) = match line.tag() {
                ChangeTag::Delete => ("-", REMOVE),
                ChangeTag::Insert => ("+", ADD),
                ChangeTag::Equal => (" ", Style::new()),
            };
            let text = safe::terminal(line.value().trim_end_matches(['\r', '\n']));
            let _ = writeln!(out, "    {}", paint(style, &format!("{sign} {text}")));
        }
    }
    out
}

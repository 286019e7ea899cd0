//! A plan, and what came of it, as people read them: every entry where there
//! are few, what repeats counted where there are many, the summary last.

use std::borrow::Cow;
use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use similar::{ChangeTag, TextDiff};

use crate::apply::{Outcome, Undone};
use crate::model::SourceStatus;
use crate::ownership::marker;
use crate::plan::{Action, Change, ChangeIssue, Plan, Write};
use crate::render::{report_words, safe, words};

mod repeats;
#[cfg(test)]
mod tests;

const ADD: Style = AnsiColor::Green.on_default();
const EDIT: Style = AnsiColor::Yellow.on_default();
const REMOVE: Style = AnsiColor::Red.on_default();
const DIM: Style = Style::new().dimmed();
const BOLD: Style = Style::new().bold();

/// At most this many lines of a new text are shown.
const LINES: usize = 12;
/// Changes that are listed one by one; of more, the first of each action.
const CHANGES: usize = 50;
/// Changes of one action that are listed where there are more than [`CHANGES`].
const OF_ACTION: usize = 10;

/// Characters of a title in a group.
const NAME: usize = 100;

/// Actions in the order of summaries.
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

/// How much is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// What is done; what repeats is counted.
    Brief,
    /// Every entry, and the texts.
    Texts,
}

/// The plan, with styles; a stream that is not a terminal strips them.
pub fn plan(plan: &Plan, detail: Detail) -> String {
    let mut out = String::new();
    for source in &plan.sources {
        let mark = match source.status {
            SourceStatus::Complete => paint(ADD, "✓"),
            SourceStatus::Partial => paint(EDIT, "~"),
            SourceStatus::Failed => paint(REMOVE, "✗"),
        };
        let words = safe::terminal(&report_words(source));
        let _ = writeln!(out, "{mark} {}: {words}", safe::terminal(&source.name));
    }
    if !plan.changes.is_empty() {
        let _ = writeln!(out);
    }
    changes(&mut out, plan, detail);
    let mut rest = kept(plan, detail);
    rest.extend(left_out(plan, detail));
    if rest.len() < plan.kept.len() + plan.left_out.len() {
        rest.push("    -v lists each of them".to_owned());
    }
    for line in rest {
        let _ = writeln!(out, "{}", paint(DIM, &safe::terminal(&line)));
    }
    let _ = writeln!(out, "\n{}", paint(BOLD, &summary(plan)));
    out
}

fn changes(out: &mut String, plan: &Plan, detail: Detail) {
    let few = detail == Detail::Texts || plan.changes.len() <= CHANGES;
    let listed = if few { usize::MAX } else { OF_ACTION };
    let of = |action| plan.changes.iter().filter(move |c| c.action() == action);
    if few {
        for one in &plan.changes {
            change(out, one, detail);
        }
        return;
    }
    for action in ORDER {
        for one in of(action).take(listed) {
            change(out, one, detail);
        }
        let more = of(action).count().saturating_sub(listed) as u64;
        if more > 0 {
            let line = format!(
                "  … and {} more to {} (-v lists them)",
                words::thousands(more),
                action.name()
            );
            let _ = writeln!(out, "{}", paint(DIM, &line));
        }
    }
}

fn kept(plan: &Plan, detail: Detail) -> Vec<String> {
    repeats::lines(
        &plan.kept,
        detail == Detail::Texts,
        |kept| Cow::Owned(kept.reason.to_string()),
        |kept| format!("  = keep #{} {}: {}", kept.number, kept.title, kept.reason),
        |group| {
            let issues = words::count(group.members.len() as u64, "issue", "issues");
            let names = group.names(|kept| format!("#{}", kept.number));
            format!("  = keep {issues}: {} ({names})", group.reason)
        },
        |issues, reasons| {
            let issues = words::count(issues, "more issue", "more issues");
            let reasons = words::count(reasons, "other reason", "other reasons");
            format!("  = keep {issues} for {reasons}")
        },
    )
}

fn left_out(plan: &Plan, detail: Detail) -> Vec<String> {
    repeats::lines(
        &plan.left_out,
        detail == Detail::Texts,
        |left| Cow::Owned(left.reason.to_string()),
        |left| format!("  · leave {}: {}", left.title, left.reason),
        |group| {
            let problems = words::count(group.members.len() as u64, "problem", "problems");
            let names = group.names(|left| words::one_line(&left.title, NAME));
            format!("  · leave {problems}: {} ({names})", group.reason)
        },
        |problems, reasons| {
            let problems = words::count(problems, "more problem", "more problems");
            let reasons = words::count(reasons, "other reason", "other reasons");
            format!("  · leave {problems} for {reasons}")
        },
    )
}

/// `2 to create, 1 to update, 3 kept in github:o/r`.
pub fn summary(plan: &Plan) -> String {
    let mut parts: Vec<String> = ORDER
        .into_iter()
        .filter_map(|action| {
            let n = plan.changes.iter().filter(|c| c.action() == action).count();
            (n > 0).then(|| format!("{} to {}", words::thousands(n as u64), action.name()))
        })
        .collect();
    if parts.is_empty() {
        parts.push("nothing to do".to_owned());
    }
    if !plan.kept.is_empty() {
        parts.push(format!("{} kept", words::thousands(plan.kept.len() as u64)));
    }
    if !plan.left_out.is_empty() {
        let left_out = words::thousands(plan.left_out.len() as u64);
        parts.push(format!("{left_out} left out"));
    }
    format!("{} in {}", parts.join(", "), safe::terminal(&plan.target))
}

fn paint(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

fn change(out: &mut String, change: &Change, detail: Detail) {
    let (sign, style) = match change.action() {
        Action::Create | Action::Adopt | Action::Comment | Action::Link => ("+", ADD),
        Action::Close => ("-", REMOVE),
        Action::Update | Action::Reopen | Action::Label => ("~", EDIT),
    };
    let number = change
        .number()
        .map(|n| format!(" #{n}"))
        .unwrap_or_default();
    let head = format!(
        "{sign} {}{number} {}",
        change.action().name(),
        change.title()
    );
    let _ = writeln!(out, "{}", paint(style, &safe::terminal(&head)));
    let _ = writeln!(out, "    {}", safe::terminal(change.reason()));
    labels(out, change);
    if detail == Detail::Texts {
        text(out, change);
        edits(out, change);
    }
}

/// What a rewrite changes, as a diff.
fn edits(out: &mut String, change: &Change) {
    let Change::On(ChangeIssue {
        basis: Some(basis),
        write,
        ..
    }) = change
    else {
        return;
    };
    match write {
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

fn labels(out: &mut String, change: &Change) {
    let (add, remove) = match change {
        Change::Create(create) => (create.issue.labels.as_slice(), &[][..]),
        Change::On(ChangeIssue {
            write: Write::Labels { add, remove },
            ..
        }) => (add.as_slice(), remove.as_slice()),
        Change::On(_) => return,
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

fn text(out: &mut String, change: &Change) {
    let body = match change {
        Change::Create(create) => &create.issue.body,
        Change::On(ChangeIssue {
            write: Write::Comment { body },
            ..
        }) => body,
        Change::On(_) => return,
    };
    let lines: Vec<&str> = body.lines().filter(|l| !marker::is_line(l)).collect();
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

/// Returns what was written, one line each; of many, the first.
pub fn applied(outcome: &Outcome, detail: Detail) -> String {
    let all = outcome.applied.len();
    let few = detail == Detail::Texts || all <= CHANGES;
    let listed = if few { all } else { OF_ACTION };
    let mut out = String::new();
    for done in outcome.applied.iter().take(listed) {
        let line = format!("✓ {} #{} {}", done.action.name(), done.number, done.url);
        let _ = writeln!(out, "{}", paint(ADD, &safe::terminal(&line)));
    }
    if all > listed {
        let more = words::thousands((all - listed) as u64);
        let line = format!("  … and {more} more (-v lists them)");
        let _ = writeln!(out, "{}", paint(DIM, &line));
    }
    out
}

/// Returns what was not written and why: a line each where there are few, else
/// one for each reason.
pub fn undone(outcome: &Outcome, detail: Detail) -> Vec<String> {
    let all = detail == Detail::Texts;
    let of = |list, what: &'static str| {
        repeats::lines(
            list,
            all,
            |undone: &'_ Undone| Cow::Borrowed(undone.reason.as_str()),
            undone_line,
            move |group| {
                let changes = words::count(group.members.len() as u64, "change", "changes");
                let names = group.names(undone_name);
                format!("{changes} {what}: {} ({names})", group.reason)
            },
            move |changes, reasons| {
                let changes = words::count(changes, "more change", "more changes");
                let reasons = words::count(reasons, "other reason", "other reasons");
                format!("{changes} {what} for {reasons} (-v lists them)")
            },
        )
    };
    let mut lines = of(&outcome.failed, "failed");
    lines.extend(of(&outcome.skipped, "skipped"));
    lines
}

fn undone_line(undone: &Undone) -> String {
    format!("{}: {}", undone_name(undone), undone.reason)
}

fn undone_name(undone: &Undone) -> String {
    let number = undone.number.map(|n| format!(" #{n}")).unwrap_or_default();
    let title = words::one_line(&undone.title, NAME);
    format!("{}{number} {title}", undone.action.name())
}

/// The last line of a run that writes.
pub fn closing(outcome: &Outcome) -> String {
    let count = |list: usize| words::thousands(list as u64);
    let line = format!(
        "{} done, {} failed, {} skipped",
        count(outcome.applied.len()),
        count(outcome.failed.len()),
        count(outcome.skipped.len())
    );
    paint(BOLD, &line) + "\n"
}

/// Line differences of two texts, three lines of context around each.
fn diff(before: &str, after: &str) -> String {
    let diff = TextDiff::from_lines(before, after);
    let mut out = String::new();
    for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
        for line in hunk.iter_changes() {
            if marker::is_state_line(line.value()) {
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

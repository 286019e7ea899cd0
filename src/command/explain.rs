//! Why an issue is there: what the program remembers of it, what rules.yaml
//! says, what people decided, and what the next run would change.

use std::fmt::Write as _;

use super::home::Home;
use crate::model::{IssueNumber, Problem};
use crate::ownership::{Decided, Decisions, Relation, Silence, State, Status};
use crate::plan::Plan;
use crate::render::{safe, words};
use crate::rules::{Rule, Rules};

/// What the next run would do, as far as it can be told.
#[derive(Debug, Clone, Copy)]
pub enum Next<'a> {
    /// A plan over the sources as they are now, and the problem as rules.yaml
    /// alone has it, where it is there.
    Known {
        /// The plan.
        plan: &'a Plan,
        /// The problem, before any decision.
        problem: Option<&'a Problem>,
    },
    /// The sources cannot be read here.
    Unknown(&'a str),
}

/// The explanation as Markdown.
pub fn markdown(home: Home<'_>, rules: &Rules, next: Next<'_>) -> String {
    let number = home.issue().number;
    let mut out = String::new();
    let Some((key, state)) = home.tracked() else {
        let _ = writeln!(out, "#{number} tracks no problem.");
        return out;
    };
    let rule = state
        .rule
        .as_deref()
        .and_then(|id| rules.rules.iter().find(|rule| rule.id == id));
    let base = match next {
        Next::Known { problem, .. } => problem,
        Next::Unknown(_) => None,
    };
    let _ = writeln!(out, "**Why #{number}**\n");
    let _ = writeln!(out, "- Problem: {}", safe::code(key.as_str()));
    origin(&mut out, state, rule);
    evidence(&mut out, state);
    standing(&mut out, state);
    priority(&mut out, &home.decisions(), base, state);
    related(&mut out, &home.decisions(), rule);
    decisions(&mut out, &home.decisions());
    upcoming(&mut out, number, next);
    out.trim_end().to_owned()
}

fn origin(out: &mut String, state: &State, rule: Option<&Rule>) {
    let _ = match (&state.rule, rule) {
        (None, _) => writeln!(out, "- Rule: none takes it, filed as unmatched"),
        (Some(id), None) => {
            let id = safe::code(id);
            writeln!(
                out,
                "- Rule: {id}, which rules.yaml no longer has: kept as it is"
            )
        }
        (Some(id), Some(_)) => writeln!(out, "- Rule: {}", safe::code(id)),
    };
    let sources: Vec<String> = state.sources.iter().map(|s| safe::code(s)).collect();
    if !sources.is_empty() {
        let _ = writeln!(out, "- Sources: {}", sources.join(", "));
    }
    if let Some(suppress) = rule.and_then(|rule| rule.suppress.as_ref()) {
        let until = suppress.until.format("%Y-%m-%d");
        let because = safe::text(&suppress.because);
        let _ = writeln!(out, "- Suppressed by rules.yaml until {until}: {because}");
    }
}

fn evidence(out: &mut String, state: &State) {
    let shown = &state.shown;
    let mut parts = vec![
        format!("severity {}", shown.severity),
        words::count(shown.count, "record or result", "records or results"),
    ];
    if let Some(seen) = shown.last_seen {
        parts.push(format!("last {}", words::utc(seen)));
    }
    for (name, count) in &shown.facts {
        parts.push(format!("{}: {count}", safe::code(name)));
    }
    if shown.locations > 0 {
        let locations = words::count(shown.locations as u64, "location", "locations");
        parts.push(locations);
    }
    let _ = writeln!(out, "- Last shown: {}", parts.join(" · "));
}

fn standing(out: &mut String, state: &State) {
    if state.clean > 0 {
        let runs = words::count(u64::from(state.clean), "clean run", "clean runs");
        let _ = writeln!(out, "- Not seen in {runs} since");
    }
    if let Some(closed) = &state.closed {
        let _ = writeln!(out, "- Closed by the bot {}", words::utc(closed.at));
    }
}

fn priority(out: &mut String, decisions: &Decisions, base: Option<&Problem>, state: &State) {
    let computed = base.map(|problem| {
        let reasons = problem.priority_reasons.join("; ");
        format!(
            "{} by rules.yaml ({})",
            problem.priority,
            safe::text(&reasons)
        )
    });
    let by_hand = decisions.priority.as_ref().and_then(|d| Some((d.what?, d)));
    let _ = match (by_hand, computed) {
        (Some((priority, decided)), computed) => {
            let base = computed.map_or_else(String::new, |base| format!("; it would be {base}"));
            writeln!(out, "- Priority: {priority}, set by {}{base}", who(decided))
        }
        (None, Some(computed)) => writeln!(out, "- Priority: {computed}"),
        (None, None) => match state.shown.priority {
            Some(priority) => writeln!(out, "- Priority: {priority}"),
            None => Ok(()),
        },
    };
}

fn related(out: &mut String, decisions: &Decisions, rule: Option<&Rule>) {
    let mut parts: Vec<String> = Vec::new();
    for issue in rule.map(|rule| rule.related.as_slice()).unwrap_or_default() {
        let removed = decisions.related.get(&issue.number);
        let removed = removed.filter(|r| r.what == Relation::Unrelated);
        let but = removed.map_or_else(String::new, |r| format!(", taken off by {}", who(r)));
        parts.push(format!("#{} by rules.yaml{but}", issue.number));
    }
    for (number, relation) in &decisions.related {
        if let Relation::Related { why } = &relation.what {
            let why = why.as_ref().map(|why| format!(" ({})", safe::text(why)));
            let why = why.unwrap_or_default();
            parts.push(format!("#{number} by {}{why}", who(relation)));
        }
    }
    if !parts.is_empty() {
        let _ = writeln!(out, "- Related: {}", parts.join(" · "));
    }
}

fn decisions(out: &mut String, decisions: &Decisions) {
    if let Some(silence) = &decisions.silence {
        let what = match &silence.what {
            Silence::Muted => "muted".to_owned(),
            Silence::Ended => "no longer snoozed or muted".to_owned(),
            Silence::Snoozed { until, because } => {
                let because = because.as_ref().map(|b| format!(": {}", safe::text(b)));
                format!(
                    "snoozed until {}{}",
                    words::utc(*until),
                    because.unwrap_or_default()
                )
            }
        };
        let _ = writeln!(out, "- Decided by {}: {what}", who(silence));
    }
    if let Some(status) = &decisions.status {
        let what = match status.what {
            Status::Resolved => "resolved".to_owned(),
            Status::Reopened => "opened, until it was seen again".to_owned(),
            Status::Merged { into } => format!("moved to #{into}"),
        };
        let _ = writeln!(out, "- Decided by {}: {what}", who(status));
    }
}

fn who<T>(decided: &Decided<T>) -> String {
    format!(
        "{} on {}",
        safe::code(&decided.by),
        decided.at.format("%Y-%m-%d")
    )
}

fn upcoming(out: &mut String, number: IssueNumber, next: Next<'_>) {
    let plan = match next {
        Next::Known { plan, .. } => plan,
        Next::Unknown(why) => {
            let _ = writeln!(out, "- The next run: not known here: {}", safe::text(why));
            return;
        }
    };
    let changes = plan.changes.iter().filter(|c| c.number() == Some(number));
    let kept = plan.kept.iter().filter(|k| k.number == number);
    let mut lines: Vec<String> = changes
        .map(|change| {
            format!(
                "{}: {}",
                change.action().name(),
                safe::text(change.reason())
            )
        })
        .collect();
    lines.extend(kept.map(|kept| format!("keeps it: {}", safe::text(&kept.reason))));
    if lines.is_empty() {
        lines.push("changes nothing".to_owned());
    }
    let _ = writeln!(out, "- The next run: {}", lines.join(" · "));
}

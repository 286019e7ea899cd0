//! Why an issue is there: what the program remembers of it, what rules.yaml
//! says, what people decided, and what the next run would change.

use std::fmt::Write as _;

use super::target::CommandTarget;
use crate::model::{IssueNumber, Problem};
use crate::ownership::{Decided, Decisions, Relation, Silence, State, StatusDecision};
use crate::plan::Plan;
use crate::render::{Escaper, words};
use crate::rules::{Rule, Rules};

/// The next run's changes, as far as they can be told.
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
pub fn markdown(
    target: CommandTarget<'_>,
    rules: &Rules,
    next: Next<'_>,
    escaper: Escaper,
) -> String {
    let number = target.issue().number;
    let mut page = Page {
        out: String::new(),
        escaper,
    };
    let Some((key, state)) = target.tracked() else {
        let _ = writeln!(page.out, "#{number} tracks no problem.");
        return page.out;
    };
    let rule = state
        .rule
        .as_deref()
        .and_then(|id| rules.rules.iter().find(|rule| rule.id == id));
    let base = match next {
        Next::Known { problem, .. } => problem,
        Next::Unknown(_) => None,
    };
    let _ = writeln!(page.out, "**Why #{number}**\n");
    let _ = writeln!(page.out, "- Problem: {}", escaper.code(key.as_str()));
    page.origin(state, rule);
    page.evidence(state);
    page.standing(state);
    page.priority(&target.decisions(), base, state);
    page.related(&target.decisions(), rule);
    page.decisions(&target.decisions());
    page.upcoming(number, next);
    page.out.trim_end().to_owned()
}

/// An explanation as it is written.
struct Page {
    out: String,
    /// Writes what is untrusted.
    escaper: Escaper,
}

impl Page {
    fn origin(&mut self, state: &State, rule: Option<&Rule>) {
        let _ = match (&state.rule, rule) {
            (None, _) => writeln!(self.out, "- Rule: none takes it, filed as unmatched"),
            (Some(id), None) => {
                let id = self.escaper.code(id);
                writeln!(
                    self.out,
                    "- Rule: {id}, which rules.yaml no longer has: kept as it is"
                )
            }
            (Some(id), Some(_)) => writeln!(self.out, "- Rule: {}", self.escaper.code(id)),
        };
        let sources: Vec<String> = state.sources.iter().map(|s| self.escaper.code(s)).collect();
        if !sources.is_empty() {
            let _ = writeln!(self.out, "- Sources: {}", sources.join(", "));
        }
        if let Some(suppress) = rule.and_then(|rule| rule.suppress.as_ref()) {
            let until = suppress.until.format("%Y-%m-%d");
            let because = self.escaper.text(&suppress.because);
            let _ = writeln!(
                self.out,
                "- Suppressed by rules.yaml until {until}: {because}"
            );
        }
    }

    fn evidence(&mut self, state: &State) {
        let shown = &state.shown;
        let mut parts = vec![
            format!("severity {}", shown.severity),
            words::count(shown.count, "record or result", "records or results"),
        ];
        if let Some(seen) = shown.last_seen {
            parts.push(format!("last {}", words::utc(seen)));
        }
        for (name, count) in &shown.facts {
            parts.push(format!("{}: {count}", self.escaper.code(name)));
        }
        if shown.locations > 0 {
            let locations = words::count(shown.locations as u64, "location", "locations");
            parts.push(locations);
        }
        let _ = writeln!(self.out, "- Last shown: {}", parts.join(" · "));
    }

    fn standing(&mut self, state: &State) {
        if state.clean > 0 {
            let runs = words::count(u64::from(state.clean), "clean run", "clean runs");
            let _ = writeln!(self.out, "- Not seen in {runs} since");
        }
        if let Some(closed) = &state.closed {
            let _ = writeln!(self.out, "- Closed by the bot {}", words::utc(closed.at));
        }
    }

    fn priority(&mut self, decisions: &Decisions, base: Option<&Problem>, state: &State) {
        let computed = base.map(|problem| {
            let reasons = problem.priority_reasons.join("; ");
            format!(
                "{} by rules.yaml ({})",
                problem.priority,
                self.escaper.text(&reasons)
            )
        });
        let by_hand = decisions.priority.as_ref().and_then(|d| Some((d.what?, d)));
        let _ = match (by_hand, computed) {
            (Some((priority, decided)), computed) => {
                let base =
                    computed.map_or_else(String::new, |base| format!("; it would be {base}"));
                writeln!(
                    self.out,
                    "- Priority: {priority}, set by {}{base}",
                    self.who(decided)
                )
            }
            (None, Some(computed)) => writeln!(self.out, "- Priority: {computed}"),
            (None, None) => match state.shown.priority {
                Some(priority) => writeln!(self.out, "- Priority: {priority}"),
                None => Ok(()),
            },
        };
    }

    fn related(&mut self, decisions: &Decisions, rule: Option<&Rule>) {
        let mut parts: Vec<String> = Vec::new();
        for issue in rule.map(|rule| rule.related.as_slice()).unwrap_or_default() {
            let removed = decisions.related.get(&issue.number);
            let removed = removed.filter(|r| r.what == Relation::Unrelated);
            let but =
                removed.map_or_else(String::new, |r| format!(", taken off by {}", self.who(r)));
            parts.push(format!("#{} by rules.yaml{but}", issue.number));
        }
        for (number, relation) in &decisions.related {
            if let Relation::Related { why } = &relation.what {
                let why = why
                    .as_ref()
                    .map(|why| format!(" ({})", self.escaper.text(why)));
                let why = why.unwrap_or_default();
                parts.push(format!("#{number} by {}{why}", self.who(relation)));
            }
        }
        if !parts.is_empty() {
            let _ = writeln!(self.out, "- Related: {}", parts.join(" · "));
        }
    }

    fn decisions(&mut self, decisions: &Decisions) {
        if let Some(silence) = &decisions.silence {
            let what = match &silence.what {
                Silence::Muted => "muted".to_owned(),
                Silence::Ended => "no longer snoozed or muted".to_owned(),
                Silence::Snoozed { until, because } => {
                    let because = because
                        .as_ref()
                        .map(|b| format!(": {}", self.escaper.text(b)));
                    format!(
                        "snoozed until {}{}",
                        words::utc(*until),
                        because.unwrap_or_default()
                    )
                }
            };
            let _ = writeln!(self.out, "- Decided by {}: {what}", self.who(silence));
        }
        if let Some(status) = &decisions.status {
            let what = match status.what {
                StatusDecision::Resolved => "resolved".to_owned(),
                StatusDecision::Reopened => "opened, until it was seen again".to_owned(),
                StatusDecision::Merged { into } => format!("moved to #{into}"),
            };
            let _ = writeln!(self.out, "- Decided by {}: {what}", self.who(status));
        }
    }

    fn who<T>(&self, decided: &Decided<T>) -> String {
        format!(
            "{} on {}",
            self.escaper.code(&decided.by),
            decided.at.format("%Y-%m-%d")
        )
    }

    fn upcoming(&mut self, number: IssueNumber, next: Next<'_>) {
        let plan = match next {
            Next::Known { plan, .. } => plan,
            Next::Unknown(why) => {
                let _ = writeln!(
                    self.out,
                    "- The next run: not known here: {}",
                    self.escaper.text(why)
                );
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
                    self.escaper.text(change.reason())
                )
            })
            .collect();
        lines.extend(
            kept.map(|kept| format!("keeps it: {}", self.escaper.text(&kept.reason.to_string()))),
        );
        if lines.is_empty() {
            lines.push("changes nothing".to_owned());
        }
        let _ = writeln!(self.out, "- The next run: {}", lines.join(" · "));
    }
}

//! What becomes of a problem that is there.

use chrono::TimeDelta;

use super::changed;
use super::compose::{self, Place};
use super::context::Planning;
use super::draft::{Draft, Wanted};
use super::material::material;
use super::observed::{Managed, Pinned};
use super::{Action, Basis, Change, On, Write};
use crate::model::issue::{IssueNumber, IssuePatch};
use crate::model::problem::Disposition;
use crate::model::{Issue, IssueState, Key, Problem};
use crate::ownership::{Section, State, hash, replace};
use crate::render::{Standing, TemplateError};
use crate::rules::Stage;
use crate::tracker::Found;

/// Decides for one problem.
pub(super) fn decide<'a>(
    planning: &Planning<'a>,
    problem: &'a Problem,
    draft: &mut Draft<'a>,
) -> Result<(), TemplateError> {
    let keys: Vec<Key> = std::iter::once(&problem.key)
        .chain(&problem.aliases)
        .cloned()
        .collect();
    let hits: Vec<&Managed> = planning.observed.with_keys(&keys).collect();
    draft.touched.extend(hits.iter().map(|m| m.issue.number));
    if let Some(why) = withheld(planning, problem) {
        if problem.disposition != Disposition::Report {
            draft.leave_out(problem, why);
        }
        return Ok(());
    }
    if let Some(number) = problem.adopt
        && let Some(pinned) = planning.observed.pinned.get(&number)
    {
        heal(&hits, number, draft, planning);
        return on_pinned(planning, problem, number, pinned, draft);
    }
    on_managed(planning, problem, &hits, draft)
}

/// Why nothing is done about a problem, whatever the tracker holds.
fn withheld(planning: &Planning<'_>, problem: &Problem) -> Option<String> {
    let rule = planning.rule(problem.rule.as_deref());
    let suppress = rule.and_then(|r| r.suppress.as_ref());
    if let Some(suppress) = suppress.filter(|s| s.holds(planning.now)) {
        return Some(format!(
            "suppressed until {}: {}",
            suppress.until.format("%Y-%m-%d"),
            suppress.because
        ));
    }
    if planning.stage(problem) == Stage::Observe {
        return Some("observed only: its stage is `observe`".to_owned());
    }
    (problem.disposition == Disposition::Report).then(|| "only reported".to_owned())
}

fn on_managed<'a>(
    planning: &Planning<'a>,
    problem: &'a Problem,
    hits: &[&Managed],
    draft: &mut Draft<'a>,
) -> Result<(), TemplateError> {
    let open = hits.iter().filter(|m| m.issue.state.is_open());
    let winner = open.min_by_key(|m| m.issue.number);
    if let Some(winner) = winner {
        heal(hits, winner.issue.number, draft, planning);
    }
    // A person's "no" decides over any other issue of the key.
    if let Some(declined) = hits.iter().find(|m| m.declined()) {
        draft.keep(
            &problem.key,
            &declined.issue,
            declined_words(&declined.issue),
        );
        return Ok(());
    }
    if let Some(winner) = winner {
        return update(planning, problem, winner, draft);
    }
    match newest_closed(hits) {
        Some(closed) => closed_again(planning, problem, closed, draft),
        None => {
            unfiled(planning, problem, None, draft);
            Ok(())
        }
    }
}

fn declined_words(issue: &Issue) -> &'static str {
    match issue.state {
        IssueState::Duplicate => "a person closed it as a duplicate",
        _ => "a person closed it as not planned",
    }
}

/// The latest closed issue that is not the program's own healed twin.
fn newest_closed<'m>(hits: &[&'m Managed]) -> Option<&'m Managed> {
    hits.iter()
        .copied()
        .filter(|m| !(m.issue.state == IssueState::Duplicate && m.closed_by_bot()))
        .max_by_key(|m| (m.issue.closed_at, m.issue.number))
}

/// Closes open twins as duplicates of the issue that stays. One that a person
/// opened again stays open.
fn heal(hits: &[&Managed], winner: IssueNumber, draft: &mut Draft<'_>, planning: &Planning<'_>) {
    for twin in hits {
        let issue = &twin.issue;
        if issue.number == winner || !issue.state.is_open() {
            continue;
        }
        if twin.reopened_by_person() {
            draft.keep(
                &twin.section.key,
                issue,
                format!("a person opened it again; #{winner} tracks the same problem"),
            );
            continue;
        }
        let mut state = twin.section.state.clone();
        compose::closing(&mut state, IssueState::Duplicate, planning.now);
        planning.run.clone_into(&mut state.run);
        let reason = format!("#{winner} tracks the same problem and is older");
        let body = (!twin.section.edited()).then(|| {
            let section =
                crate::ownership::compose(&twin.section.key, &twin.section.visible, &state);
            replace(&issue.body, &twin.section, &section)
        });
        draft.changes.push(Change {
            action: Action::Close,
            key: twin.section.key.clone(),
            number: Some(issue.number),
            title: issue.title.clone(),
            on: On::Body,
            reason: reason.clone(),
            priority: None,
            notifies: false,
            basis: Some(Basis::of(issue)),
            write: Write::Edit(IssuePatch {
                title: None,
                body,
                state: Some(IssueState::Duplicate),
            }),
        });
        draft.changes.push(note(
            planning,
            &twin.section.key,
            issue,
            Action::Link,
            format!("Duplicate of #{winner}, which tracks the same problem."),
            reason,
        ));
    }
}

/// A comment that carries its run, so that one whose fate is not known can be found.
fn note(
    planning: &Planning<'_>,
    key: &Key,
    issue: &Issue,
    action: Action,
    text: String,
    reason: String,
) -> Change {
    Change {
        action,
        key: key.clone(),
        number: Some(issue.number),
        title: issue.title.clone(),
        on: On::Comment,
        reason,
        priority: None,
        notifies: true,
        basis: None,
        write: Write::Comment {
            body: format!("{text}\n\n<!-- bot:note {key} {} -->", planning.run),
        },
    }
}

/// Brings an open bot-made issue up to date, if anything material changed.
fn update<'a>(
    planning: &Planning<'a>,
    problem: &'a Problem,
    managed: &Managed,
    draft: &mut Draft<'a>,
) -> Result<(), TemplateError> {
    let issue = &managed.issue;
    if issue.locked {
        draft.keep(&problem.key, issue, "it is locked");
        return Ok(());
    }
    if let Some(reason) = worth_writing(planning, problem, managed) {
        write_managed(
            planning,
            problem,
            managed,
            Standing::Again,
            &reason,
            None,
            draft,
        )?;
    } else if is_older(problem, &managed.live().state) {
        draft.keep(
            &problem.key,
            issue,
            "the evidence is older than what it shows",
        );
    }
    Ok(())
}

fn is_older(problem: &Problem, state: &State) -> bool {
    matches!((problem.seen.last_seen, state.shown.last_seen), (Some(new), Some(old)) if new < old)
}

/// Why an update is written; `None`: nothing that matters changed.
fn worth_writing(planning: &Planning<'_>, problem: &Problem, managed: &Managed) -> Option<String> {
    let state = &managed.live().state;
    if is_older(problem, state) {
        return None;
    }
    let merged = problem
        .aliases
        .iter()
        .any(|key| !managed.keys().any(|k| k == key));
    let material = material(problem, &planning.labels(problem)) != state.material;
    if material || merged {
        return Some(reason(
            &changed::since(&state.shown, problem),
            "rules.yaml changed",
        ));
    }
    if state.clean > 0 || state.closed.is_some() {
        return Some("it is seen again".to_owned());
    }
    heartbeat(planning, problem, state).then(|| "newer evidence".to_owned())
}

fn reason(changed: &[String], otherwise: &str) -> String {
    if changed.is_empty() {
        otherwise.to_owned()
    } else {
        changed.join("; ")
    }
}

/// Newer evidence is shown quietly once a heartbeat.
fn heartbeat(planning: &Planning<'_>, problem: &Problem, state: &State) -> bool {
    let newer = problem.seen.last_seen > state.shown.last_seen;
    let due = match (
        planning.lifecycle(problem.rule.as_deref()).heartbeat,
        state.written,
    ) {
        (Some(every), Some(written)) => delta(every) <= planning.now - written,
        (Some(_), None) => true,
        (None, _) => false,
    };
    newer && due
}

fn delta(length: std::time::Duration) -> TimeDelta {
    TimeDelta::from_std(length).unwrap_or(TimeDelta::MAX)
}

/// Writes labels, then body or comment, then what a person must hear.
fn write_managed<'a>(
    planning: &Planning<'a>,
    problem: &'a Problem,
    managed: &Managed,
    standing: Standing,
    reason: &str,
    reopen: Option<IssueState>,
    draft: &mut Draft<'a>,
) -> Result<(), TemplateError> {
    let issue = &managed.issue;
    let before = &managed.live().state;
    let labels = compose::labels(&planning.labels(problem), &issue.labels, Some(before));
    let escalated = before
        .shown
        .priority
        .is_some_and(|was| problem.priority < was);
    push_labels(problem, issue, &labels, reason, draft);
    let mut state = compose::state(planning, problem, Some(before), labels);
    remember_keys(&mut state, managed, &problem.key);
    let title = new_title(issue, &problem.title, before);
    if title.is_some() {
        state.title = Some(hash(&problem.title));
    } else if !compose::title_is_ours(&issue.title, before) {
        state.title = None;
    }
    let told = changed::since(&before.shown, problem);
    let action = if reopen.is_some() {
        Action::Reopen
    } else {
        Action::Update
    };
    let shown_title = title.clone().unwrap_or_else(|| issue.title.clone());
    let change = |on, basis, write| Change {
        action,
        key: problem.key.clone(),
        number: Some(issue.number),
        title: shown_title.clone(),
        on,
        reason: reason.to_owned(),
        priority: Some(problem.priority),
        notifies: reopen.is_some(),
        basis: Some(basis),
        write,
    };
    if managed.section.edited() {
        // A person wrote inside the section: it is theirs now. The update goes
        // to a comment of the program's own.
        let text = compose::present(planning, problem, Place::Comment, standing, told, &state)?;
        draft.keep(
            &problem.key,
            issue,
            "a person edited its text; updates go to a comment",
        );
        if reopen.is_some() || title.is_some() {
            let patch = IssuePatch {
                title,
                body: None,
                state: reopen,
            };
            draft
                .changes
                .push(change(On::Body, Basis::of(issue), Write::Edit(patch)));
        }
        draft.changes.push(evidence(managed, text, change));
    } else {
        let text = compose::present(planning, problem, Place::Body, standing, told, &state)?;
        let body = replace(&issue.body, &managed.section, &text);
        let patch = IssuePatch {
            title,
            body: Some(body),
            state: reopen,
        };
        draft
            .changes
            .push(change(On::Body, Basis::of(issue), Write::Edit(patch)));
    }
    if escalated && reopen.is_none() {
        let text = format!(
            "Priority is now **{}**: {}.",
            problem.priority,
            problem.priority_reasons.join("; ")
        );
        let text = planning.renderer.redact(&text);
        draft.changes.push(note(
            planning,
            &problem.key,
            issue,
            Action::Comment,
            text,
            "its priority was raised".to_owned(),
        ));
    }
    Ok(())
}

/// The keys that opened an issue stay its own.
fn remember_keys(state: &mut State, managed: &Managed, key: &Key) {
    state.aliases.extend(managed.keys().cloned());
    state.aliases.push(managed.section.key.clone());
    state.aliases.sort();
    state.aliases.dedup();
    state.aliases.retain(|k| k != key);
}

/// The title, if it changes and is still as the program last wrote it.
fn new_title(issue: &Issue, title: &str, before: &State) -> Option<String> {
    (issue.title != title && compose::title_is_ours(&issue.title, before)).then(|| title.to_owned())
}

fn evidence(
    managed: &Managed,
    text: String,
    change: impl Fn(On, Basis, Write) -> Change,
) -> Change {
    let mut basis = Basis::of(&managed.issue);
    match &managed.comment {
        Some((comment, section)) => {
            basis.comment = Some((comment.id, comment.body.clone()));
            let body = replace(&comment.body, section, &text);
            change(
                On::Comment,
                basis,
                Write::EditComment {
                    id: comment.id,
                    body,
                },
            )
        }
        None => change(On::Comment, basis, Write::Comment { body: text }),
    }
}

fn push_labels(
    problem: &Problem,
    issue: &Issue,
    labels: &compose::Labels,
    reason: &str,
    draft: &mut Draft<'_>,
) {
    if labels.add.is_empty() && labels.remove.is_empty() {
        return;
    }
    draft.changes.push(Change {
        action: Action::Label,
        key: problem.key.clone(),
        number: Some(issue.number),
        title: issue.title.clone(),
        on: On::Body,
        reason: reason.to_owned(),
        priority: Some(problem.priority),
        notifies: false,
        basis: Some(Basis::of(issue)),
        write: Write::Labels {
            add: labels.add.clone(),
            remove: labels.remove.clone(),
        },
    });
}

/// A problem whose issue is closed.
fn closed_again<'a>(
    planning: &Planning<'a>,
    problem: &'a Problem,
    managed: &Managed,
    draft: &mut Draft<'a>,
) -> Result<(), TemplateError> {
    let issue = &managed.issue;
    if issue.locked {
        draft.keep(&problem.key, issue, "it is closed and locked");
        return Ok(());
    }
    let reopen = &planning.lifecycle(problem.rule.as_deref()).reopen;
    let closed_at = issue.closed_at.unwrap_or(issue.updated_at);
    if !seen_after(problem, closed_at) {
        draft.keep(
            &problem.key,
            issue,
            "it is closed, and no evidence is newer",
        );
        return Ok(());
    }
    if managed.closed_by_bot() {
        if planning.now - closed_at > delta(reopen.within) {
            unfiled(planning, problem, Some(issue.number), draft);
            return Ok(());
        }
    } else if !seen_after(problem, closed_at + delta(reopen.after))
        && !new_release(problem, managed, closed_at)
    {
        draft.keep(
            &problem.key,
            issue,
            "a person closed it, and no evidence is newer by enough",
        );
        return Ok(());
    }
    let why = "it came back after it was closed";
    write_managed(
        planning,
        problem,
        managed,
        Standing::Back,
        why,
        Some(IssueState::Open),
        draft,
    )?;
    let text = format!(
        "It came back: {}.",
        problem.seen.last_seen.map_or_else(
            || "seen in this run".to_owned(),
            |t| format!("last seen {}", crate::render::words::utc(t))
        )
    );
    draft.changes.push(note(
        planning,
        &problem.key,
        issue,
        Action::Comment,
        text,
        why.to_owned(),
    ));
    Ok(())
}

/// Evidence without a time is as new as its run.
fn seen_after(problem: &Problem, time: crate::model::Time) -> bool {
    problem.seen.last_seen.is_none_or(|seen| seen > time)
}

/// A revision that the issue has not shown, with a record after the closing.
fn new_release(problem: &Problem, managed: &Managed, closed_at: crate::model::Time) -> bool {
    let known = &managed.live().state.shown.revisions;
    problem.seen.revisions.iter().any(|(name, stats)| {
        !known.contains(name) && stats.last_seen.is_some_and(|seen| seen > closed_at)
    })
}

/// A problem without an issue: thresholds, then a wish.
fn unfiled<'a>(
    planning: &Planning<'a>,
    problem: &'a Problem,
    cites: Option<IssueNumber>,
    draft: &mut Draft<'a>,
) {
    if let Some(number) = problem.adopt {
        draft.leave_out(
            problem,
            format!("rules.yaml pins #{number}, which could not be read"),
        );
        return;
    }
    if let Some(detached) = planning
        .observed
        .detached
        .iter()
        .find(|d| d.issue.title == problem.title)
    {
        draft.keep(
            &problem.key,
            &detached.issue,
            "it seems to be this problem's, but its marker is gone: nothing is filed beside it",
        );
        return;
    }
    if let Some(why) = super::limits::below_threshold(planning, problem, draft) {
        draft.leave_out(problem, why);
    } else if problem.disposition == Disposition::Digest || planning.stage(problem) == Stage::Digest
    {
        draft
            .digest
            .push((problem, "goes to the digest by rules.yaml".to_owned()));
    } else {
        draft.wanted.push(Wanted { problem, cites });
    }
}

/// A problem that rules.yaml puts on a person's issue.
fn on_pinned<'a>(
    planning: &Planning<'a>,
    problem: &'a Problem,
    number: IssueNumber,
    pinned: &Pinned,
    draft: &mut Draft<'a>,
) -> Result<(), TemplateError> {
    let issue = match &pinned.found {
        Found::Issue(issue) => issue,
        Found::PullRequest => {
            return Ok(draft.leave_out(
                problem,
                format!("#{number}, which rules.yaml pins, is a pull request"),
            ));
        }
        Found::Missing => {
            return Ok(draft.leave_out(
                problem,
                format!("#{number}, which rules.yaml pins, does not exist"),
            ));
        }
        Found::Gone => {
            return Ok(draft.leave_out(
                problem,
                format!("#{number}, which rules.yaml pins, was deleted"),
            ));
        }
        Found::Transferred(to) => {
            return Ok(draft.leave_out(
                problem,
                format!("#{number}, which rules.yaml pins, moved to {to}"),
            ));
        }
    };
    if issue.locked {
        draft.keep(&problem.key, issue, "it is locked");
        return Ok(());
    }
    if matches!(issue.state, IssueState::NotPlanned | IssueState::Duplicate) {
        draft.keep(&problem.key, issue, declined_words(issue));
        return Ok(());
    }
    let ours = pinned
        .comments
        .iter()
        .find(|(_, s)| s.key == problem.key || problem.aliases.contains(&s.key));
    match ours {
        Some((comment, section)) => {
            pinned_update(planning, problem, issue, comment, section, draft)
        }
        None if issue
            .labels
            .iter()
            .any(|l| l.eq_ignore_ascii_case(&planning.rules.label)) =>
        {
            let why = format!(
                "a person deleted the bot's comment; take the label {} off to get it back",
                planning.rules.label
            );
            draft.keep(&problem.key, issue, why);
            Ok(())
        }
        None if !issue.state.is_open()
            && !seen_after(problem, issue.closed_at.unwrap_or(issue.updated_at)) =>
        {
            draft.keep(
                &problem.key,
                issue,
                "it is closed, and no evidence is newer",
            );
            Ok(())
        }
        None => adopt(planning, problem, issue, draft),
    }
}

/// First evidence on a person's issue. Its own label goes on last: where that
/// is on and the comment is not, a person deleted the comment.
fn adopt<'a>(
    planning: &Planning<'a>,
    problem: &'a Problem,
    issue: &Issue,
    draft: &mut Draft<'a>,
) -> Result<(), TemplateError> {
    let reason = format!(
        "rules.yaml pins #{} for rule {}",
        issue.number,
        problem.rule.as_deref().unwrap_or("unmatched")
    );
    let labels = compose::labels(&planning.labels(problem), &issue.labels, None);
    let (last, first): (Vec<String>, Vec<String>) = labels
        .add
        .iter()
        .cloned()
        .partition(|l| *l == planning.rules.label);
    let told = vec!["first evidence from this source".to_owned()];
    let state = compose::state(planning, problem, None, labels);
    let text = compose::present(
        planning,
        problem,
        Place::Comment,
        Standing::Again,
        told,
        &state,
    )?;
    let only = |add| compose::Labels {
        add,
        ..compose::Labels::default()
    };
    push_labels(problem, issue, &only(first), &reason, draft);
    draft.changes.push(Change {
        action: Action::Adopt,
        key: problem.key.clone(),
        number: Some(issue.number),
        title: issue.title.clone(),
        on: On::Comment,
        reason: reason.clone(),
        priority: Some(problem.priority),
        notifies: true,
        basis: Some(Basis::of(issue)),
        write: Write::Comment { body: text },
    });
    push_labels(problem, issue, &only(last), &reason, draft);
    Ok(())
}

fn pinned_update<'a>(
    planning: &Planning<'a>,
    problem: &'a Problem,
    issue: &Issue,
    comment: &crate::model::Comment,
    section: &Section,
    draft: &mut Draft<'a>,
) -> Result<(), TemplateError> {
    let state = &section.state;
    if section.edited() {
        draft.keep(&problem.key, issue, "a person edited the bot's comment");
        return Ok(());
    }
    if is_older(problem, state) {
        draft.keep(
            &problem.key,
            issue,
            "the evidence is older than what it shows",
        );
        return Ok(());
    }
    let material = material(problem, &planning.labels(problem)) != state.material;
    let told = changed::since(&state.shown, problem);
    let why = if material {
        reason(&told, "rules.yaml changed")
    } else if state.clean > 0 {
        "it is seen again".to_owned()
    } else if heartbeat(planning, problem, state) {
        "newer evidence".to_owned()
    } else {
        return Ok(());
    };
    let labels = compose::labels(&planning.labels(problem), &issue.labels, Some(state));
    push_labels(problem, issue, &labels, &why, draft);
    let new = compose::state(planning, problem, Some(state), labels);
    let text = compose::present(
        planning,
        problem,
        Place::Comment,
        Standing::Again,
        told,
        &new,
    )?;
    let mut basis = Basis::of(issue);
    basis.comment = Some((comment.id, comment.body.clone()));
    draft.changes.push(Change {
        action: Action::Update,
        key: problem.key.clone(),
        number: Some(issue.number),
        title: issue.title.clone(),
        on: On::Comment,
        reason: why,
        priority: Some(problem.priority),
        notifies: false,
        basis: Some(basis),
        write: Write::EditComment {
            id: comment.id,
            body: replace(&comment.body, section, &text),
        },
    });
    Ok(())
}

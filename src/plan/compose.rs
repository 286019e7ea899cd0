//! Sections as they should be: visible text and the state that goes with it.

use super::changed::shown;
use super::context::Planning;
use super::evidence;
use super::material::material;
use super::revisions;
use std::collections::BTreeSet;

use crate::model::issue::same_label;
use crate::model::{Form, IssueNumber, IssueState, Key, Like, Problem, Remembered, Time};
use crate::ownership::{Closed, Section, State, compose, hash, remember, replace};
use crate::render::{ProblemStatus, RenderContext, TemplateError, words};

/// Where a section stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SectionPlace {
    /// In the body of an issue that the program made.
    Body,
    /// In a comment on a person's issue.
    Comment,
}

/// What a section tells beside the problem.
#[derive(Debug, Clone)]
pub(super) struct UpdateNote {
    /// How the problem stands.
    pub standing: ProblemStatus,
    /// What changed since the last update, a clause each.
    pub changed: Vec<String>,
    /// The issue that tracked it before.
    pub cites: Option<IssueNumber>,
}

impl UpdateNote {
    /// A problem that is told of again.
    pub(super) fn again(changed: Vec<String>) -> Self {
        Self {
            standing: ProblemStatus::Again,
            changed,
            cites: None,
        }
    }
}

/// A whole section for a present problem.
pub(super) fn present(
    planning: &Planning<'_>,
    problem: &Problem,
    place: SectionPlace,
    told: UpdateNote,
    state: &State,
) -> Result<String, TemplateError> {
    let context = RenderContext {
        status: told.standing,
        changed: told.changed,
        cites: told.cites,
        sources: &planning.triage.sources,
        run: planning.run,
        links: planning.links,
    };
    let visible = match place {
        SectionPlace::Body => planning.renderer.issue(problem, &context)?,
        SectionPlace::Comment => planning.renderer.evidence(problem, &context)?,
    };
    // The text has been looked over; the state has names in it too.
    let section = compose(&problem.key, &visible, state);
    Ok(planning.renderer.redact(&section))
}

/// The state that goes with showing a problem: what was before, brought up to date.
pub(super) fn state(
    planning: &Planning<'_>,
    problem: &Problem,
    before: Option<&State>,
    labels: LabelChanges,
) -> State {
    let mut state = before
        .cloned()
        .unwrap_or_else(|| State::new(&planning.rules.instance));
    state.aliases.extend(problem.aliases.iter().cloned());
    state.aliases.sort();
    state.aliases.dedup();
    state.aliases.retain(|key| *key != problem.key);
    state.clusters = clusters(problem);
    state.like.clone_from(&problem.like);
    state.rule.clone_from(&problem.rule);
    state.found = evidence::found(planning, problem, before);
    state.sources = if state.found.is_empty() {
        sources(problem)
    } else {
        state.found.keys().cloned().collect()
    };
    state.also = also(problem, &state);
    state.prints = evidence::prints(planning, problem);
    state.texts = evidence::texts(problem);
    state.seen = Some(evidence::said(planning, problem).unwrap_or(planning.now));
    state.unseen_since = None;
    state.counted = Some(planning.now);
    state.labels = labels.ours;
    state.labels_preexisting = labels.met;
    state.labels_removed = labels.off;
    state.material = material(problem, &planning.labels(problem));
    let shown = shown(problem);
    state.earlier_revisions = revisions::earlier(before, &shown.revisions);
    state.shown = shown;
    state.written = Some(planning.now);
    state.clean = 0;
    state.clean_at = None;
    state.closed = None;
    planning.run.clone_into(&mut state.run);
    keep(planning, &mut state);
    state
}

/// Notes which rules file keeps an issue.
pub(super) fn keep(planning: &Planning<'_>, state: &mut State) {
    if let Some(file) = &planning.rules.identity {
        state.set_keeper(file);
    }
}

/// The log clusters that a problem's identity hangs on.
fn clusters(problem: &Problem) -> Vec<Remembered> {
    /// Sources and environments of one fingerprint each have their own.
    const MOST: usize = 2;
    if !problem.group.iter().any(|(name, _)| name == "fingerprint") {
        return Vec::new();
    }
    let mut clusters: Vec<Remembered> = Vec::new();
    for cluster in problem
        .findings
        .iter()
        .filter_map(|f| f.remembered.as_ref())
    {
        let known = |c: &Remembered| c.form == cluster.form && c.service == cluster.service;
        if clusters.len() < MOST && !clusters.iter().any(known) {
            clusters.push(cluster.clone());
        }
    }
    clusters
}

/// Whether a problem would not be found again by what a state holds under a
/// key. Each new variant of a cluster is an alias more, and no reason to
/// write: the cluster's form finds it.
pub(super) fn outgrows(problem: &Problem, key: &Key, state: &State) -> bool {
    let known = |k: &Key| k == key || state.aliases.contains(k);
    let clusters = clusters(problem);
    let forms = |all: &[Remembered]| -> BTreeSet<(Option<String>, Form)> {
        let parts = all.iter().map(|c| (c.service.clone(), c.form.clone()));
        parts.collect()
    };
    if !known(&problem.key) {
        return true;
    }
    // Among several of its like, it is known by what tells it from them.
    let told = |like: &Like| (like.said.clone(), like.context.clone());
    if let Some(like) = problem.like.as_ref().filter(|like| like.among)
        && state.like.as_ref().map(told) != Some(told(like))
    {
        return true;
    }
    if clusters.is_empty() {
        return !problem.aliases.iter().all(known);
    }
    forms(&clusters) != forms(&state.clusters)
}

/// The sources whose findings the problem's own rule took.
pub(super) fn sources(problem: &Problem) -> Vec<String> {
    let all = problem.findings.iter().map(|f| f.source.clone());
    let mut names: Vec<String> = all.filter(|name| !problem.also.contains(name)).collect();
    names.sort();
    names.dedup();
    names
}

/// The sources that report it under other rules: those of now, and of those
/// that did the ones that are still counted with.
pub(super) fn also(problem: &Problem, state: &State) -> Vec<String> {
    let own = sources(problem);
    let before = state.also.iter();
    let mut names: Vec<String> = problem.also.iter().chain(before).cloned().collect();
    names.sort();
    names.dedup();
    names.retain(|name| state.sources.contains(name) && !own.contains(name));
    names
}

/// Labels of an issue, told apart by who put them on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct LabelChanges {
    /// The program's, after the change.
    pub ours: Vec<String>,
    /// Taken off by a person.
    pub off: Vec<String>,
    /// Wanted, and on without the program's doing.
    pub met: Vec<String>,
    /// To be put on.
    pub add: Vec<String>,
    /// To be taken off.
    pub remove: Vec<String>,
}

/// GitHub's limit on an issue.
const MAX_LABELS: usize = 100;

/// What is to be done about an issue's labels.
///
/// Missing ones are added unless a person took them off; only what the program
/// itself put on, and no longer wants, is taken off. GitHub's label names are
/// the same in any case.
pub(super) fn labels(wanted: &[String], on: &[String], before: Option<&State>) -> LabelChanges {
    let has = |list: &[String], name: &str| list.iter().any(|l| same_label(l, name));
    let ours = before.map(|s| s.labels.as_slice()).unwrap_or_default();
    let mut off: Vec<String> = before.map(|s| s.labels_removed.clone()).unwrap_or_default();
    let met = before
        .map(|s| s.labels_preexisting.as_slice())
        .unwrap_or_default();
    for label in ours.iter().chain(met) {
        if has(wanted, label) && !has(on, label) && !has(&off, label) {
            off.push(label.clone());
        }
    }
    // A person who puts it on again takes back having taken it off.
    off.retain(|label| !has(on, label));
    let mut add: Vec<String> = wanted
        .iter()
        .filter(|label| !has(on, label) && !has(&off, label))
        .cloned()
        .collect();
    // The priority's and the program's own come last, and stay.
    let room = MAX_LABELS.saturating_sub(on.len());
    add.drain(..add.len().saturating_sub(room));
    let remove: Vec<String> = ours
        .iter()
        .filter(|label| !has(wanted, label) && has(on, label))
        .cloned()
        .collect();
    let kept = ours
        .iter()
        .filter(|label| has(wanted, label) && has(on, label));
    let met = wanted
        .iter()
        .filter(|label| has(on, label) && !has(ours, label));
    LabelChanges {
        met: met.cloned().collect(),
        ours: kept.chain(&add).cloned().collect(),
        off,
        add,
        remove,
    }
}

/// The line that stands first while a problem is not seen.
pub(super) const ABSENT: &str = "**Not seen since ";

/// A section whose problem was looked for and not found.
pub(super) fn absent(section: &Section, note: &str, state: &State) -> String {
    let text = as_last_seen(without_note(&section.visible));
    let since = state
        .unseen_since
        .or(section.state.shown.last_seen)
        .map_or_else(|| "the last update".to_owned(), words::utc);
    let visible = format!("{ABSENT}{since}** · {note}\n\n{text}");
    compose(&section.key, &visible, state)
}

/// The text that was true when the problem was last seen, without the state
/// that its first line starts with: an issue is in one state.
fn as_last_seen(text: &str) -> String {
    let states = [
        ProblemStatus::New,
        ProblemStatus::Again,
        ProblemStatus::Back,
    ];
    let mut states = states.iter().flat_map(|s| [s.words(false), s.words(true)]);
    let rest = states.find_map(|state| {
        let rest = text.strip_prefix("**")?.strip_prefix(state)?;
        rest.strip_prefix("** · ")
    });
    rest.map_or_else(|| text.to_owned(), |rest| format!("{LAST_SEEN}{rest}"))
}

/// Stands before the first line of an earlier text.
const LAST_SEEN: &str = "As last seen: ";

/// The line that stands first while rules.yaml does not track a problem.
pub(super) const UNTRACKED: &str = "**No longer tracked**";

/// A section whose problem is there, and which rules.yaml does not track.
pub(super) fn untracked(section: &Section, note: &str, state: &State) -> String {
    let text = without_note(&section.visible);
    let note = note.trim_start_matches("no longer tracked: ");
    let visible = format!("{UNTRACKED} · {note}\n\n{text}");
    compose(&section.key, &visible, state)
}

fn without_note(visible: &str) -> &str {
    if !visible.starts_with(ABSENT) && !visible.starts_with(UNTRACKED) {
        return visible;
    }
    visible
        .split_once('\n')
        .map_or("", |(_, rest)| rest.trim_start_matches(['\r', '\n']))
}

/// The text with another section in place of its own. Where a person edited
/// what is shown, only what is remembered changes.
pub(super) fn rewritten(text: &str, section: &Section, new: &str) -> String {
    if !section.edited() {
        return replace(text, section, new);
    }
    match Section::find(new) {
        Ok(Some(new)) => remember(text, section, &new.state),
        _ => text.to_owned(),
    }
}

/// The state of an issue that the program closes.
pub(super) fn closing(state: &mut State, how: IssueState, now: Time) {
    state.closed = Some(Closed {
        at: now,
        written: None,
        how,
    });
}

/// Whether an issue's title is as the program last wrote it.
pub(super) fn title_is_ours(title: &str, state: &State) -> bool {
    state.title.as_deref() == Some(hash(title).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_in_one_state() {
        let earlier = "**New** · 3 records in 5 m\n\nbody";
        let absent = as_last_seen(earlier);
        assert_eq!(absent, "As last seen: 3 records in 5 m\n\nbody");
        // Once more changes nothing, nor does a text that a person began.
        assert_eq!(as_last_seen(&absent), absent);
        assert_eq!(as_last_seen("**Note** · x"), "**Note** · x");
        let stale = "**Stale evidence** · 1 record";
        assert_eq!(as_last_seen(stale), "As last seen: 1 record");
    }

    fn names(list: &[&str]) -> Vec<String> {
        list.iter().map(|s| (*s).to_owned()).collect()
    }

    fn before(ours: &[&str], off: &[&str]) -> State {
        State {
            labels: names(ours),
            labels_removed: names(off),
            ..State::new("main")
        }
    }

    #[test]
    fn an_issue_gets_no_more_labels_than_it_may_have() {
        let on: Vec<String> = (0..98).map(|n| format!("own{n}")).collect();
        let l = labels(&names(&["a", "b", "P1", "bot"]), &on, None);
        assert_eq!(l.add, ["P1", "bot"]);
        assert_eq!(l.ours, ["P1", "bot"]);
        let full: Vec<String> = (0..100).map(|n| format!("own{n}")).collect();
        assert_eq!(labels(&names(&["a"]), &full, None).add, [""; 0]);
    }

    #[test]
    fn missing_labels_are_added() {
        let l = labels(&names(&["a", "b"]), &names(&["B"]), None);
        assert_eq!(
            (l.add, l.remove, l.ours),
            (names(&["a"]), vec![], names(&["a"]))
        );
    }

    #[test]
    fn a_label_that_a_person_took_off_stays_off() {
        let l = labels(&names(&["a"]), &[], Some(&before(&["a"], &[])));
        assert_eq!((l.add, l.off), (vec![], names(&["a"])));
        let l = labels(&names(&["a"]), &[], Some(&before(&[], &["a"])));
        assert_eq!((l.add, l.off), (vec![], names(&["a"])));
    }

    #[test]
    fn a_label_that_was_on_and_is_gone_was_taken_off_too() {
        let wanted = names(&["a"]);
        let first = labels(&wanted, &names(&["A"]), None);
        assert_eq!((first.add, &first.met), (vec![], &wanted));
        let met = State {
            labels_preexisting: first.met,
            ..State::new("main")
        };
        let then = labels(&wanted, &[], Some(&met));
        assert_eq!((then.add, then.off), (vec![], wanted));
    }

    #[test]
    fn a_label_that_a_person_put_back_is_theirs() {
        let l = labels(&names(&["a"]), &names(&["a"]), Some(&before(&[], &["a"])));
        assert_eq!((l.add, l.off, l.ours), (vec![], vec![], vec![]));
    }

    #[test]
    fn only_our_own_labels_come_off() {
        let on = names(&["old", "theirs", "P1"]);
        let l = labels(&names(&["P2"]), &on, Some(&before(&["old", "P1"], &[])));
        assert_eq!(l.remove, names(&["old", "P1"]));
        assert_eq!(l.ours, names(&["P2"]));
    }
}

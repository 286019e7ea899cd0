//! What an issue's events tell about its labels, where no text remembers it:
//! two runs at once, or one that was stopped between its labels and its text.

use super::observed::Managed;
use super::trust::Trust;
use crate::model::issue::same_label;
use crate::model::{Issue, Priority};
use crate::tracker::{LabelEvent, Labelling, Reader, TrackerError};

/// Counts a second priority label as the program's where the tracker tells that
/// the program put it on. Asked only about an issue that has one, so as a rule
/// of none.
pub(crate) async fn recognize(
    reader: &impl Reader,
    trust: &Trust,
    managed: &mut Managed,
) -> Result<(), TrackerError> {
    let unclaimed = unclaimed(managed);
    if unclaimed.is_empty() {
        return Ok(());
    }
    let events = reader.label_events(managed.issue.number).await?;
    let ours: Vec<String> = unclaimed
        .into_iter()
        .filter(|label| is_ours(trust, &events, label))
        .collect();
    let comment = managed.comment.iter_mut().map(|(_, section)| section);
    for section in std::iter::once(&mut managed.section).chain(comment) {
        section.state.labels.extend(ours.iter().cloned());
    }
    Ok(())
}

/// Priority labels, of several, that the state does not name.
fn unclaimed(managed: &Managed) -> Vec<String> {
    let issue = &managed.issue;
    let is_priority = |label: &&String| Priority::parse(label).is_some();
    let on: Vec<&String> = issue.labels.iter().filter(is_priority).collect();
    if on.len() < 2 || issue.locked || !issue.state.is_open() {
        return Vec::new();
    }
    let ours = &managed.live().state.labels;
    let named = |label: &&&String| ours.iter().any(|l| same_label(l, label));
    on.iter().filter(|l| !named(l)).copied().cloned().collect()
}

/// Returns whether an account that only the program uses put a label on last.
fn is_ours(trust: &Trust, events: &[LabelEvent], label: &str) -> bool {
    let of_it = |e: &&LabelEvent| e.what == Labelling::On && same_label(&e.label, label);
    let newest = events.iter().rfind(of_it);
    newest.is_some_and(|e| trust.is_program(&e.by))
}

/// Labels that the program put on a person's issue and a person took off again,
/// where no comment remembers it: the run that put them on was stopped before
/// it wrote one. Asked only about an issue that may get its first evidence.
pub(crate) async fn taken_off(
    reader: &impl Reader,
    trust: &Trust,
    issue: &Issue,
) -> Result<Vec<String>, TrackerError> {
    if issue.locked {
        return Ok(Vec::new());
    }
    let events = reader.label_events(issue.number).await?;
    let put_on = |label: &str| is_ours(trust, &events, label);
    let mut off: Vec<String> = Vec::new();
    for (position, event) in events.iter().enumerate() {
        let is_last = !events
            .iter()
            .skip(position + 1)
            .any(|later| same_label(&later.label, &event.label));
        let by_person = event.what == Labelling::Off && !trust.is_program(&event.by);
        if is_last && by_person && put_on(&event.label) {
            off.push(event.label.clone());
        }
    }
    Ok(off)
}

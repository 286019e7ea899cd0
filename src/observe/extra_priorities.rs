//! Priority labels that another run left: two runs at once, or one that was
//! stopped between its label and its text.

use super::observed::Managed;
use super::trust::Trust;
use crate::model::Priority;
use crate::model::issue::same_label;
use crate::tracker::{Labelled, Reader, TrackerError};

/// Counts a second priority label as the program's where the tracker tells that
/// the program put it on. Asked only about an issue that has one, so as a rule
/// of none.
pub(super) async fn recognize(
    reader: &impl Reader,
    trust: &Trust,
    managed: &mut Managed,
) -> Result<(), TrackerError> {
    let unclaimed = unclaimed(managed);
    if unclaimed.is_empty() {
        return Ok(());
    }
    let put_on = reader.labellings(managed.issue.number).await?;
    let ours: Vec<String> = unclaimed
        .into_iter()
        .filter(|label| is_ours(trust, &put_on, label))
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

/// Whether an account that only the program uses put a label on last.
fn is_ours(trust: &Trust, put_on: &[Labelled], label: &str) -> bool {
    let newest = put_on.iter().rfind(|p| same_label(&p.label, label));
    newest.is_some_and(|p| trust.is_program(&p.by))
}

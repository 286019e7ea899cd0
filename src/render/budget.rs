//! Keeping a text within its size, weakest evidence first.
//!
//! Markers, priority and links stay; what was dropped is said, and where the
//! whole is.

use super::safe;
use super::view::View;

/// One step: takes something out of a view and says what; nothing where there
/// is nothing left to take.
type TrimStep = fn(&mut View) -> Option<String>;

/// From the weakest evidence to the strongest.
pub(crate) const STEPS: &[TrimStep] = &[
    |view| cut(&mut view.samples, 1, "samples"),
    |view| clip_samples(view, 1_000),
    |view| cut(&mut view.messages, 3, "messages"),
    |view| cut(&mut view.locations, 5, "locations"),
    |view| cut(&mut view.revisions, 3, "revisions"),
    |view| cut(&mut view.suggestions, 0, "suggestions"),
    cut_facts,
    |view| cut(&mut view.samples, 0, "samples"),
    |view| cut(&mut view.messages, 1, "messages"),
    |view| cut(&mut view.locations, 0, "locations"),
    |view| cut(&mut view.sources, 3, "sources"),
    |view| clip_sections(view, 2_000),
    |view| cut(&mut view.sections, 0, "sections of rules.yaml"),
];

fn cut<T>(items: &mut Vec<T>, keep: usize, what: &str) -> Option<String> {
    let dropped = items.len().saturating_sub(keep);
    items.truncate(keep);
    (dropped > 0).then(|| format!("{dropped} {what}"))
}

fn clip_samples(view: &mut View, bytes: usize) -> Option<String> {
    let mut clipped = false;
    for sample in &mut view.samples {
        if sample.text.len() > bytes {
            sample.text = safe::clip(&sample.text, bytes).into_owned();
            clipped = true;
        }
    }
    clipped.then(|| "the ends of long samples".to_owned())
}

fn clip_sections(view: &mut View, bytes: usize) -> Option<String> {
    let mut clipped = false;
    for section in &mut view.sections {
        if section.body.markdown.len() > bytes {
            section.body.markdown = safe::clip(&section.body.markdown, bytes).into_owned();
            clipped = true;
        }
    }
    clipped.then(|| "the ends of long sections of rules.yaml".to_owned())
}

fn cut_facts(view: &mut View) -> Option<String> {
    let mut dropped = 0;
    for fact in view.facts.values_mut() {
        dropped += fact.values.len();
        fact.values.clear();
        fact.modules.clear();
    }
    (dropped > 0).then(|| format!("{dropped} values of facts"))
}

/// The sentence about what was dropped.
pub(crate) fn note(dropped: &[String]) -> String {
    format!(
        "Not shown, to stay within the size limit: {}. The whole is in the run's report and in `bot render`.",
        super::words::list(dropped)
    )
}

//! The HTML comments that mark what the program wrote. People do not see them
//! in the rendered text.

use crate::model::{Comment, IssueNumber, Key};

/// The start of every marker.
const ANY: &str = "<!-- bot:";
/// The start of the first line of a managed section.
pub(super) const BEGIN: &str = "<!-- bot:begin ";
/// The start of the line that holds a section's state.
pub(super) const STATE: &str = "<!-- bot:state ";
/// The last line of a managed section.
pub(super) const END: &str = "<!-- bot:end -->";
/// The end of a marker that has an argument.
pub(super) const CLOSE: &str = " -->";

/// Whether a text carries any marker of the program's.
pub fn is_in(text: &str) -> bool {
    text.contains(ANY)
}

/// Whether a line is a marker of the program's, and nothing that people read.
pub fn is_line(line: &str) -> bool {
    line.starts_with(ANY)
}

/// Whether a line holds a section's state.
pub fn is_state_line(line: &str) -> bool {
    line.starts_with(STATE)
}

/// Whether a text begins with a managed section.
pub fn begins_section(text: &str) -> bool {
    text.starts_with(BEGIN.trim_end())
}

/// A comment for people that names its problem and its run, so that one whose
/// fate is not known can be found.
pub fn note(text: &str, key: &Key, run: &str) -> String {
    format!("{text}\n\n<!-- bot:note {key} {run} -->")
}

/// The comment that answers commands on an issue.
pub fn answer(text: &str, number: IssueNumber) -> String {
    format!("{text}\n\n{}", answer_mark(number))
}

/// Finds the answer among the program's comments on an issue.
pub fn find_answer(ours: &[Comment], number: IssueNumber) -> Option<&Comment> {
    let mark = answer_mark(number);
    ours.iter().find(|c| c.body.trim_end().ends_with(&mark))
}

fn answer_mark(number: IssueNumber) -> String {
    format!("<!-- bot:answer {number} -->")
}

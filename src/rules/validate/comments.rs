//! Values that YAML takes for comments.
//!
//! `issue: #12` has no value, and `title: Fix #12` is `Fix`: what follows `#`
//! after a blank is a comment (YAML 1.2.2, section 6.6).

use crate::rules::diagnostic::{Code, Diagnostic, Level};
use crate::rules::document::{Entry, NodeId, Value};

use super::Checker;
use super::value::shown;

/// Longer lines were written by programs, which write no such comments.
const LINE_BYTES: usize = 1_000;

impl Checker<'_> {
    /// Says of every key what of its value is a comment, and which have none.
    ///
    /// To be called last: what a reader said of a value already is enough.
    pub(super) fn comments(&mut self, text: &str) {
        let lines: Vec<&str> = text.lines().collect();
        let mut ids = vec![self.document.root()];
        while let Some(id) = ids.pop() {
            match self.document.value(id) {
                Value::Scalar { .. } => {}
                Value::List(items) => ids.extend(items),
                Value::Map(entries) => {
                    for entry in entries.clone() {
                        ids.push(entry.value);
                        self.comment(&entry, &lines);
                    }
                }
            }
        }
    }

    fn comment(&mut self, entry: &Entry, lines: &[&str]) {
        let Value::Scalar { text, plain: true } = self.document.value(entry.value) else {
            return;
        };
        let value = text.clone();
        let line = self.document.line_of(entry, &value);
        let rest = line.and_then(|(line, column)| {
            let line = lines.get(line.checked_sub(1)?)?;
            let worth_it = line.len() <= LINE_BYTES && line.contains('#');
            worth_it.then(|| after(line, column))?
        });
        let comment = rest.and_then(|rest| comment(rest, &value));
        let problem = match (value.as_str(), comment) {
            ("", Some(comment)) if is_value(comment) => self.swallowed(entry, comment),
            ("", _) => self.no_value(entry),
            (_, Some(comment)) if is_number(comment) => self.cut_off(entry.value, &value, comment),
            _ => return,
        };
        let said = |other: &Diagnostic| other.path == problem.path && other.level == Level::Error;
        if let Some(known) = self.problems.iter_mut().find(|other| said(other)) {
            known.help = problem
                .help
                .filter(|_| comment.is_some())
                .or(known.help.take());
        } else {
            self.problems.push(problem);
        }
    }

    fn swallowed(&self, entry: &Entry, comment: &str) -> Diagnostic {
        let (key, comment) = (shown(&entry.key), shown(comment));
        let message = format!("`{key}` has no value: `{comment}` is a comment in YAML");
        let mut problem = self.document.error_at_key(entry, Code::NoValue, message);
        let bare = comment.trim_start_matches('#').trim();
        problem.help = Some(if bare.bytes().all(|b| b.is_ascii_digit()) {
            format!("write `{key}: {bare}`, or '{comment}' in quotes where it is a text")
        } else {
            format!("write '{comment}' in quotes")
        });
        problem
    }

    fn no_value(&self, entry: &Entry) -> Diagnostic {
        let key = shown(&entry.key);
        let message = format!("`{key}` has no value: it counts as not there");
        let mut problem = self.document.error_at_key(entry, Code::NoValue, message);
        problem.level = Level::Warning;
        problem.help = Some("give it a value, take it out, or write `null`".to_owned());
        problem
    }

    fn cut_off(&self, id: NodeId, value: &str, comment: &str) -> Diagnostic {
        let word = comment.split_whitespace().next().unwrap_or(comment);
        let message = format!(
            "`{}` after it is a comment in YAML, no part of it",
            shown(word)
        );
        let mut problem = self.document.error(id, Code::NoValue, message);
        problem.level = Level::Warning;
        problem.help = Some(format!(
            "write '{}' in quotes",
            shown(&format!("{value} {comment}"))
        ));
        problem
    }
}

/// What of a line follows a column, in characters from 1.
fn after(line: &str, column: usize) -> Option<&str> {
    let (at, _) = line.char_indices().nth(column.checked_sub(1)?)?;
    line.get(at..)
}

/// The comment that follows a value, or a key without one; with its `#`.
fn comment<'l>(rest: &'l str, value: &str) -> Option<&'l str> {
    let rest = match value {
        "" => rest.split_once(':').map_or(rest, |(_, rest)| rest),
        value => rest.strip_prefix(value)?,
    };
    let comment = rest.trim_start();
    (comment.len() < rest.len() && comment.starts_with('#')).then(|| comment.trim_end())
}

/// Whether a comment was probably meant as the value: `#12`, `#bug`, `# 12`.
fn is_value(comment: &str) -> bool {
    let text = comment.trim_start_matches('#');
    let glued = text.starts_with(|c: char| c.is_alphanumeric());
    glued || text.trim().parse::<u64>().is_ok()
}

/// Whether it starts as the number of an issue does.
fn is_number(comment: &str) -> bool {
    let text = comment.strip_prefix('#').unwrap_or_default();
    text.starts_with(|c: char| c.is_ascii_digit())
}

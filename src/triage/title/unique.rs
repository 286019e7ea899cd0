//! Titles that tell one problem from another.

use std::collections::HashMap;

use crate::model::Problem;
use crate::model::problem::Titled;
use crate::render::Escaper;
use crate::render::plain::{TITLE_CHARS, cut, words};

/// Adds to titles that several problems have what tells them apart: the path,
/// the service, the environment, what the tool says of it, else the start of
/// the key. Titles of rules.yaml stay as they are.
pub(in crate::triage) fn tell_apart(problems: &mut [Problem], escaper: Escaper) {
    for add in [path, service, environment, symbol, message, key] {
        let shared = shared(problems);
        for positions in shared {
            let parts: Vec<Option<String>> =
                positions.iter().map(|&at| add(&problems[at])).collect();
            // What all of them share tells nothing.
            if parts.iter().all(|part| *part == parts[0]) {
                continue;
            }
            for (&at, part) in positions.iter().zip(&parts) {
                if let Some(part) = part {
                    let title = with(&problems[at].title, part);
                    problems[at].title = escaper.title(&title);
                }
            }
        }
    }
}

/// Positions of the program's own titles that are equal.
fn shared(problems: &[Problem]) -> Vec<Vec<usize>> {
    let mut by_title: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, problem) in problems.iter().enumerate() {
        if problem.titled == Titled::Kept {
            by_title.entry(&problem.title).or_default().push(at);
        }
    }
    let mut shared: Vec<Vec<usize>> = by_title.into_values().filter(|all| all.len() > 1).collect();
    shared.sort_unstable();
    shared
}

/// The title with a part behind it, the title cut where there is no room.
fn with(title: &str, part: &str) -> String {
    let part = cut(part, TITLE_CHARS / 2);
    let room = TITLE_CHARS.saturating_sub(part.chars().count() + 3);
    format!("{} ({part})", cut(title, room))
}

fn some(text: &str) -> Option<String> {
    let words = words(text);
    (!words.is_empty()).then_some(words)
}

fn path(problem: &Problem) -> Option<String> {
    let location = problem.locations.first()?;
    some(&location.path)
}

fn service(problem: &Problem) -> Option<String> {
    some(&problem.services.join(", "))
}

fn environment(problem: &Problem) -> Option<String> {
    some(&problem.environments.join(", "))
}

fn symbol(problem: &Problem) -> Option<String> {
    some(problem.findings.first()?.labels.get("symbol")?)
}

/// What the tool says, where the title has its rule's words.
fn message(problem: &Problem) -> Option<String> {
    let said = some(&problem.findings.first()?.message)?;
    let start = cut(&said, 20);
    (!problem.title.starts_with(start.trim_end_matches('…'))).then_some(said)
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "one of several that may have nothing to add"
)]
fn key(problem: &Problem) -> Option<String> {
    let key = problem.key.as_str();
    let hash = &key[key.rfind('/').map_or(0, |at| at + 1)..];
    Some(hash.chars().take(8).collect())
}

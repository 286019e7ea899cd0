//! What programs say instead of a level.

use std::sync::LazyLock;

use super::Line;
use crate::model::Severity::{self, Critical, Error, Notice, Warning};
use crate::signs::Signs;

/// Messages of a crash, whatever level they have.
const CRASHES: &[(&str, Severity)] = &[
    ("exited on signal ", Error),
    ("terminated by signal ", Error),
    ("segfault at ", Error),
    ("(core dumped)", Error),
    ("Out of memory: Kill", Error),
    ("Kernel panic - ", Critical),
    ("general protection fault", Error),
];

/// Messages that say a failure by themselves, where no level stands.
const FAILURES: &[(&str, Severity)] = &[
    ("-fs error ", Error),
    ("I/O error, ", Error),
    ("blocked for more than ", Error),
    ("An error occurred (", Error),
    ("Task timed out after ", Error),
    (": command not found", Error),
    ("]: FAILED! => ", Error),
    ("avc:  denied", Warning),
    (": DeprecationWarning: ", Warning),
    (": UserWarning: ", Warning),
    (": RuntimeWarning: ", Warning),
    (" error TS", Error),
];

/// How messages begin.
const OPENINGS: &[(&str, Severity)] = &[
    ("PHP Fatal error", Error),
    ("PHP Parse error", Error),
    ("PHP Recoverable fatal error", Error),
    ("PHP Warning", Warning),
    ("PHP Notice", Notice),
    ("PHP Deprecated", Notice),
    ("Fatal error: ", Error),
    ("Parse error: ", Error),
    ("Internal Server Error", Error),
    ("Warning message:", Warning),
    ("Uncaught ", Error),
    ("Unhandled ", Error),
    ("Segmentation fault", Error),
    ("npm error ", Error),
    ("npm ERR! ", Error),
    ("npm warn ", Warning),
    ("npm WARN ", Warning),
    ("error ", Error),
    ("warning ", Warning),
    ("error[E", Error),
    ("error CS", Error),
    ("error MSB", Error),
    ("FAILURE: ", Error),
    ("BUILD FAILED", Error),
    ("BUILD FAILURE", Error),
    ("--- FAIL: ", Error),
    ("FAIL ", Error),
    ("FAILED ", Error),
    ("make: *** ", Error),
    ("make[", Error),
    ("curl: (", Error),
    ("::error", Error),
    ("::warning", Warning),
    ("=CRASH REPORT", Error),
    ("=ERROR REPORT", Error),
    ("=SUPERVISOR REPORT", Error),
    ("=WARNING REPORT", Warning),
    ("** (", Error),
    ("BUG: ", Error),
    ("Oops: ", Error),
    ("Failed to start ", Error),
    ("Error response from ", Error),
    ("Error from ", Error),
];

static SIGNS: LazyLock<Signs> = LazyLock::new(|| signs(CRASHES));
static FAILURE_SIGNS: LazyLock<Signs> = LazyLock::new(|| signs(FAILURES));

fn signs(table: &[(&str, Severity)]) -> Signs {
    let words: Vec<&str> = table.iter().map(|(words, _)| *words).collect();
    Signs::any_of(&words)
}

/// The severity of a crash that a line reports.
pub(super) fn of_crash(line: &str) -> Option<Severity> {
    if !SIGNS.are_in(line) {
        return None;
    }
    let found = CRASHES.iter().find(|(words, _)| line.contains(words));
    found.map(|(_, severity)| *severity)
}

/// The severity that a message opens with, or that it says by itself.
pub(super) fn opening(line: &Line<'_>) -> Option<Severity> {
    let rest = line.rest();
    let message = rest.trim_start_matches(|c: char| !c.is_ascii());
    let opening = OPENINGS
        .iter()
        .find(|(words, _)| starts(message, words) || starts(line.text, words));
    if let Some((words, severity)) = opening {
        // `make[1]: Entering directory` is none.
        return (*words != "make[" || message.contains(": *** ")).then_some(*severity);
    }
    if let Some(message) = message.strip_prefix("Error ")
        && says_what_failed(message)
    {
        return Some(Error);
    }
    if is_oracle(message) {
        return Some(Error);
    }
    if !FAILURE_SIGNS.are_in(line.text) {
        return None;
    }
    let found = FAILURES.iter().find(|(words, _)| line.text.contains(words));
    found.map(|(_, severity)| *severity)
}

fn starts(text: &str, words: &str) -> bool {
    text.as_bytes().starts_with(words.as_bytes())
}

/// `Error reading x`, `Error while …`; not `Error handling is on`.
fn says_what_failed(message: &str) -> bool {
    const WORDS: &[&str] = &["in", "while", "during", "at", "on", "when", "for", "trying"];
    const NOUNS: &[&str] = &[
        "handling",
        "reporting",
        "tracking",
        "logging",
        "monitoring",
        "testing",
    ];
    let word = message.split([' ', ':']).next().unwrap_or_default();
    WORDS.contains(&word) || word.ends_with("ing") && !NOUNS.contains(&word)
}

/// `ORA-00942: `, anywhere in the first words; 0 is success.
fn is_oracle(message: &str) -> bool {
    let Some((_, rest)) = message.split_once("ORA-") else {
        return false;
    };
    let code = rest.get(..5).unwrap_or_default();
    code.bytes().all(|b| b.is_ascii_digit()) && code.len() == 5 && code != "00000"
}

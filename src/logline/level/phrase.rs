//! What programs say instead of a level.

use std::sync::LazyLock;

use super::SplitLine;
use crate::model::Severity::{self, Critical, Error, Notice, Warning};
use crate::signs::{self, Signs};

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
    ("An error occurred (", Error),
    ("Task timed out after ", Error),
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

/// The openings by their first byte.
static BY_FIRST: LazyLock<Vec<Vec<(&'static str, Severity)>>> = LazyLock::new(|| {
    let of = |byte: u8| {
        let all = OPENINGS.iter().copied();
        all.filter(|(words, _)| words.as_bytes().first() == Some(&byte))
            .collect()
    };
    (0..=u8::MAX).map(of).collect()
});

/// One look for all of these, as lines seldom hold one.
static CRASH_SIGNS: LazyLock<Signs> = LazyLock::new(|| any_of(CRASHES));
static FAILURE_SIGNS: LazyLock<Signs> = LazyLock::new(|| any_of(FAILURES));

fn any_of(phrases: &[(&str, Severity)]) -> Signs {
    let words: Vec<&str> = phrases.iter().map(|(words, _)| *words).collect();
    Signs::any_of(&words)
}

/// How a shell ends.
pub(crate) const NO_COMMAND: &str = ": command not found";

/// The severity of a crash that a line reports.
pub(crate) fn of_crash(line: &str) -> Option<Severity> {
    if !CRASH_SIGNS.are_in(line) {
        return None;
    }
    let found = CRASHES.iter().find(|(words, _)| line.contains(words));
    found.map(|(_, severity)| *severity)
}

/// The severity of a failure that a line says by itself.
pub(crate) fn of_failure(line: &str) -> Option<Severity> {
    if is_oracle(line) {
        return Some(Error);
    }
    if line.ends_with(NO_COMMAND) {
        return Some(Error);
    }
    if !FAILURE_SIGNS.are_in(line) {
        return None;
    }
    let found = FAILURES.iter().find(|(words, _)| line.contains(words));
    found.map(|(_, severity)| *severity)
}

/// The severity that a message opens with.
pub(crate) fn opening(line: &SplitLine<'_>) -> Option<Severity> {
    let rest = line.rest();
    let message = if rest.as_bytes().first().is_some_and(u8::is_ascii) {
        rest
    } else {
        rest.trim_start_matches(|c: char| !c.is_ascii())
    };
    let of = |text: &str| -> Option<Option<Severity>> {
        let first = *text.as_bytes().first()?;
        let openings = BY_FIRST.get(usize::from(first))?;
        let (words, severity) = openings.iter().find(|(words, _)| starts(text, words))?;
        Some(is_said(words, text).then_some(*severity))
    };
    if let Some(found) = of(message) {
        return found;
    }
    if message.len() < line.text.len()
        && let Some(found) = of(line.text)
    {
        return found;
    }
    let what = message.strip_prefix("Error ")?;
    says_what_failed(what).then_some(Error)
}

/// Is it said of this line, and not only spoken of?
fn is_said(words: &str, message: &str) -> bool {
    match words {
        // `make[1]: Entering directory` is none.
        "make[" => message.contains(": *** "),
        "error " | "warning " => !message.split(' ').nth(1).is_some_and(is_noun),
        _ => true,
    }
}

fn starts(text: &str, words: &str) -> bool {
    text.as_bytes().starts_with(words.as_bytes())
}

/// `Error reading x`, `Error while …`; not `Error handling is on`.
fn says_what_failed(message: &str) -> bool {
    const WORDS: &[&str] = &["in", "while", "during", "at", "on", "when", "for"];
    let word = message.split([' ', ':']).next().unwrap_or_default();
    WORDS.contains(&word) || word.ends_with("ing") && !is_noun(word)
}

/// `error rate`, `error handling`: spoken of, not said.
fn is_noun(word: &str) -> bool {
    const NOUNS: &[&str] = &[
        "handling",
        "reporting",
        "tracking",
        "logging",
        "monitoring",
        "testing",
        "handler",
        "handlers",
        "rate",
        "rates",
        "ratio",
        "count",
        "counts",
        "counter",
        "budget",
        "page",
        "pages",
        "log",
        "logs",
        "code",
        "codes",
        "level",
        "levels",
        "threshold",
        "message",
        "messages",
        "free",
        "is",
        "was",
    ];
    NOUNS.contains(&word)
}

/// `ORA-00942: `, anywhere in the first words; 0 is success.
fn is_oracle(message: &str) -> bool {
    let Some((_, rest)) = signs::split_once(message, "ORA-") else {
        return false;
    };
    let code = rest.get(..5).unwrap_or_default();
    code.bytes().all(|b| b.is_ascii_digit()) && code.len() == 5 && code != "00000"
}

//! Exception types in the lines around a trace's frames.

use std::sync::LazyLock;

use crate::cluster::skeleton::words::{ERROR_ENDINGS, is_error_name};
use crate::signs::{self, Signs};

/// A type and what its message says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Exception<'t> {
    pub(crate) name: &'t str,
    pub(crate) message: &'t str,
}

/// True for the line that starts the cause of the exception before it.
pub(crate) fn starts_cause(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("Caused by: ") || line.starts_with("---> ") || line.starts_with("[cause]: ")
}

/// The exception that Python names after its frames: `pkg.Type: message`.
pub(crate) fn after_frames(line: &str) -> Option<Exception<'_>> {
    let (name, message) = line.split_once(':').unwrap_or((line, ""));
    let name = name.trim();
    let is_name = !name.is_empty()
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.'));
    is_name.then(|| Exception {
        name,
        message: message.trim(),
    })
}

/// The exception that Ruby writes behind its first frame: `': message (Type)`.
pub(crate) fn beside_frame(line: &str) -> Option<Exception<'_>> {
    let (_, text) = signs::split_once(line, "': ")?;
    let (message, name) = text.strip_suffix(')')?.rsplit_once(" (")?;
    Some(Exception { name, message })
}

/// The exception that a line before the frames names.
pub(crate) fn in_header(line: &str) -> Option<Exception<'_>> {
    if !SIGNS.are_in(line) {
        return None;
    }
    named(line).or_else(|| panic(line))
}

/// Without one of these a line names no exception.
static SIGNS: LazyLock<Signs> = LazyLock::new(|| {
    let plain = PLAIN.iter().chain(PLAIN_ENDINGS).copied();
    let panics = PANICS.iter().map(|(start, _)| *start);
    let all: Vec<&str> = ERROR_ENDINGS
        .iter()
        .copied()
        .chain(plain)
        .chain(panics)
        .collect();
    Signs::any_of(&all)
});

/// Types of exceptions that do not end as the others do.
const PLAIN: &[&str] = &["Error", "Exception", "bad_alloc", "out_of_range"];
const PLAIN_ENDINGS: &[&str] = &["_error", "_exception"];

/// The first word that is an exception's type, and the text after it.
fn named(line: &str) -> Option<Exception<'_>> {
    let is_inside = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '$' | '\\');
    let mut from = 0;
    while let Some(start) = line[from..].find(is_inside).map(|at| from + at) {
        let length = name_length(&line[start..], is_inside);
        let name = line[start..start + length].trim_end_matches('.');
        let announces = || announces(&line[..start], name, &line[start + length..]);
        if is_exception(name) && !announces() {
            let message = line[start + length..].trim_start_matches([':', ' ', ')', '\'']);
            return Some(Exception { name, message });
        }
        from = start + length;
    }
    None
}

/// Returns whether the word only says that an exception's type follows, as the
/// JVM (`Exception in thread "main" java…`) and .NET (`Unhandled Exception:
/// System…`) have it.
fn announces(before: &str, name: &str, after: &str) -> bool {
    name == "Exception"
        && (after.starts_with(" in thread ") || before.trim_end().ends_with("Unhandled"))
}

/// A name may hold `::`, a single `:` ends it.
fn name_length(text: &str, is_inside: impl Fn(char) -> bool) -> usize {
    let mut length = 0;
    loop {
        let rest = &text[length..];
        length += rest.find(|c| !is_inside(c)).unwrap_or(rest.len());
        if text[length..].starts_with("::") {
            length += 2;
        } else {
            return length;
        }
    }
}

fn is_exception(name: &str) -> bool {
    let last = name.rsplit(['.', ':', '\\', '$']).next().unwrap_or(name);
    PLAIN.contains(&last)
        || PLAIN_ENDINGS.iter().any(|ending| last.ends_with(ending))
        || (is_error_name(last.as_bytes()) && last.bytes().any(|b| b.is_ascii_lowercase()))
}

/// Go's and Rust's panics, and what sanitizers and gdb call a crash.
fn panic(line: &str) -> Option<Exception<'_>> {
    PANICS.iter().find_map(|(start, name)| {
        let (_, message) = line.split_once(start)?;
        Some(Exception { name, message })
    })
}

const PANICS: &[(&str, &str)] = &[
    ("panic: ", "panic"),
    ("fatal error: ", "fatal error"),
    (" panicked at ", "panic"),
    ("ERROR: AddressSanitizer: ", "AddressSanitizer"),
    ("received signal ", "signal"),
];

//! What parsers say, in words for people who know neither Rust nor serde.

/// Characters of a name that an error quotes.
const NAME_CHARS: usize = 40;

/// Rewords an error of `serde`, `serde_json` or `sonic-rs`.
///
/// Names of Rust types become JSON's, and values of the input are left out:
/// only their kind is told. Messages of other origin stay as they are.
pub fn plain(message: &str) -> String {
    let message = first_line(message);
    let two = |prefix: &str| message.strip_prefix(prefix)?.rsplit_once(", expected ");
    if let Some((found, expected)) = two("invalid type: ") {
        return format!("expected {}, found {}", wanted(expected), kind(found));
    }
    if let Some((found, expected)) = two("invalid value: ") {
        let kind = kind(found);
        return format!(
            "expected {}, found {kind} that does not fit",
            wanted(expected)
        );
    }
    if let Some((_, expected)) = two("invalid length ") {
        return format!("expected {}, found another length", wanted(expected));
    }
    if let Some((_, expected)) = message
        .strip_prefix("unknown variant ")
        .and_then(|rest| rest.split_once("`, expected "))
    {
        return format!("expected {expected}, found another word");
    }
    if message.starts_with("data did not match any variant") {
        return "of another shape than expected".to_owned();
    }
    for (prefix, after) in [
        ("missing field `", "is missing"),
        ("unknown field `", "is not a known member"),
    ] {
        if let Some(name) = quoted(message, prefix) {
            return format!("`{name}` {after}");
        }
    }
    for prefix in ["duplicate field `", "two members are called `"] {
        if let Some(name) = quoted(message, prefix) {
            return format!("two members are called `{name}`");
        }
    }
    let known = SYNTAX.iter().find(|(theirs, _)| *theirs == message);
    known.map_or_else(|| message.to_owned(), |(_, ours)| (*ours).to_owned())
}

/// Syntax errors of `sonic-rs` and `serde_json`.
const SYNTAX: &[(&str, &str)] = &[
    (
        "Expected this character to be a ':' while parsing",
        "expected `:`",
    ),
    (
        "Expected this character to be either a ',' or a ']' while parsing",
        "expected `,` or `]`",
    ),
    (
        "Expected this character to be either a ',' or a '}' while parsing",
        "expected `,` or `}`",
    ),
    ("Expected this character to be '{'", "expected an object"),
    ("Expected this character to be '['", "expected a list"),
    (
        "Expected this character to be '\"' or '}'",
        "expected a member's name in quotes, or `}`",
    ),
    (
        "Invalid literal (`true`, `false`, or a `null`) while parsing",
        "expected `true`, `false` or `null`",
    ),
    ("Invalid JSON value", "expected a JSON value"),
    ("Invalid escape chars", "an escape that JSON does not have"),
    ("Invalid number", "not a number as JSON has them"),
    (
        "Number is bigger than the maximum value of its type",
        "a number that is too large",
    ),
    (
        "Float number must be finite, not be Infinity or NaN",
        "a number that is too large",
    ),
    (
        "Invalid unicode code point",
        "an escape that is not a character",
    ),
    (
        "Invalid surrogate Unicode code point",
        "an escape that is not a character",
    ),
    ("Invalid UTF-8 characters in json", "not UTF-8"),
    (
        "Control character found while parsing a string",
        "a control character in a text",
    ),
    (
        "JSON has a comma after the last value in an array or object",
        "a comma after the last value",
    ),
    (
        "JSON has non-whitespace trailing characters after the value",
        "something after the value",
    ),
    ("trailing characters", "something after the value"),
    ("Unexpected visited type", "of another type than expected"),
    ("Expect a quote", "expected a text in quotes"),
];

/// Without the place in the parsed piece, and the excerpt that follows.
fn first_line(message: &str) -> &str {
    let line = message.lines().next().unwrap_or_default();
    let line = line.rsplit_once(" at line ").map_or(line, |(what, _)| what);
    line.trim().trim_end_matches(['.', ','])
}

/// The name between a prefix, which ends in a backtick, and the next one.
fn quoted(message: &str, prefix: &str) -> Option<String> {
    let (name, _) = message.strip_prefix(prefix)?.split_once('`')?;
    let mut short: String = name.chars().take(NAME_CHARS).collect();
    if short.len() < name.len() {
        short.push('…');
    }
    Some(short)
}

/// Returns what was expected, in JSON's words.
fn wanted(expected: &str) -> &str {
    match expected {
        "u8" | "u16" | "u32" | "u64" | "u128" | "usize" => "a whole number, 0 or more",
        "i8" | "i16" | "i32" | "i64" | "i128" | "isize" => "a whole number",
        "f32" | "f64" => "a number",
        "a boolean" => "true or false",
        "a string" | "a borrowed string" | "string" | "str" | "a character" => "a text",
        "a sequence" => "a list",
        "a map" => "an object",
        "unit" => "null",
        "option" => "a value or null",
        "any valid JSON value" | "any JSON value" => "a JSON value",
        _ => wanted_type(expected),
    }
}

fn wanted_type(expected: &str) -> &str {
    let starts = |words: &[&str]| words.iter().any(|word| expected.starts_with(word));
    if starts(&[
        "struct ",
        "internally tagged enum ",
        "adjacently tagged enum ",
    ]) {
        "an object"
    } else if starts(&["tuple ", "a tuple ", "an array of ", "unit struct "]) {
        "a list"
    } else if starts(&["enum ", "variant ", "string or map", "newtype "]) || expected.contains("::")
    {
        "another value"
    } else {
        expected
    }
}

/// Returns the kind of what was found, without its value.
fn kind(found: &str) -> &'static str {
    const KINDS: &[(&str, &str)] = &[
        ("string", "a text"),
        ("character", "a text"),
        ("byte array", "a text"),
        ("integer", "a number"),
        ("floating point", "a number"),
        ("boolean", "true or false"),
        ("null", "null"),
        ("unit value", "null"),
        ("Option value", "null"),
        ("sequence", "a list"),
        ("map", "an object"),
    ];
    let found = KINDS.iter().find(|(theirs, _)| found.starts_with(theirs));
    found.map_or("another value", |(_, ours)| ours)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only refused")]
    struct Shape {
        line: u64,
        name: Option<String>,
        tags: Option<Vec<String>>,
        level: Option<Level>,
        inner: Option<Box<Shape>>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Level {
        Low,
        High,
    }

    /// The same sentence whichever parser refuses it.
    fn said(json: &str) -> String {
        let sonic = sonic_rs::from_str::<Shape>(json).unwrap_err().to_string();
        let serde = serde_json::from_str::<Shape>(json).unwrap_err().to_string();
        let (sonic, serde) = (plain(&sonic), plain(&serde));
        assert_eq!(sonic, serde, "{json}");
        sonic
    }

    #[test]
    fn neither_rust_nor_the_input_is_quoted() {
        for (json, want) in [
            (
                r#"{"line": "secret, expected u8"}"#,
                "expected a whole number, 0 or more, found a text",
            ),
            (
                r#"{"line": -4}"#,
                "expected a whole number, 0 or more, found a number that does not fit",
            ),
            (
                r#"{"line": 1, "name": {"a": 1}}"#,
                "expected a text, found an object",
            ),
            (
                r#"{"line": 1, "tags": "secret"}"#,
                "expected a list, found a text",
            ),
            (
                r#"{"line": 1, "inner": 3}"#,
                "expected an object, found a number",
            ),
            (
                r#"{"line": 1, "level": "secret"}"#,
                "expected `low` or `high`, found another word",
            ),
            (r#"{"name": "secret"}"#, "`line` is missing"),
            (
                r#"{"line": 1, "colour": 1}"#,
                "`colour` is not a known member",
            ),
            (r#"{"line": 1, "line": 2}"#, "two members are called `line`"),
        ] {
            assert_eq!(said(json), want, "{json}");
        }
    }

    #[test]
    fn broken_syntax_is_told_without_what_stands_there() {
        let said = |json: &str| {
            let error = sonic_rs::from_str::<serde_json::Value>(json).unwrap_err();
            plain(&error.to_string())
        };
        assert_eq!(
            said("{\"a\":1,\n2}"),
            "expected a member's name in quotes, or `}`"
        );
        assert_eq!(said("[1 secret]"), "expected `,` or `]`");
        assert_eq!(
            said("{secret}"),
            "expected a member's name in quotes, or `}`"
        );
    }

    #[test]
    fn our_own_words_stay() {
        assert_eq!(
            plain("expected a log entry, an object"),
            "expected a log entry, an object"
        );
        let long = "x".repeat(100);
        assert!(plain(&format!("missing field `{long}`")).chars().count() < 60);
    }
}

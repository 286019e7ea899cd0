//! Which format some bytes are in: by what they hold, never by a file's name.

pub(crate) mod text;

use std::collections::BTreeMap;

use crate::ingest::source::decode::HEAD;
use crate::ingest::syntax::scan::{Kind, Scanner, tokens};
use crate::ingest::syntax::xml::{Node, Xml};
use crate::model::format::Format;

/// Members of one object that are looked at.
const MAX_KEYS: usize = 200;

/// Bytes of one member's value that are looked at.
const MAX_VALUE: usize = 16 << 10;

/// The format of decoded bytes, by what they hold. `select` is where the
/// records are, if the source says it.
pub(crate) fn format(head: &[u8], select: Option<&str>) -> Option<Format> {
    let own = match head.trim_ascii_start().first() {
        Some(b'{' | b'[') => json(head, select),
        Some(b'<') => xml(head),
        _ => None,
    };
    own.or_else(|| lines(head))
}

/// The report that starts at a line behind others, as a tool's launcher or a
/// runtime prints them, and where it starts.
pub(crate) fn behind_banner(head: &[u8], select: Option<&str>) -> Option<(Format, usize)> {
    /// A banner is not longer.
    const LINES: usize = 64;
    let starts = memchr::memchr_iter(b'\n', head)
        .map(|at| at + 1)
        .take(LINES);
    starts.into_iter().find_map(|at| {
        let rest = head.get(at..)?;
        let format = match rest.first()? {
            b'{' | b'[' if is_whole_json(rest) => json(rest, select)?,
            b'<' => xml(rest)?,
            _ => return None,
        };
        // A log may hold entries of another one.
        (!format.is_log()).then_some((format, at))
    })
}

/// Is this one JSON value, or several with nothing between, as far as it goes?
fn is_whole_json(bytes: &[u8]) -> bool {
    let mut scan = Scanner::new(bytes, usize::MAX);
    let Ok(value) = scan.value() else {
        // Cut off at the end of the head, or broken.
        return bytes.len() >= HEAD / 2;
    };
    // The scanner takes `[2026-11-25]` for an array.
    serde_json::from_slice::<serde::de::IgnoredAny>(value).is_ok()
        && matches!(scan.peek(), Ok(None | Some(b'{' | b'[')))
}

/// Are its lines entries of a log, in JSON of some logger's own?
pub(crate) fn is_json_log(head: &[u8]) -> bool {
    const MESSAGES: &[&str] = &[
        "msg",
        "message",
        "@m",
        "@mt",
        "short_message",
        "event",
        "log",
    ];
    const OTHERS: &[&str] = &[
        "level",
        "severity",
        "time",
        "ts",
        "timestamp",
        "@timestamp",
        "@t",
        "lvl",
        "PRIORITY",
    ];
    let shape = Shape::of(head, "").unwrap_or_default();
    is_json_lines(head) && shape.count(MESSAGES) > 0 && shape.count(OTHERS) > 0
}

/// Is this XML, of whatever kind? A log's line may begin with `<11>` or `<Error>`.
pub(crate) fn is_xml(head: &[u8]) -> bool {
    let text = head.trim_ascii_start();
    if [&b"<?xml"[..], b"<!DOCTYPE", b"<!--"]
        .iter()
        .any(|start| text.starts_with(start))
    {
        return true;
    }
    let mut xml = Xml::new(head, usize::MAX);
    let is_start = matches!(xml.next(), Ok(Some(Node::Start(..))));
    is_start && !text::is_log(head)
}

/// Is this JSON, whole or broken? A log's line may begin with `[` or `{`.
pub(crate) fn looks_like_json(head: &[u8]) -> bool {
    is_json(head) && (is_whole_json(head.trim_ascii_start()) || !text::is_log(head))
}

/// By the root element.
fn xml(head: &[u8]) -> Option<Format> {
    let mut xml = Xml::new(head, usize::MAX);
    loop {
        match xml.next().ok()?? {
            Node::Start(root, _) => {
                return match root.as_str() {
                    "testsuites" | "testsuite" => Some(Format::Junit),
                    "checkstyle" => Some(Format::Checkstyle),
                    _ => None,
                };
            }
            Node::Text(text) if text.trim().is_empty() => {}
            _ => return None,
        }
    }
}

/// Does it start as JSON does?
pub(crate) fn is_json(head: &[u8]) -> bool {
    matches!(head.trim_ascii_start().first(), Some(b'{' | b'['))
}

/// Pointers to the arrays of objects that the document has as members.
pub(crate) fn arrays(head: &[u8]) -> Vec<String> {
    let top = Shape::of(head, "").unwrap_or_default();
    let is_array = |value: &str| {
        value
            .strip_prefix('[')
            .is_some_and(|inside| inside.trim_start().starts_with('{'))
    };
    let arrays = top.members.iter().filter(|(_, value)| is_array(value));
    arrays.map(|(key, _)| format!("/{key}")).collect()
}

/// Is each line an object of its own? Told from the first, or, where that is
/// broken, from the second.
pub(crate) fn is_json_lines(head: &[u8]) -> bool {
    let mut lines = head
        .trim_ascii_start()
        .split(|b| *b == b'\n')
        .map(<[u8]>::trim_ascii);
    let (first, second) = (lines.next().unwrap_or_default(), lines.next());
    // A line longer than the head is no part of a document made for reading.
    let endless = second.is_none() && head.len() >= HEAD && first.starts_with(b"{");
    // A document on several lines breaks behind these.
    let opens = first.last().is_some_and(|b| b"{[,:".contains(b));
    endless || is_object(first) || !opens && second.is_some_and(is_object)
}

fn is_object(line: &[u8]) -> bool {
    let mut scan = Scanner::new(line, usize::MAX);
    line.starts_with(b"{") && scan.skip().is_ok() && matches!(scan.peek(), Ok(None))
}

/// A report that is made of lines for people, or a log.
fn lines(head: &[u8]) -> Option<Format> {
    if !text::is_readable(head) {
        return None;
    }
    let lines = || head.split(|b| *b == b'\n').map(<[u8]>::trim_ascii);
    let is_underlined = |title: &[u8]| {
        let at = lines().position(|line| line == title);
        at.and_then(|at| lines().nth(at + 1))
            .is_some_and(|line| line.len() > 2 && line.iter().all(|b| *b == b'-'))
    };
    if is_underlined(b"Contracts") {
        return Some(Format::Importlinter);
    }
    // Cargo's own words may stand before its first message.
    let first = lines()
        .filter(|line| line.starts_with(b"{"))
        .find(|line| is_object(line));
    if first
        .and_then(|line| Shape::of(line, ""))
        .is_some_and(|shape| shape.looks_like(Format::Cargo))
    {
        return Some(Format::Cargo);
    }
    let is_data = is_json(head) && is_whole_json(head.trim_ascii_start());
    (!is_data && !is_markup(head) && text::is_log(head)).then_some(Format::Text)
}

/// XML that says so.
fn is_markup(head: &[u8]) -> bool {
    let text = head.trim_ascii_start();
    text.starts_with(b"<?xml") || text.starts_with(b"<!")
}

fn json(head: &[u8], select: Option<&str>) -> Option<Format> {
    let top = Shape::of(head, "")?;
    let record = match select {
        Some(select) => Shape::of(head, select).unwrap_or_default(),
        None => Shape::default(),
    };
    JSON.iter()
        .copied()
        .find(|format| record.looks_like(*format) || top.looks_like(*format))
}

/// Formats in JSON, those that are told most surely first.
const JSON: &[Format] = &[
    Format::Sarif,
    Format::Cargo,
    Format::Eslint,
    Format::GithubAlerts,
    Format::Sonar,
    Format::Depcruise,
    Format::Jscpd,
    Format::CodeClimate,
    Format::Gcp,
    Format::Findings,
    Format::Rdjson,
];

/// The members of the first record that some JSON holds.
#[derive(Debug, Default)]
struct Shape {
    /// Name -> the value's start, as written.
    members: BTreeMap<String, String>,
}

impl Shape {
    /// The object at a pointer, or the first one in the array there. Reads as
    /// far as the bytes go; a value that is cut off still has its name.
    fn of(head: &[u8], pointer: &str) -> Option<Self> {
        let mut scan = Scanner::new(head, usize::MAX);
        for token in tokens(pointer) {
            go_to(&mut scan, &token)?;
        }
        if scan.kind().ok()?? == Kind::Array {
            scan.enter().ok()?;
            if !scan.element(true).ok()? {
                return None;
            }
            // Pages of results, joined: the first of the first.
            if scan.kind().ok()?? == Kind::Array {
                scan.enter().ok()?;
                if !scan.element(true).ok()? {
                    return None;
                }
            }
        }
        let mut shape = Self::default();
        if scan.kind().ok()?? != Kind::Object || scan.enter().is_err() {
            return Some(shape);
        }
        while let Ok(Some(key)) = scan.key(shape.members.is_empty()) {
            let _ = scan.peek();
            let start = scan.ahead(MAX_VALUE).to_vec();
            let whole = scan.value().map(<[u8]>::len);
            let len = start.len().min(*whole.as_ref().unwrap_or(&start.len()));
            let value = String::from_utf8_lossy(start.get(..len).unwrap_or_default());
            shape.members.insert(key, value.into_owned());
            if whole.is_err() || shape.members.len() >= MAX_KEYS {
                break;
            }
        }
        Some(shape)
    }

    fn has(&self, key: &str) -> bool {
        self.members.contains_key(key)
    }

    fn count(&self, keys: &[&str]) -> usize {
        keys.iter().filter(|key| self.has(key)).count()
    }

    /// Does the member's value start so?
    fn starts(&self, key: &str, start: &str) -> bool {
        self.members
            .get(key)
            .is_some_and(|value| value.starts_with(start))
    }

    fn looks_like(&self, format: Format) -> bool {
        match format {
            Format::Sarif => self.starts("runs", "["),
            Format::Cargo => {
                self.has("reason")
                    && self.count(&["package_id", "message", "success", "target"]) >= 1
            }
            Format::Eslint => self.has("filePath") && self.starts("messages", "["),
            Format::GithubAlerts => self.count(&["most_recent_instance", "rule", "tool"]) == 3,
            Format::Sonar => self.starts("issues", "[") && self.is_sonar(),
            Format::Depcruise => self.first("modules").count(&["source", "dependencies"]) == 2,
            Format::Jscpd => {
                let empty = self.has("duplicates") && self.has("statistics");
                empty
                    || self
                        .first("duplicates")
                        .count(&["fragment", "firstFile", "secondFile"])
                        >= 1
            }
            Format::CodeClimate => {
                self.has("location")
                    && self.has("description")
                    && self.count(&["check_name", "fingerprint", "categories"]) >= 1
            }
            Format::Gcp => self.is_log_entry(),
            Format::Findings => self.is_finding(),
            Format::Rdjson => {
                self.is_diagnostic() || self.starts("diagnostics", "[") && self.holds_diagnostics()
            }
            Format::Json
            | Format::Text
            | Format::Junit
            | Format::Checkstyle
            | Format::Importlinter => false,
        }
    }

    /// The member, or the first element of the array that it is.
    fn first(&self, key: &str) -> Self {
        let value = self.members.get(key).map(String::as_bytes);
        value
            .and_then(|value| Self::of(value, ""))
            .unwrap_or_default()
    }

    /// An element of reviewdog's format.
    fn is_diagnostic(&self) -> bool {
        self.has("message") && self.first("location").starts("path", "\"")
    }

    /// Other tools have `diagnostics` of their own (Biome, oxlint).
    fn holds_diagnostics(&self) -> bool {
        let first = self.first("diagnostics");
        if first.members.is_empty() {
            let known = self.count(&["diagnostics", "source", "severity"]);
            return known == self.members.len();
        }
        first.is_diagnostic()
    }

    fn is_sonar(&self) -> bool {
        let issue = self.first("issues");
        self.has("rules")
            || issue.has("primaryLocation")
            || issue.count(&["engineId", "ruleId"]) == 2
    }

    fn is_finding(&self) -> bool {
        let header = self.has("version") && self.has("status") && self.members.len() == 2;
        let line = self.has("tool") && self.has("message");
        header || line && self.count(&["rule_id", "severity", "fingerprint"]) >= 1
    }

    fn is_log_entry(&self) -> bool {
        let payload = self.count(&[
            "jsonPayload",
            "textPayload",
            "protoPayload",
            "json_payload",
            "text_payload",
            "proto_payload",
            "httpRequest",
            "http_request",
        ]);
        let entry = self.count(&[
            "insertId",
            "insert_id",
            "logName",
            "log_name",
            "resource",
            "timestamp",
            "severity",
            "receiveTimestamp",
        ]);
        payload >= 1 && entry >= 1 || self.count(&["insertId", "logName"]) == 2
    }
}

/// Goes to a member or an element.
fn go_to(scan: &mut Scanner<&[u8]>, token: &str) -> Option<()> {
    let kind = scan.kind().ok()??;
    scan.enter().ok()?;
    let mut index = 0;
    loop {
        let here = match kind {
            Kind::Object => scan.key(index == 0).ok()?? == token,
            Kind::Array => scan
                .element(index == 0)
                .ok()?
                .then(|| token.parse() == Ok(index))?,
            Kind::Scalar => return None,
        };
        if here {
            return Some(());
        }
        scan.skip().ok()?;
        index += 1;
    }
}

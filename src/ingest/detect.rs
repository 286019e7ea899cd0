//! Which format some bytes are in: by what they hold, never by a file's name.

use std::collections::BTreeMap;

use super::decode::HEAD;
use super::format::Format;
use super::scan::{Kind, Scanner, tokens};

/// Members of one object that are looked at.
const MAX_KEYS: usize = 200;

/// See [`Format::detect`].
pub(super) fn format(head: &[u8], select: Option<&str>) -> Option<Format> {
    if is_json(head) { json(head, select) } else { text(head) }
}

/// Does it start as JSON does?
pub(super) fn is_json(head: &[u8]) -> bool {
    matches!(head.trim_ascii_start().first(), Some(b'{' | b'['))
}

/// Pointers to the arrays of objects that the document has as members.
pub(super) fn arrays(head: &[u8]) -> Vec<String> {
    let top = Shape::of(head, "").unwrap_or_default();
    let is_array = |value: &str| {
        value.strip_prefix('[').is_some_and(|inside| inside.trim_start().starts_with('{'))
    };
    let arrays = top.members.iter().filter(|(_, value)| is_array(value));
    arrays.map(|(key, _)| format!("/{key}")).collect()
}

/// Is each line an object of its own? Told from the first, or, where that is
/// broken, from the second.
pub(super) fn is_json_lines(head: &[u8]) -> bool {
    let mut lines = head.trim_ascii_start().split(|b| *b == b'\n').map(<[u8]>::trim_ascii);
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

/// Does the text look like lines for people?
fn text(head: &[u8]) -> Option<Format> {
    let odd = head.iter().filter(|b| **b == 0 || **b == 0xff).count();
    (odd * 100 <= head.len()).then_some(Format::Text)
}

fn json(head: &[u8], select: Option<&str>) -> Option<Format> {
    let top = Shape::of(head, "")?;
    let record = match select {
        Some(select) => Shape::of(head, select).unwrap_or_default(),
        None => Shape::default(),
    };
    let is = |format, shape: &Shape| shape.looks_like(format);
    let formats = [Format::Sarif, Format::Findings, Format::Gcp];
    formats.into_iter().find(|f| is(*f, &record) || is(*f, &top))
}

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
        }
        let mut shape = Self::default();
        if scan.kind().ok()?? != Kind::Object || scan.enter().is_err() {
            return Some(shape);
        }
        while let Ok(Some(key)) = scan.key(shape.members.is_empty()) {
            let _ = scan.peek();
            let start = scan.ahead(200).to_vec();
            let whole = scan.value().map(|value| value.len());
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
        self.members.get(key).is_some_and(|value| value.starts_with(start))
    }

    fn looks_like(&self, format: Format) -> bool {
        match format {
            Format::Sarif => self.starts("runs", "["),
            Format::Gcp => self.is_log_entry(),
            Format::Findings => {
                let header = self.has("version") && self.has("status") && self.members.len() == 2;
                header || self.has("tool") && self.has("message") && self.count(&["rule_id", "severity", "fingerprint"]) >= 1
            }
            _ => false,
        }
    }

    fn is_log_entry(&self) -> bool {
        let payload = self.count(&[
            "jsonPayload", "textPayload", "protoPayload", "json_payload", "text_payload", "proto_payload", "httpRequest", "http_request",
        ]);
        let entry = self.count(&["insertId", "insert_id", "logName", "log_name", "resource", "timestamp", "severity", "receiveTimestamp"]);
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
            Kind::Array => scan.element(index == 0).ok()?.then(|| token.parse() == Ok(index))?,
            Kind::Scalar => return None,
        };
        if here {
            return Some(());
        }
        scan.skip().ok()?;
        index += 1;
    }
}

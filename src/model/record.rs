//! One log entry as read, borrowed from the input buffer.

use std::borrow::Cow;

use super::{Severity, Time};

/// One log entry. Readers fill what their format says; nothing is invented.
///
/// Text is valid UTF-8 (readers replace what is not) but otherwise as the
/// source wrote it: neither redacted nor neutralized.
#[derive(Debug, Clone)]
pub struct Record<'a> {
    /// When the event happened, by its producer.
    pub time: Option<Time>,
    /// `None` where the entry has none (Cloud Logging's DEFAULT counts as none).
    pub severity: Option<Severity>,
    /// The text that is clustered; may hold several lines (a stack trace).
    pub message: Cow<'a, str>,
    /// OpenTelemetry's `service.name`; for Cloud Run the service.
    pub service: Option<Cow<'a, str>>,
    /// OpenTelemetry's `deployment.environment.name`, where the entry says it.
    pub environment: Option<Cow<'a, str>>,
    /// The revision that was deployed: OpenTelemetry's `service.version`, Cloud
    /// Run's revision.
    pub revision: Option<Cow<'a, str>>,
    /// OpenTelemetry's `service.instance.id`.
    pub instance: Option<Cow<'a, str>>,
    /// The source's identity of this entry (Cloud Logging's `insertId`);
    /// equal ids mean the same entry read twice.
    pub id: Option<Cow<'a, str>>,
    /// Who logged it: a logger's or module's name.
    pub logger: Option<Cow<'a, str>>,
    /// How a message of several lines divides; `None` where nothing but its
    /// text says it.
    pub layout: Option<Layout>,
    /// The entry as written.
    pub raw: Raw<'a>,
}

/// How a log record of several lines of text divides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// Where its stack trace starts, if it has one.
    pub trace: usize,
    /// Where the text ends that says what happened, if it has none.
    pub says: usize,
}

/// A record as its source wrote it.
#[derive(Debug, Clone, Copy)]
pub enum Raw<'a> {
    /// A line, or the lines of one stack trace.
    Text(&'a str),
    /// One JSON value.
    Json(&'a str),
}

impl<'a> Record<'a> {
    /// A record that is nothing but its text.
    pub fn text(line: &'a str) -> Self {
        Self {
            time: None,
            severity: None,
            message: Cow::Borrowed(line),
            service: None,
            environment: None,
            revision: None,
            instance: None,
            id: None,
            logger: None,
            layout: None,
            raw: Raw::Text(line),
        }
    }

    /// The value at a JSON Pointer (RFC 6901) into the entry; `None` where
    /// there is none, and for text.
    pub fn pointer(&self, pointer: &str) -> Option<serde_json::Value> {
        let Raw::Json(json) = self.raw else {
            return None;
        };
        let path: Vec<PointerStep> = steps(pointer)?;
        let found = sonic_rs::get_from_str(json, &path).ok()?;
        serde_json::from_str(found.as_raw_str()).ok()
    }

    /// As [`Record::pointer`], as plain text: strings as they are, numbers and
    /// booleans as JSON writes them, nothing for null, arrays and objects.
    pub fn pointer_text(&self, pointer: &str) -> Option<String> {
        scalar_text(&self.pointer(pointer)?)
    }

    /// A label of the entry: `/labels/NAME`, else `/resource/labels/NAME`.
    pub fn label(&self, name: &str) -> Option<String> {
        let name = name.replace('~', "~0").replace('/', "~1");
        self.pointer_text(&format!("/labels/{name}"))
            .or_else(|| self.pointer_text(&format!("/resource/labels/{name}")))
    }
}

/// A scalar as text; nothing for null, arrays and objects.
pub fn scalar_text(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::String(s) => Some(s.clone()),
        serde_json::Value::Number(n) => Some(n.to_string()),
        serde_json::Value::Bool(b) => Some(b.to_string()),
        _ => None,
    }
}

type PointerStep = sonic_rs::PointerNode;

fn steps(pointer: &str) -> Option<Vec<PointerStep>> {
    if pointer.is_empty() {
        return Some(Vec::new());
    }
    let parts = pointer.strip_prefix('/')?.split('/');
    Some(
        parts
            .map(|part| {
                let part = part.replace("~1", "/").replace("~0", "~");
                match part.parse::<usize>() {
                    // An array's index; an object's key that looks like one is
                    // rare enough in logs to be left to the text form.
                    Ok(index) => PointerStep::Index(index),
                    Err(_) => PointerStep::Key(part.into()),
                }
            })
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_look_into_json_and_not_into_text() {
        let json = r#"{"labels":{"a/b":"x","n":3},"list":[{"k":null},{"k":true}]}"#;
        let record = Record {
            raw: Raw::Json(json),
            ..Record::text("")
        };
        assert_eq!(record.pointer_text("/labels/a~1b").as_deref(), Some("x"));
        assert_eq!(record.label("a/b").as_deref(), Some("x"));
        assert_eq!(record.label("n").as_deref(), Some("3"));
        assert_eq!(record.pointer_text("/list/1/k").as_deref(), Some("true"));
        assert_eq!(record.pointer_text("/list/0/k"), None);
        assert_eq!(record.pointer("/absent"), None);
        assert_eq!(Record::text("{}").pointer(""), None);
    }
}

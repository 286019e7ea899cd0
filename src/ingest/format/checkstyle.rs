//! Checkstyle XML, which many linters write.
//!
//! Source: <https://checkstyle.org/>, `XMLLogger`; it has no schema of its own.

use std::borrow::Cow;
use std::io::Read;

use serde_json::{Value, json};

use crate::ingest::error::ReadError;
use crate::ingest::format::spec::{FormatReader, FormatSpec, LooksLike, ResultsReader, Tools};
use crate::ingest::results::collect::Results;
use crate::ingest::results::parsed::{IdentityBasis, ParsedResult};
use crate::ingest::syntax::xml::{Attributes, Xml, XmlNode};
use crate::model::{Format, Location};

/// The entry of the format: what tells it from others, and its reader.
pub(crate) const FORMAT: FormatSpec = FormatSpec {
    format: Format::Checkstyle,
    looks_like: &[LooksLike::XmlRoot(&["checkstyle"])],
    reader: FormatReader::Results(ResultsReader {
        tools: Tools::InResults,
        read: |report, input, results| read(Xml::new(input.read, report.limits.depth), results),
    }),
};

/// Reads a report of Checkstyle.
pub(crate) fn read<R: Read>(mut xml: Xml<R>, results: &mut Results<'_>) -> Result<(), ReadError> {
    let mut file: Option<String> = None;
    let mut root = true;
    // Which tool it was is said by its results alone.
    results.names_no_tools();
    results.run_of("", None);
    while let Some(node) = xml.next()? {
        let XmlNode::Start(name, attributes) = node else {
            continue;
        };
        match name.as_str() {
            "checkstyle" => {}
            _ if root => {
                let what = format!("is XML of another kind: its root is <{name}>");
                return Err(ReadError::new(what).at(xml.place()));
            }
            "file" => {
                file = attributes.owned("name");
                let Some(file) = &file else {
                    let what = "a <file> has no `name`";
                    return Err(ReadError::new(what).at(xml.place()));
                };
                results.lists(file, false);
            }
            "error" if file.is_none() => {
                let what = "an <error> is in no <file>";
                return Err(ReadError::new(what).at(xml.place()));
            }
            "error" => {
                if results.is_full() {
                    break;
                }
                let parsed = parsed(file.as_deref(), &attributes);
                let raw = results.keep(parsed.raw.clone());
                results.push(ParsedResult { raw, ..parsed });
            }
            "exception" => results.partial("holds an exception of its tool"),
            _ => {}
        }
        root = false;
    }
    Ok(())
}

fn parsed<'a>(file: Option<&str>, attributes: &'a Attributes) -> ParsedResult<'a> {
    let rule_id = attributes.owned("source");
    let message = attributes.owned("message").or_else(|| rule_id.clone());
    let location = file.map(|path| Location {
        path: path.to_owned(),
        line: attributes.number("line"),
        column: attributes.number("column"),
    });
    ParsedResult {
        tool: tool(rule_id.as_deref()).to_owned(),
        severity: attributes.get("severity").map(Cow::Borrowed),
        message: message.unwrap_or_default(),
        locations: location.into_iter().collect(),
        identity: IdentityBasis::ByMessage,
        raw: raw(file, attributes),
        rule_id,
        ..ParsedResult::default()
    }
}

fn raw(file: Option<&str>, attributes: &Attributes) -> Value {
    let get = |name| attributes.get(name);
    json!({
        "file": file, "line": get("line"), "column": get("column"), "severity": get("severity"),
        "message": get("message"), "source": get("source"),
    })
}

/// Linters put themselves before the rule: `eslint.rules.no-undef`. Checkstyle's
/// own sources are Java classes.
fn tool(source: Option<&str>) -> &str {
    let Some(source) = source else {
        return "checkstyle";
    };
    match source.split(['.', ':', '/']).next() {
        Some(first)
            if source.len() > first.len() && !matches!(first, "com" | "org" | "net" | "io") =>
        {
            first
        }
        _ => "checkstyle",
    }
}

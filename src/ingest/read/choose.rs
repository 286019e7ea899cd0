//! Which format an input is read in: the one that is named, else the one that
//! its content tells.

use crate::ingest::error::ReadError;
use crate::ingest::format::detect::{self, json, text, xml};
use crate::ingest::format::report::elements;
use crate::ingest::framing::items::Items;
use crate::ingest::source::decode::Decoded;
use crate::ingest::source::limits::Limits;
use crate::ingest::syntax::value;
use crate::model::{Format, SourceSpec};

/// Returns the format of an input called `name`, and the input without what
/// is before its report; an error that says what it seems to be instead.
pub(crate) fn choose(
    spec: &SourceSpec,
    limits: &Limits,
    mut decoded: Decoded,
    name: &str,
) -> Result<(Format, Decoded), ReadError> {
    if let Some(format) = named(spec) {
        return Ok((format, decoded));
    }
    match guess(spec, &mut decoded, name)? {
        Some(format) => Ok((format, decoded)),
        None => Err(unknown(spec, limits, decoded)),
    }
}

/// Returns the format that the source is said to be in, if it is said.
pub(crate) fn named(spec: &SourceSpec) -> Option<Format> {
    let mapped = || (!spec.fields.is_empty()).then_some(Format::Json);
    spec.format.or_else(mapped)
}

/// Tells the format from the content, and leaves out what is before it.
fn guess(
    spec: &SourceSpec,
    decoded: &mut Decoded,
    name: &str,
) -> Result<Option<Format>, ReadError> {
    let select = spec.select.as_deref();
    let seen = detect::format(&decoded.head, select);
    if let Some(format) = seen.filter(|format| *format != Format::Text) {
        return Ok(Some(format));
    }
    if let Some((format, banner)) = detect::behind_banner(&decoded.head, select) {
        decoded.skip(banner)?;
        return Ok(Some(format));
    }
    if seen.is_some() {
        return not_data(name).map(Some);
    }
    Ok(is_called_log(&decoded.head, name).then_some(Format::Text))
}

/// Returns why no format was found: broken JSON and a wrong pointer are told
/// first.
fn unknown(spec: &SourceSpec, limits: &Limits, decoded: Decoded) -> ReadError {
    let hint = "Name it: FORMAT:PATH, or `format:` in rules.yaml.";
    let error = ReadError::new("is of no known format");
    if xml::is_xml(&decoded.head) && !text::is_html(&decoded.head) {
        return error.hint(hint);
    }
    if !json::looks_like_json(&decoded.head) {
        return text::refused(&decoded.head);
    }
    let is_log = json::is_json_log(&decoded.head);
    let arrays = json::arrays(&decoded.head);
    let mut elements = elements(spec, limits, decoded.read, "", &[]);
    loop {
        match elements.next().and_then(|item| {
            item.map(|item| value::parse(item.bytes, item.at))
                .transpose()
        }) {
            Err(error) => return error,
            Ok(None) => break,
            Ok(Some(_)) => {}
        }
    }
    if is_log {
        return error.hint("Its lines look like log entries: map them with `format: json` and `fields` (time, severity, message) in rules.yaml.");
    }
    if arrays.is_empty() || spec.select.is_some() {
        return error.hint(hint);
    }
    error.hint(format!(
        "Where are its records? A pointer says it: PATH#{}.",
        arrays.join(" or #")
    ))
}

/// Returns that what looks like a log is one, unless its name says that it
/// should be something else.
fn not_data(name: &str) -> Result<Format, ReadError> {
    match text::data_ending(name) {
        Some(ending) => Err(text::not_a_log(ending)),
        None => Ok(Format::Text),
    }
}

/// Does its name say that lines are a log, which do not look like one?
fn is_called_log(head: &[u8], name: &str) -> bool {
    text::is_named_log(name)
        && text::is_prose(head)
        && !xml::is_xml(head)
        && !json::looks_like_json(head)
}

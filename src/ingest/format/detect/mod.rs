//! Which format some bytes are in: by what they hold, never by a file's name.
//!
//! Each format says itself what its inputs look like
//! ([`LooksLike`]); the order in which they are asked is that of
//! [`FORMATS`].

pub(crate) mod json;
pub(crate) mod shape;
pub(crate) mod text;
pub(crate) mod xml;

use crate::ingest::format::FORMATS;
use crate::ingest::format::spec::LooksLike;
use crate::model::Format;
use shape::JsonShape;

/// The format of decoded bytes, by what they hold. `select` is where the
/// records are, if the source says it.
pub(crate) fn format(head: &[u8], select: Option<&str>) -> Option<Format> {
    let own = match head.trim_ascii_start().first() {
        Some(b'{' | b'[') => in_json(head, select),
        Some(b'<') => in_xml(head),
        _ => None,
    };
    own.or_else(|| in_text(head))
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
            b'{' | b'[' if json::is_whole_json(rest) => in_json(rest, select)?,
            b'<' => in_xml(rest)?,
            _ => return None,
        };
        // A log may hold entries of another one.
        (!format.is_log()).then_some((format, at))
    })
}

/// The first format that takes what is seen for its own.
fn first(takes: impl Fn(&LooksLike) -> bool) -> Option<Format> {
    let spec = FORMATS
        .iter()
        .find(|spec| spec.looks_like.iter().any(&takes))?;
    Some(spec.format)
}

/// By the members of the document, or of the record that `select` leads to.
fn in_json(head: &[u8], select: Option<&str>) -> Option<Format> {
    let top = JsonShape::of(head, "")?;
    let record = match select {
        Some(select) => JsonShape::of(head, select).unwrap_or_default(),
        None => JsonShape::default(),
    };
    first(|sign| matches!(sign, LooksLike::Json(is_one) if is_one(&record) || is_one(&top)))
}

/// By the root element.
fn in_xml(head: &[u8]) -> Option<Format> {
    let root = xml::root(head)?;
    first(|sign| matches!(sign, LooksLike::XmlRoot(names) if names.contains(&root.as_str())))
}

/// A report that is made of lines for people, or a log.
fn in_text(head: &[u8]) -> Option<Format> {
    if !text::is_readable(head) {
        return None;
    }
    first(|sign| matches!(sign, LooksLike::Text(is_one) if is_one(head)))
}

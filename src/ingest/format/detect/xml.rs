//! Whether some bytes are XML, and of which root.

use super::text;
use crate::ingest::syntax::xml::{Xml, XmlNode};

/// The name of the root element.
pub(crate) fn root(head: &[u8]) -> Option<String> {
    let mut xml = Xml::new(head, usize::MAX);
    loop {
        match xml.next().ok()?? {
            XmlNode::Start(root, _) => return Some(root.as_str().to_owned()),
            XmlNode::Text(text) if text.trim().is_empty() => {}
            _ => return None,
        }
    }
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
    let is_start = matches!(xml.next(), Ok(Some(XmlNode::Start(..))));
    is_start && !text::is_log(head)
}

/// XML that says so.
pub(crate) fn is_markup(head: &[u8]) -> bool {
    let text = head.trim_ascii_start();
    text.starts_with(b"<?xml") || text.starts_with(b"<!")
}

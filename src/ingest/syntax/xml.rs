//! XML as a pull of starts, texts and ends, with bounds.
//!
//! No entity but the five predefined ones and character references is
//! expanded, and no document type is read, so nothing outside the input is
//! reached and nothing in it swells.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read};

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};

use crate::ingest::error::{InputPosition, ReadError};

/// The next node of a document.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum XmlNode {
    /// An element and its attributes.
    Start(String, Attributes),
    Text(String),
    /// The element that was opened last and is not closed ends.
    End,
}

/// Attributes by their local names.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Attributes(BTreeMap<String, String>);

impl Attributes {
    /// The value, unless it is blank.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.trim().is_empty())
    }

    /// Returns what [`Attributes::get`] does, owned.
    pub(crate) fn owned(&self, name: &str) -> Option<String> {
        self.get(name).map(ToOwned::to_owned)
    }

    /// As a number from 1.
    pub(crate) fn number(&self, name: &str) -> Option<u32> {
        self.get(name)?.trim().parse().ok().filter(|n| *n > 0)
    }
}

/// Walks through the nodes of a document.
pub(crate) struct Xml<R: Read> {
    reader: Reader<Counting<R>>,
    buf: Vec<u8>,
    depth: usize,
    max_depth: usize,
    /// An empty element's end comes next.
    empty: bool,
    begun: bool,
}

impl<R: Read> Xml<R> {
    pub(crate) fn new(read: R, max_depth: usize) -> Self {
        let mut reader = Reader::from_reader(Counting {
            read: BufReader::with_capacity(1 << 16, read),
            lines: 0,
        });
        // An ampersand in a message is no reason to lose a report.
        reader.config_mut().allow_dangling_amp = true;
        Self {
            reader,
            buf: Vec::new(),
            depth: 0,
            max_depth,
            empty: false,
            begun: false,
        }
    }

    /// About where the reader stands.
    pub(crate) fn place(&self) -> InputPosition {
        InputPosition {
            offset: self.reader.buffer_position(),
            line: self.reader.get_ref().lines + 1,
        }
    }

    /// The next node; `None` at the document's end.
    pub(crate) fn next(&mut self) -> Result<Option<XmlNode>, ReadError> {
        if std::mem::take(&mut self.empty) {
            self.depth -= 1;
            return Ok(Some(XmlNode::End));
        }
        loop {
            self.buf.clear();
            let at = InputPosition {
                offset: self.reader.buffer_position(),
                line: self.reader.get_ref().lines + 1,
            };
            let event = self
                .reader
                .read_event_into(&mut self.buf)
                .map_err(|error| broken(error, at))?;
            match event {
                Event::Start(start) => {
                    let node = open(&start);
                    return self.deeper(node, false, at).map(Some);
                }
                Event::Empty(start) => {
                    let node = open(&start);
                    return self.deeper(node, true, at).map(Some);
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Some(XmlNode::End));
                }
                Event::Text(text) => return Ok(Some(XmlNode::Text(text.to_string()))),
                Event::CData(text) => return Ok(Some(XmlNode::Text(text.to_string()))),
                Event::GeneralRef(reference) => {
                    let whole = format!("&{};", &*reference);
                    let text = unescape(&whole).map(std::borrow::Cow::into_owned);
                    return Ok(Some(XmlNode::Text(text.unwrap_or(whole))));
                }
                Event::Eof if self.depth > 0 => {
                    let error = ReadError::new("not valid XML")
                        .at(at)
                        .detail("unexpected end");
                    return Err(error.hint("Was the download cut off?"));
                }
                Event::Eof if !self.begun => return Err(ReadError::new("holds no XML element")),
                Event::Eof => return Ok(None),
                Event::Decl(_) | Event::PI(_) | Event::DocType(_) | Event::Comment(_) => {}
            }
        }
    }

    fn deeper(
        &mut self,
        node: XmlNode,
        empty: bool,
        at: InputPosition,
    ) -> Result<XmlNode, ReadError> {
        self.depth += 1;
        self.begun = true;
        self.empty = empty;
        if self.depth > self.max_depth {
            let detail = format!("more than {} levels", self.max_depth);
            return Err(ReadError::new("XML nested too deeply")
                .at(at)
                .detail(detail));
        }
        Ok(node)
    }
}

fn open(start: &BytesStart<'_>) -> XmlNode {
    let mut attributes = start.attributes();
    let all = attributes.with_checks(false).flatten().map(|attribute| {
        let name = attribute.key.local_name().as_ref().to_owned();
        let value = unescape(&attribute.value).map_or_else(
            |_| attribute.value.to_string(),
            std::borrow::Cow::into_owned,
        );
        (name, value)
    });
    XmlNode::Start(
        start.local_name().as_ref().to_owned(),
        Attributes(all.collect()),
    )
}

fn broken(error: quick_xml::Error, at: InputPosition) -> ReadError {
    match error {
        quick_xml::Error::Io(error) => match error
            .get_ref()
            .and_then(|inner| inner.downcast_ref::<ReadError>())
        {
            Some(own) => own.clone(),
            None => ReadError::from(io::Error::new(error.kind(), error.to_string())),
        },
        error => ReadError::new("not valid XML")
            .at(at)
            .detail(error.to_string()),
    }
}

/// Counts the lines that are taken.
struct Counting<R> {
    read: BufReader<R>,
    lines: u64,
}

impl<R: Read> Read for Counting<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.read.read(buf)?;
        self.lines += memchr::memchr_iter(b'\n', buf.get(..n).unwrap_or_default()).count() as u64;
        Ok(n)
    }
}

impl<R: Read> BufRead for Counting<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.read.fill_buf()
    }

    fn consume(&mut self, n: usize) {
        let taken = self.read.buffer().get(..n).unwrap_or_default();
        self.lines += memchr::memchr_iter(b'\n', taken).count() as u64;
        self.read.consume(n);
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    fn walk(xml: &str) -> Result<String, String> {
        let mut xml = Xml::new(xml.as_bytes(), 5);
        let mut out = String::new();
        loop {
            match xml.next().map_err(|error| error.to_string())? {
                None => return Ok(out),
                Some(XmlNode::Start(name, attributes)) => {
                    write!(out, "<{name} {:?}>", attributes.0.values()).unwrap();
                }
                Some(XmlNode::Text(text)) => out += &text,
                Some(XmlNode::End) => out += "</>",
            }
        }
    }

    #[test]
    fn elements_texts_and_references() {
        let xml = "<?xml version=\"1.0\"?><!-- c --><a x='1 &lt; &#50;'><n:b/>t &amp; &#x41; &unknown; A&B<![CDATA[<c>]]></a>";
        assert_eq!(
            walk(xml).unwrap(),
            "<a [\"1 < 2\"]><b []></>t & A &unknown; A&B<c></>"
        );
    }

    #[test]
    fn what_is_broken_says_where() {
        insta::assert_snapshot!(walk("<a>\n<b>").unwrap_err(), @"not valid XML at byte 7 (line 2): unexpected end. Was the download cut off?");
        insta::assert_snapshot!(walk("<a>\n</b>").unwrap_err(), @"not valid XML at byte 4 (line 2): ill-formed document: expected `</a>`, but `</b>` was found");
        insta::assert_snapshot!(walk("<a><a><a><a><a><a>").unwrap_err(), @"XML nested too deeply at byte 15 (line 1): more than 5 levels");
        insta::assert_snapshot!(walk("no xml").unwrap_err(), @"holds no XML element");
    }
}

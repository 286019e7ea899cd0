//! Private keys over several lines, and JSON Web Tokens.

use std::ops::Range;

use super::{ahead, behind, full_stretch, stretch};

/// A key further than this from its start has lost its end line; bytes.
const LONGEST: usize = 16 * 1024;
/// Lines of base64 are longer than this, but for the last; bytes.
const SHORTEST_LINE: usize = 16;
/// No writer makes longer ones; bytes.
const LONGEST_LINE: usize = 76;
const LABEL: &str = "PRIVATE KEY";

/// A private key in PEM. Where its end was cut off, all lines that look like a
/// part of it; where its start was, all that do before its end.
///
/// Source: RFC 7468; RFC 1421 for headers; RFC 4716 for four dashes; `OpenPGP`'s
/// armor (RFC 9580, section 6.2).
pub(crate) fn pem(text: &str, keyword: Range<usize>) -> Option<Range<usize>> {
    if &text[keyword.clone()] != LABEL {
        return None;
    }
    let before = &text[..keyword.start];
    let line = behind(text, keyword.start).rsplit('\n').next()?;
    let is_word = |verb: &str| {
        let at = before.len() - line.len() + line.rfind(verb)?;
        let dashes = before[..at].trim_end().trim_end_matches('-').len();
        before[dashes..at].starts_with('-').then_some(dashes)
    };
    let (begin, end) = (is_word("BEGIN "), is_word("END "));
    if let Some(start) = begin.filter(|begin| Some(*begin) > end) {
        let body = keyword.end;
        return Some(start..closing(text, body).unwrap_or_else(|| forward(text, body)));
    }
    let dashes = end?;
    let tail = keyword.end + edge(&text[keyword.end..]);
    Some(backward(&text[..dashes])..tail)
}

/// Past the end line, if there is one.
fn closing(text: &str, body: usize) -> Option<usize> {
    let near = &text[body..text.floor_char_boundary(body + LONGEST)];
    let end = near.find("END ")?;
    let label = end + near[end..].find(LABEL)? + LABEL.len();
    if near[end..label].contains('\n') {
        return None;
    }
    Some(body + label + edge(&near[label..]))
}

/// Length of what ends a first or last line.
fn edge(text: &str) -> usize {
    text.len()
        - text
            .trim_start_matches(" BLOCK")
            .trim_start_matches('-')
            .len()
}

/// Past the last line after `start` that belongs to the key.
fn forward(text: &str, start: usize) -> usize {
    let text_end = text.trim_end().len();
    let mut end = start + edge(&text[start..]);
    loop {
        let rest = &text[end..];
        let line = rest.trim_start_matches(is_gap).trim_start_matches(r"\n");
        let at = end + rest.len() - line.len();
        let len = line_len(line, text_end.saturating_sub(at));
        if at == end || len == 0 {
            return end;
        }
        end = at + len;
    }
}

/// Length of a key's line: base64, a header, or base64 after what a log puts
/// before each line. 0 for any other. The last one, `left` bytes before the
/// text's end, may be short.
fn line_len(text: &str, left: usize) -> usize {
    let near = &text[..text.floor_char_boundary(LONGEST)];
    let line = near.split('\n').next().unwrap_or(near);
    let len = line.bytes().take_while(|b| is_base64(*b)).count();
    if len >= SHORTEST_LINE || (len > 0 && len == left) {
        return len;
    }
    let last = line.split_ascii_whitespace().next_back().unwrap_or(line);
    let is_logged = last.len() >= SHORTEST_LINE && last.bytes().all(is_base64);
    if is_logged || is_header(line) {
        line.trim_end().len()
    } else {
        0
    }
}

/// Start of the first line before the end line that belongs to the key.
fn backward(text: &str) -> usize {
    let mut start = text.len();
    let mut lines = 0;
    loop {
        let head = text[..start].trim_end_matches(is_gap);
        let head = head.strip_suffix(r"\n").unwrap_or(head);
        let len = head.bytes().rev().take_while(|b| is_base64(*b)).count();
        if len == 0 || (lines > 0 && len < SHORTEST_LINE) {
            return start;
        }
        start = head.len() - len;
        lines += 1;
    }
}

/// The part of a private key that a text by itself can be whose lines were made
/// records of their own, where there is nothing around them to know them by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyLine {
    /// The line before the key.
    Begin,
    /// The line behind it.
    End,
    /// Surely a line out of the middle of one: of the length that OpenSSL
    /// (64), OpenSSH (70) or MIME (76) give them, and of what random base64 is.
    Full,
    /// One if another line of it is next to it: the shorter last line, a header.
    Perhaps,
}

impl KeyLine {
    /// `None` where the text is no such line.
    pub fn of(text: &str) -> Option<Self> {
        let line = text.trim_ascii();
        if line.starts_with('-') {
            return edge_line(line);
        }
        if is_lone_line(line) {
            return Some(Self::Full);
        }
        let is_rest = line.len() <= LONGEST_LINE
            && line.len().is_multiple_of(4)
            && !line.is_empty()
            && line.bytes().all(is_base64);
        (is_rest || is_header(line)).then_some(Self::Perhaps)
    }
}

/// A first or last line alone.
fn edge_line(line: &str) -> Option<KeyLine> {
    let words = line.trim_matches('-').trim_end_matches(" BLOCK");
    let is_one = line.ends_with('-') && words.ends_with(LABEL) && !words.contains('\n');
    let verb = words.split_ascii_whitespace().next().filter(|_| is_one)?;
    match verb {
        "BEGIN" => Some(KeyLine::Begin),
        "END" => Some(KeyLine::End),
        _ => None,
    }
}

fn is_lone_line(line: &str) -> bool {
    let has = |of: fn(&u8) -> bool| line.as_bytes().iter().any(of);
    matches!(line.len(), 64 | 70 | LONGEST_LINE)
        && line.bytes().all(is_base64)
        && has(u8::is_ascii_uppercase)
        && has(u8::is_ascii_lowercase)
        && has(u8::is_ascii_digit)
}

fn is_header(line: &str) -> bool {
    const HEADERS: [&str; 4] = ["Proc-Type:", "DEK-Info:", "Version:", "Comment:"];
    HEADERS.iter().any(|name| line.starts_with(name))
}

/// Between lines; with what a quoted reply or a block of YAML puts there.
fn is_gap(c: char) -> bool {
    c.is_ascii_whitespace() || matches!(c, '>' | '|')
}

fn is_base64(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=')
}

/// Two or more parts of base64url, the first two of them JSON objects; or the
/// five of an encrypted one (RFC 7516).
pub(crate) fn jwt(text: &str, keyword: Range<usize>) -> Option<Range<usize>> {
    let start = keyword.start;
    if &text[keyword] != "eyJ" {
        return None;
    }
    let dot = memchr::memchr(b'.', ahead(text, start).as_bytes())?;
    if dot < 10 {
        return None;
    }
    let ends = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '='));
    let (near, _) = stretch(text, start, ends);
    let mut parts = text[start..near].split('.');
    let header = parts.next().is_some_and(|part| part.len() == dot);
    let signed = parts.next().is_some_and(|part| part.starts_with("eyJ"));
    let encrypted = parts.count() == 3;
    (header && (signed || encrypted)).then(|| {
        let token = &text[start..full_stretch(text, start, ends)];
        start..start + token.trim_end_matches('.').len()
    })
}

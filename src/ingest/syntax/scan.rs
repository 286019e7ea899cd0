//! A pull scanner for JSON (RFC 8259) that looks at structure alone.
//!
//! It walks a document of any size without holding it, and gives whole values
//! as raw text for a real parser to read. Strings and brackets are balanced
//! and nesting is bounded; what is inside a value is checked by its parser.

use std::borrow::Cow;
use std::io::Read;

use crate::ingest::error::{InputPosition, ReadError};
use crate::ingest::syntax::window::ByteWindow;

/// Nesting that is tracked; [`Limits::depth`](crate::ingest::Limits::depth) above it means this.
pub(crate) const MAX_DEPTH: usize = 128;

/// Longer values are refused: they have to fit into memory.
const MAX_VALUE: usize = 48 << 20;

/// Where a value's end is, over any number of buffers.
#[derive(Debug, Default)]
struct Nesting {
    depth: usize,
    /// One bit a level: set for an object.
    objects: u128,
    in_string: bool,
    escaped: bool,
}

enum ScanStep {
    /// The value ends after this many bytes.
    Ends(usize),
    /// All bytes belong to it, and more.
    More,
    /// The byte here can't be: too deep, or the wrong bracket.
    TooDeep(usize),
    Mismatch(usize),
}

impl Nesting {
    /// Takes in the next bytes of an object, an array or a string.
    fn advance(&mut self, bytes: &[u8], max_depth: usize) -> ScanStep {
        let mut i = 0;
        while let Some(rest) = bytes.get(i..).filter(|rest| !rest.is_empty()) {
            if self.in_string {
                match self.string(rest) {
                    Some(n) => i += n,
                    None => return ScanStep::More,
                }
                if self.depth == 0 && !self.in_string {
                    return ScanStep::Ends(i);
                }
                continue;
            }
            let Some(n) = rest.iter().position(|&byte| is_structural(byte)) else {
                return ScanStep::More;
            };
            i += n + 1;
            match rest[n] {
                b'"' => self.in_string = true,
                open @ (b'{' | b'[') => {
                    if self.depth >= max_depth {
                        return ScanStep::TooDeep(i - 1);
                    }
                    self.objects = self.objects << 1 | u128::from(open == b'{');
                    self.depth += 1;
                }
                close => {
                    if self.depth == 0 || (self.objects & 1 == 1) != (close == b'}') {
                        return ScanStep::Mismatch(i - 1);
                    }
                    self.objects >>= 1;
                    self.depth -= 1;
                    if self.depth == 0 {
                        return ScanStep::Ends(i);
                    }
                }
            }
        }
        ScanStep::More
    }

    /// Bytes up to and with the string's end, or to where an escape leads.
    fn string(&mut self, bytes: &[u8]) -> Option<usize> {
        if std::mem::take(&mut self.escaped) {
            return Some(1);
        }
        let at = memchr::memchr2(b'"', b'\\', bytes)?;
        if bytes[at] == b'"' {
            self.in_string = false;
        } else {
            self.escaped = true;
        }
        Some(at + 1)
    }
}

fn is_structural(byte: u8) -> bool {
    const TABLE: [bool; 256] = {
        let mut table = [false; 256];
        table[b'"' as usize] = true;
        table[b'{' as usize] = true;
        table[b'}' as usize] = true;
        table[b'[' as usize] = true;
        table[b']' as usize] = true;
        table
    };
    TABLE[byte as usize]
}

/// The kind of the value that comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum JsonKind {
    Object,
    Array,
    /// A string, number, boolean or null.
    Scalar,
}

/// Walks JSON documents, one after the other.
#[derive(Debug)]
pub(crate) struct Scanner<R> {
    window: ByteWindow<R>,
    max_depth: usize,
    /// Containers entered.
    depth: usize,
}

impl<R: Read> Scanner<R> {
    pub(crate) fn new(read: R, max_depth: usize) -> Self {
        Self {
            window: ByteWindow::new(read),
            max_depth: max_depth.min(MAX_DEPTH),
            depth: 0,
        }
    }

    /// Returns where the scanner stands.
    pub(crate) fn place(&self) -> InputPosition {
        self.window.place(0)
    }

    /// At most `n` of the bytes that come next, as far as they are read.
    pub(crate) fn ahead(&self, n: usize) -> &[u8] {
        let bytes = self.window.bytes();
        bytes.get(..n.min(bytes.len())).unwrap_or_default()
    }

    /// The next byte that is no white space, left where it is.
    pub(crate) fn peek(&mut self) -> Result<Option<u8>, ReadError> {
        loop {
            let bytes = self.window.bytes();
            let blank = bytes.iter().position(|b| !is_blank(*b));
            let n = blank.unwrap_or(bytes.len());
            if n > 0 {
                self.window.take(n);
            }
            if let Some(byte) = self.window.bytes().first() {
                return Ok(Some(*byte));
            }
            if !self.window.fill()? {
                return Ok(None);
            }
        }
    }

    fn peek_inside(&mut self) -> Result<u8, ReadError> {
        self.peek()?
            .ok_or_else(|| ReadError::json_ends(self.place()))
    }

    /// Returns what comes next; `None` at the end of the stream.
    pub(crate) fn kind(&mut self) -> Result<Option<JsonKind>, ReadError> {
        Ok(self.peek()?.map(|byte| match byte {
            b'{' => JsonKind::Object,
            b'[' => JsonKind::Array,
            _ => JsonKind::Scalar,
        }))
    }

    /// Goes into the object or array that comes next.
    pub(crate) fn enter(&mut self) -> Result<(), ReadError> {
        if self.depth >= self.max_depth {
            return Err(too_deep(self.place(), self.max_depth));
        }
        self.depth += 1;
        self.window.take(1);
        Ok(())
    }

    /// Goes to the next element of the array the scanner is in; false after
    /// the last, with the array left.
    pub(crate) fn element(&mut self, first: bool) -> Result<bool, ReadError> {
        self.member(first, b']')
    }

    /// Goes to the next member of the object the scanner is in and takes its
    /// key; `None` after the last, with the object left.
    pub(crate) fn key(&mut self, first: bool) -> Result<Option<String>, ReadError> {
        if !self.member(first, b'}')? {
            return Ok(None);
        }
        let at = self.place();
        if self.peek_inside()? != b'"' {
            return Err(ReadError::json(at, "expected a key in quotes"));
        }
        let raw = self.value()?;
        let key = serde_json::from_slice::<String>(raw)
            .map_err(|_| ReadError::json(at, "a key that is not a string"))?;
        if self.peek_inside()? != b':' {
            return Err(ReadError::json(self.place(), "expected `:`"));
        }
        self.window.take(1);
        Ok(Some(key))
    }

    fn member(&mut self, first: bool, close: u8) -> Result<bool, ReadError> {
        let mut byte = self.peek_inside()?;
        if byte == close {
            self.window.take(1);
            self.depth = self.depth.saturating_sub(1);
            return Ok(false);
        }
        if !first {
            if byte != b',' {
                return Err(ReadError::json(self.place(), "expected `,`"));
            }
            self.window.take(1);
            byte = self.peek_inside()?;
            if byte == close {
                return Err(ReadError::json(self.place(), "a comma before the end"));
            }
        }
        Ok(true)
    }

    /// Takes the value that comes next, whole.
    pub(crate) fn value(&mut self) -> Result<&[u8], ReadError> {
        let len = match self.peek_inside()? {
            b'{' | b'[' | b'"' => self.nested_len()?,
            _ => self.scalar_len()?,
        };
        Ok(self.window.taken(len))
    }

    /// As [`Scanner::value`]; one that is too long is passed over.
    pub(crate) fn value_or_skip(&mut self) -> Result<Option<&[u8]>, ReadError> {
        let len = match self.peek_inside()? {
            b'{' | b'[' | b'"' => self.len_within()?,
            _ => Some(self.scalar_len()?),
        };
        match len {
            Some(len) => Ok(Some(self.window.taken(len))),
            None => self.skip().map(|()| None),
        }
    }

    fn nested_len(&mut self) -> Result<usize, ReadError> {
        let len = self.len_within()?;
        len.ok_or_else(|| too_long(self.place()))
    }

    /// `None`: it is too long.
    fn len_within(&mut self) -> Result<Option<usize>, ReadError> {
        let mut nesting = Nesting::default();
        let mut seen = 0;
        let room = self.max_depth - self.depth;
        loop {
            let unseen = self.window.bytes().get(seen..).unwrap_or_default();
            match nesting.advance(unseen, room) {
                ScanStep::Ends(n) => return Ok(Some(seen + n)),
                ScanStep::More => seen += unseen.len(),
                ScanStep::TooDeep(n) => {
                    return Err(too_deep(self.window.place(seen + n), self.max_depth));
                }
                ScanStep::Mismatch(n) => {
                    let at = self.window.place(seen + n);
                    return Err(ReadError::json(at, "a bracket that closes nothing"));
                }
            }
            if seen > MAX_VALUE {
                return Ok(None);
            }
            if !self.window.fill()? {
                return Err(ReadError::json_ends(self.window.place(seen)));
            }
        }
    }

    fn scalar_len(&mut self) -> Result<usize, ReadError> {
        let mut seen = 0;
        loop {
            let unseen = self.window.bytes().get(seen..).unwrap_or_default();
            let end = unseen
                .iter()
                .position(|b| is_blank(*b) || matches!(b, b',' | b']' | b'}' | b':' | b'"'));
            let len = seen + end.unwrap_or(unseen.len());
            if len > 64 || (end.is_some() && len == 0) {
                return Err(ReadError::json(self.place(), "expected a value"));
            }
            if end.is_some() {
                return Ok(len);
            }
            seen = len;
            if !self.window.fill()? {
                return Ok(seen);
            }
        }
    }

    /// Passes over the value that comes next, however long it is.
    pub(crate) fn skip(&mut self) -> Result<(), ReadError> {
        if !matches!(self.peek_inside()?, b'{' | b'[' | b'"') {
            let len = self.scalar_len()?;
            self.window.take(len);
            return Ok(());
        }
        let mut nesting = Nesting::default();
        let room = self.max_depth - self.depth;
        loop {
            let bytes = self.window.bytes();
            match nesting.advance(bytes, room) {
                ScanStep::Ends(n) => {
                    self.window.take(n);
                    return Ok(());
                }
                ScanStep::More => {
                    let all = bytes.len();
                    self.window.take(all);
                }
                ScanStep::TooDeep(n) => return Err(too_deep(self.window.place(n), self.max_depth)),
                ScanStep::Mismatch(n) => {
                    let at = self.window.place(n);
                    return Err(ReadError::json(at, "a bracket that closes nothing"));
                }
            }
            if !self.window.fill()? {
                return Err(ReadError::json_ends(self.place()));
            }
        }
    }
}

/// White space between JSON values. RFC 7464's record separator and the NUL
/// that Code Climate puts behind each issue count as such between documents;
/// inside one, no writer puts them, and letting them pass harms nothing.
fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t' | 0 | 0x1e)
}

pub(crate) fn too_deep(at: InputPosition, max: usize) -> ReadError {
    ReadError::new("JSON nested too deeply")
        .at(at)
        .detail(format!("more than {max} levels"))
}

fn too_long(at: InputPosition) -> ReadError {
    ReadError::new("one JSON value is too long")
        .at(at)
        .detail(format!("more than {} MiB", MAX_VALUE >> 20))
}

/// Returns where brackets are nested more than [`MAX_DEPTH`] deep, if anywhere.
/// Parsers go down with the nesting, and would run out of stack.
pub(crate) fn deep(json: &[u8]) -> Option<usize> {
    if opened(json) <= MAX_DEPTH {
        return None;
    }
    match Nesting::default().advance(json, MAX_DEPTH) {
        ScanStep::TooDeep(at) => Some(at),
        _ => None,
    }
}

/// Returns how many `{` and `[` there are, which differ in one bit. Every item
/// is looked at, so this is in the form that compilers make vector code of.
fn opened(json: &[u8]) -> usize {
    fn count(bytes: &[u8]) -> usize {
        let opened: u8 = bytes.iter().map(|byte| u8::from(byte | 0x20 == b'{')).sum();
        usize::from(opened)
    }
    let (chunks, rest) = json.as_chunks::<128>();
    chunks.iter().map(|chunk| count(chunk)).sum::<usize>() + count(rest)
}

/// The reference tokens of a JSON Pointer (RFC 6901); a name without a leading
/// slash is one token.
pub(crate) fn tokens(pointer: &str) -> Vec<Cow<'_, str>> {
    if pointer.is_empty() {
        return Vec::new();
    }
    pointer
        .strip_prefix('/')
        .unwrap_or(pointer)
        .split('/')
        .map(|token| {
            if token.contains('~') {
                Cow::Owned(token.replace("~1", "/").replace("~0", "~"))
            } else {
                Cow::Borrowed(token)
            }
        })
        .collect()
}

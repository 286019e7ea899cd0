//! The quick half of the skeleton: one pass over a message's bytes.

use super::bytes::{CLASS, DELIMITER, DIGIT, DOT, SPACE, WORD};
use super::token::{self, TokenContext};

/// Stands for what varies.
pub(crate) const VARIES: &[u8] = b"<*>";

/// Masked text ends after about so many bytes.
const MAX_BYTES: usize = 4096;

/// Appends `message` with everything that varies replaced by `<*>`.
///
/// Runs of `<*>` with nothing but punctuation between them become one, so that
/// a list masks to the same whatever its length. The bytes appended are UTF-8
/// where the message is.
pub(crate) fn mask(message: &[u8], out: &mut Vec<u8>) {
    let start = out.len();
    if !Mask::new(message, out, false).run() {
        // All of it varies: so that not everything of that kind is one, names
        // keep their letters.
        out.truncate(start);
        Mask::new(message, out, true).run();
    }
}

struct Mask<'m, 'o> {
    message: &'m [u8],
    writer: MaskWriter<'m, 'o>,
    context: TokenContext<'m>,
    /// Names that would vary keep their letters.
    keep_names: bool,
}

impl<'m, 'o> Mask<'m, 'o> {
    fn new(message: &'m [u8], out: &'o mut Vec<u8>, keep_names: bool) -> Self {
        Self {
            message,
            writer: MaskWriter::new(message, out),
            context: TokenContext::of(message),
            keep_names,
        }
    }

    /// Masks the message; false if no constant word is left of it.
    fn run(mut self) -> bool {
        let mut at = 0;
        while let Some(&byte) = self.message.get(at) {
            let class = CLASS[byte as usize];
            at = if class & SPACE != 0 {
                self.space(at)
            } else if class & DELIMITER != 0 {
                self.delimiter(at, byte)
            } else {
                self.token(at)
            };
            if self.writer.is_full(at) {
                break;
            }
        }
        self.writer.finish(at)
    }

    /// Takes a run of space that starts at `start`; returns where it ends.
    fn space(&mut self, start: usize) -> usize {
        let is_space = |b: &u8| CLASS[*b as usize] & SPACE != 0;
        let mut end = start + 1;
        while self.message.get(end).is_some_and(is_space) {
            end += 1;
        }
        self.writer.space(start, end);
        end
    }

    /// Takes the delimiter at `start`, and the quoted value that it opens.
    fn delimiter(&mut self, start: usize, byte: u8) -> usize {
        let is_quote = matches!(byte, b'"' | b'\'');
        if !is_quote || !self.context.is_value_at(self.message, start) {
            return start + 1;
        }
        match memchr::memchr(byte, &self.message[start + 1..]) {
            Some(length @ 1..) => {
                self.writer.variable(start + 1, start + 1 + length, 0);
                start + length + 2
            }
            _ => start + 1,
        }
    }

    /// Takes the token that starts at `start`, and one space behind it; returns
    /// where it ends.
    fn token(&mut self, start: usize) -> usize {
        let (end, seen) = scan(self.message, start);
        let text = &self.message[start..end];
        let rest = &self.message[end..];
        let in_pair = start > 0 && self.message[start - 1] == b'=' && rest.first() != Some(&b'=');
        let end = if token::is_plain_word(text, seen) && !in_pair && rest.first() != Some(&b':') {
            self.writer.word();
            self.context.push(text);
            end
        } else {
            self.odd_token(start, end, seen, in_pair)
        };
        self.past_space(end)
    }

    /// Behind a single space, of which there is nothing to say.
    fn past_space(&self, at: usize) -> usize {
        match self.message.get(at..at + 2) {
            Some(&[b' ', next]) if CLASS[next as usize] & SPACE == 0 => at + 1,
            _ => at,
        }
    }

    /// Takes a token that may vary; returns where it ends.
    fn odd_token(&mut self, start: usize, end: usize, seen: u8, in_pair: bool) -> usize {
        let text = &self.message[start..end];
        let rest = &self.message[end..];
        if let Some(length) = self.address(text, rest) {
            self.writer.variable(start, end + length, 0);
            self.context.push(text);
            return end + length;
        }
        if seen & DOT != 0
            && let Some((label, dots)) = token::leader(text)
        {
            let value = start + label.len() + dots;
            self.writer.word();
            self.writer.replace(start + label.len(), b"...", value);
            self.context.push(label);
            return value;
        }
        let text = &text[..text.len() - token::trailing_stops(text)];
        if self.context.varies(text, seen, in_pair) {
            self.varying(text, start, seen);
        } else if seen & (WORD | DIGIT) != 0 {
            self.writer.word();
        }
        self.context.push(text);
        end
    }

    /// The length of what makes an address of a token: `://host/path`, `:80`.
    fn address(&self, text: &[u8], rest: &[u8]) -> Option<usize> {
        if rest.first() != Some(&b':') {
            return None;
        }
        if rest.starts_with(b"://") {
            return Some(token::url_length(rest));
        }
        token::port_length(rest).filter(|_| self.context.is_host(text))
    }

    fn varying(&mut self, text: &[u8], start: usize, seen: u8) {
        if self.keep_names && token::is_name(text, seen) {
            self.name(text, start);
        } else {
            let unit = token::unit_suffix(text).len();
            self.writer.variable(start, start + text.len(), unit);
        }
    }

    /// A name whose runs of digits vary: `jetty-6.1.26`, `r24`.
    fn name(&mut self, text: &[u8], start: usize) {
        let mut at = start;
        for part in text.chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit()) {
            if part[0].is_ascii_digit() {
                self.writer.variable(at, at + part.len(), 0);
            } else if part.iter().any(|b| CLASS[*b as usize] & WORD != 0) {
                self.writer.word();
            }
            at += part.len();
        }
    }
}

/// The end of the token at `start`, and the classes of its bytes.
fn scan(message: &[u8], start: usize) -> (usize, u8) {
    let mut seen = 0;
    for (offset, &byte) in message[start..].iter().enumerate() {
        let class = CLASS[byte as usize];
        if class & (SPACE | DELIMITER) != 0 {
            return (start + offset, seen);
        }
        seen |= class;
    }
    (message.len(), seen)
}

/// Copies a message in as few pieces as may be.
struct MaskWriter<'m, 'o> {
    message: &'m [u8],
    out: &'o mut Vec<u8>,
    /// Where in `out` this message starts.
    start: usize,
    /// How far the message is copied or left out.
    done: usize,
    /// Where the last `<*>` ends in `out`, if only punctuation came since.
    last_variable: Option<usize>,
    /// A constant word was met.
    has_words: bool,
}

impl<'m, 'o> MaskWriter<'m, 'o> {
    fn new(message: &'m [u8], out: &'o mut Vec<u8>) -> Self {
        Self {
            message,
            start: out.len(),
            out,
            done: 0,
            last_variable: None,
            has_words: false,
        }
    }

    fn copy_to(&mut self, at: usize) {
        self.out.extend_from_slice(&self.message[self.done..at]);
        self.done = at;
    }

    /// Puts `text` in place of the message from `from` to `to`.
    fn replace(&mut self, from: usize, text: &[u8], to: usize) {
        self.copy_to(from);
        self.out.extend_from_slice(text);
        self.done = to;
    }

    /// The message varies from `from` to `to`, where a unit of `unit` bytes ends.
    fn variable(&mut self, from: usize, to: usize, unit: usize) {
        if let Some(end) = self.last_variable {
            // What came since is punctuation, and goes.
            self.out.truncate(end);
            self.done = to;
        } else {
            self.replace(from, VARIES, to - unit);
            self.copy_to(to);
            self.last_variable = Some(self.out.len());
        }
    }

    /// A constant word is met.
    fn word(&mut self) {
        self.last_variable = None;
        self.has_words = true;
    }

    /// The message is space from `from` to `to`: none at its start, else one.
    fn space(&mut self, from: usize, to: usize) {
        if from == 0 {
            self.done = to;
        } else if to - from > 1 || self.message[from] != b' ' {
            self.replace(from, b" ", to);
        }
    }

    fn is_full(&self, at: usize) -> bool {
        self.out.len() - self.start + (at - self.done) > MAX_BYTES
    }

    fn finish(mut self, at: usize) -> bool {
        self.copy_to(at);
        if self.out.len() > self.start && self.out.last() == Some(&b' ') {
            self.out.pop();
        }
        self.has_words
    }
}

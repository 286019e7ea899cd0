//! The quick half of the skeleton: one pass over a message's bytes.

use super::bytes::{AT, CLASS, DIGIT, DOT, NOT_HEX, SLASH, SPACE, WORD, is_boundary};
use super::words;

/// Stands for what varies.
pub(super) const VARIES: &[u8] = b"<*>";

/// Masked text ends after about so many bytes.
const MAX_BYTES: usize = 4096;

/// A token longer than this is data.
const MAX_TOKEN: usize = 256;

/// Bare hexadecimal of this many digits is an identifier.
const HEX_DIGITS: usize = 6;

/// Appends `message` with everything that varies replaced by `<*>`.
///
/// Runs of `<*>` with nothing but punctuation between them become one, so that
/// a list masks to the same whatever its length. The bytes appended are UTF-8
/// where the message is.
pub(super) fn mask(message: &[u8], out: &mut Vec<u8>) {
    let start = out.len();
    if !Mask::new(message, out, false).run(message) {
        // All of it varies: so that not everything of that kind is one, names
        // keep their letters.
        out.truncate(start);
        Mask::new(message, out, true).run(message);
    }
}

struct Mask<'m, 'o> {
    out: &'o mut Vec<u8>,
    /// Where the last `<*>` ends in `out`, if only punctuation came since.
    last_variable: Option<usize>,
    /// The last two tokens, newest first: the context of a status code.
    words: [&'m [u8]; 2],
    /// A request line was seen.
    in_access_log: bool,
    /// The message is pairs of `key=value`, not prose.
    is_logfmt: bool,
    /// Names that would vary keep their letters.
    keep_names: bool,
    /// A constant word was written.
    has_words: bool,
}

impl<'m, 'o> Mask<'m, 'o> {
    fn new(message: &[u8], out: &'o mut Vec<u8>, keep_names: bool) -> Self {
        Self {
            out,
            last_variable: None,
            words: [&[], &[]],
            in_access_log: false,
            is_logfmt: starts_with_pair(message),
            keep_names,
            has_words: false,
        }
    }

    /// Masks a message; false if no constant word is left of it.
    fn run(mut self, message: &'m [u8]) -> bool {
        let start = self.out.len();
        let mut at = 0;
        let mut space = false;
        while let Some(&byte) = message.get(at) {
            if self.out.len() - start > MAX_BYTES {
                break;
            }
            let class = CLASS[byte as usize];
            if class & SPACE != 0 {
                space = true;
                at += 1;
                continue;
            }
            if space && self.out.len() > start {
                self.out.push(b' ');
            }
            space = false;
            if is_boundary(byte) {
                at += self.delimiter(&message[at..]);
            } else {
                at = self.token(message, at);
            }
        }
        self.has_words
    }

    /// Takes the delimiter that `rest` starts with, and the quoted value that
    /// it opens; returns how many bytes that is.
    fn delimiter(&mut self, rest: &[u8]) -> usize {
        let quote = rest[0];
        let opens = matches!(quote, b'"' | b'\'')
            && self.out.ends_with(b"=")
            && !words::is_telling_key(self.words[0]);
        self.out.push(quote);
        let length = rest[1..].iter().position(|b| *b == quote);
        let Some(length) = length.filter(|length| opens && *length > 0) else {
            return 1;
        };
        self.variable(b"");
        self.out.push(quote);
        length + 2
    }

    /// Takes the token that starts at `start`; returns where it ends.
    fn token(&mut self, message: &'m [u8], start: usize) -> usize {
        let (end, seen) = scan(message, start);
        let rest = &message[end..];
        if rest.starts_with(b"://") {
            self.variable(b"");
            return end + url_length(rest);
        }
        let token = &message[start..end];
        let leader = if seen & DOT == 0 { None } else { leader(token) };
        if let Some((label, dots)) = leader.filter(|(label, _)| !label.is_empty()) {
            self.constant(label, WORD);
            self.out.extend_from_slice(b"...");
            self.words = [label, self.words[0]];
            return start + label.len() + dots;
        }
        let kept = token.len() - trailing_stops(token);
        let (token, stops) = token.split_at(kept);
        if self.is_variable(token, seen, rest) {
            if self.keep_names && is_name(token, seen) {
                self.name(token);
            } else {
                self.variable(unit_suffix(token));
            }
        } else {
            self.constant(token, seen);
        }
        self.out.extend_from_slice(stops);
        self.words = [token, self.words[0]];
        end
    }

    fn is_variable(&mut self, token: &[u8], seen: u8, rest: &[u8]) -> bool {
        if seen & DIGIT != 0 {
            self.in_access_log |= token.starts_with(b"HTTP/");
            return !(self.is_status(token) || is_exception(token));
        }
        let odd = seen & (DOT | SLASH | AT) != 0 && is_name_or_path(token, seen);
        odd || token.len() > MAX_TOKEN
            || (seen & NOT_HEX == 0 && token.len() >= HEX_DIGITS)
            || self.is_value(token, rest)
    }

    /// A status that tells failures apart. In an access log 4xx is the
    /// caller's doing and routine; elsewhere it is what the program ran into.
    fn is_status(&self, token: &[u8]) -> bool {
        let [class @ (b'4' | b'5'), b'0'..=b'9', b'0'..=b'9'] = token else {
            return false;
        };
        let announced = words::announces_status(self.words[0])
            || (words::announces_status(self.words[1]) && self.words[0].len() <= 4);
        if self.in_access_log {
            let at_once = self.words[0].starts_with(b"HTTP/");
            return *class == b'5' && (announced || at_once);
        }
        announced || self.words[0].starts_with(b"HTTP/")
    }

    /// The value of a pair, unless its key tells what happened. In prose a
    /// bare word after `=` is as often a state as a name and stays.
    fn is_value(&self, token: &[u8], rest: &[u8]) -> bool {
        self.is_logfmt
            && self.out.ends_with(b"=")
            && rest.first() != Some(&b'=')
            && !words::is_telling_key(self.words[0])
            && !words::is_error_name(token)
    }

    fn variable(&mut self, unit: &[u8]) {
        match self.last_variable {
            Some(end) => self.out.truncate(end),
            None => self.out.extend_from_slice(VARIES),
        }
        if self.last_variable.is_none() {
            self.out.extend_from_slice(unit);
        }
        self.last_variable = Some(self.out.len());
    }

    fn constant(&mut self, token: &[u8], seen: u8) {
        self.out.extend_from_slice(token);
        if seen & (WORD | DIGIT) != 0 {
            self.last_variable = None;
            self.has_words = true;
        }
    }

    /// A name whose runs of digits vary: `jetty-6.1.26`, `r24`.
    fn name(&mut self, token: &[u8]) {
        for part in token.chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit()) {
            if part[0].is_ascii_digit() {
                self.variable(b"");
            } else {
                let seen = part.iter().fold(0, |seen, b| seen | CLASS[*b as usize]);
                self.constant(part, seen);
            }
        }
    }
}

/// A label and the length of the dots that lead from it to its value.
fn leader(token: &[u8]) -> Option<(&[u8], usize)> {
    let at = token.windows(3).position(|w| w == b"...")?;
    let dots = token[at..].iter().take_while(|b| **b == b'.').count();
    (at + dots < token.len()).then(|| (&token[..at], dots))
}

/// True for `key=value …`.
fn starts_with_pair(message: &[u8]) -> bool {
    let key = message
        .iter()
        .take_while(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b'.' | b'-'))
        .count();
    key > 0 && message.get(key) == Some(&b'=')
}

/// The end of the token at `start`, and the classes of its bytes.
fn scan(message: &[u8], start: usize) -> (usize, u8) {
    let mut seen = 0;
    for (offset, &byte) in message[start..].iter().enumerate() {
        if is_boundary(byte) {
            return (start + offset, seen);
        }
        seen |= CLASS[byte as usize];
    }
    (message.len(), seen)
}

/// How many sentence marks end a token.
fn trailing_stops(token: &[u8]) -> usize {
    token
        .iter()
        .rev()
        .take_while(|b| matches!(b, b'.' | b'!' | b'?'))
        .count()
}

/// The length of a URL's rest, from its `:` on.
fn url_length(rest: &[u8]) -> usize {
    let end = rest
        .iter()
        .position(|&b| CLASS[b as usize] & SPACE != 0 || b"\"'`<>)]}|".contains(&b))
        .unwrap_or(rest.len());
    let stops = |b: &&u8| b".,;:!?".contains(*b);
    end - rest[..end].iter().rev().take_while(stops).count()
}

/// A path, an e-mail address or a dotted name; not a word with a full stop,
/// `and/or`, or an exception's type.
fn is_name_or_path(token: &[u8], seen: u8) -> bool {
    if seen & WORD == 0 {
        return false;
    }
    if seen & AT != 0 && !token.starts_with(b"@") && !token.ends_with(b"@") {
        return true;
    }
    if seen & SLASH != 0 {
        return separators(token) > 1 || matches!(token[0], b'/' | b'.' | b'~') || is_dotted(token);
    }
    is_dotted(token)
}

/// Not a path, an address, or bare hexadecimal.
fn is_name(token: &[u8], seen: u8) -> bool {
    let has_letter = |b: &u8| CLASS[*b as usize] & (WORD | NOT_HEX) == WORD | NOT_HEX;
    seen & (SLASH | AT) == 0 && token.iter().any(has_letter)
}

/// How often a token is parted as a path is; a written-out line break or tab
/// is no part of one.
fn separators(token: &[u8]) -> usize {
    let separates = |(at, byte): &(usize, &u8)| match byte {
        b'/' => true,
        b'\\' => !matches!(token.get(at + 1), None | Some(b'n' | b'r' | b't' | b'\\')),
        _ => false,
    };
    token.iter().enumerate().filter(separates).count()
}

/// An exception's type whose package has a digit: `psycopg2.OperationalError`.
fn is_exception(token: &[u8]) -> bool {
    let last = token.rsplit(|b| *b == b'.').next().unwrap_or(token);
    last.len() < token.len() && last.iter().all(|b| is_word(*b)) && words::is_error_name(last)
}

fn is_dotted(token: &[u8]) -> bool {
    let dotted = token
        .windows(3)
        .any(|w| w[1] == b'.' && is_word(w[0]) && is_word(w[2]));
    dotted && !words::is_error_name(token)
}

fn is_word(byte: u8) -> bool {
    CLASS[byte as usize] & WORD != 0
}

/// The unit written onto a number: `s` of `25.0s`.
fn unit_suffix(token: &[u8]) -> &[u8] {
    let digits = token
        .iter()
        .take_while(|b| matches!(b, b'0'..=b'9' | b'.' | b'-' | b'+'))
        .count();
    let (number, unit) = token.split_at(digits);
    if !number.is_empty() && words::is_unit(unit) {
        unit
    } else {
        b""
    }
}

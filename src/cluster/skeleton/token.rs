//! What one token of a message is: constant, or a value.

use super::bytes::{AT, CLASS, DIGIT, DOT, NOT_HEX, SLASH, SPACE, WORD, is_boundary};
use super::words;

/// A token longer than this is data.
const MAX_TOKEN: usize = 256;

/// Bare hexadecimal of this many digits is an identifier.
const HEX_DIGITS: usize = 6;

/// The context in which a token stands: what came before it.
pub(crate) struct TokenContext<'m> {
    /// The last two tokens, newest first.
    words: [&'m [u8]; 2],
    /// A request line was seen.
    in_access_log: bool,
    /// The message is pairs of `key=value`, not prose.
    is_logfmt: bool,
}

impl<'m> TokenContext<'m> {
    /// At the start of a message.
    pub(crate) fn of(message: &[u8]) -> Self {
        Self {
            words: [&[], &[]],
            in_access_log: false,
            is_logfmt: starts_with_pair(message),
        }
    }

    /// Goes on past a token.
    pub(crate) fn push(&mut self, token: &'m [u8]) {
        self.words = [token, self.words[0]];
    }

    /// True if a value starts at `at`: after `=`, unless its key tells what
    /// happened.
    pub(crate) fn is_value_at(&self, message: &[u8], at: usize) -> bool {
        at > 0 && message[at - 1] == b'=' && !words::is_telling_key(self.words[0])
    }

    /// A host without a domain, where a port follows.
    pub(crate) fn is_host(&self, token: &[u8]) -> bool {
        token == b"localhost" || words::precedes_host(self.words[0])
    }

    /// Returns whether a token with bytes of the classes `seen` varies;
    /// `in_pair`: it is what follows `=`.
    pub(crate) fn varies(&mut self, token: &[u8], seen: u8, in_pair: bool) -> bool {
        if seen & DIGIT != 0 {
            self.in_access_log |= token.starts_with(b"HTTP/");
            return !(self.is_status(token) || (seen & DOT != 0 && is_exception(token)));
        }
        (seen & (DOT | SLASH | AT) != 0 && is_name_or_path(token, seen))
            || token.len() > MAX_TOKEN
            || (seen & NOT_HEX == 0 && token.len() >= HEX_DIGITS)
            || (self.is_logfmt && in_pair && self.is_plain_value(token))
    }

    /// The value of a pair, unless its key tells what happened. In prose a
    /// bare word after `=` is as often a state as a name and stays.
    fn is_plain_value(&self, token: &[u8]) -> bool {
        !words::is_telling_key(self.words[0]) && !words::is_error_name(token)
    }

    /// A status that tells failures apart. In an access log 4xx is the
    /// caller's doing and routine; elsewhere it is what the program ran into.
    fn is_status(&self, token: &[u8]) -> bool {
        let [class @ (b'4' | b'5'), b'0'..=b'9', b'0'..=b'9'] = token else {
            return false;
        };
        let [last, before] = self.words;
        let is_status = last.starts_with(b"HTTP/")
            || words::announces_status(last)
            || (words::announces_status(before) && last.len() <= 4);
        is_status && (*class == b'5' || !self.in_access_log)
    }
}

/// A word that is nothing else, as most tokens are; `seen`: the classes of its
/// bytes.
#[inline]
pub(crate) fn is_plain_word(token: &[u8], seen: u8) -> bool {
    seen & (DIGIT | DOT | SLASH | AT) == 0
        && seen & (WORD | NOT_HEX) == WORD | NOT_HEX
        && token.len() <= MAX_TOKEN
        && !matches!(token.last(), Some(b'!' | b'?'))
}

/// A label and the length of the dots that lead from it to its value.
pub(crate) fn leader(token: &[u8]) -> Option<(&[u8], usize)> {
    let at = token.windows(3).position(|w| w == b"...")?;
    let dots = token[at..].iter().take_while(|b| **b == b'.').count();
    (at > 0 && at + dots < token.len()).then(|| (&token[..at], dots))
}

/// True for `key=value …`.
fn starts_with_pair(message: &[u8]) -> bool {
    let key = message
        .iter()
        .take_while(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b'.' | b'-'))
        .count();
    key > 0 && message.get(key) == Some(&b'=')
}

/// Returns how many sentence marks end a token.
#[inline]
pub(crate) fn trailing_stops(token: &[u8]) -> usize {
    token
        .iter()
        .rev()
        .take_while(|b| matches!(b, b'.' | b'!' | b'?'))
        .count()
}

/// The length of `:PORT` at the start of a token's rest.
pub(crate) fn port_length(rest: &[u8]) -> Option<usize> {
    if !(rest.len() > 2 && rest[0] == b':' && rest[1].is_ascii_digit()) {
        return None;
    }
    let digits = rest[1..].iter().take_while(|b| b.is_ascii_digit()).count();
    let ends = rest
        .get(1 + digits)
        .is_none_or(|b| *b != b':' && is_boundary(*b));
    (matches!(digits, 2..=5) && ends).then_some(1 + digits)
}

/// The length of a URL's rest, from its `:` on.
pub(crate) fn url_length(rest: &[u8]) -> usize {
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
pub(crate) fn is_name(token: &[u8], seen: u8) -> bool {
    let has_letter = |b: &u8| CLASS[*b as usize] & (WORD | NOT_HEX) == WORD | NOT_HEX;
    let starts_as_word = token.first().is_some_and(|b| is_word(*b));
    seen & (SLASH | AT) == 0
        && starts_as_word
        && token.len() <= MAX_TOKEN
        && token.iter().any(has_letter)
}

/// Returns how often a token is parted as a path is; a written-out line break
/// or tab is no part of one.
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
pub(crate) fn unit_suffix(token: &[u8]) -> &[u8] {
    let digits = token
        .iter()
        .take_while(|b| matches!(b, b'0'..=b'9' | b'.' | b'-' | b'+'))
        .count();
    let (number, unit) = token.split_at(digits);
    let may_be_unit = !number.is_empty() && !unit.is_empty() && !unit[0].is_ascii_digit();
    if may_be_unit && words::is_unit(unit) {
        unit
    } else {
        b""
    }
}

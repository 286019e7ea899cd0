//! Text as a matcher should see it: without what is hidden in it, and with
//! escapes as what they stand for.

use memchr::{memchr, memchr_iter, memchr3, memchr3_iter};

use super::escape::unescape;
use super::invisible::{is_invisible, sequence_len};

/// A text without control sequences and hidden characters and with escapes
/// resolved, and where its characters stand in the original.
#[derive(Debug)]
pub(crate) struct MatcherView {
    /// What is left.
    pub(crate) text: String,
    cuts: Vec<Cut>,
}

/// A stretch of the original that is less or nothing in the view.
#[derive(Debug)]
struct Cut {
    /// Where it ends in the view, and in the original.
    end: usize,
    original: usize,
    /// It is nothing in the view.
    vanished: bool,
}

impl MatcherView {
    /// None where nothing is hidden or escaped; two where a URL may have blanks
    /// written as `+`.
    pub(crate) fn all(original: &str) -> impl Iterator<Item = Self> {
        let signs = EscapeSigns::of(original);
        let first = Self::of(original, &signs, false);
        let is_form = signs.plus
            && ((first.is_some() && original.contains('%'))
                || memchr_iter(b'+', original.as_bytes()).any(|at| joins_words(original, at)));
        let second = is_form.then(|| Self::of(original, &signs, true)).flatten();
        first.into_iter().chain(second)
    }

    fn of(original: &str, signs: &EscapeSigns, plus_is_blank: bool) -> Option<Self> {
        let hides = signs.hidden && original.chars().any(vanishes);
        let escapes = || signs.escapes && has_escape(original);
        if !(plus_is_blank || hides || escapes()) {
            return None;
        }
        let mut view = Self {
            text: String::with_capacity(original.len()),
            cuts: Vec::new(),
        };
        let mut rest = original;
        while let Some(c) = rest.chars().next() {
            let (len, shown) = match sequence_len(rest) {
                Some(len) => (len, None),
                None if vanishes(c) => (c.len_utf8(), None),
                None => match unescape(rest) {
                    Some((len, c)) => (len, (!vanishes(c)).then_some(c)),
                    None if plus_is_blank && c == '+' => (1, Some(' ')),
                    None => (c.len_utf8(), Some(c)),
                },
            };
            rest = &rest[len..];
            view.text.extend(shown);
            if shown.is_none_or(|shown| shown.len_utf8() != len) {
                view.cuts.push(Cut {
                    end: view.text.len(),
                    original: original.len() - rest.len(),
                    vanished: shown.is_none(),
                });
            }
        }
        (plus_is_blank || !view.cuts.is_empty()).then_some(view)
    }

    /// The original's bytes of a non-empty stretch, with what is hidden inside it.
    pub(crate) fn original(&self, start: usize, end: usize) -> (usize, usize) {
        let place = |at: usize, cuts: usize| match cuts.checked_sub(1) {
            Some(last) => self.cuts[last].original + at - self.cuts[last].end,
            None => at,
        };
        let before = self.cuts.partition_point(|cut| cut.end <= start);
        let within =
            (self.cuts).partition_point(|cut| cut.end < end || (cut.end == end && !cut.vanished));
        (place(start, before), place(end, within))
    }
}

/// A carriage return ends a line and hides nothing.
fn vanishes(c: char) -> bool {
    c != '\r' && is_invisible(c)
}

/// What a text may have in it.
struct EscapeSigns {
    /// Control characters, or the lead bytes of hidden ones.
    hidden: bool,
    /// What escapes begin with.
    escapes: bool,
    /// What forms write for a blank.
    plus: bool,
}

impl EscapeSigns {
    fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        if !may_have_sign(bytes) {
            return Self {
                hidden: false,
                escapes: false,
                plus: false,
            };
        }
        Self {
            hidden: has_any(bytes, is_lead),
            escapes: memchr3(b'\\', b'%', b'&', bytes).is_some(),
            plus: memchr(b'+', bytes).is_some(),
        }
    }
}

/// Returns whether a text may have any sign: one look instead of three at most
/// texts.
fn may_have_sign(bytes: &[u8]) -> bool {
    has_any(bytes, |b| {
        is_lead(b) || matches!(b, b'\\' | b'%' | b'&' | b'+')
    })
}

/// Control characters, and the lead bytes of hidden ones.
const fn is_lead(b: u8) -> bool {
    (b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r')) || b == 0x7f || b >= 0xc2
}

/// Returns whether one byte is such. Without an early end in each chunk, in the
/// form that compilers make vector code of: nearly all texts have none.
fn has_any(bytes: &[u8], is_such: impl Fn(u8) -> bool) -> bool {
    let has = |bytes: &[u8]| bytes.iter().fold(false, |any, b| any | is_such(*b));
    let (chunks, rest) = bytes.as_chunks::<64>();
    chunks.iter().any(|chunk| has(chunk)) || has(rest)
}

/// A plus sign behind a word, not in the midst of base64.
fn joins_words(text: &str, at: usize) -> bool {
    let (before, after) = (&text.as_bytes()[..at], &text[at + 1..]);
    let letters = before
        .iter()
        .rev()
        .take(17)
        .take_while(|b| b.is_ascii_alphabetic())
        .count();
    let is_start = |b: &u8| !b.is_ascii_alphanumeric() && *b != b'+' && *b != b'/';
    let is_word = (2..=16).contains(&letters)
        && before[..at - letters]
            .last()
            .is_none_or(|b| is_start(b) || *b == b'+');
    is_word && after.starts_with(|c: char| !c.is_whitespace())
}

fn has_escape(text: &str) -> bool {
    memchr3_iter(b'\\', b'%', b'&', text.as_bytes()).any(|at| unescape(&text[at..]).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_map_back_with_what_they_hide() {
        let original = "x\u{1b}[1mab\u{200b}c\u{1b}[0m d";
        let view = MatcherView::all(original).next().unwrap();
        assert_eq!(view.text, "xabc d");
        let (start, end) = view.original(1, 4);
        assert_eq!(&original[start..end], "ab\u{200b}c");
        assert!(
            MatcherView::all("é plain\r\n 100% a&b C:\\q")
                .next()
                .is_none()
        );
    }

    #[test]
    fn stretches_map_back_with_their_escapes() {
        let original = r"a%3Db\u0026c&amp;\u200bd";
        let view = MatcherView::all(original).next().unwrap();
        assert_eq!(view.text, "a=b&c&d");
        for (seen, expected) in [
            ("=", "%3D"),
            ("a", "a"),
            ("b", "b"),
            ("b&c", r"b\u0026c"),
            ("=b&", r"%3Db\u0026"),
            ("&d", r"&amp;\u200bd"),
            ("d", "d"),
        ] {
            let at = view.text.find(seen).unwrap();
            let at = if seen == "&d" { 5 } else { at };
            let (start, end) = view.original(at, at + seen.len());
            assert_eq!(&original[start..end], expected, "{seen}");
        }
        assert_eq!(MatcherView::all("ab+c%21").count(), 2);
    }
}

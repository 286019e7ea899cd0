//! Text as a matcher should see it: without what is hidden in it.

use super::hidden::{is_hidden, sequence_len};

/// A text without control sequences and hidden characters, and where its
/// characters stand in the original.
#[derive(Debug)]
pub(super) struct View {
    /// What is left.
    pub(super) text: String,
    /// For each cut: where it is in `text`, and how much was cut up to there.
    cuts: Vec<(usize, usize)>,
}

impl View {
    /// `None` where nothing is hidden.
    pub(super) fn of(original: &str) -> Option<Self> {
        if !may_hide(original) {
            return None;
        }
        let mut view = Self {
            text: String::with_capacity(original.len()),
            cuts: Vec::new(),
        };
        let mut rest = original;
        let mut cut = 0;
        while let Some(c) = rest.chars().next() {
            let hidden = sequence_len(rest).or_else(|| vanishes(c).then(|| c.len_utf8()));
            let len = hidden.unwrap_or(c.len_utf8());
            if hidden.is_some() {
                cut += len;
                view.cuts.push((view.text.len(), cut));
            } else {
                view.text.push(c);
            }
            rest = &rest[len..];
        }
        (cut > 0).then_some(view)
    }

    /// The original's bytes of a non-empty stretch, with what is hidden inside it.
    pub(super) fn original(&self, start: usize, end: usize) -> (usize, usize) {
        let shift = |before: usize| {
            let cuts = self.cuts.partition_point(|(at, _)| *at < before);
            cuts.checked_sub(1).map_or(0, |last| self.cuts[last].1)
        };
        (start + shift(start + 1), end + shift(end))
    }
}

/// A carriage return ends a line and hides nothing.
fn vanishes(c: char) -> bool {
    c != '\r' && is_hidden(c)
}

/// Control characters, and the lead bytes of hidden ones.
fn may_hide(text: &str) -> bool {
    // Without an early end in each chunk, in the form that compilers make
    // vector code of: nearly all texts hide nothing.
    let is_sign =
        |b: &u8| (*b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r')) || *b == 0x7f || *b >= 0xc2;
    let has_sign = |bytes: &[u8]| bytes.iter().fold(false, |any, b| any | is_sign(b));
    let (chunks, rest) = text.as_bytes().as_chunks::<64>();
    let has_signs = chunks.iter().any(|chunk| has_sign(chunk)) || has_sign(rest);
    has_signs && text.chars().any(vanishes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_map_back_with_what_they_hide() {
        let original = "x\u{1b}[1mab\u{200b}c\u{1b}[0m d";
        let view = View::of(original).unwrap();
        assert_eq!(view.text, "xabc d");
        let (start, end) = view.original(1, 4);
        assert_eq!(&original[start..end], "ab\u{200b}c");
        assert!(View::of("é plain\r\n").is_none());
    }
}

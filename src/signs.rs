//! A quick look for words before a thorough one.

use aho_corasick::AhoCorasick;
use aho_corasick::packed::Searcher;

/// As [`str::split_once`] for a sign whose first byte is rare; without what
/// the general search sets up each time.
pub(crate) fn split_once<'t>(text: &'t str, sign: &str) -> Option<(&'t str, &'t str)> {
    let first = *sign.as_bytes().first()?;
    let bytes = text.as_bytes();
    let at =
        memchr::memchr_iter(first, bytes).find(|at| bytes[*at..].starts_with(sign.as_bytes()))?;
    Some((text.get(..at)?, text.get(at + sign.len()..)?))
}

/// A few words of which any is looked for.
#[derive(Debug)]
pub(crate) enum Signs {
    /// At the speed of memory.
    Vector(Searcher),
    /// Where the processor has no vectors, or the words are too many for them;
    /// `None` only if they are too many for this too, and then nothing is found.
    Automaton(Option<AhoCorasick>),
}

impl Signs {
    /// Makes it ready to look for these words.
    pub(crate) fn any_of(words: &[&str]) -> Self {
        match Searcher::new(words) {
            Some(searcher) => Self::Vector(searcher),
            None => Self::automaton(words),
        }
    }

    fn automaton(words: &[&str]) -> Self {
        Self::Automaton(AhoCorasick::new(words).ok())
    }

    /// True if a text holds one of them.
    pub(crate) fn are_in(&self, text: &str) -> bool {
        match self {
            Self::Vector(searcher) => searcher.find(text).is_some(),
            Self::Automaton(automaton) => automaton.as_ref().is_some_and(|a| a.is_match(text)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_find_the_same() {
        let words = ["Error", "[err", ".rb:", "created by "];
        let ways = [Signs::any_of(&words), Signs::automaton(&words)];
        let long = "a line that is long enough for vectors and says nothing of the kind";
        for (text, is_in) in [
            ("", false),
            ("Err", false),
            ("Error", true),
            ("a.rb:3", true),
            (long, false),
            (&format!("{long} KeyError"), true),
            (&format!("[err{long}"), true),
        ] {
            assert_eq!(
                ways.each_ref().map(|signs| signs.are_in(text)),
                [is_in; 2],
                "{text}"
            );
        }
    }
}

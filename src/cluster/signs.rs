//! A quick look for words before a thorough one.

use aho_corasick::{AhoCorasick, MatchKind};

/// As [`str::split_once`] for a sign whose first byte is rare; without what
/// the general search sets up each time.
pub(super) fn split_once<'t>(text: &'t str, sign: &str) -> Option<(&'t str, &'t str)> {
    let first = *sign.as_bytes().first()?;
    let bytes = text.as_bytes();
    let at =
        memchr::memchr_iter(first, bytes).find(|at| bytes[*at..].starts_with(sign.as_bytes()))?;
    Some((text.get(..at)?, text.get(at + sign.len()..)?))
}

/// Finds any of a few words at the speed of memory; `None` only if they are
/// too many, and then nothing is found.
pub(super) fn any_of(words: &[&str]) -> Option<AhoCorasick> {
    // Of the kinds of match, this one searches with vector instructions.
    AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostFirst)
        .build(words)
        .ok()
}

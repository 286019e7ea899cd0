//! A quick look for words before a thorough one.

use aho_corasick::{AhoCorasick, MatchKind};

/// Finds any of a few words at the speed of memory; `None` only if they are
/// too many, and then nothing is found.
pub(super) fn any_of(words: &[&str]) -> Option<AhoCorasick> {
    // Of the kinds of match, this one searches with vector instructions.
    AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostFirst)
        .build(words)
        .ok()
}

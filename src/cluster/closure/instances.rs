//! What is an instance of a general skeleton of an earlier run.

use std::collections::HashMap;

use super::nodes::{Nodes, NumberedPiece};
use super::vocabulary::{VARIES, Vocabulary};
use super::{Given, SkeletonOrigin};

/// Joins what was not there before with the general skeletons of earlier runs
/// that it is an instance of. One may differ from them in several places at
/// once, where its relatives that led there are gone.
pub(crate) fn join(
    vocabulary: &Vocabulary<'_>,
    nodes: &mut Nodes,
    skeletons: &[Given<'_>],
    given: &[usize],
) {
    let of = |origin: SkeletonOrigin| {
        let all = skeletons.iter().zip(given);
        all.filter_map(move |(s, node)| (s.origin == origin).then_some(*node))
    };
    let general: Vec<usize> = of(SkeletonOrigin::Generalized).collect();
    if general.is_empty() {
        return;
    }
    let seen: Vec<usize> = of(SkeletonOrigin::Seen).collect();
    let rarest = rarest_words(vocabulary, nodes, &general, &seen);
    let candidates = with_words(nodes, &seen, &rarest);
    for (general, word) in general.into_iter().zip(rarest) {
        nodes.set_general(general);
        for seen in candidates.get(&word).into_iter().flatten() {
            if is_instance(vocabulary, nodes.pieces(*seen), nodes.pieces(general)) {
                nodes.join(*seen, general);
            }
        }
    }
}

/// Of each general skeleton, the constant piece that the fewest seen ones have.
fn rarest_words(
    vocabulary: &Vocabulary<'_>,
    nodes: &Nodes,
    general: &[usize],
    seen: &[usize],
) -> Vec<u32> {
    let mut counts = vec![0_u32; vocabulary.len()];
    for token in seen.iter().flat_map(|node| nodes.pieces(*node)) {
        counts[token.id as usize] += 1;
    }
    let rarest = |node: &usize| {
        let ids = nodes.pieces(*node).iter().map(|token| token.id);
        let constant = ids.filter(|id| *id != VARIES);
        constant
            .min_by_key(|id| counts[*id as usize])
            .unwrap_or(VARIES)
    };
    general.iter().map(rarest).collect()
}

/// The seen skeletons that have each of some words.
fn with_words(nodes: &Nodes, seen: &[usize], words: &[u32]) -> HashMap<u32, Vec<usize>> {
    let mut all: HashMap<u32, Vec<usize>> = words.iter().map(|word| (*word, Vec::new())).collect();
    for node in seen {
        for token in nodes.pieces(*node) {
            if let Some(with_it) = all.get_mut(&token.id)
                && with_it.last() != Some(node)
            {
                with_it.push(*node);
            }
        }
    }
    all
}

/// Returns whether one word in place of each `<*>` of `general`, folded, gives
/// `one`.
pub(crate) fn is_instance(
    vocabulary: &Vocabulary<'_>,
    one: &[NumberedPiece],
    general: &[NumberedPiece],
) -> bool {
    let mut ends = vec![0];
    for token in general {
        ends = if token.id == VARIES {
            let values = ends.iter().flat_map(|at| values(vocabulary, one, *at));
            let mut all: Vec<usize> = values.collect();
            all.sort_unstable();
            all.dedup();
            all
        } else {
            ends.retain(|at| one.get(*at).is_some_and(|other| other.id == token.id));
            ends.iter().map(|at| at + 1).collect()
        };
        if ends.is_empty() {
            return false;
        }
    }
    ends.contains(&one.len())
}

/// Returns where what is one value may end: a word, a `<*>`, or a word beside
/// one, with nothing but punctuation between.
fn values(vocabulary: &Vocabulary<'_>, pieces: &[NumberedPiece], from: usize) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut words = 0;
    for (at, token) in pieces.iter().enumerate().skip(from) {
        if vocabulary.can_vary(token.id) {
            words += usize::from(token.id != VARIES);
            if words > 1 {
                break;
            }
            ends.push(at + 1);
        } else if ends.is_empty() || vocabulary.is_word(token.id) {
            break;
        }
    }
    ends
}

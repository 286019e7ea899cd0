//! One problem where there is one: skeletons that differ in a name.
//!
//! The mask cannot know that `alice` is a name. The set of all skeletons can:
//! a position varies when enough different words share all else, or where
//! `<*>` already stands there. What varies so makes a more general skeleton,
//! which takes part in its turn, to a fixed point.
//!
//! More skeletons only ever merge more: general skeletons are added to the set
//! and nothing is taken out, and each condition grows with the set. So the
//! groups do not depend on order, and growing data never splits one.
//!
//! In steps: [`vocabulary`] makes numbers of words, [`nodes`] keeps each
//! skeleton once, [`instances`] joins what earlier runs know, [`places`] finds
//! what varies, and [`groups`] tells what became one.

mod groups;
mod instances;
mod nodes;
mod places;
mod vocabulary;

#[cfg(test)]
mod tests;

use nodes::Nodes;
use places::Places;
use vocabulary::{VARIES, Vocabulary};

/// General skeletons for each given one, and some: beyond, no more are made,
/// and what only they would merge stays apart.
const GENERAL: usize = 2;
const SOME: usize = 10_000;

/// Only so many words and marks at a skeleton's start may vary.
const POSITIONS: usize = 128;

/// Skeletons that are one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SkeletonGroup {
    /// Their places in the input, ascending.
    pub(crate) members: Vec<usize>,
    /// The most general skeleton of them.
    pub(crate) pattern: String,
    /// What they were found to have in common: the most general such, none of
    /// them an instance of another; empty where nothing was generalized.
    pub(crate) common: Vec<String>,
}

/// A skeleton to be grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Given<'t> {
    pub(crate) skeleton: &'t str,
    pub(crate) origin: SkeletonOrigin,
}

/// Where a skeleton is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SkeletonOrigin {
    /// Records of this run have it.
    Seen,
    /// An earlier run had it.
    Remembered,
    /// An earlier run found it to be what several have in common.
    Generalized,
}

/// Groups skeletons, which are sorted and without repeats; pairs of their
/// places that are `one` already.
pub(crate) fn close(skeletons: &[Given<'_>], one: &[(usize, usize)]) -> Vec<SkeletonGroup> {
    let mut vocabulary = Vocabulary::default();
    let mut nodes = Nodes::default();
    let given: Vec<usize> = skeletons
        .iter()
        .map(|given| {
            let pieces = vocabulary.pieces(given.skeleton);
            nodes.insert(pieces, &vocabulary)
        })
        .collect();
    for (this, that) in one {
        nodes.join(given[*this], given[*that]);
    }
    instances::join(&vocabulary, &mut nodes, skeletons, &given);
    let mut closure = Closure {
        vocabulary,
        nodes,
        places: Places::default(),
    };
    closure.run();
    groups::of(&closure.vocabulary, closure.nodes, &given)
}

struct Closure<'t> {
    vocabulary: Vocabulary<'t>,
    nodes: Nodes,
    places: Places,
}

impl Closure<'_> {
    /// Enters every position of every skeleton, general ones as they come.
    fn run(&mut self) {
        let most = SOME + (1 + GENERAL) * self.nodes.len();
        let mut node = 0;
        while node < self.nodes.len() {
            for at in 0..self.nodes.pieces(node).len().min(POSITIONS) {
                if self.visit(node, at) && self.nodes.len() < most {
                    self.generalize(node, at);
                }
            }
            node += 1;
        }
    }

    /// Enters a node's position; true if it varies there.
    fn visit(&mut self, node: usize, at: usize) -> bool {
        let Some(needed) = self.vocabulary.needed(self.nodes.get(node), at) else {
            return false;
        };
        let joined = self.places.enter(&self.nodes, node, at, needed);
        for other in &joined {
            self.nodes.join(node, *other);
        }
        !joined.is_empty()
    }

    /// Adds the skeleton with `<*>` at one more position.
    fn generalize(&mut self, node: usize, at: usize) {
        let pieces = self.nodes.pieces(node);
        let general = if pieces[at].id == VARIES {
            node
        } else {
            let general = self.vocabulary.general(pieces, at);
            self.nodes.insert(general, &self.vocabulary)
        };
        self.nodes.set_general(general);
        self.nodes.join(node, general);
    }
}

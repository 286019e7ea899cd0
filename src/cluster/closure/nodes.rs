//! Every skeleton once, given or general, and which of them are one.

use std::hash::{BuildHasher, Hasher};

use foldhash::fast::FixedState;
use hashbrown::HashTable;

use super::vocabulary::Vocabulary;

/// Skeletons, and a forest of those that are one (disjoint sets).
#[derive(Debug, Default)]
pub(crate) struct Nodes {
    all: Vec<SkeletonNode>,
    index: HashTable<usize>,
    parents: Vec<usize>,
}

/// A skeleton in the forest.
#[derive(Debug)]
pub(crate) struct SkeletonNode {
    pub(crate) pieces: Box<[NumberedPiece]>,
    /// Constant words of it.
    pub(crate) words: usize,
    hash: u64,
    /// It is what several have in common.
    pub(crate) is_general: bool,
}

/// A piece, by its number.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NumberedPiece {
    pub(crate) id: u32,
    pub(crate) spaced: bool,
}

impl Nodes {
    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    pub(crate) fn get(&self, node: usize) -> &SkeletonNode {
        &self.all[node]
    }

    pub(crate) fn pieces(&self, node: usize) -> &[NumberedPiece] {
        &self.all[node].pieces
    }

    /// Adds a skeleton unless one is there that differs in spaces only.
    pub(crate) fn insert(
        &mut self,
        pieces: Vec<NumberedPiece>,
        vocabulary: &Vocabulary<'_>,
    ) -> usize {
        let hash = pieces.iter().enumerate().fold(0, |sum: u64, (at, token)| {
            sum.wrapping_add(mix(at, token.id))
        });
        let all = &self.all;
        let same = |&at: &usize| ids(&all[at].pieces).eq(ids(&pieces));
        if let Some(known) = self.index.find(hash, same) {
            return *known;
        }
        let node = all.len();
        self.all.push(SkeletonNode {
            words: ids(&pieces).filter(|id| vocabulary.is_word(*id)).count(),
            pieces: pieces.into(),
            hash,
            is_general: false,
        });
        self.parents.push(node);
        let all = &self.all;
        self.index.insert_unique(hash, node, |&at| all[at].hash);
        node
    }

    pub(crate) fn set_general(&mut self, node: usize) {
        self.all[node].is_general = true;
    }

    /// Hash of all but one position.
    pub(crate) fn hash_but(&self, node: usize, at: usize) -> u64 {
        let SkeletonNode { pieces, hash, .. } = &self.all[node];
        hash.wrapping_sub(mix(at, pieces[at].id)) ^ mix(at, u32::MAX)
    }

    /// Are they the same in all but one position?
    pub(crate) fn equal_but(&self, one: usize, other: usize, at: usize) -> bool {
        let (one, other) = (self.pieces(one), self.pieces(other));
        let same = |(place, (a, b)): (usize, (&NumberedPiece, &NumberedPiece))| {
            place == at || a.id == b.id
        };
        one.len() == other.len() && one.iter().zip(other).enumerate().all(same)
    }

    /// The node that stands for all that are one with this one.
    pub(crate) fn root(&mut self, mut node: usize) -> usize {
        while self.parents[node] != node {
            self.parents[node] = self.parents[self.parents[node]];
            node = self.parents[node];
        }
        node
    }

    /// Joins two skeletons into one group.
    pub(crate) fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        self.parents[one.max(other)] = one.min(other);
    }
}

fn ids(pieces: &[NumberedPiece]) -> impl Iterator<Item = u32> {
    pieces.iter().map(|token| token.id)
}

/// The part of a skeleton's hash that one position makes; parts are added up,
/// so that one can be taken out.
fn mix(at: usize, id: u32) -> u64 {
    let mut hasher = FixedState::default().build_hasher();
    hasher.write_usize(at);
    hasher.write_u32(id);
    hasher.finish()
}

//! Positions, and what stands there in skeletons that share all else.

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

use super::nodes::Nodes;
use super::vocabulary::{VARIES, WORDS};

/// By position and the rest of the skeleton.
#[derive(Debug, Default)]
pub(crate) struct Places(HashTable<SharedPosition>);

/// The skeletons that share all but one position. There are many, so it is
/// small: it names no more skeletons than wait for another one.
#[derive(Debug, Clone, Copy)]
struct SharedPosition {
    at: u32,
    /// So many are set.
    known: u8,
    /// `<*>` stands there in one.
    varies: bool,
    /// It varies, and those known are one.
    merged: bool,
    nodes: [u32; WORDS - 1],
}

impl Places {
    /// Enters a skeleton's position, where so many different words make a
    /// value. Gives the skeletons that are one with it by that: none as long
    /// as the position does not vary.
    pub(crate) fn enter(
        &mut self,
        nodes: &Nodes,
        node: usize,
        at: usize,
        needed: usize,
    ) -> Vec<usize> {
        let (number, place_at) = (small(node), small(at));
        let varies = nodes.pieces(node)[at].id == VARIES;
        let same =
            |p: &SharedPosition| p.at == place_at && nodes.equal_but(p.nodes[0] as usize, node, at);
        let hash = |p: &SharedPosition| nodes.hash_but(p.nodes[0] as usize, p.at as usize);
        match self.0.entry(nodes.hash_but(node, at), same, hash) {
            Entry::Occupied(place) => place.into_mut().enter(number, varies, needed),
            Entry::Vacant(place) => {
                place.insert(SharedPosition {
                    at: place_at,
                    known: 1,
                    varies,
                    merged: false,
                    nodes: [number; WORDS - 1],
                });
                Vec::new()
            }
        }
    }
}

impl SharedPosition {
    fn enter(&mut self, node: u32, varies: bool, needed: usize) -> Vec<usize> {
        let known = usize::from(self.known);
        self.varies |= varies;
        if self.merged {
            return vec![self.nodes[0] as usize];
        }
        if self.varies || known + 1 >= needed {
            self.merged = true;
            return self.nodes.iter().take(known).map(|n| *n as usize).collect();
        }
        if let Some(place) = self.nodes.get_mut(known) {
            *place = node;
            self.known += 1;
        }
        Vec::new()
    }
}

/// There are fewer skeletons and positions than that.
fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

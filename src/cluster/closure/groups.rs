//! What became one.

use std::collections::HashMap;

use super::SkeletonGroup;
use super::instances::is_instance;
use super::nodes::Nodes;
use super::vocabulary::Vocabulary;

/// So many general skeletons of a group are told.
const COMMON: usize = 4;

/// The groups of the given skeletons, in order of their members.
pub(crate) fn of(
    vocabulary: &Vocabulary<'_>,
    mut nodes: Nodes,
    given: &[usize],
) -> Vec<SkeletonGroup> {
    let mut members: HashMap<usize, Vec<usize>> = HashMap::new();
    for (place, node) in given.iter().enumerate() {
        members.entry(nodes.root(*node)).or_default().push(place);
    }
    let mut all: HashMap<usize, Vec<usize>> = HashMap::new();
    for node in 0..nodes.len() {
        all.entry(nodes.root(node)).or_default().push(node);
    }
    let mut groups: Vec<SkeletonGroup> = members
        .into_iter()
        .filter_map(|(root, members)| group(vocabulary, &nodes, members, all.remove(&root)?))
        .collect();
    groups.sort_by(|a, b| a.members.cmp(&b.members));
    groups
}

/// `all` are the group's skeletons, given and general.
fn group(
    vocabulary: &Vocabulary<'_>,
    nodes: &Nodes,
    members: Vec<usize>,
    mut all: Vec<usize>,
) -> Option<SkeletonGroup> {
    all.sort_by_key(|node| nodes.get(*node).words);
    let pattern = *all.first()?;
    let mut common: Vec<usize> = Vec::new();
    for node in all {
        let is_known =
            |general: &usize| is_instance(vocabulary, nodes.pieces(node), nodes.pieces(*general));
        if nodes.get(node).is_general && !common.iter().any(is_known) {
            common.push(node);
        }
        if common.len() == COMMON {
            break;
        }
    }
    let text = |node: usize| vocabulary.text(nodes.pieces(node));
    Some(SkeletonGroup {
        members,
        pattern: text(pattern),
        common: common.into_iter().map(text).collect(),
    })
}

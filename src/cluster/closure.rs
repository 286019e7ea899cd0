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

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher};

use foldhash::fast::FixedState;
use hashbrown::HashTable;

use super::skeleton::{self, Kind, words};

/// So many different words in one place are values.
const WORDS: usize = 5;

/// So many suffice after a noun that names what follows: `user alice`.
const NAMED_WORDS: usize = 3;

/// A general skeleton keeps at least so many constant words.
const CONSTANT_WORDS: usize = 3;

/// So many general skeletons of a group are told.
const COMMON: usize = 4;

/// What `<*>` is interned as.
const VARIES: u32 = 0;

/// Skeletons that are one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    /// Their places in the input, ascending.
    pub(super) members: Vec<usize>,
    /// The most general skeleton of them.
    pub(super) pattern: String,
    /// What they were found to have in common: the most general such, none of
    /// them an instance of another; empty where nothing was generalized.
    pub(super) common: Vec<String>,
}

/// A skeleton to be grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Given<'t> {
    pub(super) skeleton: &'t str,
    pub(super) origin: Origin,
}

/// Where a skeleton is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Origin {
    /// Records of this run have it.
    Seen,
    /// An earlier run had it.
    Remembered,
    /// An earlier run found it to be what several have in common.
    Generalized,
}

/// Groups skeletons, which are sorted and without repeats; pairs of their
/// places that are `one` already.
pub(super) fn close(skeletons: &[Given<'_>], one: &[(usize, usize)]) -> Vec<Group> {
    let mut closure = Closure::default();
    let given: Vec<usize> = skeletons
        .iter()
        .map(|given| {
            let pieces = closure.vocabulary.pieces(given.skeleton);
            closure.insert(pieces)
        })
        .collect();
    for (this, that) in one {
        closure.join(given[*this], given[*that]);
    }
    closure.join_instances(skeletons, &given);
    closure.run();
    closure.groups(&given)
}

#[derive(Debug, Default)]
struct Closure<'t> {
    vocabulary: Vocabulary<'t>,
    nodes: Vec<Node>,
    index: HashTable<usize>,
    places: HashTable<Place>,
    parents: Vec<usize>,
}

/// One skeleton, given or general.
#[derive(Debug)]
struct Node {
    pieces: Vec<Token>,
    hash: u64,
    /// It is what several have in common.
    is_general: bool,
}

/// An interned piece.
#[derive(Debug, Clone, Copy)]
struct Token {
    id: u32,
    spaced: bool,
}

/// The skeletons that share all but one position.
#[derive(Debug)]
struct Place {
    hash: u64,
    at: usize,
    /// One of them; the others equal it elsewhere.
    first: usize,
    others: Vec<usize>,
    /// `<*>` stands there in one.
    varies: bool,
    merged: bool,
}

impl Closure<'_> {
    /// Adds a skeleton unless one is there that differs in spaces only.
    fn insert(&mut self, pieces: Vec<Token>) -> usize {
        let hash = pieces.iter().enumerate().fold(0, |sum: u64, (at, token)| {
            sum.wrapping_add(mix(at, token.id))
        });
        let nodes = &self.nodes;
        let same = |&at: &usize| ids(&nodes[at].pieces).eq(ids(&pieces));
        let known = self.index.find(hash, same).copied();
        let node = known.unwrap_or(self.nodes.len());
        if known.is_none() {
            self.nodes.push(Node {
                pieces,
                hash,
                is_general: false,
            });
            self.parents.push(node);
            let nodes = &self.nodes;
            self.index.insert_unique(hash, node, |&at| nodes[at].hash);
        }
        node
    }

    /// Joins what was not there before with the general skeletons of earlier
    /// runs that it is an instance of. One may differ from them in several
    /// places at once, where its relatives that led there are gone.
    fn join_instances(&mut self, skeletons: &[Given<'_>], given: &[usize]) {
        let of = |origin: Origin| {
            let all = skeletons.iter().zip(given);
            all.filter_map(move |(s, node)| (s.origin == origin).then_some(*node))
        };
        for general in of(Origin::Generalized) {
            self.nodes[general].is_general = true;
            for seen in of(Origin::Seen) {
                if self.is_instance(seen, general) {
                    self.join(seen, general);
                }
            }
        }
    }

    /// Whether one word in place of each `<*>` of `general`, folded, gives
    /// the other.
    fn is_instance(&self, of: usize, general: usize) -> bool {
        let (one, general) = (&self.nodes[of].pieces, &self.nodes[general].pieces);
        let mut ends = vec![0];
        for token in general {
            ends = if token.id == VARIES {
                let mut all: Vec<usize> =
                    ends.iter().flat_map(|at| self.values(one, *at)).collect();
                all.sort_unstable();
                all.dedup();
                all
            } else {
                ends.retain(|at| one.get(*at).is_some_and(|other| other.id == token.id));
                ends.iter().map(|at| at + 1).collect()
            };
        }
        ends.contains(&one.len())
    }

    /// Where what is one value may end: a word, a `<*>`, or a word beside one,
    /// with nothing but punctuation between.
    fn values(&self, pieces: &[Token], from: usize) -> Vec<usize> {
        let mut ends = Vec::new();
        let mut words = 0;
        for (at, token) in pieces.iter().enumerate().skip(from) {
            if self.vocabulary.can_vary(token.id) {
                words += usize::from(token.id != VARIES);
                if words > 1 {
                    break;
                }
                ends.push(at + 1);
            } else if ends.is_empty() || self.vocabulary.is_word(token.id) {
                break;
            }
        }
        ends
    }

    fn run(&mut self) {
        let mut next = 0;
        while next < self.nodes.len() {
            for at in 0..self.nodes[next].pieces.len() {
                if let Some(general) = self.visit(next, at) {
                    let general = self.insert(general);
                    self.nodes[general].is_general = true;
                    self.join(next, general);
                }
            }
            next += 1;
        }
    }

    /// Enters a node's position; what it generalizes to, if it varies there.
    fn visit(&mut self, node: usize, at: usize) -> Option<Vec<Token>> {
        let token = self.nodes[node].pieces[at];
        let needed = self.vocabulary.needed(&self.nodes[node].pieces, at)?;
        let place = self.place(node, at);
        if place.first != node {
            place.others.push(node);
        }
        place.varies |= token.id == VARIES;
        let different = 1 + place.others.len();
        if !(place.varies && different > 1) && different < needed {
            return None;
        }
        let newly: Vec<usize> = if place.merged {
            vec![node]
        } else {
            place.others.clone()
        };
        place.merged = true;
        let first = place.first;
        for other in newly {
            self.join(first, other);
        }
        if token.id == VARIES {
            self.nodes[node].is_general = true;
            return None;
        }
        Some(self.general(node, at))
    }

    fn place(&mut self, node: usize, at: usize) -> &mut Place {
        let Node { pieces, hash, .. } = &self.nodes[node];
        let without = hash.wrapping_sub(mix(at, pieces[at].id));
        let hash = without ^ mix(at, u32::MAX);
        let nodes = &self.nodes;
        let same =
            |place: &Place| place.at == at && equal_but(&nodes[place.first].pieces, pieces, at);
        self.places
            .entry(hash, same, |place| place.hash)
            .or_insert_with(|| Place {
                hash,
                at,
                first: node,
                others: Vec::new(),
                varies: false,
                merged: false,
            })
            .into_mut()
    }

    /// The node with `<*>` at one more position; runs of `<*>` become one.
    fn general(&self, node: usize, at: usize) -> Vec<Token> {
        let mut out: Vec<Token> = Vec::new();
        let mut last_variable = None;
        for (place, token) in self.nodes[node].pieces.iter().enumerate() {
            let id = if place == at { VARIES } else { token.id };
            match (id, last_variable) {
                (VARIES, Some(end)) => out.truncate(end),
                (VARIES, None) => {
                    out.push(Token { id, ..*token });
                    last_variable = Some(out.len());
                }
                _ => {
                    if self.vocabulary.is_word(id) {
                        last_variable = None;
                    }
                    out.push(*token);
                }
            }
        }
        out
    }

    fn root(&mut self, mut node: usize) -> usize {
        while self.parents[node] != node {
            self.parents[node] = self.parents[self.parents[node]];
            node = self.parents[node];
        }
        node
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        self.parents[one.max(other)] = one.min(other);
    }

    fn groups(mut self, given: &[usize]) -> Vec<Group> {
        let mut members: HashMap<usize, Vec<usize>> = HashMap::new();
        for (place, node) in given.iter().enumerate() {
            members.entry(self.root(*node)).or_default().push(place);
        }
        let mut nodes: HashMap<usize, Vec<usize>> = HashMap::new();
        for node in 0..self.nodes.len() {
            nodes.entry(self.root(node)).or_default().push(node);
        }
        let mut groups: Vec<Group> = members
            .into_iter()
            .filter_map(|(root, members)| self.group(members, nodes.remove(&root)?))
            .collect();
        groups.sort_by(|a, b| a.members.cmp(&b.members));
        groups
    }

    fn group(&self, members: Vec<usize>, mut nodes: Vec<usize>) -> Option<Group> {
        let text = |node: usize| self.vocabulary.text(&self.nodes[node].pieces);
        nodes.sort_by_cached_key(|node| self.vocabulary.count_words(&self.nodes[*node].pieces));
        let mut common: Vec<usize> = Vec::new();
        for node in nodes.iter().filter(|node| self.nodes[**node].is_general) {
            if common.len() == COMMON {
                break;
            }
            if !common
                .iter()
                .any(|general| self.is_instance(*node, *general))
            {
                common.push(*node);
            }
        }
        Some(Group {
            members,
            pattern: text(*nodes.first()?),
            common: common.into_iter().map(text).collect(),
        })
    }
}

fn ids(pieces: &[Token]) -> impl Iterator<Item = u32> {
    pieces.iter().map(|token| token.id)
}

fn equal_but(one: &[Token], other: &[Token], at: usize) -> bool {
    let same = |(place, (a, b)): (usize, (&Token, &Token))| place == at || a.id == b.id;
    one.len() == other.len() && one.iter().zip(other).enumerate().all(same)
}

/// The part of a skeleton's hash that one position makes; parts are added up,
/// so that one can be taken out.
fn mix(at: usize, id: u32) -> u64 {
    let mut hasher = FixedState::default().build_hasher();
    hasher.write_usize(at);
    hasher.write_u32(id);
    hasher.finish()
}

/// The pieces of all skeletons, interned.
#[derive(Debug)]
struct Vocabulary<'t> {
    ids: HashMap<&'t [u8], u32, FixedState>,
    entries: Vec<Word<'t>>,
}

#[derive(Debug)]
struct Word<'t> {
    text: &'t [u8],
    kind: Kind,
    /// It says what happened, and so never varies.
    telling: bool,
}

impl Default for Vocabulary<'_> {
    fn default() -> Self {
        let varies = Word {
            text: b"<*>",
            kind: Kind::Varies,
            telling: false,
        };
        Self {
            ids: HashMap::from_iter([(varies.text, VARIES)]),
            entries: vec![varies],
        }
    }
}

impl<'t> Vocabulary<'t> {
    fn pieces(&mut self, skeleton: &'t str) -> Vec<Token> {
        skeleton::split(skeleton)
            .into_iter()
            .map(|piece| {
                let next = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
                let id = *self.ids.entry(piece.text).or_insert(next);
                if id == next {
                    self.entries.push(Word {
                        text: piece.text,
                        kind: piece.kind,
                        telling: words::is_telling(piece.text),
                    });
                }
                Token {
                    id,
                    spaced: piece.spaced,
                }
            })
            .collect()
    }

    fn is_word(&self, id: u32) -> bool {
        self.entries[id as usize].kind == Kind::Word
    }

    fn can_vary(&self, id: u32) -> bool {
        let word = &self.entries[id as usize];
        word.kind != Kind::Mark && !word.telling
    }

    fn count_words(&self, pieces: &[Token]) -> usize {
        ids(pieces).filter(|id| self.is_word(*id)).count()
    }

    /// How many different words make a position vary; `None` where none do.
    fn needed(&self, pieces: &[Token], at: usize) -> Option<usize> {
        let id = pieces[at].id;
        if !self.can_vary(id) {
            return None;
        }
        let elsewhere = self.count_words(pieces) - usize::from(self.is_word(id));
        let before = at.checked_sub(1).map(|at| pieces[at].id as usize);
        let named = before.is_some_and(|id| words::names_next(self.entries[id].text));
        let needed = if named { NAMED_WORDS } else { WORDS };
        (elsewhere >= CONSTANT_WORDS).then_some(needed)
    }

    fn text(&self, pieces: &[Token]) -> String {
        let mut out = Vec::new();
        for token in pieces {
            if token.spaced && !out.is_empty() {
                out.push(b' ');
            }
            out.extend_from_slice(self.entries[token.id as usize].text);
        }
        String::from_utf8_lossy(&out).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patterns(skeletons: &[&str]) -> Vec<(usize, String)> {
        let mut given: Vec<Given<'_>> = skeletons
            .iter()
            .map(|skeleton| Given {
                skeleton,
                origin: Origin::Seen,
            })
            .collect();
        given.sort();
        let groups = close(&given, &[]);
        let mut found: Vec<(usize, String)> = groups
            .into_iter()
            .map(|group| (group.members.len(), group.pattern))
            .collect();
        found.sort();
        found
    }

    fn owned(patterns: &[(usize, &str)]) -> Vec<(usize, String)> {
        patterns
            .iter()
            .map(|(n, p)| (*n, (*p).to_owned()))
            .collect()
    }

    #[test]
    fn five_words_in_one_place_are_values_and_four_are_not() {
        let all: Vec<String> = ["red", "blue", "green", "grey", "pink"]
            .map(|colour| format!("painting the {colour} wall took long"))
            .into();
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        assert_eq!(
            patterns(&all),
            owned(&[(5, "painting the <*> wall took long")])
        );
        assert_eq!(patterns(&all[..4]).len(), 4);
    }

    #[test]
    fn a_word_is_a_value_where_one_was_masked() {
        assert_eq!(
            patterns(&["Invalid user <*> from <*>", "Invalid user admin from <*>"]),
            owned(&[(2, "Invalid user <*> from <*>")])
        );
    }

    #[test]
    fn three_names_after_a_noun_are_values() {
        assert_eq!(
            patterns(&[
                "user ann joined late",
                "user bob joined late",
                "user eve joined late"
            ]),
            owned(&[(3, "user <*> joined late")])
        );
    }

    #[test]
    fn what_tells_failures_apart_never_varies() {
        for words in [
            [
                "TimeoutError",
                "KeyError",
                "IOError",
                "TypeError",
                "ValueError",
            ],
            ["GET", "PUT", "POST", "DELETE", "PATCH"],
            ["500", "502", "503", "504", "507"],
            ["started", "stopped", "crashed", "resumed", "paused"],
            [
                "ECONNRESET",
                "ECONNREFUSED",
                "EPIPEX",
                "ETIMEDOUT",
                "EHOSTUNREACH",
            ],
        ] {
            let all = words.map(|word| format!("the shop front {word} while paying"));
            let all: Vec<&str> = all.iter().map(String::as_str).collect();
            assert_eq!(patterns(&all).len(), 5, "{words:?}");
        }
    }

    #[test]
    fn few_constant_words_prove_nothing() {
        let all = ["ann", "bob", "eve", "joe", "sue"].map(|name| format!("hello {name} again"));
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        assert_eq!(patterns(&all).len(), 5);
    }

    #[test]
    fn general_skeletons_take_part() {
        let colours = ["red", "blue", "green", "grey", "pink"];
        let mut all: Vec<String> = Vec::new();
        for colour in colours {
            for shape in ["box", "ball", "cone", "ring", "disk"] {
                all.push(format!("put the {colour} {shape} onto the shelf"));
            }
        }
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        assert_eq!(patterns(&all), owned(&[(25, "put the <*> onto the shelf")]));
    }

    #[test]
    fn an_instance_joins_what_was_general_before() {
        let given = |skeleton, origin| Given { skeleton, origin };
        let general = given("put <*> in the <*> room now", Origin::Generalized);
        let seen = given("put chairs in the red room now", Origin::Seen);
        assert_eq!(close(&[seen, general], &[]).len(), 1);
        let remembered = Given {
            origin: Origin::Remembered,
            ..seen
        };
        assert_eq!(close(&[remembered, general], &[]).len(), 2);
        let masked = Given {
            origin: Origin::Remembered,
            ..general
        };
        assert_eq!(close(&[seen, masked], &[]).len(), 2);
    }
}

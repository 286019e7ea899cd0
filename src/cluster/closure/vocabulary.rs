//! The pieces of all skeletons, as numbers.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::nodes::{NumberedPiece, SkeletonNode};
use crate::cluster::skeleton::{self, Kind, words};

/// So many different words in one place are values.
pub(crate) const WORDS: usize = 5;

/// So many suffice after a noun that names what follows: `user alice`.
const NAMED_WORDS: usize = 3;

/// A general skeleton keeps at least so many constant words.
const CONSTANT_WORDS: usize = 3;

/// The number of `<*>`.
pub(crate) const VARIES: u32 = 0;

/// The different pieces of all skeletons, by number.
#[derive(Debug)]
pub(crate) struct Vocabulary<'t> {
    ids: HashMap<&'t [u8], u32, FixedState>,
    entries: Vec<VocabularyWord<'t>>,
}

#[derive(Debug)]
struct VocabularyWord<'t> {
    text: &'t [u8],
    kind: Kind,
    /// It says what happened, and so never varies.
    is_telling: bool,
    /// A noun that names what follows.
    names_next: bool,
}

impl<'t> VocabularyWord<'t> {
    fn new(text: &'t [u8], kind: Kind) -> Self {
        Self {
            text,
            kind,
            is_telling: words::is_telling(text),
            names_next: words::names_next(text),
        }
    }
}

impl Default for Vocabulary<'_> {
    fn default() -> Self {
        let varies = VocabularyWord {
            text: b"<*>",
            kind: Kind::Varies,
            is_telling: false,
            names_next: false,
        };
        Self {
            ids: HashMap::from_iter([(varies.text, VARIES)]),
            entries: vec![varies],
        }
    }
}

impl<'t> Vocabulary<'t> {
    /// The pieces of a skeleton.
    pub(crate) fn pieces(&mut self, skeleton: &'t str) -> Vec<NumberedPiece> {
        skeleton::split(skeleton)
            .into_iter()
            .map(|piece| {
                let next = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
                let id = *self.ids.entry(piece.text).or_insert(next);
                if id == next {
                    self.entries
                        .push(VocabularyWord::new(piece.text, piece.kind));
                }
                NumberedPiece {
                    id,
                    spaced: piece.spaced,
                }
            })
            .collect()
    }

    /// Returns how many different pieces there are.
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Constant text with a letter or digit.
    pub(crate) fn is_word(&self, id: u32) -> bool {
        self.entries[id as usize].kind == Kind::Word
    }

    /// A word that may be a value, or `<*>`.
    pub(crate) fn can_vary(&self, id: u32) -> bool {
        let word = &self.entries[id as usize];
        word.kind != Kind::Mark && !word.is_telling
    }

    /// Returns how many different words make a position vary; `None` where none
    /// do.
    pub(crate) fn needed(&self, node: &SkeletonNode, at: usize) -> Option<usize> {
        let id = node.pieces[at].id;
        if !self.can_vary(id) {
            return None;
        }
        let elsewhere = node.words - usize::from(self.is_word(id));
        let before = at.checked_sub(1).map(|at| node.pieces[at].id as usize);
        let is_named = before.is_some_and(|id| self.entries[id].names_next);
        let needed = if is_named { NAMED_WORDS } else { WORDS };
        (elsewhere >= CONSTANT_WORDS).then_some(needed)
    }

    /// The pieces with `<*>` at one more position; runs of `<*>` become one.
    pub(crate) fn general(&self, pieces: &[NumberedPiece], at: usize) -> Vec<NumberedPiece> {
        let mut out: Vec<NumberedPiece> = Vec::with_capacity(pieces.len());
        let mut last_variable = None;
        for (place, token) in pieces.iter().enumerate() {
            let id = if place == at { VARIES } else { token.id };
            match (id, last_variable) {
                (VARIES, Some(end)) => out.truncate(end),
                (VARIES, None) => {
                    out.push(NumberedPiece { id, ..*token });
                    last_variable = Some(out.len());
                }
                _ => {
                    if self.is_word(id) {
                        last_variable = None;
                    }
                    out.push(*token);
                }
            }
        }
        out
    }

    /// The skeleton of some pieces.
    pub(crate) fn text(&self, pieces: &[NumberedPiece]) -> String {
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

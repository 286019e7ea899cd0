//! One pass over a message that says which rules cannot match it.

use aho_corasick::{AhoCorasick, MatchKind};

/// Finds the first of many rules without asking each.
///
/// A rule whose match needs a literal text in the message is asked only where
/// that text is.
#[derive(Debug, Clone, Default)]
pub(super) struct Prefilter {
    /// Of the literals; `None` where there are none.
    literals: Option<AhoCorasick>,
    /// Literal -> rules that need it.
    needed_by: Vec<Vec<usize>>,
    /// Rules, in order: whether they need a literal.
    needs: Vec<bool>,
}

impl Prefilter {
    /// From what each rule's matcher needs, in order.
    pub(super) fn new<'m>(needs: impl IntoIterator<Item = Option<&'m str>>) -> Self {
        let needs: Vec<Option<&str>> = needs.into_iter().collect();
        let mut literals: Vec<&str> = needs.iter().flatten().copied().collect();
        literals.sort_unstable();
        literals.dedup();
        let rules_with = |literal: &&str| -> Vec<usize> {
            let positions = needs.iter().enumerate();
            let with = positions.filter(|(_, need)| need.as_ref() == Some(literal));
            with.map(|(position, _)| position).collect()
        };
        let needed_by = literals.iter().map(rules_with).collect();
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(&literals)
            .ok()
            .filter(|_| !literals.is_empty());
        Self {
            needs: match automaton {
                Some(_) => needs.iter().map(Option::is_some).collect(),
                // Without the automaton every rule is asked.
                None => vec![false; needs.len()],
            },
            literals: automaton,
            needed_by,
        }
    }

    /// The first rule that may match by its literal and does by `matches`.
    pub(super) fn first(&self, message: &str, matches: impl Fn(usize) -> bool) -> Option<usize> {
        let mut present = vec![0u64; self.needs.len().div_ceil(64)];
        if let Some(literals) = &self.literals {
            for found in literals.find_overlapping_iter(message) {
                for rule in &self.needed_by[found.pattern().as_usize()] {
                    present[rule / 64] |= 1 << (rule % 64);
                }
            }
        }
        let may = |i: &usize| !self.needs[*i] || present[*i / 64] & (1 << (*i % 64)) != 0;
        (0..self.needs.len()).filter(may).find(|i| matches(*i))
    }
}

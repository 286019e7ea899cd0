//! Typed values that rules pull out of records.
//!
//! Facts of two parts of the input merge to the same value in any order and
//! grouping, so that neither threads nor the order of files matter.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Number, Time};

/// At most this many values of one fact are kept; more are said to exist.
pub const MAX_VALUES: usize = 200;

/// The facts of a problem, by the name its rule gives them.
pub type Facts = BTreeMap<String, Fact>;

/// A typed value of a problem, as rules.yaml names it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// What the newest record says.
    Latest {
        /// The record's time; a record without one is older than any with one.
        at: Option<Time>,
        /// Its values, in the record's order, without repeats.
        values: Vec<String>,
    },
    /// Every different value of all records.
    Distinct {
        /// Kept values: the smallest [`MAX_VALUES`] in byte order.
        values: BTreeSet<String>,
        /// There were more.
        capped: bool,
    },
    /// A number folded over all records.
    Number {
        /// The folded value.
        value: Number,
        /// How it is folded.
        fold: Fold,
    },
}

/// How numbers of many records become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fold {
    /// The largest.
    Max,
    /// The smallest.
    Min,
    /// The sum.
    Sum,
}

impl Fact {
    /// Returns a fact of what the newest record says: the first [`MAX_VALUES`]
    /// values, without repeats.
    pub fn latest(at: Option<Time>, values: impl IntoIterator<Item = String>) -> Self {
        let mut kept: Vec<String> = Vec::new();
        for value in values {
            if kept.len() < MAX_VALUES && !kept.contains(&value) {
                kept.push(value);
            }
        }
        Self::Latest { at, values: kept }
    }

    /// Returns a fact of the distinct values among these.
    pub fn distinct(values: impl IntoIterator<Item = String>) -> Self {
        let mut fact = Self::Distinct {
            values: values.into_iter().collect(),
            capped: false,
        };
        fact.trim();
        fact
    }

    /// Takes in the same fact from another part of the input.
    ///
    /// Facts of different kinds do not meet: one rule gives one kind to one
    /// name. Should they, the first stays.
    pub fn merge(&mut self, other: Self) {
        match (&mut *self, other) {
            (
                Self::Latest { at, values },
                Self::Latest {
                    at: other_at,
                    values: other_values,
                },
            ) if (other_at, &other_values) > (*at, &*values) => {
                // Ties are broken by value, so that order does not matter.
                *at = other_at;
                *values = other_values;
            }
            (
                Self::Distinct { values, capped },
                Self::Distinct {
                    values: more,
                    capped: more_capped,
                },
            ) => {
                values.extend(more);
                *capped |= more_capped;
                self.trim();
            }
            (Self::Number { value, fold }, Self::Number { value: other, .. }) => {
                *value = match fold {
                    Fold::Max => value.clone().max(other),
                    Fold::Min => value.clone().min(other),
                    Fold::Sum => value.clone().plus(&other),
                };
            }
            _ => {}
        }
    }

    fn trim(&mut self) {
        if let Self::Distinct { values, capped } = self {
            while values.len() > MAX_VALUES {
                values.pop_last();
                *capped = true;
            }
        }
    }

    /// Returns how many values there are; for a number, 1.
    pub fn count(&self) -> usize {
        match self {
            Self::Latest { values, .. } => values.len(),
            Self::Distinct { values, .. } => values.len(),
            Self::Number { .. } => 1,
        }
    }

    /// Values in order; a number as its text.
    pub fn values(&self) -> Vec<String> {
        match self {
            Self::Latest { values, .. } => values.clone(),
            Self::Distinct { values, .. } => values.iter().cloned().collect(),
            Self::Number { value, .. } => vec![value.to_string()],
        }
    }

    /// True where more values existed than are kept.
    pub fn capped(&self) -> bool {
        match self {
            Self::Latest { values, .. } => values.len() >= MAX_VALUES,
            Self::Distinct { capped, .. } => *capped,
            Self::Number { .. } => false,
        }
    }
}

/// Merges facts by name.
pub fn merge(into: &mut Facts, from: Facts) {
    for (name, fact) in from {
        match into.entry(name) {
            std::collections::btree_map::Entry::Vacant(slot) => {
                slot.insert(fact);
            }
            std::collections::btree_map::Entry::Occupied(mut slot) => slot.get_mut().merge(fact),
        }
    }
}

impl Fact {
    /// The same fact with its texts changed, for redaction.
    #[must_use]
    pub fn map(self, change: impl Fn(String) -> String) -> Self {
        match self {
            Self::Latest { at, values } => {
                Self::latest(at, values.into_iter().map(change).collect::<Vec<_>>())
            }
            Self::Distinct { values, capped } => {
                let mut fact = Self::Distinct {
                    values: values.into_iter().map(change).collect(),
                    capped,
                };
                fact.trim();
                fact
            }
            number @ Self::Number { .. } => number,
        }
    }
}

//! Typed values that a rule pulls out of records and findings.

use regex::Regex;

use crate::model::fact::Fold;
use crate::model::{Fact, Facts, Number, RawFinding, Record, Time, record::scalar_text};

use super::Rule;

/// Characters of one value; the rest of a longer one is cut.
pub const MAX_CHARS: usize = 200;

/// How one fact comes from records.
#[derive(Debug, Clone)]
pub enum FactSpec {
    /// Every match of the newest record that has one.
    ListLatest(Regex),
    /// The different matches of all records.
    ListAll(Regex),
    /// The different values of all records.
    Distinct(FactSource),
    /// A number folded over all records.
    Number(FactSource, Fold),
    /// The number of the newest record that has one.
    NumberLatest(FactSource),
    /// The value of the newest record that has one.
    Text(FactSource),
}

/// Where in a record a single value is.
#[derive(Debug, Clone)]
pub enum FactSource {
    /// At a JSON Pointer into the entry.
    Pointer(String),
    /// The first match in the message: its first group, else all of it.
    Message(Regex),
}

/// What facts are pulled out of.
trait Holder {
    fn time(&self) -> Option<Time>;
    fn message(&self) -> &str;
    fn at(&self, pointer: &str) -> Option<String>;
}

impl Holder for Record<'_> {
    fn time(&self) -> Option<Time> {
        self.time
    }
    fn message(&self) -> &str {
        &self.message
    }
    fn at(&self, pointer: &str) -> Option<String> {
        self.pointer_text(pointer)
    }
}

impl Holder for RawFinding {
    fn time(&self) -> Option<Time> {
        self.seen.last_seen
    }
    fn message(&self) -> &str {
        &self.message
    }
    fn at(&self, pointer: &str) -> Option<String> {
        self.raw.pointer(pointer).and_then(scalar_text)
    }
}

impl Rule {
    /// The facts of one record; those it says nothing about are absent.
    ///
    /// Values are as the record has them, cut to [`MAX_CHARS`]: not redacted.
    pub fn facts_of(&self, record: &Record<'_>) -> Facts {
        self.facts_in(record)
    }

    /// The facts of one finding, as [`Rule::facts_of`].
    pub fn facts_of_finding(&self, finding: &RawFinding) -> Facts {
        self.facts_in(finding)
    }

    fn facts_in(&self, holder: &impl Holder) -> Facts {
        self.facts
            .iter()
            .filter_map(|(name, spec)| Some((name.clone(), spec.of(holder)?)))
            .collect()
    }
}

impl FactSpec {
    /// Returns whether its value is a number that changes from run to run, as
    /// no key may.
    pub(super) fn is_number(&self) -> bool {
        matches!(self, Self::Number(..) | Self::NumberLatest(_))
    }

    /// Returns whether it looks into the entry or result as its tool wrote it.
    pub(super) fn looks_inside(&self) -> bool {
        match self {
            Self::ListLatest(_) | Self::ListAll(_) => false,
            Self::Distinct(place)
            | Self::Number(place, _)
            | Self::NumberLatest(place)
            | Self::Text(place) => matches!(place, FactSource::Pointer(_)),
        }
    }

    fn of(&self, holder: &impl Holder) -> Option<Fact> {
        let at = holder.time();
        match self {
            Self::ListLatest(regex) => {
                let values = matches(regex, holder.message());
                (!values.is_empty()).then(|| Fact::latest(at, values))
            }
            Self::ListAll(regex) => {
                let values = matches(regex, holder.message());
                (!values.is_empty()).then(|| Fact::distinct(values))
            }
            Self::Distinct(place) => Some(Fact::distinct([place.value(holder)?])),
            Self::Number(place, fold) => Some(Fact::Number {
                value: Number::parse(&place.value(holder)?)?,
                fold: *fold,
            }),
            Self::NumberLatest(place) => {
                let value = place.value(holder)?;
                Number::parse(&value)?;
                Some(Fact::latest(at, [value.trim().to_owned()]))
            }
            Self::Text(place) => Some(Fact::latest(at, [place.value(holder)?])),
        }
    }
}

impl FactSource {
    fn value(&self, holder: &impl Holder) -> Option<String> {
        let value = match self {
            Self::Pointer(pointer) => cut(&holder.at(pointer)?),
            Self::Message(regex) => cut(first_group(&regex.captures(holder.message())?)),
        };
        (!value.is_empty()).then_some(value)
    }
}

fn matches(regex: &Regex, message: &str) -> Vec<String> {
    regex
        .captures_iter(message)
        .map(|found| cut(first_group(&found)))
        .filter(|value| !value.is_empty())
        .collect()
}

/// The first group where it took part, else the whole match.
fn first_group<'t>(found: &regex::Captures<'t>) -> &'t str {
    found
        .get(1)
        .or_else(|| found.get(0))
        .map_or("", |group| group.as_str())
}

fn cut(value: &str) -> String {
    value.chars().take(MAX_CHARS).collect()
}

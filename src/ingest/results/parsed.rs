//! One result as its format says it, before it is made a finding.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::ingest::error::{Place, ReadError};
use crate::ingest::framing::items::Item;
use crate::ingest::results::collect::{ReadResults, Results};
use crate::ingest::syntax::scalar::Scalar;
use crate::ingest::syntax::{strict, value};
use crate::model::{Location, Sample, Severity, Time};

/// One result. What a finding keeps is owned; what is only looked at on the
/// way is lent from the item, as reports hold millions.
#[derive(Debug, Clone, Default)]
pub(crate) struct Draft<'a> {
    pub(crate) tool: String,
    pub(crate) rule_id: Option<String>,
    /// The tool's name for it.
    pub(crate) severity: Option<Cow<'a, str>>,
    pub(crate) message: String,
    /// With paths as written, the primary one first.
    pub(crate) locations: Vec<Location>,
    pub(crate) identity: Known<'a>,
    /// What recipe 1 knew it by, where that was something else.
    pub(crate) former: Option<Known<'a>>,
    /// The primary path as recipe 1 knew it, where that was another.
    pub(crate) former_path: Option<String>,
    /// The lines around its own, where they are at hand.
    pub(crate) context: Option<Cow<'a, str>>,
    /// A secret was found: its value is not shown.
    pub(crate) secret: bool,
    /// 0 counts as 1.
    pub(crate) count: u64,
    pub(crate) first_seen: Option<Time>,
    pub(crate) last_seen: Option<Time>,
    pub(crate) service: Option<String>,
    pub(crate) environment: Option<String>,
    pub(crate) labels: BTreeMap<String, String>,
    pub(crate) samples: Vec<Sample>,
    pub(crate) suggestion: Option<String>,
    pub(crate) raw: Value,
}

/// What a result is known by from one run to the next.
#[derive(Debug, Clone, Default)]
pub(crate) enum Known<'a> {
    /// This value is its fingerprint.
    Exactly(Cow<'a, str>),
    /// A value of this name that the tool gives, with rule and path.
    By(Cow<'a, str>, Cow<'a, str>),
    /// The text of its line, or a name that stands for the place.
    ByLine(Cow<'a, str>),
    /// A function's or class's name, and the message.
    BySymbol(Cow<'a, str>),
    /// Its message.
    #[default]
    ByMessage,
}

/// What one item of a report turned out to be.
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "nearly all are results, and a box each would cost more"
)]
pub(crate) enum Outcome<'a> {
    Result(Draft<'a>),
    /// No finding, for this reason.
    SetAside(&'static str),
}

/// A format in which each item is one result.
pub(crate) trait ReadEach {
    /// The item as its tool writes it.
    type Wire<'a>: Deserialize<'a>
    where
        Self: 'a;

    /// What one item is, with its article: `an alert of code scanning`.
    const ITEM: &'static str;

    /// An item may be a page of items: an array.
    const PAGES: bool = false;

    /// The member that the item lacks without which it is none of its kind.
    fn lacks(&self, wire: &Self::Wire<'_>) -> Option<&'static str>;

    /// What the item says; `at` is where it starts.
    fn outcome<'a>(&'a self, wire: Self::Wire<'a>, at: Place) -> Result<Outcome<'a>, ReadError>;

    /// After the last item: why the report is not complete, if it is not.
    fn shortfall(&self) -> Option<&'static str> {
        None
    }
}

impl<F: ReadEach> ReadResults for F {
    fn item(&mut self, item: Item<'_>, results: &mut Results<'_>) -> Result<(), ReadError> {
        let text = item.text();
        if F::PAGES && text.trim_start().starts_with('[') {
            return page(self, &text, item, results);
        }
        strict::object(&text, item.at, F::ITEM)?;
        let wire: F::Wire<'_> = value::read(&text, item.at)?;
        if let Some(missing) = self.lacks(&wire) {
            return Err(strict::lacks(&text, item.at, F::ITEM, missing));
        }
        match self.outcome(wire, item.at)? {
            Outcome::SetAside(why) => results.skip(why),
            Outcome::Result(mut draft) => {
                draft.raw = results.raw(item)?;
                results.push(draft);
            }
        }
        Ok(())
    }

    fn end(&mut self, results: &mut Results<'_>) -> Result<(), ReadError> {
        if let Some(why) = self.shortfall() {
            results.partial(why);
        }
        Ok(())
    }
}

/// Reads the items of a page, as `gh api --paginate --slurp` joins them.
fn page<F: ReadEach>(
    reader: &mut F,
    text: &str,
    item: Item<'_>,
    results: &mut Results<'_>,
) -> Result<(), ReadError> {
    let page: Vec<sonic_rs::LazyValue<'_>> = value::read(text, item.at)?;
    for element in page {
        let bytes = element.as_raw_str().as_bytes();
        if bytes.starts_with(b"[") {
            return strict::object(element.as_raw_str(), item.at, F::ITEM);
        }
        reader.item(Item { bytes, ..item }, results)?;
    }
    Ok(())
}

/// A place of which the path is known; lines and columns count from 1.
pub(crate) fn location(
    path: Scalar<'_>,
    line: &Scalar<'_>,
    column: &Scalar<'_>,
) -> Option<Location> {
    Some(Location {
        path: path.string()?,
        line: line.number().filter(|n| *n > 0),
        column: column.number().filter(|n| *n > 0),
    })
}

/// Text that a tool shows with a result.
pub(crate) fn sample(text: String) -> Sample {
    Sample {
        time: None,
        severity: Severity::default(),
        logger: None,
        text,
    }
}

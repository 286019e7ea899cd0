//! Formats in which each item is one result: what remains to be said of one.

use serde::Deserialize;

use crate::ingest::error::{InputPosition, ReadError};
use crate::ingest::framing::items::Item;
use crate::ingest::results::collect::{ReadResults, Results};
use crate::ingest::results::parsed::ParsedResult;
use crate::ingest::syntax::{strict, value};

/// What one item of a report turned out to be.
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "nearly all are results, and a box each would cost more"
)]
pub(crate) enum ReadOutcome<'a> {
    Result(ParsedResult<'a>),
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

    /// Returns what the item says; `at` is where it starts.
    fn outcome<'a>(
        &'a self,
        wire: Self::Wire<'a>,
        at: InputPosition,
    ) -> Result<ReadOutcome<'a>, ReadError>;

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
            ReadOutcome::SetAside(why) => results.skip(why),
            ReadOutcome::Result(mut parsed) => {
                parsed.raw = results.raw(item)?;
                results.push(parsed);
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

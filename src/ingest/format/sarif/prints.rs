//! Which of a result's own fingerprints (3.27.16, 3.27.17) tell it apart.
//!
//! Tools put all sorts of things there: the same words for every result,
//! hashes of the whole file, the commit and its author. What is used has to
//! look like an identifier and not be named after what changes. That is told
//! from the name and the value alone: whether other results share it says
//! nothing, as they come and go. Results that share one are counted on top.
//!
//! Recipe 1 did not use what two places of a file shared; which results those
//! are is still found out, so that their issues are known again.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{BuildHasher, Hash};

use foldhash::fast::FixedState;
use memchr::memmem::Finder;

use super::wire;
use crate::ingest::framing::items::Item;
use crate::ingest::results::identity::line_hash;
use crate::ingest::syntax::scalar::{Scalar, ScalarMembers};
use crate::ingest::syntax::value;

/// Fewer characters are a count or a column.
const MIN_LEN: usize = 8;

/// Parts of names whose values change though the result does not.
const CHANGING: &[&str] = &[
    "commit",
    "author",
    "email",
    "date",
    "time",
    "message",
    "filehash",
    "file_hash",
    "file-hash",
    "runid",
    "run_id",
    "run-id",
    "scanid",
    "scan_id",
    "scan-id",
    "buildid",
    "build_id",
    "build-id",
];

/// Code scanning's own: a hash of the line and what follows, with a number for
/// each repeat in the file, so that it stands for one place by construction.
const LINE_HASH: &str = line_hash::NAME;

/// The place stands for two.
const SEVERAL: u64 = u64::MAX;

/// Values seen in a run: which of them recipe 1 used.
#[derive(Debug)]
pub(crate) struct Usable {
    /// Hash of file, name and value -> hash of the place in the file.
    places: HashMap<u64, u64, FixedState>,
    prints: Finder<'static>,
    line_hash: Finder<'static>,
}

impl Default for Usable {
    fn default() -> Self {
        Self {
            places: HashMap::default(),
            prints: Finder::new("ingerprints\""),
            line_hash: Finder::new(LINE_HASH),
        }
    }
}

impl Usable {
    /// Takes in a result, before any is read.
    pub(crate) fn see(&mut self, item: Item<'_>) {
        let Some(at) = self.prints.find(item.bytes) else {
            return;
        };
        if self.line_hash.find(&item.bytes[at..]).is_some() {
            return;
        }
        let text = item.text();
        let Ok(result) = value::read::<wire::Prints<'_>>(&text, item.at) else {
            return;
        };
        let spot = result
            .locations
            .first()
            .map(|location| &location.physical_location);
        let line = spot.and_then(|spot| spot.region.start_line.number());
        let place = place(line, &result.message);
        let file = spot.map(|spot| &spot.artifact_location);
        for (name, value) in result
            .fingerprints
            .iter()
            .chain(result.partial_fingerprints.iter())
        {
            let Some(value) = plausible(name, value) else {
                continue;
            };
            let seen = self.places.entry(key(file, name, value)).or_insert(place);
            if *seen != place {
                *seen = SEVERAL;
            }
        }
    }

    /// The name and value of a result's best fingerprint.
    pub(crate) fn best<'a>(result: &wire::Res<'a>) -> Option<(Cow<'a, str>, Cow<'a, str>)> {
        Self::choose(result, |_, _| true)
    }

    /// As [`Usable::best`], by recipe 1.
    pub(crate) fn former<'a>(
        &self,
        result: &wire::Res<'a>,
    ) -> Option<(Cow<'a, str>, Cow<'a, str>)> {
        let first = result.locations.first();
        let file = first.map(|location| &location.physical_location.artifact_location);
        Self::choose(result, |name, value| {
            let place = self.places.get(&key(file, name, value));
            place.is_some_and(|place| *place != SEVERAL)
        })
    }

    fn choose<'a>(
        result: &wire::Res<'a>,
        usable: impl Fn(&str, &str) -> bool,
    ) -> Option<(Cow<'a, str>, Cow<'a, str>)> {
        let line_hash = result.partial_fingerprints.get(LINE_HASH);
        if let Some(value) = line_hash.filter(|value| identifier(value).is_some()) {
            return Some((LINE_HASH.into(), value.clone().text()?));
        }
        let best = |prints: &ScalarMembers<'a>| {
            let usable = prints.iter().filter(|(name, value)| {
                plausible(name, value).is_some_and(|value| usable(name, value))
            });
            // The highest version of the last name (3.4.3: `name/v2`).
            let (name, value) = usable.max_by_key(|(name, _)| *name)?;
            Some((name.clone(), value.clone().text()?))
        };
        best(&result.fingerprints).or_else(|| best(&result.partial_fingerprints))
    }
}

fn plausible<'v>(name: &str, value: &'v Scalar<'_>) -> Option<&'v str> {
    let value = identifier(value)?;
    let contains = |part: &str| {
        let mut windows = name.as_bytes().windows(part.len());
        windows.any(|at| at.eq_ignore_ascii_case(part.as_bytes()))
    };
    (!CHANGING.iter().any(|part| contains(part))).then_some(value)
}

/// The value, if it looks like a hash or another identifier.
fn identifier<'v>(value: &'v Scalar<'_>) -> Option<&'v str> {
    let value = value.as_str()?;
    let first = value.bytes().next()?;
    let is_id = value.len() >= MIN_LEN
        && value.bytes().any(|b| b.is_ascii_digit())
        && !value.contains(char::is_whitespace)
        && value.bytes().any(|b| b != first);
    is_id.then_some(value)
}

/// The line, or without one what is said there.
fn place(line: Option<u64>, message: &wire::SarifMessage<'_>) -> u64 {
    line.unwrap_or_else(|| {
        let arguments: Vec<Option<&str>> = message.arguments.iter().map(Scalar::as_str).collect();
        hash(&(message.text.as_str(), message.id.as_str(), arguments)) | 1 << 63
    })
}

fn key(file: Option<&wire::ArtifactLocation<'_>>, name: &str, value: &str) -> u64 {
    let file = file.map(|file| (file.uri.as_str(), file.index.number()));
    hash(&(file, name, value))
}

fn hash(value: &impl Hash) -> u64 {
    FixedState::default().hash_one(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::error::InputPosition;

    fn result(line: u32, prints: &str) -> String {
        format!(
            r#"{{"message":{{"text":"m"}},"locations":[{{"physicalLocation":{{"artifactLocation":{{"uri":"a"}},"region":{{"startLine":{line}}}}}}}],"partialFingerprints":{prints}}}"#
        )
    }

    /// Returns what is used now, and what was by recipe 1.
    fn best(results: &[String]) -> Vec<(Option<String>, Option<String>)> {
        let mut usable = Usable::default();
        for result in results {
            usable.see(Item::new(
                result.as_bytes(),
                InputPosition { offset: 0, line: 1 },
            ));
        }
        let of = |json: &String| {
            let result = serde_json::from_str(json).unwrap();
            let best = Usable::best(&result).map(|(name, _)| name.into_owned());
            let former = usable.former(&result).map(|(name, _)| name.into_owned());
            (best, former)
        };
        results.iter().map(of).collect()
    }

    #[test]
    fn identifiers_are_used_and_other_things_are_not() {
        for prints in [
            r#"{"matchBasedId/v1":"requires login"}"#,
            r#"{"commitSha":"0a1b2c3d4e5f","date":"2020-01-01T00:00:00Z"}"#,
            r#"{"scanFileHash":"0a1b2c3d4e5f"}"#,
            r#"{"column":"12"}"#,
            r#"{"h":"0000000000000000"}"#,
            r#"{"h":{"value":"0a1b2c3d4e5f"}}"#,
        ] {
            assert_eq!(best(&[result(1, prints)]), [(None, None)], "{prints}");
        }
        let versions = r#"{"h/v1":"0a1b2c3d4e5f","h/v2":"1a1b2c3d4e5f"}"#;
        let v2 = || Some("h/v2".to_owned());
        assert_eq!(best(&[result(1, versions)]), [(v2(), v2())]);
    }

    #[test]
    fn a_value_is_used_whoever_shares_it() {
        let same = r#"{"h":"0a1b2c3d4e5f"}"#;
        let h = || Some("h".to_owned());
        let one_place = [result(1, same), result(1, same)];
        assert_eq!(best(&one_place), [(h(), h()), (h(), h())]);
        let two_places = [result(1, same), result(2, same)];
        assert_eq!(best(&two_places), [(h(), None), (h(), None)]);
    }
}

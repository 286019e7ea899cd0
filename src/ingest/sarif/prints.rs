//! Which of a result's own fingerprints (3.27.16, 3.27.17) tell it apart.
//!
//! Tools put all sorts of things there: the same words for every result,
//! hashes of the whole file, the commit and its author. What is used has to
//! look like an identifier, not be named after what changes, and stand for one
//! place of its file alone.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hash};

use foldhash::fast::FixedState;

use super::super::items::Item;
use super::super::scalar::Scalar;
use super::wire;

/// Fewer characters are a count or a column.
const MIN_LEN: usize = 8;

/// Parts of names whose values change though the result does not.
const CHANGING: &[&str] = &[
    "commit", "author", "email", "date", "time", "message", "filehash", "file_hash", "file-hash",
];

/// The place stands for two.
const SEVERAL: u64 = u64::MAX;

/// Values seen in a run.
#[derive(Debug, Default)]
pub(super) struct Usable {
    /// Hash of file, name and value -> hash of the place in the file.
    places: HashMap<u64, u64, FixedState>,
}

impl Usable {
    /// Takes in a result, before any is read.
    pub(super) fn see(&mut self, item: Item<'_>) {
        if memchr::memmem::find(item.bytes, b"ingerprints\"").is_none() {
            return;
        }
        let Ok(text) = std::str::from_utf8(item.bytes) else { return };
        let Ok(result) = super::value::read::<wire::Prints<'_>>(text, item.at) else { return };
        let place = place(&result.locations, &result.message);
        let file = file(&result.locations);
        for (name, value) in result.fingerprints.iter().chain(&result.partial_fingerprints) {
            let Some(value) = plausible(name, value) else { continue };
            let seen = self.places.entry(hash(&(&file, name, &value))).or_insert(place);
            if *seen != place {
                *seen = SEVERAL;
            }
        }
    }

    /// The name and value of a result's best fingerprint.
    pub(super) fn best(&self, result: &wire::Res<'_>) -> Option<(String, String)> {
        let file = file(&result.locations);
        let usable = |prints: &BTreeMap<String, Scalar<'_>>| {
            // The highest version of the first name (3.4.3: `name/v2`).
            prints.iter().rev().find_map(|(name, value)| {
                let value = plausible(name, value)?;
                let place = self.places.get(&hash(&(&file, name, &value)))?;
                (*place != SEVERAL).then(|| (name.clone(), value))
            })
        };
        usable(&result.fingerprints).or_else(|| usable(&result.partial_fingerprints))
    }
}

fn plausible(name: &str, value: &Scalar<'_>) -> Option<String> {
    let value = value.clone().string()?;
    let name = name.to_lowercase();
    let changes = CHANGING.iter().any(|part| name.contains(part));
    let first = value.chars().next()?;
    let is_id = value.len() >= MIN_LEN
        && value.bytes().any(|b| b.is_ascii_digit())
        && !value.contains(char::is_whitespace)
        && value.chars().any(|c| c != first);
    (is_id && !changes).then_some(value)
}

/// The line, or without one what is said there.
fn place(locations: &[wire::Loc<'_>], message: &wire::Message<'_>) -> u64 {
    let region = locations.first().map(|location| &location.physical_location.region);
    let line = region.and_then(|region| region.start_line.number::<u64>());
    match line {
        Some(line) => line,
        None => hash(&(message.text.clone().text(), message.id.clone().text(), arguments(message))) | 1 << 63,
    }
}

fn arguments(message: &wire::Message<'_>) -> Vec<Option<String>> {
    message.arguments.iter().map(|argument| argument.clone().string()).collect()
}

fn file(locations: &[wire::Loc<'_>]) -> Option<(Option<String>, Option<usize>)> {
    let location = &locations.first()?.physical_location.artifact_location;
    Some((location.uri.clone().string(), location.index.number()))
}

fn hash(value: &impl Hash) -> u64 {
    FixedState::default().hash_one(value)
}

#[cfg(test)]
mod tests {
    use super::super::super::error::Place;
    use super::*;

    fn result(line: u32, prints: &str) -> String {
        format!(r#"{{"message":{{"text":"m"}},"locations":[{{"physicalLocation":{{"artifactLocation":{{"uri":"a"}},"region":{{"startLine":{line}}}}}}}],"partialFingerprints":{prints}}}"#)
    }

    fn best(results: &[String]) -> Vec<Option<String>> {
        let mut usable = Usable::default();
        for result in results {
            usable.see(Item { bytes: result.as_bytes(), at: Place { offset: 0, line: 1 }, cut: false });
        }
        let name = |json: &String| usable.best(&serde_json::from_str(json).unwrap()).map(|(name, _)| name);
        results.iter().map(name).collect()
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
            assert_eq!(best(&[result(1, prints)]), [None], "{prints}");
        }
        let versions = r#"{"h/v1":"0a1b2c3d4e5f","h/v2":"1a1b2c3d4e5f"}"#;
        assert_eq!(best(&[result(1, versions)]), [Some("h/v2".to_owned())]);
    }

    #[test]
    fn a_value_of_two_places_tells_nothing_apart() {
        let same = r#"{"h":"0a1b2c3d4e5f"}"#;
        assert_eq!(best(&[result(1, same), result(1, same)]), [Some("h".to_owned()), Some("h".to_owned())]);
        assert_eq!(best(&[result(1, same), result(2, same)]), [None, None]);
    }
}

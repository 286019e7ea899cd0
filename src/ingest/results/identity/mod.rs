//! Which result is which, from one run to the next: fingerprints of findings.
//!
//! A fingerprint holds for ever, so its recipe is versioned: a hash over tool,
//! rule, path and an anchor, which is what the tool itself offers, else the
//! text of the line, else what the message is about ([`subject()`]). Results
//! that are equal in all this are told apart by their order, unless they are
//! equal in their place and text, too: those are one. Never by line number,
//! which any edit above changes.
//!
//! Recipe 2 differs from recipe 1 where a message names something with digits
//! or in quotes; where both give the same parts, the first one's hash stays.
//! For one release findings bear what recipe 1 made of them among their
//! aliases, by which issues are found and learn the new fingerprints.

pub(crate) mod checkout;
pub(crate) mod few_lines;
pub(crate) mod line_hash;
pub mod score;
pub(crate) mod subject;
pub(crate) mod test_names;

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{BuildHasher, Hash};

use foldhash::fast::FixedState;
use hashbrown::hash_map::Entry;

use crate::ingest::results::identity::subject::{kind, mask_digits, squeezed, subject};
use crate::ingest::results::parsed::{IdentityBasis, ParsedResult};
use crate::model::{Fingerprint, Kin};

/// The versions of the recipe.
const ONE: &str = "finding/1";
const TWO: &str = "finding/2";

/// Gives fingerprints to the results of one source, in their order.
#[derive(Debug, Default)]
pub(crate) struct Fingerprints {
    /// Hash of what a result is known by -> who came with it. Hashes, since a
    /// report may hold millions.
    seen: hashbrown::HashMap<u64, FirstSeen, FixedState>,
    /// Hash of that and of place and text -> ordinal, from the second on.
    others: HashMap<u64, u32, FixedState>,
    /// Hash of what recipe 1 knew a result by -> how often it came.
    former: HashMap<u64, u32, FixedState>,
}

/// Results that are known by the same.
#[derive(Debug)]
struct FirstSeen {
    /// Of different places.
    count: u32,
    /// Hash of the first one's place and text.
    first: u64,
}

/// Who a result is.
#[derive(Debug)]
pub(crate) struct ResultIdentity {
    pub(crate) fingerprint: Fingerprint,
    /// Under earlier recipes.
    pub(crate) former: Vec<Fingerprint>,
    /// What it shares with its like, where that is not the fingerprint.
    pub(crate) kin: Option<Kin>,
}

impl Fingerprints {
    /// The identity of the next result.
    pub(crate) fn of(&mut self, result: &ParsedResult<'_>) -> ResultIdentity {
        let place = hash(&(&result.message, &result.locations));
        if let IdentityBasis::Exactly(value) = &result.identity {
            return self.given(&result.tool, value, place);
        }
        let anchor = Anchor::now(&result.identity, &result.message);
        let path = result.locations.first().map_or("", |l| &l.path);
        let parts = anchor.parts(result, path);
        let count = self.ordinal(hash(&parts), place);
        let fingerprint = numbered(anchor.version, &parts, count);
        let former = self.former(result, &anchor, path);
        let kin = kin(result, &anchor, path, (count, &parts));
        ResultIdentity {
            fingerprint,
            former: former.into_iter().collect(),
            kin,
        }
    }

    /// A fingerprint that the input itself gives; a repeat is told apart.
    fn given(&mut self, tool: &str, value: &str, place: u64) -> ResultIdentity {
        let print = Fingerprint::given(value);
        let (fingerprint, kin) = match self.ordinal(hash(&value), place) {
            1 => (print, None),
            count => {
                let parts = [("tool", tool), ("given", value)];
                let kin = Kin {
                    base: print,
                    context: None,
                };
                (numbered(ONE, &parts, count), Some(kin))
            }
        };
        ResultIdentity {
            fingerprint,
            former: Vec::new(),
            kin,
        }
    }

    /// Returns what recipe 1 made of the result, where that was something else.
    fn former(
        &mut self,
        result: &ParsedResult<'_>,
        anchor: &Anchor<'_>,
        path: &str,
    ) -> Option<Fingerprint> {
        let former_path = result.former_path.as_deref();
        if anchor.version == ONE && result.former.is_none() && former_path.is_none() {
            return None;
        }
        let known = result.former.as_ref().unwrap_or(&result.identity);
        let before = Anchor::before(known, &result.message);
        let parts = before.parts(result, former_path.unwrap_or(path));
        let count = self.former.entry(hash(&parts)).or_default();
        *count += 1;
        Some(numbered(ONE, &parts, *count))
    }

    /// Returns which of those it is that are known by the same.
    fn ordinal(&mut self, parts: u64, place: u64) -> u32 {
        match self.seen.entry(parts) {
            Entry::Vacant(slot) => {
                slot.insert(FirstSeen {
                    count: 1,
                    first: place,
                });
                1
            }
            Entry::Occupied(slot) if slot.get().first == place => 1,
            Entry::Occupied(mut slot) => {
                let count = &mut slot.get_mut().count;
                *self.others.entry(hash(&(parts, place))).or_insert_with(|| {
                    *count += 1;
                    *count
                })
            }
        }
    }
}

/// What a result is known by beside tool, rule and path.
struct Anchor<'d> {
    version: &'static str,
    name: &'d str,
    value: Cow<'d, str>,
    symbol: Option<&'d str>,
}

impl<'d> Anchor<'d> {
    /// By the recipe of this release.
    fn now(known: &'d IdentityBasis<'_>, message: &str) -> Self {
        let mut anchor = Self::by(known, || subject(message));
        if anchor.name == "message" && anchor.value != template(message) {
            anchor.version = TWO;
        }
        anchor
    }

    /// By recipe 1.
    fn before(known: &'d IdentityBasis<'_>, message: &str) -> Self {
        Self::by(known, || template(message))
    }

    fn by(known: &'d IdentityBasis<'_>, message: impl FnOnce() -> String) -> Self {
        let anchor = |name: &'d str, value: Cow<'d, str>, symbol: Option<&'d str>| Self {
            version: ONE,
            name,
            value,
            symbol,
        };
        match known {
            IdentityBasis::Exactly(value) => anchor("given", value.as_ref().into(), None),
            IdentityBasis::By(name, value) => anchor(name, value.as_ref().into(), None),
            IdentityBasis::ByLine(text) => anchor("line", squeezed(text).into(), None),
            IdentityBasis::BySymbol(symbol) => anchor("message", message().into(), Some(symbol)),
            IdentityBasis::ByMessage => anchor("message", message().into(), None),
        }
    }

    fn parts<'p>(&'p self, result: &'p ParsedResult<'_>, path: &'p str) -> Vec<(&'p str, &'p str)> {
        let mut parts = vec![
            ("tool", result.tool.as_str()),
            ("rule", result.rule_id.as_deref().unwrap_or_default()),
            ("path", path),
            (self.name, &self.value),
        ];
        parts.extend(self.symbol.map(|symbol| ("symbol", symbol)));
        parts
    }
}

/// Returns what a result shares with those that differ from it in a version or
/// in their order alone, where that is not its fingerprint.
fn kin(
    result: &ParsedResult<'_>,
    anchor: &Anchor<'_>,
    path: &str,
    (count, parts): (u32, &[(&str, &str)]),
) -> Option<Kin> {
    let context = result.context.as_deref().map(squeezed);
    let context = context.map(|text| crate::model::content_hash(&text));
    let versionless = (anchor.name == "message" && anchor.version == TWO)
        .then(|| kind(&result.message))
        .filter(|kind| *kind != anchor.value);
    if count == 1 && context.is_none() && versionless.is_none() {
        return None;
    }
    let base = match versionless {
        Some(kind) => {
            let anchor = Anchor {
                version: TWO,
                name: "kind",
                value: kind.into(),
                symbol: anchor.symbol,
            };
            Fingerprint::of(TWO, &anchor.parts(result, path))
        }
        None => Fingerprint::of(anchor.version, parts),
    };
    Some(Kin { base, context })
}

fn hash(what: &impl Hash) -> u64 {
    FixedState::default().hash_one(what)
}

/// The first of its kind goes without a number.
fn numbered(version: &str, parts: &[(&str, &str)], count: u32) -> Fingerprint {
    if count == 1 {
        return Fingerprint::of(version, parts);
    }
    let ordinal = count.to_string();
    let mut parts = parts.to_vec();
    parts.push(("ordinal", &ordinal));
    Fingerprint::of(version, &parts)
}

/// A message with `#` for all numbers and long hexadecimal words: what recipe
/// 1 knew it by.
fn template(message: &str) -> String {
    if !message.bytes().any(|b| b.is_ascii_digit()) {
        return squeezed(message);
    }
    let mut out = String::with_capacity(message.len());
    let mut rest = message;
    while let Some(start) = rest.find(|c: char| c.is_ascii_hexdigit()) {
        let (before, word) = rest.split_at(start);
        out.push_str(before);
        let len = word
            .find(|c: char| !c.is_ascii_hexdigit())
            .unwrap_or(word.len());
        let (hex, after) = word.split_at(len);
        if hex.len() >= 8 && hex.bytes().any(|b| b.is_ascii_digit()) {
            out.push('#');
        } else {
            mask_digits(hex, &mut out);
        }
        rest = after;
    }
    out.push_str(rest);
    squeezed(&out)
}

#[cfg(test)]
mod tests;

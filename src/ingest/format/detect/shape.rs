//! What the first record of some JSON looks like, from as many bytes as there are.

use std::collections::BTreeMap;

use crate::ingest::syntax::scan::{JsonKind, Scanner, tokens};

/// Members of one object that are looked at.
const MAX_KEYS: usize = 200;

/// Bytes of one member's value that are looked at.
const MAX_VALUE: usize = 16 << 10;

/// The members of the first record that some JSON holds.
#[derive(Debug, Default)]
pub(crate) struct JsonShape {
    /// Name -> the value's start, as written.
    pub(crate) members: BTreeMap<String, String>,
}

impl JsonShape {
    /// The object at a pointer, or the first one in the array there. Reads as
    /// far as the bytes go; a value that is cut off still has its name.
    pub(crate) fn of(head: &[u8], pointer: &str) -> Option<Self> {
        let mut scan = Scanner::new(head, usize::MAX);
        for token in tokens(pointer) {
            go_to(&mut scan, &token)?;
        }
        if scan.kind().ok()?? == JsonKind::Array {
            scan.enter().ok()?;
            if !scan.element(true).ok()? {
                return None;
            }
            // Pages of results, joined: the first of the first.
            if scan.kind().ok()?? == JsonKind::Array {
                scan.enter().ok()?;
                if !scan.element(true).ok()? {
                    return None;
                }
            }
        }
        let mut shape = Self::default();
        if scan.kind().ok()?? != JsonKind::Object || scan.enter().is_err() {
            return Some(shape);
        }
        while let Ok(Some(key)) = scan.key(shape.members.is_empty()) {
            let _ = scan.peek();
            let start = scan.ahead(MAX_VALUE).to_vec();
            let whole = scan.value().map(<[u8]>::len);
            let len = start.len().min(*whole.as_ref().unwrap_or(&start.len()));
            let value = String::from_utf8_lossy(start.get(..len).unwrap_or_default());
            shape.members.insert(key, value.into_owned());
            if whole.is_err() || shape.members.len() >= MAX_KEYS {
                break;
            }
        }
        Some(shape)
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.members.contains_key(key)
    }

    pub(crate) fn count(&self, keys: &[&str]) -> usize {
        keys.iter().filter(|key| self.has(key)).count()
    }

    /// Does the member's value start so?
    pub(crate) fn starts(&self, key: &str, start: &str) -> bool {
        self.members
            .get(key)
            .is_some_and(|value| value.starts_with(start))
    }

    /// The member, or the first element of the array that it is.
    pub(crate) fn first(&self, key: &str) -> Self {
        let value = self.members.get(key).map(String::as_bytes);
        value
            .and_then(|value| Self::of(value, ""))
            .unwrap_or_default()
    }
}

/// Goes to a member or an element.
fn go_to(scan: &mut Scanner<&[u8]>, token: &str) -> Option<()> {
    let kind = scan.kind().ok()??;
    scan.enter().ok()?;
    let mut index = 0;
    loop {
        let here = match kind {
            JsonKind::Object => scan.key(index == 0).ok()?? == token,
            JsonKind::Array => scan
                .element(index == 0)
                .ok()?
                .then(|| token.parse() == Ok(index))?,
            JsonKind::Scalar => return None,
        };
        if here {
            return Some(());
        }
        scan.skip().ok()?;
        index += 1;
    }
}

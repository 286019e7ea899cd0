//! Which result is which, from one run to the next: fingerprints of findings.
//!
//! A fingerprint holds for ever, so its recipe is versioned: a hash over tool,
//! rule, path and an anchor, which is what the tool itself offers, else the
//! text of the line, else the message with its numbers taken out. Results
//! that are equal in all this are told apart by their order. Never by line
//! number, which any edit above changes.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{BuildHasher, Hash};

use foldhash::fast::FixedState;

use super::draft::{Draft, Known};
use crate::model::Fingerprint;

/// The version of the recipe.
const VERSION: &str = "finding/1";

/// Gives fingerprints to the results of one source, in their order.
#[derive(Debug, Default)]
pub(super) struct Fingerprints {
    /// Hash of what a result is known by -> how often it came. Hashes, since a
    /// report may hold millions.
    seen: HashMap<u64, u32, FixedState>,
}

impl Fingerprints {
    /// The fingerprint of the next result.
    pub(super) fn of(&mut self, result: &Draft<'_>) -> Fingerprint {
        let (name, value) = match &result.identity {
            Known::Exactly(value) => return self.given(&result.tool, value),
            Known::By(name, value) => (name.as_ref(), Cow::Borrowed(value.as_ref())),
            Known::ByLine(text) => ("line", squeezed(text).into()),
            Known::BySymbol(_) | Known::ByMessage => ("message", template(&result.message).into()),
        };
        let mut parts = vec![
            ("tool", result.tool.as_str()),
            ("rule", result.rule_id.as_deref().unwrap_or_default()),
            ("path", result.locations.first().map_or("", |l| &l.path)),
            (name, &value),
        ];
        if let Known::BySymbol(symbol) = &result.identity {
            parts.push(("symbol", symbol));
        }
        let count = self.count(&parts);
        numbered(parts, count)
    }

    /// A fingerprint that the input itself gives; a repeat is told apart.
    fn given(&mut self, tool: &str, value: &str) -> Fingerprint {
        match self.count(&value) {
            1 => Fingerprint::given(value),
            count => numbered(vec![("tool", tool), ("given", value)], count),
        }
    }

    /// How often it has come by now.
    fn count(&mut self, what: &impl Hash) -> u32 {
        let hash = FixedState::default().hash_one(what);
        let count = self.seen.entry(hash).or_default();
        *count += 1;
        *count
    }
}

/// The first of its kind goes without a number.
fn numbered(parts: Vec<(&str, &str)>, count: u32) -> Fingerprint {
    if count == 1 {
        return Fingerprint::of(VERSION, &parts);
    }
    let ordinal = count.to_string();
    let mut parts = parts;
    parts.push(("ordinal", &ordinal));
    Fingerprint::of(VERSION, &parts)
}

/// The text with one space for each run of white space, so that indenting a
/// line keeps it the same.
fn squeezed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// A message with `#` for numbers and long hexadecimal words: counts, sizes,
/// lines and addresses vary from run to run.
pub(super) fn template(message: &str) -> String {
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

fn mask_digits(text: &str, out: &mut String) {
    let mut in_number = false;
    for c in text.chars() {
        let digit = c.is_ascii_digit();
        if !digit {
            out.push(c);
        } else if !in_number {
            out.push('#');
        }
        in_number = digit;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Location;

    #[test]
    fn templates_lose_numbers_alone() {
        assert_eq!(
            template("File has 1200 lines  (max 1000)"),
            "File has # lines (max #)"
        );
        assert_eq!(
            template("at 0x7fffdeadbeef1, id 0123456789abcdef"),
            "at #x#, id #"
        );
        assert_eq!(template("added faded decade"), "added faded decade");
    }

    fn result(identity: Known<'_>) -> Draft<'_> {
        Draft {
            tool: "t".to_owned(),
            rule_id: Some("r".to_owned()),
            message: "has 3".to_owned(),
            locations: vec![Location {
                path: "p".to_owned(),
                ..Location::default()
            }],
            identity,
            ..Draft::default()
        }
    }

    #[test]
    fn equal_results_are_told_apart_and_others_are_not_moved() {
        let mut prints = Fingerprints::default();
        let line = |text: &'static str| result(Known::ByLine(text.into()));
        let a = prints.of(&line("x = 1"));
        let b = prints.of(&line("  x  = 1"));
        assert_ne!(a, b);
        let mut later = Fingerprints::default();
        assert_ne!(later.of(&line("new")), a);
        assert_eq!(later.of(&line("\tx = 1")), a);
        assert_eq!(later.of(&line("x = 1")), b);
    }

    /// Trackers hold these: they may never change within a version.
    #[test]
    fn the_recipe_is_stable() {
        let mut prints = Fingerprints::default();
        let mut of = |identity| prints.of(&result(identity)).to_string();
        insta::assert_snapshot!(of(Known::ByMessage), @"197d6c507d82143d");
        insta::assert_snapshot!(of(Known::ByMessage), @"34d61532a118d87b");
        insta::assert_snapshot!(of(Known::ByLine("  x =  1".into())), @"9ae1e6ec791945d0");
        insta::assert_snapshot!(of(Known::BySymbol("f".into())), @"9927b31435c62b65");
        insta::assert_snapshot!(of(Known::By("h".into(), "0a1b2c3d".into())), @"758efa3f7e741f73");
        insta::assert_snapshot!(of(Known::Exactly("given".into())), @"given");
        insta::assert_snapshot!(of(Known::Exactly("given".into())), @"90bff2fa4716575e");
    }
}

//! Which result is which, from one run to the next: fingerprints of findings.
//!
//! A fingerprint holds for ever, so its recipe is versioned: a hash over tool,
//! rule, path and an anchor, which is what the tool itself offers, else the
//! text of the line, else the message with its numbers taken out. Results
//! that are equal in all this are told apart by their order. Never by line
//! number, which any edit above changes.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::BuildHasher;

use foldhash::fast::FixedState;

use crate::model::Fingerprint;

/// The version of the recipe.
const VERSION: &str = "finding/1";

/// What a result is known by.
#[derive(Debug, Clone, Default)]
pub(super) struct Identity<'a> {
    pub(super) tool: &'a str,
    pub(super) rule: &'a str,
    pub(super) path: &'a str,
    pub(super) anchor: Anchor<'a>,
}

/// What tells results of one rule and file apart.
#[derive(Debug, Clone)]
pub(super) enum Anchor<'a> {
    /// A value the tool gives for this: its name and it.
    Given(&'a str, Cow<'a, str>),
    /// The line's text.
    Line(Cow<'a, str>),
    /// The name of what is there, and what is said of it.
    Symbol(&'a str, &'a str),
    /// What it says.
    Message(&'a str),
}

impl Default for Anchor<'_> {
    fn default() -> Self {
        Self::Message("")
    }
}

/// Gives fingerprints to the results of one source, in their order.
#[derive(Debug, Default)]
pub(super) struct Fingerprints {
    /// Hash of a fingerprint -> how often it came. Hashes, since a report may
    /// hold millions.
    seen: HashMap<u64, u32, FixedState>,
}

impl Fingerprints {
    /// The fingerprint of the next result.
    pub(super) fn of(&mut self, identity: &Identity<'_>) -> Fingerprint {
        let first = fingerprint(identity, 1);
        match self.count(&first) {
            1 => first,
            count => fingerprint(identity, count),
        }
    }

    /// A fingerprint that the input itself gives; a repeat is told apart.
    pub(super) fn given(&mut self, tool: &str, value: &str) -> Fingerprint {
        let given = Fingerprint::given(value);
        match self.count(&given) {
            1 => given,
            count => {
                let ordinal = count.to_string();
                let parts = [("tool", tool), ("given", value), ("ordinal", &ordinal)];
                Fingerprint::of(VERSION, &parts)
            }
        }
    }

    fn count(&mut self, fingerprint: &Fingerprint) -> u32 {
        let hash = FixedState::default().hash_one(fingerprint);
        let count = self.seen.entry(hash).or_default();
        *count += 1;
        *count
    }
}

fn fingerprint(identity: &Identity<'_>, ordinal: u32) -> Fingerprint {
    let Identity {
        tool,
        rule,
        path,
        anchor,
    } = identity;
    let (name, value): (&str, String) = match anchor {
        Anchor::Given(name, value) => (name, value.to_string()),
        Anchor::Line(text) => ("line", squeezed(text)),
        Anchor::Symbol(_, message) => ("message", template(message)),
        Anchor::Message(text) => ("message", template(text)),
    };
    let mut parts = vec![
        ("tool", *tool),
        ("rule", rule),
        ("path", path),
        (name, &value),
    ];
    if let Anchor::Symbol(symbol, _) = anchor {
        parts.push(("symbol", symbol));
    }
    let text;
    if ordinal > 1 {
        text = ordinal.to_string();
        parts.push(("ordinal", &text));
    }
    Fingerprint::of(VERSION, &parts)
}

/// The text with one space for each run of white space, so that indenting a
/// line keeps it the same.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
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

    #[test]
    fn equal_results_are_told_apart_and_others_are_not_moved() {
        let mut prints = Fingerprints::default();
        let line = |text: &'static str| Identity {
            tool: "t",
            rule: "r",
            path: "p",
            anchor: Anchor::Line(text.into()),
        };
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
        let identity = Identity {
            tool: "t",
            rule: "r",
            path: "p",
            anchor: Anchor::Message("has 3"),
        };
        insta::assert_snapshot!(Fingerprints::default().of(&identity), @"197d6c507d82143d");
    }
}

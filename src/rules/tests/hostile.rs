//! Files that mean harm cost less than a second and name what is wrong.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use super::*;

fn refused(yaml: &str) -> Code {
    let start = Instant::now();
    let found = Rules::parse(yaml, Path::new("")).unwrap_err();
    assert!(
        start.elapsed() < Duration::from_secs(1),
        "{:?}",
        start.elapsed()
    );
    found.list[0].code
}

#[test]
fn a_billion_laughs() {
    let mut yaml = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n".to_owned();
    for i in 1..30 {
        let before = format!("*a{}", i - 1);
        let list = [before.as_str(); 9].join(", ");
        writeln!(yaml, "a{i}: &a{i} [{list}]").unwrap();
    }
    assert_eq!(refused(&yaml), Code::TooLarge);
}

#[test]
fn depth_of_brackets_indents_and_aliases() {
    assert_eq!(
        refused(&format!("rules: {}", "[".repeat(100_000))),
        Code::TooDeep
    );
    assert_eq!(
        refused(&format!("rules: {}", "{a: ".repeat(100_000))),
        Code::TooDeep
    );
    let dashes = format!("rules:\n  {}", "- ".repeat(100_000));
    assert_eq!(refused(&dashes), Code::TooDeep);
    let mut chain = "a0: &a0 [x]\n".to_owned();
    for i in 1..100 {
        writeln!(chain, "a{i}: &a{i} [*a{}]", i - 1).unwrap();
    }
    assert_eq!(refused(&chain), Code::TooDeep);
}

#[test]
fn size_of_file_list_and_mapping() {
    let comment = format!("# {}", "x".repeat(5 << 20));
    assert_eq!(refused(&comment), Code::TooLarge);
    assert_eq!(
        refused(&format!("bots: [{}]", "a, ".repeat(200_000))),
        Code::TooLarge
    );
    let keys: String = (0..100_000).fold(String::new(), |mut keys, i| {
        let _ = writeln!(keys, "k{i}: 1");
        keys
    });
    assert_eq!(refused(&keys), Code::TooLarge);
}

#[test]
fn expressions_that_compile_to_too_much() {
    let yaml = "rules: [{id: a, match: {message: '/(a{1000}){1000}/'}}]";
    assert_eq!(refused(yaml), Code::BadRegex);
}

#[test]
fn aliases_that_hold_themselves_and_keys_that_are_none() {
    assert_eq!(refused("rules: &a [*a]"), Code::Syntax);
    assert_eq!(refused("? [a]\n: b"), Code::Syntax);
    assert_eq!(refused("label: &a x\n*a : b"), Code::Syntax);
}

#[test]
fn a_thousand_wrong_values_do_not_take_a_thousand_reads() {
    let yaml = format!("bots: [{}]", "1, ".repeat(5_000));
    assert_eq!(refused(&yaml), Code::WrongType);
}

#[test]
fn aliases_are_values_where_they_are_used() {
    let found = problems("label: &l [x]\ninstance: *l");
    let places: Vec<_> = found
        .list
        .iter()
        .map(|d| (d.line, d.path.as_str()))
        .collect();
    assert_eq!(places, [(1, "label"), (2, "instance")]);
}

proptest::proptest! {
    #[test]
    fn no_text_panics(yaml in "(?s).{0,200}") {
        let _ = Rules::parse(&yaml, Path::new(""));
    }

    #[test]
    fn no_shape_panics(
        keys in proptest::collection::vec(
            "(rules|match|sources|facts|priority|when|any|unmatched|file|id|sections|title|open|rate)", 1..8,
        ),
        value in "(\\[\\]|\\{\\}|~|1|x|'/x/'|\\[x, 1\\]|-1|1e9|\\{is: error\\})",
        in_list in proptest::bool::ANY,
    ) {
        let open = if in_list { "[{" } else { "{" };
        let close = if in_list { "}]" } else { "}" };
        let inner = keys.iter().rev().fold(value, |inner, key| {
            format!("{open}{key}: {inner}{close}")
        });
        let yaml = if in_list { format!("rules: {inner}") } else { inner };
        let _ = Rules::parse(&yaml, Path::new(""));
    }
}

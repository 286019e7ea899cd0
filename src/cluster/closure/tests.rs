//! Skeletons to groups.

use super::*;

fn patterns(skeletons: &[&str]) -> Vec<(usize, String)> {
    let mut given: Vec<Given<'_>> = skeletons
        .iter()
        .map(|skeleton| Given {
            skeleton,
            origin: SkeletonOrigin::Seen,
        })
        .collect();
    given.sort();
    let groups = close(&given, &[]);
    let mut found: Vec<(usize, String)> = groups
        .into_iter()
        .map(|group| (group.members.len(), group.pattern))
        .collect();
    found.sort();
    found
}

fn owned(patterns: &[(usize, &str)]) -> Vec<(usize, String)> {
    patterns
        .iter()
        .map(|(n, p)| (*n, (*p).to_owned()))
        .collect()
}

#[test]
fn five_words_in_one_place_are_values_and_four_are_not() {
    let all: Vec<String> = ["red", "blue", "green", "grey", "pink"]
        .map(|colour| format!("painting the {colour} wall took long"))
        .into();
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    assert_eq!(
        patterns(&all),
        owned(&[(5, "painting the <*> wall took long")])
    );
    assert_eq!(patterns(&all[..4]).len(), 4);
}

#[test]
fn a_word_is_a_value_where_one_was_masked() {
    assert_eq!(
        patterns(&["Invalid user <*> from <*>", "Invalid user admin from <*>"]),
        owned(&[(2, "Invalid user <*> from <*>")])
    );
}

#[test]
fn three_names_after_a_noun_are_values() {
    assert_eq!(
        patterns(&[
            "user ann joined late",
            "user bob joined late",
            "user eve joined late"
        ]),
        owned(&[(3, "user <*> joined late")])
    );
}

#[test]
fn what_tells_failures_apart_never_varies() {
    for words in [
        [
            "TimeoutError",
            "KeyError",
            "IOError",
            "TypeError",
            "ValueError",
        ],
        ["GET", "PUT", "POST", "DELETE", "PATCH"],
        ["500", "502", "503", "504", "507"],
        ["started", "stopped", "crashed", "resumed", "paused"],
        [
            "ECONNRESET",
            "ECONNREFUSED",
            "EPIPEX",
            "ETIMEDOUT",
            "EHOSTUNREACH",
        ],
    ] {
        let all = words.map(|word| format!("the shop front {word} while paying"));
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        assert_eq!(patterns(&all).len(), 5, "{words:?}");
    }
}

#[test]
fn few_constant_words_prove_nothing() {
    let all = ["ann", "bob", "eve", "joe", "sue"].map(|name| format!("hello {name} again"));
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    assert_eq!(patterns(&all).len(), 5);
}

#[test]
fn general_skeletons_take_part() {
    let colours = ["red", "blue", "green", "grey", "pink"];
    let mut all: Vec<String> = Vec::new();
    for colour in colours {
        for shape in ["box", "ball", "cone", "ring", "disk"] {
            all.push(format!("put the {colour} {shape} onto the shelf"));
        }
    }
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    assert_eq!(patterns(&all), owned(&[(25, "put the <*> onto the shelf")]));
}

#[test]
fn an_instance_joins_what_was_general_before() {
    let given = |skeleton, origin| Given { skeleton, origin };
    let general = given("put <*> in the <*> room now", SkeletonOrigin::Generalized);
    let seen = given("put chairs in the red room now", SkeletonOrigin::Seen);
    assert_eq!(close(&[seen, general], &[]).len(), 1);
    let remembered = Given {
        origin: SkeletonOrigin::Remembered,
        ..seen
    };
    assert_eq!(close(&[remembered, general], &[]).len(), 2);
    let masked = Given {
        origin: SkeletonOrigin::Remembered,
        ..general
    };
    assert_eq!(close(&[seen, masked], &[]).len(), 2);
}

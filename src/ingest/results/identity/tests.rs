//! Fingerprints of results, one after the other.

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

fn result(identity: IdentityBasis<'_>) -> ParsedResult<'_> {
    ParsedResult {
        tool: "t".to_owned(),
        rule_id: Some("r".to_owned()),
        message: "has 3".to_owned(),
        locations: vec![Location {
            path: "p".to_owned(),
            ..Location::default()
        }],
        identity,
        ..ParsedResult::default()
    }
}

fn at(line: u32, result: ParsedResult<'_>) -> ParsedResult<'_> {
    let mut result = result;
    result.locations[0].line = Some(line);
    result
}

#[test]
fn equal_results_are_told_apart_and_others_are_not_moved() {
    let mut prints = Fingerprints::default();
    let line =
        |at_line, text: &'static str| at(at_line, result(IdentityBasis::ByLine(text.into())));
    let a = prints.of(&line(1, "x = 1")).fingerprint;
    let b = prints.of(&line(2, "  x  = 1"));
    assert_ne!(a, b.fingerprint);
    assert_eq!(b.kin.unwrap().base, a);
    let mut later = Fingerprints::default();
    let mut of = |parsed: &ParsedResult<'_>| later.of(parsed).fingerprint;
    assert_ne!(of(&line(1, "new")), a);
    assert_eq!(of(&line(2, "\tx = 1")), a);
    assert_eq!(of(&line(3, "x = 1")), b.fingerprint);
    assert_eq!(
        of(&line(2, "x = 1")),
        a,
        "the same place is the same result"
    );
    assert_eq!(of(&line(3, "x = 1")), b.fingerprint);
}

#[test]
fn names_with_digits_are_identity_and_the_former_one_is_known() {
    let mut prints = Fingerprints::default();
    let mut of = |message: &str| {
        let parsed = ParsedResult {
            message: message.to_owned(),
            ..result(IdentityBasis::ByMessage)
        };
        prints.of(&parsed)
    };
    let (a, b) = (of("'3600' is magic"), of("'7' is magic"));
    assert_ne!(a.fingerprint, b.fingerprint);
    let one = |parts: &[(&str, &str)], n| numbered(ONE, parts, n);
    let parts = [
        ("tool", "t"),
        ("rule", "r"),
        ("path", "p"),
        ("message", "'#' is magic"),
    ];
    assert_eq!(
        (&a.former[0], &b.former[0]),
        (&one(&parts, 1), &one(&parts, 2))
    );
    let old = of("pkg@1.2.3 is old");
    let new = of("pkg@1.2.4 is old");
    assert_ne!(old.fingerprint, new.fingerprint);
    assert_eq!(old.kin, new.kin);
    assert!(of("has 3").former.is_empty());
}

/// Trackers hold these: they may never change within a version.
#[test]
fn the_recipe_is_stable() {
    let mut prints = Fingerprints::default();
    let mut line = 0;
    let mut of = |identity| {
        line += 1;
        let identity = prints.of(&at(line, result(identity)));
        identity.fingerprint.to_string()
    };
    insta::assert_snapshot!(of(IdentityBasis::ByMessage), @"197d6c507d82143d");
    insta::assert_snapshot!(of(IdentityBasis::ByMessage), @"34d61532a118d87b");
    insta::assert_snapshot!(of(IdentityBasis::ByLine("  x =  1".into())), @"9ae1e6ec791945d0");
    insta::assert_snapshot!(of(IdentityBasis::BySymbol("f".into())), @"9927b31435c62b65");
    insta::assert_snapshot!(of(IdentityBasis::By("h".into(), "0a1b2c3d".into())), @"758efa3f7e741f73");
    insta::assert_snapshot!(of(IdentityBasis::Exactly("given".into())), @"given");
    insta::assert_snapshot!(of(IdentityBasis::Exactly("given".into())), @"90bff2fa4716575e");
}

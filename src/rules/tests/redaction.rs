//! What `redact` in rules.yaml hides and shows.

use super::*;

#[test]
fn kinds_of_personal_data_may_be_shown() {
    let text = "52:54:00:12:34:56 of ann@example.org, password=hunter2";
    let shown = rules("redact: {allow_kinds: [mac]}").redact;
    assert_eq!(
        shown.redact(text),
        "52:54:00:12:34:56 of ‹redacted:email›, password=‹redacted:password›"
    );
    let all = rules("redact: {allow_kinds: [card, email, iban, ip, mac, national-id, phone]}");
    assert_eq!(
        all.redact.redact(text),
        "52:54:00:12:34:56 of ann@example.org, password=‹redacted:password›"
    );
    let none = rules("redact: {allow_kinds: []}").redact;
    assert!(none.redact(text).starts_with("‹redacted:mac›"));
}

#[test]
fn other_kinds_are_refused_with_a_suggestion() {
    let said = problems("redact: {allow_kinds: [emial, mac]}").to_string();
    assert!(said.contains("no kind of personal data `emial`"), "{said}");
    assert!(said.contains("`email`"), "{said}");
    assert!(!said.contains("`mac`?"), "{said}");
}

#[test]
fn secrets_are_never_shown_by_their_kind() {
    for kind in ["password", "token", "github-pat", "private-key", "key", ""] {
        let yaml = format!("redact: {{allow_kinds: ['{kind}']}}");
        let refused = Rules::parse(&yaml, Path::new(""));
        assert!(refused.is_err(), "{kind}");
    }
}

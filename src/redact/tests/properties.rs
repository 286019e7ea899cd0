//! What holds for any text.

use proptest::prelude::*;

use super::*;

/// Text near what rules look for: their keywords, signs and alphabets.
fn suspicious() -> impl Strategy<Value = String> {
    let keywords: Vec<&'static str> = BUILTIN.rules.iter().map(|(keyword, _)| *keyword).collect();
    let piece = prop_oneof![
        proptest::sample::select(keywords).prop_map(str::to_owned),
        "[=:@/.\"' \\\\\n,;&%3-]{1,3}",
        "[A-Za-z0-9+/_-]{1,40}",
        "[0-9a-f:.]{1,20}",
        proptest::sample::select(vec![
            "‹redacted:ip›",
            "‹redacted:",
            "›",
            "\u{1b}[0m",
            "\u{200b}",
            "\r",
            "é漢",
            "BEGIN ",
            "END ",
            "-----",
        ])
        .prop_map(str::to_owned),
    ];
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

/// Found by the fuzz target.
#[test]
fn what_is_left_beside_a_secret_is_looked_at_again() {
    let redactor = Redactor::new();
    let once = redactor
        .redact("00\u{c}\u{c}::8\u{c}\u{c}::81.")
        .into_owned();
    assert_eq!(redactor.redact(&once), once);
}

proptest! {
    #[test]
    fn redaction_is_idempotent(text in suspicious()) {
        let redactor = Redactor::new();
        let once = redactor.redact(&text).into_owned();
        prop_assert_eq!(redactor.redact(&once), once.as_str());
    }

    /// What is printed as JSON is redacted as text.
    #[test]
    fn json_stays_json(name in "[a-z_]{0,8}(password|token|secret|cookie|authorization)?", value in suspicious()) {
        // A quote that is not closed may be closed in another string.
        let value = value.replace(['\'', '`'], "");
        let json = serde_json::json!({ name: value, "n": [1, "x"] }).to_string();
        let redacted = Redactor::new().redact(&json).into_owned();
        let parsed: Result<serde_json::Value, _> = serde_json::from_str(&redacted);
        prop_assert!(parsed.is_ok(), "{}\n{}", json, redacted);
    }

    #[test]
    fn any_text_is_taken(text in any::<String>()) {
        let _ = Redactor::new().redact(&text);
    }
}

/// A secret that is cut after redaction is cut as a placeholder.
#[test]
fn no_secret_survives_a_cut() {
    let secret = ["ghp", "_", &"a1B2".repeat(9)].concat();
    let text = format!("{}{secret}{}", "x ".repeat(30), " y".repeat(30));
    let redacted = Redactor::new().redact(&text).into_owned();
    for bytes in 0..redacted.len() {
        let cut = crate::render::safe::clip(&redacted, bytes);
        assert!(cut.len() <= bytes && !cut.contains(&secret[..8]), "{cut}");
    }
}

/// Texts that repeat a keyword, which rules must not read again and again.
#[test]
fn repeated_keywords_are_taken() {
    let redactor = Redactor::new();
    for (keyword, _) in &BUILTIN.rules {
        let text = keyword.repeat(10_000 / keyword.len());
        let once = redactor.redact(&text).into_owned();
        assert_eq!(redactor.redact(&once), once, "{keyword}");
    }
}

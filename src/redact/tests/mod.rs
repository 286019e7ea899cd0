use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::*;

/// Secrets are put together here, so that none is in the repository.
fn redact(parts: &[&str]) -> String {
    let text = parts.concat();
    let redacted = Redactor::new().redact(&text).into_owned();
    assert_eq!(Redactor::new().redact(&redacted), redacted, "idempotent");
    redacted
}

#[test]
fn tokens_and_structures_are_redacted_in_place() {
    let github = ["ghp", "_", &"a1B2".repeat(9)].concat();
    let jwt = ["ey", "JhbGciOiJIUzI1NiJ9.ey", "JzdWIiOiIxIn0.c2lnbmF0dXJl"].concat();
    for (parts, expected) in [
        (
            vec!["login with ", &github, "."],
            "login with ‹redacted:github-pat›.",
        ),
        (
            vec!["machine api.example login app password hun", "ter2 x"],
            "machine api.example login app password ‹redacted:password› x",
        ),
        (
            vec!["postgres://app:hun", "ter2@db/main"],
            "postgres://app:‹redacted:password›@db/main",
        ),
        (
            vec!["url=postgres%3A%2F%2Fapp%3Ahun", "ter2%40db%2Fmain"],
            "url=postgres%3A%2F%2Fapp%3A‹redacted:password›%40db%2Fmain",
        ),
        (
            vec!["redis://:s3", "cr3t@cache:6379/0"],
            "redis://:‹redacted:password›@cache:6379/0",
        ),
        (
            vec!["app:s3", "cr3t@tcp(db:3306)/main"],
            "app:‹redacted:password›@tcp(db:3306)/main",
        ),
        (
            vec!["password=hun", "ter2 ok"],
            "password=‹redacted:password› ok",
        ),
        (
            vec![r#"{"db_password": "hun"#, r#"ter 2", "n": 1}"#],
            r#"{"db_password": "‹redacted:password›", "n": 1}"#,
        ),
        (
            vec!["PASSWORD: Some(\"hun", "ter2\")"],
            "PASSWORD: Some(\"‹redacted:password›\")",
        ),
        (
            vec!["Authorization: Bearer abc", "123def456"],
            "Authorization: Bearer ‹redacted:authorization›",
        ),
        (
            vec!["curl -H 'Authorization: Basic dXNlc", "jpwYXNz' x"],
            "curl -H 'Authorization: Basic ‹redacted:authorization›' x",
        ),
        (
            vec!["{\"m\":\"got Cookie: sid=a1", "b2c3\",\"n\":1}"],
            "{\"m\":\"got Cookie: ‹redacted:cookie›\",\"n\":1}",
        ),
        (
            vec![
                "Authorization: Digest username=\"u\", response=\"6629",
                "fae4\" x",
            ],
            "Authorization: Digest ‹redacted:authorization›",
        ),
        (
            vec![
                "{\"authorization\":\"Digest username=\\\"u\\\", response=\\\"6629",
                "fae4\\\"\"}",
            ],
            "{\"authorization\":\"Digest ‹redacted:authorization›\"}",
        ),
        (
            vec!["Cookie: sid=a1", "b2c3; theme=dark"],
            "Cookie: ‹redacted:cookie›",
        ),
        (
            vec![
                "https://a.blob.core.windows.net/c?sv=2024&sig=abc",
                "DEF123456%2Fghi%3D&se=1",
            ],
            "https://a.blob.core.windows.net/c?sv=2024&sig=‹redacted:signature›&se=1",
        ),
        (vec!["jwt ", &jwt, " end"], "jwt ‹redacted:jwt› end"),
        (
            vec!["mail ann", "@example.org now"],
            "mail ‹redacted:email› now",
        ),
        (
            vec!["from 10.2", "51.73.220:42557 and 2001:db8::8a2e:370:7334"],
            "from ‹redacted:ip›:42557 and ‹redacted:ip›",
        ),
    ] {
        assert_eq!(redact(&parts), expected);
    }
}

#[test]
fn private_keys_are_redacted_whole_cut_off_and_in_json() {
    let dashes = "-----";
    let head = [dashes, "BEGIN RSA PRIVATE", " KEY", dashes].concat();
    let tail = [dashes, "END RSA PRIVATE", " KEY", dashes].concat();
    let body = "MIIEpAIBAAKCAQEA\nabc+/123=\n";
    for (text, expected) in [
        (
            format!("a {head}\n{body}{tail} b"),
            "a ‹redacted:private-key› b",
        ),
        (format!("a {head}\n{body}"), "a ‹redacted:private-key›\n"),
        (
            format!("1 INFO {head}\n1 INFO MIIEpAIBAAKCAQEA\n1 INFO abcdefghijklmnop\n2 WARN next"),
            "1 INFO ‹redacted:private-key›\n2 WARN next",
        ),
        (format!("{body}{tail} b"), "‹redacted:private-key› b"),
        (
            format!("{{\"k\":\"{head}\\nMII\\n{tail}\\n\"}}"),
            "{\"k\":\"‹redacted:private-key›\\n\"}",
        ),
    ] {
        assert_eq!(redact(&[&text]), expected);
    }
}

#[test]
fn secrets_split_by_what_is_hidden_are_found() {
    let (head, tail) = (["ghp", "_"].concat(), "a1B2".repeat(9));
    assert_eq!(
        redact(&[&head, "\u{1b}[31m", &tail]),
        "‹redacted:github-pat›"
    );
    assert_eq!(
        redact(&["x ", &head, "\u{200b}", &tail, " y"]),
        "x ‹redacted:github-pat› y"
    );
}

#[test]
fn what_is_no_secret_stays() {
    for text in [
        "Failed password for invalid user admin from host",
        "token: expired, tokens=12, token_type=bearer, max_tokens: 4096",
        "password=*** passwd: null pwd=/root api_key=$API_KEY",
        "std::fs::read at 12:30:45.123, v1.2.3.4, 127.0.0.1:8080, ::1, Chrome/120.0.0.0",
        "https://github.com/o/r/blob/0123456789abcdef0123456789abcdef01234567/src/a.rs#L10",
        "npm i lodash@4.17.21 git@github.com:o/r icon@2x.png",
    ] {
        assert!(
            matches!(Redactor::new().redact(text), Cow::Borrowed(_)),
            "{}",
            Redactor::new().redact(text)
        );
    }
}

#[test]
fn own_patterns_and_allowed_values() {
    let redactor =
        Redactor::with([("badge", r"badge (?<secret>E\d{6})")], ["bot@example.org"]).unwrap();
    assert_eq!(
        redactor.redact("badge E123456 of bot@example.org"),
        "badge ‹redacted:badge› of bot@example.org"
    );
    let stars = Redactor::with([("stars", r"\*")], [""; 0]).unwrap();
    assert_eq!(
        stars.redact("a ‹redacted:ip› *"),
        "a ‹redacted:ip› ‹redacted:stars›"
    );
    let around = Redactor::with([("around", r"x\*\*|\*y")], [""; 0]).unwrap();
    assert_eq!(around.redact("x‹redacted:ip›y"), "‹redacted:around›");
    let with = |name: &str, pattern: &str| {
        Redactor::with([(name.to_owned(), pattern.to_owned())], [""; 0])
            .unwrap_err()
            .to_string()
    };
    assert!(with("badge", "(").starts_with("redaction pattern \"badge\": regex parse error"));
    insta::assert_snapshot!(with("Badge!", "x"), @r#"redaction pattern "Badge!": a name has lower-case letters, digits and dashes only"#);
    insta::assert_snapshot!(with("badge", "x*"), @r#"redaction pattern "badge" matches the empty text"#);
}

#[test]
fn kinds_of_personal_data_are_shown_again() {
    let text = "52:54:00:12:34:56 of ann@example.org at 10.251.73.220, IBAN de89370400440532013000";
    let shown = Redactor::new()
        .showing(["mac", "iban"])
        .redact(text)
        .into_owned();
    assert_eq!(
        shown,
        "52:54:00:12:34:56 of ‹redacted:email› at ‹redacted:ip›, IBAN de89370400440532013000"
    );
    let all = Redactor::new().showing(PERSONAL);
    assert_eq!(all.redact(text), text);
    // In what is encoded, too; and what is allowed stays so.
    let encoded = BASE64_STANDARD.encode("mail of ann@example.org");
    assert_eq!(all.redact(&encoded), encoded);
    let both = Redactor::with([("badge", r"E\d{6}")], ["10.251.73.220"]).unwrap();
    assert_eq!(
        both.showing(["email"])
            .redact("E123456 ann@example.org 10.251.73.220"),
        "‹redacted:badge› ann@example.org 10.251.73.220"
    );
    // Secrets are hidden beside what is shown.
    assert_eq!(
        all.redact("ann@example.org password=hunter2"),
        "ann@example.org password=‹redacted:password›"
    );
}

#[test]
fn cards_and_accounts_are_found_however_they_are_written() {
    for (text, expected) in [
        (
            "paid with 4111.1111.1111.1111 now",
            "paid with ‹redacted:card› now",
        ),
        ("paid with 3782.822463.10005", "paid with ‹redacted:card›"),
        (
            "paid with 4111.1111-1111.1111",
            "paid with 4111.1111-1111.1111",
        ),
        ("ratio 1.4111111111111111", "ratio 1.4111111111111111"),
        ("iban de89370400440532013000 ok", "iban ‹redacted:iban› ok"),
        (
            "IBAN: de89 3704 0044 0532 0130 00.",
            "IBAN: ‹redacted:iban›.",
        ),
        ("iban=gb82west12345698765432;", "iban=‹redacted:iban›;"),
        (
            "my iban is nl91abna0417164300",
            "my iban is ‹redacted:iban›",
        ),
        ("to NL91 ABNA 0417 1643 00", "to ‹redacted:iban›"),
        ("iban de89370400440532013001", "iban de89370400440532013001"),
        (
            "no word: de89370400440532013000",
            "no word: de89370400440532013000",
        ),
        (
            "q=password%5Cu003dhunter2&x=1",
            "q=password%5Cu003d‹redacted:password›&x=1",
        ),
    ] {
        assert_eq!(Redactor::new().redact(text), expected);
    }
}

mod generated;
mod kinds;
mod lines;
mod ordinary;
mod properties;

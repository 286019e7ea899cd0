//! Examples of every rule, made here so that no secret is in the repository.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use fastrand::Rng;

use super::super::token::{Checksum, Part, base62, crc32};
use super::*;

const EXAMPLES: usize = 25;

/// Where tokens stand in logs.
const AROUND: [(&str, &str); 10] = [
    ("using ", " now"),
    ("key is ", "."),
    ("\"", "\","),
    ("x=", "&y=1"),
    ("'", "'"),
    ("(", ")"),
    ("{\\\"k\\\":\\\"", "\\\"}"),
    ("%3D", "%26"),
    ("line\\n", "\\nline"),
    ("\u{1b}[32m", "\u{1b}[0m"),
];

#[test]
fn every_kind_of_token_is_redacted() {
    let mut rng = Rng::with_seed(4);
    let redactor = Redactor::new();
    let (mut all, mut missed) = (0_u32, Vec::new());
    for token in TOKENS {
        for example in 0..EXAMPLES {
            let secret = make(token, &mut rng, 0);
            let (before, after) = AROUND[example % AROUND.len()];
            let redacted = redactor
                .redact(&[before, &secret, after].concat())
                .into_owned();
            all += 1;
            if leaks(&redacted, &secret) {
                missed.push(token.kind);
            }
        }
    }
    let kinds: BTreeSet<_> = TOKENS.iter().map(|token| token.kind).collect();
    assert!(
        kinds.len() >= 80 && kinds.len() == TOKENS.len(),
        "{}",
        kinds.len()
    );
    assert!(missed.is_empty(), "{} of {all}: {missed:?}", missed.len());
}

#[test]
fn every_kind_of_token_is_redacted_in_base64() {
    let mut rng = Rng::with_seed(7);
    let redactor = Redactor::new();
    for token in TOKENS {
        for engine in [BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD] {
            let secret = make(token, &mut rng, 0);
            let encoded = engine.encode(format!("name: {secret}\n"));
            let redacted = redactor.redact(&encoded).into_owned();
            let rest = redacted.trim_end_matches('=');
            assert!(
                rest.starts_with('‹') && rest.ends_with('›'),
                "{}: {redacted}",
                token.kind
            );
        }
    }
}

#[test]
fn what_is_no_token_is_not_taken_for_one() {
    let mut rng = Rng::with_seed(5);
    let redactor = Redactor::new();
    for token in TOKENS {
        let placeholder = format!("‹redacted:{}›", token.kind);
        let whole = make(token, &mut rng, 0);
        let mut others = vec![make(token, &mut rng, 1)];
        if matches!(token.parts[0], Part::Text(_)) {
            others.push(format!("x{whole}"));
            others.push(whole[1..].to_owned());
        }
        for other in others {
            let text = format!("id {other} seen");
            let redacted = redactor.redact(&text);
            assert!(!redacted.contains(&placeholder), "{text}: {redacted}");
        }
    }
}

#[test]
fn a_checksum_tells_a_token_that_runs_into_what_follows() {
    let mut rng = Rng::with_seed(6);
    for token in TOKENS
        .iter()
        .filter(|token| token.checksum != Checksum::None)
    {
        let Some(Part::Run(_, _, max)) = token.parts.last() else {
            panic!("{token:?}")
        };
        let [.., Part::Run(_, min, _)] = token.parts else {
            panic!("{token:?}")
        };
        if max != min {
            continue;
        }
        let proven = seal(token, make(token, &mut rng, 0));
        let redacted = Redactor::new()
            .redact(&format!("{proven}abc0"))
            .into_owned();
        assert_eq!(redacted, format!("‹redacted:{}›abc0", token.kind));
    }
}

#[test]
fn every_row_has_a_source_and_a_keyword() {
    for token in TOKENS {
        assert!(token.source.starts_with("https://"), "{}", token.kind);
        assert!(token.keyword().len() >= 2, "{}", token.kind);
        assert!(token.kind.chars().all(span::is_kind), "{}", token.kind);
    }
}

/// Random values, in every place where a value is a secret by what is around it.
#[test]
fn values_in_the_place_of_secrets_are_redacted() {
    const PLACES: [&str; 51] = [
        "{\"name\":\"DB_PASSWORD\",\"value\":\"{}\"}",
        "- name: DB_PASSWORD\n  value: {}",
        r"{'url': 'postgres:\/\/app:{}@db\/main'}",
        "Connect -Password {} -Force",
        "[name: 'API_KEY', value: '{}']",
        "password={}",
        "password: {}",
        "\"password\": \"{}\"",
        "'passwd':'{}'",
        "PGPASSWORD={} psql",
        "DB_PASSWORD_PROD={}",
        "--password {}",
        "--password={}",
        "<password>{}</password>",
        "pwd={};",
        "Server=db;User Id=sa;Password={};Encrypt=true",
        "{\\\"password\\\":\\\"{}\\\"}",
        "password => {}",
        "Config { password: Some(\"{}\") }",
        "spring.datasource.password={}",
        "passphrase = '{}'",
        "client_secret={}&grant_type=x",
        "\"clientSecret\":\"{}\"",
        "SECRET_KEY = '{}'",
        "api_key={}",
        "\"apiKey\": \"{}\"",
        "X-Api-Key: {}",
        "AccountKey={};EndpointSuffix=x",
        "SharedAccessKey={}",
        "aws_secret_access_key = {}",
        "access_token={}",
        "\"refresh_token\":\"{}\"",
        "id_token: {}",
        "X-Auth-Token: {}",
        "//registry.npmjs.org/:_authToken={}",
        "sessionid={}; path=/",
        "Authorization: Bearer {}",
        "Authorization: Token {}",
        "\"authorization\": [\"Bearer {}\"]",
        "authorization={}",
        "Proxy-Authorization: Basic {}",
        "curl -H \"Authorization: Bearer {}\" x",
        "Cookie: sid={}; theme=dark",
        "Set-Cookie: sid={}; HttpOnly",
        "postgres://app:{}@db:5432/main",
        "amqp://app:{}@mq",
        "redis://:{}@cache:6379/0",
        "mongodb+srv://app:{}@c.example/x?w=1",
        "url=postgres%3A%2F%2Fapp%3A{}%40db%2Fmain",
        "app:{}@tcp(db:3306)/main",
        "https://a.blob.example/c?sv=2024&sig={}&se=2030",
    ];
    let mut rng = Rng::with_seed(7);
    let (mut all, mut missed) = (0_usize, Vec::new());
    for place in PLACES {
        for _ in 0..EXAMPLES {
            let len = rng.usize(18..44);
            let secret: String = (0..len).map(|_| rng.alphanumeric()).collect();
            let redacted = redact(&[&place.replace("{}", &secret)]);
            all += 1;
            if leaks(&redacted, &secret) {
                missed.push(place);
            }
        }
    }
    assert!(missed.is_empty(), "{} of {all}: {missed:?}", missed.len());
}

/// A token of its shape; `short`: one character less in its first run.
fn make(token: &Token, rng: &mut Rng, mut short: usize) -> String {
    let mut out = String::new();
    for part in token.parts {
        match part {
            Part::Text(text) => out.push_str(text),
            Part::Run(of, min, max) => {
                let len = if short > 0 {
                    min - 1
                } else {
                    rng.usize(*min..=*max.min(&(min + 40)))
                };
                short = 0;
                for at in 0..len {
                    out.push(char::from(one_of(*of, at + 1 == len, rng)));
                }
            }
        }
    }
    out
}

/// The last is a letter or digit, so that none ends as a sentence may.
fn one_of(of: fn(u8) -> bool, last: bool, rng: &mut Rng) -> u8 {
    loop {
        let b = rng.u8(0..128);
        if of(b) && (!last || b.is_ascii_alphanumeric()) {
            return b;
        }
    }
}

/// With the checksum that belongs to it.
fn seal(token: &Token, mut text: String) -> String {
    match token.checksum {
        Checksum::None => {}
        Checksum::Base62 => {
            text.truncate(text.len() - 6);
            let sum = base62(crc32(&text.as_bytes()[token.keyword().len()..]));
            text.extend(sum.map(char::from));
        }
        Checksum::Hex => {
            text.truncate(text.len() - 9);
            text = format!("{text}_{:08x}", crc32(text.as_bytes()));
        }
    }
    text
}

/// Whether any ten characters of the secret are left.
fn leaks(redacted: &str, secret: &str) -> bool {
    secret
        .as_bytes()
        .windows(10)
        .any(|part| std::str::from_utf8(part).is_ok_and(|part| redacted.contains(part)))
}

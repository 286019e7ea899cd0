//! Secrets and personal data of every kind, in every place that a log or a
//! report has: made here, so that none is in the repository.

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use fastrand::Rng;

use super::*;
use values::Made::{self, *};
use values::value;

mod values;

/// Texts with a value in them.
const KINDS: &[(&str, Made)] = &[
    ("using token {} for upload", Drawn(20, 40)),
    ("token {} rejected", Hex(40)),
    ("invalid token '{}'", Drawn(20, 40)),
    ("the token is {}", Drawn(20, 40)),
    ("refresh token for user alice is {}", Drawn(24, 40)),
    ("could not verify token \"{}\"", Uuid),
    ("using key {}", Drawn(24, 40)),
    ("api key {} is not active", Hex(32)),
    ("API key: {}", Hex(32)),
    ("the secret is {}", Drawn(20, 40)),
    ("client secret {} expired", Drawn(24, 40)),
    ("the password is {}", Password),
    ("password '{}' was refused", Password),
    ("passwd {}", Password),
    ("login with password {}", Password),
    ("session id {}", Hex(32)),
    ("session id is {}", Drawn(24, 32)),
    ("session_id={}", Uuid),
    ("auth={}", Drawn(20, 40)),
    ("auth={}", Hex(32)),
    ("credentials={}", Drawn(20, 40)),
    ("creds={}", Drawn(20, 40)),
    ("otp={}", Digits(6)),
    ("your otp is {}", Digits(6)),
    ("pin={}", Digits(4)),
    ("pin: {}", Digits(6)),
    ("verification code is {}", Digits(6)),
    ("cvv={}", Digits(3)),
    ("curl -u admin:{} https://api.example.com/x", Password),
    (
        "curl -s -X POST -u 'admin:{}' https://api.example.com",
        Drawn(20, 40),
    ),
    ("curl --user ci:{} https://api.example.com", Drawn(20, 40)),
    ("mysql -h db -u root -p{} shop", Drawn(12, 20)),
    ("mysqldump -uroot -p{} shop", Password),
    ("redis-cli -h cache -a {} ping", Drawn(12, 32)),
    ("sqlcmd -S db -U sa -P {} -Q 'select 1'", Drawn(12, 20)),
    ("sshpass -p {} ssh host", Password),
    (
        "docker login -u ci -p {} registry.example.com",
        Drawn(20, 40),
    ),
    ("ldapsearch -D cn=admin -w {} -b dc=x", Password),
    ("AUTH {}", Drawn(16, 32)),
    ("AUTH default {}", Drawn(16, 32)),
    ("CONFIG SET requirepass {}", Drawn(16, 32)),
    ("CREATE USER app IDENTIFIED BY '{}'", Password),
    ("{{\"private_key_id\": \"{}\"}}", Hex(40)),
    ("GET /callback?code={}&scope=x", Drawn(24, 60)),
    ("GET /callback?state=x&code={}", Hex(40)),
    ("https://app.example.com/login?key={}", Drawn(24, 40)),
    ("https://app.example.com/m?t={}", Drawn(24, 40)),
    ("https://app.example.com/m?auth={}", Drawn(24, 40)),
    ("https://app.example.com/invite/{}", Drawn(20, 32)),
    ("https://app.example.com/reset-password/{}", Hex(40)),
    ("https://app.example.com/verify/{}?next=x", Uuid),
    ("laravel_session={}", Drawn(40, 40)),
    ("connect.sid=s%3A{}.abc", Drawn(32, 32)),
    ("JSESSIONID={}", Hex(32)),
    ("PHPSESSID={}", Drawn(26, 26)),
    ("ASP.NET_SessionId={}", Drawn(24, 24)),
    (".ASPXAUTH={}", Hex(64)),
    (".AspNetCore.Cookies={}", Drawn(60, 90)),
    ("_myapp_session={}", Drawn(32, 80)),
    ("sessionid={}", Drawn(32, 32)),
    ("session={}", Drawn(32, 60)),
    ("rack.session={}", Drawn(40, 60)),
    (
        "wordpress_logged_in_5f4dcc3b5aa765d61d8327deb882cf99={}",
        Drawn(40, 60),
    ),
    ("cf_clearance={}", Drawn(40, 60)),
    ("sid={}", Drawn(24, 40)),
    ("postgres://app:{}@db.example.com:5432/main", UrlPassword),
    ("redis://:{}@cache.example.com:6379/0", UrlPassword),
    ("amqp://app:{}@mq:5672", UrlPassword),
    ("https://bot:{}@git.example.com/o/r.git", UrlPassword),
    ("DD_APP_KEY={}", Hex(40)),
    ("ALGOLIA_ADMIN_KEY={}", Hex(32)),
    ("STORAGE_KEY: {}", Drawn(24, 40)),
    ("license key {} is used twice", Drawn(24, 32)),
    ("Authorization: SSWS 00{}", Drawn(40, 40)),
    ("okta said no to 00{}", Drawn(40, 40)),
    (
        "got MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.{} from discord",
        Drawn(27, 38),
    ),
    ("key pair AKIAIOSFODNN7EXAMPLE:{}", Base64),
    ("AC00112233445566778899aabbccddeeff:{}", Hex(32)),
    ("vcp_{}", Drawn(24, 40)),
    ("aio_{}", Drawn(28, 28)),
    ("crsr_{}", Hex(64)),
    ("fw_{}", Drawn(24, 24)),
    ("sk_{}", Hex(48)),
    ("payment with card {} declined", Card),
    ("pan={}", Card),
    ("transfer to {} failed", Iban),
    ("iban: {}", Iban),
    ("called {} twice", Phone),
    ("phone={}", Phone),
    ("mobile number is {}", Digits(10)),
    ("tel: {}", Digits(11)),
    ("SSN {} is known", Ssn),
    ("\"ssn\": \"{}\"", Ssn),
    ("passport number X{}", Digits(8)),
    ("interface {} is down", Mac),
    ("mac={}", Mac),
    ("user={}", Email),
    ("mailto:{}", Email),
    ("no mailbox <{}>", Email),
    ("user '{}' is locked", Email),
    ("mail of \"{}\" bounced", Email),
];

/// What is written around a text.
type Place = fn(&str) -> String;

const PLACES: &[(&str, Place)] = &[
    ("message", |text| {
        format!("2026-01-02 03:04:05 ERROR worker-3: {text}")
    }),
    ("sentence", |text| format!("request failed: {text}.")),
    ("lines", |text| format!("first\n{text}\nlast")),
    ("path", |text| format!("src/data/{text}/mod.rs")),
    ("test", |text| format!("tests.test_login[{text}]")),
    ("case", |text| format!("AuthTest > login ({text})")),
    ("label", |text| format!("env=prod,note={text}")),
    ("json", |text| {
        serde_json::json!({"msg": text, "n": 1}).to_string()
    }),
    ("nested", |text| {
        let inner = serde_json::json!({"msg": text}).to_string();
        serde_json::json!({"payload": inner, "n": 1}).to_string()
    }),
    ("twice nested", |text| {
        let inner = serde_json::json!({"msg": text}).to_string();
        let inner = serde_json::json!({"log": inner}).to_string();
        serde_json::json!({"payload": inner, "n": 1}).to_string()
    }),
    ("escaped", |text| {
        let json = serde_json::json!({"msg": text}).to_string();
        escape(
            &json,
            |c| "=&<>'+".contains(c),
            |c| format!("\\u{:04x}", u32::from(c)),
        )
    }),
    ("html", |text| {
        text.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('"', "&quot;")
            .replace('\'', "&#39;")
    }),
    ("percent", |text| format!("q={}&x=1", percent(text))),
    ("percent twice", |text| {
        format!("q={}&x=1", percent(&percent(text)))
    }),
    ("form", |text| {
        format!("q={}&x=1", percent(text).replace("%20", "+"))
    }),
    ("base64", |text| BASE64_STANDARD.encode(text)),
    ("base64 for urls", |text| {
        format!(
            "data {}",
            BASE64_URL_SAFE_NO_PAD.encode(format!("note: {text}\n"))
        )
    }),
    ("color", |text| format!("\u{1b}[31m{text}\u{1b}[0m")),
    ("quoted", |text| {
        format!("error=\"{}\" level=info", text.replace('"', "\\\""))
    }),
];

fn escape(text: &str, of: impl Fn(char) -> bool, write: impl Fn(char) -> String) -> String {
    text.chars()
        .map(|c| if of(c) { write(c) } else { c.to_string() })
        .collect()
}

fn percent(text: &str) -> String {
    let plain = |b: &u8| b.is_ascii_alphanumeric() || b"-._~".contains(b);
    let each = text.bytes().map(|b| {
        if plain(&b) {
            char::from(b).to_string()
        } else {
            format!("%{b:02X}")
        }
    });
    each.collect()
}

/// Whether so much of a value is left that it can be read: half of it, or of
/// its digits in their order.
fn is_read(redacted: &str, value: &str) -> bool {
    let len = (value.len() / 2).clamp(3.min(value.len()), 10);
    let windows = |text: &str| -> Vec<String> {
        let chars: Vec<char> = text.chars().collect();
        chars
            .windows(len)
            .map(|part| part.iter().collect())
            .collect()
    };
    windows(value).iter().any(|part| redacted.contains(part))
        || windows(&percent(value))
            .iter()
            .any(|part| !part.contains('%') && redacted.contains(part))
}

#[test]
fn every_kind_is_redacted_in_every_place() {
    const EXAMPLES: usize = 12;
    let mut rng = Rng::with_seed(11);
    let redactor = Redactor::new();
    let (mut all, mut missed) = (0_usize, Vec::new());
    for (text, made) in KINDS {
        for (place, around) in PLACES {
            for _ in 0..EXAMPLES {
                let value = value(*made, &mut rng);
                let text = text
                    .replace("{{", "{")
                    .replace("}}", "}")
                    .replace("{}", &value);
                let whole = around(&text);
                let redacted = redactor.redact(&whole);
                all += 1;
                let left = if place.starts_with("base64") {
                    redacted.contains(&whole[whole.len() - 8..])
                } else {
                    is_read(&redacted, &value)
                };
                if left {
                    missed.push(format!("{place}: {text}\n    {redacted}"));
                }
                assert_eq!(redactor.redact(&redacted), redacted, "idempotent: {whole}");
            }
        }
    }
    missed.sort();
    assert!(
        missed.len() * 200 < all,
        "{} of {all}:\n{}",
        missed.len(),
        missed.join("\n")
    );
}

//! No secret of an input is in any byte that leaves: issues, plans, reports,
//! outputs, messages.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;

use crate::bot::{Bot, Run};

const RULES: &str = "
version: 1
target: dir:issues
sources:
  - {name: backend, path: log.json, format: gcp, query: severity>=ERROR}
  - {name: app, path: app.log, format: text}
  - {name: lint, path: lint.sarif}
  - {name: tests, path: junit.xml}
  - {name: own, path: own.json, format: json, fields: {rule_id: rule, message: text, path: file, suggestion: fix, labels.owner: owner}}
rules:
  - id: sessions
    match: {message: session}
    facts: {tokens: {list: 'session (\\S+)'}, owners: {distinct: /labels/owner}}
    group_by: [rule, service, facts.tokens]
    title: 'Session {{facts.tokens.value}} of {{service}}'
unmatched: file
limits: {new_issues: {run: 500, day: 500, open: 500}, writes: 2000, notifications: {day: 2000}}
";

/// Secrets, put together here so that none stands in this file. Each is what
/// must not be found, and how it stands in a text.
fn secrets() -> Vec<(String, String)> {
    let mut rng = fastrand::Rng::with_seed(4);
    let mut random = |count: usize| -> String {
        std::iter::repeat_with(|| rng.alphanumeric())
            .take(count)
            .collect()
    };
    let jwt = |r: &mut dyn FnMut(usize) -> String| format!("eyJ{}.eyJ{}.{}", r(30), r(40), r(43));
    let mut all = Vec::new();
    let mut add = |secret: String, text: &dyn Fn(&str) -> String| {
        let text = text(&secret);
        all.push((secret, text));
    };
    add(random(36), &|s| format!("cloning with ghp_{s}"));
    add(random(24), &|s| format!("charging sk_live_{s}"));
    add(random(40), &|s| format!("Authorization: Bearer {s}"));
    add(random(32), &|s| format!("Authorization: Basic {s}=="));
    add(random(26), &|s| format!("Cookie: sid={s}; theme=dark"));
    add(random(26), &|s| format!("Set-Cookie: auth={s}; HttpOnly"));
    add(random(18), &|s| {
        format!("connecting to postgres://app:{s}@db.internal/app")
    });
    add(random(18), &|s| {
        format!("Server=db;User Id=app;Password={s};")
    });
    add(random(18), &|s| {
        format!("login failed for bob, password={s}")
    });
    add(random(18), &|s| {
        format!(r#"config {{"client_secret": "{s}"}}"#)
    });
    add(random(43), &|s| {
        format!("GET https://x.blob.core.windows.net/c?sv=2022&sig={s}%3D")
    });
    add(random(64), &|s| {
        format!("-----BEGIN RSA PRIVATE KEY-----\n{s}\n{s}\n-----END RSA PRIVATE KEY-----")
    });
    let full = random(64);
    add(random(36), &|s| {
        format!("-----BEGIN EC PRIVATE KEY-----\n{full}\n{full}\n{s}\n-----END EC PRIVATE KEY-----")
    });
    add(BASE64.encode(format!("token=ghp_{}", random(36))), &|s| {
        format!("payload {s} refused")
    });
    add(BASE64.encode(format!("api_key: {}", random(21))), &|s| {
        format!(r#"{{"data": "{s}"}}"#)
    });
    add(random(18), &|s| {
        format!("machine api.example.com login app password {s}")
    });
    add(random(30), &|s| format!("using gh\u{1b}[1mp_{s}aaaaaa"));
    add(jwt(&mut random), &|s| format!("token {s}"));
    add(format!("{}@example.org", random(12)), &|s| {
        format!("mail to {s} bounced")
    });
    add("203.0.113.77".to_owned(), &|s| format!("refused {s}"));
    all
}

/// A payload with a text in one of its places.
fn payload(place: &str, text: &str) -> serde_json::Value {
    match place {
        "message" => serde_json::json!({"message": format!("session {text}")}),
        "field" => serde_json::json!({"message": "failed", "detail": text, "logger": text}),
        "stack" => {
            let trace = "Traceback (most recent call last):\n  File \"/app/a.py\", line 3, in f";
            serde_json::json!({"stack_trace": format!("{trace}\nValueError: {text}")})
        }
        _ => serde_json::json!({"event": text}),
    }
}

/// Inputs of several formats with a text in every place that has room for one.
fn write_inputs(bot: &Bot, texts: &[String]) {
    let (mut log, mut results, mut cases, mut own) = (vec![], vec![], String::new(), vec![]);
    for (n, text) in texts.iter().enumerate() {
        for (place, place_name) in ["textPayload", "message", "field", "label", "stack"]
            .iter()
            .enumerate()
        {
            let mut entry = serde_json::json!({
                "insertId": format!("{n}-{place}"), "severity": "ERROR",
                "timestamp": format!("2025-09-15T20:00:{:02}Z", n % 60),
                "resource": {"labels": {"service_name": text, "revision_name": text}},
                "labels": {"instanceId": text, "owner": text},
                "sourceLocation": {"file": text},
            });
            match *place_name {
                "textPayload" => entry["textPayload"] = text.as_str().into(),
                _ => entry["jsonPayload"] = payload(place_name, text),
            }
            log.push(entry);
        }
        results.push(serde_json::json!({
            "ruleId": format!("rule-{n}"), "message": {"text": text, "markdown": text},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": format!("src/{n}.py")},
                "region": {"startLine": n + 1, "snippet": {"text": text}}}}],
            "properties": {"owner": text},
        }));
        let escaped = text
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('"', "&quot;")
            .replace("\u{1b}[1m", "");
        write!(cases, "<testcase classname=\"a\" name=\"t{n}\"><failure message=\"{escaped}\">{escaped}</failure><system-out>{escaped}</system-out></testcase>").unwrap();
        own.push(serde_json::json!({"rule": format!("own-{n}"), "text": text, "file": format!("a/{n}"), "fix": text, "owner": text}));
    }
    // A key that was logged line by line.
    for (n, line) in texts
        .iter()
        .filter(|t| t.starts_with("-----"))
        .flat_map(|t| t.lines())
        .enumerate()
    {
        log.push(serde_json::json!({"insertId": format!("key-{n}"), "severity": "ERROR", "textPayload": line}));
    }
    let json = |value: &serde_json::Value| serde_json::to_vec(value).unwrap();
    bot.write("log.json", json(&log.into()));
    bot.write(
        "app.log",
        texts.iter().fold(String::new(), |mut all, text| {
            writeln!(all, "2025-09-15T20:00:00Z ERROR {text}").unwrap();
            all
        }),
    );
    bot.write(
        "lint.sarif",
        json(&serde_json::json!({
            "version": "2.1.0",
            "runs": [{"tool": {"driver": {"name": "lint"}}, "results": results}],
        })),
    );
    bot.write(
        "junit.xml",
        format!(
            "<testsuite name=\"s\" tests=\"{}\">{cases}</testsuite>",
            texts.len()
        ),
    );
    bot.write("own.json", json(&own.into()));
}

fn said(run: &Run) -> String {
    format!("{}\n{}", run.out, run.err)
}

#[test]
fn no_secret_leaves() {
    let secrets = secrets();
    let texts: Vec<String> = secrets.iter().map(|(_, text)| text.clone()).collect();
    let bot = Bot::new();
    bot.write("rules.yaml", RULES);
    write_inputs(&bot, &texts);
    let temp = bot.path("runner");
    std::fs::create_dir(&temp).unwrap();
    let path = |name: &str| temp.join(name).display().to_string();
    let bot = bot
        .env("GITHUB_ACTIONS", "true")
        .env("RUNNER_TEMP", &temp.display().to_string())
        .env("GITHUB_STEP_SUMMARY", &path("summary.md"))
        .env("GITHUB_OUTPUT", &path("output"));
    let mut all = String::new();
    for command in [
        "plan -vv --out runner/plan.json",
        "plan --format json",
        "sync -vv",
        "sync --format json",
        "findings",
        "render --out rendered",
        "cluster --assignments runner/ids backend=gcp:log.json app=text:app.log",
        "explain 1",
        "explain 40",
        // What cannot be read is quoted in messages.
        "findings findings:app.log",
        "findings gcp:app.log",
        "findings sarif:own.json",
        "sync --rules app.log",
    ] {
        let run = bot.run(command);
        assert!([0, 1, 2].contains(&run.code), "{command}: {run:?}");
        all.push_str(&format!("$ {command}\n{}\n", said(&run)));
    }
    assert!(
        bot.path("issues/50.md").exists() || bot.files("issues").contains("=== issues/50-"),
        "{all}"
    );
    for folder in ["issues", "runner", "rendered"] {
        all.push_str(&bot.files(folder));
    }
    let leaks: Vec<String> = secrets
        .iter()
        .filter_map(|(secret, text)| {
            let at = all.find(secret.as_str())?;
            let before: String = all[..at].chars().rev().take(200).collect();
            let before: String = before.chars().rev().collect();
            Some(format!("{secret} of {text:?} after {before:?}"))
        })
        .collect();
    assert!(leaks.is_empty(), "{}", leaks.join("\n"));
    assert!(all.contains("‹redacted:"));
}

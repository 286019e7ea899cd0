//! What must stay as it is: other people's logs, and what the program writes.

use std::path::Path;

use super::*;

/// Lines of the labelled samples that are touched, for other than addresses.
#[test]
fn ordinary_logs_are_left_alone() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/loghub");
    let Ok(files) = std::fs::read_dir(&folder) else {
        println!("skipped: no {}", folder.display());
        return;
    };
    let redactor = Redactor::new();
    let (mut lines, mut touched) = (0_usize, Vec::new());
    for file in files.map(|file| file.unwrap().path()) {
        if file.extension().is_none_or(|extension| extension != "log") {
            continue;
        }
        let text = String::from_utf8_lossy(&std::fs::read(&file).unwrap()).into_owned();
        for line in text.lines() {
            lines += 1;
            let redacted = redactor.redact(line);
            let others = redacted
                .replace("‹redacted:ip›", "")
                .replace("‹redacted:email›", "");
            if others.contains("‹redacted:") {
                touched.push(redacted.into_owned());
            }
        }
    }
    assert!(lines > 10_000, "{lines}");
    assert!(
        touched.len() * 200 < lines,
        "{} of {lines}: {touched:#?}",
        touched.len()
    );
}

/// A body as the program writes it: markers, state, keys, tables, links.
const BODY: &str = r#"<!-- bot:begin v1/main/f21077cd4df9e0892e46 3a64907cfb0262c3 -->
<!-- bot:state {"v":1,"key":"v1/main/f21077cd4df9e0892e46","aliases":["3a64907cfb0262c3"],"hash":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08","runs":3,"run":"20250915T201000Z-k3f9"} -->
<!-- bot:state eyJ2IjoxLCJrZXkiOiJ2MS9tYWluL2YyMTA3N2NkNGRmOWUwODkyZTQ2IiwiaGFzaCI6IjlmODZkMDgxODg0YzdkNjU5YTJmIn0= -->
**Seen again** · at least 11 records in 5 m 43 s · `netra-backend-staging` revisions 00704-ds8, 00705-znb · last 2025-09-15 20:03:01 UTC

| module | names |
|---|---|
| `websocket_core.types` | `WebSocketManagerMode` |

```
2025-09-15T20:03:01.202598Z could not read token: expired; secret: ‹redacted:secret›, password=‹redacted:password›
```
[`src/auth/password.rs:12`](https://github.com/o/r/blob/0123456789abcdef0123456789abcdef01234567/src/auth/password.rs#L12)
[Logs Explorer](https://console.cloud.google.com/logs/query;query=resource.labels.service_name%3D%22netra%22;timeRange=2025-09-15T19:57:22Z%2F2025-09-15T20:03:05Z?project=p)
Token counts: 1200 tokens, max_tokens=4096. Rotate the password: see the runbook. Secrets: none.
Thanks ＠octocat. commit `deadbee`, uuid `550e8400-e29b-41d4-a716-446655440000`.
<sub>rule `websocket-manager-ssot` · key `v1/main/f21077cd4df9e0892e46` · `/bot help`</sub>
<!-- bot:end -->
"#;

#[test]
fn what_the_program_writes_is_left_alone() {
    for line in BODY.lines() {
        assert_eq!(Redactor::new().redact(line), line);
    }
    assert_eq!(Redactor::new().redact(BODY), BODY);
}

#[test]
fn prose_about_secrets_is_left_alone() {
    for text in [
        "The password must be changed",
        "Secret not found: my-app-config",
        "token_type=Bearer expires_in=3600",
        "error: unexpected token: `}`",
        "Authorization: required",
        "the cookie: none was set",
        "Basic authentication is enabled; bearer tokens are not",
        "Accepted password for root from host port 22 ssh2",
        "password = os.environ['DB_PASSWORD']",
        "secretName: my-tls",
        "api_key: ${API_KEY}",
        "12:34:56.789 INFO a.b.c - done",
        "GET /v1.2.3/x HTTP/1.1 200",
        "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
    ] {
        assert_eq!(Redactor::new().redact(text), text);
    }
}

//! Lines as programs write them, with what looks drawn and is no secret.

use fastrand::Rng;

use super::*;

/// `{h7}`: so many hex digits; `{d5}`: digits; `{a8}`: lower-case letters and
/// digits; `{u}`: a UUID; `{b44}`: base64.
const LINES: &[&str] = &[
    "2026-01-02T03:04:05.{d3}Z INFO request {u} took {d3} ms",
    "trace_id={h32} span_id={h16} sampled=true",
    "traceparent: 00-{h32}-{h16}-01",
    "commit {h40} by ann",
    "HEAD is now at {h7} Merge pull request",
    "sha256:{h64} pulled",
    "image registry.example.com/shop/api@sha256:{h64}",
    "digest={h64} size={d6}",
    "pod shop-api-{h10}-{a5} was evicted",
    "Started container worker in pod default/worker-{h9}-{a5}",
    "lodash@4.17.{d2} installed, @types/node@20.1.{d1}",
    "pkg@1.2.{d1} -> pkg@1.3.{d1}",
    "\"integrity\": \"sha512-{b86}==\"",
    "checksum = \"{h64}\"",
    "github.com/o/r v1.2.{d1} h1:{b43}=",
    "    at Object.<anonymous> (/app/node_modules/@scope/pkg/index.js:{d2}:{d2})",
    "  File \"/usr/lib/python3.11/site-packages/app/views.py\", line {d3}, in get",
    "goroutine {d4} [running]: main.(*Server).handle(0xc000{h6}, 0x{d2})",
    "java.lang.IllegalStateException: no bean 'tokenService' of type com.example.TokenService",
    "@app.route('/users/<int:id>') is deprecated",
    "git clone git@github.com:o/r.git",
    "rsync to deploy@build.example.com:/srv/app/releases/{d8}",
    "version 1.2.{d1}.{d2} of the driver",
    "Assembly Foo, Version=4.0.0.0, Culture=neutral, PublicKeyToken={h16}",
    "upgraded agent from version 7.{d1}.0.1 to version 7.{d1}.2.0",
    "token bucket refilled: {d4} tokens, limit 100",
    "unexpected token '}' at line {d3} column {d2}",
    "cache key user:{d5}:profile missed",
    "duplicate key value violates unique constraint \"orders_pkey\" ({d8})",
    "primary key ({d6}) exists",
    "partition key {u} is hot",
    "object key uploads/2026/01/{u}.png",
    "kafka key order-{d8} to partition {d1}",
    "session opened for user root by (uid=0)",
    "session {d5} closed after {d3}s",
    "Session 0x{h14} expired",
    "code=200 status=ok key=orders",
    "exit code {d3}; pin 12 of GPIO set",
    "GET /api/v2/orders?page={d2}&sort=key&code=EUR 200",
    "GET /search?q=shoes&t={d10} 304",
    "GET /static/app.{h8}.js 200 {d5}",
    "POST /verify/email 404",
    "GET /join/team 302",
    "GET /invite/list 200",
    "phone number is missing",
    "mobile client 12.{d1} connected",
    "order {d8} for customer {d6} paid",
    "invoice number {d10} created",
    "timestamp {d13} is in the past",
    "offset +0{d1}00, elapsed +{d3} ms",
    "eth0: link up, 1000 Mbps, id {h4}:{h4}",
    "block blk_{d17} replicated to 3 nodes",
    "transaction 0x{h64} mined",
    "uuid={u} name=worker",
    "correlation id {u}",
    "request id {h32}",
    "build {d6} of branch feature/token-refresh passed",
    "ETag: \"{h32}\" matched",
    "s3://bucket/2026/01/02/{h32}/part-{d5}.parquet",
    "secret my-app-tls-{d4} mounted",
    "could not find secret \"shop-db-credentials\"",
    "password must have at least {d2} characters",
    "password authentication failed for user \"app\"",
    "Failed password for invalid user test{d2} from host port {d5} ssh2",
    "auth=plain tls=on user=app",
    "auth method: scram-sha-256",
    "otp: module loaded, pin: not set",
    "curl: (7) Failed to connect to localhost port {d4}",
    "mysql -u root -p shop < dump.sql",
    "AUTH failed for user app",
    "zip -P is not safe",
    "license key is missing",
    "api key is not set",
    "the key is required",
    "Key 'orders.{d4}' not found",
    "key {h32} evicted from cache",
    "segment {d16} compacted, {d4} keys",
    "ran {d4} tests in {d2}.{d3}s",
    "C:\\Users\\build\\new\\temp\\{a8}.log",
    "progress 50%, a%20b, R&D &amp; sales, 100%25",
    "<tr><td>&nbsp;{d5}&#160;</td></tr>",
    "INFO dfs.DataNode$PacketResponder: PacketResponder {d1} for block blk_{d16} terminating",
    "sid {d4} pid {d5} uid 0",
    "[{d10}.{d6}] usb 1-1: new high-speed USB device number {d1}",
    "x-request-id: {u}",
    "X-Amzn-Trace-Id: Root=1-{h8}-{h24}",
    "node ip-host-{d3} joined; zone eu-west-1a",
    "sonatype: sha1 {h40}",
    "resolved \"https://registry.yarnpkg.com/left-pad/-/left-pad-1.3.{d1}.tgz#{h40}\"",
    "Cargo.lock: checksum {h64}",
    "kid={h40} alg=RS256",
    "tenant {u} shard {d2}",
    "job {d6} attempt {d1} of 5: retry in {d2}s",
];

fn fill(line: &str, rng: &mut Rng) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(at) = rest.find('{') {
        out.push_str(&rest[..at]);
        let Some(end) = rest[at..].find('}') else {
            break;
        };
        let slot = &rest[at + 1..at + end];
        let (set, len): (&[u8], usize) = match slot.split_at_checked(1) {
            Some(("h", len)) => (b"0123456789abcdef", len.parse().unwrap_or(0)),
            Some(("d", len)) => (b"0123456789", len.parse().unwrap_or(0)),
            Some(("a", len)) => (b"bcdfghjklmnpqrstvwxz2456789", len.parse().unwrap_or(0)),
            Some(("b", len)) => (
                b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
                len.parse().unwrap_or(0),
            ),
            _ => (b"", 0),
        };
        if slot == "u" {
            out.push_str(&fill("{h8}-{h4}-4{h3}-a{h3}-{h12}", rng));
        } else if len == 0 {
            out.push_str(&rest[at..=at + end]);
        } else {
            out.extend((0..len).map(|_| char::from(set[rng.usize(..set.len())])));
        }
        rest = &rest[at + end + 1..];
    }
    out.push_str(rest);
    out
}

#[test]
fn ordinary_lines_are_left_alone() {
    const COUNT: usize = 4000;
    let mut rng = Rng::with_seed(21);
    let redactor = Redactor::new();
    let mut touched = Vec::new();
    for index in 0..COUNT {
        let line = fill(LINES[index % LINES.len()], &mut rng);
        let redacted = redactor.redact(&line);
        if redacted != line {
            touched.push(format!("{line}\n    {redacted}"));
        }
    }
    assert!(
        touched.len() * 500 < COUNT,
        "{} of {COUNT}:\n{}",
        touched.len(),
        touched.join("\n")
    );
}

//! How fast text is redacted: `cargo bench --bench redact`.

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use issue_gardener::redact::Redactor;

fn main() {
    divan::main();
}

const SIZE: usize = 4 << 20;

/// Lines of services as they are, without secrets.
fn plain() -> String {
    const LINES: [&str; 4] = [
        "2026-01-02T03:04:05.678Z INFO app.worker: job 4711 of queue mail done in 38 ms, 0 retries\n",
        "dfs.DataNode$PacketResponder: PacketResponder 1 for block blk_38865049064139660 terminating\n",
        "WARN [pool-3-thread-7] o.s.web.servlet.PageNotFound - No mapping for GET /static/app.4f2a.js\n",
        "generating core.2275 RAS KERNEL INFO instruction cache parity error corrected, R02-M1-N0-C:J12\n",
    ];
    LINES.concat().repeat(SIZE / LINES.concat().len())
}

/// The same with a secret or an address in one line of ten.
fn mixed() -> String {
    let token = ["ghp", "_", &"a1B2".repeat(9)].concat();
    let secret =
        format!("login of ann@example.org from 10.251.73.220 with {token} password=hunter2\n");
    let lines = plain_lines();
    let mut out = String::with_capacity(SIZE * 2);
    for part in lines.chunks(10) {
        out.extend(part.iter().map(String::as_str));
        out.push_str(&secret);
    }
    out
}

fn plain_lines() -> Vec<String> {
    plain().split_inclusive('\n').map(str::to_owned).collect()
}

/// The labelled log samples, where they are.
fn samples() -> Option<String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/loghub");
    let mut text = String::new();
    for file in std::fs::read_dir(folder).ok()? {
        let path = file.ok()?.path();
        if path.extension().is_some_and(|extension| extension == "log") {
            text.push_str(&String::from_utf8_lossy(&std::fs::read(path).ok()?));
        }
    }
    Some(text)
}

fn whole(bencher: Bencher<'_, '_>, text: &str) {
    let redactor = Redactor::new();
    bencher
        .counter(BytesCount::of_str(text))
        .bench_local(|| redactor.redact(black_box(text)).len());
}

#[divan::bench]
fn plain_text(bencher: Bencher<'_, '_>) {
    whole(bencher, &plain());
}

#[divan::bench]
fn one_line_of_ten_has_secrets(bencher: Bencher<'_, '_>) {
    whole(bencher, &mixed());
}

#[divan::bench]
fn line_by_line(bencher: Bencher<'_, '_>) {
    let redactor = Redactor::new();
    let lines = plain_lines();
    bencher
        .counter(BytesCount::new(
            lines.iter().map(String::len).sum::<usize>(),
        ))
        .bench_local(|| {
            lines
                .iter()
                .map(|line| redactor.redact(black_box(line)).len())
                .sum::<usize>()
        });
}

/// What a stranger would write to slow a rule down.
#[divan::bench(args = ["://", "eyJ", "token:", "a@", "1.", "password ", "-----BEGIN PRIVATE KEY"])]
fn repeated(bencher: Bencher<'_, '_>, keyword: &str) {
    whole(bencher, &keyword.repeat((1 << 20) / keyword.len()));
}

#[divan::bench]
fn log_samples(bencher: Bencher<'_, '_>) {
    match samples() {
        Some(text) => whole(bencher, &text),
        None => whole(bencher, ""),
    }
}

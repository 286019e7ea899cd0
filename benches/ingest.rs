//! How fast sources are read, and in how much memory.
//!
//! `cargo bench --bench ingest` makes inputs of 64 MiB and reads each five
//! times; `… -- make KIND MIB FILE` writes one (gcp, sarif or findings), and
//! `… -- read INPUT` reads one and prints results, rate and peak memory.
//! `… -- cluster INPUT` reads logs into clusters five times, with all that
//! stands around them and without the search for repeats and split traces.
//! `… -- score BEFORE AFTER` says how fingerprints hold from one report to the
//! next. `--raw` also asks for results as their tools wrote them.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for the terminal"
)]

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::time::Instant;

use issue_gardener::cluster::{Clusterer, Summarizer};
use issue_gardener::ingest::score::score;
use issue_gardener::ingest::{Input, Limits, read};
use issue_gardener::model::{Facts, RawFinding, Record, Sink, SourceReport, SourceSpec};
use issue_gardener::redact::Redactor;
use mimalloc::MiMalloc;

/// As the program has it.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Counts what it is given, and looks at it a little, so that nothing is left out.
#[derive(Debug, Default)]
struct Counting {
    raw: bool,
    records: u64,
    findings: u64,
    bytes: u64,
}

impl Sink for Counting {
    fn fork(&self) -> Self {
        Self {
            raw: self.raw,
            ..Self::default()
        }
    }

    fn record(&mut self, record: &Record<'_>) {
        self.records += 1;
        self.bytes += record.message.len() as u64;
    }

    fn finding(&mut self, finding: RawFinding) {
        self.findings += 1;
        self.bytes += finding.message.len() as u64;
    }

    fn join(&mut self, later: Self) {
        self.records += later.records;
        self.findings += later.findings;
        self.bytes += later.bytes;
    }

    fn wants_raw(&self) -> bool {
        self.raw
    }
}

/// Clusters entries as they come: repeats count again, and each line of a
/// split trace is a record.
struct Plain(Clusterer<()>);

impl Sink for Plain {
    fn fork(&self) -> Self {
        Self(self.0.fork())
    }

    fn record(&mut self, record: &Record<'_>) {
        self.0.add((), record, Facts::new());
    }

    fn finding(&mut self, _: RawFinding) {}

    fn swap_unordered(&mut self, other: &mut Self) {
        self.0.swap(&mut other.0);
    }

    fn join(&mut self, later: Self) {
        self.0.merge(later.0);
    }
}

/// Keeps findings.
#[derive(Debug, Default)]
struct Keeping(Vec<RawFinding>);

impl Sink for Keeping {
    fn fork(&self) -> Self {
        Self::default()
    }

    fn record(&mut self, _: &Record<'_>) {}

    fn finding(&mut self, finding: RawFinding) {
        self.0.push(finding);
    }

    fn join(&mut self, later: Self) {
        self.0.extend(later.0);
    }
}

fn main() -> io::Result<()> {
    let mut args: Vec<String> = std::env::args()
        .skip(1)
        .filter(|arg| arg != "--bench")
        .collect();
    let raw = args.iter().any(|arg| arg == "--raw");
    args.retain(|arg| arg != "--raw");
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["make", kind, mib, file] => {
            let mib = mib.parse().map_err(io::Error::other)?;
            make(kind, mib, Path::new(file))
        }
        ["read", input] => {
            let (report, seconds) = timed(input, raw)?;
            show(input, &report, size(input)?, seconds);
            println!("  {:?} {}", report.status, report.problems.join("; "));
            println!("  peak memory {} MiB", peak_memory().unwrap_or(0) >> 20);
            Ok(())
        }
        ["cluster", input] => clusters(input),
        ["score", before, after] => {
            println!("{}", score(&findings(before)?, &findings(after)?));
            Ok(())
        }
        _ => table(raw),
    }
}

fn findings(input: &str) -> io::Result<Vec<RawFinding>> {
    let spec = input.parse::<Input>().map_err(io::Error::other)?.into();
    let mut sink = Keeping::default();
    let report = read(&spec, &Limits::default(), &mut sink);
    for problem in report.problems {
        eprintln!("{problem}");
    }
    Ok(sink.0)
}

fn table(raw: bool) -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    for kind in ["gcp", "findings", "sarif"] {
        let file = folder.path().join(kind);
        make(kind, 64, &file)?;
        let input = format!("{kind}:{}", file.display());
        let mut best: Option<(SourceReport, f64)> = None;
        for _ in 0..5 {
            let run = timed(&input, raw)?;
            if best.as_ref().is_none_or(|best| run.1 < best.1) {
                best = Some(run);
            }
        }
        if let Some((report, seconds)) = best {
            show(kind, &report, file.metadata()?.len(), seconds);
        }
    }
    Ok(())
}

/// Reads logs into clusters, with repeats and split traces looked for and without.
fn clusters(input: &str) -> io::Result<()> {
    let spec: SourceSpec = input.parse::<Input>().map_err(io::Error::other)?.into();
    let limits = Limits::default();
    let bytes = size(input)?;
    best_of_five("all of it", bytes, || {
        let mut sink = Summarizer::new(Redactor::default(), false);
        let report = read(&spec, &limits, &mut sink);
        sink.settle();
        (report, sink.finish().clusters.len())
    });
    best_of_five("without repeats and traces", bytes, || {
        let mut sink = Plain(Clusterer::new(Redactor::default()));
        let report = read(&spec, &limits, &mut sink);
        (report, sink.0.finish().len())
    });
    Ok(())
}

fn best_of_five(name: &str, bytes: u64, run: impl Fn() -> (SourceReport, usize)) {
    let timed = || {
        let start = Instant::now();
        let (report, clusters) = run();
        (start.elapsed().as_secs_f64(), report, clusters)
    };
    let runs = (0..5).map(|_| timed());
    if let Some((seconds, report, clusters)) = runs.min_by(|a, b| a.0.total_cmp(&b.0)) {
        show(name, &report, bytes, seconds);
        println!("  {clusters} clusters");
    }
}

fn timed(input: &str, raw: bool) -> io::Result<(SourceReport, f64)> {
    let spec = input.parse::<Input>().map_err(io::Error::other)?.into();
    let mut sink = Counting {
        raw,
        ..Counting::default()
    };
    let start = Instant::now();
    let report = read(&spec, &Limits::default(), &mut sink);
    let seconds = start.elapsed().as_secs_f64();
    assert_eq!(
        (sink.records, sink.findings),
        (report.records, report.findings)
    );
    assert!(sink.bytes > 0 || report.records + report.findings == 0);
    Ok((report, seconds))
}

#[expect(clippy::cast_precision_loss, reason = "a rate for people")]
fn show(name: &str, report: &SourceReport, bytes: u64, seconds: f64) {
    let rate = bytes as f64 / 1e6 / seconds;
    let SourceReport {
        records, findings, ..
    } = report;
    println!(
        "{name}: {records} records, {findings} findings, {:.1} MB in {seconds:.3} s: {rate:.0} MB/s",
        bytes as f64 / 1e6
    );
}

fn size(input: &str) -> io::Result<u64> {
    let path = input
        .rsplit(':')
        .next()
        .unwrap_or(input)
        .split("#/")
        .next()
        .unwrap_or_default();
    Ok(std::fs::metadata(path)?.len())
}

/// Linux's high-water mark of this process, in bytes.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.split_whitespace().next()?.parse::<u64>().ok()? << 10)
}

/// Writes an input of about `mib` MiB with few distinct problems.
fn make(kind: &str, mib: usize, file: &Path) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(file)?);
    let target = mib << 20;
    let (head, item, tail): (&str, fn(usize) -> String, &str) = match kind {
        "gcp" => ("", gcp, ""),
        "findings" => ("{\"version\":1,\"status\":\"complete\"}\n", finding, ""),
        "sarif" => (SARIF_HEAD, result, SARIF_TAIL),
        other => {
            return Err(io::Error::other(format!(
                "{other} is none of gcp, findings, sarif"
            )));
        }
    };
    out.write_all(head.as_bytes())?;
    let (mut written, mut n) = (head.len(), 0);
    while written < target {
        let text = item(n);
        out.write_all(text.as_bytes())?;
        written += text.len();
        n += 1;
    }
    out.write_all(tail.as_bytes())?;
    out.flush()
}

/// A Cloud Run entry with a structured payload, as a sink writes it.
fn gcp(n: usize) -> String {
    let severity = ["INFO", "WARNING", "ERROR"][n % 3];
    let message = [
        "Request to /api/items/{n} took {n} ms",
        "SSOT WARNING: found other manager classes: ['app.core.manager.Manager', 'app.core.types.Mode']",
        "Connection to 10.0.{n}.7:5432 failed: timeout after 30 s",
    ][n % 3].replace("{n}", &(n % 977).to_string());
    format!(
        "{{\"insertId\":\"68c870f5{n:012}\",\"jsonPayload\":{{\"error\":{{\"message\":\"Missing field\",\"severity\":\"ERROR\",\"traceback\":\"\",\"type\":\"str\"}},\"logger\":\"app.core.manager\",\"message\":\"{message}\",\"service\":\"backend\",\"validation\":{{\"message_length\":71,\"severity\":\"{severity}\",\"validated_at\":\"2025-09-15T20:03:01.201215Z\",\"zero_empty_guarantee\":true}}}},\"labels\":{{\"instanceId\":\"0069c7a98886c4a7a800d8ee9a416192d9344fac193c3b3b756bf9ffd73df53037b9243{:04}\",\"migration-run\":\"1757350810\",\"vpc-connectivity\":\"enabled\"}},\"logName\":\"projects/p/logs/run.googleapis.com%2Fstdout\",\"receiveTimestamp\":\"2025-09-15T20:03:01.245389085Z\",\"resource\":{{\"labels\":{{\"configuration_name\":\"backend\",\"location\":\"us-central1\",\"project_id\":\"p\",\"revision_name\":\"backend-00704-ds8\",\"service_name\":\"backend\"}},\"type\":\"cloud_run_revision\"}},\"severity\":\"{severity}\",\"timestamp\":\"2025-09-15T20:{:02}:{:02}.202598Z\"}}\n",
        n % 11,
        n / 60 % 60,
        n % 60,
    )
}

fn finding(n: usize) -> String {
    format!(
        "{{\"tool\":\"linter\",\"rule_id\":\"R{:03}\",\"severity\":\"warning\",\"message\":\"The function `handle_{}` is too complex: 23 of 10 branches\",\"location\":{{\"path\":\"src/module_{}/handlers.py\",\"line\":{},\"column\":5}},\"fingerprint\":\"{:016x}\",\"labels\":{{\"team\":\"backend\",\"component\":\"handlers\"}},\"suggestion\":\"Split the function into smaller ones.\"}}\n",
        n % 40,
        n % 200,
        n % 50,
        n % 900 + 1,
        n % 5_000,
    )
}

const SARIF_HEAD: &str = r#"{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{"results":["#;
const SARIF_TAIL: &str = r#"{"message":{"text":"the last"},"ruleId":"R000"}],"tool":{"driver":{"name":"linter","rules":[{"id":"R000","defaultConfiguration":{"level":"error"}},{"id":"R001","shortDescription":{"text":"one"}}]}}}]}"#;

/// A result with a region, a snippet and a fix; the run's tool comes behind.
fn result(n: usize) -> String {
    format!(
        "{{\"ruleId\":\"R{:03}\",\"level\":\"warning\",\"message\":{{\"text\":\"The function `handle_{}` is too complex: 23 of 10 branches\"}},\"locations\":[{{\"physicalLocation\":{{\"artifactLocation\":{{\"uri\":\"src/module_{}/handlers.py\",\"uriBaseId\":\"%SRCROOT%\"}},\"region\":{{\"startLine\":{},\"startColumn\":5,\"endLine\":{},\"endColumn\":40,\"snippet\":{{\"text\":\"def handle_{}(request, context, options):\"}}}}}}}}],\"fixes\":[{{\"description\":{{\"text\":\"Split it\"}},\"artifactChanges\":[{{\"artifactLocation\":{{\"uri\":\"src/module_{}/handlers.py\"}},\"replacements\":[{{\"deletedRegion\":{{\"startLine\":1}},\"insertedContent\":{{\"text\":\"def part():\\n    pass\\n\"}}}}]}}]}}],\"partialFingerprints\":{{\"primaryLocationLineHash\":\"{:016x}:1\"}}}},\n",
        n % 40,
        n % 200,
        n % 50,
        n % 900 + 1,
        n % 900 + 2,
        n % 200,
        n % 50,
        n % 45_000,
    )
}

//! How fast records become clusters; the items of divan's table are lines.
//!
//!     cargo bench --bench cluster
//!
//! Lines are those of `../shared/data/loghub` where that is at hand, else
//! made up in the same shapes.

use std::path::Path;

use divan::Bencher;
use divan::counter::ItemsCount;
use issue_gardener::cluster::{Clusterer, Summarizer};
use issue_gardener::model::{Facts, Record, Sink};
use issue_gardener::redact::Redactor;
use mimalloc::MiMalloc;

/// As the program has it.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() {
    divan::main();
}

/// At least this many lines a pass.
const LINES: usize = 160_000;

fn text() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/loghub");
    let files = [
        "Android",
        "BGL",
        "HDFS",
        "Hadoop",
        "Linux",
        "OpenSSH",
        "Proxifier",
        "Spark",
    ];
    let read = |name: &&str| std::fs::read_to_string(folder.join(format!("{name}.log")));
    let texts: Result<Vec<String>, _> = files.iter().map(read).collect();
    let once = texts.map_or_else(|_| made_up(), |texts| texts.concat());
    once.repeat(LINES.div_ceil(once.lines().count()))
}

fn made_up() -> String {
    (0..1000)
        .map(|n| match n % 4 {
            0 => format!("Received block blk_{n}77 of size {n}864 from /10.250.{n}.101\n"),
            1 => format!("session opened for user u{n} by (uid={n})\n"),
            2 => format!("Database initialization timeout after {n}.0s in staging\n"),
            _ => "shouldBlockLocation running with nothing to do\n".to_owned(),
        })
        .collect()
}

fn clusterer<'t>(lines: impl Iterator<Item = &'t str>) -> Clusterer<()> {
    let mut clusterer = Clusterer::new(Redactor::default());
    for line in lines {
        clusterer.add((), &Record::text(line), Facts::new());
    }
    clusterer
}

/// Skeletonized, counted, sampled; on one core.
#[divan::bench(sample_count = 20)]
fn count(bencher: Bencher<'_, '_>) {
    let text = text();
    bencher
        .counter(ItemsCount::new(text.lines().count()))
        .bench_local(|| clusterer(text.lines()));
}

/// The same with everything before and after: repeats, split traces, levels,
/// closure, redaction.
#[divan::bench(sample_count = 20)]
fn summarize(bencher: Bencher<'_, '_>) {
    let text = text();
    bencher
        .counter(ItemsCount::new(text.lines().count()))
        .bench_local(|| {
            let mut summarizer = Summarizer::new(Redactor::default(), false);
            for line in text.lines() {
                summarizer.record(&Record::text(line));
            }
            summarizer.finish()
        });
}

/// A hundred thousand different masked texts, the most that are kept: names in
/// two places of some sentences, and sentences of their own.
fn different() -> Vec<String> {
    let name = |number: usize| {
        let letters = [number / 676, number / 26 % 26, number % 26]
            .map(|n| char::from(b'g' + u8::try_from(n % 20).unwrap_or_default()));
        letters.iter().collect::<String>() + "o"
    };
    (0..100_000)
        .map(|n| match n % 2 {
            0 => format!(
                "job {} could not reach the store of {} in time",
                name(n / 2 % 250),
                name(n / 500)
            ),
            _ => format!(
                "{} {} {} went to {}",
                name(n),
                name(n / 7),
                name(n / 11),
                name(n / 3)
            ),
        })
        .collect()
}

/// What comes after counting, where every text is different: folding,
/// redaction, closure.
#[divan::bench(sample_count = 3)]
fn finish_different(bencher: Bencher<'_, '_>) {
    let lines = different();
    bencher
        .counter(ItemsCount::new(lines.len()))
        .with_inputs(|| clusterer(lines.iter().map(String::as_str)))
        .bench_local_values(Clusterer::finish);
}

/// Two parts side by side, merged.
#[divan::bench(sample_count = 20)]
fn count_on_two_threads(bencher: Bencher<'_, '_>) {
    let text = text();
    let middle = text[text.len() / 2..]
        .find('\n')
        .map_or(text.len(), |at| text.len() / 2 + at + 1);
    let (one, other) = text.split_at(middle);
    bencher
        .counter(ItemsCount::new(text.lines().count()))
        .bench_local(|| {
            std::thread::scope(|scope| {
                let other = scope.spawn(|| clusterer(other.lines()));
                let mut whole = clusterer(one.lines());
                if let Ok(other) = other.join() {
                    whole.merge(other);
                }
                whole
            })
        });
}

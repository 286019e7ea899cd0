//! What holds of every input: no reader panics or hangs, what fails delivers
//! nothing, and neither how an input is cut into reads nor threads matter.
//!
//! Inputs are mutations of real shapes: random bytes alone never get past
//! detection. The fuzz targets under `fuzz/` start from the same fixtures.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use proptest::sample::Index;

use super::support::{Collected, Folder};
use crate::ingest::framing::elements::Elements;
use crate::ingest::framing::items::{Items, Lines};
use crate::ingest::framing::traces::Traces;
use crate::ingest::syntax::scan::Scanner;
use crate::ingest::*;
use crate::model::{Format, SourceSpec, SourceStatus};

fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ingest/fixtures");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
}

/// Reads in tiny steps.
struct Dripping<'b>(&'b [u8], usize);

impl Read for Dripping<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.1.min(buf.len());
        self.0.read(&mut buf[..n])
    }
}

fn check(bytes: &[u8], format: Option<Format>) {
    let folder = Folder::new();
    let mut spec: SourceSpec = folder.spec("input", bytes);
    spec.format = format;
    if format == Some(Format::Json) {
        spec.fields = [("message".to_owned(), "message".to_owned())].into();
    }
    let limits = Limits {
        depth: 64,
        ..Limits::default()
    };
    let mut sink = Collected::default();
    let report = read(&spec, &limits, &mut sink);
    assert_eq!(report.records, sink.records.len() as u64);
    assert_eq!(report.findings, sink.findings.len() as u64);
    if report.status == SourceStatus::Failed {
        assert_eq!(
            (report.records + report.findings, report.problems.len()),
            (0, 1)
        );
    }
    if report.status == SourceStatus::Partial {
        assert!(!report.problems.is_empty());
    }
}

fn all<I: Items>(mut items: I) -> Result<Vec<(Vec<u8>, u64, u64)>, String> {
    let mut out = Vec::new();
    loop {
        match items.next() {
            Ok(Some(item)) => out.push((item.bytes.to_vec(), item.at.offset, item.at.line)),
            Ok(None) => return Ok(out),
            Err(error) => return Err(error.to_string()),
        }
    }
}

/// Cuts, repeats, and overwrites parts of an input.
fn mutated(mut bytes: Vec<u8>, edits: &[(Index, Index, u8, u8)]) -> Vec<u8> {
    for (at, to, kind, byte) in edits {
        if bytes.is_empty() {
            break;
        }
        let (a, b) = (at.index(bytes.len()), to.index(bytes.len()));
        let (a, b) = (a.min(b), a.max(b));
        match kind % 5 {
            0 => bytes[a] = *byte,
            1 => bytes.insert(a, *byte),
            2 => drop(bytes.drain(a..b.min(a + 40))),
            3 => {
                let copy = bytes[a..b.min(a + 60)].to_vec();
                bytes.splice(a..a, copy);
            }
            _ => bytes.truncate(b),
        }
    }
    bytes
}

fn edits() -> impl Strategy<Value = Vec<(Index, Index, u8, u8)>> {
    let byte = prop_oneof![
        any::<u8>(),
        prop::sample::select(br#"{}[]"\,:<>&;/0-enul"#.to_vec())
    ];
    prop::collection::vec((any::<Index>(), any::<Index>(), any::<u8>(), byte), 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn broken_reports_never_panic(file in any::<Index>(), edits in edits(), format in any::<Index>(), named in any::<bool>()) {
        let files = fixtures();
        let bytes = mutated(fs::read(file.get(&files)).unwrap(), &edits);
        check(&bytes, named.then(|| *format.get(Format::ALL)));
    }

    #[test]
    fn any_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), format in any::<Index>()) {
        check(&bytes, Some(*format.get(Format::ALL)));
    }

    #[test]
    fn reads_of_any_size_cut_the_same_items(text in "[\\[\\]{}\",:\\\\a1 \n\r]{0,80}", step in 1usize..9) {
        let bytes = text.as_bytes();
        let scan = |read| Elements::new(Scanner::new(read, 20), "", []);
        prop_assert_eq!(
            all(Elements::new(Scanner::new(Dripping(bytes, step), 20), "", [])),
            all(scan(bytes))
        );
        prop_assert_eq!(all(Lines::new(Dripping(bytes, step), 9)), all(Lines::new(bytes, 9)));
        prop_assert_eq!(all(Traces::new(Dripping(bytes, step), 99)), all(Traces::new(bytes, 99)));
    }

    #[test]
    fn the_scanner_takes_what_a_parser_takes(value in json()) {
        let text = value.to_string();
        let got = all(Elements::new(Scanner::new(format!("[{text},{text}]").as_bytes(), 100), "", []));
        let got: Vec<Vec<u8>> = got.unwrap().into_iter().map(|(bytes, ..)| bytes).collect();
        prop_assert_eq!(got, vec![text.clone().into_bytes(); 2]);
    }

    #[test]
    fn paths_come_out_relative_and_stay_so(path in "[a-zA-Z0-9_. /\\\\:%-]{0,40}") {
        let paths = crate::ingest::results::paths::Paths::new(["C:/root", "/srv/x"]);
        let once = paths.relative(&path);
        prop_assert!(!once.contains("//") || once.contains("://"), "{once}");
        prop_assert!(!once.starts_with("./"), "{once}");
    }
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        ".{0,12}".prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 32, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Into::into),
            prop::collection::hash_map(".{0,6}", inner, 0..5)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    })
}

/// The corpora of the fuzz targets, and the fixtures as every format.
#[test]
fn corpora_are_replayed() {
    for file in fixtures() {
        let bytes = fs::read(&file).unwrap();
        for format in Format::ALL {
            check(&bytes, Some(*format));
        }
    }
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    let mut seen = 0;
    for target in fs::read_dir(corpus).unwrap() {
        for file in fs::read_dir(target.unwrap().path()).unwrap() {
            let bytes = fs::read(file.unwrap().path()).unwrap();
            check(&bytes, None);
            seen += 1;
        }
    }
    assert!(seen >= 8, "{seen} files in fuzz/corpus");
}

//! What cannot be read, and what is wrong in what can.

use std::fs;
use std::path::{Path, PathBuf};

use super::support::{Folder, failure, read_spec};
use super::{WRAPPED, lines_of};
use crate::model::source::Origin;
use crate::model::{SourceSpec, SourceStatus};

#[test]
fn bad_lines_are_counted_and_shown() {
    let folder = Folder::new();
    let lines = lines_of(WRAPPED);
    let broken = format!(
        "{}\n{{\"a\":\n7\n{}",
        lines.lines().next().unwrap(),
        lines.lines().nth(1).unwrap()
    );
    let (report, got) = read_spec(&folder.spec("x.ndjson", broken));
    assert_eq!(
        (report.status, got.records.len()),
        (SourceStatus::Partial, 2)
    );
    assert_eq!(report.skipped["unreadable"], 2);
    let problem = report.problems[0].replace(&folder.shown(), "DIR");
    insta::assert_snapshot!(problem, @"DIR/x.ndjson: 2 unreadable: line 2: not valid JSON at byte 95 (line 2): unexpected end. Was the download cut off?; line 3: not valid JSON at byte 97 (line 3): expected a log entry, an object");
}

#[test]
fn what_cannot_be_read_fails_and_delivers_nothing() {
    let folder = Folder::new();
    let dir = folder.path("sub");
    fs::create_dir(&dir).unwrap();
    let fail = |path: &Path| failure(&Origin::Paths(vec![path.into()]), None, &folder);
    insta::assert_snapshot!(fail(&folder.path("no.json")), @"DIR/no.json: no such file");
    insta::assert_snapshot!(fail(&dir), @"DIR/sub: is a directory. Name its files, for instance with a glob: DIR/*.json.");
    insta::assert_snapshot!(fail(&folder.path("*.nothing")), @"`DIR/*.nothing` matches no file");
    insta::assert_snapshot!(fail(&folder.file("empty.json", "")), @"DIR/empty.json: is empty. An empty file is not a result: a tool that found nothing still writes its report.");
    let cut = &WRAPPED[..200];
    insta::assert_snapshot!(failure(&Origin::Paths(vec![folder.file("cut.json", cut)]), Some("/raw_logs"), &folder), @"DIR/cut.json: not valid JSON at byte 200 (line 3): unexpected end. Was the download cut off?");
    insta::assert_snapshot!(failure(&Origin::Paths(vec![folder.file("w.json", WRAPPED)]), Some("/raw_log"), &folder), @"DIR/w.json: has nothing at `/raw_log`. Did you mean `/raw_logs`?");
    insta::assert_snapshot!(fail(&folder.file("wrapped.json", WRAPPED)), @"DIR/wrapped.json: is of no known format. Where are its records? A pointer says it: PATH#/raw_logs.");
    insta::assert_snapshot!(fail(&folder.file("cut.ndjson", "{\"insertId\":\"a\",\"logName\":\"x\"\n{\"b\n")), @"DIR/cut.ndjson: not valid JSON at byte 34 (line 3): unexpected end. Was the download cut off?");
    insta::assert_snapshot!(fail(&folder.file("bin", [0u8; 64])), @"DIR/bin: is of no known format. Name it: FORMAT:PATH, or `format:` in rules.yaml.");
    let deep = format!("{{\"insertId\":1,\"logName\":{}", "[".repeat(100_000));
    insta::assert_snapshot!(fail(&folder.file("deep.json", deep)), @"DIR/deep.json: nothing in it can be read as `gcp`: line 1: JSON nested too deeply at byte 151 (line 1): more than 128 levels");
}

#[cfg(unix)]
#[test]
fn links_and_devices_are_refused_and_a_fifo_is_read() {
    let folder = Folder::new();
    let file = folder.file("a.ndjson", lines_of(WRAPPED));
    let link = folder.path("link.json");
    std::os::unix::fs::symlink(&file, &link).unwrap();
    let fail = |path: PathBuf| failure(&Origin::Paths(vec![path]), None, &folder);
    insta::assert_snapshot!(fail(link), @"DIR/link.json: is a symbolic link. Name the file itself: DIR/a.ndjson.");
    insta::assert_snapshot!(fail("/dev/null".into()), @"/dev/null: is neither a file nor a FIFO");
    let fifo = folder.path("fifo");
    let made = std::process::Command::new("mkfifo").arg(&fifo).status();
    if !made.is_ok_and(|status| status.success()) {
        println!("skipped: no mkfifo here");
        return;
    }
    let writer = std::thread::spawn({
        let fifo = fifo.clone();
        move || fs::write(fifo, lines_of(WRAPPED)).unwrap()
    });
    let spec = SourceSpec {
        name: "f".into(),
        from: Origin::Paths(vec![fifo]),
        ..SourceSpec::default()
    };
    assert_eq!(read_spec(&spec).0.records, 2);
    writer.join().unwrap();
}

/// A POSIX tar archive of one entry of this name and type.
fn tar(name: &str, kind: u8) -> Vec<u8> {
    let mut header = vec![0u8; 1024];
    header[..name.len()].copy_from_slice(name.as_bytes());
    header[124..135].copy_from_slice(b"00000000002");
    header[156] = kind;
    header[157..163].copy_from_slice(b"/etc/x");
    header[257..265].copy_from_slice(b"ustar\x0000");
    header[512..514].copy_from_slice(b"[]");
    header
}

#[test]
fn archives_are_refused_whatever_they_hold() {
    let folder = Folder::new();
    let fail = |name: &str, bytes: &[u8]| {
        failure(
            &Origin::Paths(vec![folder.file(name, bytes)]),
            None,
            &folder,
        )
    };
    let zipped = |bytes: &[u8]| {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut out, bytes).unwrap();
        out.finish().unwrap()
    };
    let traversal = tar("../../outside.json", b'0');
    let link = tar("report.json", b'2');
    insta::assert_snapshot!(fail("a.tar", &traversal), @"DIR/a.tar: is a tar archive. Unpack it and name its files; gzip and zstd are read as they are.");
    insta::assert_snapshot!(fail("b.tar", &link), @"DIR/b.tar: is a tar archive. Unpack it and name its files; gzip and zstd are read as they are.");
    insta::assert_snapshot!(fail("c.tar.gz", &zipped(&traversal)), @"DIR/c.tar.gz: is a tar archive. Unpack it and name its files; gzip and zstd are read as they are.");
    insta::assert_snapshot!(fail("d.zip", b"PK\x03\x04\x14\0\0\0../outside.json"), @"DIR/d.zip: is a zip archive. Unpack it and name its files; gzip and zstd are read as they are.");
    insta::assert_snapshot!(fail("e.json.gz", &zipped(b"PK\x05\x06\0\0\0\0")), @"DIR/e.json.gz: is a zip archive. Unpack it and name its files; gzip and zstd are read as they are.");
    assert!(!folder.path("../../outside.json").exists());
}

#[test]
fn a_decompression_bomb_is_left_unread() {
    let folder = Folder::new();
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut bomb, "INFO x\n".repeat(1 << 20).as_bytes()).unwrap();
    let file = folder.file("bomb.log.gz", bomb.finish().unwrap());
    insta::assert_snapshot!(failure(&Origin::Paths(vec![file]), None, &folder), @"DIR/bomb.log.gz: decompresses to more than 200 times its size. It was left unread, as it may be a decompression bomb.");
}

#[test]
fn two_members_of_one_name_are_refused() {
    let folder = Folder::new();
    let fail = |name: &str, text: &str| {
        failure(&Origin::Paths(vec![folder.file(name, text)]), None, &folder)
    };
    insta::assert_snapshot!(fail("a.sarif", r#"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"t"}},"results":[{"ruleId":"a","ruleId":"b","message":{"text":"m"}}]}]}"#), @"DIR/a.sarif: not valid JSON at byte 92 (line 1): two members are called `ruleId`");
    insta::assert_snapshot!(fail("b.json", r#"[{"insertId":"a","logName":"l","textPayload":"x","textPayload":"y"}]"#), @"DIR/b.json: not valid JSON at byte 62 (line 1): two members are called `textPayload`");
    insta::assert_snapshot!(fail("c.jsonl", r#"{"tool":"t","severity":"error","message":"m","message":"n"}"#), @"DIR/c.jsonl: nothing in it can be read as `findings`: line 1: not valid JSON at byte 54 (line 1): two members are called `message`");
}

#[test]
fn deep_nesting_is_refused_in_every_format() {
    let folder = Folder::new();
    let deep = "[".repeat(100_000);
    let fail = |name: &str, text: String| {
        failure(&Origin::Paths(vec![folder.file(name, text)]), None, &folder)
    };
    insta::assert_snapshot!(fail("a.sarif", format!(r#"{{"version":"2.1.0","runs":[{{"results":[{{"message":{deep}"#)), @"DIR/a.sarif: JSON nested too deeply at byte 173 (line 1): more than 128 levels");
    insta::assert_snapshot!(fail("b.sarif", format!(r#"{{"version":"2.1.0","runs":[],"x":{deep}"#)), @"DIR/b.sarif: JSON nested too deeply at byte 160 (line 1): more than 128 levels");
    insta::assert_snapshot!(fail("c.xml", format!("<testsuites>{}", "<testsuite>".repeat(100_000))), @"DIR/c.xml: XML nested too deeply at byte 1409 (line 1): more than 128 levels");
}

#[test]
fn other_versions_of_sarif_are_refused() {
    let folder = Folder::new();
    let log = |version: &str| {
        format!(
            r#"{{"version":"{version}","runs":[{{"tool":{{"driver":{{"name":"t"}}}},"results":[]}}]}}"#
        )
    };
    for version in ["2.0.0", "1.0.0", "3.0.0"] {
        let file = folder.file("v.sarif", log(version));
        let why = failure(&Origin::Paths(vec![file]), None, &folder);
        let start = format!(
            "DIR/v.sarif: is SARIF {version} at byte 11 (line 1): only 2.1.0 is read. Let the tool write 2.1.0, or convert it"
        );
        assert!(why.starts_with(&start), "{why}");
    }
    let (report, _) = read_spec(&folder.spec("ok.sarif", log("2.1.0")));
    assert_eq!(report.status, SourceStatus::Complete);
}

/// A log that is written and rotated while it is read.
#[test]
fn an_opened_file_is_read_as_it_was() {
    let folder = Folder::new();
    let read = |opened: crate::ingest::source::open::Opened| {
        let mut text = String::new();
        let mut read = opened.read;
        std::io::Read::read_to_string(&mut read, &mut text).map(|_| text)
    };
    let path = folder.file("app.log", "one\n");
    let open = || crate::ingest::source::open::open(&path).unwrap();
    let (grows, rotates) = (open(), open());
    fs::write(&path, "one\ntwo\n").unwrap();
    assert_eq!(read(grows).unwrap(), "one\n");
    fs::rename(&path, folder.path("app.log.1")).unwrap();
    fs::write(&path, "three\n").unwrap();
    assert_eq!(read(rotates).unwrap(), "one\n");
    let shrinks = open();
    fs::write(&path, "").unwrap();
    let why = read(shrinks).unwrap_err().to_string();
    assert!(why.starts_with("became shorter while it was read"), "{why}");
}

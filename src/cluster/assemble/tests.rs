//! Entries to records.

use super::*;
use crate::model::{Severity, Time};

fn at(seconds: i64) -> Option<Time> {
    Time::from_timestamp(1_767_225_600 + seconds, 0)
}

/// Records as `positions: message`.
fn assembled(entries: &[Record<'_>]) -> (Vec<String>, Counts) {
    let mut found = Vec::new();
    let mut assembler = Assembler::new();
    let mut out = |record: &Record<'_>, positions: &[u64]| {
        found.push(format!("{positions:?}: {}", record.message));
    };
    for (position, entry) in (0..).zip(entries) {
        assembler.push(entry, position, &mut out);
    }
    assembler.finish(&mut out);
    (found, assembler.counts())
}

fn lines(text: &'static str) -> Vec<Record<'static>> {
    text.lines().map(Record::text).collect()
}

const PYTHON: &str = "starting
Traceback (most recent call last):
  File \"/app/pay.py\", line 3, in charge
    raise Declined
shop.DeclinedError: card
ready";

#[test]
fn a_trace_that_was_split_into_lines_is_one_record() {
    let (found, counts) = assembled(&lines(PYTHON));
    assert_eq!(found.len(), 3);
    assert_eq!(found[0], "[0]: starting");
    assert!(
        found[1].starts_with("[1, 2, 3, 4]: Traceback"),
        "{}",
        found[1]
    );
    assert!(found[1].ends_with("DeclinedError: card"));
    assert_eq!(found[2], "[5]: ready");
    assert_eq!(counts.rejoined, 3);
}

#[test]
fn a_newest_first_listing_gives_the_same_record() {
    let timed = |mut entries: Vec<Record<'static>>| {
        for (seconds, entry) in (0..).zip(&mut entries) {
            entry.time = Time::from_timestamp_millis(1_767_225_600_000 + seconds);
        }
        entries
    };
    let forth = assembled(&timed(lines(PYTHON))).0;
    let mut back = timed(lines(PYTHON));
    back.reverse();
    let back = assembled(&back).0;
    let text = |found: &[String]| found[1].split_once(": ").map(|(_, text)| text.to_owned());
    assert_eq!(back.len(), 3);
    assert_eq!(text(&forth), text(&back));
}

/// Four lines of a key, put together here so that none stands in the repository.
fn key() -> [String; 5] {
    let edge = |verb: &str| format!("-----{verb} EC PRIVATE{}-----", " KEY");
    let body = "aB3+".repeat(16);
    let last = "c2hvcnQx".to_owned();
    [edge("BEGIN"), body.clone(), body, last, edge("END")]
}

#[test]
fn a_private_key_that_was_split_into_lines_is_one_record_and_shows_nothing() {
    let key = key();
    let parts: [&[String]; 4] = [&key, &key[1..4], &key[..4], &key[3..]];
    for part in parts {
        for newest_first in [false, true] {
            let lines = ["started", "ok"].map(str::to_owned);
            let mut all = [&lines[..1], part, &lines[1..]].concat();
            if newest_first {
                all.reverse();
            }
            let entries: Vec<_> = all.iter().map(|line| Record::text(line)).collect();
            let (found, counts) = assembled(&entries);
            assert_eq!(found.len(), 3, "{found:?}");
            assert!(found[1].ends_with(": ‹redacted:private-key›"), "{found:?}");
            assert_eq!(counts.rejoined, part.len() as u64 - 1);
        }
    }
}

#[test]
fn the_headers_of_a_private_key_go_with_it() {
    let [begin, full, last, ..] = key();
    let headers = ["Proc-Type: 4,ENCRYPTED", "DEK-Info: AES-128-CBC,0A1B"].map(str::to_owned);
    let all = [&[begin][..], &headers, &[full, last]].concat();
    let entries: Vec<_> = all.iter().map(|line| Record::text(line)).collect();
    assert_eq!(
        assembled(&entries).0,
        ["[0, 1, 2, 3, 4]: ‹redacted:private-key›"]
    );
}

#[test]
fn what_is_near_a_key_stays_and_keys_in_a_row_stay_apart() {
    let key = key();
    let word = ["done".to_owned()];
    let twice = [&word[..], &key, &key, &word].concat();
    let entries: Vec<_> = twice.iter().map(|line| Record::text(line)).collect();
    let (found, _) = assembled(&entries);
    let expected = [
        "[0]: done",
        "[1, 2, 3, 4, 5]: ‹redacted:private-key›",
        "[6, 7, 8, 9, 10]: ‹redacted:private-key›",
        "[11]: done",
    ];
    assert_eq!(found, expected);
    let words = ["done", "pass", "skip"].map(Record::text);
    assert_eq!(assembled(&words).0, ["[0]: done", "[1]: pass", "[2]: skip"]);
    assert_eq!(
        assembled(&[Record::text(&key[1])]).0,
        ["[0]: ‹redacted:private-key›"]
    );
}

#[test]
fn java_and_interleaved_streams() {
    let java = "java.io.IOException: gone
\tat shop.Pay.run(Pay.java:3)
\tat shop.Main.main(Main.java:9)
Caused by: java.net.SocketException: reset
\tat shop.Net.read(Net.java:1)";
    let mut entries = Vec::new();
    for line in java.lines() {
        for instance in ["one", "two"] {
            entries.push(Record {
                instance: Some(instance.into()),
                ..Record::text(line)
            });
        }
    }
    let (found, counts) = assembled(&entries);
    assert_eq!(found.len(), 2, "{found:#?}");
    assert_eq!(counts.rejoined, 8);
}

#[test]
fn what_only_looks_like_a_trace_stays_apart_and_in_order() {
    let text = "ValueError: bad input\n  see the manual\nTypeError: worse\nfine";
    let (found, counts) = assembled(&lines(text));
    let expected = [
        "[0]: ValueError: bad input",
        "[1]:   see the manual",
        "[2]: TypeError: worse",
        "[3]: fine",
    ];
    assert_eq!(found, expected);
    assert_eq!(counts, Counts::default());
}

#[test]
fn whole_traces_in_entries_of_their_own_stay_apart() {
    let trace = "Traceback (most recent call last):\n  File \"a.py\", line 1, in f\nKeyError: 1";
    let entries = [
        trace,
        "During handling of the above exception, another exception occurred:",
        trace,
    ];
    let (found, _) = assembled(&entries.map(Record::text));
    assert_eq!(found.len(), 3);
}

#[test]
fn crashes_in_a_row_stay_apart_in_every_language() {
    for crash in [
        "java.io.IOException: gone\n\tat shop.Pay.run(Pay.java:3)\nCaused by: java.net.SocketException: reset\n\tat shop.Net.read(Net.java:1)\n\t... 3 more",
        "TypeError: x is undefined\n    at charge (/srv/app/pay.js:10:15)\n    at run (/srv/app/main.js:3:1)",
        "panic: boom\n\ngoroutine 1 [running]:\nmain.main()\n\t/src/app/main.go:3 +0x1d",
        "Unhandled exception. System.InvalidOperationException: none\n   at Shop.Pay.Charge(Order order) in /src/Pay.cs:line 12",
        "app/pay.rb:3:in `charge': declined (Shop::DeclinedError)\n\tfrom app/main.rb:9:in `<main>'",
        "PHP Fatal error:  Uncaught InvalidArgumentException: bad in /srv/pay.php:12\nStack trace:\n#0 /srv/main.php(3): Pay->charge('4')\n#1 {main}\n  thrown in /srv/pay.php on line 12",
        "==1==ERROR: AddressSanitizer: heap-use-after-free\n    #0 0x4f in charge(Card*) /src/pay.cc:12:3",
        PYTHON
            .trim_start_matches("starting\n")
            .trim_end_matches("\nready"),
    ] {
        let (found, _) = assembled(&[Record::text(crash), Record::text(crash)]);
        assert_eq!(found.len(), 2, "{crash}");
    }
}

#[test]
fn repeats_are_dropped_by_identity_and_time() {
    let entry = |id: &'static str, seconds| Record {
        id: Some(id.into()),
        time: at(seconds),
        ..Record::text("again")
    };
    let (found, counts) = assembled(&[entry("a", 0), entry("a", 0), entry("a", 1), entry("b", 0)]);
    assert_eq!(found, ["[0]: again", "[2]: again", "[3]: again"]);
    assert_eq!(counts.repeats, 1);
    assert_eq!(counts.by_name(), [("repeated".to_owned(), 1)].into());
    let (found, _) = assembled(&[Record::text("again"), Record::text("again")]);
    assert_eq!(found.len(), 2);
}

#[test]
fn forks_know_of_each_others_repeats() {
    let entry = Record {
        id: Some("a".into()),
        ..Record::text("again")
    };
    let mut one = Assembler::new();
    let mut other = one.fork();
    let mut out = |_: &Record<'_>, _: &[u64]| {};
    assert_eq!(one.push(&entry, 7, &mut out), Taken::AsRecord);
    assert_eq!(other.push(&entry, 0, &mut out), Taken::RepeatOf(7));
}

#[test]
fn colours_go_and_levels_are_read_where_the_entry_has_none() {
    let mut found = Vec::new();
    let mut assembler = Assembler::new();
    let mut out = |record: &Record<'_>, _: &[u64]| {
        found.push((record.severity, record.message.to_string()));
    };
    let given = Record {
        severity: Some(Severity::Info),
        ..Record::text("ERROR it broke")
    };
    assembler.push(
        &Record::text("\u{1b}[31mERROR\u{1b}[0m it broke"),
        0,
        &mut out,
    );
    assembler.push(&given, 1, &mut out);
    assembler.finish(&mut out);
    let text = "ERROR it broke".to_owned();
    assert_eq!(
        found,
        [
            (Some(Severity::Error), text.clone()),
            (Some(Severity::Info), text)
        ]
    );
}

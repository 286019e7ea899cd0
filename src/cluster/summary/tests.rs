//! Clusters of a whole source.

use proptest::prelude::*;

use super::*;

fn ids(summary: &Summary) -> Vec<String> {
    let mut out = Vec::new();
    let assignments = summary.assignments.as_ref().expect("was asked for");
    assignments.write(&mut out).expect("memory is writable");
    let text = String::from_utf8(out).expect("text");
    text.lines().map(str::to_owned).collect()
}

fn summarize(entries: &[Record<'_>]) -> Summary {
    let mut summarizer = Summarizer::new(Redactor::default(), true);
    for entry in entries {
        summarizer.record(entry);
    }
    summarizer.finish()
}

#[test]
fn every_entry_has_the_id_of_its_cluster_in_order() {
    let names = ["ann", "bob", "eve", "joe", "sue"];
    let mut texts: Vec<String> = names.map(|n| format!("session of {n} was closed")).into();
    texts.insert(2, "it broke".to_owned());
    let summary = summarize(&texts.iter().map(|t| Record::text(t)).collect::<Vec<_>>());
    let ids = ids(&summary);
    assert_eq!(ids.len(), 6);
    assert_eq!(ids.iter().filter(|id| **id == ids[0]).count(), 5);
    assert_ne!(ids[0], ids[2]);
    assert_eq!(summary.clusters.len(), 2);
    assert_eq!(summary.clusters[0].id.as_str(), ids[0]);
    assert_eq!(summary.clusters[0].template, "session of <*> was closed");
}

#[test]
fn repeats_and_parts_of_traces_have_the_id_of_their_record() {
    let entry = |id: &'static str, text: &'static str| Record {
        id: Some(id.into()),
        ..Record::text(text)
    };
    let summary = summarize(&[
        entry("a", "it broke"),
        entry("b", "Traceback (most recent call last):"),
        entry("c", "  File \"a.py\", line 1, in f"),
        entry("d", "KeyError: 1"),
        entry("b", "Traceback (most recent call last):"),
        entry("a", "it broke"),
    ]);
    let ids = ids(&summary);
    assert_eq!(ids[0], ids[5]);
    assert_eq!(
        ids[1..5]
            .iter()
            .collect::<std::collections::BTreeSet<_>>()
            .len(),
        1
    );
    assert_ne!(ids[0], ids[1]);
    assert_eq!((summary.records, summary.skipped), (6, 2));
    let details = [("rejoined".to_owned(), 2), ("repeated".to_owned(), 2)];
    assert_eq!(summary.details, details.into());
    assert_eq!(summary.clusters.iter().map(|c| c.count).sum::<u64>(), 2);
}

#[test]
fn the_lines_of_one_trace_share_one_assignment() {
    let trace = "Traceback (most recent call last):\n  File \"a.py\", line 1, in f\nKeyError: 1";
    let ids = ids(&summarize(&[Record::text("it broke"), Record::text(trace)]));
    assert_eq!(ids.len(), 4);
    assert!(ids[1] == ids[2] && ids[2] == ids[3] && ids[0] != ids[1]);
}

#[test]
fn parts_joined_in_order_give_the_whole() {
    let texts: Vec<String> = (0..40)
        .map(|n| format!("step {} of job took {n} s", n % 3))
        .collect();
    let entries: Vec<Record<'_>> = texts.iter().map(|t| Record::text(t)).collect();
    let whole = summarize(&entries);
    let mut summarizer = Summarizer::new(Redactor::default(), true);
    let mut parts: Vec<Summarizer> = Vec::new();
    for part in entries.chunks(7) {
        let mut fork = summarizer.fork();
        for entry in part {
            fork.record(entry);
        }
        parts.push(fork);
    }
    for part in parts {
        summarizer.join(part);
    }
    assert_eq!(summarizer.finish(), whole);
}

/// A line out of the middle of a private key, as far as its form goes.
const KEY_LINE: &str = "aB3+aB3+aB3+aB3+aB3+aB3+aB3+aB3+aB3+aB3+aB3+aB3+aB3+aB3+aB3+aB3+";

/// Entries of a few streams; some of them lines of traces or keys, which cuts part.
fn entry() -> impl Strategy<Value = Record<'static>> {
    let text = prop_oneof![
        Just("Traceback (most recent call last):"),
        Just("  File \"a.py\", line 1, in f"),
        Just("    raise KeyError"),
        Just("KeyError: 1"),
        Just("java.io.IOException: gone"),
        Just("\tat shop.Pay.run(Pay.java:3)"),
        Just("Caused by: java.net.SocketException: reset"),
        Just(concat!("-----BEGIN EC PRIVATE", " KEY-----")),
        Just(KEY_LINE),
        Just("c2hvcnQx"),
        Just(concat!("-----END EC PRIVATE", " KEY-----")),
        Just("it broke"),
    ];
    let instance = prop::option::weighted(0.5, "[ab]");
    (text, instance).prop_map(|(text, instance)| Record {
        instance: instance.map(Into::into),
        ..Record::text(text)
    })
}

/// Whether entries have times, and whether the newest come first.
#[derive(Debug, Clone, Copy)]
enum Order {
    Untimed,
    OldestFirst,
    NewestFirst,
}

fn entries() -> impl Strategy<Value = Vec<Record<'static>>> {
    let order = prop_oneof![
        Just(Order::Untimed),
        Just(Order::OldestFirst),
        Just(Order::NewestFirst)
    ];
    let runs = prop::collection::vec((entry(), 1..4_usize), 1..60);
    // Now and then nobody writes to a stream for long.
    let gap = prop::option::weighted(0.3, (0..60_usize, 200..300_usize));
    (runs, gap, order).prop_map(|(runs, gap, order)| {
        let mut all: Vec<Record<'_>> = runs
            .into_iter()
            .flat_map(|(entry, times)| std::iter::repeat_n(entry, times))
            .collect();
        if let Some((at, length)) = gap {
            let at = at.min(all.len());
            all.splice(
                at..at,
                std::iter::repeat_n(Record::text("it broke"), length),
            );
        }
        for (number, entry) in (0_i64..).zip(&mut all) {
            entry.time = match order {
                Order::Untimed => None,
                Order::OldestFirst => Time::from_timestamp_millis(number * 7),
                Order::NewestFirst => Time::from_timestamp_millis(9_000_000 - number * 7),
            };
        }
        all
    })
}

/// Reads parts into forks and joins them; parts of parts first where `nested`.
/// Of two threads each goes on with what it has of no order.
fn in_parts(entries: &[Record<'_>], cuts: &[usize], nested: bool) -> Summary {
    let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut % (entries.len() + 1)).collect();
    cuts.extend([0, entries.len()]);
    cuts.sort_unstable();
    let mut whole = Summarizer::new(Redactor::default(), true);
    let mut file = whole.fork();
    let mut part = file.fork();
    let mut threads = [whole.fork(), whole.fork()];
    for cut in cuts.windows(2) {
        let mut fork = file.fork();
        let own = &mut threads[cut[1] % 2];
        own.swap_unordered(&mut fork);
        entries[cut[0]..cut[1]]
            .iter()
            .for_each(|entry| fork.record(entry));
        own.swap_unordered(&mut fork);
        if nested && cut[0] % 2 == 0 {
            part.join(fork);
        } else {
            file.join(std::mem::replace(&mut part, file.fork()));
            file.join(fork);
        }
    }
    file.join(part);
    for own in threads {
        file.join(own);
    }
    whole.join(file);
    whole.finish()
}

/// A number as a word.
fn letters(number: u32) -> String {
    let digit = |place: u32| {
        char::from(b'g' + u8::try_from(number / 10_u32.pow(place) % 10).expect("a digit"))
    };
    (0..5).map(digit).collect()
}

#[test]
fn threads_go_on_with_little_and_hand_over_much() {
    let texts: Vec<String> = (0..12_000)
        .map(|n: u32| format!("{} went", letters(n)))
        .collect();
    let entries: Vec<Record<'_>> = texts.iter().map(|t| Record::text(t)).collect();
    let cuts = [1000, 2000, 8000, 9000, 10_000];
    assert_eq!(in_parts(&entries, &cuts, false), summarize(&entries));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn cuts_in_the_middle_of_traces_and_keys_change_nothing(
        entries in entries(),
        cuts in prop::collection::vec(0..400_usize, 0..6),
        nested in any::<bool>(),
    ) {
        prop_assert_eq!(in_parts(&entries, &cuts, nested), summarize(&entries));
    }
}

#[test]
fn it_prints_as_the_contract_says() {
    let mut summary = summarize(&[Record {
        time: Time::from_timestamp(1_767_225_600, 0),
        service: Some("shop".into()),
        severity: Some(Severity::Error),
        ..Record::text("order 17 failed")
    }]);
    summary.clusters[0].id = Fingerprint::given("[id]");
    insta::assert_json_snapshot!(summary, @r#"
    {
      "clusters": [
        {
          "id": "[id]",
          "template": "order <*> failed",
          "count": 1,
          "severity": "error",
          "service": "shop",
          "first_seen": "2026-01-01T00:00:00Z",
          "last_seen": "2026-01-01T00:00:00Z",
          "samples": [
            {
              "time": "2026-01-01T00:00:00Z",
              "severity": "error",
              "text": "order 17 failed"
            }
          ]
        }
      ],
      "records": 1,
      "skipped": 0
    }
    "#);
}

//! What must hold for any log.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::model::{Fact, Record, Time};
use crate::redact::Redactor;

/// Lines of few words, so that they meet, and sentences with few names, so
/// that the closure finds something to do.
fn line() -> impl Strategy<Value = String> {
    let name = || "[a-h]x|17|failed";
    let sentence = (name(), name(), 0..3).prop_map(|(one, two, kind)| match kind {
        0 => format!("the {one} job of {two} was late"),
        1 => format!("job of {one} waits, user {two} left"),
        _ => format!("{one} and {two} went out again"),
    });
    prop_oneof![3 => sentence, 1 => words()]
}

fn words() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        6 => "[a-e]{2}",
        1 => "[0-9]{1,3}",
        1 => Just("GET".to_owned()),
        1 => Just("KeyError:".to_owned()),
        1 => Just("/srv/a.log".to_owned()),
        1 => Just("k=v".to_owned()),
        1 => Just("user".to_owned()),
    ];
    prop::collection::vec(word, 1..7).prop_map(|words| words.join(" "))
}

fn lines() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(line(), 1..60)
}

fn add(clusterer: &mut Clusterer<()>, number: usize, line: &str) {
    let number = i64::try_from(number).expect("small");
    let record = Record {
        time: Time::from_timestamp(1_767_225_600 + number, 0),
        instance: Some(format!("i{}", number % 3).into()),
        ..Record::text(line)
    };
    let fact = Fact::distinct([format!("{}", number % 5)]);
    clusterer.add((), &record, [("n".to_owned(), fact)].into());
}

fn all(lines: &[(usize, &String)]) -> Vec<Cluster> {
    let mut clusterer = Clusterer::new(Redactor::default());
    for (number, line) in lines {
        add(&mut clusterer, *number, line);
    }
    clusterer.finish().into_iter().map(|((), c)| c).collect()
}

/// Each line's cluster, by the lines' skeletons.
fn groups(lines: &[String]) -> BTreeMap<&str, Fingerprint> {
    let mut clusterer = Clusterer::new(Redactor::default());
    let members: Vec<_> = lines
        .iter()
        .map(|line| (line, clusterer.add((), &Record::text(line), Facts::new())))
        .collect();
    let (_, known) = clusterer.finish_with_members();
    members
        .into_iter()
        .filter_map(|(line, member)| Some((line.as_str(), known.fingerprint(member)?.clone())))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn order_does_not_matter(lines in lines(), seed in any::<u64>()) {
        let forth: Vec<(usize, &String)> = lines.iter().enumerate().collect();
        let mut mixed = forth.clone();
        fastrand::Rng::with_seed(seed).shuffle(&mut mixed);
        prop_assert_eq!(all(&forth), all(&mixed));
    }

    #[test]
    fn parts_on_threads_give_the_whole(lines in lines(), size in 1_usize..20) {
        let numbered: Vec<(usize, &String)> = lines.iter().enumerate().collect();
        let mut whole = Clusterer::new(Redactor::default());
        std::thread::scope(|scope| {
            let parts: Vec<_> = numbered.chunks(size).map(|part| {
                let mut fork = whole.fork();
                scope.spawn(move || {
                    for (number, line) in part {
                        add(&mut fork, *number, line);
                    }
                    fork
                })
            }).collect();
            for part in parts {
                whole.merge(part.join().expect("no panic"));
            }
        });
        let parted: Vec<Cluster> = whole.finish().into_iter().map(|((), c)| c).collect();
        prop_assert_eq!(parted, all(&numbered));
    }

    #[test]
    fn growing_data_never_splits_a_group(lines in lines(), more in lines()) {
        let before = groups(&lines);
        let grown: Vec<String> = lines.iter().chain(&more).cloned().collect();
        let after = groups(&grown);
        let mut became: BTreeMap<&Fingerprint, BTreeSet<&Fingerprint>> = BTreeMap::new();
        for (line, fingerprint) in &before {
            became.entry(fingerprint).or_default().insert(&after[line]);
        }
        prop_assert!(became.values().all(|parts| parts.len() == 1));
    }

    #[test]
    fn what_merged_once_keeps_its_identity(lines in lines(), kept in 0_usize..60) {
        let first: Vec<Cluster> = all(&lines.iter().enumerate().collect::<Vec<_>>());
        let line = &lines[kept % lines.len()];
        let fingerprint = groups(&lines)[line.as_str()].clone();
        let mut later = Clusterer::new(Redactor::default());
        for cluster in &first {
            later.remember(cluster.remembered());
        }
        later.add((), &Record::text(line), Facts::new());
        let later = later.finish();
        prop_assert_eq!(later.len(), 1);
        let cluster = &later[0].1;
        let found = cluster.fingerprint == fingerprint || cluster.aliases.contains(&fingerprint);
        prop_assert!(found, "{:?} has no {}", cluster, fingerprint);
    }

    #[test]
    fn no_text_is_too_strange(text in "\\PC{0,200}|[ \\t\\n\\x1b\"'=:,.\\\\/<>*0-9a-f]{0,80}") {
        let mut clusterer = Clusterer::new(Redactor::default());
        let mut assembler = Assembler::new();
        let mut records = 0;
        let mut out = |record: &Record<'_>, _: &[u64]| {
            records += 1;
            clusterer.add((), record, Facts::new());
        };
        assembler.push(&Record::text(&text), 0, &mut out);
        assembler.finish(&mut out);
        prop_assert_eq!(records, 1);
        prop_assert_eq!(clusterer.finish().len(), 1);
    }
}

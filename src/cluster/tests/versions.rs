//! A mask's successor, which only these tests have.

use super::*;
use crate::cluster::variant;
use crate::cluster::version::{Version, Versions};

/// Masks names in capitals, too, and so tells fewer messages apart.
const TWO: Version = Version {
    number: 2,
    write: |message, key| {
        let is_name = |word: &str| word.starts_with(|c: char| c.is_ascii_uppercase());
        let words = message
            .split(' ')
            .map(|word| if is_name(word) { "17" } else { word });
        variant::write(&words.collect::<Vec<_>>().join(" "), key);
    },
    ..Versions::IN_USE.current
};

/// The release that changes the mask, and the one after it.
const CHANGE: Versions = Versions {
    current: TWO,
    previous: Some(Versions::IN_USE.current),
};
const AFTER: Versions = Versions {
    current: TWO,
    previous: None,
};

fn run(versions: Versions, known: &[Remembered], messages: &[&str]) -> Vec<Cluster> {
    let mut whole = Clusterer::with_versions(Redactor::default(), 100, versions);
    for cluster in known {
        whole.remember(cluster.clone());
    }
    for message in messages {
        let mut part = whole.fork();
        part.add((), &Record::text(message), Facts::new());
        whole.merge(part);
    }
    whole.finish().into_iter().map(|((), c)| c).collect()
}

const LATE: [&str; 2] = ["the train to Rome is late", "the train to Oslo is late"];
const TRACE: &str = "ValueError: x\n  File \"a/b.py\", line 1, in f";

#[test]
fn both_fingerprints_are_known_for_one_release() {
    let old = run(Versions::IN_USE, &[], &LATE);
    assert_eq!(old.len(), 2);
    let new = run(CHANGE, &[], &LATE);
    assert_eq!(new.len(), 1);
    let template = "the train to <*> is late";
    assert_eq!(new[0].template, template);
    assert_eq!(new[0].fingerprint, TWO.fingerprint(None, template));
    let of_old: Vec<Fingerprint> = old.iter().map(|c| c.fingerprint.clone()).collect();
    assert_eq!(new[0].aliases, of_old);
    assert_eq!(run(AFTER, &[], &LATE)[0].aliases, []);
}

#[test]
fn an_issue_keeps_its_identity_over_the_change() {
    for messages in [&LATE[..1], &[TRACE]] {
        let before = run(Versions::IN_USE, &[], messages);
        let change = run(CHANGE, &[before[0].remembered()], messages);
        assert_eq!(change[0].fingerprint, before[0].fingerprint);
        assert_ne!(change[0].aliases, []);
        let after = run(AFTER, &[change[0].remembered()], messages);
        assert_eq!(after[0].fingerprint, before[0].fingerprint);
        assert_ne!(
            run(AFTER, &[], messages)[0].fingerprint,
            before[0].fingerprint
        );
    }
}

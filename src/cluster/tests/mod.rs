//! Clusters as their callers see them.

mod loghub;
mod netra;
mod properties;
mod remembered;
mod versions;

use super::*;
use crate::model::Record;
use crate::redact::Redactor;

fn clusters(messages: &[&str]) -> Vec<Cluster> {
    let mut clusterer = Clusterer::new(Redactor::default());
    for message in messages {
        clusterer.add((), &Record::text(message), Facts::new());
    }
    clusterer.finish().into_iter().map(|((), c)| c).collect()
}

fn templates(messages: &[&str]) -> Vec<String> {
    let mut all: Vec<String> = clusters(messages)
        .into_iter()
        .map(|c| format!("{} × {}", c.seen.count, c.template))
        .collect();
    all.sort();
    all
}

#[test]
fn what_varies_is_masked_and_the_rest_reads_well() {
    let found = templates(&[
        "Database initialization timeout after 25.0s in staging environment.",
        "Database initialization timeout after 3.5s in staging environment.",
        "Failed password for root from 10.0.0.1 port 4711 ssh2",
        "connection to https://example.org/a?b=c,d (attempt 3) refused",
        "Found other classes: ['a.b.C', 'a.b.D']",
        "Found other classes: ['a.b.C', 'a.b.D', 'a.b.E']",
        "disk /dev/sda1 is full",
    ]);
    insta::assert_snapshot!(found.join("\n"), @r"
    1 × Failed password for root from <*> port <*>
    1 × connection to <*> (attempt <*>) refused
    1 × disk <*> is full
    2 × Database initialization timeout after <*>s in staging environment.
    2 × Found other classes: ['<*>']
    ");
}

#[test]
fn units_and_dates_do_not_tell_messages_apart() {
    assert_eq!(
        templates(&[
            "took 900 ms at Mon Jan 5 10:00:00 2026",
            "took 1.2s at Tue Feb 6"
        ]),
        ["2 × took <*> at <*>"]
    );
}

#[test]
fn a_trace_is_one_record_known_by_exception_and_frames() {
    let trace = |line: u32, path: &str, message: &str| {
        format!(
            "Traceback (most recent call last):\n  File \"{path}/shop/pay.py\", line {line}, in charge\n    raise\nshop.Declined: {message}"
        )
    };
    let (one, two) = (
        trace(1, "/app", "card 17"),
        trace(9, "/home/me", "limit of ann"),
    );
    let found = clusters(&[&one, &two]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].template, "shop.Declined in charge (shop/pay.py)");
    assert_eq!(
        clusters(&[&one])[0].template,
        "shop.Declined: card <*> in charge (shop/pay.py)"
    );
}

#[test]
fn services_and_routes_are_apart() {
    let mut clusterer = Clusterer::new(Redactor::default());
    for (route, service) in [(1, "a"), (1, "b"), (2, "a"), (2, "a")] {
        let record = Record {
            service: Some(service.into()),
            ..Record::text("it broke")
        };
        clusterer.add(route, &record, Facts::new());
    }
    let found: Vec<(u8, Option<String>, u64)> = clusterer
        .finish()
        .into_iter()
        .map(|(route, c)| (route, c.service, c.seen.count))
        .collect();
    assert_eq!(found.len(), 3);
    assert!(found.contains(&(2, Some("a".into()), 2)));
}

#[test]
fn beyond_the_bound_the_same_are_kept_in_any_order_and_said_so() {
    let messages: Vec<String> = (b'a'..=b'z')
        .map(|letter| format!("{} went away", char::from(letter)))
        .collect();
    let run = |order: Vec<&String>| {
        let mut clusterer = Clusterer::with_max_keys(Redactor::default(), 8);
        for message in order {
            clusterer.add((), &Record::text(message), Facts::new());
        }
        (clusterer.left_out(), clusterer.finish())
    };
    let (left_out, forth) = run(messages.iter().collect());
    assert_eq!((left_out, forth.len()), (18, 8));
    assert_eq!((left_out, forth), run(messages.iter().rev().collect()));
}

/// Fingerprints live in trackers: these may never change within a version.
#[test]
fn fingerprints_are_stable() {
    let of = |message: &str| clusters(&[message])[0].fingerprint.to_string();
    insta::assert_snapshot!(of("Found 3 errors in /srv/a.log after 25.0s"), @"93d26b2021163278");
    insta::assert_snapshot!(of("ValueError: x\n  File \"a/b.py\", line 1, in f"), @"a7e77b3debe0d861");
    insta::assert_snapshot!(fingerprint(Some("shop"), "it broke"), @"c97e5f99cb13b45b");
}

#[test]
fn secrets_are_in_nothing_that_leaves() {
    let secret = ["hunter", "hunter"].concat();
    let message =
        format!("cannot open postgres://app:{secret}@db/shop with password={secret} today");
    let cluster = clusters(&[&message]).remove(0);
    let all = format!("{cluster:?}");
    assert!(!all.contains(&secret), "{all}");
    let other = message.replace(&secret, "another");
    assert_eq!(clusters(&[&other])[0].fingerprint, cluster.fingerprint);
}

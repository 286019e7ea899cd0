//! Clusters as their callers see them.

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

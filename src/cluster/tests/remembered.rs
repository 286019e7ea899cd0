//! Days that follow each other, with nothing between but what issues keep.

use super::*;

/// The clusters of one day, and what an issue keeps of the first.
fn day(messages: &[&str], known: Option<&str>) -> (Vec<Cluster>, String) {
    let mut clusterer = Clusterer::new(Redactor::default());
    if let Some(json) = known {
        clusterer.remember(serde_json::from_str(json).expect("what was written"));
    }
    for message in messages {
        clusterer.add((), &Record::text(message), Facts::new());
    }
    let clusters: Vec<Cluster> = clusterer.finish().into_iter().map(|((), c)| c).collect();
    let kept = serde_json::to_string(&clusters[0].remembered()).expect("plain data");
    (clusters, kept)
}

const FIVE: [&str; 5] = [
    "session of ann was closed",
    "session of bob was closed",
    "session of eve was closed",
    "session of joe was closed",
    "session of sue was closed",
];

#[test]
fn a_merged_cluster_stays_so_when_one_variant_is_left() {
    let (first, kept) = day(&FIVE, None);
    assert_eq!((first.len(), first[0].aliases.len()), (1, 4));
    let mut kept = kept;
    for message in ["session of sue was closed", "session of kim was closed"] {
        let (own, _) = day(&[message], None);
        let (today, again) = day(&[message], Some(&kept));
        assert_eq!(today.len(), 1);
        assert_eq!(today[0].fingerprint, first[0].fingerprint);
        assert_eq!(today[0].form, first[0].form);
        let all: Vec<_> = today[0]
            .aliases
            .iter()
            .chain([&today[0].fingerprint])
            .collect();
        assert!(all.contains(&&own[0].fingerprint), "{message}");
        assert!(first[0].aliases.iter().all(|alias| all.contains(&alias)));
        kept = again;
    }
}

#[test]
fn what_is_kept_is_small_and_reads_so() {
    let (_, kept) = day(&FIVE, None);
    insta::assert_snapshot!(kept, @r#"{"fingerprint":"0de148bd123b2228","aliases":["a694efc5c50ece8e","c7fef43edc472c36","df759ccc80a521f2","f01089e30b32f487"],"form":{"common":["session of <*> was closed"]}}"#);
    let (_, kept) = day(&FIVE[..1], None);
    insta::assert_snapshot!(kept, @r#"{"fingerprint":"a694efc5c50ece8e","form":{"one":"session of ann was closed"}}"#);
    let (_, kept) = day(&["ValueError: x\n  File \"a/b.py\", line 1, in f"], None);
    insta::assert_snapshot!(kept, @r#"{"fingerprint":"a7e77b3debe0d861"}"#);
    let many: Vec<String> = (b'a'..=b'z')
        .flat_map(|one| (b'a'..=b'z').map(move |two| [one, two]))
        .map(|name| format!("session of {}zo was closed", String::from_utf8_lossy(&name)))
        .collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let (clusters, kept) = day(&many, None);
    assert_eq!((clusters.len(), clusters[0].aliases.len()), (1, 675));
    assert!(kept.len() < 2048, "{}", kept.len());
}

#[test]
fn a_lone_skeleton_of_yesterday_counts_towards_the_five() {
    let (first, kept) = day(&FIVE[..1], None);
    let (today, _) = day(&FIVE[1..], Some(&kept));
    assert_eq!(today.len(), 1);
    assert_eq!(today[0].fingerprint, first[0].fingerprint);
    assert_eq!(day(&FIVE[1..], None).0.len(), 4);
}

#[test]
fn every_general_skeleton_is_kept_and_not_only_one() {
    let colours = ["red", "blue", "green", "grey", "pink"];
    let mut all: Vec<String> = colours
        .map(|c| format!("painting the {c} wall took till noon"))
        .into();
    all.extend(colours.map(|c| format!("painting the red {c} took till noon")));
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let (first, kept) = day(&all, None);
    assert_eq!(first.len(), 1);
    for message in [
        "painting the black wall took till noon",
        "painting the red roof took till noon",
    ] {
        let (today, _) = day(&[message], Some(&kept));
        assert_eq!(today[0].fingerprint, first[0].fingerprint, "{message}");
    }
    // Neither of the two says that.
    let (today, _) = day(&["painting the black roof took till noon"], Some(&kept));
    assert_ne!(today[0].fingerprint, first[0].fingerprint);
}

#[test]
fn a_value_beside_one_that_is_masked_is_the_same_value() {
    let all = ["ann", "bob", "eve", "joe", "sue"]
        .map(|name| format!("late: {name}, 17 left the room again"));
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let (first, kept) = day(&all, None);
    assert_eq!(first.len(), 1);
    let (today, _) = day(&["late: kim, 18 left the room again"], Some(&kept));
    assert_eq!(today[0].fingerprint, first[0].fingerprint);
    let (today, _) = day(&["late: kim and lea, 18 left the room again"], Some(&kept));
    assert_ne!(today[0].fingerprint, first[0].fingerprint);
}

#[test]
fn another_service_is_another_problem() {
    let (first, kept) = day(&FIVE, None);
    let mut clusterer = Clusterer::new(Redactor::default());
    clusterer.remember(serde_json::from_str(&kept).expect("what was written"));
    let record = Record {
        service: Some("shop".into()),
        ..Record::text(FIVE[0])
    };
    clusterer.add((), &record, Facts::new());
    let today = clusterer.finish().remove(0).1;
    assert_ne!(today.fingerprint, first[0].fingerprint);
    assert_eq!(today.aliases, []);
}

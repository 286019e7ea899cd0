//! Which labels go on, which come off, and which are a person's.

use super::*;

fn names(list: &[&str]) -> Vec<String> {
    list.iter().map(|s| (*s).to_owned()).collect()
}

fn before(ours: &[&str], off: &[&str]) -> State {
    State {
        labels: names(ours),
        labels_removed: names(off),
        ..State::new("main")
    }
}

#[test]
fn an_issue_gets_no_more_labels_than_it_may_have() {
    let on: Vec<String> = (0..98).map(|n| format!("own{n}")).collect();
    let l = labels(&names(&["a", "b", "P1", "bot"]), &on, None);
    assert_eq!(l.add, ["P1", "bot"]);
    assert_eq!(l.ours, ["P1", "bot"]);
    let full: Vec<String> = (0..100).map(|n| format!("own{n}")).collect();
    assert_eq!(labels(&names(&["a"]), &full, None).add, [""; 0]);
}

#[test]
fn missing_labels_are_added() {
    let l = labels(&names(&["a", "b"]), &names(&["B"]), None);
    assert_eq!(
        (l.add, l.remove, l.ours),
        (names(&["a"]), vec![], names(&["a"]))
    );
}

#[test]
fn a_label_that_a_person_took_off_stays_off() {
    let l = labels(&names(&["a"]), &[], Some(&before(&["a"], &[])));
    assert_eq!((l.add, l.off), (vec![], names(&["a"])));
    let l = labels(&names(&["a"]), &[], Some(&before(&[], &["a"])));
    assert_eq!((l.add, l.off), (vec![], names(&["a"])));
}

#[test]
fn a_label_that_was_on_and_is_gone_was_taken_off_too() {
    let wanted = names(&["a"]);
    let first = labels(&wanted, &names(&["A"]), None);
    assert_eq!((first.add, &first.met), (vec![], &wanted));
    let met = State {
        labels_preexisting: first.met,
        ..State::new("main")
    };
    let then = labels(&wanted, &[], Some(&met));
    assert_eq!((then.add, then.off), (vec![], wanted));
}

#[test]
fn a_label_that_a_person_put_back_is_theirs() {
    let l = labels(&names(&["a"]), &names(&["a"]), Some(&before(&[], &["a"])));
    assert_eq!((l.add, l.off, l.ours), (vec![], vec![], vec![]));
}

#[test]
fn only_our_own_labels_come_off() {
    let on = names(&["old", "theirs", "P1"]);
    let l = labels(&names(&["P2"]), &on, Some(&before(&["old", "P1"], &[])));
    assert_eq!(l.remove, names(&["old", "P1"]));
    assert_eq!(l.ours, names(&["P2"]));
}

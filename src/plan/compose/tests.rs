//! The text of an issue whose problem is gone.

use super::*;

#[test]
fn a_text_is_in_one_state() {
    let earlier = "**New** · 3 records in 5 m\n\nbody";
    let absent = as_last_seen(earlier);
    assert_eq!(absent, "As last seen: 3 records in 5 m\n\nbody");
    // Once more changes nothing, nor does a text that a person began.
    assert_eq!(as_last_seen(&absent), absent);
    assert_eq!(as_last_seen("**Note** · x"), "**Note** · x");
    let stale = "**Stale evidence** · 1 record";
    assert_eq!(as_last_seen(stale), "As last seen: 1 record");
}

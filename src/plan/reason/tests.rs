//! Reasons as they are saved: a sentence, and a code.

use serde_json::json;

use super::{KeepReason, LeftOutReason, Unproved};
use crate::ownership::Silenced;
use crate::plan::{Kept, LeftOut};

fn kept(reason: KeepReason) -> Kept {
    Kept {
        key: None,
        number: 7,
        title: "t".to_owned(),
        reason,
    }
}

#[test]
fn the_code_stands_behind_the_sentence() {
    let locked = serde_json::to_string(&kept(KeepReason::Locked)).unwrap();
    insta::assert_snapshot!(locked, @r#"{"number":7,"title":"t","reason":"it is locked","code":"locked"}"#);
    let left = LeftOut {
        key: None,
        rule: None,
        title: "t".to_owned(),
        count: 2,
        reason: LeftOutReason::BelowCount { count: 2, least: 3 },
    };
    let left = serde_json::to_string(&left).unwrap();
    insta::assert_snapshot!(left, @r#"{"title":"t","count":2,"reason":"seen 2 times, filed from 3","code":"below-count"}"#);
}

#[test]
fn what_is_saved_is_read_and_saved_again_as_it_was() {
    let muted = Silenced::Muted {
        by: "ada".to_owned(),
    };
    for reason in [
        KeepReason::Silenced(muted),
        KeepReason::DuplicateLocked { tracked_by: 3 },
        KeepReason::Unproved(Unproved::TestSkipped),
    ] {
        let saved = serde_json::to_value(kept(reason)).unwrap();
        let read: Kept = serde_json::from_value(saved.clone()).unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap(), saved);
        assert_eq!(read.reason.to_string(), saved["reason"].as_str().unwrap());
    }
}

#[test]
fn a_plan_of_before_has_no_codes() {
    let saved = json!({"number": 7, "title": "t", "reason": "it is locked"});
    let read: Kept = serde_json::from_value(saved.clone()).unwrap();
    assert_eq!(read.reason.code(), None);
    assert_eq!(serde_json::to_value(&read).unwrap(), saved);
}

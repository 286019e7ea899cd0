//! A change as it is saved: read back as written, and refused where damaged.

use serde_json::{Value, json};

use super::Change;

const KEY: &str = "v1/main/0123456789abcdef0123";

fn create() -> Value {
    json!({
        "action": "create", "key": KEY, "number": null, "title": "t", "on": "body",
        "reason": "r", "priority": "P1", "notifies": true,
        "write": {"create": {"title": "t", "body": "b", "labels": [], "assignees": []}},
    })
}

fn edit_comment() -> Value {
    json!({
        "action": "update", "key": KEY, "number": 7, "title": "t", "on": "comment",
        "reason": "r", "priority": null, "notifies": false,
        "basis": {"title": "t", "body": "b", "state": "open", "comment": [3, "before"]},
        "write": {"edit_comment": {"id": 3, "body": "after"}},
    })
}

fn with(mut change: Value, member: &str, value: Value) -> Value {
    change[member] = value;
    change
}

#[test]
fn it_is_written_as_it_was_read() {
    for saved in [create(), edit_comment()] {
        let text = saved.to_string();
        let change: Change = serde_json::from_str(&text).unwrap();
        assert_eq!(serde_json::to_value(&change).unwrap(), saved);
    }
    // The order of the members is fixed, too.
    let change: Change = serde_json::from_value(create()).unwrap();
    insta::assert_snapshot!(serde_json::to_string(&change).unwrap(), @r#"{"action":"create","key":"v1/main/0123456789abcdef0123","number":null,"title":"t","on":"body","reason":"r","priority":"P1","notifies":true,"write":{"create":{"title":"t","body":"b","labels":[],"assignees":[]}}}"#);
}

#[test]
fn a_damaged_one_is_refused() {
    let basis = edit_comment()["basis"].clone();
    for damaged in [
        with(create(), "number", json!(7)),
        with(create(), "basis", basis),
        with(create(), "action", json!("update")),
        with(edit_comment(), "action", json!("create")),
        with(edit_comment(), "number", Value::Null),
        with(edit_comment(), "on", json!("body")),
        with(
            edit_comment(),
            "write",
            json!({"edit_comment": {"id": 4, "body": "x"}}),
        ),
        with(edit_comment(), "write", json!({"comment": {"body": "x"}})),
    ] {
        let read = serde_json::from_value::<Change>(damaged.clone());
        let error = read.expect_err(&damaged.to_string());
        assert!(
            error.to_string().starts_with("the plan is damaged"),
            "{error}"
        );
    }
}

//! A plan and its outcome as programs read them. The shape is fixed.

use serde::Serialize;
use serde_json::Value;

use crate::apply::Outcome;
use crate::plan::Plan;

/// A plan without its payloads; with `applied`, `failed` and `skipped` after a sync.
#[derive(Serialize)]
struct Printed<'a> {
    #[serde(flatten)]
    plan: Value,
    #[serde(flatten)]
    outcome: Option<&'a Outcome>,
}

/// What of a change is payload, and only in a saved plan.
const PAYLOAD: [&str; 2] = ["write", "basis"];

pub(crate) fn plan(plan: &Plan, outcome: Option<&Outcome>) -> Result<String, serde_json::Error> {
    let mut value = serde_json::to_value(plan)?;
    if let Some(changes) = value.get_mut("changes").and_then(Value::as_array_mut) {
        for change in changes.iter_mut().filter_map(Value::as_object_mut) {
            for name in PAYLOAD {
                change.remove(name);
            }
        }
    }
    if let Some(top) = value.as_object_mut() {
        top.remove("labels");
        top.remove("remember");
    }
    let printed = Printed {
        plan: value,
        outcome,
    };
    Ok(serde_json::to_string_pretty(&printed)? + "\n")
}

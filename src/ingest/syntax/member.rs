//! Members of JSON values, as rules.yaml names them.

use serde_json::Value;

use crate::ingest::syntax::time;
use crate::model::Time;

/// A member by name or pointer.
pub(crate) fn lookup<'v>(value: &'v Value, field: &str) -> Option<&'v Value> {
    let found = if field.starts_with('/') || field.is_empty() {
        value.pointer(field)
    } else {
        value.get(field)
    };
    found.filter(|found| !found.is_null())
}

/// A time as text or as a number since 1970.
pub(crate) fn time(value: &Value) -> Option<Time> {
    match value {
        Value::String(text) => time::parse(text).or_else(|| time::epoch(text.parse().ok()?)),
        Value::Number(number) => time::epoch(number.as_f64()?),
        _ => None,
    }
}

/// A number, or how many elements there are.
pub(crate) fn count(value: &Value) -> Option<u64> {
    match value {
        Value::Array(list) => Some(list.len() as u64),
        Value::String(text) => text.trim().parse().ok(),
        value => value.as_u64(),
    }
}

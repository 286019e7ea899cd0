//! Conditions as written: their keys are checked by hand.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use crate::rules::de::Tree;
use crate::rules::{matcher, priority};

/// A condition on records and findings.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(transparent)]
pub(crate) struct Condition(pub(crate) Tree);

/// A condition on problems.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(transparent)]
pub(crate) struct When(pub(crate) Tree);

impl JsonSchema for Condition {
    fn schema_name() -> Cow<'static, str> {
        "Condition".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        condition_schema(generator.subschema_for::<Self>(), matcher::KEYS)
    }
}

impl JsonSchema for When {
    fn schema_name() -> Cow<'static, str> {
        "When".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        condition_schema(generator.subschema_for::<Self>(), priority::KEYS)
    }
}

/// A mapping of the named keys, of `labels.NAME`, `facts.NAME` and JSON
/// Pointers, and of `any`, `all` and `not` over itself.
#[allow(clippy::needless_pass_by_value)] // a schema is a value to the macro
fn condition_schema(this: Schema, keys: &[(&str, &str)]) -> Schema {
    let value = json_schema!({"type": ["string", "number", "boolean", "array", "object"]});
    let mut properties = serde_json::Map::new();
    for (key, meaning) in keys {
        let mut schema = value.clone();
        schema.insert("description".to_owned(), (*meaning).into());
        properties.insert((*key).to_owned(), schema.to_value());
    }
    for key in ["any", "all"] {
        let list = json_schema!({"type": "array", "items": this});
        properties.insert(key.to_owned(), list.to_value());
    }
    properties.insert("not".to_owned(), this.to_value());
    json_schema!({
        "type": "object",
        "minProperties": 1,
        "properties": properties,
        "patternProperties": {"^(/|labels\\.|facts\\.)": value},
        "additionalProperties": false,
    })
}

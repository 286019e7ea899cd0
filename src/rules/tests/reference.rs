//! docs/rules.md and the JSON Schema know every key.

use std::collections::BTreeSet;

use serde_json::Value;

use super::*;
use crate::ingest::JSON_FIELDS;

/// Every property's name anywhere in a schema.
fn properties(schema: &Value, into: &mut BTreeSet<String>) {
    match schema {
        Value::Object(map) => {
            if let Some(Value::Object(named)) = map.get("properties") {
                into.extend(named.keys().cloned());
            }
            map.values().for_each(|inner| properties(inner, into));
        }
        Value::Array(list) => list.iter().for_each(|inner| properties(inner, into)),
        _ => {}
    }
}

#[test]
fn the_schema_has_the_keys_and_refuses_others() {
    let schema = Rules::schema();
    assert_eq!(schema["additionalProperties"], false);
    let mut keys = BTreeSet::new();
    properties(&schema, &mut keys);
    for key in [
        "version",
        "match",
        "do",
        "group_by",
        "clean_runs",
        "any",
        "rule_id",
        "body_bytes",
    ] {
        assert!(keys.contains(key), "{key}");
    }
}

#[test]
fn the_reference_mentions_every_key_and_every_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md");
    let reference = std::fs::read_to_string(path).unwrap();
    let mut keys = BTreeSet::new();
    properties(&Rules::schema(), &mut keys);
    keys.extend(Code::ALL.iter().map(|code| code.name().to_owned()));
    keys.extend(JSON_FIELDS.iter().map(|field| (*field).to_owned()));
    let missing: Vec<String> = keys
        .into_iter()
        .filter(|word| !reference.contains(&format!("`{word}`")))
        .collect();
    assert_eq!(missing, Vec::<String>::new());
}

/// Each example of the reference is a rules.yaml, or part of one, that checks.
#[test]
fn the_examples_of_the_reference_check() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md");
    let reference = std::fs::read_to_string(path).unwrap();
    let examples: Vec<&str> = reference
        .split("```yaml\n")
        .skip(1)
        .filter_map(|rest| rest.split_once("\n```"))
        .map(|(example, _)| example)
        .collect();
    assert!(examples.len() >= 8, "{}", examples.len());
    for example in examples {
        let found = problems(example);
        assert_eq!(found.to_string(), "", "{example}");
    }
}

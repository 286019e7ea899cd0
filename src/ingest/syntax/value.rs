//! JSON values that hold each name once.

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::ingest::error::{InputPosition, ReadError};
use crate::ingest::syntax::scan;
use crate::model::parse_words;

/// Reads one value. An object with two members of one name is an error: which
/// of them counts is anyone's guess (RFC 8259, section 4).
pub(crate) fn parse(bytes: &[u8], at: InputPosition) -> Result<Value, ReadError> {
    let text = text(bytes);
    read::<Strict>(&text, at).map(|strict| strict.0)
}

/// Bytes as text; what is not valid UTF-8 becomes U+FFFD.
pub(crate) fn text(bytes: &[u8]) -> Cow<'_, str> {
    // The strict check is several times as fast as the forgiving one.
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(bytes),
    }
}

/// Reads one value of any type. `at` is where the text starts in the input.
pub(crate) fn read<'a, T: Deserialize<'a>>(
    text: &'a str,
    at: InputPosition,
) -> Result<T, ReadError> {
    if let Some(deep) = scan::deep(text.as_bytes()) {
        let offset = at.offset + deep as u64;
        return Err(scan::too_deep(
            InputPosition { offset, ..at },
            scan::MAX_DEPTH,
        ));
    }
    sonic_rs::from_str(text).map_err(|error| json_error(&error, at))
}

/// A parser's error, with the place in the whole input.
fn json_error(error: &sonic_rs::Error, start: InputPosition) -> ReadError {
    let at = InputPosition {
        offset: start.offset + error.offset() as u64,
        line: start.line + (error.line() as u64).saturating_sub(1),
    };
    if error.is_eof() {
        return ReadError::json_ends(at);
    }
    ReadError::json(at, parse_words::plain(&error.to_string()))
}

struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor).map(Self)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::String(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut out = Vec::new();
        while let Some(Strict(value)) = seq.next_element()? {
            out.push(value);
        }
        Ok(Value::Array(out))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut out = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            if out.contains_key(&key) {
                return Err(de::Error::custom(format_args!(
                    "two members are called `{key}`"
                )));
            }
            let Strict(value) = map.next_value()?;
            out.insert(key, value);
        }
        Ok(Value::Object(out))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: InputPosition = InputPosition {
        offset: 100,
        line: 5,
    };

    #[test]
    fn values_are_read_and_names_are_unique() {
        let json = r#"{"a":[1,-2,0.5,null,true,"\u00e9"]}"#;
        assert_eq!(
            parse(json.as_bytes(), START).unwrap().to_string(),
            r#"{"a":[1,-2,0.5,null,true,"é"]}"#
        );
        let error = |json: &str| parse(json.as_bytes(), START).unwrap_err().to_string();
        insta::assert_snapshot!(error(r#"{"a":{"b":1,"b":2}}"#), @"not valid JSON at byte 115 (line 5): two members are called `b`");
        insta::assert_snapshot!(error("{\"a\":1,\n2}"), @"not valid JSON at byte 108 (line 6): expected a member's name in quotes, or `}`");
    }
}

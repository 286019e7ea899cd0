//! What an element is, where it is not what its reader asks for.
//!
//! A server that refuses answers in JSON, too: an error message read as a
//! result would be a finding, and its silence about all others would close
//! their issues. So a reader asks for the members that make its element what
//! it is, and says what came instead.

use serde::Deserialize;
use serde_json::Value;

use crate::ingest::error::{InputPosition, ReadError};
use crate::ingest::syntax::scalar::Scalar;

/// Characters of an error message that are shown.
const SHOWN: usize = 200;

/// Member names that are shown.
const NAMES: usize = 8;

/// Refuses an element that is no JSON object; `wanted` names what it should be.
pub(crate) fn object(text: &str, at: InputPosition, wanted: &str) -> Result<(), ReadError> {
    let start = text.trim_start();
    if start.starts_with('{') {
        return Ok(());
    }
    let got = match start.bytes().next() {
        None => "nothing",
        Some(b'[') => "an array",
        Some(b'"') => "a text",
        Some(b'n') => "null",
        Some(b't' | b'f') => "a boolean",
        Some(_) => "a number",
    };
    Err(ReadError::json(
        at,
        format!("expected {wanted}, an object, and got {got}"),
    ))
}

/// Returns why an element without `missing` is none of the `wanted`: it is an
/// error message of the server, or something else with these members.
pub(crate) fn lacks(text: &str, at: InputPosition, wanted: &str, missing: &str) -> ReadError {
    if let Some(said) = server_error(text) {
        return ReadError::new(format!("holds an error message and not {wanted}"))
            .at(at)
            .detail(said)
            .hint("The request behind it failed.");
    }
    let members: Value = sonic_rs::from_str(text).unwrap_or_default();
    let found = members.get(missing.trim_matches('`'));
    let error = ReadError::new(format!("not {wanted}")).at(at);
    if found.is_some_and(|found| found.is_object() || found.is_array()) {
        return error.detail(format!("its {missing} is of another kind"));
    }
    let error = error.detail(format!("it has no {missing}"));
    if let Some(pointer) = list_of_objects(&members) {
        return error.hint(format!("Are its records at `#/{pointer}`?"));
    }
    let names = names(&members);
    if names.is_empty() {
        return error;
    }
    error.hint(format!("It has: {}.", names.join(", ")))
}

/// The member that is a list of objects, where one is.
fn list_of_objects(members: &Value) -> Option<&str> {
    let mut members = members.as_object()?.iter();
    let is_list = |value: &Value| {
        let first = value.as_array().and_then(|list| list.first());
        first.is_some_and(Value::is_object)
    };
    members
        .find(|(_, value)| is_list(value))
        .map(|(name, _)| name.as_str())
}

/// Returns what an error of a web API says: GitHub's `{message,
/// documentation_url}`, Google's `{error: {code, message, status}}`
/// (`google.rpc.Status`),
/// `{errors: […]}` of Sonar and of JSON:API, and RFC 9457's problem details.
pub(crate) fn server_error(text: &str) -> Option<String> {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct ServerAnswer<'a> {
        #[serde(borrow)]
        message: Scalar<'a>,
        #[serde(borrow)]
        title: Scalar<'a>,
        documentation_url: Option<serde::de::IgnoredAny>,
        #[serde(borrow)]
        status: Scalar<'a>,
        #[serde(borrow, rename = "statusCode")]
        status_code: Scalar<'a>,
        #[serde(borrow)]
        code: Scalar<'a>,
        error: Option<Value>,
        errors: Option<Value>,
    }
    let error: ServerAnswer<'_> = sonic_rs::from_str(text).ok()?;
    let is_http = |scalar: &Scalar<'_>| {
        let code = scalar.number::<u32>();
        code.is_some_and(|code| (400..600).contains(&code))
    };
    let nested = error
        .error
        .as_ref()
        .or(error.errors.as_ref())
        .filter(|value| !value.is_null());
    let said = error
        .message
        .clone()
        .string()
        .or_else(|| error.title.clone().string());
    let is_error = nested.is_some()
        || error.documentation_url.is_some()
        || [&error.status, &error.status_code, &error.code]
            .into_iter()
            .any(is_http);
    if !is_error {
        return None;
    }
    let said = said.or_else(|| nested.and_then(first_text));
    Some(short(&said.unwrap_or_else(|| "it says no more".to_owned())))
}

/// The text that a nested error says.
fn first_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(list) => list.first().and_then(first_text),
        Value::Object(members) => ["message", "msg", "detail", "title", "status"]
            .iter()
            .find_map(|name| members.get(*name)?.as_str().map(ToOwned::to_owned)),
        _ => None,
    }
}

fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// The names of an object's first members.
fn names(members: &Value) -> Vec<String> {
    let members = members.as_object().into_iter();
    members
        .flat_map(serde_json::Map::keys)
        .take(NAMES)
        .map(|name| format!("`{}`", short(name)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_servers_are_told_from_results() {
        let said = |text: &str| server_error(text);
        for (text, want) in [
            (
                r#"{"message":"Bad credentials","documentation_url":"https://docs"}"#,
                "Bad credentials",
            ),
            (r#"{"message":"Not Found","status":"404"}"#, "Not Found"),
            (
                r#"{"error":{"code":401,"message":"no valid  token","status":"UNAUTHENTICATED"}}"#,
                "no valid token",
            ),
            (
                r#"{"errors":[{"msg":"Insufficient privileges"}]}"#,
                "Insufficient privileges",
            ),
            (r#"{"error":"boom"}"#, "boom"),
            (r#"{"title":"Forbidden","status":403}"#, "Forbidden"),
        ] {
            assert_eq!(said(text).as_deref(), Some(want), "{text}");
        }
        for text in [
            r#"{"message":"unused","status":"open"}"#,
            r#"{"message":"x","error":null}"#,
            "[]",
            "",
        ] {
            assert_eq!(said(text), None, "{text}");
        }
    }
}

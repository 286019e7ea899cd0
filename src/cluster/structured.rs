//! Messages that are JSON objects, by their constant parts.

use serde_json::{Map, Value};

use super::skeleton;

/// Masked text ends after about so many bytes.
const MAX_BYTES: usize = 4096;

/// At most this many fields are looked at.
const MAX_FIELDS: usize = 200;

/// Appends what is constant of a JSON object: its keys in byte order, as
/// loggers write them in any, and the text of prose and of telling fields.
///
/// False, and nothing appended, where the message is no object.
pub(crate) fn mask(message: &str, out: &mut Vec<u8>) -> bool {
    let text = message.trim();
    if !(text.starts_with("{\"") && text.ends_with('}')) {
        return false;
    }
    let Ok(object) = serde_json::from_str::<Map<String, Value>>(text) else {
        return false;
    };
    let mut fields = Vec::new();
    flatten("", &object, &mut fields);
    fields.sort_by(|(a, _), (b, _)| a.cmp(b));
    let start = out.len();
    for (number, (key, value)) in fields.into_iter().enumerate() {
        if out.len() - start > MAX_BYTES {
            break;
        }
        if number > 0 {
            out.push(b' ');
        }
        skeleton::mask_key(&key, out);
        out.push(b'=');
        match value {
            Value::String(text) if skeleton::is_telling_key(&key) || text.contains(' ') => {
                skeleton::mask(text, out);
            }
            _ => out.extend_from_slice(b"<*>"),
        }
    }
    true
}

/// The fields of an object and of the objects in it, by their dotted paths.
fn flatten<'v>(path: &str, object: &'v Map<String, Value>, out: &mut Vec<(String, &'v Value)>) {
    for (key, value) in object {
        if out.len() >= MAX_FIELDS {
            return;
        }
        let path = match path {
            "" => key.clone(),
            _ => format!("{path}.{key}"),
        };
        match value {
            Value::Object(inner) => flatten(&path, inner, out),
            _ => out.push((path, value)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::mask;

    fn masked(message: &str) -> Option<String> {
        let mut out = Vec::new();
        mask(message, &mut out).then(|| String::from_utf8(out).expect("text"))
    }

    #[test]
    fn keys_and_prose_stay_and_values_go() {
        let one =
            r#"{"msg":"lost connection to 10.0.0.1","n":3,"error":{"type":"KeyError","at":"x"}}"#;
        let two = r#"{"n":4, "error":{"at":"yy","type":"KeyError"}, "msg":"lost connection to 10.0.0.2"}"#;
        let expected = "error.at=<*> error.type=KeyError msg=lost connection to <*> n=<*>";
        assert_eq!(masked(one).as_deref(), Some(expected));
        assert_eq!(masked(one), masked(two));
    }

    #[test]
    fn other_texts_are_left_alone() {
        for text in ["", "{}", "{x}", "{\"a\":1} and more", "[1]", "{\"a\":}"] {
            assert_eq!(masked(text), None, "{text}");
        }
    }
}

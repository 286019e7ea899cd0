//! What a name in a template stands for, at its place.

use handlebars::template::BlockParam;
use serde_json::Value;

use crate::model::similar;

/// A key that stands for any name: facts have the names that rules.yaml gives.
pub(crate) const ANY: &str = "*";

/// The meanings of names at one place of a template.
#[derive(Clone)]
pub(crate) struct NameScope<'v> {
    pub(crate) value: &'v Value,
    /// Inside `each`: `@index` and the like exist.
    each: bool,
    /// Names given by `as |x|`.
    named: Vec<(String, &'v Value)>,
}

impl<'v> NameScope<'v> {
    pub(crate) fn of(value: &'v Value) -> Self {
        Self {
            value,
            each: false,
            named: Vec::new(),
        }
    }
}

pub(crate) fn enter<'v>(value: &'v Value, each: bool, param: Option<&BlockParam>) -> NameScope<'v> {
    let names = match param {
        Some(BlockParam::Single(first) | BlockParam::Pair((first, _))) => {
            first.as_name().map(str::to_owned)
        }
        _ => None,
    };
    NameScope {
        value,
        each,
        named: names.into_iter().map(|name| (name, value)).collect(),
    }
}

/// Returns what `each` enters: an array's first element, or any value of a map.
pub(crate) fn element_of(value: &Value) -> Option<&Value> {
    match value {
        Value::Array(items) => items.first(),
        Value::Object(map) => map.values().next(),
        _ => None,
    }
}

/// A name that is not there.
pub(crate) struct Missing {
    pub(crate) name: String,
    /// Those that are.
    pub(crate) known: Vec<String>,
}

/// Follows a path. `Ok(None)`: it exists and its value is not known here.
pub(crate) fn lookup<'v>(
    raw: &str,
    scopes: &[NameScope<'v>],
    root: &'v Value,
) -> Result<Option<&'v Value>, Missing> {
    let mut rest = raw;
    let mut level = scopes.len();
    while let Some(outer) = rest.strip_prefix("../") {
        rest = outer;
        level = level.saturating_sub(1);
    }
    let Some(scope) = level.checked_sub(1).and_then(|i| scopes.get(i)) else {
        return Err(missing(raw, &Value::Null));
    };
    if let Some(local) = rest.strip_prefix('@') {
        let mut parts = local.splitn(2, '.');
        return match parts.next() {
            Some("root") => follow(root, parts.next().unwrap_or_default()),
            Some("index" | "first" | "last" | "key") if scope.each => Ok(None),
            _ => Err(missing(raw, &Value::Null)),
        };
    }
    let rest = rest.strip_prefix("./").unwrap_or(rest);
    let rest = rest.strip_prefix("this").unwrap_or(rest);
    let rest = rest.trim_start_matches(['.', '/']);
    let (head, tail) = rest.split_once(['.', '/']).unwrap_or((rest, ""));
    for scope in scopes.iter().rev() {
        if let Some((_, value)) = scope.named.iter().find(|(name, _)| name == head) {
            return follow(value, tail);
        }
    }
    follow(scope.value, rest)
}

fn follow<'v>(mut value: &'v Value, path: &str) -> Result<Option<&'v Value>, Missing> {
    for part in path.split(['.', '/']).filter(|part| !part.is_empty()) {
        let part = part.trim_matches(['[', ']']);
        value = match value {
            Value::Object(map) => map
                .get(part)
                .or_else(|| map.get(ANY))
                .ok_or_else(|| missing(part, value))?,
            Value::Array(items) if part.parse::<usize>().is_ok() => match items.first() {
                Some(item) => item,
                None => return Ok(None),
            },
            _ => return Err(missing(part, value)),
        };
    }
    Ok(Some(value))
}

fn missing(name: &str, value: &Value) -> Missing {
    Missing {
        name: name.to_owned(),
        known: value
            .as_object()
            .map(|map| map.keys().cloned().collect())
            .unwrap_or_default(),
    }
}

/// The nearest of the known names, if one is near.
pub(crate) fn suggest<'n>(
    name: &str,
    known: impl Iterator<Item = &'n str> + Clone,
) -> Option<String> {
    similar::nearest(name, known).map(|known| format!("did you mean `{known}`?"))
}

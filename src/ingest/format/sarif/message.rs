//! Messages: by text or id, with arguments and embedded links (3.11).

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use super::wire;
use crate::ingest::syntax::scalar::Scalar;

/// Message templates by id.
#[derive(Debug, Clone, Default)]
pub(crate) struct Strings(HashMap<String, String>);

impl Strings {
    pub(crate) fn new(strings: BTreeMap<String, wire::SarifMessage<'_>>) -> Self {
        let text = |message: wire::SarifMessage<'_>| {
            message.text.string().or_else(|| message.markdown.string())
        };
        Self(
            strings
                .into_iter()
                .filter_map(|(id, message)| Some((id, text(message)?)))
                .collect(),
        )
    }

    fn get(&self, id: &str) -> Option<&str> {
        self.0.get(id).map(String::as_str)
    }
}

/// Returns what a message says; `strings` are looked through in order for its
/// id.
pub(crate) fn text<'s>(
    message: &wire::SarifMessage<'_>,
    strings: impl IntoIterator<Item = &'s Strings>,
) -> Option<String> {
    let by_id = || {
        let id = message.id.as_str()?;
        strings.into_iter().find_map(|strings| strings.get(id))
    };
    match message.text.as_str().or_else(by_id) {
        Some(template) => Some(plain(filled(template, &message.arguments))),
        None => message.markdown.as_str().map(ToOwned::to_owned),
    }
}

/// Without links and the backslashes that keep brackets from being some.
fn plain(text: Cow<'_, str>) -> String {
    if memchr::memchr2(b'[', b'\\', text.as_bytes()).is_none() {
        return text.into_owned();
    }
    without_links(&text).replace("\\[", "[").replace("\\]", "]")
}

/// `{0}` is the first argument, `{{` a brace (3.11.5).
fn filled<'t>(template: &'t str, arguments: &[Scalar<'_>]) -> Cow<'t, str> {
    if arguments.is_empty() {
        return template.into();
    }
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        out.push_str(&rest[..at]);
        let brace = &rest[at..=at];
        let after = &rest[at + 1..];
        let number = after
            .split_once('}')
            .and_then(|(number, rest)| Some((number.parse::<usize>().ok()?, rest)));
        rest = if let Some(doubled) = after.strip_prefix(brace) {
            out.push_str(brace);
            doubled
        } else if let ("{", Some((number, rest))) = (brace, number) {
            let argument = arguments.get(number).and_then(Scalar::as_str);
            out.push_str(argument.unwrap_or_default());
            rest
        } else {
            out.push_str(brace);
            after
        };
    }
    out.push_str(rest);
    out.into()
}

/// `[text](1)` links to a related location (3.11.6): its text alone says it.
fn without_links(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('[') {
        out.push_str(&rest[..open]);
        let after = &rest[open + 1..];
        let link = after.split_once("](").and_then(|(label, more)| {
            let (target, more) = more.split_once(')')?;
            let is_link = !label.contains(['[', ']'])
                && !target.is_empty()
                && target.bytes().all(|b| b.is_ascii_digit());
            is_link.then_some((label, more))
        });
        if let Some((label, more)) = link {
            out.push_str(label);
            rest = more;
        } else {
            out.push('[');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn say(json: &str) -> Option<String> {
        let message: wire::SarifMessage<'_> = serde_json::from_str(json).unwrap();
        let strings: BTreeMap<String, wire::SarifMessage<'_>> =
            serde_json::from_str(r#"{"default":{"text":"'{0}' is {1}, {{not}} {2}."}}"#).unwrap();
        text(&message, [&Strings::new(strings)])
    }

    #[test]
    fn text_ids_arguments_and_links() {
        assert_eq!(say(r#"{"text":"{0} stays"}"#).as_deref(), Some("{0} stays"));
        assert_eq!(
            say(r#"{"id":"default","arguments":["x","old"]}"#).as_deref(),
            Some("'x' is old, {not} .")
        );
        assert_eq!(say(r#"{"id":"other"}"#), None);
        assert_eq!(say(r#"{"markdown":"*m*"}"#).as_deref(), Some("*m*"));
        assert_eq!(
            say(r#"{"text":"see [here](1), a[0](b) and \\[x\\]"}"#).as_deref(),
            Some("see here, a[0](b) and [x]")
        );
        assert_eq!(
            say(r#"{"text":"{","arguments":["x"]}"#).as_deref(),
            Some("{")
        );
    }
}

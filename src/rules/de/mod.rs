//! From a [`Document`] to typed values through serde, with every problem said.
//!
//! Serde stops at the first error. Here the value it stopped at is remembered,
//! its problem recorded, and the document is read again without it, until a
//! read passes. Unknown keys are recorded and skipped on the way.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, Expected, IntoDeserializer, MapAccess,
    SeqAccess, Unexpected, Visitor,
};

mod at;

pub(super) use at::{At, Tree};

use super::diagnostic::{Code, Diagnostic, suggest};
use super::document::{Document, Entry, NodeId, Value};

/// Wrong values of one file; more are not looked for.
const MAX_WRONG: usize = 200;

/// Reads a document as `T`. `None` where not even the outermost shape is right.
pub(super) fn read<T: DeserializeOwned>(document: &Document) -> (Option<T>, Vec<Diagnostic>) {
    read_at(document, document.root())
}

/// Reads one value of a document as `T`.
pub(super) fn read_at<T: DeserializeOwned>(
    document: &Document,
    outermost: NodeId,
) -> (Option<T>, Vec<Diagnostic>) {
    let state = ReadProblems::default();
    for _ in 0..MAX_WRONG {
        let root = NodeDe {
            document,
            state: &state,
            id: outermost,
        };
        let error = match T::deserialize(root) {
            Ok(value) => return (Some(value), state.problems.into_inner()),
            Err(error) => error,
        };
        let id = error.id.unwrap_or(outermost);
        let mut problem = document.error(id, error.code, error.message);
        problem.help = error.help;
        state.problems.borrow_mut().push(problem);
        if id == outermost || !state.wrong.borrow_mut().insert(id) {
            break;
        }
    }
    (None, state.problems.into_inner())
}

#[derive(Default)]
struct ReadProblems {
    wrong: RefCell<BTreeSet<NodeId>>,
    problems: RefCell<Vec<Diagnostic>>,
}

/// A problem on its way out of serde.
#[derive(Debug)]
struct Error {
    id: Option<NodeId>,
    code: Code,
    message: String,
    help: Option<String>,
}

impl std::error::Error for Error {}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl de::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self {
            id: None,
            code: Code::WrongType,
            message: message.to_string(),
            help: None,
        }
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let (expected, found) = (plain_words(&expected.to_string()), found_words(found));
        let mut error = Self::custom(format!("expected {expected}, found {found}"));
        if expected == "a text" && !found.starts_with('a') {
            error.help = Some("write it in quotes".to_owned());
        }
        let number = || found.strip_prefix("the text `#")?.strip_suffix('`');
        if let Some(number) = number().filter(|n| n.parse::<u64>().is_ok()) {
            error.help = Some(format!("write {number}"));
        }
        error
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self {
            code: Code::OutOfRange,
            ..Self::invalid_type(found, expected)
        }
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Self {
            code: Code::UnknownValue,
            help: Some(suggest(variant, expected)),
            ..Self::custom(format!("unknown value `{variant}`"))
        }
    }

    fn missing_field(field: &'static str) -> Self {
        Self {
            code: Code::MissingKey,
            ..Self::custom(format!("`{field}` is missing"))
        }
    }
}

/// Serde's words for types as rules.yaml's readers know them.
fn plain_words(expected: &str) -> String {
    match expected {
        "u64" | "u32" | "u16" | "u8" | "usize" => "a whole number, 0 or more".to_owned(),
        "i64" | "i32" => "a whole number".to_owned(),
        "f64" | "f32" => "a number".to_owned(),
        "a string" => "a text".to_owned(),
        "a boolean" => "true or false".to_owned(),
        "a sequence" => "a list".to_owned(),
        "a map" => "keys and values".to_owned(),
        other if other.starts_with("struct ") => "keys and values".to_owned(),
        other if other.starts_with("enum ") => "a word".to_owned(),
        other => other.to_owned(),
    }
}

fn found_words(found: Unexpected<'_>) -> String {
    match found {
        Unexpected::Bool(b) => b.to_string(),
        Unexpected::Unsigned(n) => n.to_string(),
        Unexpected::Signed(n) => n.to_string(),
        Unexpected::Float(n) => n.to_string(),
        Unexpected::Str(s) => format!("the text `{}`", s.chars().take(40).collect::<String>()),
        Unexpected::Unit => "nothing".to_owned(),
        Unexpected::Seq => "a list".to_owned(),
        Unexpected::Map => "keys and values".to_owned(),
        other => other.to_string(),
    }
}

/// Serde's view of one value.
#[derive(Clone, Copy)]
struct NodeDe<'d> {
    document: &'d Document,
    state: &'d ReadProblems,
    id: NodeId,
}

impl<'d> NodeDe<'d> {
    fn at(self, id: NodeId) -> Self {
        Self { id, ..self }
    }

    fn is_wrong(&self, id: NodeId) -> bool {
        self.state.wrong.borrow().contains(&id)
    }

    /// Says of an error where it was, unless something inside said so.
    fn place<T>(&self, result: Result<T, Error>) -> Result<T, Error> {
        result.map_err(|mut error| {
            error.id.get_or_insert(self.id);
            error
        })
    }

    fn map<'de, V: Visitor<'de>>(
        self,
        entries: &'d [Entry],
        known: Option<&'static [&'static str]>,
        visitor: V,
    ) -> Result<V::Value, Error> {
        if let Some(known) = known {
            self.say_unknown(entries, known);
        }
        let entries = entries.iter().filter(|e| {
            known.is_none_or(|known| known.contains(&e.key.as_str())) && !self.is_wrong(e.value)
        });
        visitor.visit_map(Entries {
            de: self,
            rest: entries,
            value: None,
        })
    }

    fn say_unknown(&self, entries: &[Entry], known: &[&str]) {
        for entry in entries.iter().filter(|e| !known.contains(&e.key.as_str())) {
            let message = format!("unknown key `{}`", entry.key);
            let mut problem = self.document.error_at_key(entry, Code::UnknownKey, message);
            problem.help = Some(suggest(&entry.key, known));
            self.state.problems.borrow_mut().push(problem);
        }
    }
}

impl<'de> Deserializer<'de> for NodeDe<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let result = match self.document.value(self.id) {
            Value::Scalar { text, plain: false } => visitor.visit_str(text),
            Value::Scalar { text, plain: true } => visit_plain(text, visitor),
            Value::List(items) => visitor.visit_seq(NodeSequence {
                de: self,
                items: items.iter(),
            }),
            Value::Map(entries) => self.map(entries, None, visitor),
        };
        self.place(result)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.document.value(self.id) {
            Value::Scalar { text, plain: true } if is_null(text) => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.document.value(self.id) {
            Value::Map(entries) => self.place(self.map(entries, Some(fields), visitor)),
            // A derived visitor would take a list for a struct.
            Value::List(_) => self.place(Err(de::Error::invalid_type(
                Unexpected::Seq,
                &"keys and values",
            ))),
            Value::Scalar { .. } => self.deserialize_any(visitor),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let result = match self.document.value(self.id) {
            Value::Scalar { text, .. } => {
                let word: StrDeserializer<'_, Error> = text.as_str().into_deserializer();
                visitor.visit_enum(word)
            }
            Value::List(_) => Err(de::Error::invalid_type(Unexpected::Seq, &"a word")),
            Value::Map(_) => Err(de::Error::invalid_type(Unexpected::Map, &"a word")),
        };
        self.place(result)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        match name {
            at::AT => visitor.visit_seq(at::Located::new(self)),
            at::TREE => visitor.visit_u32(self.id.0),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct seq tuple tuple_struct map identifier ignored_any
    }
}

/// YAML 1.2's core schema: null, booleans, numbers, else text.
fn visit_plain<'de, V: Visitor<'de>>(text: &str, visitor: V) -> Result<V::Value, Error> {
    match text {
        _ if is_null(text) => visitor.visit_unit(),
        "true" | "True" | "TRUE" => visitor.visit_bool(true),
        "false" | "False" | "FALSE" => visitor.visit_bool(false),
        _ if !text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c)) => {
            visitor.visit_str(text)
        }
        _ => match (
            text.parse::<u64>(),
            text.parse::<i64>(),
            text.parse::<f64>(),
        ) {
            (Ok(n), _, _) => visitor.visit_u64(n),
            (_, Ok(n), _) => visitor.visit_i64(n),
            (_, _, Ok(n)) if n.is_finite() => visitor.visit_f64(n),
            _ => visitor.visit_str(text),
        },
    }
}

pub(super) fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

struct NodeSequence<'d, I> {
    de: NodeDe<'d>,
    items: I,
}

impl<'de, 'd, I: Iterator<Item = &'d NodeId>> SeqAccess<'de> for NodeSequence<'d, I> {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        let de = self.de;
        let next = self.items.find(|id| !de.is_wrong(**id));
        next.map(|id| de.at(*id).place(seed.deserialize(de.at(*id))))
            .transpose()
    }
}

struct Entries<'d, I> {
    de: NodeDe<'d>,
    rest: I,
    value: Option<NodeId>,
}

impl<'de, 'd, I: Iterator<Item = &'d Entry>> MapAccess<'de> for Entries<'d, I> {
    type Error = Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        let Some(entry) = self.rest.next() else {
            return Ok(None);
        };
        self.value = Some(entry.value);
        let key: StrDeserializer<'_, Error> = entry.key.as_str().into_deserializer();
        let key = seed.deserialize(key);
        self.de.at(entry.value).place(key).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Error> {
        let id = self.value.take().unwrap_or(self.de.id);
        let de = self.de.at(id);
        de.place(seed.deserialize(de))
    }
}

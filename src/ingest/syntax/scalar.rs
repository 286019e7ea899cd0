//! A JSON value of which only text is wanted.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// A value of which another shape than the usual one is no error, but nothing.
#[derive(Debug, Default, Clone)]
pub(crate) struct Tolerant<T>(pub(crate) T);

impl<'de, T: Deserialize<'de> + Default> Deserialize<'de> for Tolerant<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Object(PhantomData)).map(Self)
    }
}

struct Object<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de> + Default> Visitor<'de> for Object<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_str<E>(self, _: &str) -> Result<T, E> {
        Ok(T::default())
    }

    fn visit_bool<E>(self, _: bool) -> Result<T, E> {
        Ok(T::default())
    }

    fn visit_i64<E>(self, _: i64) -> Result<T, E> {
        Ok(T::default())
    }

    fn visit_u64<E>(self, _: u64) -> Result<T, E> {
        Ok(T::default())
    }

    fn visit_f64<E>(self, _: f64) -> Result<T, E> {
        Ok(T::default())
    }

    fn visit_unit<E>(self) -> Result<T, E> {
        Ok(T::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<T, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(T::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map))
    }
}

/// The text of a string, number or boolean; nothing for null, arrays and
/// objects, so that a field of another shape than usual never fails an entry.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Scalar<'a>(Option<Cow<'a, str>>);

impl<'a> Scalar<'a> {
    /// The text, unless it is empty.
    pub(crate) fn text(self) -> Option<Cow<'a, str>> {
        self.0.filter(|text| !is_blank(text))
    }

    /// Returns what [`Scalar::text`] does, lent.
    pub(crate) fn as_str(&self) -> Option<&str> {
        self.0.as_deref().filter(|text| !is_blank(text))
    }

    /// Returns what [`Scalar::text`] does, owned.
    pub(crate) fn string(self) -> Option<String> {
        self.text().map(Cow::into_owned)
    }

    /// Returns the value as a number.
    pub(crate) fn number<N: std::str::FromStr>(&self) -> Option<N> {
        self.0.as_deref()?.trim().parse().ok()
    }
}

/// Returns the first that says something.
pub(crate) fn first<'a, const N: usize>(scalars: [&Scalar<'a>; N]) -> Option<Cow<'a, str>> {
    scalars
        .into_iter()
        .find(|scalar| scalar.as_str().is_some())?
        .clone()
        .text()
}

/// The members of an object whose values are scalars, in their order.
#[derive(Debug, Default, Clone)]
pub(crate) struct ScalarMembers<'a>(Vec<(Cow<'a, str>, Scalar<'a>)>);

impl<'a> ScalarMembers<'a> {
    /// Names with their values.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Cow<'a, str>, &Scalar<'a>)> {
        self.0.iter().map(|(name, value)| (name, value))
    }

    /// The value of the last member of this name.
    pub(crate) fn get(&self, name: &str) -> Option<&Scalar<'a>> {
        let named = self.0.iter().rev().find(|(known, _)| known == name);
        named.map(|(_, value)| value)
    }

    /// Names with the values that say something, owned.
    pub(crate) fn strings(self) -> BTreeMap<String, String> {
        let all = self.0.into_iter();
        let strings = all.filter_map(|(name, value)| Some((name.into_owned(), value.string()?)));
        // For the few members there are, `collect`, which sorts, is slower.
        let mut out = BTreeMap::new();
        out.extend(strings);
        out
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for ScalarMembers<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor).map(Self)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Vec<(Cow<'de, str>, Scalar<'de>)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some((name, value)) = map.next_entry::<Scalar<'de>, _>()? {
            members.push((name.0.unwrap_or_default(), value));
        }
        Ok(members)
    }
}

/// Looks no further than the first character that is none of white space.
fn is_blank(text: &str) -> bool {
    text.chars().all(char::is_whitespace)
}

impl<'de: 'a, 'a> Deserialize<'de> for Scalar<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor).map(Self)
    }
}

struct ScalarVisitor;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Option<Cow<'de, str>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Some(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(text.to_owned())))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(text)))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Some(Cow::Borrowed(if value { "true" } else { "false" })))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(value.to_string())))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(value.to_string())))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(value.to_string())))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}

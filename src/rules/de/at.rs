//! Values that know where they stand.
//!
//! Serde has no place for positions. As `serde_spanned` does, a newtype of a
//! name that nothing else has asks [`NodeDe`] for one.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::value::U32Deserializer;
use serde::de::{
    self, Deserialize, DeserializeSeed, Deserializer, IntoDeserializer, SeqAccess, Visitor,
};

use super::{Error, NodeDe};
use crate::rules::document::NodeId;

/// Names of newtypes that [`NodeDe`] fills with where they stand.
pub(super) const AT: &str = "$rules::At";
pub(super) const TREE: &str = "$rules::Tree";

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct At<T> {
    /// Where.
    pub(crate) id: NodeId,
    /// What.
    pub(crate) value: T,
}

/// A value of many shapes, checked by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tree(pub(crate) NodeId);

/// The two parts of an [`At`]: where, then what.
pub(super) struct Located<'d> {
    node: NodeDe<'d>,
    step: u8,
}

impl<'d> Located<'d> {
    pub(super) fn new(node: NodeDe<'d>) -> Self {
        Self { node, step: 0 }
    }
}

impl<'de> SeqAccess<'de> for Located<'_> {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        self.step += 1;
        match self.step {
            1 => {
                let id: U32Deserializer<Error> = self.node.id.0.into_deserializer();
                seed.deserialize(id).map(Some)
            }
            2 => seed.deserialize(self.node).map(Some),
            _ => Ok(None),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for At<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Parts<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Parts<T> {
            type Value = At<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value of rules.yaml")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<At<T>, A::Error> {
                let missing = || de::Error::custom("a value of rules.yaml");
                let id = NodeId(parts.next_element()?.ok_or_else(missing)?);
                let value = parts.next_element()?.ok_or_else(missing)?;
                Ok(At { id, value })
            }
        }
        deserializer.deserialize_newtype_struct(AT, Parts(PhantomData))
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Id;
        impl Visitor<'_> for Id {
            type Value = Tree;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value of rules.yaml")
            }

            fn visit_u32<E>(self, id: u32) -> Result<Tree, E> {
                Ok(Tree(NodeId(id)))
            }
        }
        deserializer.deserialize_newtype_struct(TREE, Id)
    }
}

impl<T: JsonSchema> JsonSchema for At<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

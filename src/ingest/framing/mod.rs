//! Bytes cut into items: lines, stack traces, elements of a JSON array.
//!
//! An item is what a format's reader gets, with its place in the input. How
//! bytes are cut depends on the bytes alone, never on threads. Nothing here
//! knows what an item means.

pub(crate) mod cut;
pub(crate) mod elements;
pub(crate) mod group;
pub(crate) mod items;
pub(crate) mod line_blocks;
pub(crate) mod spool;
pub(crate) mod trace;
pub(crate) mod traces;

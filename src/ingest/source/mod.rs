//! Bytes of a source: opened, decompressed, decoded to UTF-8, within limits.
//!
//! Whatever comes from here is UTF-8 as far as it is text, and no more of it
//! than the limits allow. Nothing here knows what the bytes mean.

pub(crate) mod command;
pub(crate) mod decode;
pub(crate) mod input;
pub(crate) mod limits;
pub(crate) mod open;

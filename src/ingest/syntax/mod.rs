//! JSON, XML, scalars and times: what any format may be written in.
//!
//! Input of any length is read in bounded memory, and input of any shape gives
//! an error with its place or a value, never a panic. Nothing here knows a
//! format, or what an item of it is.

pub(crate) mod member;
pub(crate) mod scalar;
pub(crate) mod scan;
pub(crate) mod strict;
pub(crate) mod time;
pub(crate) mod value;
pub(crate) mod window;
pub(crate) mod xml;

//! What formats share on the way from items to findings and records.
//!
//! A reader gives [`parsed`] results to [`collect`], which makes their paths
//! relative, finds out what they are known by from one run to the next
//! ([`identity`]), conceals secrets and counts ([`stats`]). [`blocks`] reads
//! the items of a log on all cores. Nothing here knows a format by name.

pub(crate) mod blocks;
pub(crate) mod collect;
pub(crate) mod each;
pub(crate) mod identity;
pub(crate) mod mapped;
pub(crate) mod parsed;
pub(crate) mod paths;
pub(crate) mod secrets;
pub(crate) mod stats;

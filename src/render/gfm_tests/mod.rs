//! What proves that published text is inert: hostile inputs, two parsers of
//! GFM, and what GitHub would act on.

pub(crate) mod comrak;
pub(crate) mod inputs;
pub(crate) mod live;
pub(crate) mod micromark;

//! What proves that published text is inert: hostile inputs, two parsers of
//! GFM, and what GitHub would act on.

pub(super) mod comrak;
pub(super) mod inputs;
pub(super) mod live;
pub(super) mod micromark;

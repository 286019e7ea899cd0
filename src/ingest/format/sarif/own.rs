//! Values of a log that outlive its text.

use serde::Deserialize;

use crate::ingest::error::{InputPosition, ReadError};
use crate::ingest::syntax::value;

/// Reads a value and takes out of it what outlives its text.
pub(crate) fn own<'a, T, U>(
    bytes: &'a [u8],
    at: InputPosition,
    take: impl FnOnce(T) -> U,
) -> Result<U, ReadError>
where
    T: Deserialize<'a>,
{
    let text =
        std::str::from_utf8(bytes).map_err(|_| ReadError::new("is not valid UTF-8").at(at))?;
    value::read(text, at).map(take)
}

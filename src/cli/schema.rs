//! `bot schema`.

use super::args::{Common, SchemaOf};
use super::exit::{Exit, Failure};
use crate::render::View;
use crate::rules::Rules;

/// Prints a JSON Schema.
pub(crate) fn run(common: &Common, of: SchemaOf) -> Result<Exit, Failure> {
    let schema = match of {
        SchemaOf::Rules => Rules::schema(),
        SchemaOf::Findings => crate::ingest::findings::schema(),
        SchemaOf::Context => schemars::schema_for!(View).to_value(),
    };
    let text = serde_json::to_string_pretty(&schema).map_err(Failure::unusable)?;
    common.streams().out(&(text + "\n"));
    Ok(Exit::Done)
}

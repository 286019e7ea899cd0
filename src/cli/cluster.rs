//! `bot cluster`.

use super::args::{self, Common};
use super::exit::{Exit, Failure};

/// Folds logs into clusters.
pub(super) fn run(_common: &Common, _args: &args::Cluster) -> Result<Exit, Failure> {
    Err(Failure::unusable("not yet"))
}

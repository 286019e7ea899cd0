//! A folder's limits and syntax.

use crate::tracker::dialect::{Credentials, Dialect, Hosting};
use crate::tracker::github;

/// A folder takes any text. GitHub's limits and syntax hold all the same: what
/// is written to a folder is read on GitHub, or moves there.
pub const DIALECT: Dialect = Dialect {
    name: "the folder",
    hosting: Hosting::Folder,
    credentials: Credentials {
        token_variables: &[],
    },
    ..github::DIALECT
};

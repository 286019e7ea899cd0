//! Several results that are alike, over runs.

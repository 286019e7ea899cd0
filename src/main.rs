//! The `bot` program.

fn main() {}

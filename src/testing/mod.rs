//! What unit tests stand on: a tracker in memory, and a project over time.

pub(crate) mod memory;
pub(crate) mod world;

pub(crate) use memory::Memory;
pub(crate) use world::World;

//! What a plan says: one side of a settled world is changed, and the plan is
//! what answers it. One file per kind of decision.

mod absent;
mod alike;
mod closed;
mod decisions;
mod digest;
mod duplicates;
mod edited;
mod guard;
mod limits;
mod logs;
mod merges;
mod open;
mod opening;
mod pinned;
mod proof;

use crate::testing::World;

#[test]
fn there_is_nothing_to_do() {
    let mut world = World::settled(&["a", "b"]);
    assert_eq!(world.run(&["a", "b"]), [""; 0]);
    assert_eq!(world.run(&["b", "a"]), [""; 0]);
}

//! Results that nothing tells apart but their order: each keeps its issue.

use crate::testing::World;
use crate::testing::world::Seen;

fn on(lines: &[u32]) -> Vec<Seen> {
    let seen = lines.iter().map(|line| Seen {
        line: *line,
        ..Seen::from("a")
    });
    seen.collect()
}

/// An issue for each result.
fn world(lines: &[u32]) -> World {
    let rules = "
version: 1
target: dir:issues
sources: [{name: lint, path: lint.jsonl, format: findings}]
rules: [{id: lint, match: {source: lint}, group_by: [fingerprint]}]
";
    let mut world = World::of(rules);
    world.run_on(&on(lines));
    assert_eq!(world.tracker.all().len(), lines.len());
    world
}

#[test]
fn when_one_is_gone_its_issue_is_closed_and_not_its_neighbour_s() {
    let mut world = world(&[3, 10]);
    let all = world.tracker.all();
    let stays = all.iter().find(|i| i.body.contains(":10")).unwrap().number;
    for _ in 0..3 {
        world.later(24);
        world.run_on(&on(&[10]));
    }
    for issue in world.tracker.all() {
        assert_eq!(issue.state.is_open(), issue.number == stays);
    }
}

#[test]
fn moved_lines_change_nothing() {
    let mut world = world(&[3, 10, 20]);
    world.tracker.forget_writes();
    assert_eq!(world.run_on(&on(&[5, 12, 22])), [""; 0]);
}

#[test]
fn one_more_gets_an_issue_of_its_own() {
    let mut world = world(&[3, 10]);
    world.run_on(&on(&[3, 7, 10]));
    assert_eq!(world.tracker.all().len(), 3);
    assert_eq!(world.run_on(&on(&[3, 7, 10])), [""; 0]);
}

//! Plans that do too much at once.

use super::super::Action;
use super::super::guard::{PlanRefusal, guard};
use crate::testing::World;
use crate::testing::world::Seen;

const RULES: [&str; 10] = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];

/// Issues of all rules, one clean run before those that are gone are closed.
fn about_to_close(gone: usize) -> World {
    let mut world = World::with_rules("limits: {new_issues: {run: 20, day: 20, open: 50}}\n");
    world.run(&RULES);
    for _ in 0..2 {
        world.later(24);
        world.run(&RULES[gone..]);
    }
    world.later(24);
    world
}

fn error(rule: &'static str) -> Seen {
    Seen {
        severity: "error",
        ..Seen::from(rule)
    }
}

fn refusal(world: &World, present: &[&'static str]) -> Option<PlanRefusal> {
    let plan = world.plan_of(present);
    guard(&plan, &world.rules().limits).err()
}

#[test]
fn closing_more_than_a_third_is_refused() {
    let world = about_to_close(5);
    assert_eq!(
        refusal(&world, &RULES[5..]),
        Some(PlanRefusal::Share {
            touched: 5,
            managed: 10
        })
    );
}

#[test]
fn a_few_issues_are_no_share() {
    assert_eq!(refusal(&about_to_close(4), &RULES[4..]), None);
}

#[test]
fn closing_five_of_many_is_no_share() {
    let mut world = World::with_rules("limits: {new_issues: {run: 40, day: 40, open: 50}}\n");
    let many: Vec<Seen> = (0..17)
        .map(|n| Seen {
            path: format!("src/{n}.rs"),
            ..Seen::from(["q", "r", "s", "t", "u", "v", "w", "x", "y", "z"][n % 10])
        })
        .collect();
    let all: Vec<Seen> = RULES
        .iter()
        .map(|r| Seen::from(*r))
        .chain(many.clone())
        .collect();
    world.run_on(&all);
    for _ in 0..2 {
        world.later(24);
        world.run_on(&all[5..]);
    }
    world.later(24);
    world.report(&all[5..]);
    let plan = world.plan();
    assert_eq!(plan.managed, 20);
    assert!(guard(&plan, &world.rules().limits).is_ok());
}

#[test]
fn swapping_priorities_takes_nothing_back() {
    let mut world = World::with_rules("limits: {new_issues: {run: 20, day: 20, open: 50}}\n");
    world.run(&RULES);
    world.later(24);
    world.report(&RULES.map(error));
    let plan = world.plan();
    assert!(plan.changes.len() >= 10);
    assert!(!matches!(
        guard(&plan, &world.rules().limits),
        Err(PlanRefusal::Share { .. })
    ));
}

#[test]
fn a_plan_that_notifies_more_often_than_a_day_allows_is_refused() {
    let rules = "limits: {new_issues: {run: 20, day: 20, open: 50}, notifications: {day: 3}}\n";
    let mut world = World::with_rules(rules);
    world.run(&RULES);
    world.later(48);
    world.report(&RULES.map(error));
    assert_eq!(
        guard(&world.plan(), &world.rules().limits),
        Err(PlanRefusal::Notifications {
            notifications: 10,
            limit: 3
        })
    );
}

#[test]
fn what_the_day_has_no_room_for_is_left_to_a_later_run() {
    let rules = "limits: {new_issues: {run: 20, day: 20, open: 50}, notifications: {day: 5}}\n";
    let mut world = World::with_rules(rules);
    world.run(&RULES);
    world.later(48);
    let after = |worse: usize| -> Vec<Seen> {
        let seen = RULES.iter().enumerate();
        seen.map(|(n, rule)| {
            if n < worse {
                error(rule)
            } else {
                Seen::from(*rule)
            }
        })
        .collect()
    };
    world.run_on(&after(3));
    world.later(2);
    world.report(&after(6));
    let plan = world.plan();
    assert_eq!(plan.changes.iter().filter(|c| c.notifies()).count(), 2);
    assert!(plan.deferred);
    assert!(guard(&plan, &world.rules().limits).is_ok());
    world.apply(&plan);
    world.later(24);
    world.run_on(&after(6));
    let worse = world
        .tracker
        .all()
        .into_iter()
        .filter(|i| i.labels.contains(&"P2".to_owned()));
    assert_eq!(worse.count(), 6);
}

#[test]
fn closing_duplicates_takes_nothing_back() {
    let mut world = World::with_rules("limits: {new_issues: {run: 20, day: 20, open: 50}}\n");
    world.run(&RULES);
    for number in 1..=6 {
        world.tracker.copy(number, number + 10);
    }
    world.later(48);
    let plan = world.plan_of(&RULES);
    let closed = plan.changes.iter().filter(|c| c.action() == Action::Link);
    assert!(closed.count() >= 6, "{plan:#?}");
    assert!(guard(&plan, &world.rules().limits).is_ok());
}

/// Ten issues, and another rules.yaml.
fn with_other_rules(rule: &str) -> Option<PlanRefusal> {
    let mut world = World::with_rules("limits: {new_issues: {run: 20, day: 20, open: 50}}\n");
    world.run(&RULES);
    world.set_rules(&format!(
        "
version: 1
target: dir:issues
sources: [{{name: lint, path: lint.jsonl, format: findings}}]
rules: [{{id: lint, match: {{source: lint}}, group_by: [rule_id], {rule}}}]
"
    ));
    refusal(&world, &RULES)
}

#[test]
fn a_rules_yaml_that_retitles_or_takes_labels_off_everything_is_refused() {
    let all = Some(PlanRefusal::Share {
        touched: 10,
        managed: 10,
    });
    assert_eq!(
        with_other_rules("title: 'New: {{rule_id}}', labels: [lint]"),
        all
    );
    assert_eq!(
        with_other_rules("title: 'lint: {{rule_id}}', labels: [new]"),
        all
    );
    assert_eq!(
        with_other_rules("title: 'lint: {{rule_id}}', labels: [lint, new]"),
        None
    );
}

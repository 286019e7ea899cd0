//! Whose closing it was does not depend on any clock of ours.

use std::time::Duration;

use chrono::TimeDelta;
use issue_gardener::apply::{Done, Outcome};
use issue_gardener::model::Time;
use issue_gardener::plan::Action;
use issue_gardener::tracker::github::Clock as _;

use crate::fake_github::Fake;
use crate::tracker_converge::{ByClock, FOUND, input, sync};

/// Hours by which the clock of runs is ahead of the server's.
const OFF: [i64; 5] = [0, 5, -5, 70, -70];

struct Story {
    fake: Fake,
    off: TimeDelta,
}

impl Story {
    fn new(hours: i64, tells_closer: bool) -> Self {
        let fake = Fake::new();
        fake.opened_by("olga", "A person's issue", "It holds words of hers.\n");
        fake.server().world.tells_closer = tells_closer;
        Self {
            fake,
            off: TimeDelta::hours(hours),
        }
    }

    /// What runs take for the time.
    fn now(&self) -> Time {
        self.fake.clock().date() + self.off
    }

    async fn run(&self, present: &[&str]) -> Outcome {
        let now = self.now();
        let pause = ByClock(self.fake.clock().clone());
        let input = input(present, now);
        sync(&self.fake.client(), &pause, &input, now)
            .await
            .unwrap()
    }

    async fn later(&self, hours: u64, present: &[&str]) -> Vec<(Action, u64)> {
        self.fake.clock().advance(Duration::from_hours(hours));
        let outcome = self.run(present).await;
        assert_eq!((&outcome.failed, &outcome.skipped), (&vec![], &vec![]));
        let done = |done: &Done| (done.action, done.number);
        outcome.applied.iter().map(done).collect()
    }
}

#[tokio::test]
async fn the_bots_own_closing_is_its_own_by_any_clock() {
    for tells_closer in [true, false] {
        for off in OFF {
            let story = Story::new(off, tells_closer);
            story.run(&FOUND).await;
            let closed = story.later(2, &FOUND[..3]).await;
            assert_eq!(closed[0].0, Action::Close, "{off} h off: {closed:?}");
            let reopened = story.later(2, &FOUND).await;
            let expected = (Action::Reopen, closed[0].1);
            assert!(
                reopened.contains(&expected),
                "{off} h off, {tells_closer}: {reopened:?}"
            );
            assert_eq!(story.later(0, &FOUND).await, []);
        }
    }
}

/// A plan that waited for hours before it was applied.
#[tokio::test]
async fn a_closing_that_was_planned_long_ago_is_the_bots() {
    let story = Story::new(0, false);
    story.run(&FOUND).await;
    story.fake.clock().advance(Duration::from_hours(2));
    let planned = story.now();
    let found = input(&FOUND[..3], planned);
    let pause = ByClock(story.fake.clock().clone());
    story.fake.clock().advance(Duration::from_hours(9));
    let outcome = sync(&story.fake.client(), &pause, &found, planned)
        .await
        .unwrap();
    let closed = outcome.applied[0].number;
    assert_eq!(outcome.applied[0].action, Action::Close);
    let reopened = story.later(2, &FOUND).await;
    assert!(reopened.contains(&(Action::Reopen, closed)), "{reopened:?}");
}

/// A person opens what the bot closed and closes it again, minutes later.
#[tokio::test]
async fn a_persons_closing_right_after_the_bots_is_the_persons() {
    let story = Story::new(0, true);
    story.run(&FOUND).await;
    let closed = story.later(2, &FOUND[..3]).await[0].1;
    {
        let now = story.fake.clock().elapsed();
        let world = &mut story.fake.server().world;
        world.reopen(closed, now);
        world.close_by("olga", closed, "completed", now);
    }
    // Its evidence is newer, but not by the hour that rules.yaml asks for.
    story.fake.clock().advance(Duration::from_mins(30));
    let outcome = story.run(&FOUND).await;
    assert_eq!(outcome, Outcome::default());
    let reopened = story.later(2, &FOUND).await;
    assert!(reopened.contains(&(Action::Reopen, closed)), "{reopened:?}");
}

//! One run at a time, under lists that lag all the while, clocks that are off,
//! faults, crashes and people: there are never two issues of one problem, not
//! even for a moment, and a further run writes nothing.

use std::time::Duration;

use chrono::TimeDelta;

use crate::creates::all_by_key;
use crate::fake_github::{Act, Fake};
use crate::schedules::{self, Way};
use crate::tracker_converge::{ByClock, FOUND, input, sync};
use issue_gardener::apply::Outcome;

#[test]
fn one_run_at_a_time_never_makes_two() {
    let name = "one_run_at_a_time_never_makes_two";
    schedules::run(name, Way::InProcess, 5_000, scenario);
}

async fn scenario(fake: &Fake, seed: u64) {
    let mut rng = fastrand::Rng::with_seed(seed ^ 0x5bd1_e995_97f4_a7c1);
    fake.opened_by("olga", "A person's issue", "It holds words of hers.\n");
    {
        let mut server = fake.server();
        server.lag = Duration::from_secs([5, 60, 600, 36_000][rng.usize(..4)]);
        server.world.tells_closer = rng.bool();
        if let Some(chance) = &mut server.faults.chance {
            chance.acts = Act::ALL.to_vec();
        }
    }
    let off = TimeDelta::hours([0, 0, 5, -5, 30][rng.usize(..5)]);
    for _ in 0..rng.usize(3..7) {
        let pause = [2, 40, 400, 7_200][rng.usize(..4)];
        fake.clock().advance(Duration::from_secs(pause));
        let present: Vec<&str> = FOUND.into_iter().filter(|_| rng.u8(..4) > 0).collect();
        let run = run(fake, &present, off);
        let _ = fake.until_crash(Box::pin(run)).await;
        never_two(fake);
    }
    fake.calm();
    fake.server().lag = Duration::ZERO;
    settles(fake, off).await;
}

fn never_two(fake: &Fake) {
    for (key, numbers) in all_by_key(fake) {
        assert!(numbers.len() < 2, "{key} has {numbers:?}");
    }
}

async fn run(fake: &Fake, present: &[&str], off: TimeDelta) -> Option<Outcome> {
    let now = fake.clock().date() + off;
    let pause = ByClock(fake.clock().clone());
    sync(&fake.client(), &pause, &input(present, now), now).await
}

/// A few calm runs, the last of which has nothing to do.
async fn settles(fake: &Fake, off: TimeDelta) {
    fake.clock().advance(Duration::from_hours(20));
    for _ in 0..3 {
        let outcome = run(fake, &FOUND, off).await.expect("a calm run");
        assert_eq!(outcome.failed, [], "in a calm run");
    }
    let writes = fake.writes();
    let last = run(fake, &FOUND, off).await.expect("a calm run");
    assert_eq!(last, Outcome::default(), "a further run does something");
    assert_eq!(fake.writes(), writes, "a further run writes");
    never_two(fake);
    let server = fake.server();
    assert_eq!(server.people.overruled(&server.world), Vec::<String>::new());
}

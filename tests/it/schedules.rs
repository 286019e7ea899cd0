//! Runs a scenario under many seeded schedules of faults.
//!
//! `SCHEDULES=100000 cargo test --test it NAME` runs more of them, and
//! `SEED=7 cargo test --test it NAME` replays the one that failed.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::fake_github::{Chance, Fake};

/// How clients reach the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    InProcess,
    OverHttp,
}

/// Runs a scenario on a server of its own for each seed, on all cores.
/// The first that fails is told with its seed and all its requests. Returns
/// how many ran.
pub fn run(name: &str, way: Way, count: u64, scenario: impl AsyncFn(&Fake, u64) + Sync) -> u64 {
    let number = |variable: &str| -> Option<u64> {
        let value = std::env::var(variable).ok()?;
        Some(value.parse().expect("a number"))
    };
    if let Some(seed) = number("SEED") {
        once(name, way, seed, &scenario);
        return 1;
    }
    let count = number("SCHEDULES").unwrap_or(count);
    let next = AtomicU64::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= count {
                        return;
                    }
                    if let Err(panic) =
                        catch_unwind(AssertUnwindSafe(|| once(name, way, seed, &scenario)))
                    {
                        next.store(count, Ordering::Relaxed);
                        resume_unwind(panic);
                    }
                }
            });
        }
    });
    count
}

fn once(name: &str, way: Way, seed: u64, scenario: &impl AsyncFn(&Fake, u64)) {
    let fake = Fake::new();
    let _served = (way == Way::OverHttp).then(|| fake.serve());
    fake.server().faults.chance = Some(Chance::seeded(seed));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let ran = catch_unwind(AssertUnwindSafe(|| {
        runtime.block_on(scenario(&fake, seed));
    }));
    if let Err(panic) = ran {
        println!("{}", fake.story());
        println!("schedule {seed} fails: SEED={seed} cargo test --test it {name}");
        resume_unwind(panic);
    }
}

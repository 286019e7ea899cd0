//! Time that passes only when somebody waits, shared by server and clients.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use issue_gardener::model::Time;
use issue_gardener::tracker::github::{Clock, Sleep};

/// A clock for a test; clones show the same time.
#[derive(Debug, Clone)]
pub struct TestClock(Source);

#[derive(Debug, Clone)]
enum Source {
    Virtual(Arc<Mutex<Duration>>),
    Real(Instant),
}

impl TestClock {
    /// Stands still but for sleeps and for what a server says a request took.
    pub fn stopped() -> Self {
        Self(Source::Virtual(Arc::default()))
    }

    /// Runs by itself: for clients that are processes of their own.
    pub fn real() -> Self {
        Self(Source::Real(Instant::now()))
    }

    /// Lets time pass; a running clock does so by itself.
    pub fn advance(&self, time: Duration) {
        if let Source::Virtual(now) = &self.0 {
            *now.lock().unwrap() += time;
        }
    }

    /// The date, as a server tells it: 2025-09-15 20:00 UTC at the start.
    pub fn date(&self) -> Time {
        Self::date_at(self.elapsed())
    }

    /// The date when so much time had passed.
    pub fn date_at(elapsed: Duration) -> Time {
        let start = Time::from_timestamp(1_757_966_400, 0).unwrap();
        start + elapsed
    }
}

impl Clock for TestClock {
    fn elapsed(&self) -> Duration {
        match &self.0 {
            Source::Virtual(now) => *now.lock().unwrap(),
            Source::Real(start) => start.elapsed(),
        }
    }

    fn sleep(&self, time: Duration) -> Sleep<'_> {
        match &self.0 {
            Source::Virtual(_) => Box::pin(async move {
                self.advance(time);
                tokio::task::yield_now().await;
            }),
            Source::Real(_) => Box::pin(tokio::time::sleep(time)),
        }
    }
}

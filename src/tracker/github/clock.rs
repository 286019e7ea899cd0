//! Time as the client feels it: injected, so that tests never wait.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant};

/// The future that [`Clock::sleep`] returns.
pub type Sleep<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// A clock that never goes back.
///
/// Only differences are used: GitHub's own times are compared with the `Date`
/// of the same answer, so that a wrong local clock cannot stretch a wait.
pub trait Clock: Send + Sync + fmt::Debug {
    /// Time since a fixed point.
    fn elapsed(&self) -> Duration;
    /// Waits for a length of time.
    fn sleep(&self, time: Duration) -> Sleep<'_>;
}

/// The machine's monotonic clock.
#[derive(Debug, Clone)]
pub struct SystemClock(Instant);

impl SystemClock {
    /// Returns a clock that starts at zero.
    pub fn new() -> Self {
        Self(Instant::now())
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    fn sleep(&self, time: Duration) -> Sleep<'_> {
        Box::pin(tokio::time::sleep(time))
    }
}

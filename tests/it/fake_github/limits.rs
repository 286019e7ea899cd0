//! GitHub's limits, kept by the server's own clock: a client that is too fast
//! is refused, and counted.
//! <https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api>

use std::collections::VecDeque;
use std::time::Duration;

use issue_gardener::model::Time;

use super::clock::TestClock;
use super::http::{Request, Response};

const MINUTE: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);

/// How a secondary limit is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Telling {
    /// 403 with `Retry-After`.
    RetryAfter,
    /// 403 with no more than words.
    Words,
    /// 429 with nothing at all.
    Bare,
}

/// What is allowed, what was used, and how clients behaved.
#[derive(Debug, Clone)]
pub struct Limits {
    pub creations_a_minute: usize,
    pub creations_an_hour: usize,
    pub requests_an_hour: u64,
    pub telling: Telling,
    /// How long a secondary limit holds.
    pub penalty: Duration,
    creations: VecDeque<Duration>,
    used: u64,
    window: Duration,
    blocked_until: Duration,
    last_write: Option<Duration>,
    pub conduct: Conduct,
}

/// What a well-behaved client leaves at zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Conduct {
    /// Requests that a limit refused.
    pub refused: u64,
    /// Requests sent while a limit was in force.
    pub during_wait: u64,
    /// Writes less than a second after another.
    pub hasty: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            creations_a_minute: 80,
            creations_an_hour: 500,
            requests_an_hour: 5000,
            telling: Telling::RetryAfter,
            penalty: MINUTE,
            creations: VecDeque::new(),
            used: 0,
            window: Duration::ZERO,
            blocked_until: Duration::ZERO,
            last_write: None,
            conduct: Conduct::default(),
        }
    }
}

impl Limits {
    /// Lets a request in, or says no.
    pub fn admit(&mut self, request: &Request, now: Duration) -> Option<Response> {
        if now < self.blocked_until {
            self.conduct.during_wait += 1;
            return Some(self.refuse(self.telling, now));
        }
        if now >= self.window + HOUR {
            self.window = now;
            self.used = 0;
        }
        if self.used >= self.requests_an_hour {
            self.conduct.refused += 1;
            return Some(Response::error(
                403,
                "API rate limit exceeded for user ID 1.",
            ));
        }
        self.watch_pace(request, now);
        if request.is_creation() && !self.room_for_creation(now) {
            return Some(self.punish(self.telling, now));
        }
        None
    }

    /// Puts a secondary limit into force.
    pub fn punish(&mut self, telling: Telling, now: Duration) -> Response {
        self.blocked_until = now + self.penalty;
        self.refuse(telling, now)
    }

    fn refuse(&mut self, telling: Telling, now: Duration) -> Response {
        self.conduct.refused += 1;
        let words = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
        let left = self.blocked_until.saturating_sub(now).as_secs() + 1;
        match telling {
            Telling::RetryAfter => Response::error(403, words).with("retry-after", left),
            Telling::Words => Response::error(403, words),
            Telling::Bare => Response::empty(429),
        }
    }

    fn watch_pace(&mut self, request: &Request, now: Duration) {
        if !request.is_write() {
            return;
        }
        if self
            .last_write
            .is_some_and(|last| now < last + Duration::from_secs(1))
        {
            self.conduct.hasty += 1;
        }
        self.last_write = Some(now);
    }

    fn room_for_creation(&mut self, now: Duration) -> bool {
        while self.creations.front().is_some_and(|at| *at + HOUR <= now) {
            self.creations.pop_front();
        }
        let recent = self
            .creations
            .iter()
            .rev()
            .take_while(|at| **at + MINUTE > now);
        let room = recent.count() < self.creations_a_minute
            && self.creations.len() < self.creations_an_hour;
        if room {
            self.creations.push_back(now);
        }
        room
    }

    /// The headers that tell what is left. A 304 costs nothing.
    pub fn stamp(&mut self, response: Response, date: Time) -> Response {
        if response.status != 304 {
            self.used += 1;
        }
        let reset = TestClock::date_at(self.window + HOUR).timestamp();
        response
            .with("date", date.format("%a, %d %b %Y %H:%M:%S GMT"))
            .with("x-ratelimit-limit", self.requests_an_hour)
            .with(
                "x-ratelimit-remaining",
                self.requests_an_hour.saturating_sub(self.used),
            )
            .with("x-ratelimit-reset", reset)
            .with("x-ratelimit-resource", "core")
    }
}

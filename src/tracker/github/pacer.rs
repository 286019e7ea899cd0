//! When the next write may go. Pure: it is told the time and keeps no clock.
//!
//! The bounds are GitHub's: at most 80 content creations a minute and 500 an
//! hour, and a second between writes.
//! <https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api>
//! <https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits>

use std::collections::VecDeque;
use std::time::Duration;

use super::DIALECT;

/// Between the answer to one write and the next write.
const BETWEEN_WRITES: Duration = Duration::from_secs(1);
/// GitHub's own bounds on what makes content.
const PER_MINUTE: u32 = DIALECT.limits.creates_per_minute;
const PER_HOUR: usize = 500;
const HOUR: Duration = Duration::from_hours(1);
/// Without a word from GitHub, the first wait; it doubles each time.
const FIRST_WAIT: Duration = Duration::from_mins(1);

/// The kinds of write that GitHub's limits tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WriteKind {
    /// An issue or a comment: notifies people and is counted apart.
    Creation,
    /// Anything else that changes something.
    Edit,
}

/// Spaces writes, and holds everything back while a limit is in force.
#[derive(Debug, Clone)]
pub struct Pacer {
    between_creations: Duration,
    last_write: Option<Duration>,
    last_creation: Option<Duration>,
    /// When the last creations were answered: at most [`PER_HOUR`] of them.
    creations: VecDeque<Duration>,
    blocked_until: Duration,
    refusals: u32,
    refused_write: bool,
}

impl Pacer {
    /// Paces creations at `creates_per_minute`, kept within 1 and GitHub's 80.
    pub fn new(creates_per_minute: u32) -> Self {
        let rate = creates_per_minute.clamp(1, PER_MINUTE);
        Self {
            between_creations: Duration::from_mins(1) / rate,
            last_write: None,
            last_creation: None,
            creations: VecDeque::new(),
            blocked_until: Duration::ZERO,
            refusals: 0,
            refused_write: false,
        }
    }

    /// Returns how long nothing at all may be sent.
    pub fn blocked(&self, now: Duration) -> Duration {
        self.blocked_until.saturating_sub(now)
    }

    /// Returns how long until a write may be sent; zero: now.
    pub fn wait(&self, kind: WriteKind, now: Duration) -> Duration {
        self.next(kind, now).saturating_sub(now)
    }

    /// Notes that a write is sent.
    pub fn sent(&mut self, kind: WriteKind, now: Duration) {
        if kind == WriteKind::Creation {
            self.last_creation = Some(now);
        }
    }

    /// Notes that a write was answered, or given up.
    pub fn answered(&mut self, kind: WriteKind, now: Duration) {
        self.last_write = Some(now);
        if kind == WriteKind::Creation {
            self.creations.push_back(now);
            if self.creations.len() > PER_HOUR {
                self.creations.pop_front();
            }
        }
    }

    /// A request was let through. After one like those refused, the next
    /// refusal is the first again: reads pass while creations are refused.
    pub fn accepted(&mut self, is_write: bool) {
        if is_write || !self.refused_write {
            self.refusals = 0;
            self.refused_write = false;
        }
    }

    /// A request was refused by a limit; `asked` is what GitHub said to wait.
    /// Returns how long nothing may be sent: what was asked, at least a minute
    /// where nothing was, and longer each time it comes again.
    pub fn refused(&mut self, is_write: bool, asked: Option<Duration>, now: Duration) -> Duration {
        self.refused_write |= is_write;
        let grown = |times: u32| FIRST_WAIT * 2_u32.pow(times.min(6));
        let wait = match (asked, self.refusals) {
            (None, before) => grown(before),
            // One second more: the header counts whole ones.
            (Some(asked), 0) => asked + Duration::from_secs(1),
            (Some(asked), before) => (asked + Duration::from_secs(1)).max(grown(before - 1)),
        };
        self.refusals += 1;
        self.block(wait, now);
        wait
    }

    /// Nothing may be sent for a time.
    pub fn block(&mut self, wait: Duration, now: Duration) {
        self.blocked_until = self.blocked_until.max(now + wait);
    }

    /// Returns how long so many writes would take from now, each answered at
    /// once. Edits go between creations as far as they fit.
    pub fn forecast(&self, creations: usize, edits: usize, now: Duration) -> Duration {
        let mut ahead = self.clone();
        let mut at = now;
        let mut write = |kind| {
            at = ahead.next(kind, at);
            ahead.sent(kind, at);
            ahead.answered(kind, at);
        };
        let between = (self.between_creations.as_secs() / BETWEEN_WRITES.as_secs()).max(1) - 1;
        let fitting = usize::try_from(between).unwrap_or(0) * creations.saturating_sub(1);
        (0..creations).for_each(|_| write(WriteKind::Creation));
        (fitting..edits).for_each(|_| write(WriteKind::Edit));
        at.saturating_sub(now)
    }

    fn next(&self, kind: WriteKind, now: Duration) -> Duration {
        let after = |last: Option<Duration>, gap| last.map_or(now, |last| last + gap);
        let free = now
            .max(self.blocked_until)
            .max(after(self.last_write, BETWEEN_WRITES));
        match kind {
            WriteKind::Edit => free,
            WriteKind::Creation => free
                .max(after(self.last_creation, self.between_creations))
                .max(self.hour_frees()),
        }
    }

    /// When the hour's quota has room again.
    fn hour_frees(&self) -> Duration {
        match self.creations.front() {
            Some(oldest) if self.creations.len() >= PER_HOUR => *oldest + HOUR,
            _ => Duration::ZERO,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// Sends writes as early as allowed, each answered after `latency`.
    fn run(
        pacer: &mut Pacer,
        kinds: &[WriteKind],
        latency: Duration,
    ) -> Vec<(WriteKind, Duration)> {
        let mut now = Duration::ZERO;
        let mut sent = Vec::new();
        for kind in kinds {
            now += pacer.wait(*kind, now);
            pacer.sent(*kind, now);
            sent.push((*kind, now));
            now += latency;
            pacer.answered(*kind, now);
        }
        sent
    }

    #[test]
    fn two_hundred_creations_take_what_the_limit_forces() {
        let mut pacer = Pacer::new(20);
        let sent = run(&mut pacer, &[WriteKind::Creation; 200], SECOND / 4);
        assert_eq!(sent.last().map(|s| s.1), Some(SECOND * 3 * 199));
    }

    #[test]
    fn the_forecast_is_what_happens() {
        let pacer = Pacer::new(20);
        let forecast = pacer.forecast(700, 0, Duration::ZERO);
        let sent = run(
            &mut pacer.clone(),
            &[WriteKind::Creation; 700],
            Duration::ZERO,
        );
        assert_eq!(sent.last().map(|s| s.1), Some(forecast));
        assert!(forecast > HOUR, "the 501st waits for the hour to pass");
    }

    #[test]
    fn edits_fit_between_creations() {
        let pacer = Pacer::new(20);
        let creations = pacer.forecast(10, 0, Duration::ZERO);
        assert_eq!(pacer.forecast(10, 18, Duration::ZERO), creations);
        assert_eq!(
            pacer.forecast(10, 20, Duration::ZERO),
            creations + SECOND * 2
        );
    }

    #[test]
    fn waits_grow_and_start_afresh_once_something_passed() {
        let mut pacer = Pacer::new(20);
        let mut now = Duration::ZERO;
        let mut waits = Vec::new();
        for _ in 0..3 {
            let wait = pacer.refused(true, None, now);
            now += wait;
            waits.push(wait.as_secs());
        }
        assert_eq!(waits, [60, 120, 240]);
        let five = Some(SECOND * 5);
        pacer.accepted(false);
        assert_eq!(
            pacer.refused(false, five, now).as_secs(),
            240,
            "only a read passed"
        );
        pacer.accepted(true);
        assert_eq!(pacer.refused(false, five, now).as_secs(), 6);
        assert_eq!(pacer.refused(false, five, now).as_secs(), 60);
        pacer.accepted(false);
        assert_eq!(pacer.refused(true, five, now).as_secs(), 6);
    }

    proptest! {
        /// GitHub's bounds hold for any mix, rate and latency.
        #[test]
        fn bounds_are_never_passed(
            rate in 0_u32..200,
            mix in proptest::collection::vec(any::<bool>(), 1..900),
            latency in 0_u64..3000,
        ) {
            let kinds: Vec<WriteKind> =
                mix.iter().map(|c| if *c { WriteKind::Creation } else { WriteKind::Edit }).collect();
            let sent = run(&mut Pacer::new(rate), &kinds, Duration::from_millis(latency));
            prop_assert!(sent.windows(2).all(|w| w[1].1 >= w[0].1 + BETWEEN_WRITES));
            let made: Vec<Duration> =
                sent.iter().filter(|s| s.0 == WriteKind::Creation).map(|s| s.1).collect();
            for (many, span) in [(PER_MINUTE as usize, SECOND * 60), (PER_HOUR, HOUR)] {
                prop_assert!(made.windows(many + 1).all(|w| w[many] >= w[0] + span));
            }
        }
    }
}

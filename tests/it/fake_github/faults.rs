//! What goes wrong, by script or by chance; the same seed goes wrong the same way.

use std::collections::VecDeque;
use std::time::Duration;

use super::http::Request;
use super::limits::Telling;
use super::people::Act;

/// What happens to one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// No connection: nothing took effect.
    Refuse,
    ResetBefore,
    ResetAfter,
    TimeoutBefore,
    TimeoutAfter,
    BadGatewayBefore,
    BadGatewayAfter,
    /// 200 with a web page; a write took effect.
    Html,
    /// The answer ends early; a write took effect.
    Truncated,
    /// Answered as if it were stored.
    NotStored,
    /// A secondary limit comes into force.
    Limit(Telling),
    /// The list's pages lead back to the first.
    Loop,
    /// Just before, a person does something to the issue that it is about.
    Person(Act),
    /// The client dies; whether the request took effect.
    Crash {
        after: bool,
    },
}

const ANYWHERE: [Fault; 9] = [
    Fault::Refuse,
    Fault::ResetBefore,
    Fault::TimeoutBefore,
    Fault::BadGatewayBefore,
    Fault::Html,
    Fault::Truncated,
    Fault::Limit(Telling::RetryAfter),
    Fault::Limit(Telling::Words),
    Fault::Limit(Telling::Bare),
];
const ON_WRITES: [Fault; 6] = [
    Fault::ResetAfter,
    Fault::TimeoutAfter,
    Fault::BadGatewayAfter,
    Fault::NotStored,
    Fault::Crash { after: false },
    Fault::Crash { after: true },
];

type Matches = Box<dyn Fn(&Request) -> bool + Send>;

/// Where faults come from.
#[derive(Default)]
pub struct Faults {
    script: VecDeque<(Matches, Fault)>,
    pub chance: Option<Chance>,
}

/// Faults and people by chance.
#[derive(Debug, Clone)]
pub struct Chance {
    rng: fastrand::Rng,
    /// How many requests in a thousand meet a fault.
    pub faults: u32,
    /// Before how many requests in a thousand somebody does something.
    pub people: u32,
    /// How far lists lag behind.
    pub lag: Duration,
    /// Whether clients die.
    pub crashes: bool,
    /// Whether people write even in the instant between a client's look at an
    /// issue and its edit: what no client can prevent.
    pub races: bool,
    pub acts: Vec<Act>,
}

impl Chance {
    /// How bad it is differs from seed to seed, too.
    pub fn seeded(seed: u64) -> Self {
        let mut rng = fastrand::Rng::with_seed(seed);
        let faults = [0, 20, 100, 250][rng.usize(..4)];
        let people = [0, 20, 100][rng.usize(..3)];
        let lag = Duration::from_secs([0, 5, 45][rng.usize(..3)]);
        let crashes = rng.bool();
        Self {
            rng,
            faults,
            people,
            lag,
            crashes,
            races: false,
            acts: Act::ALL.to_vec(),
        }
    }

    fn fault(&mut self, request: &Request) -> Option<Fault> {
        if self.rng.u32(..1000) >= self.faults {
            return None;
        }
        let write = if request.is_write() {
            ON_WRITES.len()
        } else {
            0
        };
        let list = usize::from(request.is_list());
        let at = self.rng.usize(..ANYWHERE.len() + write + list);
        let fault = ANYWHERE.iter().chain(&ON_WRITES[..write]).nth(at).copied();
        match fault.unwrap_or(Fault::Loop) {
            Fault::Crash { .. } if !self.crashes => None,
            fault => Some(fault),
        }
    }

    /// Somebody's act, and a number to choose what it is on.
    pub fn act(&mut self) -> Option<(Act, usize)> {
        if self.acts.is_empty() || self.rng.u32(..1000) >= self.people {
            return None;
        }
        let act = self.acts[self.rng.usize(..self.acts.len())];
        Some((act, self.rng.usize(..)))
    }
}

impl Faults {
    /// The next request that matches meets this fault, once.
    pub fn next(&mut self, matches: impl Fn(&Request) -> bool + Send + 'static, fault: Fault) {
        self.script.push_back((Box::new(matches), fault));
    }

    /// How many scripted faults nobody met.
    pub fn left(&self) -> usize {
        self.script.len()
    }

    pub fn draw(&mut self, request: &Request) -> Option<Fault> {
        let scripted = self.script.iter().position(|(matches, _)| matches(request));
        if let Some((_, fault)) = scripted.and_then(|at| self.script.remove(at)) {
            return Some(fault);
        }
        self.chance.as_mut()?.fault(request)
    }
}

//! A GitHub that keeps state, limits and a clock of its own, and can fail in
//! every way that the real one does.
//!
//! [`Server`] is a state machine without I/O. [`Fake`] shares one between
//! tests and clients, which reach it in process through the real octocrab
//! client ([`Fake::client`]) or over HTTP ([`Fake::serve`]).

mod clock;
mod faults;
mod http;
mod limits;
mod people;
mod routes;
mod serve;
mod wire;
mod world;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use issue_gardener::model::Repository;
use issue_gardener::tracker::github::{Clock as _, Config, GitHub};
use secrecy::SecretString;

pub use clock::TestClock;
pub use faults::{Chance, Fault, Faults};
pub use http::{Outcome, Request, Response};
pub use limits::{Conduct, Limits, Telling};
pub use people::{Act, Ledger};
pub use serve::{InProcess, Served};
pub use world::{Issue, Kind, World};

/// Where an in-process client thinks that it sends to.
const BASE: &str = "http://api.github.test";

/// How long a client waits for an answer that does not come, by its clock.
const PATIENCE: Duration = Duration::from_secs(90);

/// The same over HTTP, where it really waits: short, since it often comes to that.
const HTTP_PATIENCE: Duration = Duration::from_millis(200);

/// The server, without I/O.
pub struct Server {
    pub world: World,
    pub limits: Limits,
    pub faults: Faults,
    pub people: Ledger,
    pub log: Vec<Entry>,
    /// What each request takes.
    pub latency: Duration,
    /// How far lists lag behind, by chance or not.
    pub lag: Duration,
    /// It is gone after so many requests more.
    pub away_after: Option<usize>,
    /// What somebody does just before the next issue or comment is made.
    pub before_creation: Option<Deed>,
    clock: TestClock,
    base: String,
}

/// What somebody does to the world at a time.
pub type Deed = Box<dyn FnOnce(&mut World, Duration) + Send>;

/// One request, as it went.
#[derive(Debug, Clone)]
pub struct Entry {
    pub at: Duration,
    pub method: ::http::Method,
    pub path: String,
    pub login: String,
    pub fault: Option<Fault>,
    /// None: no answer.
    pub status: Option<u16>,
}

impl Entry {
    pub fn is_write(&self) -> bool {
        self.method != ::http::Method::GET && self.path != "/graphql"
    }
}

impl Server {
    /// Answers a request, or does not.
    pub fn handle(&mut self, request: &Request) -> Outcome {
        self.clock.advance(self.latency);
        let now = self.clock.elapsed();
        self.let_people_act(now);
        if request.is_creation()
            && let Some(deed) = self.before_creation.take()
        {
            deed(&mut self.world, now);
        }
        let fault = self.faults.draw(request);
        let outcome = self.meet(request, fault, now);
        let login = self.login(request);
        if let Outcome::Answer(response) = &outcome {
            self.note_look(request, response, &login, now);
        }
        self.log.push(Entry {
            at: now,
            method: request.method.clone(),
            path: request.path.clone(),
            login,
            fault,
            status: match &outcome {
                Outcome::Answer(response) | Outcome::Cut(response) => Some(response.status),
                _ => None,
            },
        });
        outcome
    }

    /// Addresses in answers are of another server from now on.
    pub fn send_redirects_to(&mut self, url: &str) {
        url.clone_into(&mut self.base);
    }

    fn meet(&mut self, request: &Request, fault: Option<Fault>, now: Duration) -> Outcome {
        if let Some(left) = &mut self.away_after {
            let Some(less) = left.checked_sub(1) else {
                return Outcome::Refused;
            };
            *left = less;
        }
        match fault {
            None => Outcome::Answer(self.serve(request, now, fault)),
            Some(Fault::Person(act)) => {
                let number = target(request).expect("a request about an issue");
                self.people.act_on(&mut self.world, act, number, 0, now);
                Outcome::Answer(self.serve(request, now, fault))
            }
            Some(Fault::Refuse) => Outcome::Refused,
            Some(Fault::ResetBefore) => Outcome::Reset,
            Some(Fault::TimeoutBefore) => self.hang(),
            Some(Fault::Crash { after: false }) => Outcome::Hang,
            Some(Fault::BadGatewayBefore) => Outcome::Answer(Response::html(502)),
            Some(Fault::Limit(telling)) => {
                let refusal = self.limits.punish(telling, now);
                Outcome::Answer(self.limits.stamp(refusal, self.clock.date()))
            }
            Some(_) => {
                let response = self.serve(request, now, fault);
                self.lose(response, fault)
            }
        }
    }

    /// What became of an answer to a request that took effect.
    fn lose(&mut self, response: Response, fault: Option<Fault>) -> Outcome {
        match fault {
            Some(Fault::ResetAfter) => Outcome::Reset,
            Some(Fault::TimeoutAfter) => self.hang(),
            Some(Fault::Crash { .. }) => Outcome::Hang,
            Some(Fault::BadGatewayAfter) => Outcome::Answer(Response::html(502)),
            Some(Fault::Html) if response.status < 300 => Outcome::Answer(Response::html(200)),
            Some(Fault::Truncated) if response.body.len() > 2 => Outcome::Cut(response),
            _ => Outcome::Answer(response),
        }
    }

    fn hang(&self) -> Outcome {
        self.clock.advance(PATIENCE);
        Outcome::Hang
    }

    fn serve(&mut self, request: &Request, now: Duration, fault: Option<Fault>) -> Response {
        if let Some(refusal) = self.limits.admit(request, now) {
            return self.limits.stamp(refusal, self.clock.date());
        }
        let login = self.login(request);
        let before = target(request).and_then(|n| self.world.issue(n).cloned());
        let lag = self
            .faults
            .chance
            .as_ref()
            .map_or(Duration::ZERO, |c| c.lag)
            .max(self.lag);
        let route = routes::Route {
            world: &mut self.world,
            base: &self.base,
            now,
            listed: now.saturating_sub(lag),
            forget: fault == Some(Fault::NotStored),
            lead_back: fault == Some(Fault::Loop),
            request,
        };
        let response = conditional(request, route.answer());
        if let Some(before) = before
            && request.is_write()
            && let Some(after) = self.world.issue(before.number)
        {
            self.people.edited(&login, &before, after, now);
        }
        self.limits.stamp(response, self.clock.date())
    }

    fn let_people_act(&mut self, now: Duration) {
        let Some(chance) = &mut self.faults.chance else {
            return;
        };
        let races = chance.races;
        if let Some((act, pick)) = chance.act() {
            self.people.act(&mut self.world, act, pick, races, now);
        }
    }

    /// A client sees an issue when it reads it by itself, and when it makes it.
    fn note_look(&mut self, request: &Request, response: &Response, login: &str, now: Duration) {
        let made = || {
            let newest = self.world.issues().last()?.number;
            (response.status == 201 && request.path.ends_with("/issues")).then_some(newest)
        };
        let seen = match request.method {
            ::http::Method::GET => target(request),
            _ => made(),
        };
        if let Some(number) = seen {
            self.people.looked(login, number, now);
        }
    }

    fn login(&self, request: &Request) -> String {
        let token = request.token.as_ref();
        let token = token.and_then(|token| self.world.tokens.get(token));
        token.map_or_else(|| "nobody".to_owned(), |token| token.login.clone())
    }
}

/// The issue that a request is about by itself.
fn target(request: &Request) -> Option<u64> {
    let (_, rest) = request.path.split_once("/issues/")?;
    rest.parse().ok()
}

/// 304, if the client has what it would get.
fn conditional(request: &Request, response: Response) -> Response {
    if request.method != ::http::Method::GET || response.status != 200 {
        return response;
    }
    let link = response.headers.iter().find(|(name, _)| *name == "link");
    let link = link.map_or("", |(_, link)| link.as_str());
    let hash = issue_gardener::model::key::content_hash(&format!("{}{link}", response.body));
    let etag = format!("W/\"{hash}\"");
    if request.if_none_match.as_ref() == Some(&etag) {
        return Response::empty(304).with("etag", etag);
    }
    response.with("etag", etag)
}

/// A server that tests and clients share.
#[derive(Clone)]
pub struct Fake {
    server: Arc<Mutex<Server>>,
    clock: TestClock,
    crash: Arc<tokio::sync::Notify>,
}

impl Fake {
    /// With an empty repository `octo/garden`, and time that stands still.
    pub fn new() -> Self {
        Self::with_clock(TestClock::stopped())
    }

    pub fn with_clock(clock: TestClock) -> Self {
        let server = Server {
            world: World::new("octo/garden"),
            limits: Limits::default(),
            faults: Faults::default(),
            people: Ledger::default(),
            log: Vec::new(),
            latency: Duration::from_millis(150),
            lag: Duration::ZERO,
            away_after: None,
            before_creation: None,
            clock: clock.clone(),
            base: BASE.to_owned(),
        };
        Self {
            server: Arc::new(Mutex::new(server)),
            clock,
            crash: Arc::default(),
        }
    }

    /// The state machine. Not to be held across an await.
    pub fn server(&self) -> MutexGuard<'_, Server> {
        // A test that fails while it looks still wants the story told.
        self.server.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn clock(&self) -> &TestClock {
        &self.clock
    }

    /// A configuration for a client of the bot's: over HTTP once it is served.
    pub fn config(&self) -> Config {
        let name = self.server().world.name.clone();
        let mut config = Config::new(Repository::parse(&name).unwrap());
        config.api_url.clone_from(&self.server().base);
        config.token = Some(SecretString::from("bot-token"));
        config.seed = Some(1);
        if self.server().faults.chance.is_some() {
            config.timeouts.total = HTTP_PATIENCE;
        }
        config
    }

    /// The real client, in process.
    pub fn client(&self) -> GitHub {
        self.client_of(self.config())
    }

    /// In process, unless the configuration names where this is served.
    pub fn client_of(&self, config: Config) -> GitHub {
        let clock = Arc::new(self.clock.clone());
        if config.api_url == BASE {
            return GitHub::with_service(config, clock, InProcess::new(self.clone())).unwrap();
        }
        GitHub::with_clock(config, clock).unwrap()
    }

    /// A person makes an issue.
    pub fn opened_by(&self, login: &str, title: &str, body: &str) -> u64 {
        let now = self.clock.elapsed();
        self.server().world.open_issue(login, title, body, now)
    }

    /// The next request that matches meets a fault.
    pub fn next(&self, matches: impl Fn(&Request) -> bool + Send + 'static, fault: Fault) {
        self.server().faults.next(matches, fault);
    }

    /// Nothing goes wrong any more, and nobody does anything.
    pub fn calm(&self) {
        self.server().faults = Faults::default();
    }

    /// Requests so far, reads and writes.
    pub fn requests(&self) -> usize {
        self.server().log.len()
    }

    pub fn writes(&self) -> usize {
        self.server()
            .log
            .iter()
            .filter(|entry| entry.is_write())
            .count()
    }

    /// What went on, a line a request: printed with a seed that fails.
    pub fn story(&self) -> String {
        let server = self.server();
        let requests = server.log.iter().map(|entry| {
            let Entry {
                at,
                method,
                path,
                login,
                fault,
                status,
            } = entry;
            (
                *at,
                format!("{login} {method} {path} -> {status:?} {fault:?}"),
            )
        });
        let mut story: Vec<(Duration, String)> = server.people.told.clone();
        story.extend(requests);
        story.sort_by_key(|(at, _)| *at);
        let lines = story
            .iter()
            .map(|(at, line)| format!("{:9.2} {line}", at.as_secs_f64()));
        lines.collect::<Vec<_>>().join("\n")
    }
}

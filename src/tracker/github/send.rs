//! Sending a request as often as is safe and as slowly as is asked.

use std::time::Duration;

use http::StatusCode;
use serde::de::DeserializeOwned;

use super::GitHub;
use super::cache::Cached;
use super::pacer::WriteKind;
use super::pages::{self, NextPage};
use super::transport::{Answer, Call, Endpoint, Fault};
use super::verdict::{Limit, Refusal, Verdict, date, judge, quota};
use super::wire::WireRepository;
use crate::model::Repository;
use crate::tracker::{Reader as _, TrackerError};

/// How often a request is sent before its failure is final.
const TRIES: u32 = 5;
/// How often a rate limit is waited for on behalf of one request.
const WAITS: u32 = 5;
/// The first pause between tries; it doubles.
const PAUSE: Duration = Duration::from_secs(1);
/// A server that names a longer pause with its 5xx is taken at its word up to here.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// The outcome of a read.
#[derive(Debug)]
pub(crate) enum Read<T> {
    /// What was asked for.
    Got(T, Option<NextPage>),
    /// It is at another address, outside this repository.
    Elsewhere(String),
    /// The server will not give it.
    Refused(Refusal),
}

/// The outcome of sending a write once.
#[derive(Debug)]
pub(crate) enum Sent {
    /// It took effect, says the server.
    Done(Answer),
    /// The server will not do it.
    Refused(Refusal),
    /// It had no effect, and the time to send it again has come.
    Again,
    /// It is not known whether it had an effect.
    Unknown(String),
    /// What it would change is at another address.
    Elsewhere(String),
}

/// A request and the answer to it.
struct Exchange {
    path: String,
    kept: Option<Cached>,
    answer: Result<Answer, Fault>,
}

/// The meaning of one exchange for a read.
enum Step<T> {
    Done(Read<T>),
    /// It fails for good.
    Final(TrackerError),
    /// What was kept cannot be read: ask without it.
    Stale,
    Limited(Limit),
    Moved(String),
    Failed {
        error: TrackerError,
        wait: Option<Duration>,
    },
}

/// How often one request was tried.
#[derive(Debug, Default)]
pub(crate) struct Tries {
    faults: u32,
    waits: u32,
}

impl GitHub {
    /// Reads one page or item, repeating as needed: reads change nothing.
    pub(super) async fn read<T: DeserializeOwned>(
        &self,
        call: &Call,
        target: &str,
    ) -> Result<Read<T>, TrackerError> {
        let mut tries = Tries::default();
        let mut use_cache = true;
        loop {
            self.gate().await?;
            let asked = self.ask(call, use_cache).await;
            match self.settle(asked, target) {
                Step::Done(read) => return Ok(read),
                Step::Final(error) => return Err(error),
                Step::Stale => use_cache = false,
                Step::Limited(limit) => self.limited(limit, false, &mut tries)?,
                Step::Moved(address) => {
                    if !self.follow_rename(&call.place).await? {
                        return Ok(Read::Elsewhere(address));
                    }
                }
                Step::Failed { error, wait } => {
                    if !self.pause(&mut tries, wait).await {
                        return Err(error);
                    }
                }
            }
        }
    }

    fn settle<T: DeserializeOwned>(&self, asked: Exchange, target: &str) -> Step<T> {
        let failed = |error, wait| Step::Failed { error, wait };
        let unreachable = |what, answered| TrackerError::Unreachable {
            target: target.to_owned(),
            what,
            answered,
        };
        match asked.answer.map(judge) {
            Ok(Verdict::Good(answer)) => match parse(&answer) {
                Ok(value) => {
                    self.keep(&asked.path, &answer);
                    Step::Done(Read::Got(value, self.next_page(&answer)))
                }
                Err(what) => failed(malformed(target, what), None),
            },
            Ok(Verdict::Unchanged) => match asked.kept.map(answer_from) {
                Some(kept) => parse(&kept).map_or(Step::Stale, |value| {
                    Step::Done(Read::Got(value, self.next_page(&kept)))
                }),
                None => failed(
                    malformed(target, "304 without a condition".to_owned()),
                    None,
                ),
            },
            Ok(Verdict::Limited(limit)) => Step::Limited(limit),
            Ok(Verdict::Moved(address)) => Step::Moved(address),
            Ok(Verdict::Refused(refusal)) => Step::Done(Read::Refused(refusal)),
            Ok(Verdict::Transient { what, wait }) => failed(unreachable(what, true), wait),
            // Asked again, it would come again.
            Err(fault @ Fault::TooLarge) => Step::Final(malformed(target, fault.what())),
            Err(fault) => failed(unreachable(fault.what(), false), None),
        }
    }

    /// Sends a write once, when its turn and time have come. What is certain
    /// to have had no effect comes back as [`Sent::Again`] once it may be
    /// repeated; whether it should be is the caller's to say.
    pub(super) async fn write_once(
        &self,
        kind: WriteKind,
        call: &Call,
        target: &str,
        tries: &mut Tries,
    ) -> Result<Sent, TrackerError> {
        let _turn = self.turn.lock().await;
        self.pace(kind).await?;
        self.note_write(kind);
        let asked = self.ask(call, false).await;
        self.state().pacer.answered(kind, self.clock.elapsed());
        match asked.answer.map(judge) {
            Ok(Verdict::Good(answer)) => Ok(Sent::Done(answer)),
            Ok(Verdict::Refused(refusal)) => Ok(Sent::Refused(refusal)),
            Ok(Verdict::Limited(limit)) => {
                self.limited(limit, true, tries)?;
                self.gate().await?;
                Ok(Sent::Again)
            }
            Ok(Verdict::Moved(address)) => {
                if self.follow_rename(&call.place).await? {
                    return Ok(Sent::Again);
                }
                Ok(Sent::Elsewhere(address))
            }
            Ok(Verdict::Transient { what, .. }) | Err(Fault::Lost(what)) => Ok(Sent::Unknown(what)),
            Ok(Verdict::Unchanged) => Ok(Sent::Unknown("304 to a write".to_owned())),
            Err(fault @ Fault::TooLarge) => Ok(Sent::Unknown(fault.what())),
            Err(Fault::NotSent(what)) => {
                if self.pause(tries, None).await {
                    return Ok(Sent::Again);
                }
                Err(TrackerError::Unreachable {
                    target: target.to_owned(),
                    what,
                    answered: false,
                })
            }
        }
    }

    /// One exchange, on the condition that what was kept has changed.
    async fn ask(&self, call: &Call, use_cache: bool) -> Exchange {
        let repository = self.repository().to_string();
        let path = self.transport.path(&call.place, &repository);
        let kept = use_cache.then(|| self.kept(&path)).flatten();
        let etag = kept.as_ref().map(|kept| kept.etag.as_str());
        self.state().stats.requests += 1;
        let answer = self.transport.exchange(call, &path, etag).await;
        if let Ok(answer) = &answer {
            self.note(answer, call.is_write());
        }
        Exchange { path, kept, answer }
    }

    /// Keeps count of an answer, and stops short of a used-up quota.
    fn note(&self, answer: &Answer, is_write: bool) {
        let now = self.clock.elapsed();
        let mut state = self.state();
        if let Some(date) = date(answer) {
            state.date = Some((date, now));
        }
        if answer.status == StatusCode::NOT_MODIFIED {
            state.stats.not_modified += 1;
        }
        if answer.status.is_success() || answer.status == StatusCode::NOT_MODIFIED {
            state.pacer.accepted(is_write);
        }
        if let Some(quota) = quota(answer) {
            state.quota = Some(quota);
            if quota.remaining == 0 {
                state
                    .pacer
                    .block(quota.resets_in + Duration::from_secs(1), now);
            }
        }
    }

    /// Waits until a write may go. The time is looked at again after each
    /// wait: another request may have run into a limit meanwhile.
    pub(super) async fn pace(&self, kind: WriteKind) -> Result<(), TrackerError> {
        loop {
            self.gate().await?;
            let now = self.clock.elapsed();
            let wait = self.state().pacer.wait(kind, now);
            if wait.is_zero() {
                return Ok(());
            }
            self.sleep(wait).await;
        }
    }

    fn note_write(&self, kind: WriteKind) {
        let now = self.clock.elapsed();
        let mut state = self.state();
        state.stats.writes += 1;
        state.pacer.sent(kind, now);
    }

    /// Waits while nothing may be sent. A wait beyond what is allowed fails
    /// at once, and so does every request until it is over.
    async fn gate(&self) -> Result<(), TrackerError> {
        loop {
            let now = self.clock.elapsed();
            let wait = self.state().pacer.blocked(now);
            if wait.is_zero() {
                return Ok(());
            }
            if wait > self.config.max_wait {
                return Err(TrackerError::RateLimited { wait });
            }
            self.sleep(wait).await;
        }
    }

    fn limited(&self, limit: Limit, is_write: bool, tries: &mut Tries) -> Result<(), TrackerError> {
        let now = self.clock.elapsed();
        let wait = {
            let mut state = self.state();
            state.stats.refused += 1;
            state.pacer.refused(is_write, limit.asked, now)
        };
        tracing::warn!(seconds = wait.as_secs(), "rate limited: waiting");
        tries.waits += 1;
        if tries.waits > WAITS || wait > self.config.max_wait {
            return Err(TrackerError::RateLimited { wait });
        }
        Ok(())
    }

    /// Waits before the next try; false when there have been enough.
    /// Half of each pause is chance, so that many clients spread out.
    pub(super) async fn pause(&self, tries: &mut Tries, asked: Option<Duration>) -> bool {
        tries.faults += 1;
        if tries.faults >= TRIES {
            return false;
        }
        let pause = PAUSE * 2_u32.pow(tries.faults - 1);
        let share = 0.5 + self.state().jitter.f64() / 2.0;
        let asked = asked.unwrap_or_default().min(LONGEST_PAUSE);
        self.sleep(pause.mul_f64(share).max(asked)).await;
        true
    }

    async fn sleep(&self, time: Duration) {
        self.state().stats.waited += time;
        self.clock.sleep(time).await;
    }

    /// On a redirect: whether the repository as a whole has a new name, so
    /// that the request is worth repeating there. Asked at most once.
    async fn follow_rename(&self, place: &Endpoint) -> Result<bool, TrackerError> {
        if !matches!(place, Endpoint::Repository(_)) || self.renamed().is_some() {
            return Ok(false);
        }
        let old = self.config.repository.clone();
        let Some(new) = Box::pin(self.present_name()).await? else {
            return Ok(false);
        };
        if new.is(&old) {
            return Ok(false);
        }
        tracing::warn!(%old, %new, "the repository was renamed");
        self.state().renamed = Some(new);
        Ok(true)
    }

    /// The repository's name as the server gives it, on this same server.
    async fn present_name(&self) -> Result<Option<Repository>, TrackerError> {
        let target = self.config.repository.to_string();
        let root = Endpoint::Root(format!("/repos/{target}"));
        let found = match self
            .read::<WireRepository>(&Call::get(root), &target)
            .await?
        {
            Read::Elsewhere(address) => {
                let path = self.own_path(&address, &target)?;
                self.read(&Call::get(Endpoint::Given(path)), &target)
                    .await?
            }
            found => found,
        };
        match found {
            Read::Got(WireRepository { full_name }, _) => Ok(Repository::parse(&full_name)),
            Read::Elsewhere(_) => Err(malformed(&target, "it redirects in circles".to_owned())),
            Read::Refused(refusal) => Err(refusal.into_error("find the repository", &target)),
        }
    }

    /// The path of an address that must be on this server.
    pub(super) fn own_path(&self, address: &str, target: &str) -> Result<String, TrackerError> {
        self.transport.own_path(address).ok_or_else(|| {
            malformed(
                target,
                "it redirects to another server, which is not followed".to_owned(),
            )
        })
    }

    /// The `Link` to the next page.
    fn next_page(&self, answer: &Answer) -> Option<NextPage> {
        let address = pages::next(answer.header("link")?)?;
        let uri: http::Uri = address.parse().ok()?;
        let is_here = self.transport.own_path(address).is_some();
        Some(NextPage {
            path: uri.path_and_query()?.as_str().to_owned(),
            elsewhere: uri.host().filter(|_| !is_here).map(str::to_owned),
        })
    }

    fn kept(&self, path: &str) -> Option<Cached> {
        let cache = self.config.cache.as_ref()?;
        cache.get(&self.transport.address(path))
    }

    fn keep(&self, path: &str, answer: &Answer) {
        let (Some(cache), Some(etag)) = (&self.config.cache, answer.header("etag")) else {
            return;
        };
        let Ok(body) = std::str::from_utf8(&answer.body) else {
            return;
        };
        cache.put(Cached {
            url: self.transport.address(path),
            etag: etag.to_owned(),
            link: answer.header("link").map(str::to_owned),
            body: body.to_owned(),
        });
    }
}

/// A kept answer as if it had just come.
fn answer_from(kept: Cached) -> Answer {
    let mut headers = http::HeaderMap::new();
    if let Some(Ok(link)) = kept.link.map(http::HeaderValue::try_from) {
        headers.insert(http::header::LINK, link);
    }
    Answer {
        status: StatusCode::OK,
        headers,
        body: kept.body.into(),
    }
}

/// Reads an answer's JSON; an error says what came instead.
pub(crate) fn parse<T: DeserializeOwned>(answer: &Answer) -> Result<T, String> {
    serde_json::from_slice(&answer.body).map_err(|error| {
        let is_html = answer.body.trim_ascii_start().starts_with(b"<");
        let kind = if is_html {
            "HTML, not JSON"
        } else {
            "not the JSON expected"
        };
        format!("{kind} ({} bytes; {error})", answer.body.len())
    })
}

pub(crate) fn malformed(target: &str, what: String) -> TrackerError {
    TrackerError::Malformed {
        target: target.to_owned(),
        what,
    }
}

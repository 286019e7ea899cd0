//! A repository's issues on GitHub, or on a server that speaks its REST API.
//!
//! octocrab is used for its HTTP only (`transport`); answers are read into
//! types of our own (`wire`), since its models refuse what other servers leave
//! out. `verdict` says what an answer means, `pacer` when a write may go,
//! `send` brings both together, `read` and `write` are the tracker's traits.

mod cache;
mod clock;
mod config;
mod dialect;
mod pacer;
mod pages;
mod proxy;
mod read;
mod send;
mod transport;
mod verdict;
mod wire;
mod write;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use octocrab::OctoBody;
use tower::{BoxError, Service};

pub use cache::{Cache, Cached, FolderCache, MemoryCache};
pub use clock::{Clock, Sleep, SystemClock};
pub use config::{API_URL, Config, Timeouts};
pub use dialect::DIALECT;
pub use pacer::{Pacer, WriteKind};
pub use proxy::Proxies;

use super::{Identity, Quota, Reader as _, TrackerError};
use crate::model::{CommentId, IssueNumber, Repository, Time};
use transport::Transport;

/// A repository's issues. Made inside a tokio runtime, which its connections use.
pub struct GitHub {
    config: Config,
    transport: Transport,
    clock: Arc<dyn Clock>,
    state: Mutex<ClientState>,
    /// Held by the write under way: they go one at a time.
    turn: tokio::sync::Mutex<()>,
}

/// Counts of what a client did so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stats {
    /// Requests sent, reads and writes, with those repeated.
    pub requests: u64,
    /// Writes sent, with those repeated.
    pub writes: u64,
    /// Reads answered 304 from what was kept.
    pub not_modified: u64,
    /// Requests that a rate limit refused.
    pub refused: u64,
    /// Time spent waiting: for the pace, for limits, between tries.
    pub waited: Duration,
}

#[derive(Debug)]
struct ClientState {
    pacer: Pacer,
    stats: Stats,
    quota: Option<Quota>,
    /// The server's clock as last told, and when by ours that never goes back.
    date: Option<(Time, Duration)>,
    jitter: fastrand::Rng,
    identity: Option<Identity>,
    /// Where the repository is now, once a redirect has told.
    renamed: Option<Repository>,
    /// What was last seen of what can be edited, as hashes: an edit is
    /// repeated only over what it was meant to replace.
    seen_issues: HashMap<IssueNumber, String>,
    seen_comments: HashMap<CommentId, String>,
}

impl GitHub {
    /// Over the network. Sends nothing yet.
    pub fn new(config: Config) -> Result<Self, TrackerError> {
        let transport = Transport::connect(&config)?;
        Ok(Self::assemble(
            config,
            transport,
            Arc::new(SystemClock::new()),
        ))
    }

    /// Over the network, waiting by another clock.
    pub fn with_clock(config: Config, clock: Arc<dyn Clock>) -> Result<Self, TrackerError> {
        let transport = Transport::connect(&config)?;
        Ok(Self::assemble(config, transport, clock))
    }

    /// Through a service in place of the network: the same client, octocrab
    /// and all, without a socket.
    pub fn with_service<S>(
        config: Config,
        clock: Arc<dyn Clock>,
        service: S,
    ) -> Result<Self, TrackerError>
    where
        S: Service<Request<OctoBody>, Response = Response<Full<Bytes>>> + Send + 'static,
        S::Future: Send + 'static,
        S::Error: Into<BoxError>,
    {
        let transport = Transport::through(&config, service)?;
        Ok(Self::assemble(config, transport, clock))
    }

    fn assemble(config: Config, transport: Transport, clock: Arc<dyn Clock>) -> Self {
        let state = ClientState {
            pacer: Pacer::new(config.creates_per_minute),
            stats: Stats::default(),
            quota: None,
            date: None,
            jitter: config
                .seed
                .map_or_else(fastrand::Rng::new, fastrand::Rng::with_seed),
            identity: None,
            renamed: None,
            seen_issues: HashMap::new(),
            seen_comments: HashMap::new(),
        };
        Self {
            config,
            transport,
            clock,
            state: Mutex::new(state),
            turn: tokio::sync::Mutex::new(()),
        }
    }

    /// Returns counts of what this client did so far.
    pub fn stats(&self) -> Stats {
        self.state().stats
    }

    /// The repository as it is called now.
    fn repository(&self) -> Repository {
        let renamed = self.renamed();
        renamed.unwrap_or_else(|| self.config.repository.clone())
    }

    /// An issue, in words.
    fn place_of(&self, number: IssueNumber) -> String {
        format!("{}#{number}", self.repository())
    }

    /// Never held across an await.
    fn state(&self) -> MutexGuard<'_, ClientState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for GitHub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GitHub")
            .field("config", &self.config)
            .field("clock", &self.clock)
            .finish_non_exhaustive()
    }
}

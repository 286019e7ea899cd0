//! What the client needs to know, and where it usually comes from.

use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;

use super::DIALECT;
use super::cache::Cache;
use super::proxy::Proxies;
use crate::model::{Login, Repository};

/// Where GitHub's own API is.
pub const API_URL: &str = "https://api.github.com";

/// How a [`super::GitHub`] is set up. Start from [`Config::new`].
#[derive(Debug, Clone)]
pub struct Config {
    /// The repository whose issues are read and written.
    pub repository: Repository,
    /// Root of the REST API; on a GitHub Enterprise Server it ends in `/api/v3`.
    pub api_url: String,
    /// Without one only public repositories can be read.
    pub token: Option<SecretString>,
    /// The account that the token belongs to, where the user says so.
    pub identity: Option<Login>,
    /// Running inside GitHub Actions, whose token may not ask who it is.
    pub in_actions: bool,
    /// Issues and comments made a minute, at most; kept within 1 and 80.
    pub creates_per_minute: u32,
    /// On the way to the server.
    pub proxies: Proxies,
    /// Bounds on one request.
    pub timeouts: Timeouts,
    /// The longest single wait for a rate limit; what asks for more fails.
    pub max_wait: Duration,
    /// Answers kept for conditional requests.
    pub cache: Option<Arc<dyn Cache>>,
    /// Fixes the jitter of retries; otherwise it differs each time.
    pub seed: Option<u64>,
}

/// Bounds on one request.
#[derive(Debug, Clone, Copy)]
pub struct Timeouts {
    /// Until the connection stands, TLS and all.
    pub connect: Duration,
    /// Between two arrivals of bytes.
    pub read: Duration,
    /// Between two departures of bytes.
    pub write: Duration,
    /// The whole exchange: an answer that trickles in stays under `read` forever.
    pub total: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            read: Duration::from_secs(30),
            write: Duration::from_secs(30),
            total: Duration::from_secs(90),
        }
    }
}

impl Config {
    /// GitHub's own server, nobody's token, and careful bounds.
    pub fn new(repository: Repository) -> Self {
        Self {
            repository,
            api_url: API_URL.to_owned(),
            token: None,
            identity: None,
            in_actions: false,
            creates_per_minute: 20,
            proxies: Proxies::default(),
            timeouts: Timeouts::default(),
            max_wait: Duration::from_mins(15),
            cache: None,
            seed: None,
        }
    }

    /// Reads `GITHUB_TOKEN` or `GH_TOKEN`, `GITHUB_API_URL`, `GITHUB_ACTIONS`
    /// and the proxies, as GitHub's own tools do; empty is unset.
    pub fn from_env(repository: Repository, var: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| {
            var(name)
                .map(|value| value.trim().to_owned())
                .filter(|value| !value.is_empty())
        };
        let mut config = Self::new(repository);
        let mut variables = DIALECT.credentials.token_variables.iter();
        config.token = variables.find_map(|name| set(name)).map(SecretString::from);
        if let Some(url) = set("GITHUB_API_URL") {
            config.api_url = url;
        }
        config.proxies = Proxies::from_env(set);
        config.in_actions = set("GITHUB_ACTIONS").as_deref() == Some("true");
        config
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret as _;

    #[test]
    fn the_environment_is_read_as_githubs_tools_read_it() {
        let repository = Repository::parse("octo/hello").unwrap();
        let config = Config::from_env(repository.clone(), |name| match name {
            "GITHUB_TOKEN" => Some(String::new()),
            "GH_TOKEN" => Some(" not-a-token\n".to_owned()),
            "GITHUB_ACTIONS" => Some("true".to_owned()),
            _ => None,
        });
        assert_eq!(
            config.token.as_ref().unwrap().expose_secret(),
            "not-a-token"
        );
        assert_eq!(config.api_url, API_URL);
        assert!(config.in_actions);
        assert!(!format!("{config:?}").contains("not-a-token"));
        let bare = Config::from_env(repository, |_| None);
        assert!(bare.token.is_none() && !bare.in_actions);
    }
}

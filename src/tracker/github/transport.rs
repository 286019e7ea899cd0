//! One exchange with the server: a request out, a whole answer in, or how it failed.
//!
//! octocrab carries the bytes and the token. Its retries are compiled out,
//! because they repeat `POST`s, and so are its redirects, because they turn a
//! `POST` into a `GET`; both are decided above this file.

use std::error::Error as StdError;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri, header,
};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper_timeout::TimeoutConnector;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use octocrab::service::middleware::base_uri::BaseUriLayer;
use octocrab::service::middleware::extra_headers::ExtraHeadersLayer;
use octocrab::{AuthState, OctoBody, Octocrab, OctocrabBuilder};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use tower::{BoxError, Service};

use super::DIALECT;
use super::config::{Config, Timeouts};
use super::proxy;
use crate::tracker::TrackerError;

/// One request, before it is known where the repository is.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) place: Endpoint,
    pub(crate) body: Option<Value>,
}

/// Where a request goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Endpoint {
    /// Below the repository, wherever that has moved: `/issues/5`.
    Repository(String),
    /// Below the API's root: `/user`.
    Root(String),
    /// A path with its query, as the server itself gave it.
    Given(String),
    /// GraphQL, which on an Enterprise Server is beside the REST root.
    GraphQl,
}

impl Call {
    pub(crate) fn get(place: Endpoint) -> Self {
        Self {
            method: Method::GET,
            place,
            body: None,
        }
    }

    pub(crate) fn with_body(method: Method, place: Endpoint, body: Value) -> Self {
        Self {
            method,
            place,
            body: Some(body),
        }
    }
}

impl Call {
    /// Changes something; asking GraphQL does not, although it is a `POST`.
    pub(crate) fn is_write(&self) -> bool {
        self.method != Method::GET && self.place != Endpoint::GraphQl
    }
}

/// An answer of the server, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn header(&self, name: impl AsRef<str>) -> Option<&str> {
        self.headers.get(name.as_ref())?.to_str().ok()
    }
}

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum Fault {
    /// No connection came about: the request had no effect.
    NotSent(String),
    /// It was sent, or may have been; what became of it is not known.
    Lost(String),
    /// The answer does not end within [`LARGEST_ANSWER`].
    TooLarge,
}

impl Fault {
    pub(crate) fn what(self) -> String {
        match self {
            Self::NotSent(what) | Self::Lost(what) => what,
            Self::TooLarge => format!(
                "an answer of more than {} MiB, which was given up",
                LARGEST_ANSWER >> 20
            ),
        }
    }
}

/// The way to one server.
pub(crate) struct Transport {
    octocrab: Octocrab,
    /// Scheme and authority.
    origin: Uri,
    /// Path of the API's root, without a slash at its end.
    root: String,
    deadline: Duration,
}

impl Transport {
    /// Over TCP and TLS.
    pub(crate) fn connect(config: &Config) -> Result<Self, TrackerError> {
        let (origin, _) = split(&config.api_url)?;
        let failed = |error: &(dyn StdError + 'static)| unreachable(&config.api_url, error);
        let proxy = config.proxies.to(&origin)?;
        let forward_auth = proxy.as_ref().and_then(|proxy| proxy.forward_auth(&origin));
        let connector = proxy::connector(proxy).map_err(|error| failed(&error))?;
        let Timeouts {
            connect,
            read,
            write,
            ..
        } = config.timeouts;
        let mut connector = TimeoutConnector::new(connector);
        connector.set_connect_timeout(Some(connect));
        connector.set_read_timeout(Some(read));
        connector.set_write_timeout(Some(write));
        let client = Client::builder(TokioExecutor::new()).build(connector);
        Self::assemble(config, client, forward_auth)
    }

    /// Through any service, so that a server can stand in without a socket.
    pub(crate) fn through<S>(config: &Config, service: S) -> Result<Self, TrackerError>
    where
        S: Service<Request<OctoBody>, Response = Response<Full<Bytes>>> + Send + 'static,
        S::Future: Send + 'static,
        S::Error: Into<BoxError>,
    {
        Self::assemble(config, service, None)
    }

    /// octocrab's own way of building sends its name beside ours: two
    /// `User-Agent` headers, which strict servers refuse.
    fn assemble<S, B>(
        config: &Config,
        service: S,
        forward_auth: Option<HeaderValue>,
    ) -> Result<Self, TrackerError>
    where
        S: Service<Request<OctoBody>, Response = Response<B>> + Send + 'static,
        S::Future: Send + 'static,
        S::Error: Into<BoxError>,
        B: hyper::body::Body<Data = Bytes> + Send + Sync + 'static,
        B::Error: Into<BoxError>,
    {
        let (origin, root) = split(&config.api_url)?;
        let auth = match checked(config.token.as_ref(), &config.repository)? {
            Some(token) => AuthState::AccessToken { token },
            None => AuthState::None,
        };
        let mut headers = vec![(header::USER_AGENT, HeaderValue::from_static(AGENT))];
        headers.extend(forward_auth.map(|auth| (header::PROXY_AUTHORIZATION, auth)));
        let Ok(octocrab) = OctocrabBuilder::new_empty()
            .with_service(service)
            .with_layer(&BaseUriLayer::new(origin.clone()))
            .with_layer(&ExtraHeadersLayer::new(Arc::new(headers)))
            .with_auth(auth)
            .build();
        Ok(Self {
            octocrab,
            origin,
            root,
            deadline: config.timeouts.total,
        })
    }

    /// The path and query of a place, given where the repository is now.
    pub(crate) fn path(&self, place: &Endpoint, repository: &str) -> String {
        match place {
            Endpoint::Repository(path) => format!("{}/repos/{repository}{path}", self.root),
            Endpoint::Root(path) => format!("{}{path}", self.root),
            Endpoint::Given(path) => path.clone(),
            Endpoint::GraphQl => match self.root.strip_suffix("/v3") {
                Some(api) => format!("{api}/graphql"),
                None => format!("{}/graphql", self.root),
            },
        }
    }

    /// The whole address of a path.
    pub(crate) fn address(&self, path: &str) -> String {
        format!("{}{path}", self.origin.to_string().trim_end_matches('/'))
    }

    /// The path and query of an address, if it is on this very server.
    /// Anything else is not followed: the token stays here.
    pub(crate) fn own_path(&self, address: &str) -> Option<String> {
        let uri: Uri = address.parse().ok()?;
        let same_host = match (uri.scheme(), uri.authority()) {
            (None, None) => true,
            (scheme, authority) => {
                scheme == self.origin.scheme() && authority == self.origin.authority()
            }
        };
        let path = uri.path_and_query()?.as_str();
        // `//HOST/…` names another server without a scheme.
        (same_host && !path.starts_with("//")).then(|| path.to_owned())
    }

    /// Sends and reads the whole answer.
    pub(crate) async fn exchange(
        &self,
        call: &Call,
        path: &str,
        etag: Option<&str>,
    ) -> Result<Answer, Fault> {
        match tokio::time::timeout(self.deadline, self.send(call, path, etag)).await {
            Ok(result) => result,
            Err(_) => Err(Fault::Lost(format!(
                "no whole answer within {}",
                humantime::format_duration(self.deadline)
            ))),
        }
    }

    async fn send(&self, call: &Call, path: &str, etag: Option<&str>) -> Result<Answer, Fault> {
        let mut request = Request::builder()
            .method(call.method.clone())
            .uri(path)
            .header(header::ACCEPT, "application/vnd.github+json");
        if let Some(etag) = etag {
            request = request.header(header::IF_NONE_MATCH, etag);
        }
        let request = self
            .octocrab
            .build_request(request, call.body.as_ref())
            .map_err(|error| Fault::NotSent(chain(&error)))?;
        let response = self
            .octocrab
            .execute(request)
            .await
            .map_err(|error| fault(&error))?;
        let (parts, body) = response.into_parts();
        let body = match Limited::new(body, LARGEST_ANSWER).collect().await {
            Ok(body) => body.to_bytes(),
            Err(error) if error.is::<LengthLimitError>() => return Err(Fault::TooLarge),
            Err(error) => return Err(Fault::Lost(chain(&*error))),
        };
        Ok(Answer {
            status: parts.status,
            headers: parts.headers,
            body,
        })
    }
}

/// Bytes of the largest answer that is read: a page of a hundred issues with
/// the longest bodies that GitHub takes is under half of it.
const LARGEST_ANSWER: usize = 64 << 20;

/// How the program introduces itself.
const AGENT: &str = concat!("issue-gardener/", env!("CARGO_PKG_VERSION"));

/// Splits the API's address into origin and path.
fn split(api_url: &str) -> Result<(Uri, String), TrackerError> {
    let bad = |what: &str| TrackerError::Unreachable {
        target: api_url.to_owned(),
        what: what.to_owned(),
        answered: false,
    };
    let uri: Uri = api_url.parse().map_err(|_| bad("this is not an address"))?;
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return Err(bad("GITHUB_API_URL is a whole address: https://HOST"));
    };
    if !matches!(scheme, "http" | "https") {
        return Err(bad("GITHUB_API_URL is an address of http or https"));
    }
    if authority.as_str().contains('@') {
        // Not repeated: it may hold a password.
        return Err(TrackerError::Unreachable {
            target: "GITHUB_API_URL".to_owned(),
            what: "it must not hold an account; a token goes into GITHUB_TOKEN".to_owned(),
            answered: false,
        });
    }
    let origin = format!("{scheme}://{authority}")
        .parse()
        .map_err(|_| bad("this is not an address"))?;
    Ok((origin, uri.path().trim_end_matches('/').to_owned()))
}

/// A token that can be a header: octocrab takes that for granted.
fn checked(
    token: Option<&SecretString>,
    target: &impl ToString,
) -> Result<Option<SecretString>, TrackerError> {
    let Some(token) = token else { return Ok(None) };
    let trimmed = token.expose_secret().trim();
    if trimmed.bytes().all(|b| b.is_ascii_graphic()) {
        return Ok(Some(SecretString::from(trimmed)));
    }
    Err(TrackerError::Unauthorized {
        what: "it holds spaces or characters that no token has".to_owned(),
        target: target.to_string(),
        variables: DIALECT.credentials.token_variables,
    })
}

fn unreachable(target: &str, error: &(dyn StdError + 'static)) -> TrackerError {
    TrackerError::Unreachable {
        target: target.to_owned(),
        what: chain(error),
        answered: false,
    }
}

/// Returns whether a request can have had an effect, from what it failed with.
fn fault(error: &octocrab::Error) -> Fault {
    let what = chain(error);
    if causes(error).any(never_connected) {
        Fault::NotSent(what)
    } else {
        Fault::Lost(what)
    }
}

fn never_connected(error: &(dyn StdError + 'static)) -> bool {
    if let Some(error) = error.downcast_ref::<hyper_util::client::legacy::Error>() {
        return error.is_connect();
    }
    error
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == io::ErrorKind::ConnectionRefused)
}

fn causes<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |error| (**error).source())
}

/// The causes in one line, each said once.
fn chain(error: &(dyn StdError + 'static)) -> String {
    let mut said: Vec<String> = Vec::new();
    for cause in causes(error) {
        // octocrab's own wrappers repeat their source, with a backtrace.
        let text = cause.to_string();
        let line = text.lines().next().unwrap_or_default();
        let text = line.strip_prefix("Service Error: ").unwrap_or(line);
        if !said.iter().any(|earlier| earlier.contains(text)) {
            said.push(text.to_owned());
        }
    }
    said.join(": ")
}

/// The header that names what permission a call needs.
pub(crate) fn needed_scope(answer: &Answer) -> Option<String> {
    const NAMES: [HeaderName; 2] = [
        HeaderName::from_static("x-accepted-github-permissions"),
        HeaderName::from_static("x-accepted-oauth-scopes"),
    ];
    NAMES
        .iter()
        .filter_map(|name| answer.header(name))
        .find(|scope| !scope.is_empty())
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Repository;

    fn transport(api_url: &str, token: Option<&str>) -> Result<Transport, TrackerError> {
        let mut config = Config::new(Repository::parse("octo/hello").unwrap());
        api_url.clone_into(&mut config.api_url);
        config.token = token.map(SecretString::from);
        Transport::connect(&config)
    }

    #[tokio::test]
    async fn paths_are_below_the_servers_root() {
        let places = [
            Endpoint::Repository("/issues/5".to_owned()),
            Endpoint::Root("/user".to_owned()),
            Endpoint::Given("/repositories/1/issues?page=2".to_owned()),
            Endpoint::GraphQl,
        ];
        let paths = |api_url| {
            let transport = transport(api_url, None).unwrap();
            places
                .clone()
                .map(|place| transport.path(&place, "octo/hello"))
        };
        assert_eq!(
            paths("https://api.github.com"),
            [
                "/repos/octo/hello/issues/5",
                "/user",
                "/repositories/1/issues?page=2",
                "/graphql"
            ]
        );
        assert_eq!(
            paths("https://ghe.example/api/v3/"),
            [
                "/api/v3/repos/octo/hello/issues/5",
                "/api/v3/user",
                "/repositories/1/issues?page=2",
                "/api/graphql"
            ]
        );
    }

    #[tokio::test]
    async fn only_this_server_is_followed() {
        let transport = transport("https://ghe.example/api/v3", None).unwrap();
        let own = |address| transport.own_path(address);
        assert_eq!(own("https://ghe.example/a?b=c").as_deref(), Some("/a?b=c"));
        assert_eq!(own("/a").as_deref(), Some("/a"));
        for other in [
            "https://evil.example/a",
            "http://ghe.example/a",
            "https://ghe.example:444/a",
            "https://ghe.example@evil.example/a",
            "//evil.example/a",
            "not an address",
        ] {
            assert_eq!(own(other), None, "{other}");
        }
    }

    #[tokio::test]
    async fn what_cannot_be_an_address_or_a_token_is_said() {
        let errors: Vec<String> = [
            ("api.github.com", None),
            ("ftp://api.github.com", None),
            ("https://me:secret@ghe.example", None),
            ("https://api.github.com", Some("two words")),
            ("https://api.github.com", Some("line\nbreak")),
        ]
        .into_iter()
        .map(|(url, token)| transport(url, token).err().unwrap().to_string())
        .collect();
        insta::assert_snapshot!(errors.join("\n"), @r"
        api.github.com could not be reached: GITHUB_API_URL is a whole address: https://HOST
        ftp://api.github.com could not be reached: GITHUB_API_URL is an address of http or https
        GITHUB_API_URL could not be reached: it must not hold an account; a token goes into GITHUB_TOKEN
        the tracker refused the token (it holds spaces or characters that no token has). Set GITHUB_TOKEN or GH_TOKEN to a token with access to octo/hello
        the tracker refused the token (it holds spaces or characters that no token has). Set GITHUB_TOKEN or GH_TOKEN to a token with access to octo/hello
        ");
        assert!(transport("https://api.github.com", Some(" padded\n")).is_ok());
    }
}

//! The way to the server: straight, or through a proxy.
//!
//! `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` mean what they mean
//! to curl. To a server behind TLS, a proxy only opens a tunnel (`CONNECT`, or
//! SOCKS 5): requests, and the token in them, are sealed for the server. A
//! server without TLS is asked through the proxy, which reads along like
//! anybody on that way.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use http::{HeaderValue, Uri};
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder, MaybeHttpsStream};
use hyper_util::client::legacy::connect::proxy::{SocksV5, Tunnel};
use hyper_util::client::legacy::connect::{Connected, Connection, HttpConnector};
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use hyper_util::rt::TokioIo;
use secrecy::{ExposeSecret, SecretString};
use tokio::net::TcpStream;
use tower::{BoxError, Service};

use crate::tracker::TrackerError;

/// Proxies as the environment names them. They may hold passwords.
#[derive(Debug, Clone, Default)]
pub struct Proxies {
    /// For servers behind TLS.
    pub https: Option<SecretString>,
    /// For servers without it.
    pub http: Option<SecretString>,
    /// For whichever has none of its own.
    pub all: Option<SecretString>,
    /// Hosts that are reached straight, separated by commas.
    pub none_for: Option<String>,
}

impl Proxies {
    /// Reads the variables in upper case, else in lower case; empty is unset.
    pub fn from_env(set: impl Fn(&str) -> Option<String>) -> Self {
        let either = |name: &str| set(name).or_else(|| set(&name.to_lowercase()));
        let secret = |name: &str| either(name).map(SecretString::from);
        Self {
            https: secret("HTTPS_PROXY"),
            http: secret("HTTP_PROXY"),
            all: secret("ALL_PROXY"),
            none_for: either("NO_PROXY"),
        }
    }

    /// The proxy on the way to a server, if there is one.
    pub(super) fn to(&self, server: &Uri) -> Result<Option<Proxy>, TrackerError> {
        let text = |proxy: &Option<SecretString>| {
            let text = proxy.as_ref().map(ExposeSecret::expose_secret);
            text.unwrap_or_default().to_owned()
        };
        let matcher = Matcher::builder()
            .https(text(&self.https))
            .http(text(&self.http))
            .all(text(&self.all))
            .no(self.none_for.clone().unwrap_or_default())
            .build();
        let straight = Matcher::builder()
            .all("http://proxy.invalid")
            .no(self.none_for.clone().unwrap_or_default())
            .build();
        if straight.intercept(server).is_none() {
            return Ok(None);
        }
        let is_https = server.scheme_str() == Some("https");
        let own = if is_https { &self.https } else { &self.http };
        let (name, named) = match (own, is_https) {
            (Some(_), true) => ("HTTPS_PROXY", own),
            (Some(_), false) => ("HTTP_PROXY", own),
            (None, _) => ("ALL_PROXY", &self.all),
        };
        let Some(named) = named else { return Ok(None) };
        // Not repeated: it may hold a password.
        let bad = |what: &str| TrackerError::Unreachable {
            target: name.to_owned(),
            what: what.to_owned(),
            answered: false,
        };
        // One that cannot be read is not passed by in silence.
        if !is_proxy(named.expose_secret()) {
            return Err(bad("it is not the address of a proxy: http://HOST:PORT"));
        }
        let found = matcher.intercept(server);
        let proxy = found.ok_or_else(|| bad("it is not the address of a proxy"))?;
        match proxy.uri().scheme_str() {
            Some("http" | "https" | "socks5" | "socks5h") => Ok(Some(Proxy(proxy))),
            _ => Err(bad(
                "it is a kind of proxy that is not supported: http, https or socks5",
            )),
        }
    }
}

fn is_proxy(text: &str) -> bool {
    let matcher = Matcher::builder().all(text.to_owned()).build();
    let anywhere = Uri::from_static("http://host.invalid");
    matcher.intercept(&anywhere).is_some()
}

/// A proxy, with what it wants to know of its user.
#[derive(Clone)]
pub(crate) struct Proxy(Intercept);

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let uri = self.0.uri();
        let host = uri.authority().map_or("", http::uri::Authority::as_str);
        write!(f, "the proxy {host}")
    }
}

impl Proxy {
    fn is_socks(&self) -> bool {
        let scheme = self.0.uri().scheme_str();
        scheme.is_some_and(|scheme| scheme.starts_with("socks"))
    }

    /// Returns the header that goes with each request to a server without TLS,
    /// which the proxy passes on itself.
    pub(crate) fn forward_auth(&self, server: &Uri) -> Option<HeaderValue> {
        let forwards = !self.is_socks() && server.scheme_str() == Some("http");
        self.0.basic_auth().filter(|_| forwards).cloned()
    }
}

type Tcp = TokioIo<TcpStream>;

/// Connects, through a proxy if there is one. TLS to the server is put on by
/// the connector around it.
#[derive(Clone)]
pub(crate) struct Way {
    straight: HttpConnector,
    to_proxy: HttpsConnector<HttpConnector>,
    proxy: Option<Proxy>,
}

/// A connector for any server, TLS included.
pub(crate) fn connector(proxy: Option<Proxy>) -> io::Result<HttpsConnector<Way>> {
    let https = || -> io::Result<_> {
        let builder = HttpsConnectorBuilder::new().with_native_roots()?;
        Ok(builder.https_or_http().enable_http1())
    };
    let mut straight = HttpConnector::new();
    // What the server's scheme asks for is put on around it.
    straight.enforce_http(false);
    let way = Way {
        to_proxy: https()?.wrap_connector(straight.clone()),
        straight,
        proxy,
    };
    Ok(https()?.wrap_connector(way))
}

impl Service<Uri> for Way {
    type Response = Road;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Road, BoxError>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        match &self.proxy {
            None => self.straight.poll_ready(cx).map_err(Into::into),
            Some(_) => self.to_proxy.poll_ready(cx),
        }
    }

    fn call(&mut self, server: Uri) -> Self::Future {
        let Some(proxy) = self.proxy.clone() else {
            let connecting = self.straight.call(server);
            return Box::pin(async move {
                let stream = connecting.await?;
                Ok(Road::of(MaybeHttpsStream::Http(stream)))
            });
        };
        let mut to_proxy = self.to_proxy.clone();
        let mut plain = self.straight.clone();
        Box::pin(async move {
            let road = through(&proxy, server, &mut to_proxy, &mut plain).await;
            road.map_err(|error| Box::new(ProxyError { proxy, error }) as BoxError)
        })
    }
}

async fn through(
    proxy: &Proxy,
    server: Uri,
    to_proxy: &mut HttpsConnector<HttpConnector>,
    plain: &mut HttpConnector,
) -> Result<Road, BoxError> {
    let address = proxy.0.uri().clone();
    if proxy.is_socks() {
        let mut socks = SocksV5::new(with_port(&address, 1080)?, plain);
        if let Some((user, password)) = proxy.0.raw_auth() {
            socks = socks.with_auth(user.to_owned(), password.to_owned());
        }
        let local = address.scheme_str() == Some("socks5");
        let stream = socks.local_dns(local).call(server).await?;
        return Ok(Road::of(MaybeHttpsStream::Http(stream)));
    }
    if server.scheme_str() == Some("http") {
        let stream = to_proxy.call(address).await?;
        return Ok(Road {
            stream,
            forwards: true,
        });
    }
    let mut tunnel = Tunnel::new(address, to_proxy);
    if let Some(auth) = proxy.0.basic_auth() {
        tunnel = tunnel.with_auth(auth.clone());
    }
    Ok(Road::of(tunnel.call(server).await?))
}

fn with_port(address: &Uri, default: u16) -> Result<Uri, BoxError> {
    if address.port().is_some() {
        return Ok(address.clone());
    }
    let host = address.host().unwrap_or_default();
    let scheme = address.scheme_str().unwrap_or_default();
    Ok(format!("{scheme}://{host}:{default}/").parse::<Uri>()?)
}

/// A connection that failed at the proxy, or behind it.
#[derive(Debug)]
struct ProxyError {
    proxy: Proxy,
    error: BoxError,
}

impl fmt::Display for ProxyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "through {}", self.proxy)
    }
}

impl StdError for ProxyError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.error)
    }
}

/// A connection to the server, or to a proxy that passes requests on.
pub(crate) struct Road {
    stream: MaybeHttpsStream<Tcp>,
    /// The proxy passes requests on, so they name their server.
    forwards: bool,
}

impl Road {
    fn of(stream: MaybeHttpsStream<Tcp>) -> Self {
        Self {
            stream,
            forwards: false,
        }
    }
}

impl Connection for Road {
    fn connected(&self) -> Connected {
        self.stream.connected().proxy(self.forwards)
    }
}

impl Read for Road {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl Write for Road {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxies(set: &[(&str, &str)]) -> Proxies {
        Proxies::from_env(|name| {
            let found = set.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    fn to(set: &[(&str, &str)], server: &str) -> String {
        let server: Uri = server.parse().unwrap();
        match proxies(set).to(&server) {
            Ok(Some(proxy)) => proxy.to_string(),
            Ok(None) => "straight".to_owned(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn the_environment_is_read_as_curl_reads_it() {
        let api = "https://api.github.com";
        assert_eq!(to(&[], api), "straight");
        let https = ("HTTPS_PROXY", "http://me:secret@proxy:3128");
        assert_eq!(to(&[https], api), "the proxy proxy:3128");
        assert_eq!(to(&[https], "http://ghe.example"), "straight");
        assert_eq!(to(&[("https_proxy", "proxy:1")], api), "the proxy proxy:1");
        let all = ("all_proxy", "socks5h://proxy:1080");
        assert_eq!(to(&[all], "http://ghe.example"), "the proxy proxy:1080");
        assert_eq!(to(&[all, https], api), "the proxy proxy:3128");
        let http = ("HTTP_PROXY", "http://other:80");
        assert_eq!(
            to(&[http, https], "http://ghe.example"),
            "the proxy other:80"
        );
        for none in ["*", "github.com", ".github.com", "x, api.github.com"] {
            assert_eq!(to(&[https, ("NO_PROXY", none)], api), "straight", "{none}");
        }
        assert_eq!(
            to(&[https, ("no_proxy", "hub.com")], api),
            "the proxy proxy:3128"
        );
        let local = "http://127.0.0.1:1";
        assert_eq!(to(&[http, ("no_proxy", "127.0.0.0/8")], local), "straight");
    }

    #[test]
    fn one_that_cannot_be_used_is_said_without_its_password() {
        for bad in [
            "ftp://me:secret@proxy",
            "http://",
            "a b",
            "socks4://me:secret@proxy",
        ] {
            let said = to(&[("ALL_PROXY", bad)], "https://api.github.com");
            assert!(said.starts_with("ALL_PROXY could not be reached"), "{said}");
            assert!(!said.contains("secret"), "{said}");
        }
        let debug = format!("{:?}", proxies(&[("ALL_PROXY", "http://me:secret@proxy")]));
        assert!(!debug.contains("secret"), "{debug}");
    }
}

//! The state machine behind a socket, and behind none.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Body, Frame, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use octocrab::OctoBody;
use tokio::net::TcpListener;

use super::http::{Outcome, Request, Response};
use super::{Fake, Fault};

/// The client died, as a schedule had it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crashed;

impl Fake {
    fn answer(&self, request: &Request) -> (Outcome, bool) {
        let mut server = self.server();
        let outcome = server.handle(request);
        let fault = server.log.last().and_then(|entry| entry.fault);
        let crashed =
            matches!(fault, Some(Fault::Crash { .. })) && matches!(outcome, Outcome::Hang);
        (outcome, crashed)
    }

    /// Runs a client until it is done or dies. A client that is to die hangs
    /// on its last request, and is dropped there.
    pub async fn until_crash<T>(&self, client: impl Future<Output = T>) -> Result<T, Crashed> {
        tokio::select! {
            biased;
            () = self.crash.notified() => Err(Crashed),
            done = client => Ok(done),
        }
    }

    /// Serves over HTTP on a port of its own, until dropped.
    pub fn serve(&self) -> Served {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        self.server().base.clone_from(&url);
        let (stop, stopped) = tokio::sync::oneshot::channel::<Infallible>();
        let fake = self.clone();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async move {
                let listener = TcpListener::from_std(listener).unwrap();
                tokio::select! {
                    _ = stopped => {}
                    () = fake.accept(listener) => {}
                }
            });
        });
        Served {
            url,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    async fn accept(self, listener: TcpListener) {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let fake = self.clone();
            let service = service_fn(move |request| fake.clone().over_http(request));
            let connection = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service);
            // A connection that breaks is what a fault asked for.
            tokio::spawn(async move { drop(connection.await) });
        }
    }

    async fn over_http(
        self,
        request: http::Request<Incoming>,
    ) -> io::Result<http::Response<BoxBody<Bytes, io::Error>>> {
        let (parts, body) = request.into_parts();
        let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
        let (outcome, crashed) = self.answer(&Request::new(&parts, &body));
        match outcome {
            Outcome::Answer(response) => {
                let response = response.into_http();
                Ok(response.map(|body| body.map_err(|never| match never {}).boxed()))
            }
            Outcome::Cut(response) => Ok(cut_short(response)),
            // A port that listens cannot refuse.
            Outcome::Refused | Outcome::Reset => Err(io::ErrorKind::ConnectionReset.into()),
            Outcome::Hang => {
                if crashed {
                    self.crash.notify_one();
                }
                std::future::pending().await
            }
        }
    }
}

/// Half of the body, then the connection breaks.
fn cut_short(response: Response) -> http::Response<BoxBody<Bytes, io::Error>> {
    let half = Bytes::from(response.body[..halfway(&response.body)].to_owned());
    let body = CutShort { half: Some(half) };
    response.into_http().map(|_| body.boxed())
}

/// A body that breaks off.
struct CutShort {
    half: Option<Bytes>,
}

impl Body for CutShort {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        Poll::Ready(Some(match self.half.take() {
            Some(half) => Ok(Frame::data(half)),
            None => Err(io::ErrorKind::ConnectionReset.into()),
        }))
    }
}

fn halfway(body: &str) -> usize {
    (body.len() / 2..body.len())
        .find(|at| body.is_char_boundary(*at))
        .unwrap_or_default()
}

/// A server over HTTP; it stops when dropped.
pub struct Served {
    pub url: String,
    stop: Option<tokio::sync::oneshot::Sender<Infallible>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            thread.join().expect("the server");
        }
    }
}

/// The server as the service that octocrab sends to: the same client as in
/// production, without a socket.
#[derive(Clone)]
pub struct InProcess {
    fake: Fake,
}

impl InProcess {
    pub fn new(fake: Fake) -> Self {
        Self { fake }
    }
}

impl tower::Service<http::Request<OctoBody>> for InProcess {
    type Response = http::Response<Full<Bytes>>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Self::Response>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<OctoBody>) -> Self::Future {
        let fake = self.fake.clone();
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
            let (outcome, crashed) = fake.answer(&Request::new(&parts, &body));
            match outcome {
                Outcome::Answer(response) => Ok(response.into_http()),
                Outcome::Cut(mut response) => {
                    response.body.truncate(halfway(&response.body));
                    Ok(response.into_http())
                }
                Outcome::Refused => Err(io::ErrorKind::ConnectionRefused.into()),
                Outcome::Reset => Err(io::ErrorKind::ConnectionReset.into()),
                Outcome::Hang if crashed => {
                    fake.crash.notify_one();
                    std::future::pending().await
                }
                Outcome::Hang => Err(io::ErrorKind::TimedOut.into()),
            }
        })
    }
}

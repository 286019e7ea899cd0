//! Through proxies that are really there, over sockets.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use issue_gardener::model::Repository;
use issue_gardener::tracker::github::{Config, GitHub, Proxies};
use issue_gardener::tracker::{Reader as _, TrackerError};
use secrecy::SecretString;

use crate::fake_github::Fake;

/// A proxy that passes requests on, opens tunnels, and remembers what it saw.
struct Proxy {
    address: String,
    /// Everything that clients sent outside of tunnels.
    heads: Arc<Mutex<Vec<String>>>,
    /// Bytes that clients sent within tunnels.
    tunnelled: Arc<Mutex<Vec<u8>>>,
}

impl Proxy {
    /// `refuses`: whatever it is asked for.
    fn start(refuses: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let proxy = Self {
            address: listener.local_addr().unwrap().to_string(),
            heads: Arc::default(),
            tunnelled: Arc::default(),
        };
        let (heads, tunnelled) = (Arc::clone(&proxy.heads), Arc::clone(&proxy.tunnelled));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (heads, tunnelled) = (Arc::clone(&heads), Arc::clone(&tunnelled));
                std::thread::spawn(move || serve(stream.unwrap(), refuses, &heads, &tunnelled));
            }
        });
        proxy
    }

    fn seen(&self) -> String {
        self.heads.lock().unwrap().join("")
    }
}

fn serve(client: TcpStream, refuses: bool, heads: &Mutex<Vec<String>>, tunnelled: &Mutex<Vec<u8>>) {
    let mut reader = BufReader::new(client.try_clone().unwrap());
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).unwrap_or(0) == 0 {
            return;
        }
    }
    heads.lock().unwrap().push(head.clone());
    let mut client = client;
    if refuses {
        let _ = client
            .write_all(b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n");
        return;
    }
    let mut words = head.split_whitespace();
    let (method, target) = (words.next().unwrap(), words.next().unwrap());
    if method == "CONNECT" {
        let Ok(server) = TcpStream::connect(target) else {
            return;
        };
        client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
        let mut back = server.try_clone().unwrap();
        let mut to_client = client.try_clone().unwrap();
        std::thread::spawn(move || std::io::copy(&mut back, &mut to_client));
        let mut server = server;
        let mut bytes = [0; 4096];
        while let Ok(count @ 1..) = reader.read(&mut bytes) {
            tunnelled.lock().unwrap().extend(&bytes[..count]);
            if server.write_all(&bytes[..count]).is_err() {
                return;
            }
        }
        return;
    }
    let rest = target.strip_prefix("http://").expect("an absolute address");
    let (host, path) = rest.split_once('/').unwrap();
    let mut server = TcpStream::connect(host).unwrap();
    let head = head.replacen(target, &format!("/{path}"), 1);
    let head = head.replacen("\r\n", "\r\nconnection: close\r\n", 1);
    server.write_all(head.as_bytes()).unwrap();
    let _ = std::io::copy(&mut server, &mut client);
}

fn config(api_url: &str, proxies: Proxies) -> Config {
    let mut config = Config::new(Repository::parse("octo/garden").unwrap());
    api_url.clone_into(&mut config.api_url);
    config.token = Some(SecretString::from("bot-token"));
    config.proxies = proxies;
    config.timeouts.connect = Duration::from_secs(2);
    config.timeouts.total = Duration::from_secs(4);
    config
}

fn client(fake: &Fake, config: Config) -> GitHub {
    GitHub::with_clock(config, Arc::new(fake.clock().clone())).unwrap()
}

fn named(name: &str, address: &str) -> Proxies {
    let name = name.to_owned();
    let address = address.to_owned();
    Proxies::from_env(move |asked| (asked == name).then(|| address.clone()))
}

#[tokio::test]
async fn a_server_without_tls_is_asked_through_the_proxy() {
    let fake = Fake::new();
    fake.opened_by("olga", "t", "b");
    let served = fake.serve();
    let proxy = Proxy::start(false);
    let address = format!("http://me:pass@{}", proxy.address);
    for name in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
        let client = client(&fake, config(&served.url, named(name, &address)));
        assert_eq!(client.all_issues().await.unwrap().len(), 1, "{name}");
    }
    let seen = proxy.seen();
    assert!(
        seen.contains(&format!("GET {}/repos/octo/garden/issues?", served.url)),
        "{seen}"
    );
    assert!(
        seen.contains("proxy-authorization: Basic bWU6cGFzcw=="),
        "{seen}"
    );
    let agents = seen.matches("user-agent: ").count();
    assert_eq!(
        (agents, seen.matches("GET ").count()),
        (4, 4),
        "one name for each request"
    );
}

#[tokio::test]
async fn who_is_not_to_be_asked_for_is_reached_straight() {
    let fake = Fake::new();
    fake.opened_by("olga", "t", "b");
    let served = fake.serve();
    let proxy = Proxy::start(false);
    let mut proxies = named("HTTP_PROXY", &proxy.address);
    proxies.none_for = Some("example.org, 127.0.0.1".to_owned());
    let client = client(&fake, config(&served.url, proxies));
    assert_eq!(client.all_issues().await.unwrap().len(), 1);
    assert_eq!(proxy.seen(), "");
}

/// Behind TLS the proxy sees where to, and nothing else. The server here does
/// not speak TLS, so the first bytes through the tunnel are the last.
#[tokio::test]
async fn a_server_behind_tls_gets_a_tunnel_and_the_proxy_no_token() {
    let fake = Fake::new();
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let host = server.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for stream in server.incoming() {
            let mut bytes = [0; 16];
            let _ = stream.unwrap().read(&mut bytes);
        }
    });
    let proxy = Proxy::start(false);
    let address = format!("http://me:pass@{}", proxy.address);
    let client = client(
        &fake,
        config(&format!("https://{host}"), named("https_proxy", &address)),
    );
    let error = client.all_issues().await.unwrap_err().to_string();
    assert!(
        error.contains(&format!("through the proxy {}", proxy.address))
            || error.contains("Connect"),
        "{error}"
    );
    assert!(!error.contains("pass"), "{error}");
    let seen = proxy.seen();
    assert!(
        seen.starts_with(&format!("CONNECT {host} HTTP/1.1\r\n")),
        "{seen}"
    );
    assert!(
        seen.to_lowercase()
            .contains("proxy-authorization: basic bwu6cgfzcw=="),
        "{seen}"
    );
    assert!(
        !seen.contains("bot-token") && !seen.contains("Bearer"),
        "{seen}"
    );
    let tunnelled = proxy.tunnelled.lock().unwrap().clone();
    assert_eq!(tunnelled[..2], [0x16, 0x03], "a TLS handshake and no words");
    assert!(!tunnelled.windows(9).any(|bytes| bytes == b"bot-token"));
}

#[tokio::test]
async fn a_proxy_that_refuses_is_named() {
    let fake = Fake::new();
    let proxy = Proxy::start(true);
    let address = format!("http://me:pass@{}", proxy.address);
    let client = client(
        &fake,
        config("https://ghe.invalid", named("HTTPS_PROXY", &address)),
    );
    let error = client.all_issues().await.unwrap_err();
    assert!(
        matches!(error, TrackerError::Unreachable { .. }),
        "{error:?}"
    );
    let error = error.to_string();
    assert!(
        error.contains(&format!("through the proxy {}", proxy.address)),
        "{error}"
    );
    assert!(!error.contains("pass"), "{error}");
}

/// A strict server: one name, and no header twice.
#[tokio::test]
async fn the_program_names_itself_once() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let heads: Arc<Mutex<Vec<String>>> = Arc::default();
    let kept = Arc::clone(&heads);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut head = String::new();
            while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head).unwrap_or(0) > 0 {}
            kept.lock().unwrap().push(head);
            let _ = stream
                .write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\n[]");
        }
    });
    let fake = Fake::new();
    let client = client(&fake, config(&url, Proxies::default()));
    assert_eq!(client.all_issues().await.unwrap(), []);
    let head = heads.lock().unwrap().concat();
    let mut names: Vec<&str> = head
        .lines()
        .skip(1)
        .filter_map(|l| l.split_once(':'))
        .map(|(n, _)| n)
        .collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all, "{head}");
    assert!(head.contains("user-agent: issue-gardener/"), "{head}");
    assert!(head.contains("authorization: Bearer bot-token"), "{head}");
}

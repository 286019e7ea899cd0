//! The client against servers and networks that misbehave, over real sockets.

use std::time::Duration;

use issue_gardener::model::issue::NewIssue;
use issue_gardener::tracker::{Reader as _, TrackerError, Writer as _};

use crate::fake_github::{Fake, Kind};

fn issue() -> NewIssue {
    NewIssue {
        title: "A problem".to_owned(),
        body: "What is known.".to_owned(),
        labels: Vec::new(),
        assignees: Vec::new(),
    }
}

/// A server that says to go elsewhere gets no second request, nor does elsewhere.
#[tokio::test]
async fn a_token_does_not_go_to_another_server() {
    let (fake, elsewhere) = (Fake::new(), Fake::new());
    fake.opened_by("olga", "t", "b");
    let (served, other) = (fake.serve(), elsewhere.serve());
    fake.server().send_redirects_to(&other.url);
    fake.server()
        .world
        .change(1, Duration::ZERO, |issue| issue.kind = Kind::Transferred);
    let mut config = fake.config();
    config.api_url.clone_from(&served.url);
    let client = fake.client_of(config);
    let result = client.issue(1).await;
    assert!(
        matches!(result, Err(TrackerError::Malformed { .. })),
        "{result:?}"
    );
    assert_eq!(elsewhere.requests(), 0);
}

/// No name, no port, no answer, half an answer: over real sockets.
#[tokio::test]
async fn an_unreachable_server_is_an_error_in_good_time() {
    let fake = Fake::new();
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let closed_port = closed.local_addr().unwrap().port();
    drop(closed);
    let addresses = [
        "http://no-such-host.invalid".to_owned(),
        format!("http://127.0.0.1:{closed_port}"),
        format!("https://127.0.0.1:{}", silent.local_addr().unwrap().port()),
        format!("http://127.0.0.1:{}", silent.local_addr().unwrap().port()),
    ];
    for (at, url) in addresses.into_iter().enumerate() {
        let mut config = fake.config();
        config.api_url.clone_from(&url);
        config.timeouts.connect = Duration::from_millis(100);
        config.timeouts.total = Duration::from_millis(200);
        let client = fake.client_of(config);
        let read = client.all_issues().await;
        assert!(
            matches!(read, Err(TrackerError::Unreachable { .. })),
            "{url}: {read:?}"
        );
        // Where no connection came about, a create is known not to have happened.
        let made = client.create(&issue()).await;
        let known = matches!(made, Err(TrackerError::Unreachable { .. }));
        assert_eq!(known, at < 3, "{url}: {made:?}");
    }
}

/// Bytes that keep coming, one at a time, outlast any read timeout.
#[tokio::test]
async fn an_answer_that_trickles_in_is_given_up() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        use std::io::Write as _;
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            std::thread::spawn(move || {
                let head = b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n";
                let _ = stream.write_all(head);
                while stream.write_all(b" ").is_ok() {
                    std::thread::sleep(Duration::from_millis(10));
                }
            });
        }
    });
    let fake = Fake::new();
    let mut config = fake.config();
    config.api_url = url;
    config.timeouts.total = Duration::from_millis(150);
    let client = fake.client_of(config);
    let started = std::time::Instant::now();
    let result = client.all_issues().await;
    assert!(
        matches!(result, Err(TrackerError::Unreachable { .. })),
        "{result:?}"
    );
    assert!(started.elapsed() < Duration::from_secs(10));
}

/// Bytes without end, which no timeout of reading sees.
#[tokio::test]
async fn an_answer_without_end_is_given_up() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let asked = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counted = std::sync::Arc::clone(&asked);
    std::thread::spawn(move || {
        use std::io::{Read as _, Write as _};
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            counted.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            std::thread::spawn(move || {
                let mut head = [0; 4096];
                let _ = stream.read(&mut head);
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n[");
                let blanks = vec![b' '; 1 << 20];
                while stream.write_all(&blanks).is_ok() {}
            });
        }
    });
    let fake = Fake::new();
    let mut config = fake.config();
    config.api_url = url;
    let client = fake.client_of(config);
    let error = client.all_issues().await.unwrap_err().to_string();
    assert!(error.contains("an answer of more than 64 MiB"), "{error}");
    assert_eq!(
        asked.load(std::sync::atomic::Ordering::SeqCst),
        1,
        "asked again"
    );
    // What became of a create is then not known.
    let made = client.create(&issue()).await;
    assert!(
        matches!(made, Err(TrackerError::OutcomeUnknown { .. })),
        "{made:?}"
    );
}

/// A next page on another server is not followed, nor called a circle.
#[tokio::test]
async fn a_next_page_on_another_server_is_said() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        use std::io::{Read as _, Write as _};
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut head = [0; 4096];
            let count = stream.read(&mut head).unwrap_or(0);
            let head = String::from_utf8_lossy(&head[..count]).into_owned();
            let path = head.split_whitespace().nth(1).unwrap_or_default();
            let answer = format!(
                "HTTP/1.1 200 OK\r\nconnection: close\r\nlink: <https://elsewhere.example{path}>; rel=\"next\"\r\ncontent-length: 2\r\n\r\n[]"
            );
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    let fake = Fake::new();
    let mut config = fake.config();
    config.api_url = url;
    let error = fake.client_of(config).all_issues().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "an answer that makes no sense from octo/garden: its next page is said to be on another server, elsewhere.example, which is not followed"
    );
}

//! A real peer: the npm package `emulate`, a stateful GitHub that others
//! wrote. Installed by the first test that needs it, from the lock file.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use issue_gardener::model::Repository;
use issue_gardener::model::issue::{Issue, NewIssue};
use issue_gardener::tracker::github::{Config, GitHub};
use issue_gardener::tracker::{Reader as _, Writer as _};
use secrecy::SecretString;

use crate::fake_github::TestClock;

/// How long it may take to start.
const START: Duration = Duration::from_secs(30);

const SEED: &str = "
tokens:
  emulate-bot: {login: gardener, scopes: [repo, user]}
  emulate-olga: {login: olga, scopes: [repo, user]}
github:
  users: [{login: gardener}, {login: olga}]
  repos: [{owner: gardener, name: garden, auto_init: true}]
";

/// A running server; it stops when dropped.
pub struct Emulate {
    pub url: String,
    process: Child,
    _seed: tempfile::NamedTempFile,
}

impl Emulate {
    /// Starts one with an empty repository `gardener/garden` and the tokens
    /// `emulate-bot` and `emulate-olga`. None without Node, and a line says
    /// so; under CI that is a failure.
    pub fn start() -> Option<Self> {
        if !node_runs() {
            assert!(
                std::env::var_os("CI").is_none(),
                "CI has no Node: emulate cannot run"
            );
            println!("skipped: emulate needs node and npm");
            return None;
        }
        let program = npm_packages("emulate").join("node_modules/emulate/dist/index.js");
        let seed = tempfile::Builder::new().suffix(".yaml").tempfile().unwrap();
        std::fs::write(seed.path(), SEED).unwrap();
        // Another process can take the port between its choice and its use.
        (0..5)
            .find_map(|_| Self::launch(&program, &seed))
            .map_or_else(
                || panic!("emulate does not start"),
                |(url, process)| {
                    Some(Self {
                        url,
                        process,
                        _seed: seed,
                    })
                },
            )
    }

    fn launch(program: &Path, seed: &tempfile::NamedTempFile) -> Option<(String, Child)> {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let mut process = Command::new("node")
            .arg(program)
            .args([
                "start",
                "--service",
                "github",
                "--port",
                &port.to_string(),
                "--seed",
            ])
            .arg(seed.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let started = Instant::now();
        while started.elapsed() < START && process.try_wait().unwrap().is_none() {
            if std::net::TcpStream::connect(("localhost", port)).is_ok() {
                return Some((format!("http://localhost:{port}"), process));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        let _ = process.kill();
        let _ = process.wait();
        None
    }

    /// A client of the bot's that never really waits.
    pub fn client(&self) -> GitHub {
        self.client_with("emulate-bot")
    }

    pub fn client_with(&self, token: &str) -> GitHub {
        let mut config = Config::new(Repository::parse("gardener/garden").unwrap());
        config.api_url.clone_from(&self.url);
        config.token = Some(SecretString::from(token));
        GitHub::with_clock(config, Arc::new(TestClock::stopped())).unwrap()
    }

    /// Makes an issue of Olga's with a number, by filling the numbers before it.
    pub async fn issue_at(&self, number: u64, title: &str, body: &str) -> Issue {
        let olga = self.client_with("emulate-olga");
        let before = olga.all_issues().await.unwrap();
        let last = before.last().map_or(0, |issue| issue.number);
        assert!(last < number, "#{number} is taken");
        let new = |title: &str, body: &str| NewIssue {
            title: title.to_owned(),
            body: body.to_owned(),
            labels: Vec::new(),
            assignees: Vec::new(),
        };
        for _ in last + 1..number {
            olga.create(&new("filler", "")).await.unwrap();
        }
        olga.create(&new(title, body)).await.unwrap()
    }
}

impl Drop for Emulate {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

pub fn node_runs() -> bool {
    ["node", "npm"].iter().all(|program| {
        let version = Command::new(program).arg("--version").output();
        version.is_ok_and(|output| output.status.success())
    })
}

/// Installs what the lock file says, once: other test processes wait.
pub fn npm_packages(name: &str) -> PathBuf {
    let from = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(name);
    let into = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&into).unwrap();
    let lock = File::create(into.join(".lock")).unwrap();
    lock.lock().unwrap();
    let wanted = std::fs::read(from.join("package-lock.json")).unwrap();
    let done = into.join("installed.json");
    if std::fs::read(&done).ok().as_ref() != Some(&wanted) {
        for name in ["package.json", "package-lock.json"] {
            std::fs::copy(from.join(name), into.join(name)).unwrap();
        }
        let status = Command::new("npm")
            .args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"])
            .current_dir(&into)
            .status()
            .unwrap();
        assert!(status.success(), "npm ci failed in {}", into.display());
        std::fs::write(&done, &wanted).unwrap();
    }
    into
}

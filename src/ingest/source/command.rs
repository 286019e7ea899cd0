//! Sources that are commands: run without a shell, read as they print.
//!
//! A command that fails, or does not end in time, says nothing: its source is
//! failed, whatever it printed before.

use std::io::{self, Read};
use std::process::{Child, ChildStderr, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::ingest::error::ReadError;

/// A command without a `timeout` is stopped after this long.
const TIMEOUT: Duration = Duration::from_mins(10);

/// Bytes at the end of what it says on standard error that are shown.
const SAID: usize = 400;

/// A command that runs.
pub(crate) struct Running {
    child: Arc<Mutex<Child>>,
    said: Arc<Mutex<Vec<u8>>>,
    listener: Option<JoinHandle<()>>,
    /// Its output was read to the end.
    ended: Arc<AtomicBool>,
    deadline: Instant,
    timeout: Duration,
}

/// Starts a program with its arguments; gives it and what it prints.
pub(crate) fn start(
    command: &[String],
    timeout: Option<Duration>,
) -> Result<(Running, Output), ReadError> {
    let Some((program, arguments)) = command.split_first() else {
        return Err(ReadError::new("the command is empty"));
    };
    let mut prepared = Command::new(program);
    prepared
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    // Of its own group, so that what it starts can be stopped with it.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut prepared, 0);
    let mut child = prepared
        .spawn()
        .map_err(|error| not_started(program, &error))?;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let timeout = timeout.unwrap_or(TIMEOUT);
    let said = Arc::default();
    let running = Running {
        child: Arc::new(Mutex::new(child)),
        listener: stderr.map(|stderr| listen(stderr, Arc::clone(&said))),
        said,
        ended: Arc::default(),
        deadline: Instant::now() + timeout,
        timeout,
    };
    let output = Output {
        chunks: pump(stdout),
        chunk: Vec::new(),
        given: 0,
        ended: Arc::clone(&running.ended),
        deadline: running.deadline,
        timeout,
        child: Arc::clone(&running.child),
    };
    Ok((running, output))
}

fn not_started(program: &str, error: &io::Error) -> ReadError {
    if error.kind() == io::ErrorKind::NotFound {
        return ReadError::new(format!("there is no program `{program}`"))
            .hint("Is it installed, and on the PATH?");
    }
    ReadError::new(format!("`{program}` can't be started: {error}"))
}

impl Running {
    /// Waits for its end; an error unless it succeeded. One of which no more
    /// is wanted is stopped: that it did not end is not its fault.
    pub(crate) fn finish(self) -> Result<(), ReadError> {
        if !self.ended.load(Ordering::Relaxed) {
            stop(&self.child);
            return Ok(());
        }
        let status = loop {
            let ended = lock(&self.child).try_wait()?;
            match ended {
                Some(status) => break status,
                None if Instant::now() >= self.deadline => {
                    stop(&self.child);
                    return Err(too_long(self.timeout));
                }
                None => thread::sleep(Duration::from_millis(5)),
            }
        };
        if status.success() {
            return Ok(());
        }
        Err(self.failed(status))
    }

    /// Stops it, as its output is of no use. Where it failed by itself, that
    /// is why, rather than what its output lacks.
    pub(crate) fn blame(self) -> Option<ReadError> {
        // One that printed nothing and fails may be about to.
        let patience = self
            .deadline
            .min(Instant::now() + Duration::from_millis(200));
        while Instant::now() < patience {
            if let Ok(Some(status)) = lock(&self.child).try_wait() {
                return (!status.success()).then(|| self.failed(status));
            }
            thread::sleep(Duration::from_millis(5));
        }
        stop(&self.child);
        None
    }

    fn failed(&self, status: ExitStatus) -> ReadError {
        // Its last words may still be on their way; something it started could
        // hold the line for ever.
        let patience = Instant::now() + Duration::from_secs(1);
        let listening = || {
            self.listener
                .as_ref()
                .is_some_and(|listener| !listener.is_finished())
        };
        while listening() && Instant::now() < patience {
            thread::sleep(Duration::from_millis(2));
        }
        let how = status.code().map_or_else(
            || "was killed".to_owned(),
            |code| format!("ended with exit code {code}"),
        );
        let said = lock(&self.said);
        let said = String::from_utf8_lossy(&said);
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        let error = ReadError::new(how);
        if said.is_empty() {
            error
        } else {
            error.detail(said)
        }
    }
}

fn too_long(timeout: Duration) -> ReadError {
    let after = humantime::format_duration(timeout);
    ReadError::new(format!("did not end within {after} and was stopped"))
        .hint("`timeout` gives it longer.")
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Kills the child and, where groups exist, all that it started.
fn stop(child: &Mutex<Child>) {
    let mut child = lock(child);
    #[cfg(unix)]
    {
        let group = format!("-{}", child.id());
        let kill = Command::new("kill")
            .args(["-KILL", "--", &group])
            .stderr(Stdio::null())
            .status();
        drop(kill);
    }
    // It may have ended meanwhile, which is as good.
    drop(child.kill());
    drop(child.wait());
}

/// Keeps the end of what the command says.
fn listen(mut stderr: ChildStderr, said: Arc<Mutex<Vec<u8>>>) -> JoinHandle<()> {
    thread::spawn(move || {
        let mut buf = [0; 4096];
        while let Ok(n @ 1..) = stderr.read(&mut buf) {
            let mut said = lock(&said);
            said.extend_from_slice(buf.get(..n).unwrap_or_default());
            let over = said.len().saturating_sub(SAID);
            said.drain(..over);
        }
    })
}

type Chunk = io::Result<Vec<u8>>;

/// Reads on a thread of its own, so that waiting for more can end in time even
/// where something the command started holds its output open.
fn pump(stdout: Option<ChildStdout>) -> Receiver<Chunk> {
    let (send, receive) = mpsc::sync_channel(4);
    let Some(mut stdout) = stdout else {
        return receive;
    };
    thread::spawn(move || {
        loop {
            let mut buf = vec![0; 256 << 10];
            let read = stdout.read(&mut buf);
            let ended = matches!(read, Ok(0) | Err(_));
            let chunk = read.map(|n| {
                buf.truncate(n);
                buf
            });
            if send.send(chunk).is_err() || ended {
                return;
            }
        }
    });
    receive
}

/// The output of a command.
pub(crate) struct Output {
    chunks: Receiver<Chunk>,
    chunk: Vec<u8>,
    given: usize,
    ended: Arc<AtomicBool>,
    deadline: Instant,
    timeout: Duration,
    child: Arc<Mutex<Child>>,
}

impl Read for Output {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        while self.given == self.chunk.len() {
            let left = self.deadline.saturating_duration_since(Instant::now());
            match self.chunks.recv_timeout(left) {
                Ok(chunk) => (self.chunk, self.given) = (chunk?, 0),
                Err(RecvTimeoutError::Disconnected) => (self.chunk, self.given) = (Vec::new(), 0),
                Err(RecvTimeoutError::Timeout) => {
                    stop(&self.child);
                    return Err(too_long(self.timeout).into());
                }
            }
            if self.chunk.is_empty() {
                self.ended.store(true, Ordering::Relaxed);
                return Ok(0);
            }
        }
        let mut left = self.chunk.get(self.given..).unwrap_or_default();
        let n = left.read(buf)?;
        self.given += n;
        Ok(n)
    }
}

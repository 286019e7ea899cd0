//! The real binary, in a folder of its own, with an environment of its own.

use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use tempfile::TempDir;

/// A folder to run `bot` in.
pub struct Bot {
    folder: TempDir,
    env: Vec<(String, String)>,
}

/// How a run ended.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// The repository's root.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A file of the shared data, where that exists.
pub fn shared(path: &str) -> Option<PathBuf> {
    let path = root().join("../shared/data").join(path);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: {} is not here", path.display());
    None
}

impl Bot {
    /// In an empty folder.
    pub fn new() -> Self {
        Self {
            folder: TempDir::new().unwrap(),
            env: Vec::new(),
        }
    }

    /// In a folder with the repository's rules and examples.
    pub fn with_examples() -> Self {
        let bot = Self::new();
        for name in ["rules.yaml", "examples", "templates"] {
            copy(&root().join(name), &bot.path(name));
        }
        bot.forget("examples/issues");
        bot
    }

    /// Takes out of the issues' folder what a run in the checkout left there.
    fn forget(&self, folder: &str) {
        for entry in std::fs::read_dir(self.path(folder)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if name == "960-websocket-manager-fragmentation.md" {
                let text = std::fs::read_to_string(&path).unwrap();
                assert!(text.contains("- websocket\n"), "the example was edited");
                std::fs::write(&path, PERSONS_ISSUE).unwrap();
            } else if path.is_dir() {
                std::fs::remove_dir_all(path).unwrap();
            } else {
                std::fs::remove_file(path).unwrap();
            }
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// Sets a variable for all runs.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Runs `bot` with arguments as a shell would split them, at a fixed time.
    pub fn run(&self, arguments: &str) -> Run {
        self.run_with(arguments, &[])
    }

    /// The same with something on standard input.
    pub fn run_with(&self, arguments: &str, input: &[u8]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bot"));
        command
            .current_dir(self.folder.path())
            .env_clear()
            .envs(self.env.iter().map(|(n, v)| (n.as_str(), v.as_str())))
            .args(arguments.split_whitespace())
            .timeout(std::time::Duration::from_mins(3))
            .write_stdin(input);
        if !arguments.contains("--now") {
            command.args(["--now", "2025-09-15T20:10:00Z"]);
        }
        Run::of(&command.output().unwrap())
    }

    /// Every file below a folder with its text, run ids replaced.
    pub fn files(&self, folder: &str) -> String {
        let mut all = String::new();
        let mut paths = Vec::new();
        list(&self.path(folder), &mut paths);
        paths.sort();
        for path in paths {
            let name = path.strip_prefix(self.folder.path()).unwrap();
            let text = std::fs::read_to_string(&path).unwrap();
            all.push_str(&format!("=== {}\n{text}\n", name.display()));
        }
        all
    }
}

const PERSONS_ISSUE: &str = "---
title: SSOT WebSocket Manager Fragmentation Crisis
state: open
author: alice
created_at: 2025-09-14T09:12:00Z
labels:
- websocket
---
Several modules define a WebSocket manager. We want one.

- [ ] agree on the module
- [ ] move the callers
";

impl Run {
    fn of(output: &Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// The JSON that it printed.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }
}

fn list(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            list(&path, into);
        } else if path.extension().is_some_and(|e| e == "md") {
            into.push(path);
        }
    }
}

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        std::fs::create_dir_all(to).unwrap();
        for entry in std::fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    } else {
        std::fs::copy(from, to).unwrap();
    }
}

//! What micromark, a second parser of GFM, reads in documents.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

#[derive(Debug, serde::Deserialize)]
pub(crate) struct Parsed {
    /// What is in it besides text, in order.
    pub(crate) nodes: Vec<String>,
    /// Text that is not code.
    pub(crate) text: String,
}

/// The folder where micromark is installed. Without Node there is none, which
/// is said, and on a build server is a failure.
pub(crate) fn installed() -> Option<PathBuf> {
    let package = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gfm");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/gfm");
    match install(&package, &folder) {
        Ok(()) => Some(folder),
        Err(why) if std::env::var("CI").is_ok_and(|ci| ci == "true") => panic!("{why}"),
        Err(why) => {
            println!("skipped: {why}");
            None
        }
    }
}

fn install(package: &Path, folder: &Path) -> Result<(), String> {
    let node = Command::new("node")
        .arg("--version")
        .stdout(Stdio::null())
        .status();
    if !node.is_ok_and(|status| status.success()) {
        return Err("micromark needs node".to_owned());
    }
    std::fs::create_dir_all(folder).unwrap();
    std::fs::copy(package.join("parse.mjs"), folder.join("parse.mjs")).unwrap();
    let lock = std::fs::read(package.join("package-lock.json")).unwrap();
    let installed = folder.join("installed-lock.json");
    if std::fs::read(&installed).is_ok_and(|done| done == lock) {
        return Ok(());
    }
    for file in ["package.json", "package-lock.json"] {
        std::fs::copy(package.join(file), folder.join(file)).unwrap();
    }
    let npm = Command::new("npm")
        .args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"])
        .current_dir(folder)
        .output()
        .map_err(|error| format!("micromark needs npm: {error}"))?;
    if !npm.status.success() {
        return Err(format!("npm ci: {}", String::from_utf8_lossy(&npm.stderr)));
    }
    std::fs::write(installed, lock).unwrap();
    Ok(())
}

pub(crate) fn parse(folder: &Path, markdown: &[String]) -> Vec<Parsed> {
    let mut node = Command::new("node")
        .arg("parse.mjs")
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = node.stdin.take().unwrap();
    stdin
        .write_all(&serde_json::to_vec(markdown).unwrap())
        .unwrap();
    drop(stdin);
    let output = node.wait_with_output().unwrap();
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).unwrap()
}

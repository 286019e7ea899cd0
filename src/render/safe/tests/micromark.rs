//! What micromark, a second parser of GFM, reads in the documents.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::document::{document, documents, is_live};

#[derive(Debug, serde::Deserialize)]
struct Parsed {
    nodes: Vec<String>,
    text: String,
}

#[test]
fn documents_hold_what_the_template_wrote() {
    let Some(folder) = installed() else { return };
    let cases = documents();
    let mut markdown: Vec<_> = cases.iter().map(|(_, markdown)| markdown.clone()).collect();
    markdown.push(document("word"));
    markdown.push(document(""));
    let mut parsed = parse(&folder, &markdown);
    let (empty, word) = (parsed.pop().unwrap().nodes, parsed.pop().unwrap().nodes);
    assert!(word.len() > 20 && parsed.len() == cases.len());
    for ((input, markdown), parsed) in cases.iter().zip(parsed) {
        let same = parsed.nodes == word || parsed.nodes == empty;
        assert!(same, "{input:?}: {:#?}\n{markdown}", parsed.nodes);
        assert_eq!(is_live(&parsed.text), None, "{input:?}\n{markdown}");
    }
}

/// The folder where micromark is installed. Without Node there is none, which
/// is said, and on a build server is a failure.
fn installed() -> Option<PathBuf> {
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

fn parse(folder: &Path, markdown: &[String]) -> Vec<Parsed> {
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

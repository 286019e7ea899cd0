//! What each part may know.

use std::path::{Path, PathBuf};

use crate::bot::root;

fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|e| e == "rs") {
            into.push(path);
        }
    }
}

/// Files that name a crate in code, outside of a folder.
fn outside(name: &str, folder: &str) -> Vec<String> {
    let src = root().join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    files
        .into_iter()
        .filter(|path| !path.starts_with(src.join(folder)))
        .filter(|path| {
            let text = std::fs::read_to_string(path).unwrap();
            text.lines()
                .map(|line| line.split("//").next().unwrap_or_default())
                .any(|code| {
                    code.contains(&format!("{name}::")) || code.contains(&format!("use {name}"))
                })
        })
        .map(|path| path.strip_prefix(&src).unwrap().display().to_string())
        .collect()
}

#[test]
fn crates_are_named_only_where_they_belong() {
    assert_eq!(outside("octocrab", "tracker/github"), [""; 0]);
    assert_eq!(outside("handlebars", "render"), [""; 0]);
    assert_eq!(outside("clap", "cli"), [""; 0]);
    assert_eq!(outside("clap_complete", "cli"), [""; 0]);
}

#[test]
fn the_model_knows_nothing_else() {
    let mut files = Vec::new();
    sources(&root().join("src/model"), &mut files);
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        let foreign: Vec<&str> = text
            .lines()
            .filter(|line| line.contains("crate::") && !line.contains("crate::model"))
            .collect();
        assert!(foreign.is_empty(), "{}: {foreign:?}", path.display());
    }
}

#[test]
fn every_module_of_the_map_is_there() {
    let map = std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    for entry in std::fs::read_dir(root().join("src")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            assert!(
                map.contains(&format!("`src/{name}`")),
                "ARCHITECTURE.md lacks src/{name}"
            );
        }
    }
}

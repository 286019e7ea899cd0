//! The repository's own files, where they are at hand: the text of a line
//! tells results apart that say the same.

use std::fs;
use std::path::{Component, Path, PathBuf};

/// Longer files are generated, and their lines tell little.
const MAX_FILE: u64 = 8 << 20;

/// Reads lines of files, one file at a time: reports list results by file.
#[derive(Debug, Default)]
pub(super) struct Checkout {
    root: Option<PathBuf>,
    /// The file read last.
    path: String,
    lines: Vec<String>,
}

impl Checkout {
    /// Files under `root`; nothing where there is none.
    pub(super) fn new(root: Option<&Path>) -> Self {
        Self {
            root: root.map(Path::to_owned),
            ..Self::default()
        }
    }

    /// The line's text; `None` where there is no such file or line, or it is blank.
    pub(super) fn line(&mut self, path: &str, line: u32) -> Option<String> {
        let root = self.root.as_deref()?;
        if self.path != path {
            self.lines = read(root, path).unwrap_or_default();
            path.clone_into(&mut self.path);
        }
        let text = self
            .lines
            .get(usize::try_from(line).ok()?.checked_sub(1)?)?;
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    }
}

/// The lines of a file inside the root; paths that lead out of it are none of ours.
fn read(root: &Path, path: &str) -> Option<Vec<String>> {
    let path = Path::new(path);
    let inside = path
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    let file = root.join(path);
    let found = fs::symlink_metadata(&file).ok().filter(|_| inside)?;
    if !found.is_file() || found.len() > MAX_FILE {
        return None;
    }
    let bytes = fs::read(file).ok()?;
    Some(
        String::from_utf8_lossy(&bytes)
            .lines()
            .map(ToOwned::to_owned)
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_files_inside_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("repo")).unwrap();
        fs::write(folder.path().join("repo/a.py"), "one\n  two\n\n").unwrap();
        fs::write(folder.path().join("secret"), "x").unwrap();
        let root = folder.path().join("repo");
        let mut checkout = Checkout::new(Some(&root));
        assert_eq!(checkout.line("a.py", 2).as_deref(), Some("two"));
        assert_eq!(checkout.line("a.py", 1).as_deref(), Some("one"));
        for (path, line) in [
            ("a.py", 0),
            ("a.py", 3),
            ("a.py", 9),
            ("no.py", 1),
            ("../secret", 1),
            ("", 1),
        ] {
            assert_eq!(checkout.line(path, line), None, "{path}:{line}");
        }
        let absolute = folder.path().join("secret").display().to_string();
        assert_eq!(checkout.line(&absolute, 1), None);
        assert_eq!(Checkout::default().line("a.py", 1), None);
    }
}

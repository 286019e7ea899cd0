//! The repository's own files, where they are at hand: what stands at a line
//! and behind it tells results apart that say the same.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::ingest::results::identity::few_lines::around;
use crate::ingest::results::identity::line_hash::line_hashes;

/// Longer files are generated, and their lines tell little.
const MAX_FILE: u64 = 8 << 20;

/// Hashes lines of files, one file at a time: reports list results by file.
#[derive(Debug, Default)]
pub(crate) struct Checkout {
    root: Option<PathBuf>,
    /// The file read last.
    path: String,
    hashes: Vec<String>,
    lines: Vec<String>,
}

impl Checkout {
    /// Files under `root`; nothing where there is none.
    pub(crate) fn new(root: Option<&Path>) -> Self {
        Self {
            root: root.map(Path::to_owned),
            ..Self::default()
        }
    }

    /// Code scanning's hash of the line; `None` where there is no such file or line.
    pub(crate) fn line_hash(&mut self, path: &str, line: u32) -> Option<&str> {
        self.open(path)?;
        let index = usize::try_from(line).ok()?.checked_sub(1)?;
        self.hashes.get(index).map(String::as_str)
    }

    /// The lines around a line; `None` where there is no such file or line.
    pub(crate) fn context(&mut self, path: &str, line: u32) -> Option<String> {
        self.open(path)?;
        let line = usize::try_from(line).ok()?;
        (1..=self.hashes.len())
            .contains(&line)
            .then(|| around(&self.lines, line))
    }

    fn open(&mut self, path: &str) -> Option<()> {
        let root = self.root.as_deref()?;
        if self.path != path {
            let text = read(root, path);
            self.hashes = text.as_deref().map(line_hashes).unwrap_or_default();
            let lines = text.as_deref().unwrap_or_default().lines();
            self.lines = lines.map(ToOwned::to_owned).collect();
            path.clone_into(&mut self.path);
        }
        Some(())
    }
}

/// Those of some files that a checkout does not have any more.
pub fn gone(root: &Path, files: &BTreeSet<String>) -> BTreeSet<String> {
    if !root.is_dir() {
        return BTreeSet::new();
    }
    // A path that is a hash has no ending, and no file is looked for.
    let is_path = |file: &&String| file.contains(['.', '/']) && is_inside(Path::new(file));
    let is_gone = |file: &&String| {
        fs::symlink_metadata(root.join(file.as_str()))
            .is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound)
    };
    let wanted = files.iter().filter(is_path);
    wanted.filter(is_gone).cloned().collect()
}

/// Paths that lead out of the root are none of ours.
fn is_inside(path: &Path) -> bool {
    let mut parts = path.components();
    parts.all(|part| matches!(part, Component::Normal(_)))
}

/// The text of a file inside the root.
fn read(root: &Path, path: &str) -> Option<String> {
    let path = Path::new(path);
    let inside = is_inside(path);
    let file = root.join(path);
    let found = fs::symlink_metadata(&file).ok().filter(|_| inside)?;
    if !found.is_file() || found.len() > MAX_FILE {
        return None;
    }
    let bytes = fs::read(file).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_files_inside_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("repo")).unwrap();
        fs::write(folder.path().join("repo/a.py"), "one\n  two\n").unwrap();
        fs::write(folder.path().join("secret"), "x").unwrap();
        let root = folder.path().join("repo");
        let mut checkout = Checkout::new(Some(&root));
        let hashes = line_hashes("one\n  two\n");
        assert_eq!(checkout.line_hash("a.py", 2), Some(hashes[1].as_str()));
        assert_eq!(checkout.line_hash("a.py", 1), Some(hashes[0].as_str()));
        for (path, line) in [
            ("a.py", 0),
            ("a.py", 9),
            ("no.py", 1),
            ("../secret", 1),
            ("", 1),
        ] {
            assert_eq!(checkout.line_hash(path, line), None, "{path}:{line}");
        }
        let absolute = folder.path().join("secret").display().to_string();
        assert_eq!(checkout.line_hash(&absolute, 1), None);
        assert_eq!(Checkout::default().line_hash("a.py", 1), None);
    }
}

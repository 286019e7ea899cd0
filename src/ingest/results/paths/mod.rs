//! Paths of results, whatever machine wrote them: relative to the
//! repository's root, with `/`.

mod folders;
mod forms;

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use folders::{CHECKOUTS_OF_RECIPE_1, CHECKOUTS_SINCE, FOREIGN, HOMES, SELF_HOSTED};
use forms::{decoded, is_drive, is_plain, normal, posix, strip_pattern, strip_root, strip_scheme};

/// Makes paths of one source relative.
#[derive(Debug, Clone, Default)]
pub(crate) struct Paths {
    /// Roots that are stripped, as POSIX, with a slash at the end; the longest first.
    roots: Vec<String>,
    /// The name of the repository's folder.
    repository: Option<String>,
    /// The repository's files, where they are at hand.
    files: Option<PathBuf>,
    /// What the paths so far showed; shared by copies.
    learned: Rc<RefCell<Learned>>,
}

/// Roots that paths showed. One repository's alone are stripped, so that no
/// two files become one.
#[derive(Debug, Default)]
struct Learned {
    /// The folder below which CI checked the repository out.
    named: Option<String>,
    /// Roots of other machines, with a slash at the end.
    roots: Vec<String>,
    /// Paths in which no root was found.
    none: HashSet<String>,
}

impl Paths {
    /// Strips these roots, and the folders where CI checks out.
    pub(crate) fn new<'r>(roots: impl IntoIterator<Item = &'r str>) -> Self {
        let mut roots: Vec<String> = roots
            .into_iter()
            .map(|root| posix(&decoded(root)))
            .filter(|root| !root.is_empty() && root != "/")
            .map(|root| format!("{}/", root.trim_end_matches('/')))
            .collect();
        roots.sort_by_key(|root| std::cmp::Reverse(root.len()));
        Self {
            roots,
            ..Self::default()
        }
    }

    /// With the repository's folder, which is a root itself, and whose files
    /// tell the roots of other machines.
    pub(crate) fn inside(mut self, folder: Option<&Path>) -> Self {
        let Some(folder) = folder.and_then(|folder| folder.canonicalize().ok()) else {
            return self;
        };
        self.repository = folder.file_name().map(|n| n.to_string_lossy().into_owned());
        let shown = folder.to_string_lossy();
        let more = Self::new([shown.strip_prefix(r"\\?\").unwrap_or(&shown)]);
        self.roots.extend(more.roots);
        self.roots.sort_by_key(|root| std::cmp::Reverse(root.len()));
        self.files = Some(folder);
        self
    }

    /// With the repository's name, where its folder here does not tell it.
    pub(crate) fn called(mut self, name: Option<&str>) -> Self {
        self.repository = name.map(ToOwned::to_owned).or(self.repository);
        self
    }

    /// With these roots in place of the former, and what was learned.
    pub(crate) fn with_roots<'r>(&self, roots: impl IntoIterator<Item = &'r str>) -> Self {
        let new = Self::new(roots)
            .inside(self.files.as_deref())
            .called(self.repository.as_deref());
        Self {
            learned: Rc::clone(&self.learned),
            ..new
        }
    }

    /// The path or file URI as the repository knows it.
    pub(crate) fn relative<'p>(&self, path: &'p str) -> Cow<'p, str> {
        if is_plain(path) {
            return self.strip(path).into();
        }
        if path.contains("://") && strip_scheme(path).is_none() {
            return path.into();
        }
        let normal = normal(&posix(&decoded(path)));
        self.strip(&normal).to_owned().into()
    }

    /// As [`Paths::relative`] was under recipe 1 of fingerprints, for paths
    /// that are not relative by themselves.
    pub(crate) fn former(&self, path: &str) -> Option<String> {
        let is_absolute = path.starts_with('/') || path.contains([':', '\\']);
        if !is_absolute || path.contains("://") && strip_scheme(path).is_none() {
            return None;
        }
        let normal = normal(&posix(&decoded(path)));
        let own = self
            .roots
            .iter()
            .filter(|root| !self.is_folder(root))
            .find_map(|root| strip_root(&normal, root));
        let common = || {
            CHECKOUTS_OF_RECIPE_1
                .iter()
                .find_map(|p| strip_former(&normal, p))
        };
        let stripped = own.or_else(|| is_rooted(&normal).then(common)?);
        Some(stripped.unwrap_or(&normal).to_owned())
    }

    fn is_folder(&self, root: &str) -> bool {
        let folder = self.files.as_ref().map(|folder| folder.to_string_lossy());
        folder.is_some_and(|folder| root.trim_end_matches('/') == folder)
    }

    /// Returns what follows the source's own root, a folder where CI checks
    /// out, or another machine's root of the repository.
    fn strip<'p>(&self, path: &'p str) -> &'p str {
        let own = self.roots.iter().find_map(|root| strip_root(path, root));
        if own.is_some() || !is_rooted(path) {
            return own.unwrap_or(path);
        }
        self.checked_out(path)
            .or_else(|| self.below_known(path))
            .or_else(|| self.found(path))
            .unwrap_or(path)
    }

    /// Below a folder where CI checks out, of one repository.
    fn checked_out<'p>(&self, path: &'p str) -> Option<&'p str> {
        let rest = CHECKOUTS_OF_RECIPE_1
            .iter()
            .chain(CHECKOUTS_SINCE)
            .find_map(|pattern| strip_pattern(path, pattern))
            .or_else(|| {
                let (_, below) = path.split_once(SELF_HOSTED)?;
                strip_pattern(below, "*/*/")
            })?;
        let root = path[..path.len() - rest.len()].trim_end_matches('/');
        let name = root.rsplit('/').next().unwrap_or_default();
        // These name no repository.
        if matches!(name, "workspace" | "project" | "build" | "s") {
            return Some(rest);
        }
        let mut learned = self.learned.borrow_mut();
        let named = learned.named.get_or_insert_with(|| name.to_owned());
        (named == name).then_some(rest)
    }

    fn below_known<'p>(&self, path: &'p str) -> Option<&'p str> {
        let learned = self.learned.borrow();
        learned.roots.iter().find_map(|root| strip_root(path, root))
    }

    /// Below a folder that is the repository on another machine: the rest of
    /// the path is a file of the repository here, or a home holds a folder of
    /// the repository's name.
    fn found<'p>(&self, path: &'p str) -> Option<&'p str> {
        if FOREIGN.iter().any(|part| path.contains(part)) {
            return None;
        }
        let is_known = |learned: &Learned| !learned.roots.is_empty() || learned.none.contains(path);
        if is_known(&self.learned.borrow()) {
            return None;
        }
        let rest = self.by_file(path).or_else(|| self.by_name(path));
        let mut learned = self.learned.borrow_mut();
        match rest {
            Some(rest) => learned
                .roots
                .push(path[..path.len() - rest.len()].to_owned()),
            None if learned.none.len() < MAX_NONE => {
                learned.none.insert(path.to_owned());
            }
            None => {}
        }
        rest
    }

    /// The longest end of the path that is a file of the repository. An end
    /// without a folder is not enough, unless it lies in a folder of the
    /// repository's name.
    fn by_file<'p>(&self, path: &'p str) -> Option<&'p str> {
        let files = self.files.as_deref()?;
        let mut rest = path.trim_start_matches('/');
        loop {
            let (folder, below) = rest.split_once('/')?;
            let is_named = self.repository.as_deref() == Some(folder);
            if (is_named || below.contains('/')) && files.join(below).is_file() {
                return Some(below);
            }
            rest = below;
        }
    }

    fn by_name<'p>(&self, path: &'p str) -> Option<&'p str> {
        let name = self.repository.as_deref()?;
        let mut rest = HOMES.iter().find_map(|home| strip_pattern(path, home))?;
        loop {
            let (folder, below) = rest.split_once('/')?;
            if folder == name {
                return (!below.is_empty()).then_some(below);
            }
            rest = below;
        }
    }
}

/// Paths that are remembered to lie below no root.
const MAX_NONE: usize = 10_000;

/// As recipe 1 stripped: with a drive's letter as written.
fn strip_former<'p>(path: &'p str, pattern: &str) -> Option<&'p str> {
    if is_drive(pattern) && !path.starts_with(&pattern[..2]) {
        return None;
    }
    strip_pattern(path, pattern)
}

fn is_rooted(path: &str) -> bool {
    path.starts_with('/') || is_drive(path)
}

#[cfg(test)]
mod tests;

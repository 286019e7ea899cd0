//! Paths of results, whatever machine wrote them: relative to the
//! repository's root, with `/`.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// Folders that continuous integration checks repositories out to; `*` is one
/// part of the path. Sources: the documentation of GitHub Actions (hosted
/// runners, containers), GitLab, Azure Pipelines, `CircleCI` and Bitbucket.
const CHECKOUTS: &[&str] = &[
    "/home/runner/work/*/*/",
    "/Users/runner/work/*/*/",
    "/__w/*/*/",
    "/github/workspace/",
    "/builds/*/*/",
    "/home/vsts/work/*/s/",
    "/home/circleci/project/",
    "/opt/atlassian/pipelines/agent/build/",
    "D:/a/*/*/",
    "D:/a/*/s/",
];

/// Makes paths of one source relative.
#[derive(Debug, Clone, Default)]
pub(super) struct Paths {
    /// Roots that are stripped, as POSIX, with a slash at the end; the longest first.
    roots: Vec<String>,
}

impl Paths {
    /// Strips these roots, and the folders where CI checks out.
    pub(super) fn new<'r>(roots: impl IntoIterator<Item = &'r str>) -> Self {
        let mut roots: Vec<String> = roots
            .into_iter()
            .map(|root| posix(&decoded(root)))
            .filter(|root| !root.is_empty() && root != "/")
            .map(|root| format!("{}/", root.trim_end_matches('/')))
            .collect();
        roots.sort_by_key(|root| std::cmp::Reverse(root.len()));
        Self { roots }
    }

    /// The path or file URI as the repository knows it.
    pub(super) fn relative<'p>(&self, path: &'p str) -> Cow<'p, str> {
        if is_plain(path) {
            return self.strip(path).into();
        }
        if path.contains("://") && strip_scheme(path).is_none() {
            return path.into();
        }
        let normal = normal(&posix(&decoded(path)));
        self.strip(&normal).to_owned().into()
    }

    /// What follows the source's own root, or a folder where CI checks out.
    fn strip<'p>(&self, path: &'p str) -> &'p str {
        let own = self.roots.iter().find_map(|root| strip_root(path, root));
        let is_absolute = path.starts_with('/') || is_drive(path);
        let common = || CHECKOUTS.iter().find_map(|p| strip_pattern(path, p));
        own.or_else(|| if is_absolute { common() } else { None })
            .unwrap_or(path)
    }
}

/// Nothing to decode or to tidy: told in one pass, as nearly all paths are so.
fn is_plain(path: &str) -> bool {
    // As after a slash, where a part begins.
    let mut before = b'/';
    for (at, byte) in path.bytes().enumerate() {
        let is_odd =
            matches!(byte, b':' | b'\\') || before == b'/' && matches!(byte, b'.' | b'/') && at > 0;
        if is_odd || at == 0 && byte == b'.' {
            return false;
        }
        before = byte;
    }
    before != b'/'
}

/// A file URI's path, its percent escapes read; other text as it is.
fn decoded(path: &str) -> String {
    let Some(rest) = strip_scheme(path) else {
        return path.to_owned();
    };
    // `file:///p` and `file:/p` name no host; `file://host/p` does.
    let rest = match rest.strip_prefix("//") {
        Some(after) => after.find('/').map_or(after, |slash| &after[slash..]),
        None => rest,
    };
    let path = percent_decode_str(rest).decode_utf8_lossy().into_owned();
    // `/C:/x` is Windows' `C:/x`.
    match path.strip_prefix('/') {
        Some(drive) if is_drive(drive) => drive.to_owned(),
        _ => path,
    }
}

fn strip_scheme(path: &str) -> Option<&str> {
    let scheme = path.get(..5)?;
    scheme.eq_ignore_ascii_case("file:").then(|| &path[5..])
}

fn is_drive(path: &str) -> bool {
    let bytes = path.as_bytes();
    bytes.first().is_some_and(u8::is_ascii_alphabetic)
        && bytes.get(1) == Some(&b':')
        && bytes.get(2).is_none_or(|b| matches!(b, b'/' | b'\\'))
}

/// Backslashes as slashes, where they separate: behind a drive, in a UNC path
/// or in a path without any slash. A slash beside them makes them part of names.
fn posix(path: &str) -> String {
    let windows = is_drive(path) || path.starts_with(r"\\") || !path.contains('/');
    if windows {
        path.replace('\\', "/")
    } else {
        path.to_owned()
    }
}

/// Without `.` parts, doubled slashes, and what `..` takes back.
fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    let root = if path.starts_with('/') { "/" } else { "" };
    format!("{root}{}", parts.join("/"))
}

/// What follows the root; Windows does not tell cases apart.
fn strip_root<'p>(path: &'p str, root: &str) -> Option<&'p str> {
    if is_drive(root) {
        let head = path.get(..root.len())?;
        return head.eq_ignore_ascii_case(root).then(|| &path[root.len()..]);
    }
    path.strip_prefix(root)
}

fn strip_pattern<'p>(path: &'p str, pattern: &str) -> Option<&'p str> {
    let mut rest = path;
    for part in pattern.split_inclusive('*') {
        rest = rest.strip_prefix(part.trim_end_matches('*'))?;
        if part.ends_with('*') {
            rest = rest.get(rest.find('/')?..)?;
        }
    }
    (!rest.is_empty()).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_machine_gives_the_same_path() {
        let paths = Paths::new([r"C:\Users\x\proj", "/Users/y/proj/", "file:///srv/a%20b"]);
        for same in [
            r"C:\Users\x\proj\src\a.py",
            "c:/users/X/proj/src/a.py",
            "file:///C:/Users/x/proj/src/a.py",
            "/Users/y/proj/src/a.py",
            "/Users/y/proj/./src//b/../a.py",
            "file:///srv/a%20b/src/a.py",
            "file:/srv/a%20b/src/a.py",
            r"src\a.py",
            "./src/a.py",
            "/home/runner/work/proj/proj/src/a.py",
            r"D:\a\proj\proj\src\a.py",
            "/github/workspace/src/a.py",
        ] {
            assert_eq!(paths.relative(same), "src/a.py", "{same}");
        }
    }

    #[test]
    fn what_is_elsewhere_stays() {
        let paths = Paths::new(["/", ""]);
        for path in [
            "/usr/lib/x.py",
            "../x.py",
            "a/b\\c.py",
            "100%25.py",
            "C++/x+y.cc",
        ] {
            assert_eq!(paths.relative(path), path);
        }
        assert_eq!(paths.relative("file:///a/x%2By+z.py"), "/a/x+y+z.py");
        assert_eq!(paths.relative("file://host/a.py"), "/a.py");
        assert_eq!(paths.relative(""), "");
    }
}

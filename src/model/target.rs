//! Which tracker: `github:OWNER/REPO`, `OWNER/REPO` or `dir:PATH`.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use thiserror::Error;

/// The name of a tracker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A repository's issues.
    GitHub(Repository),
    /// A folder of Markdown files.
    Dir(PathBuf),
}

/// A repository's name on its server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repository {
    owner: String,
    name: String,
}

/// Why a text is not a tracker.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BadTarget {
    /// Neither form.
    #[error("`{given}` is not a tracker; write github:OWNER/REPO or dir:PATH{}", hint(suggestion.as_deref()))]
    Unknown {
        /// What was given.
        given: String,
        /// What was probably meant.
        suggestion: Option<String>,
    },
    /// The part after `github:` is not a valid OWNER/REPO.
    #[error("`{given}` is not a valid OWNER/REPO{}", hint(suggestion.as_deref()))]
    Repository {
        /// What was given.
        given: String,
        /// What was probably meant.
        suggestion: Option<String>,
    },
    /// `dir:` without a path.
    #[error("`dir:` needs a folder: dir:PATH")]
    NoFolder,
}

fn hint(suggestion: Option<&str>) -> String {
    suggestion.map_or_else(String::new, |s| format!(". Did you mean {s}?"))
}

impl Repository {
    /// Checks both names against what GitHub allows: letters, digits, `-`,
    /// `_` and `.`; neither `.` nor `..`.
    pub fn new(owner: &str, name: &str) -> Option<Self> {
        let is_name = |s: &str| {
            !matches!(s, "" | "." | "..")
                && s.len() <= 100
                && s.bytes()
                    .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
        };
        (is_name(owner) && is_name(name)).then(|| Self {
            owner: owner.to_owned(),
            name: name.to_owned(),
        })
    }

    /// Reads a repository's name, written `OWNER/REPO`.
    pub fn parse(text: &str) -> Option<Self> {
        let (owner, name) = text.split_once('/')?;
        Self::new(owner, name)
    }

    /// Returns the account it belongs to.
    pub fn owner(&self) -> &str {
        &self.owner
    }

    /// Returns its name without its owner.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns whether both name one repository: GitHub ignores case.
    pub fn is(&self, other: &Self) -> bool {
        self.owner.eq_ignore_ascii_case(&other.owner) && self.name.eq_ignore_ascii_case(&other.name)
    }
}

impl Target {
    /// Returns the repository, where the tracker is one's.
    pub fn repository(&self) -> Option<&Repository> {
        match self {
            Self::GitHub(repository) => Some(repository),
            Self::Dir(_) => None,
        }
    }
}

impl fmt::Display for Repository {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.owner, self.name)
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::GitHub(repository) => write!(f, "github:{repository}"),
            Self::Dir(path) => write!(f, "dir:{}", path.display()),
        }
    }
}

impl FromStr for Target {
    type Err = BadTarget;

    fn from_str(text: &str) -> Result<Self, BadTarget> {
        if let Some(path) = text.strip_prefix("dir:") {
            return match path {
                "" => Err(BadTarget::NoFolder),
                path => Ok(Self::Dir(PathBuf::from(path))),
            };
        }
        if let Some(name) = text.strip_prefix("github:") {
            return Repository::parse(name).map(Self::GitHub).ok_or_else(|| {
                BadTarget::Repository {
                    given: name.to_owned(),
                    suggestion: in_address(name),
                }
            });
        }
        Repository::parse(text)
            .map(Self::GitHub)
            .ok_or_else(|| BadTarget::Unknown {
                given: text.to_owned(),
                suggestion: in_address(text).or_else(|| as_folder(text)),
            })
    }
}

/// The repository that an address or a clone URL points into.
fn in_address(text: &str) -> Option<String> {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let path = rest
        .strip_prefix("git@github.com:")
        .or_else(|| rest.split_once("github.com/").map(|(_, path)| path))?;
    let mut parts = path.splitn(3, '/');
    let (owner, name) = (parts.next()?, parts.next()?);
    let name = name.strip_suffix(".git").unwrap_or(name);
    Repository::new(owner, name).map(|repository| format!("github:{repository}"))
}

fn as_folder(text: &str) -> Option<String> {
    let looks_like_path = text.starts_with(['.', '/', '~']) || text.matches('/').count() > 1;
    (looks_like_path && !text.contains("://")).then(|| format!("dir:{text}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_read_back_as_written() {
        for text in ["github:octo/hello.world", "dir:.bot/issues", "dir:/tmp/x y"] {
            assert_eq!(text.parse::<Target>().unwrap().to_string(), text);
        }
        assert_eq!(
            "octo/hello".parse::<Target>().unwrap().to_string(),
            "github:octo/hello"
        );
    }

    #[test]
    fn what_names_no_tracker_says_what_would() {
        let errors: Vec<String> = [
            "",
            "hello",
            "./issues",
            "dir:",
            "github:octo",
            "github:octo/a/b",
            "https://github.com/octo/hello/issues",
            "git@github.com:octo/hello.git",
            "octo/he llo",
        ]
        .iter()
        .map(|text| text.parse::<Target>().unwrap_err().to_string())
        .collect();
        insta::assert_snapshot!(errors.join("\n"), @r"
        `` is not a tracker; write github:OWNER/REPO or dir:PATH
        `hello` is not a tracker; write github:OWNER/REPO or dir:PATH
        `./issues` is not a tracker; write github:OWNER/REPO or dir:PATH. Did you mean dir:./issues?
        `dir:` needs a folder: dir:PATH
        `octo` is not a valid OWNER/REPO
        `octo/a/b` is not a valid OWNER/REPO
        `https://github.com/octo/hello/issues` is not a tracker; write github:OWNER/REPO or dir:PATH. Did you mean github:octo/hello?
        `git@github.com:octo/hello.git` is not a tracker; write github:OWNER/REPO or dir:PATH. Did you mean github:octo/hello?
        `octo/he llo` is not a tracker; write github:OWNER/REPO or dir:PATH
        ");
    }
}

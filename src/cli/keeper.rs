//! Which rules file keeps an instance's issues: two of them on one target
//! would fight over the digest, and close each other's issues.

use std::path::{Path, PathBuf};

use super::exit::Failure;
use super::session::var;
use crate::model::Target;
use crate::observe::Observed;
use crate::rules::Rules;

/// A rules file by its place in a checkout, which is the same on any machine.
pub(crate) struct Keeper {
    root: PathBuf,
    path: PathBuf,
    /// The repository of the file, where that is not the target.
    repository: Option<String>,
}

impl Keeper {
    /// Finds the file's place; `None`: there is no file.
    pub(crate) fn of(rules: &Rules, target: &Target) -> Option<Self> {
        let path = std::fs::canonicalize(rules.path.as_ref()?).ok()?;
        let root = root(&path)?;
        let here = var("GITHUB_REPOSITORY");
        let elsewhere = |here: &String| {
            let target = target.repository().map(ToString::to_string);
            target.is_some_and(|target| !target.eq_ignore_ascii_case(here))
        };
        Some(Self {
            repository: here.filter(elsewhere),
            root,
            path,
        })
    }

    /// As issues remember it: `path`, or `OWNER/REPO:path`.
    pub(crate) fn name(&self) -> String {
        let path = self.path.strip_prefix(&self.root).unwrap_or(&self.path);
        let parts = path
            .components()
            .map(|part| part.as_os_str().to_string_lossy());
        let path = parts.collect::<Vec<_>>().join("/");
        match &self.repository {
            Some(repository) => format!("{repository}:{path}"),
            None => path,
        }
    }

    /// Refuses to go on where another file of this instance keeps issues of the
    /// target. A file that is not there any more was renamed or taken out.
    pub(crate) fn alone(
        &self,
        rules: &Rules,
        target: &Target,
        observed: &Observed,
    ) -> Result<(), Failure> {
        for (name, number) in observed.keepers(&rules.instance) {
            if self.is_rival(name, rules, target) {
                return Err(Failure::unusable(format!(
                    "{} and {name} are both of instance `{}` on {target} (#{number} is kept by {name}): they would rewrite one digest and close each other's issues. Put both into one file, or give one of them an `instance` of its own; its issues are other ones then",
                    self.name(),
                    rules.instance,
                )));
            }
        }
        Ok(())
    }

    fn is_rival(&self, name: &str, rules: &Rules, target: &Target) -> bool {
        let (repository, path) = match name.split_once(':') {
            Some((repository, path)) => (Some(repository), path),
            None => (None, name),
        };
        if let (Some(theirs), Some(ours)) = (repository, &self.repository)
            && !theirs.eq_ignore_ascii_case(ours)
        {
            return true;
        }
        let Ok(other) = std::fs::canonicalize(self.root.join(path)) else {
            return false;
        };
        if other == self.path || !other.starts_with(&self.root) {
            return false;
        }
        let Ok(other) = Rules::load(&other) else {
            return false;
        };
        let elsewhere = other.target.is_some_and(|other| other != *target);
        other.instance == rules.instance && !elsewhere
    }
}

/// The top of the checkout, else the workspace or the working directory that
/// the file is in, else its folder.
fn root(path: &Path) -> Option<PathBuf> {
    let folder = path.parent()?;
    let mut above = folder.ancestors();
    if let Some(top) = above.find(|above| above.join(".git").exists()) {
        return Some(top.to_owned());
    }
    let workspace = var("GITHUB_WORKSPACE").map(PathBuf::from);
    let working = std::env::current_dir().ok();
    let mut roots = workspace.into_iter().chain(working);
    let root = roots.find_map(|root| {
        let root = std::fs::canonicalize(root).ok()?;
        path.starts_with(&root).then_some(root)
    });
    Some(root.unwrap_or_else(|| folder.to_owned()))
}

//! A tracker in a folder: an issue is a Markdown file with YAML front matter,
//! which people read and edit and git diffs.
//!
//! ```text
//! 960-websocket-manager.md     an issue; the number is its name's, the words are for people
//! 960.comments/3.md            a comment on it
//! labels.yaml                  colours and descriptions
//! ```
//!
//! Nothing is read from file times, which a checkout makes anew. A file that
//! cannot be read is an error and stays as it is.

mod dialect;
mod file;
mod folder;
mod front;

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::{Found, Identity, LabelEvent, Reaction, Reader, Recent, TrackerError, Writer};
use crate::model::issue::{
    Comment, CommentId, Issue, IssueNumber, IssuePatch, Label, NewIssue, same_label,
};
use crate::model::{Role, Time};
pub use dialect::DIALECT;

use file::IssueFile;

/// How long a run waits for another one to finish writing.
const LOCK_WAIT: Duration = Duration::from_secs(30);

/// A folder of issues.
#[derive(Debug)]
pub struct Dir {
    path: PathBuf,
    now: Time,
    lock: Mutex<Option<File>>,
}

impl Dir {
    /// For reading. A folder that is not there has no issues. `now` dates what
    /// is written, and what people wrote without a date.
    pub fn open(path: impl Into<PathBuf>, now: Time) -> Self {
        Self {
            path: path.into(),
            now,
            lock: Mutex::new(None),
        }
    }

    /// For reading and writing: nobody else writes as long as this lives, so
    /// what was read holds. Waits half a minute for whoever does now.
    pub fn open_for_writing(path: impl Into<PathBuf>, now: Time) -> Result<Self, TrackerError> {
        let dir = Self::open(path, now);
        dir.claim()?;
        Ok(dir)
    }

    /// Takes the lock, if it is not held.
    fn hold(&self, wait: Duration) -> Result<(), TrackerError> {
        let mut held = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        if held.is_none() {
            *held = Some(folder::lock(&self.path, wait)?);
        }
        Ok(())
    }

    fn read_all(&self) -> Result<Vec<Issue>, TrackerError> {
        folder::issues(&self.path)?
            .iter()
            .map(|(number, path)| Ok(IssueFile::read(path, *number, self.now)?.issue))
            .collect()
    }

    fn path_of(&self, number: IssueNumber) -> Result<PathBuf, TrackerError> {
        folder::issues(&self.path)?
            .remove(&number)
            .ok_or_else(|| TrackerError::NotFound {
                target: format!("issue {number} in {}", self.path.display()),
            })
    }

    fn reread(&self, path: &Path, number: IssueNumber) -> Result<Issue, TrackerError> {
        Ok(IssueFile::read(path, number, self.now)?.issue)
    }

    fn labels_file(&self) -> PathBuf {
        self.path.join("labels.yaml")
    }

    fn read_labels(&self) -> Result<Vec<Label>, TrackerError> {
        let path = self.labels_file();
        if !path.exists() {
            return Ok(Vec::new());
        }
        serde_yaml::from_str(&folder::read(&path)?).map_err(|error| {
            let line = error.location().map_or(1, |at| at.line());
            folder::at_line(&path, line, error.to_string())
        })
    }

    /// Puts text under the first free number from `first` on.
    fn place(
        first: u64,
        text: &str,
        path: impl Fn(u64) -> PathBuf,
    ) -> Result<(u64, PathBuf), TrackerError> {
        let mut number = first;
        loop {
            let path = path(number);
            if folder::make(&path, text)? {
                return Ok((number, path));
            }
            number += 1;
        }
    }
}

impl Reader for Dir {
    async fn identity(&self) -> Result<Identity, TrackerError> {
        Ok(Identity {
            login: file::BOT.to_owned(),
        })
    }

    async fn labelled(&self, label: &str) -> Result<Vec<Issue>, TrackerError> {
        let mut issues = self.read_all()?;
        issues.retain(|issue| issue.labels.iter().any(|l| same_label(l, label)));
        Ok(issues)
    }

    async fn made_by(&self, login: &str) -> Result<Vec<Issue>, TrackerError> {
        let mut issues = self.read_all()?;
        issues.retain(|issue| issue.author.login == login);
        Ok(issues)
    }

    async fn newest(&self) -> Result<Recent, TrackerError> {
        Ok(Recent {
            issues: self.read_all()?,
            last: folder::last_issue(&self.path)?,
        })
    }

    /// Returns the clock that its files are dated with.
    fn clock(&self) -> Option<Time> {
        Some(self.now)
    }

    async fn issue(&self, number: IssueNumber) -> Result<Found, TrackerError> {
        match folder::issues(&self.path)?.get(&number) {
            Some(path) => Ok(Found::Issue(self.reread(path, number)?)),
            None => Ok(Found::Missing),
        }
    }

    async fn comments(&self, number: IssueNumber) -> Result<Vec<Comment>, TrackerError> {
        folder::comments(&self.path, number)?
            .iter()
            .map(|(id, path)| file::read_comment(path, *id, self.now))
            .collect()
    }

    /// A file does not tell who wrote a line of it.
    async fn label_events(&self, _number: IssueNumber) -> Result<Vec<LabelEvent>, TrackerError> {
        Ok(Vec::new())
    }

    async fn labels(&self) -> Result<Vec<Label>, TrackerError> {
        let mut labels: BTreeMap<String, Label> = BTreeMap::new();
        for label in self.read_labels()? {
            labels.insert(label.name.to_lowercase(), label);
        }
        Ok(labels.into_values().collect())
    }

    async fn all_issues(&self) -> Result<Vec<Issue>, TrackerError> {
        self.read_all()
    }

    /// Who can write into the folder can do everything in it.
    async fn permission(&self, _login: &str) -> Result<Option<Role>, TrackerError> {
        Ok(Some(Role::Admin))
    }
}

impl Writer for Dir {
    /// As [`Dir::open_for_writing`], of one that was opened for reading: what
    /// was read before may have changed.
    fn claim(&self) -> Result<(), TrackerError> {
        self.hold(LOCK_WAIT)
    }

    async fn ready(&self) -> Result<(), TrackerError> {
        self.hold(LOCK_WAIT)
    }

    async fn create(&self, issue: &NewIssue) -> Result<Issue, TrackerError> {
        self.hold(LOCK_WAIT)?;
        let text =
            file::new_issue(issue, self.now).map_err(|broken| file::located(&self.path, broken))?;
        let first = folder::last_issue(&self.path)? + 1;
        let (number, path) = Self::place(first, &text, |number| {
            self.path.join(file::name(number, &issue.title))
        })?;
        self.reread(&path, number)
    }

    async fn edit(&self, number: IssueNumber, patch: &IssuePatch) -> Result<Issue, TrackerError> {
        self.hold(LOCK_WAIT)?;
        let file = self.path_of(number)?;
        IssueFile::read(&file, number, self.now)?.edit(patch, self.now)?;
        self.reread(&file, number)
    }

    async fn add_labels(&self, number: IssueNumber, labels: &[String]) -> Result<(), TrackerError> {
        self.hold(LOCK_WAIT)?;
        let path = self.path_of(number)?;
        let file = IssueFile::read(&path, number, self.now)?;
        let mut wanted = file.issue.labels.clone();
        for label in labels {
            if !wanted.iter().any(|l| same_label(l, label)) {
                wanted.push(label.clone());
            }
        }
        if wanted == file.issue.labels {
            return Ok(());
        }
        file.label(&wanted, self.now)
    }

    async fn remove_label(&self, number: IssueNumber, label: &str) -> Result<(), TrackerError> {
        self.hold(LOCK_WAIT)?;
        let path = self.path_of(number)?;
        let file = IssueFile::read(&path, number, self.now)?;
        let mut wanted = file.issue.labels.clone();
        wanted.retain(|l| !same_label(l, label));
        if wanted == file.issue.labels {
            return Ok(());
        }
        file.label(&wanted, self.now)
    }

    async fn comment(&self, number: IssueNumber, body: &str) -> Result<Comment, TrackerError> {
        self.hold(LOCK_WAIT)?;
        self.path_of(number)?;
        let text = file::new_comment(body, self.now)
            .map_err(|broken| file::located(&self.path, broken))?;
        let comments = folder::comments_folder(&self.path, number);
        let first = folder::last_comment(&self.path)? + 1;
        let (id, path) = Self::place(first, &text, |id| comments.join(format!("{id}.md")))?;
        file::read_comment(&path, id, self.now)
    }

    async fn edit_comment(
        &self,
        number: IssueNumber,
        id: CommentId,
        body: &str,
    ) -> Result<Comment, TrackerError> {
        self.hold(LOCK_WAIT)?;
        let files = folder::comments(&self.path, number)?;
        let path = files.get(&id.0).ok_or_else(|| TrackerError::NotFound {
            target: format!(
                "comment {} of issue {number} in {}",
                id.0,
                self.path.display()
            ),
        })?;
        file::edit_comment(path, id.0, body, self.now)
    }

    async fn delete_comment(&self, number: IssueNumber, id: CommentId) -> Result<(), TrackerError> {
        self.hold(LOCK_WAIT)?;
        match folder::comments(&self.path, number)?.get(&id.0) {
            Some(path) => folder::remove(path),
            None => Ok(()),
        }
    }

    /// Kept in the comment's front matter. A comment that has no file was
    /// given by other means, and keeps no reactions.
    async fn react(&self, id: CommentId, reaction: Reaction) -> Result<(), TrackerError> {
        self.hold(LOCK_WAIT)?;
        match folder::comment(&self.path, id.0)? {
            Some(path) => file::react(&path, reaction),
            None => Ok(()),
        }
    }

    async fn create_label(&self, label: &Label) -> Result<(), TrackerError> {
        self.hold(LOCK_WAIT)?;
        let mut labels = self.read_labels()?;
        if labels.iter().any(|l| same_label(&l.name, &label.name)) {
            return Ok(());
        }
        labels.push(label.clone());
        let path = self.labels_file();
        let text =
            serde_yaml::to_string(&labels).map_err(|e| folder::broken(&path, e.to_string()))?;
        folder::replace(&path, &text)
    }
}

#[cfg(test)]
mod tests;

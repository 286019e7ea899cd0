//! Issues and comments as files.

use std::path::Path;

use serde::Deserialize;

use super::DIALECT;
use super::folder::{self, at_line};
use super::front::{Broken, MarkdownFile};
use crate::model::Time;
use crate::model::issue::{
    Author, Comment, CommentId, Issue, IssueNumber, IssuePatch, IssueState, Login, NewIssue,
};
use crate::tracker::{Reaction, TrackerError};

/// The account that the program writes as.
pub(crate) const BOT: &str = "bot";
/// Whoever made a file by hand and did not sign it.
const PERSON: &str = "person";
/// Words of a title in a file's name.
const SLUG_LENGTH: usize = 50;

/// An issue's front matter. Files made by hand need no more than a title.
#[derive(Debug, Deserialize)]
struct IssueHead {
    title: String,
    #[serde(default)]
    state: FileState,
    #[serde(default)]
    labels: Vec<String>,
    author: Option<Login>,
    #[serde(default)]
    assignees: Vec<Login>,
    #[serde(default)]
    locked: bool,
    created_at: Option<Time>,
    updated_at: Option<Time>,
    closed_at: Option<Time>,
    closed_by: Option<Login>,
}

/// A comment's front matter.
#[derive(Debug, Deserialize)]
struct CommentHead {
    author: Option<Login>,
    created_at: Option<Time>,
    updated_at: Option<Time>,
}

/// A state as people write it, who may not say how something was closed.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum FileState {
    #[default]
    Open,
    #[serde(alias = "closed")]
    Completed,
    NotPlanned,
    Duplicate,
}

impl From<FileState> for IssueState {
    fn from(state: FileState) -> Self {
        match state {
            FileState::Open => Self::Open,
            FileState::Completed => Self::Completed,
            FileState::NotPlanned => Self::NotPlanned,
            FileState::Duplicate => Self::Duplicate,
        }
    }
}

/// A file read: what it says and the text to write it back with.
pub(crate) struct IssueFile<'a> {
    path: &'a Path,
    document: MarkdownFile,
    pub(crate) issue: Issue,
}

impl<'a> IssueFile<'a> {
    pub(crate) fn read(
        path: &'a Path,
        number: IssueNumber,
        now: Time,
    ) -> Result<Self, TrackerError> {
        let text = folder::read(path)?;
        let parse = || -> Result<(MarkdownFile, IssueHead), Broken> {
            let document = MarkdownFile::parse(&text)?;
            let head = document.head()?;
            Ok((document, head))
        };
        let (document, head) = parse().map_err(|broken| located(path, broken))?;
        let comments = folder::comments(path.parent().unwrap_or(path), number)?;
        let issue = issue_of(path, number, head, &document, now, comments.len());
        Ok(Self {
            path,
            document,
            issue,
        })
    }

    /// Writes what a patch changes.
    pub(crate) fn edit(mut self, patch: &IssuePatch, now: Time) -> Result<(), TrackerError> {
        if let Some(title) = &patch.title {
            self.set("title", title)?;
        }
        if let Some(state) = patch.state {
            self.set("state", &state)?;
            if state.is_open() {
                self.document.unset("closed_at");
            } else {
                self.set("closed_at", &stamp(now))?;
            }
        }
        if let Some(body) = &patch.body {
            self.document.body.clone_from(body);
        }
        self.save(now)
    }

    /// Replaces the issue's labels.
    pub(crate) fn label(mut self, labels: &[String], now: Time) -> Result<(), TrackerError> {
        self.set("labels", &labels)?;
        self.save(now)
    }

    fn set(&mut self, key: &str, value: &impl serde::Serialize) -> Result<(), TrackerError> {
        let path = self.path;
        self.document
            .set(key, value)
            .map_err(|broken| located(path, broken))
    }

    fn save(mut self, now: Time) -> Result<(), TrackerError> {
        self.set("updated_at", &stamp(now))?;
        folder::replace(self.path, &self.document.to_string())
    }
}

/// The text of a file for a new issue.
pub(crate) fn new_issue(issue: &NewIssue, now: Time) -> Result<String, Broken> {
    let mut document = MarkdownFile::new(&issue.body);
    document.set("title", &issue.title)?;
    document.set("state", &IssueState::Open)?;
    document.set("labels", &issue.labels)?;
    if !issue.assignees.is_empty() {
        document.set("assignees", &issue.assignees)?;
    }
    sign(&mut document, now)?;
    Ok(document.to_string())
}

/// The text of a file for a new comment.
pub(crate) fn new_comment(body: &str, now: Time) -> Result<String, Broken> {
    let mut document = MarkdownFile::new(body);
    sign(&mut document, now)?;
    Ok(document.to_string())
}

fn sign(document: &mut MarkdownFile, now: Time) -> Result<(), Broken> {
    document.set("author", &BOT)?;
    document.set("created_at", &stamp(now))?;
    document.set("updated_at", &stamp(now))
}

/// Reads a comment's file.
pub(crate) fn read_comment(path: &Path, id: u64, now: Time) -> Result<Comment, TrackerError> {
    comment_file(path, id, now).map(|(_, comment)| comment)
}

/// Rewrites a comment's body.
pub(crate) fn edit_comment(
    path: &Path,
    id: u64,
    body: &str,
    now: Time,
) -> Result<Comment, TrackerError> {
    let (mut document, _) = comment_file(path, id, now)?;
    body.clone_into(&mut document.body);
    document
        .set("updated_at", &stamp(now))
        .map_err(|broken| located(path, broken))?;
    folder::replace(path, &document.to_string())?;
    read_comment(path, id, now)
}

/// Puts the program's reaction on a comment: `reactions` in its front matter.
pub(crate) fn react(path: &Path, reaction: Reaction) -> Result<(), TrackerError> {
    #[derive(Deserialize)]
    struct Reactions {
        #[serde(default)]
        reactions: Vec<String>,
    }
    let text = folder::read(path)?;
    let add = || -> Result<Option<MarkdownFile>, Broken> {
        let mut document = MarkdownFile::parse(&text)?;
        let mut on = document.head::<Reactions>()?.reactions;
        let name = DIALECT.reactions.name(reaction);
        if on.iter().any(|known| known == name) {
            return Ok(None);
        }
        on.push(name.to_owned());
        document.set("reactions", &on)?;
        Ok(Some(document))
    };
    match add().map_err(|broken| located(path, broken))? {
        Some(document) => folder::replace(path, &document.to_string()),
        None => Ok(()),
    }
}

fn comment_file(path: &Path, id: u64, now: Time) -> Result<(MarkdownFile, Comment), TrackerError> {
    let text = folder::read(path)?;
    let parse = || -> Result<(MarkdownFile, CommentHead), Broken> {
        let document = MarkdownFile::parse(&text)?;
        let head = document.head()?;
        Ok((document, head))
    };
    let (document, head) = parse().map_err(|broken| located(path, broken))?;
    let created_at = head.created_at.unwrap_or(now);
    let comment = Comment {
        id: CommentId(id),
        body: document.body.clone(),
        author: author(head.author),
        created_at,
        updated_at: head.updated_at.unwrap_or(created_at),
    };
    Ok((document, comment))
}

/// A file made by hand need not be dated: then it is taken to be of now, so
/// that nothing is taken to be newer than a person's closing.
fn issue_of(
    path: &Path,
    number: IssueNumber,
    head: IssueHead,
    document: &MarkdownFile,
    now: Time,
    comments: usize,
) -> Issue {
    let created_at = head.created_at.unwrap_or(now);
    let state = IssueState::from(head.state);
    let closed_at = (!state.is_open()).then(|| head.closed_at.unwrap_or(now));
    Issue {
        number,
        title: head.title,
        body: document.body.clone(),
        state,
        labels: head.labels,
        author: author(head.author),
        locked: head.locked,
        assignees: head.assignees,
        created_at,
        updated_at: head.updated_at.unwrap_or(created_at),
        closed_at,
        closed_by: head.closed_by.filter(|_| !state.is_open()),
        comments: comments as u64,
        url: path.display().to_string(),
    }
}

/// Who can write into the folder can write in the tracker.
fn author(login: Option<Login>) -> Author {
    let login = login.unwrap_or_else(|| PERSON.to_owned());
    Author {
        bot: login == BOT,
        login,
        can_write: true,
    }
}

/// A file's name: the number finds it, the words are for people and stay as
/// they are when the title changes, so that git shows one file.
pub(crate) fn name(number: IssueNumber, title: &str) -> String {
    let mut slug = String::new();
    for c in title.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() && slug.len() < SLUG_LENGTH {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    match slug.trim_end_matches('-') {
        "" => format!("{number}.md"),
        slug => format!("{number}-{slug}.md"),
    }
}

pub(crate) fn located(path: &Path, broken: Broken) -> TrackerError {
    at_line(path, broken.line, broken.what)
}

fn stamp(time: Time) -> String {
    time.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

//! A tracker in memory, which records every write and can fail at any of them.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::model::issue::{
    Author, Comment, CommentId, Issue, IssueNumber, IssuePatch, IssueState, Label, NewIssue,
};
use crate::model::{Role, Time};
use crate::tracker::{Found, Identity, LabelEvent, Reaction, Reader, Recent, TrackerError, Writer};

/// The account that [`Memory`] writes as.
pub(crate) const BOT: &str = "bot[bot]";

/// A tracker in memory.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    inner: RefCell<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    issues: BTreeMap<IssueNumber, Issue>,
    comments: BTreeMap<IssueNumber, Vec<Comment>>,
    labels: Vec<Label>,
    now: Time,
    writes: Vec<String>,
    /// Position of the write that fails, and how.
    fault: Option<(usize, Fault)>,
}

/// How a write fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// 401: nothing else can work either.
    Unauthorized,
    /// 422: this one write is refused.
    Invalid,
    /// Written, and the answer was lost.
    LostAnswer,
    /// Not written, and the answer was lost.
    LostRequest,
    /// Another run makes the same issue just before.
    Overtaken,
}

impl Memory {
    /// Sets the tracker's clock.
    pub(crate) fn set_now(&self, now: Time) {
        self.inner.borrow_mut().now = now;
    }

    /// The write at a position from here on (0: the next) fails.
    pub(crate) fn fail(&self, position: usize, fault: Fault) {
        let mut inner = self.inner.borrow_mut();
        inner.fault = Some((inner.writes.len() + position, fault));
    }

    /// Writes so far, one line each.
    pub(crate) fn writes(&self) -> Vec<String> {
        self.inner.borrow().writes.clone()
    }

    /// Forgets the writes so far.
    pub(crate) fn forget_writes(&self) {
        self.inner.borrow_mut().writes.clear();
    }

    /// An issue as it is.
    pub(crate) fn get(&self, number: IssueNumber) -> Issue {
        self.inner.borrow().issues[&number].clone()
    }

    /// All issues.
    pub(crate) fn all(&self) -> Vec<Issue> {
        self.inner.borrow().issues.values().cloned().collect()
    }

    /// Comments of an issue.
    pub(crate) fn comments_of(&self, number: IssueNumber) -> Vec<Comment> {
        let inner = self.inner.borrow();
        inner.comments.get(&number).cloned().unwrap_or_default()
    }

    /// A person opens an issue.
    pub(crate) fn opened_by(&self, login: &str, title: &str, body: &str) -> IssueNumber {
        let mut inner = self.inner.borrow_mut();
        let number = inner.issues.keys().max().map_or(1, |last| last + 1);
        let opened = issue(number, title, body.to_owned(), login, inner.now);
        inner.issues.insert(number, opened);
        number
    }

    fn make(&self, new: &NewIssue) -> Issue {
        let mut inner = self.inner.borrow_mut();
        let number = inner.issues.keys().max().map_or(1, |last| last + 1);
        let mut made = issue(number, &new.title, new.body.clone(), BOT, inner.now);
        made.labels.clone_from(&new.labels);
        made.assignees.clone_from(&new.assignees);
        inner.issues.insert(number, made.clone());
        made
    }

    /// A person deletes an issue.
    pub(crate) fn delete(&self, number: IssueNumber) {
        self.inner.borrow_mut().issues.remove(&number).unwrap();
    }

    /// A person deletes the comments of an issue.
    pub(crate) fn delete_comments(&self, number: IssueNumber) {
        let mut inner = self.inner.borrow_mut();
        inner.comments.remove(&number);
        inner.issues.get_mut(&number).unwrap().comments = 0;
    }

    /// A person edits the comments of an issue.
    pub(crate) fn edit_comments(&self, number: IssueNumber, edit: impl Fn(&str) -> String) {
        let mut inner = self.inner.borrow_mut();
        for comment in inner.comments.get_mut(&number).unwrap() {
            comment.body = edit(&comment.body);
        }
    }

    /// A person changes an issue.
    pub(crate) fn person(&self, number: IssueNumber, change: impl FnOnce(&mut Issue)) {
        let mut inner = self.inner.borrow_mut();
        let now = inner.now;
        let issue = inner.issues.get_mut(&number).unwrap();
        let was = issue.state;
        change(issue);
        issue.updated_at = now;
        if was != issue.state {
            issue.closed_at = (!issue.state.is_open()).then_some(now);
        }
    }

    /// Another run makes the same issue once more.
    pub(crate) fn copy(&self, from: IssueNumber, to: IssueNumber) {
        let mut inner = self.inner.borrow_mut();
        let mut copy = inner.issues[&from].clone();
        copy.number = to;
        copy.url = format!("memory/{to}");
        inner.issues.insert(to, copy);
    }

    /// Takes note of a write; fails where it is to fail before it is done.
    fn begin(&self, what: String) -> Result<Option<Fault>, TrackerError> {
        let mut inner = self.inner.borrow_mut();
        let position = inner.writes.len();
        inner.writes.push(what.clone());
        let fault = inner.fault.filter(|(at, _)| *at == position);
        match fault.map(|(_, fault)| fault) {
            Some(Fault::Unauthorized) => Err(TrackerError::Unauthorized {
                what: "bad credentials".to_owned(),
                target: "memory".to_owned(),
                variables: &[],
            }),
            Some(Fault::Invalid) => Err(TrackerError::Invalid {
                action: what,
                what: "refused".to_owned(),
            }),
            Some(Fault::LostRequest) => Err(lost(what)),
            other => Ok(other),
        }
    }
}

fn lost(action: String) -> TrackerError {
    TrackerError::OutcomeUnknown {
        action,
        what: "connection reset".to_owned(),
    }
}

fn issue(number: IssueNumber, title: &str, body: String, login: &str, now: Time) -> Issue {
    Issue {
        number,
        title: title.to_owned(),
        body,
        state: IssueState::Open,
        labels: Vec::new(),
        author: Author {
            login: login.to_owned(),
            bot: login == BOT,
            can_write: login != BOT,
        },
        locked: false,
        assignees: Vec::new(),
        created_at: now,
        updated_at: now,
        closed_at: None,
        closed_by: None,
        comments: 0,
        url: format!("memory/{number}"),
    }
}

fn answer<T>(fault: Option<Fault>, what: &str, value: T) -> Result<T, TrackerError> {
    match fault {
        Some(Fault::LostAnswer) => Err(lost(what.to_owned())),
        _ => Ok(value),
    }
}

impl Reader for Memory {
    async fn identity(&self) -> Result<Identity, TrackerError> {
        Ok(Identity {
            login: BOT.to_owned(),
        })
    }

    async fn labelled(&self, label: &str) -> Result<Vec<Issue>, TrackerError> {
        let has = |issue: &Issue| issue.labels.iter().any(|l| l == label);
        Ok(self.all().into_iter().filter(has).collect())
    }

    async fn made_by(&self, login: &str) -> Result<Vec<Issue>, TrackerError> {
        let made = |issue: &Issue| issue.author.login == login;
        Ok(self.all().into_iter().filter(made).collect())
    }

    async fn newest(&self) -> Result<Recent, TrackerError> {
        let issues = self.all();
        let last = issues.iter().map(|issue| issue.number).max();
        Ok(Recent {
            issues,
            last: last.unwrap_or(0),
        })
    }

    fn clock(&self) -> Option<Time> {
        Some(self.inner.borrow().now)
    }

    async fn issue(&self, number: IssueNumber) -> Result<Found, TrackerError> {
        let found = self.inner.borrow().issues.get(&number).cloned();
        Ok(found.map_or(Found::Missing, Found::Issue))
    }

    async fn comments(&self, number: IssueNumber) -> Result<Vec<Comment>, TrackerError> {
        Ok(self.comments_of(number))
    }

    async fn label_events(&self, _number: IssueNumber) -> Result<Vec<LabelEvent>, TrackerError> {
        Ok(Vec::new())
    }

    async fn labels(&self) -> Result<Vec<Label>, TrackerError> {
        Ok(self.inner.borrow().labels.clone())
    }

    async fn all_issues(&self) -> Result<Vec<Issue>, TrackerError> {
        Ok(self.all())
    }

    async fn permission(&self, _login: &str) -> Result<Option<Role>, TrackerError> {
        Ok(None)
    }
}

impl Writer for Memory {
    async fn ready(&self) -> Result<(), TrackerError> {
        Ok(())
    }

    async fn create(&self, new: &NewIssue) -> Result<Issue, TrackerError> {
        let what = format!("create {}", new.title);
        let fault = self.begin(what.clone())?;
        if fault == Some(Fault::Overtaken) {
            self.make(new);
        }
        answer(fault, &what, self.make(new))
    }

    async fn edit(&self, number: IssueNumber, patch: &IssuePatch) -> Result<Issue, TrackerError> {
        let what = match patch.state {
            Some(state) if state.is_open() => format!("reopen #{number}"),
            Some(state) => format!("close #{number} as {state:?}"),
            None => format!("edit #{number}"),
        };
        let fault = self.begin(what.clone())?;
        let mut inner = self.inner.borrow_mut();
        let now = inner.now;
        let issue = inner.issues.get_mut(&number).unwrap();
        if let Some(title) = &patch.title {
            issue.title.clone_from(title);
        }
        if let Some(body) = &patch.body {
            issue.body.clone_from(body);
        }
        if let Some(state) = patch.state {
            issue.state = state;
            issue.closed_at = (!state.is_open()).then_some(now);
        }
        issue.updated_at = now;
        answer(fault, &what, issue.clone())
    }

    async fn add_labels(&self, number: IssueNumber, labels: &[String]) -> Result<(), TrackerError> {
        let what = format!("label #{number} +{}", labels.join(" +"));
        let fault = self.begin(what.clone())?;
        let mut inner = self.inner.borrow_mut();
        let on = &mut inner.issues.get_mut(&number).unwrap().labels;
        for label in labels {
            if !on.contains(label) {
                on.push(label.clone());
            }
        }
        answer(fault, &what, ())
    }

    async fn remove_label(&self, number: IssueNumber, label: &str) -> Result<(), TrackerError> {
        let what = format!("label #{number} -{label}");
        let fault = self.begin(what.clone())?;
        let mut inner = self.inner.borrow_mut();
        let on = &mut inner.issues.get_mut(&number).unwrap().labels;
        on.retain(|l| l != label);
        answer(fault, &what, ())
    }

    async fn comment(&self, number: IssueNumber, body: &str) -> Result<Comment, TrackerError> {
        let what = format!("comment #{number}");
        let fault = self.begin(what.clone())?;
        let mut inner = self.inner.borrow_mut();
        let now = inner.now;
        let id = CommentId(1 + inner.comments.values().map(Vec::len).sum::<usize>() as u64);
        let comment = Comment {
            id,
            body: body.to_owned(),
            author: Author {
                login: BOT.to_owned(),
                bot: true,
                can_write: false,
            },
            created_at: now,
            updated_at: now,
        };
        let comments = inner.comments.entry(number).or_default();
        comments.push(comment.clone());
        let count = comments.len() as u64;
        inner.issues.get_mut(&number).unwrap().comments = count;
        answer(fault, &what, comment)
    }

    async fn edit_comment(
        &self,
        number: IssueNumber,
        id: CommentId,
        body: &str,
    ) -> Result<Comment, TrackerError> {
        let what = format!("edit comment #{number}");
        let fault = self.begin(what.clone())?;
        let mut inner = self.inner.borrow_mut();
        let now = inner.now;
        let comments = inner.comments.get_mut(&number).unwrap();
        let comment = comments.iter_mut().find(|c| c.id == id).unwrap();
        body.clone_into(&mut comment.body);
        comment.updated_at = now;
        answer(fault, &what, comment.clone())
    }

    async fn delete_comment(&self, number: IssueNumber, id: CommentId) -> Result<(), TrackerError> {
        let fault = self.begin(format!("delete comment #{number}"))?;
        let mut inner = self.inner.borrow_mut();
        inner
            .comments
            .entry(number)
            .or_default()
            .retain(|c| c.id != id);
        answer(fault, "delete comment", ())
    }

    async fn react(&self, _id: CommentId, _reaction: Reaction) -> Result<(), TrackerError> {
        Ok(())
    }

    async fn create_label(&self, label: &Label) -> Result<(), TrackerError> {
        self.inner.borrow_mut().labels.push(label.clone());
        Ok(())
    }
}
